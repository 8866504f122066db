from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from small_packs import WORD, FakeHost, MakePack, rule_text

from hegui.recognise import Home
from hegui.rules.assembly import load_ruleset
from hegui.rules.describe import explain_rule, lint, list_rules, no_such_rule
from hegui.rules.ruleset import FoundPack
from hegui.rules.schema import rule_schema
from hegui.rules.strict_yaml import parse_yaml

IN_HUNAN = "extends: [national]\napplies: {provinces: [湖南省]}\n"


@pytest.fixture
def packs(make_pack: MakePack, host: FakeHost) -> tuple[Path, Path]:
    text = rule_text("a-rule", ("severity", "applies: {years: 2021-, levels: [government]}\nnote: 背景\nseverity"))
    national = make_pack("national", {"rules/wording/a-rule.yaml": text})
    overrides = {"overrides.yaml": "a-rule: {severity: info, reason: 某理由}\n"}
    hunan = make_pack("hunan", {"rules/dates/b-rule.yaml": rule_text("b-rule"), **overrides}, IN_HUNAN)
    host.packs = [FoundPack(national, "bundled"), FoundPack(hunan, "bundled")]
    return national, hunan


@pytest.mark.usefixtures("packs")
def test_rules_are_listed_with_what_one_looks_for(host: FakeHost) -> None:
    first, second = list_rules(load_ruleset(host))
    assert first == {
        "id": "a-rule",
        "title": "不得出现某词",
        "problem": "",
        "category": "wording",
        "category_title": "文字",
        "severity": "error",
        "levels": {},
        "check": "word",
        "applies": "2021 年度起，各级人民政府",
        "basis": "国办公开办函〔2021〕30号 第一条",
        "pack": "national",
        "tags": [],
    }
    assert (second["id"], second["applies"], second["pack"]) == ("b-rule", "湖南省", "hunan")


@pytest.mark.usefixtures("packs")
def test_a_rule_is_explained_in_full(host: FakeHost) -> None:
    rule = explain_rule(load_ruleset(host), "a-rule")
    assert rule is not None
    assert rule["keys"] == [{"key": "word", "value": "某词", "meaning": "要找的词"}]
    assert (rule["check_title"], rule["advice"], rule["note"]) == ("用词", "请删去。", "背景")
    assert rule["cases"] == [{"fail": {"append": {"一": "某词"}}}, {"pass": {}}]
    assert rule["source"] == {"pack": "national", "path": "rules/wording/a-rule.yaml", "line": 1}
    (override,) = rule["overrides"]
    assert override == {
        "pack": "hunan",
        "applies": "湖南省",
        "enabled": True,
        "severity": "info",
        "levels": {},
        "points": {},
        "set": {},
        "reason": "某理由",
        "basis": "",
        "message": "",
        "advice": "",
    }


def test_a_rule_as_it_finally_applies(make_pack: MakePack, host: FakeHost) -> None:
    host.checks = {"word": replace(WORD, parameters=("limits",))}
    national = {"rules/wording/a-rule.yaml": rule_text("a-rule"), "parameters.yaml": "limits: {a: 1, b: 1}\n"}
    hunan = {"overrides.yaml": "a-rule: {severity: info, set: {word: 别的词}, reason: 某理由}\n"}
    huaihua = {
        "overrides.yaml": "a-rule: {points: {default: 3}, reason: 另一理由, applies: {years: 2024-}}\n",
        "parameters.yaml": "layers: [{applies: {years: 2021}, basis: 某通知, parameters: {limits: {b: 2}}}]\n",
    }
    in_huaihua = "extends: [hunan]\napplies: {cities: [怀化市]}\n"
    folders = [make_pack("national", national), make_pack("hunan", hunan, IN_HUNAN)]
    ruleset = load_ruleset(host, [*folders, make_pack("huaihua", huaihua, in_huaihua)])
    assert ruleset.mistakes == ()
    rule = explain_rule(ruleset, "a-rule")
    assert rule is not None
    assert [(layer["pack"], layer["applies"], layer["values"], layer["basis"]) for layer in rule["parameters"]] == [
        ("national", "所有报告", {"limits": {"a": 1, "b": 1}}, ""),
        ("huaihua", "2021 年度，湖南省、怀化市", {"limits": {"b": 2}}, "某通知"),
    ]
    nothing = {
        "disabled": "",
        "severity": "info",
        "levels": {},
        "points": {},
        "keys": {"word": "别的词"},
        "deadlines": {},
        "basis": "",
        "message": "",
        "advice": "",
    }
    limits = {"limits": {"a": 1, "b": 1}}
    states = [
        {"applies": "湖南省", **nothing, "parameters": limits},
        {
            "applies": "2021 年度，湖南省、怀化市",
            **nothing,
            "basis": "某通知",
            "parameters": {"limits": {"a": 1, "b": 2}},
        },
        {"applies": "2024 年度起，湖南省、怀化市", **nothing, "points": {"default": 3}, "parameters": limits},
    ]
    assert rule["finally"] == states
    for home, expected in (
        (Home("湖南省", "怀化市"), states),
        (Home("湖南省"), states[:1]),
        (Home("河南省"), []),
    ):
        rule = explain_rule(ruleset, "a-rule", home)
        assert rule is not None
        assert rule["finally"] == expected


