from __future__ import annotations

from pathlib import Path

import pytest
from small_packs import FORM, SCHEME, FakeHost, MakePack, rule_text

from hegui.model.form import Label, Years
from hegui.model.report import Level, Unit
from hegui.model.rule import Basis, RuleSource, Severity
from hegui.rules.ruleset import FoundPack, RuleSet, load_ruleset

HUNAN = Unit("湘乡市信访局", Level.DEPARTMENT, "部门", "县", "湖南省", "湘潭市", "湘乡市")
HUAIHUA = Unit("怀化市财政局", Level.DEPARTMENT, "部门", "市", "湖南省", "怀化市")
HENAN = Unit("卧龙区人民政府", Level.GOVERNMENT, "人民政府", "县", "河南省", "南阳市", "卧龙区")
UNKNOWN = Unit("某局", Level.DEPARTMENT, "部门")

IN_HUNAN = "extends: [national]\napplies: {provinces: [湖南省]}\n"


@pytest.fixture
def national(make_pack: MakePack) -> Path:
    return make_pack(
        "national",
        {
            "rules/wording/b-rule.yaml": rule_text("b-rule"),
            "rules/structure/a-rule.yaml": rule_text(
                "a-rule", ("severity", "applies: {years: 2021-}\nnote: 背景\nseverity")
            ),
            "forms/2021.yaml": FORM,
            "lexicons/words.yaml": "甲: [1]\n乙: {丙: 1}\n",
            "lexicons/places.csv": '# 注释\n名称,层级\n湖南省,省\n"怀,化",市\n',
            "schemes/default.yaml": SCHEME,
            "parameters.yaml": "deadlines: {department: 01-31, government: 03-31}\nlevels: [1, 2]\n",
        },
    )


def test_everything_that_a_pack_holds_is_loaded(national: Path, host: FakeHost) -> None:
    host.packs = [FoundPack(national, "bundled")]
    ruleset = load_ruleset(host)
    assert ruleset.problems == ()
    (pack,) = ruleset.packs
    assert (pack.name, pack.version, pack.plugin, pack.path) == ("national", "1", "bundled", national)
    assert ruleset.lexicons == {
        "words": {"甲": [1], "乙": {"丙": 1}},
        "places": [{"名称": "湖南省", "层级": "省"}, {"名称": "怀,化", "层级": "市"}],
    }
    assert ruleset.schemes.keys() == {"default"}
    assert ruleset.schemes["default"]["points"] == {"error": 5, "warning": 2, "info": 0}
    assert ruleset.parameters_for(None)["deadlines"] == {"department": "01-31", "government": "03-31"}


def test_rules_stand_by_category_and_then_by_name(national: Path, host: FakeHost) -> None:
    ruleset = load_ruleset(host, [national])
    assert [compiled.rule.id for compiled in ruleset.rules] == ["a-rule", "b-rule"]
    rule = ruleset.rule("a-rule")
    assert rule is not None
    assert rule.scope.years == Years(2021, None)
    assert rule.basis == Basis("国办公开办函〔2021〕30号", "第一条")
    assert rule.severity is Severity.ERROR
    assert rule.params == {"word": "某词"}
    assert rule.cases == ({"fail": {"append": {"一": "某词"}}}, {"pass": {}})
    assert rule.source == RuleSource("national", "rules/structure/a-rule.yaml", 1)
    assert (rule.category, rule.note, rule.advice) == ("structure", "背景", "请删去。")


