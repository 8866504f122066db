"""Two names are of one unit where organ and place agree; where several units may be meant, all are told and none is
taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hegui.recognise import Knowledge
from hegui.recognise.identity import Locality, Names, Sighting, Units

Seen = Callable[..., Units]


@pytest.fixture(scope="session")
def seen(knowledge: Knowledge) -> Seen:
    """Units as seen in an earlier run and in a later one, each by what a report calls it."""

    def units(earlier: Sequence[str], later: Sequence[str]) -> Units:
        every = [*((0, name) for name in earlier), *((1, name) for name in later)]
        return Units(
            [Sighting(name, _place(knowledge, name), (run, 2022 + run)) for run, name in every], knowledge.lexicons
        )

    return units


def _place(knowledge: Knowledge, name: str) -> Locality:
    unit = knowledge.units.read(name)
    return Locality(unit.province, unit.city, unit.county)


def _together(units: Units) -> list[set[str]]:
    return sorted(({one.name for one in group} for group in units.groups()), key=sorted)


ONE = [
    ("洪泽区人民政府", "淮安市洪泽区人民政府"),
    ("江苏省洪泽区人民政府", "淮安市洪泽区人民政府"),
    ("桐溪区人民政府", "澄湖市桐溪区人民政府"),
    ("桐溪区政府", "澄湖市桐溪区人民政府"),
    ("桐溪区政府办", "澄湖市桐溪区人民政府办公室"),
    ("柳泉县星河镇人民政府", "星河镇人民政府"),
    ("安化县发改局", "益阳市安化县发展和改革局"),
    ("安化县林业局（绿化委员会办公室）", "安化县林业局"),
    ("安化县林业局、安化县绿化委员会办公室", "安化县绿化委员会办公室"),
    ("麓川经开区管委会（云台新城管委会）", "麓川经开区管委会"),
]


@pytest.mark.parametrize(("one", "other"), ONE)
@pytest.mark.parametrize("turned", [False, True])
def test_names_of_one_unit_are_put_together(one: str, other: str, turned: bool, seen: Seen) -> None:
    units = seen([other if turned else one], [one if turned else other])
    assert _together(units) == [{one, other}]
    assert not units.open


TWO = [
    ("洪泽区人民政府", "淮安市淮安区人民政府"),
    ("桐溪区人民政府", "桐溪区人民政府办公室"),
    ("桐溪区人民政府", "澄湖市桐溪县人民政府"),
    ("东湖市桐溪区人民政府", "澄湖市桐溪区人民政府"),
    ("林业局", "安化县林业局"),
    ("县林业局", "安化县林业局"),
    ("安化县林业局（本级）", "安化县财政局（本级）"),
    ("安化县林业局（绿化委员会办公室）", "桃江县林业局（绿化委员会办公室）"),
    ("澄湖市人民政府", "澄湖市桐溪区人民政府"),
]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_of_two_units_are_kept_apart(one: str, other: str, seen: Seen) -> None:
    assert _together(seen([one], [other])) == sorted([{one}, {other}], key=sorted)


def test_a_name_that_two_units_of_the_run_may_have_is_of_neither(seen: Seen) -> None:
    units = seen(["桐溪区人民政府"], ["澄湖市桐溪区人民政府", "东湖市桐溪区人民政府"])
    assert len(_together(units)) == 3
    (open_one,) = units.open
    assert open_one.name == "桐溪区人民政府"
    assert set(open_one.candidates) == {"澄湖市桐溪区人民政府", "东湖市桐溪区人民政府"}


def test_a_name_that_several_divisions_have_is_of_none(seen: Seen) -> None:
    units = seen(["鼓楼区人民政府"], ["南京市鼓楼区人民政府"])
    assert len(_together(units)) == 2
    assert {"南京市鼓楼区", "徐州市鼓楼区"} <= set(units.open[0].candidates)


def test_two_reports_of_a_run_on_a_year_are_of_two_units(seen: Seen) -> None:
    assert len(_together(seen([], ["桐溪区人民政府", "澄湖市桐溪区人民政府"]))) == 2


@given(data=st.data())
@settings(max_examples=60)
def test_a_unit_keeps_its_identity_however_much_of_its_place_is_written(
    data: st.DataObject, knowledge: Knowledge
) -> None:
    rows = {row["code"]: row["name"] for row in knowledge.lexicons["divisions"] if not row["until"]}
    counties = [
        code for code in rows if not code.endswith("00") and rows.get(code[:4] + "00", "直辖")[-1] in "市州盟区"
    ]
    code = data.draw(st.sampled_from(counties))
    province, city, county = rows[code[:2] + "0000"], rows[code[:4] + "00"], rows[code]
    assume("辖" not in city and county.endswith(("县", "区", "市", "旗")) and len(county) > 1)
    organ = data.draw(st.sampled_from(["人民政府", "财政局", "城关镇人民政府", "人民政府办公室"]))
    full = [province + city + county + organ, city + county + organ, province + county + organ]
    short = data.draw(st.sampled_from(full))
    other = data.draw(st.sampled_from([*full, county + organ]))
    units = Units(
        [Sighting(name, _place(knowledge, name), (run, 2022 + run)) for run, name in enumerate((other, short))],
        knowledge.lexicons,
    )
    assert len(units.groups()) == 1 or units.open


def test_second_names_count_and_notes_do_not(knowledge: Knowledge) -> None:
    names = Names(knowledge.lexicons)
    assert names.forms("安化县林业局（绿化委员会办公室）") == ("安化县林业局", "安化县绿化委员会办公室")
    assert names.forms("安化县林业局（本级）") == ("安化县林业局",)