@pytest.mark.parametrize(
    ("parameters", "line", "message"),
    [
        ("limit: 1\n", 1, "没有规则读取参数“limit”，最接近的是“limits”；请改正或删去。"),
        (
            "limits: 1\nlayers:\n  - applies: {years: 2024}\n    basis: 某通知\n    parameters:\n      a-rul: 1\n",
            6,
            "没有规则读取参数“a-rul”，最接近的是“a-rule”；请改正或删去。",
        ),
        ("limits: 1\na-rule: {limit: 2}\nscans: 3\n某词: 4\n", 0, ""),
        (
            "limits: {months: 1, days: {}}\nlayers:\n"
            "  - {applies: {years: 2024}, basis: 某通知, parameters: {limits: {month: 1, days: {x: 1}}}}\n",
            3,
            "参数“limits”没有“month”一项，最接近的是“months”；请改正或删去。",
        ),
    ],
)
def test_lint_tells_a_parameter_that_nobody_reads(
    parameters: str, line: int, message: str, make_pack: MakePack, host: FakeHost
) -> None:
    host.checks = {"word": replace(WORD, parameters=("limits", "{id}", "{word}"))}
    files = {"rules/wording/a-rule.yaml": rule_text("a-rule"), "parameters.yaml": parameters}
    host.packs = [FoundPack(make_pack("national", files), "bundled")]
    assert [(mistake.line, mistake.message) for mistake in lint(host)] == ([(line, message)] if line else [])
    assert len(load_ruleset(host).mistakes) == (1 if line else 0), "whatever lint refuses, an audit refuses"


@pytest.mark.usefixtures("packs")
def test_who_asks_for_a_rule_that_there_is_not_gets_the_nearest(host: FakeHost) -> None:
    ruleset = load_ruleset(host)
    assert explain_rule(ruleset, "a-rul") is None
    assert no_such_rule(ruleset, "a-rul") == "没有编号为“a-rul”的规则，最接近的是“a-rule”。"
    assert no_such_rule(ruleset, "zzz") == "没有编号为“zzz”的规则，用 hegui rules list 可列出全部规则。"


def test_lint_tells_the_mistakes_of_all_packs_or_of_what_is_named(packs: tuple[Path, Path], host: FakeHost) -> None:
    national, hunan = packs
    assert lint(host) == []
    faulty = hunan / "rules/dates/c-rule.yaml"
    faulty.write_text(rule_text("c-rule", ("advice: 请删去。\n", "")), "utf-8")
    (mistake,) = lint(host)
    assert mistake.path == faulty
    assert [mistake.path for mistake in lint(host, [hunan])] == [faulty]
    assert [mistake.path for mistake in lint(host, [faulty])] == [faulty]
    assert lint(host, [national, hunan / "rules/dates/b-rule.yaml"]) == []


def test_lint_of_a_pack_that_no_plugin_brings_sees_the_packs_it_extends(
    packs: tuple[Path, Path], make_pack: MakePack, host: FakeHost
) -> None:
    files = {"overrides.yaml": "a-rool: {severity: info, reason: 某理由}\n"}
    (mistake,) = lint(host, [make_pack("mine", files, "extends: [national]\n")])
    assert "没有规则“a-rool”，最接近的是“a-rule”" in mistake.message


def test_lint_of_a_folder_that_holds_packs(packs: tuple[Path, Path], host: FakeHost) -> None:
    national, hunan = packs
    for pack, file in ((national, "parameters.yaml"), (hunan, "overrides.yaml")):
        (pack / file).write_text("x: no\n", "utf-8")
    assert {mistake.path.name for mistake in lint(host, [national.parent])} == {"parameters.yaml", "overrides.yaml"}


def test_lint_of_a_rule_file_that_is_in_no_pack(tmp_path: Path, host: FakeHost) -> None:
    file = tmp_path / "x-rule.yaml"
    file.write_text(rule_text("x-rule", ("severity: error", "severity: eror")), "utf-8")
    assert [(mistake.line, mistake.path) for mistake in lint(host, [file])] == [(4, file)]
    file.write_text(rule_text("x-rule", ("word: 某词", "word: 空词")), "utf-8")
    assert [mistake.message for mistake in lint(host, [file])] == ["“空词”不是词，请换一个。"]
    assert len(lint(host, [tmp_path])) == 1
    file.write_text(rule_text("x-rule"), "utf-8")
    assert lint(host, [file]) == []


def test_lint_of_what_is_not_there(tmp_path: Path, host: FakeHost) -> None:
    (missing,) = lint(host, [tmp_path / "nowhere.yaml"])
    assert "无法打开文件" in missing.message
    (tmp_path / "empty").mkdir()
    (empty,) = lint(host, [tmp_path / "empty"])
    assert "文件夹里没有规则文件" in empty.message


def test_the_published_schema_agrees_with_the_loader() -> None:
    schema = rule_schema([WORD])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(parse_yaml(rule_text("a-rule"), Path("x")).data)
    for old, new in (
        ("word: 某词", "wort: 某词"),
        ("word: 某词\n", ""),
        ("check: word", "check: wort"),
        ("severity: error", "severity: 重"),
        ("{append:", "{apend:"),
        ("basis:", "base:"),
    ):
        assert not validator.is_valid(parse_yaml(rule_text("a-rule", (old, new)), Path("x")).data), new
