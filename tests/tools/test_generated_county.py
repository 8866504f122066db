"""The generated jurisdiction: consistent over years and units, the same for a seed, with faults where it says."""

import csv
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from balanced import assert_balanced
from hegui.proving.draft import Draft, count_in
from tools.county import PLANTED, ROSTER, County, make_county, write_county
from tools.random_tables import APPLICANTS

Drafts = Mapping[str, tuple[Draft, Draft]]


def drafts_of(county: County) -> Drafts:
    """The reports of last year and this by the unit whose they are."""
    found: dict[str, list[Draft]] = {}
    names = {alias: name for name, alias in county.plan.names.items()}
    for filing in county.filings():
        found.setdefault(names.get(filing.draft.unit, filing.draft.unit), []).append(filing.draft)
    return {name: (drafts[0], drafts[-1]) for name, drafts in found.items()}


@pytest.fixture(scope="module")
def clean() -> County:
    return make_county(faults=False)


@pytest.fixture(scope="module")
def drafts(clean: County) -> Drafts:
    return drafts_of(clean)


@pytest.fixture(scope="module")
def planted() -> County:
    return make_county()


def test_two_hundred_units_of_three_tiers(clean: County) -> None:
    assert len({unit.name for unit in clean.units}) == 200
    assert {unit.tier for unit in clean.units} == {"市", "县", "乡"}
    assert all(unit.parent in {other.name for other in clean.units} for unit in clean.units if unit.parent)


def test_every_report_balances(drafts: Drafts) -> None:
    for pair in drafts.values():
        for draft in pair:
            assert_balanced(draft)


def test_this_year_follows_from_last_year(drafts: Drafts) -> None:
    stock = "行政规范性文件"
    for before, now in drafts.values():
        for column in APPLICANTS:
            assert now.number("table3", ("上年结转", column)) == before.number("table3", ("结转下年度", column))
        in_force, issued, repealed = (now.number("table2", (stock, key)) for key in ("现行有效", "制发", "废止"))
        assert in_force == before.number("table2", (stock, "现行有效")) + issued - repealed


def test_a_governments_figures_are_the_sums_of_its_units(clean: County, drafts: Drafts) -> None:
    governments = {unit.parent for unit in clean.units if unit.parent}
    assert len(governments) == 5
    for government in governments:
        for year in (0, 1):
            parts = [drafts[unit.name][year].tables for unit in clean.units if unit.parent == government]
            for table_id, cells in drafts[government][year].tables.items():
                for path, raw in cells.items():
                    assert Decimal(raw) == sum(Decimal(part[table_id][path]) for part in parts)
        assert any(f"全{place}" in drafts[government][1].preamble for place in "市县")


def test_the_same_seed_gives_the_same_reports() -> None:
    one, other, another = (list(make_county(60, seed, faults=False).filings()) for seed in (1, 1, 2))
    assert one == other
    assert one != another


def test_no_fault_without_two_counties() -> None:
    assert make_county(40).planted == ()


def test_what_is_planted(planted: County) -> None:
    assert Counter(fault.rule for fault in planted.planted) == {
        "report-missing": 5,
        "published-by-deadline": 4,
        "carried-forward-continuity": 4,
        "normative-stock-continuity": 2,
        "near-duplicate": 3,
        "copied-from-last-year": 2,
        "rollup-total": 1,
    }
    assert len(planted.plan.names) == 2
    named = [name for fault in planted.planted for name in fault.units]
    assert len(set(named) | set(planted.plan.names)) == len(named) + 2


def test_planted_faults_are_in_the_reports(planted: County) -> None:
    drafts, plan = drafts_of(planted), planted.plan
    filed = {filing.draft.unit for filing in planted.filings() if filing.draft.year == planted.year}
    assert not plan.missing & filed
    assert set(plan.names.values()) <= filed
    for copy, original in plan.copies.items():
        assert _words(drafts[copy][1]) == _words(drafts[original][1])
    for name in plan.repeated:
        assert _words(drafts[name][1]) == _words(drafts[name][0])
    for name, (table_id, changes) in plan.broken.items():
        assert_balanced(drafts[name][0])
        (path, *_) = [path for path in changes if path[0] in ("结转下年度", "行政规范性文件")]
        assert count_in(drafts[name][0].tables[table_id], path) >= 2
    assert {drafts[name][1].signed for name in plan.late} <= {"2025年2月18日", "2025年4月18日"}


def _words(draft: Draft) -> str:
    """The narrative without numbers and names."""
    text = "".join(draft.sections[key] for key in "一五").replace(draft.unit, "")
    return "".join(character for character in text if not character.isnumeric() and character not in ",十百千万")


def test_written_to_a_folder(tmp_path: Path) -> None:
    county = make_county(120, layouts=("html", "docx", "pipe"))
    write_county(tmp_path, county)
    rows = list(csv.DictReader(StringIO((tmp_path / ROSTER).read_text(encoding="utf-8-sig"))))
    assert [row["单位名称"] for row in rows] == [unit.name for unit in county.units]
    assert len(list((tmp_path / "2023").iterdir())) == 120
    assert len(list((tmp_path / "2024").iterdir())) == 115
    assert {path.suffix for path in (tmp_path / "2024").iterdir()} == {".html", ".docx", ".txt"}
    assert "report-missing" in (tmp_path / PLANTED).read_text(encoding="utf-8")