def test_a_form_maps_one_to_one(national: Path, host: FakeHost) -> None:
    form = load_ruleset(host, [national]).forms["2021"]
    assert form.years == Years(2021, None)
    assert form.sections[0].aliases == ("概述",)
    table = form.table("table2")
    assert table.groups == (Label("信息内容", "信息内容"),)
    assert table.blocks[0].rows == (
        Label("规章", "规章"),
        Label("收费", "行政事业性收费", decimal=True),
        Label("合并", "合并行", merges=("规章",)),
    )
    assert table.paths == (("规章", "制发"), ("收费", "制发"))


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2021-", Years(2021, None)),
        ("2019-2020", Years(2019, 2020)),
        ("2024", Years(2024, 2024)),
        ('"2024"', Years(2024, 2024)),
    ],
)
def test_ways_to_write_years(written: str, years: Years, make_pack: MakePack, host: FakeHost) -> None:
    text = rule_text("a-rule", ("severity", f"applies: {{years: {written}}}\nseverity"))
    (compiled,) = load_ruleset(host, [make_pack("local", {"rules/dates/a-rule.yaml": text})]).rules
    assert compiled.rule.scope.years == years


def load_with_hunan(national: Path, make_pack: MakePack, host: FakeHost, files: dict[str, str]) -> RuleSet:
    """The province's pack is given first: the order follows `extends`."""
    ruleset = load_ruleset(host, [make_pack("hunan", files, IN_HUNAN), national])
    assert ruleset.faults == ()
    assert [pack.name for pack in ruleset.packs] == ["national", "hunan"]
    return ruleset


