"""`hegui rules new | try | test | coverage | schema | lint` as their users meet them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ANSWERS = {
    "--title": "写明业务培训次数",
    "--category": "structure",
    "--severity": "info",
    "--document": "示范",
    "--check": "pattern",
    "--message": "{说明}",
    "--advice": "补上培训次数。",
}
KEYS = ("--key", "scope=一", "--key", r"require=[{pattern: '培训\d+次|业务|队伍|入户|全部', says: 没有写培训次数}]")


def _flags(**changed: str) -> list[str]:
    return [word for flag, value in {**ANSWERS, **changed}.items() for word in (flag, value)]


@pytest.fixture
def pack(folder: Path) -> Path:
    (folder / "pack").mkdir()
    text = "name: local\ntitle: 某省规则\nversion: '1'\nextends: [national]\n"
    (folder / "pack" / "pack.yaml").write_text(text, "utf-8")
    return Path("pack")


# new


def test_a_new_rule_holds_from_the_start(hegui: Any, pack: Path) -> None:
    ran = hegui("rules", "new", "local-training", *_flags(), *KEYS, "--into", pack)
    assert ran.status == 0, ran.err
    path = pack / "rules" / "structure" / "local-training.yaml"
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../../.schemas/rule.json"
    assert (pack / ".schemas" / "rule.json").is_file()
    assert "hegui rules test" in ran.out
    assert hegui("rules", "lint", pack).status == 0
    tested = hegui("rules", "test", path, "--mutants")
    assert tested.status == 0, tested.out
    assert "1 条规则的 6 个用例，全部通过。" in tested.out


def test_a_new_rule_may_say_what_its_problem_is_called(hegui: Any, pack: Path) -> None:
    problem = "没有写明业务培训次数"
    ran = hegui("rules", "new", "local-training", *_flags(), *KEYS, "--problem", problem, "--into", pack)
    assert ran.status == 0, ran.err
    written = (pack / "rules" / "structure" / "local-training.yaml").read_text("utf-8").splitlines()
    assert written[2:4] == ["title: 写明业务培训次数", f"problem: {problem}"]
    assert problem in hegui("rules", "explain", "local-training", "--rules", pack).out


def test_a_rule_that_is_taken_or_there_is_not_overwritten(hegui: Any, pack: Path) -> None:
    for _ in range(2):
        ran = hegui("rules", "new", "local-training", *_flags(), *KEYS, "--into", pack)
    assert ran.status == 2
    assert "编号“local-training”已由规则包“local”的规则" in ran.err
    ran = hegui("rules", "new", "table4-totals", *_flags(), *KEYS, "--into", pack)
    assert "编号“table4-totals”已由规则包“national”的规则" in ran.err
    broken = pack / "rules" / "structure" / "local-other.yaml"
    broken.write_text("id: local-other\n", "utf-8")
    ran = hegui("rules", "new", "local-other", *_flags(), *KEYS, "--into", pack)
    assert (ran.status, broken.read_text("utf-8")) == (2, "id: local-other\n")
    assert "不会覆盖" in ran.err


def test_what_is_missing_is_told_at_once_where_nobody_can_be_asked(hegui: Any, folder: Path) -> None:
    ran = hegui("rules", "new", "local-training", "--check", "topic")
    assert ran.status == 2
    for flag in ("--title", "--category", "--document", "--key scope=…", "--key topics=…", "--message", "--advice"):
        assert flag in ran.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Local", *_flags(), *KEYS), "编号“Local”不能用"),
        (("a", *_flags(**{"--category": "structur"}), *KEYS), "最接近的是“structure”"),
        (("a", *_flags(**{"--check": "patern"}), *KEYS), "最接近的是“pattern”"),
        (("a", *_flags(), "--key", "requir=某"), "没有这个键，最接近的是“require”"),
        (("a", *_flags(), "--key", "require=[甲"), "括号没有成对"),
        (("a", *_flags(), "--key", "require=某"), "“require”应为列表"),
        (("a", *_flags(), "--key", "require=['(']"), "正则表达式"),
        (("a", *_flags(**{"--message": "{明说}"}), *KEYS), "最接近的是“说明”"),
        (("a", *_flags(), *KEYS, "--applies", "{yeers: 2021-}"), "最接近的是“years”"),
        (("a", *_flags(), *KEYS, "--into", "没有"), "不是规则包"),
    ],
)
def test_wrong_answers_are_told_and_nothing_is_written(hegui: Any, folder: Path, arguments: Any, words: str) -> None:
    ran = hegui("rules", "new", *arguments)
    assert ran.status == 2
    assert words in ran.err
    assert list(folder.rglob("*.yaml")) == []


def test_questions_are_asked_until_the_answers_will_do(hegui: Any, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[str] = iter(
        ["table4-totals", "local-words", "不写待定", "", "7", "3", "示范", "", "pattern", "发现{词}", "", "删去。", ""]
    )
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.chdir(pack)
    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    ran = hegui("rules", "new", "--key", "forbid=[待定]")
    assert ran.status == 0, ran.err
    assert "已由规则包“national”" in ran.out
    assert "这一项要填写" in ran.out
    assert any("可用 {词}、{说明}" in question for question in asked)
    text = Path("rules/wording/local-words.yaml").read_text("utf-8")
    assert "severity: info\n" in text
    assert "forbid: [待定]\n" in text
    assert "- fail: {append: {一: 待定。}}\n" in text


@pytest.fixture
def typed(pack: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What a person at a terminal types, a line a question; fails where more is asked."""

    def type_(*answers: str) -> None:
        lines = iter(answers)
        monkeypatch.chdir(pack)
        monkeypatch.setattr("builtins.input", lambda _: next(lines))
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    return type_


