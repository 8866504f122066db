from __future__ import annotations

from pathlib import Path

import pytest
from small_packs import FORM, SCHEME, FakeHost, MakePack, rule_text

from hegui.model.form import Label, Years
from hegui.model.report import Level, Unit
from hegui.model.rule import Basis, RuleSource, Severity
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import FoundPack, RuleSet

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
    assert table.groups == (Label("某项", "某项"), Label("信息内容", "信息内容"))
    reviews = Label("行政复议", "行政复议", groups=("复议",))
    total = Label("合计", "小计", total=True)
    assert table.blocks[0].rows == (
        Label("规章", "规章"),
        Label("收费", "行政事业性收费", decimal=True),
        reviews,
        total,
        Label("复议", "复议和诉讼", mergeable=True, merges=("行政复议", "合计")),
    )
    assert table.paths == (("规章", "制发"), ("收费", "制发"), ("行政复议", "制发"), ("合计", "制发"))


def test_a_form_calls_its_parts_by_their_names_and_others_by_themselves(national: Path, host: FakeHost) -> None:
    form = load_ruleset(host, [national]).forms["2021"]
    assert form.sections[0].heading == "一、总体情况"
    assert (form.section_name("一"), form.table_name("table2")) == ("第一部分", "表二")
    assert (form.section_name("导语"), form.table_name("table9")) == ("导语", "table9")


LIKE_2021 = """\
id: "2026"
title: 新格式
years: 2026-
document: 新文号
like: "2021"
tables:
  - id: table2
    blocks:
      - rows: [收费, {key: 复议, parts: [合计, {key: 行政复议, text: 复议}]}, 诉讼]
        columns: [制发]
"""


def test_what_a_form_leaves_out_is_as_in_the_one_that_it_is_like(make_pack: MakePack, host: FakeHost) -> None:
    pack = make_pack("national", {"forms/2021.yaml": FORM, "forms/2026.yaml": LIKE_2021})
    before, form = (load_ruleset(host, [pack]).forms[name] for name in ("2021", "2026"))
    assert form.sections == before.sections
    table = form.table("table2")
    assert (table.name, table.title, table.corner) == ("表二", "某表", Label("信息内容", "信息内容"))
    assert table.blocks[0].columns == before.table("table2").blocks[0].columns
    assert [(row.key, row.text, row.decimal, row.groups) for row in table.blocks[0].rows] == [
        ("收费", "行政事业性收费", True, ()),
        ("合计", "小计", False, ()),
        ("行政复议", "复议", False, ("复议",)),
        ("复议", "复议和诉讼", False, ()),
        ("诉讼", "诉讼", False, ()),
    ]


@pytest.mark.parametrize(
    ("like", "table", "mistake"),
    [
        ("2020", "table2", "没有“2020”这种格式，最接近的是“2021”；请改正。"),
        ("2026", "table2", "格式“2026”有误，或者与本格式互相照搬，无法据以补全。"),
        ("2021", "table3", "没有可以照搬的表“table3”：只写表的编号，表示与 like 所写的格式相同。"),
    ],
)
def test_a_form_can_only_be_like_what_there_is(
    like: str, table: str, mistake: str, make_pack: MakePack, host: FakeHost
) -> None:
    text = f'id: "2026"\ntitle: 新\nyears: 2026-\ndocument: 新\nlike: "{like}"\ntables: [{table}]\n'
    ruleset = load_ruleset(host, [make_pack("national", {"forms/2021.yaml": FORM, "forms/2026.yaml": text})])
    assert [each.message for each in ruleset.mistakes] == [mistake]
    assert list(ruleset.forms) == ["2021"]


@pytest.mark.parametrize(
    ("blank", "mistake"),
    [
        ("hints: {二十: 某}", "hints 中的“二十”不是本格式的部分，"),
        (
            "carried: {table2.收费: table2.收费.废止}",
            "carried 中的“table2.收费.废止”不是本格式的行或格，最接近的是“table2.收费”",
        ),
    ],
)
def test_what_is_given_to_fill_in_is_of_the_form(blank: str, mistake: str, make_pack: MakePack, host: FakeHost) -> None:
    text = f"{LIKE_2021}blank: {{title: 某报告, preamble: 某, {blank}}}\n"
    ruleset = load_ruleset(host, [make_pack("national", {"forms/2021.yaml": FORM, "forms/2026.yaml": text})])
    (told,) = ruleset.mistakes
    assert mistake in told.message
    assert told.line == 11


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
    assert ruleset.mistakes == ()
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
basis: 某办法
deadlines: {government: 03-20}
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
    in_hunan = {**everywhere, "government": "03-20"}
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
    assert ruleset.mistakes == ()
    assert ruleset.parameters_for(HUAIHUA)["limit"] == 3
    assert ruleset.parameters_for(HUNAN)["limit"] == 2
    assert ruleset.rules_for(HUAIHUA)[0].rule.severity is Severity.INFO
    assert ruleset.rules_for(HUNAN)[0].rule.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("asked", "version", "loads"),
    [
        (">=2025.2", "2025.2", True),
        (">=2025.2", "2025.10", True),
        (">=2025.2", "2025.1", False),
        (">=2025.2", "2026", True),
        (" >= 2025.2, <2026", "2026.1", False),
        ("==2025.*", "2025.3", True),
        ("~=2025.2", "2025.9", True),
    ],
)
def test_a_pack_asks_for_a_version(make_pack: MakePack, host: FakeHost, asked: str, version: str, loads: bool) -> None:
    base = make_pack("base", {"pack.yaml": f'name: base\ntitle: 某包\nversion: "{version}"\n'})
    above = make_pack("above", manifest=f'extends: ["base{asked}"]\n')
    ruleset = load_ruleset(host, [base, above])
    assert [pack.name for pack in ruleset.packs] == (["base", "above"] if loads else ["base"])
    told = [mistake.message for mistake in ruleset.mistakes]
    assert told == (
        []
        if loads
        else [
            f"本规则包依托的“base”要求版本 {asked.replace(' ', '')}，现有的是 {version}，"
            "本规则包未载入；请换用合适的版本，或改正 extends。"
        ]
    )


@pytest.mark.parametrize(
    ("asked", "version", "told"),
    [
        (">=1", "试行", "现有的版本“试行”不是由点隔开的数字"),
        (">=1..2", "1", "版本条件“>=1..2”的写法不对"),
    ],
)
def test_versions_that_cannot_be_compared(
    make_pack: MakePack, host: FakeHost, asked: str, version: str, told: str
) -> None:
    base = make_pack("base", {"pack.yaml": f'name: base\ntitle: 某包\nversion: "{version}"\n'})
    above = make_pack("above", manifest=f"extends: [base{asked}]\n")
    (mistake,) = load_ruleset(host, [base, above]).mistakes
    assert told in mistake.message
    assert (mistake.path, mistake.line) == (above / "pack.yaml", 4)


def test_what_a_pack_says_of_itself(make_pack: MakePack, host: FakeHost) -> None:
    about = "description: 某州的规则。\nhomepage: https://example.cn/rules\ntags: [州, 试行]\n"
    (pack,) = load_ruleset(host, [make_pack("some", manifest=about)]).packs
    assert list(pack.about_in_words) == [
        ("说明", "某州的规则。"),
        ("网址", "https://example.cn/rules"),
        ("标签", "州、试行"),
    ]


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