def test_rules_of_a_province_speak_to_its_units_only(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    files = {
        "rules/wording/hunan-rule.yaml": rule_text("hunan-rule"),
        "rules/wording/both-rule.yaml": rule_text(
            "both-rule", ("severity", "applies: {provinces: [湖南省, 江西省]}\nseverity")
        ),
    }
    ruleset = load_with_hunan(national, make_pack, host, files)
    for rule_id in ("hunan-rule", "both-rule"):
        rule = ruleset.rule(rule_id)
        assert rule is not None
        assert rule.scope.provinces == ("湖南省",)


def test_lexicons_of_one_name_merge(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    files = {
        "lexicons/words.yaml": "甲: [2]\n乙: {丁: 2}\n戊: 3\n",
        "lexicons/places.csv": "名称,层级\n某县,县\n",
    }
    ruleset = load_ruleset(host, [make_pack("office", files, "extends: [national]\n"), national])
    assert ruleset.lexicons["words"] == {"甲": [1, 2], "乙": {"丙": 1, "丁": 2}, "戊": 3}
    assert [place["名称"] for place in ruleset.lexicons["places"]] == ["湖南省", "怀,化", "某县"]


def test_parameters_are_layered_by_area_and_year(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    parameters = """\
deadlines: {township: 02-20}
levels: [3]
layers:
  - applies: {cities: [怀化市], years: 2021}
    basis: 某通知
    parameters: {deadlines: {department: 01-28}}
"""
    ruleset = load_with_hunan(national, make_pack, host, {"parameters.yaml": parameters})

    def deadlines(unit: Unit | None, year: int | None) -> object:
        return ruleset.parameters_for(unit, year)["deadlines"]

    everywhere = {"department": "01-31", "government": "03-31"}
    in_hunan = {**everywhere, "township": "02-20"}
    assert deadlines(HENAN, 2021) == deadlines(UNKNOWN, 2021) == deadlines(None, None) == everywhere
    assert deadlines(HUNAN, 2021) == in_hunan
    assert deadlines(HUAIHUA, 2021) == {**in_hunan, "department": "01-28"}
    assert deadlines(HUAIHUA, 2022) == deadlines(HUAIHUA, None) == in_hunan
    assert ruleset.parameters_for(HUNAN)["levels"] == [3]


def test_parameters_of_units_of_one_area_are_made_once(national: Path, host: FakeHost) -> None:
    ruleset = load_ruleset(host, [national])
    assert ruleset.parameters_for(HUNAN, 2024) is ruleset.parameters_for(HENAN, 2023)


def test_overrides_touch_only_the_units_of_their_pack(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    overrides = "a-rule: {enabled: false, reason: 本省另有规定}\nb-rule: {severity: info, reason: 仅供参考}\n"
    ruleset = load_with_hunan(national, make_pack, host, {"overrides.yaml": overrides})

    def states(unit: Unit | None) -> list[tuple[str, str]]:
        return [(compiled.disabled, str(compiled.rule.severity)) for compiled in ruleset.rules_for(unit)]

    untouched = [("", "error"), ("", "error")]
    assert states(HENAN) == states(UNKNOWN) == states(None) == untouched
    assert states(HUNAN) == [("规则包“hunan”停用本规则：本省另有规定", "error"), ("", "info")]
    assert [str(compiled.rule.severity) for compiled in ruleset.rules] == ["error", "error"]


def test_a_pack_without_area_overrides_for_everybody(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    files = {"overrides.yaml": "a-rule: {severity: warning, reason: 某理由}\n"}
    ruleset = load_ruleset(host, [national, make_pack("local", files, "extends: [national]\n")])
    for unit in (HENAN, None):
        assert ruleset.rules_for(unit)[0].rule.severity is Severity.WARNING


def test_a_city_extends_its_province(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    province = make_pack("hunan", {"parameters.yaml": "limit: 2\n"}, IN_HUNAN)
    files = {"parameters.yaml": "limit: 3\n", "overrides.yaml": "a-rule: {severity: info, reason: 某理由}\n"}
    city = make_pack("huaihua", files, "extends: [hunan]\napplies: {provinces: [湖南省], cities: [怀化市]}\n")
    ruleset = load_ruleset(host, [city, province, national])
    assert ruleset.faults == ()
    assert ruleset.parameters_for(HUAIHUA)["limit"] == 3
    assert ruleset.parameters_for(HUNAN)["limit"] == 2
    assert ruleset.rules_for(HUAIHUA)[0].rule.severity is Severity.INFO
    assert ruleset.rules_for(HUNAN)[0].rule.severity is Severity.ERROR


def test_a_folder_named_by_the_user_takes_the_place_of_its_namesake(make_pack: MakePack, host: FakeHost) -> None:
    host.packs = [FoundPack(make_pack("bundled/same"), "bundled")]
    named = make_pack("named/same")
    (pack,) = load_ruleset(host, [named]).packs
    assert (pack.path, pack.plugin) == (named, "--rules")


def test_the_order_of_packs_does_not_depend_on_how_they_came(
    national: Path, make_pack: MakePack, host: FakeHost
) -> None:
    local = make_pack("local", {"parameters.yaml": "levels: [9]\n"})
    city = make_pack("a-city", manifest="extends: [national]\napplies: {cities: [怀化市]}\n")
    provinces = [
        make_pack("hunan", manifest=IN_HUNAN),
        make_pack("henan", manifest="extends: [national]\napplies: {provinces: [河南省]}\n"),
    ]
    one, other = (
        load_ruleset(host, packs)
        for packs in ([city, local, national, *provinces], [*provinces, national, local, city])
    )
    assert [pack.name for pack in one.packs] == ["national", "local", "henan", "hunan", "a-city"]
    assert (one.packs, one.digest) == (other.packs, other.digest)
    assert one.parameters_for(None)["levels"] == [9]


def test_the_digest_is_of_names_and_bytes_of_every_file(national: Path, make_pack: MakePack, host: FakeHost) -> None:
    digest = load_ruleset(host, [national]).digest
    assert digest.startswith("sha256:")
    assert len(digest) == 7 + 64
    assert load_ruleset(host, [national]).digest == digest
    (national / "README.md").write_text("说明", "utf-8")
    assert load_ruleset(host, [national]).digest == digest
    words = national / "lexicons/words.yaml"
    words.write_bytes(words.read_bytes() + b"\n")
    changed = load_ruleset(host, [national]).digest
    assert changed != digest
    words.rename(words.with_name("terms.yaml"))
    assert load_ruleset(host, [national]).digest not in (digest, changed)