def test_keys_that_may_be_left_out_are_asked_for_too(hegui: Any, typed: Callable[..., None]) -> None:
    before = ("local-words", "不写待定", "", "wording", "info", "示范", "", "pattern")
    typed(*before, "", "待定", "[待定]", "", "发现{数}", "发现{词}", "删去。", "{year: 2021-}", "{years: 2021-}")
    ran = hegui("rules", "new")
    assert ran.status == 0, ran.err
    assert "“forbid”应为列表（[甲, 乙]），现为“待定”。" in ran.out
    assert "“{数}”不能用，可用的有：词、说明、正、夹字。" in ran.out
    assert "不认识的键“year”，最接近的是“years”" in ran.out
    text = Path("rules/wording/local-words.yaml").read_text("utf-8")
    assert "forbid: [待定]\n" in text
    assert "applies: {years: 2021-}\n" in text
    assert "require" not in text


def test_answers_that_do_not_fit_together_are_written_and_not_lost(hegui: Any, typed: Callable[..., None]) -> None:
    typed("local-words", "不写待定", "", "wording", "", "示范", "", "pattern", "", "[待定(]", "", "某", "删去。", "")
    ran = hegui("rules", "new")
    assert ran.status == 2
    assert "已写出规则 rules/wording/local-words.yaml，但其中有误" in ran.err
    assert "正则表达式“待定(”有误：第 3 字处括号没有成对" in ran.err
    assert "title: 不写待定\n" in Path("rules/wording/local-words.yaml").read_text("utf-8")


