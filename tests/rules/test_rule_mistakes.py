"""Each mistake in a rule file gets one sentence, at its line, with the nearest valid word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_packs import DRAFT, FORM, RULE, SCHEME, WORD, FakeHost, MakePack, rule_text

from hegui.rules.assembly import load_ruleset
from hegui.rules.mistake import Mistake
from hegui.rules.ruleset import FoundPack

PATH = "rules/wording/some-rule.yaml"


def mistakes_of(text: str | bytes, make_pack: MakePack, host: FakeHost) -> list[Mistake]:
    host.packs = [FoundPack(make_pack("local", {PATH: text}), "test")]
    ruleset = load_ruleset(host)
    assert ruleset.rules == ()
    assert [problem.kind for problem in ruleset.problems] == ["rule"] * len(ruleset.mistakes)
    return list(ruleset.mistakes)


BASE = {
    "forms/2021.yaml": FORM,
    "drafts/bureau.yaml": DRAFT,
    "schemes/default.yaml": SCHEME,
    "lexicons/units.yaml": """\
kinds: [{kind: 街道办事处, level: department, tier: 乡}, {kind: 部门}]
other: {kind: 其他}
""",
    "lexicons/divisions.csv": "code,name,until\n410000,河南省,\n430000,湖南省,\n431200,怀化市,\n",
}
CASES = RULE[RULE.index("cases:") :]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("severity:", "severty:", 4, "不认识的键“severty”，最接近的是“severity”；请改正或删去。"),
        ("check: word", "chek: word", 5, "不认识的键“chek”，最接近的是“check”；请改正。"),
        ("check: word\n", "", 1, "缺少“check”（规则种类），请补上。"),
        ("check: word", "check: wrod", 5, "不认识的规则种类“wrod”，最接近的是“word”；请改正。"),
        ("word: 某词\n", "", 1, "缺少“word”（要找的词），请补上。"),
        ("word: 某词", "word: 某词\nlimt: 3", 7, "不认识的键“limt”，最接近的是“limit”；请改正或删去。"),
        ("word: 某词", "word: 某词\nlimit: 多", 7, "“limit”应为整数，现为“多”。"),
        ("word: 某词", "word: 某词\nlimit: -1", 7, "“limit”过小（数 -1），应不小于 0。"),
        ("word: 某词", "word: 空词", 6, "“空词”不是词，请换一个。"),
        ("severity: error", "severity: eror", 4, "“severity”不能是“eror”，最接近的是“error”。"),
        ("severity: error", "severity: 严重", 4, "“severity”不能是“严重”，可用的有：error、warning、info。"),
        ("severity: error", "severity: no", 4, "“no”是布尔值、空值还是文字不明确"),
        ("id: some-rule", "id: Some_Rule", 1, "“id”写作“Some_Rule”不合格式，应为规则编号：小写英文单词，以“-”连接"),
        ("id: some-rule", "id: other-rule", 1, "规则编号“other-rule”与文件名“some-rule.yaml”不一致，请改成一样的。"),
        ("id: some-rule\n", "", 1, "缺少“id”（规则编号"),
        ("title: 不得出现某词", "title:", 2, "“title”没有内容，请填写规则名称。"),
        ("title: 不得出现某词", "title: 2024", 2, "“title”应为文字，现为数 2024，请加引号。"),
        ("title: 不得出现某词", "title: 不得\ntitle: 出现", 3, "键“title”重复，第 2 行已有；请合并或删去一个。"),
        ("title: 不得出现某词", "title：不得出现某词", 2, "冒号是全角的“：”"),
        ("severity:", "problem: 不得出现某词\nseverity:", 4, "“problem”与“title”相同"),
        ("severity:", "problem: 出现某词；\nseverity:", 4, "“problem”写作“出现某词；”不合格式，应为问题的名称"),
        ("severity:", "problem: 出现{词}\nseverity:", 4, "“problem”写作“出现{词}”不合格式"),
        ("severity:", f"problem: {'词' * 31}\nseverity:", 4, "“problem”过长，最多 30 个字。"),
        ("advice: 请删去。", "advice:请删去。", 8, "冒号后面要空一格。"),
        ("{一: 某词}", "{七: 某词}", 10, "没有“七”这一部分，可用的有：一；请改正。"),
        (RULE.splitlines()[2] + "\n", "", 1, "缺少“basis”（依据），请补上。"),
        ("document:", "documant:", 3, "不认识的键“documant”，最接近的是“document”；请改正或删去。"),
        (
            "{document: 国办公开办函〔2021〕30号, clause: 第一条}",
            "国办公开办函〔2021〕30号",
            3,
            "“basis”应为映射（键: 值），现为“国办公开办函〔2021〕30号”。",
        ),
        ("advice: 请删去。\n", "", 1, "缺少“advice”（改正建议），请补上。"),
        ("{count}", "{cuont}", 7, "问题说明中的“{cuont}”不能用，最接近的是“count”；请改正。"),
        (CASES, "", 1, "缺少“cases”（用例），请补上。"),
        (CASES, "cases: []", 9, "“cases”至少要有 1 项。"),
        (CASES, "cases: {fail: {}, pass: {}}", 9, "“cases”应为列表（[甲, 乙]），现为映射。"),
        ("  - pass: {}\n", "", 9, "缺少一个 pass 用例（不应报出问题），请补上。"),
        ("  - fail: {append: {一: 某词}}\n", "", 9, "缺少一个 fail 用例（应报出问题），请补上。"),
        (
            "  - pass: {}",
            "  - {pass: {}, fail: {}}",
            11,
            "用例要写、也只能写 fail、pass、not_applicable、cannot_assess 中的一个",
        ),
        ("  - pass: {}", "  - pass: {}\n  - on: town", 12, "用例要写、也只能写"),
        ("  - pass: {}", "  - pass: {}\n    on: city", 12, "没有样稿“city”，可用的有：bureau；请改正。"),
        ("  - pass: {}", "  - pass: {}\n  - fails: {}", 12, "不认识的键“fails”，最接近的是“fail”；请改正或删去。"),
        ("fail: {append:", "fail: {appends:", 10, "不认识的键“appends”，最接近的是“append”；请改正或删去。"),
        ("{append: {一: 某词}}", "{year: 二〇二四}", 10, "“cases”的第 1 项的“fail”的“year”应为整数"),
        ("{append: {一: 某词}}", "{repeat: {yaer: 2024}}", 10, "不认识的键“yaer”，最接近的是“year”；请改正或删去。"),
        (
            "{append: {一: 某词}}",
            "{repeat: false}",
            10,
            "“cases”的第 1 项的“fail”的“repeat”不合要求，应为全文重复一次",
        ),
        ("severity:", "applies: {year: 2021-}\nseverity:", 4, "不认识的键“year”，最接近的是“years”；请改正或删去。"),
        (
            "severity:",
            "applies: {years: 2021年起}\nseverity:",
            4,
            "“applies”的“years”写作“2021年起”不合格式，应为2024、2021- 或 2019-2020。",
        ),
        ("severity:", "applies: {years: 21}\nseverity:", 4, "“applies”的“years”过小（数 21），应不小于 2008。"),
        (
            "severity:",
            "applies: {levels: [goverment]}\nseverity:",
            4,
            "“applies”的“levels”的第 1 项不能是“goverment”，最接近的是“government”。",
        ),
        (
            "severity:",
            "applies: {levels: government}\nseverity:",
            4,
            "“applies”的“levels”应为列表（[甲, 乙]），现为“government”。",
        ),
        (
            "severity:",
            "applies: {provinces: [湖南]}\nseverity:",
            4,
            "“applies”的“provinces”的第 1 项写作“湖南”不合格式，应为省、自治区、直辖市，写全称。",
        ),
        ("severity:", "applies: {forms: ['2012']}\nseverity:", 4, "没有“2012”，最接近的是“2021”；请改正。"),
        ("severity:", "applies: {kinds: [街道办]}\nseverity:", 4, "没有“街道办”，最接近的是“街道办事处”；请改正。"),
        ("severity:", "applies: {years: 2024-2021}\nseverity:", 4, "起始年度晚于截止年度，请改正。"),
        (
            "severity:",
            "applies: {effective: 2024}\nseverity:",
            4,
            "“applies”的“effective”应为映射（键: 值），现为数 2024。",
        ),
        ("severity:", "applies: {effective: {}}\nseverity:", 4, "“applies”的“effective”至少要有 1 项。"),
        (
            "severity:",
            "applies: {effective: {form: 2024-01-01}}\nseverity:",
            4,
            "不认识的键“form”，最接近的是“from”；请改正或删去。",
        ),
        (
            "severity:",
            "applies: {effective: {from: 2024年}}\nseverity:",
            4,
            "“applies”的“effective”的“from”写作“2024年”不合格式",
        ),
        ("severity:", "applies: {effective: {from: 2023-02-29}}\nseverity:", 4, "“2023-02-29”这一天不存在，请改正。"),
        (
            "severity:",
            "applies: {effective: {from: 2024-01-02, until: 2024-01-01}}\nseverity:",
            4,
            "施行日期的 from 晚于 until，请改正。",
        ),
        ("severity:", "points: 3\nseverity:", 4, "“points”应为映射（键: 值），现为数 3。"),
        ("severity:", "points: {default: 三}\nseverity:", 4, "“points”的“default”不合要求，应为分值，或 points"),
        ("severity:", "points: {default: -1}\nseverity:", 4, "“points”的“default”过小（数 -1），应不小于 0。"),
        ("severity:", "points: {defualt: 3}\nseverity:", 4, "没有评分方案“defualt”，最接近的是“default”；请改正。"),
        (
            "severity:",
            "applies: {years: 2019-2020, forms: ['2021']}\nseverity:",
            4,
            "2021 年格式不用于 years 所写的年度，永远用不上；请改正。",
        ),
        (
            "severity:",
            "applies: {kinds: [街道办事处], levels: [government]}\nseverity:",
            4,
            "“街道办事处”属于 department，不在 levels 所写的 government 之内，永远用不上；请改正。",
        ),
        (
            "severity:",
            "applies: {kinds: [街道办事处], tiers: [县]}\nseverity:",
            4,
            "“街道办事处”是乡级机关，不在 tiers 所写的层级之内，永远用不上；请改正。",
        ),
        ("severity:", "applies: {cities: [怀化州]}\nseverity:", 4, "没有“怀化州”，最接近的是“怀化市”；请改正。"),
        ("severity:", "applies: {provinces: [湖难省]}\nseverity:", 4, "没有“湖难省”，最接近的是“湖南省”；请改正。"),
        (
            "severity:",
            "applies: {provinces: [河南省], cities: [怀化市]}\nseverity:",
            4,
            "“怀化市”属于湖南省，不属于河南省，永远用不上；请改正。",
        ),
        (
            "severity:",
            "applies: {years: 2024-, effective: {until: 2024-12-30}}\nseverity:",
            4,
            "施行到 years 所写年度的报告公布之前就已截止，永远用不上；请改正。",
        ),
    ],
)
def test_a_mistake_gets_one_sentence_at_its_line(
    old: str, new: str, line: int, message: str, make_pack: MakePack, host: FakeHost
) -> None:
    base = make_pack("base", BASE)
    host.packs = [FoundPack(base, "test")]
    folder = make_pack("local", {PATH: rule_text("some-rule", (old, new))})
    (mistake,) = load_ruleset(host, [folder]).mistakes
    assert message in mistake.message
    assert (mistake.path, mistake.line) == (folder / PATH, line)
    assert mistake.excerpt == (folder / PATH).read_text("utf-8").splitlines()[line - 1]
    assert mistake.message.count("。") == 1


def test_two_mistakes_are_both_told_in_the_order_of_lines(make_pack: MakePack, host: FakeHost) -> None:
    text = rule_text("some-rule", ("title: 不得", "titel: 不得"), ("severity: error", "severity: eror"))
    assert [mistake.line for mistake in mistakes_of(text, make_pack, host)] == [2, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (RULE.encode("gb18030"), "文件不是 UTF-8 编码"),
        (b"- id: x\n", "规则应写成“键: 值”"),
        (b"\x00", "有不可见的控制字符"),
    ],
)
def test_a_file_that_is_no_rule_at_all_is_told_once(
    content: bytes, message: str, make_pack: MakePack, host: FakeHost
) -> None:
    (mistake,) = mistakes_of(content, make_pack, host)
    assert message in mistake.message


def test_a_faulty_rule_keeps_no_other_from_loading(make_pack: MakePack, host: FakeHost) -> None:
    files = {PATH: "id: [", "rules/wording/good-rule.yaml": rule_text("good-rule")}
    host.packs = [FoundPack(make_pack("local", files), "test")]
    ruleset = load_ruleset(host)
    assert [compiled.rule.id for compiled in ruleset.rules] == ["good-rule"]
    assert len(ruleset.mistakes) == 1


def test_a_check_whose_own_schema_is_wrong_is_told(make_pack: MakePack, host: FakeHost) -> None:
    host.checks = {"word": replace(WORD, properties={"word": {"type": "词"}})}
    (mistake,) = mistakes_of(rule_text("some-rule"), make_pack, host)
    assert mistake.message.startswith("规则种类“word”自带的键定义有误（UnknownType：")
    assert mistake.line == 5


def test_a_check_that_breaks_on_a_rule_is_told_where_the_rule_names_it(make_pack: MakePack, host: FakeHost) -> None:
    (mistake,) = mistakes_of(rule_text("some-rule", ("word: 某词", "word: 崩溃")), make_pack, host)
    assert "规则种类“word”处理规则“some-rule”时出错（RuntimeError：boom）" in mistake.message
    assert mistake.line == 5
