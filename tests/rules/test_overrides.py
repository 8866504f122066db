"""Packs over packs: national ← province ← city ← office, and what each changes for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_packs import SCHEME, FakeHost, MakePack, rule_text

from hegui.model.report import Level, Unit
from hegui.model.rule import Outcome, Period, Result, Rule, Severity
from hegui.rules.assembly import load_ruleset
from hegui.rules.check import Check, Context, Judge
from hegui.rules.ruleset import CompiledRule, FoundPack, RuleSet

CHANGSHA = Unit("长沙市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "长沙市")
HUAIHUA = Unit("怀化市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市")
HENAN = Unit("卧龙区人民政府", Level.GOVERNMENT, "人民政府", "县", "河南省", "南阳市", "卧龙区")

IN_HUNAN = "extends: [national]\napplies: {provinces: [湖南省]}\n"
IN_HUAIHUA = "extends: [hunan]\napplies: {cities: [怀化市]}\n"


def _tells(rule: Rule, context: Context) -> Judge:
    """A check whose outcome is what it was compiled with: the limit, and the words of the lexicon."""
    words = "、".join(context.lexicons.get("words", ()))
    if rule.params["limit"] > 99:
        raise ValueError("上限过大，请改正。")
    outcome = Outcome(Result.NOT_APPLICABLE, f"{rule.params['limit']} {words}")
    return lambda report, parameters: outcome


TELLS = Check(
    name="word",
    title="用词",
    compile=_tells,
    properties={"word": {"type": "string"}, "limit": {"type": "integer", "minimum": 0}},
    required=("word", "limit"),
)


@pytest.fixture
def host() -> FakeHost:
    return FakeHost(checks={"word": TELLS})


@pytest.fixture
def load(make_pack: MakePack, host: FakeHost) -> Callable[..., RuleSet]:
    """A ruleset of a national pack, one of a province, one of a city and one of an office, with these files."""

    def load(
        hunan: dict[str, str] | None = None, huaihua: dict[str, str] | None = None, office: dict[str, str] | None = None
    ) -> RuleSet:
        rule = rule_text("a-rule", ("word: 某词", "word: 某词\nlimit: 1"))
        national = {"rules/wording/a-rule.yaml": rule, "schemes/default.yaml": SCHEME, "lexicons/words.yaml": "[甲]"}
        host.packs = [
            FoundPack(make_pack("national", national), "bundled"),
            FoundPack(make_pack("huaihua", huaihua or {}, IN_HUAIHUA), "bundled"),
            FoundPack(make_pack("hunan", hunan or {}, IN_HUNAN), "bundled"),
        ]
        named = [make_pack("a-office", office, "extends: [national]\n")] if office else []
        return load_ruleset(host, named)

    return load


def rule_for(ruleset: RuleSet, unit: Unit | None, *more: Any) -> CompiledRule:
    assert ruleset.mistakes == ()
    (compiled,) = (one for one in ruleset.rules_for(unit, *more) if one.rule.id == "a-rule")
    return compiled


def told(compiled: CompiledRule) -> str:
    return compiled.judge(None, {}).reason  # type: ignore[arg-type]


def override(**change: str) -> dict[str, str]:
    lines = "".join(f"  {key}: {value}\n" for key, value in {"reason": "某通知", **change}.items())
    return {"overrides.yaml": f"a-rule:\n{lines}"}


def test_a_city_has_the_last_word_over_its_province(load: Callable[..., RuleSet]) -> None:
    ruleset = load(override(set="{limit: 2}", severity="info"), override(set="{limit: 3}"))
    assert told(rule_for(ruleset, HENAN)).startswith("1 ")
    assert told(rule_for(ruleset, CHANGSHA)).startswith("2 ")
    assert told(rule_for(ruleset, HUAIHUA)).startswith("3 ")
    assert [rule_for(ruleset, unit).rule.severity for unit in (HENAN, CHANGSHA, HUAIHUA)] == [
        Severity.ERROR,
        Severity.INFO,
        Severity.INFO,
    ]


def test_what_the_user_names_has_the_last_word_of_all(load: Callable[..., RuleSet]) -> None:
    ruleset = load(override(set="{limit: 2}"), override(set="{limit: 3}"), override(set="{limit: 4}"))
    assert [pack.name for pack in ruleset.packs] == ["national", "hunan", "huaihua", "a-office"]
    for unit in (HENAN, CHANGSHA, HUAIHUA, None):
        assert told(rule_for(ruleset, unit)).startswith("4 ")


def test_points_are_changed_scheme_by_scheme(load: Callable[..., RuleSet]) -> None:
    ruleset = load(override(points="{default: 3}"), override(points="{default: {points: 1, per: finding}}"))
    assert [rule_for(ruleset, unit).rule.points for unit in (HENAN, CHANGSHA, HUAIHUA)] == [
        {},
        {"default": 3},
        {"default": {"points": 1, "per": "finding"}},
    ]


def test_a_rule_is_switched_off_with_a_reason(load: Callable[..., RuleSet]) -> None:
    ruleset = load(override(enabled="false"))
    assert rule_for(ruleset, CHANGSHA).disabled == "规则包“hunan”停用本规则：某通知"
    assert rule_for(ruleset, HENAN).disabled == ""


def test_an_override_may_be_for_some_reports_only(load: Callable[..., RuleSet]) -> None:
    ruleset = load(override(set="{limit: 2}", applies="{years: 2024-, levels: [department]}"))
    assert told(rule_for(ruleset, CHANGSHA, 2024)).startswith("2 ")
    for unit, year in ((CHANGSHA, 2023), (CHANGSHA, None), (HENAN, 2024)):
        assert told(rule_for(ruleset, unit, year)).startswith("1 ")


def test_an_override_may_have_a_day_from_which_it_is_in_force(load: Callable[..., RuleSet]) -> None:
    ruleset = load(override(severity="info", applies="{effective: {from: 2025-01-10}}"))
    day = date(2025, 1, 10)
    assert rule_for(ruleset, CHANGSHA, 2024, None, Period(day, day)).rule.severity is Severity.INFO
    before = date(2025, 1, 9)
    for issued in (Period(before, before), Period(before, day), None):
        assert rule_for(ruleset, CHANGSHA, 2024, None, issued).rule.severity is Severity.ERROR


def test_words_of_a_province_are_for_its_units_only(load: Callable[..., RuleSet]) -> None:
    ruleset = load({"lexicons/words.yaml": "[乙]"}, {"lexicons/words.yaml": "[丙]"})
    assert ruleset.lexicons == {"words": ["甲"]}
    words = [told(rule_for(ruleset, unit)) for unit in (HENAN, None, CHANGSHA, HUAIHUA)]
    assert words == ["1 甲", "1 甲", "1 甲、乙", "1 甲、乙、丙"]


def test_a_rule_of_a_province_is_made_with_the_words_of_its_pack(make_pack: MakePack, host: FakeHost) -> None:
    rule = rule_text("a-rule", ("word: 某词", "word: 某词\nlimit: 1"))
    files = {"rules/wording/a-rule.yaml": rule, "lexicons/words.yaml": "[乙]"}
    ruleset = load_ruleset(host, [make_pack("hunan", files, "applies: {provinces: [湖南省]}\n")])
    assert [told(compiled) for compiled in ruleset.rules] == ["1 乙"]


def test_changes_that_do_not_fit_together_are_an_error_of_the_rule_alone(make_pack: MakePack, host: FakeHost) -> None:
    """Each of two packs that know nothing of one another is sound; what they make together shows on a report only."""

    def compile_pair(rule: Rule, context: Context) -> Judge:
        if rule.params["least"] > rule.params["most"]:
            raise ValueError("下限大于上限，请改正。")
        return lambda report, parameters: Outcome(Result.PASS)

    count = {"type": "integer"}
    host.checks = {"word": Check("word", "范围", compile_pair, {"word": {}, "least": count, "most": count})}
    rule = rule_text("a-rule", ("word: 某词", "word: 某词\nleast: 1\nmost: 9"))
    national = make_pack("national", {"rules/wording/a-rule.yaml": rule})
    packs = [
        make_pack(name, {"overrides.yaml": f"a-rule: {{reason: 某通知, set: {change}}}\n"}, "extends: [national]\n")
        for name, change in (("one", "{least: 5}"), ("two", "{most: 4}"))
    ]
    for pack in packs:
        assert load_ruleset(host, [national, pack]).mistakes == ()
    ruleset = load_ruleset(host, [national, *packs])
    assert ruleset.mistakes == ()
    with pytest.raises(ValueError, match="下限大于上限，请改正。"):
        told(rule_for(ruleset, HENAN))


def test_a_check_that_breaks_on_an_override_is_told_where_it_is_set(make_pack: MakePack, host: FakeHost) -> None:
    def leave(rule: Rule, context: Context) -> Judge:
        if rule.params["limit"] == 2:
            raise SystemExit(7)
        return lambda report, parameters: Outcome(Result.PASS)

    host.checks = {"word": Check("word", "用词", leave, {"word": {}, "limit": {}})}
    rule = rule_text("a-rule", ("word: 某词", "word: 某词\nlimit: 1"))
    national = make_pack("national", {"rules/wording/a-rule.yaml": rule})
    hunan = make_pack("hunan", override(set="{limit: 2}"), "extends: [national]\n")
    (mistake,) = load_ruleset(host, [national, hunan]).mistakes
    assert "规则种类“word”处理规则“a-rule”时出错（SystemExit：7）" in mistake.message
    assert mistake.path == hunan / "overrides.yaml"


def test_a_pack_lies_within_the_area_of_those_it_extends(load: Callable[..., RuleSet]) -> None:
    areas = {pack.name: (pack.applies.provinces, pack.applies.cities) for pack in load().packs}
    assert areas == {"national": ((), ()), "hunan": (("湖南省",), ()), "huaihua": (("湖南省",), ("怀化市",))}


def test_a_pack_outside_the_area_of_those_it_extends_is_left_out(make_pack: MakePack, host: FakeHost) -> None:
    hunan = make_pack("hunan", manifest="applies: {provinces: [湖南省]}\n")
    stray = make_pack("stray", manifest="extends: [hunan]\napplies: {provinces: [河南省]}\n")
    ruleset = load_ruleset(host, [hunan, stray])
    assert [pack.name for pack in ruleset.packs] == ["hunan"]
    (mistake,) = ruleset.mistakes
    assert mistake.message == "本规则包的适用地区不在所依托的“hunan”的适用地区之内，本规则包未载入；请改正。"
    assert (mistake.path, mistake.line) == (stray / "pack.yaml", 5)


@pytest.mark.parametrize(
    ("only", "counting"),
    [
        ([], ["national", "hunan", "henan", "huaihua"]),
        (["hunan"], ["national", "hunan"]),
        (["huaihua"], ["national", "hunan", "huaihua"]),
        (["national"], ["national"]),
        (["henan", "hunan"], ["national", "henan", "hunan"]),
    ],
)
def test_only_the_packs_that_count(only: list[str], counting: list[str], make_pack: MakePack, host: FakeHost) -> None:
    in_henan = "extends: [national]\napplies: {provinces: [河南省]}\n"
    host.packs = [
        FoundPack(make_pack("national"), "bundled"),
        FoundPack(make_pack("huaihua", manifest=IN_HUAIHUA), "bundled"),
        FoundPack(make_pack("henan", {"parameters.yaml": "x: no\n"}, in_henan), "bundled"),
        FoundPack(make_pack("hunan", manifest=IN_HUNAN), "bundled"),
    ]
    ruleset = load_ruleset(host, only=only)
    assert [pack.name for pack in ruleset.packs] == counting
    assert len(ruleset.mistakes) == ("henan" in counting), "mistakes of packs that do not count are no matter"


def test_a_pack_that_the_user_names_always_counts(make_pack: MakePack, host: FakeHost) -> None:
    host.packs = [FoundPack(make_pack("national"), "bundled"), FoundPack(make_pack("hunan"), "bundled")]
    office: Path = make_pack("office", manifest="extends: [hunan]\n")
    ruleset = load_ruleset(host, [office], only=["national"])
    assert {pack.name for pack in ruleset.packs} == {"national", "hunan", "office"}