def test_cases_of_a_pack_of_an_area_are_of_its_units(hegui: Any, pack: Path) -> None:
    with (pack / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("applies: {provinces: [陕西省]}\n")
    ran = hegui("rules", "new", "local-training", *_flags(), *KEYS, "--into", pack)
    assert ran.status == 0, ran.out + ran.err
    assert hegui("rules", "test", pack).status == 0
    ran = hegui("rules", "new", "local-b", *_flags(), *KEYS, "--into", pack, "--applies", "{provinces: [江西省]}")
    assert (ran.status, "永远用不上" in ran.err) == (2, True)


def test_a_rule_that_fails_clean_reports_is_told_so(hegui: Any, pack: Path) -> None:
    key = r"require=[{pattern: '监管专栏', says: 没有专栏}]"
    ran = hegui("rules", "new", "local-column", *_flags(), "--key", "scope=一", "--key", key, "--into", pack)
    assert "合格样稿 county 上也报出问题（没有专栏）" in ran.out


@pytest.mark.slow
def test_where_no_case_is_found_it_is_said(hegui: Any, pack: Path) -> None:
    key = r"forbid=['(?<=甲)乙(?<!甲乙)']"
    ran = hegui("rules", "new", "local-never", *_flags(), "--key", key, "--into", pack)
    assert ran.status == 1
    assert "没有找到应报出问题（fail）的用例" in ran.out
    assert hegui("rules", "test", pack).status == 1


# try


def test_a_rule_is_tried_step_by_step(hegui: Any, write_report: Any) -> None:
    report = write_report(set={"table3.自然人.本年新收": 99})
    ran = hegui("rules", "try", "table3-column-balance", report)
    assert ran.status == 1
    for words in ("表三", "99 + 1 ≠ 23 + 2 → 不成立", "2 + 0 = 2 + 0 → 成立", "不符合", "本年新收 + 上年结转 == 总计"):
        assert words in ran.out


def test_whoever_tries_a_rule_sees_why_its_conditions_do_not_hold(hegui: Any, write_report: Any, pack: Path) -> None:
    rule = """\
id: local-rate
title: 某
basis: {document: 某}
severity: info
when: [table3.总计.本年新收 >= 20, 正文.新收 >= 30]
check: identity
assert: table3.总计.予以公开 > 99
message: '{左边}'
advice: 某
cases:
  - fail: {replace: {新收政府信息公开申请26件: 新收政府信息公开申请30件}}
  - pass: {replace: {新收政府信息公开申请26件: 新收政府信息公开申请30件}, set: {table3.总计.予以公开: 100}}
"""
    file = pack / "rules" / "tables" / "local-rate.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(rule, "utf-8")
    ran = hegui("rules", "try", file, write_report())
    assert ran.status == 0, ran.out
    for words in ("条件  表三“总计·本年新收” ≥ 20  26 ≥ 20 → 成立", "正文所写的新收 ≥ 30       26 < 30 → 不成立"):
        assert words in ran.out
    assert "不适用：本规则适用于正文所写的新收 ≥ 30 的报告（这份报告：26 < 30）" in ran.out
    told = hegui("rules", "coverage", write_report(), "--rules", pack, "--format", "json").out
    (counted,) = [one for one in json.loads(told)["rules"] if one["rule"] == "local-rate"]
    assert counted["applied"] == 0


def test_a_rule_of_no_pack_is_tried(hegui: Any, write_report: Any) -> None:
    report = write_report()
    text = """\
id: some-rule
title: 某
basis: {document: 某}
severity: info
check: pattern
scope: 一
require: [{pattern: '政务公开专区', says: 没有专区}]
message: '{说明}'
advice: 某
cases: [{fail: {}}, {pass: {}}]
"""
    Path("some-rule.yaml").write_text(text, "utf-8")
    ran = hegui("rules", "try", "some-rule.yaml", report)
    assert ran.status == 0
    assert "“政务公开专区” → 成立" in ran.out
    Path("some-rule.yaml").write_text(text.replace("scope: 一", "scope: 七"), "utf-8")
    ran = hegui("rules", "try", "some-rule.yaml", report)
    assert ran.status == 2
    assert "some-rule.yaml:6:8" in ran.err


def test_what_a_rule_cannot_assess_or_is_not_for_is_told(hegui: Any, write_report: Any) -> None:
    report = write_report(picture=["table3"])
    ran = hegui("rules", "try", "table3-column-balance", report)
    assert "表三  没有找到" in ran.out
    assert "未能判定：“收到和处理政府信息公开申请情况”的表格是图片" in ran.out
    assert "不适用：本规则适用于各级人民政府" in hegui("rules", "try", "assessment-results", report).out
    Path("坏.html").write_text("", "utf-8")
    ran = hegui("rules", "try", "table3-column-balance", "坏.html")
    assert ran.status == 3
    assert "未审查" in ran.out


# test

BOUND = {
    "assert": "本年新收 <= 500",
    "cases": "[{fail: {set: {table3.自然人.本年新收: 501}}}, {pass: {set: {table3.自然人.本年新收: 500}}}]",
}


def test_a_pack_is_tested_by_name_folder_or_file(hegui: Any, write_pack: Any) -> None:
    pack = write_pack(**BOUND)
    one = "1 条规则的 6 个用例，全部通过。\n"
    assert hegui("rules", "test", pack).out == one
    assert hegui("rules", "test", pack / "rules" / "tables" / "local-title.yaml").out == one
    assert hegui("rules", "test", "local", "--rules", pack).out == one
    assert hegui("rules", "test", "没有").status == 2
    (pack.parent / "empty").mkdir()
    assert "不在规则包中" in hegui("rules", "test", pack.parent / "empty").err


def test_what_no_case_notices_is_listed(hegui: Any, write_pack: Any) -> None:
    pack = write_pack(**BOUND)
    ran = hegui("rules", "test", pack, "--mutants")
    assert ran.status == 0
    assert "没有察觉" not in ran.out
    rule = pack / "rules" / "tables" / "local-title.yaml"
    rule.write_text(rule.read_text("utf-8").replace("新收: 500}", "新收: 400}"), "utf-8")
    ran = hegui("rules", "test", pack, "--mutants")
    assert ran.status == 0
    assert "没有察觉  assert：本年新收 <= 500 - 1" in ran.out


def test_a_pack_that_only_changes_rules_is_tested_too(hegui: Any, pack: Path) -> None:
    overrides = pack / "overrides.yaml"
    change = "table4-totals:\n  enabled: false\n  reason: 某\n"
    overrides.write_text(change, "utf-8")
    assert hegui("rules", "test", pack).status == 0
    ran = hegui("rules", "test", pack, "--mutants")
    assert "没有用例的调整和参数：local overrides.yaml 的 table4-totals。" in ran.out
    overrides.write_text(f"{change}  cases: [{{not_applicable: {{}}}}]\n", "utf-8")
    ran = hegui("rules", "test", "local", "--rules", pack, "--mutants", "--strict")
    assert (ran.status, "local overrides.yaml 的 table4-totals：1 处改动，察觉 1 处" in ran.out) == (0, True)
    overrides.write_text(f"{change}  cases: [{{fail: {{}}}}]\n", "utf-8")
    ran = hegui("rules", "test", pack)
    assert ran.status == 1
    assert "table4-totals （local overrides.yaml 的 table4-totals）用例 1：应为不符合，实为不适用" in ran.out


def test_a_rule_that_its_cases_do_not_prove_is_reported(hegui: Any, write_pack: Any) -> None:
    pack = write_pack(cases="[{fail: {}}, {pass: {}}]", **{"assert": "本年新收 >= 0"})
    ran = hegui("rules", "test", pack, "--mutants")
    assert ran.status == 1
    assert "local-title：" in ran.out


# coverage, schema, lint


def test_coverage_is_told_as_a_table_and_as_json(hegui: Any, write_report: Any) -> None:
    write_report("a/1.html")
    write_report("a/2.html", set={"table3.自然人.本年新收": 99})
    ran = hegui("rules", "coverage", "a", "--format", "json")
    assert ran.status == 0
    assert ran.data["reports"] == 2
    rules = {each["rule"]: each for each in ran.data["rules"]}
    expected = {"applied": 2, "located": 2, "judged": 2, "failed": 1, "cannot_assess": 0, "error": 0}
    assert {key: rules["table3-column-balance"][key] for key in expected} == expected
    assert "assessment-results" in ran.data["applied_to_none"]
    assert "completion-rate" in ran.data["located_nothing"]
    table = hegui("rules", "coverage", "a").out
    assert "没有找到要查的内容" in table
    assert "没有适用的报告" in table


def test_coverage_of_nothing_is_told(hegui: Any, folder: Path) -> None:
    (folder / "a.txt").write_text("这不是年度报告。", "utf-8")
    ran = hegui("rules", "coverage", "a.txt")
    assert ran.status == 2
    assert "没有读到一份年度报告" in ran.err


def test_schemas_are_written_and_named(hegui: Any, write_pack: Any) -> None:
    pack = write_pack()
    ran = hegui("rules", "schema", pack)
    assert ran.status == 0
    assert json.loads((pack / ".schemas" / "rule.json").read_text("utf-8"))["title"] == "规则"
    first = (pack / "pack.yaml").read_text("utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=.schemas/pack.json"
    assert hegui("rules", "lint", pack).status == 0
    assert hegui("rules", "schema", pack.parent).status == 2


def test_schemas_elsewhere_are_kept_where_the_pack_says(hegui: Any, pack: Path) -> None:
    assert hegui("rules", "schema", pack, "--out", "shared").status == 0
    assert hegui("rules", "new", "local-training", *_flags(), *KEYS, "--into", pack).status == 0
    rule = pack / "rules" / "structure" / "local-training.yaml"
    assert rule.read_text("utf-8").startswith("# yaml-language-server: $schema=../../../shared/rule.json\n")
    assert not (pack / ".schemas").exists()


def test_a_mistake_in_an_expression_is_pointed_at(hegui: Any, write_pack: Any) -> None:
    pack = write_pack(**{"assert": "本年新收 + 上年结赚 >= 0"})
    ran = hegui("rules", "lint", pack)
    assert "local-title.yaml:7:16：" in ran.out
    assert "最接近的是“上年结转”" in ran.out
    _, excerpt, pointer, *_ = ran.out.splitlines()
    assert excerpt[len(pointer) - 1 :].startswith("上年结赚")


# lint


@pytest.mark.parametrize(
    ("old", "new", "line", "pointed_at"),
    [
        ("自然人 >= 0", "自然 >= 0", "assert: 自然 >= 0", "自然"),
        ("自然人 >= 0", "自然人 =< 0", "assert: 自然人 =< 0", "=<"),
        ("table3.row", "table5.row", "for_each: table5.row", "table5"),
        ("{自然人}", "{自燃人}", 'message: "{行}：{自燃人}"', "{自燃人}"),
    ],
)
def test_the_caret_is_under_the_wrong_word(
    hegui: Any, pack: Path, old: str, new: str, line: str, pointed_at: str
) -> None:
    text = """\
id: local-sum
title: 自然人的件数不小于零
basis: {document: 自然人某文件}
severity: info
check: identity
for_each: table3.row
assert: 自然人 >= 0
message: "{行}：{自然人}"
advice: 核对自然人一列。
cases:
  - fail: {set: {table3.自然人.本年新收: -1}}
  - pass: {}
"""
    path = pack / "rules" / "tables" / "local-sum.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new), "utf-8")
    told = hegui("rules", "lint", pack).out
    number, column = (int(part) for part in told.partition("：")[0].split(":")[1:])
    assert path.read_text("utf-8").splitlines()[number - 1] == line
    assert line[column - 1 :].startswith(pointed_at), told


PLUGIN = """\
from pathlib import Path
from hegui.plugin import hookimpl
from hegui.rules.check import Check

def compile_(rule, context):
    raise KeyError("x")

@hookimpl
def hegui_packs():
    return [Path(__file__).parent]

@hookimpl
def hegui_checks():
    return [Check("local-own", "自带的", compile_, {})]
"""


def test_a_check_of_the_pack_that_breaks_or_is_not_loaded_is_told(hegui: Any, pack: Path) -> None:
    (pack / "__init__.py").write_text(PLUGIN, "utf-8")
    rule = pack / "rules" / "tables" / "local-rule.yaml"
    rule.parent.mkdir(parents=True)
    head = "id: local-rule\ntitle: 某\nbasis: {document: 某}\nseverity: info\n"
    rule.write_text(head + "check: local-own\nadvice: 某\ncases: [{fail: {}}, {pass: {}}]\n", "utf-8")
    ran = hegui("rules", "lint", pack)
    assert ran.status == 2
    assert "不认识的规则种类“local-own”" in ran.out
    assert "请加上 --plugin pack。" in ran.out
    ran = hegui("rules", "lint", pack, "--plugin", pack)
    assert ran.status == 2
    assert "处理规则“local-rule”时出错（KeyError：'x'）" in ran.out
    assert "处理规则“local-rule”时出错" in hegui("rules", "test", "local", "--plugin", pack).err


# rules on many reports


def test_a_rule_on_many_reports_is_tried_on_all_of_them_together(hegui: Any, write_report: Any) -> None:
    stock = {"table2.行政规范性文件.现行有效": 40}
    before = write_report("去年.html", year=2023, set=stock)
    now = write_report("今年.html")
    ran = hegui("rules", "try", "normative-stock-continuity", now, "--previous", before)
    assert ran.status == 1, ran.err
    assert "2024 年度（今年.html）" in ran.out
    assert "2023 年度（去年.html）" in ran.out
    assert "不符合" in ran.out
    alone = hegui("rules", "try", "normative-stock-continuity", now)
    assert alone.status == 0
    assert "不适用" in alone.out


def test_coverage_counts_rules_on_many_reports_like_all_others(hegui: Any, write_report: Any) -> None:
    before = write_report("去年.html", year=2023, set={"table2.行政规范性文件.现行有效": 40})
    now = write_report("今年.html")
    counts = hegui("rules", "coverage", now, "--previous", before, "--format", "json").data["rules"]
    by_rule = {each["rule"]: each for each in counts}
    assert by_rule["normative-stock-continuity"]["failed"] == 1
    assert by_rule["report-missing"]["applied"] == 0
    assert len(by_rule) == len(hegui("rules", "list", "--format", "json").data)


def test_a_new_rule_on_many_reports_comes_with_cases(hegui: Any, pack: Path) -> None:
    keys = {
        "--title": "现行有效规章与上年衔接",
        "--category": "corpus",
        "--check": "continuity",
        "--message": "{单位}{行}与上年相差 {差额} 件",
    }
    formula = "assert=现行有效 == 上年.现行有效 + 制发 - 废止"
    ran = hegui(
        "rules", "new", "local-stock", *_flags(**keys), "--key", "for_each=table2.row", "--key", formula, "--into", pack
    )
    assert ran.status == 0, ran.out + ran.err
    assert hegui("rules", "test", pack).status == 0


def test_survivors_are_told_by_the_status_where_one_asks_for_it(hegui: Any, write_pack: Any) -> None:
    cases = "[{fail: {set: {table3.自然人.本年新收: 9900}}}, {pass: {}}]"
    pack = write_pack(**{"assert": "本年新收 <= 9000 and 上年结转 <= 9000"}, cases=cases)
    assert hegui("rules", "test", pack, "--mutants").status == 0
    strict = hegui("rules", "test", pack, "--mutants", "--strict")
    assert "没有察觉" in strict.out
    assert strict.status == 1
    assert hegui("rules", "test", pack, "--strict").status == 2


def test_what_another_pack_has_to_prove_is_not_counted(hegui: Any, write_pack: Any) -> None:
    deadline = {"assert": "成文日期 <= 公布期限", "message": "'{成文日期}'"}
    cases = "[{fail: {signed: 2025-03-01}}, {pass: {signed: 2025-01-31}}, {pass: {signed: 2025-01-02}}]"
    pack = write_pack(**deadline, cases=cases, for_each="table3.row")
    rule = pack / "rules" / "tables" / "local-title.yaml"
    rule.write_text(rule.read_text("utf-8").replace("for_each: table3.row\n", ""), "utf-8")
    ran = hegui("rules", "test", pack, "--mutants")
    assert "处改动" in ran.out
    assert "参数 deadlines" not in ran.out


def test_a_folder_of_rules_without_a_pack_is_told_so(hegui: Any, write_pack: Any) -> None:
    pack = write_pack()
    (pack / "pack.yaml").unlink()
    ran = hegui("rules", "lint", pack)
    assert ran.status == 2
    assert "文件夹中没有 pack.yaml，请建立一个" in ran.out


def test_words_may_come_from_a_table(hegui: Any, write_pack: Any) -> None:
    pack = write_pack()
    (pack / "lexicons").mkdir()
    (pack / "lexicons" / "local-names.csv").write_text("wrong,right\n市政务中心,市审批局\n", "utf-8")
    (pack / "rules" / "wording").mkdir()
    rule = """\
id: local-names
title: 机关名称用现行名称
basis: {document: 某市机构改革方案}
severity: warning
check: pattern
forbid: [{words: local-names}]
message: “{词}”应为“{正}”
advice: 改为现行名称。
cases:
  - {fail: {append: {一: 会同市政务中心检查。}}, quote: 市审批局}
  - pass: {}
"""
    (pack / "rules" / "wording" / "local-names.yaml").write_text(rule, "utf-8")
    ran = hegui("rules", "test", "local-names", "--rules", pack)
    assert ran.status == 0, ran.out + ran.err
