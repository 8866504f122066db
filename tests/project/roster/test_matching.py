"""A report is given to the unit of the roster that its name means, however it is written; where several are meant, to
none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.model import document
from hegui.model.corpus import Due, RosterUnit
from hegui.model.document import Source
from hegui.model.report import Dates, Level, Report, Signature
from hegui.project.jurisdiction import Jurisdiction
from hegui.project.matching import Match, Matcher
from hegui.proving.draft import national_form
from hegui.recognise import Knowledge
from hegui.recognise.identity import Locality

COUNTY = (
    "南县人民政府",
    "南县人民政府办公室",
    "南县教育局",
    "南县发展和改革局",
    "南县城市管理和综合执法局",
    "南县市场监督管理局",
    "南县南洲镇人民政府",
)
CITY = (*COUNTY, "安化县教育局", "安化县人民政府", "益阳市教育局", "益阳市资阳区人民政府办公室")


@pytest.fixture(scope="session")
def match(knowledge: Knowledge) -> Callable[..., Match]:
    """What a name comes to on a roster of these names."""
    return lambda roster, name: _matcher(knowledge, *roster).match("报告.html", name, Locality())


def _matcher(knowledge: Knowledge, *names: str | RosterUnit) -> Matcher:
    return Matcher([RosterUnit(name) if isinstance(name, str) else name for name in names], knowledge)


def _found(match: Match) -> str | None:
    return match.unit.name if match.unit else None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("南县教育局", "南县教育局"),
        ("南县 教育局", "南县教育局"),
        ("益阳市南县教育局", "南县教育局"),
        ("湖南省益阳市南县教育局", "南县教育局"),
        ("县教育局", "南县教育局"),
        ("教育局", "南县教育局"),
        ("南县", "南县人民政府"),
        ("南县政府", "南县人民政府"),
        ("县人民政府", "南县人民政府"),
        ("县政府办", "南县人民政府办公室"),
        ("南县政府办公室", "南县人民政府办公室"),
        ("县发改局", "南县发展和改革局"),
        ("南县发展改革局", "南县发展和改革局"),
        ("市监局", "南县市场监督管理局"),
        ("南洲镇政府", "南县南洲镇人民政府"),
        ("南洲镇", "南县南洲镇人民政府"),
    ],
)
def test_names_written_otherwise_are_found(knowledge: Knowledge, written: str, meant: str) -> None:
    assert _found(_matcher(knowledge, *COUNTY).match("报告.html", written, Locality())) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("资阳区人民政府办公室", "益阳市资阳区人民政府办公室"),
        ("区政府办", "益阳市资阳区人民政府办公室"),
        ("市教育局", "益阳市教育局"),
        ("湖南省资阳区政府办", "益阳市资阳区人民政府办公室"),
    ],
)
def test_the_kind_of_place_tells_units_of_a_city_apart(knowledge: Knowledge, written: str, meant: str) -> None:
    assert _found(_matcher(knowledge, *CITY).match("报告.html", written, Locality())) == meant


def test_a_name_that_several_units_may_have_is_not_guessed(knowledge: Knowledge) -> None:
    match = _matcher(knowledge, *CITY).match("报告.html", "县教育局", Locality())
    assert (match.unit, match.candidates, match.akin) == (None, ("南县教育局", "安化县教育局"), False)


def test_where_a_report_is_from_decides(knowledge: Knowledge) -> None:
    matcher = _matcher(knowledge, *CITY)
    assert _found(matcher.match("报告.html", "县教育局", Locality(county="安化县"))) == "安化县教育局"
    assert _found(matcher.match("报告.html", "县教育局", Locality(province="河南省"))) is None


@pytest.mark.parametrize(
    "written", ["南县民政局", "安化县南洲镇人民政府", "安化县人民政府办公室", "湖南省教育厅", "局"]
)
def test_a_unit_that_is_not_on_the_roster_is_nobody(knowledge: Knowledge, written: str) -> None:
    assert _matcher(knowledge, *COUNTY).match("报告.html", written, Locality()) == Match()


def test_an_abbreviation_that_nobody_lists_is_told_and_not_taken(knowledge: Knowledge) -> None:
    match = _matcher(knowledge, *COUNTY).match("报告.html", "南县城管局", Locality())
    assert (match.unit, match.candidates, match.akin) == (None, ("南县城市管理和综合执法局",), True)


def test_aliases_count_as_names(knowledge: Knowledge) -> None:
    units = (RosterUnit("南县教育和体育局", aliases=("南县教育局", "教体局")), RosterUnit("南县水利局"))
    matcher = _matcher(knowledge, *units)
    assert {_found(matcher.match("报告.html", name, Locality())) for name in ("南县教育局", "县教体局", "教育局")} == {
        "南县教育和体育局"
    }


def test_an_alias_that_two_units_share_is_ambiguous(knowledge: Knowledge) -> None:
    units = (RosterUnit("南县教育局", aliases=("教体局",)), RosterUnit("南县体育局", aliases=("教体局",)))
    assert _matcher(knowledge, *units).match("报告.html", "教体局", Locality()).candidates == (
        "南县教育局",
        "南县体育局",
    )


def test_the_file_comes_first(knowledge: Knowledge) -> None:
    units = (RosterUnit("甲局", file="部门/1.html"), RosterUnit("乙局", url="https://x.gov.cn/2025/t2.html"))
    matcher = _matcher(knowledge, *units)
    assert _found(matcher.match("/data/2024/部门/1.html", "乙局", Locality())) == "甲局"
    assert _found(matcher.match("下载\\t2.html", None, Locality())) == "乙局"
    assert _found(matcher.match("/data/别处/1.html", None, Locality())) is None


def test_a_file_that_cannot_be_read_is_known_by_its_name(knowledge: Knowledge) -> None:
    matcher = _matcher(knowledge, *CITY)
    assert _found(matcher.match_file("2024年南县教育局政府信息公开工作年度报告（1）.pdf")) == "南县教育局"
    assert matcher.match_file("扫描0001.pdf") == Match()


_PLACES = ("南县", "安化县", "桃江县", "资阳区", "赫山区", "沅江市")
_ORGANS = ("人民政府", "人民政府办公室", "教育局", "城市管理局", "市场监督管理局", "农业农村局", "税务局")


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_full_name_is_always_found_and_no_other_unit_is_taken_for_it(
    data: st.DataObject, match: Callable[..., Match]
) -> None:
    every = [place + organ for place in _PLACES for organ in _ORGANS]
    roster = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1, max_size=12))
    name = data.draw(st.sampled_from(every))
    prefix = data.draw(st.sampled_from(["", "益阳市", "湖南省", "湖南省益阳市"]))
    assert _found(match(roster, prefix + name)) == (name if name in roster else None)


def _report(knowledge: Knowledge, name: str | None, year: int | None = 2024) -> Report:
    unit = knowledge.units.read(name, place=document.Place(line=3)) if name else None
    return Report(
        Source("报告.html", "", "html"), None, document.Place(), unit, year, None, national_form("2021"), Dates(),
        Signature(None, None), {}, (), {}, (), "", (),
    )  # fmt: skip


def test_what_the_roster_says_of_a_unit_counts_more_than_its_name(knowledge: Knowledge) -> None:
    listed = RosterUnit(
        "南县高新技术产业园", aliases=("高新园",), level="government", kind="开发区管委会", tier="县",
        province="湖南省", city="益阳市", deadline=Due(2, 15),
    )  # fmt: skip
    unit = Jurisdiction((listed,), knowledge).completed(_report(knowledge, "高新园")).unit
    assert unit is not None
    assert (unit.name, unit.listed) == ("高新园", "南县高新技术产业园")
    assert (unit.level, unit.kind, unit.tier, unit.province, unit.city) == (
        Level.GOVERNMENT, "开发区管委会", "县", "湖南省", "益阳市",
    )  # fmt: skip
    assert (unit.deadline, unit.place) == (date(2025, 2, 15), document.Place(line=3))


def test_a_report_without_a_unit_is_of_the_unit_whose_file_it_is(knowledge: Knowledge) -> None:
    jurisdiction = Jurisdiction((RosterUnit("南县教育局", file="报告.html"),), knowledge)
    unit = jurisdiction.completed(_report(knowledge, None)).unit
    assert unit is not None
    assert (unit.name, unit.level, unit.county) == ("南县教育局", Level.DEPARTMENT, "南县")


def test_a_report_of_nobody_stays_as_it_is(knowledge: Knowledge) -> None:
    report = _report(knowledge, "安化县教育局")
    assert Jurisdiction((RosterUnit("南县教育局"),), knowledge).completed(report) is report


def test_the_digest_follows_everything_that_the_roster_says(knowledge: Knowledge) -> None:
    unit = RosterUnit("南县教育局")
    one, same, other = (
        Jurisdiction((each,), knowledge).digest
        for each in (unit, RosterUnit("南县教育局"), replace(unit, deadline=Due(2, 1)))
    )
    assert one == same != other


def test_a_page_called_like_that_of_another_unit_is_its_own(knowledge: Knowledge) -> None:
    matcher = _matcher(
        knowledge,
        RosterUnit("南县教育局", url="http://a.gov.cn/zfxxgknb.html"),
        RosterUnit("安化县教育局", url="http://b.gov.cn/zfxxgknb.html"),
        RosterUnit("安化县水利局"),
        RosterUnit("南县民政局", url="http://a.gov.cn/mzj.html"),
    )
    assert _found(matcher.match("甲/zfxxgknb.html", "安化县教育局", Locality())) == "安化县教育局"
    assert _found(matcher.match("甲/mzj.html", "安化县水利局", Locality())) == "安化县水利局"
    assert _found(matcher.match("甲/mzj.html", None, Locality())) == "南县民政局"
    assert matcher.match("甲/zfxxgknb.html", None, Locality()).candidates == ("南县教育局", "安化县教育局")


def test_a_name_of_its_own_is_no_other_units_alias(knowledge: Knowledge) -> None:
    matcher = _matcher(knowledge, RosterUnit("南县农业农村局", aliases=("南县畜牧局",)), "南县畜牧局")
    assert _found(matcher.match("报告.html", "南县畜牧局", Locality())) == "南县畜牧局"


def test_the_file_named_with_more_of_its_folders_is_meant(knowledge: Knowledge) -> None:
    matcher = _matcher(
        knowledge, RosterUnit("南县教育局", file="报告.docx"), RosterUnit("南县民政局", file="民政局/报告.docx")
    )
    assert _found(matcher.match("2024/民政局/报告.docx", None, Locality())) == "南县民政局"
    assert _found(matcher.match("2024\\报告.docx", None, Locality())) == "南县教育局"
