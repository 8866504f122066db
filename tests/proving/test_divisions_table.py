"""The table of administrative divisions: complete, unambiguous where it must be, with names of former years."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[2] / "ruleset" / "lexicons" / "divisions.csv"
LINES = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
ROWS = list(csv.DictReader(LINES))
CURRENT = {row["code"]: row["name"] for row in ROWS if not row["until"]}


def test_it_is_small_and_sorted() -> None:
    assert TABLE.stat().st_size < 150_000
    assert list(ROWS[0]) == ["code", "name", "until"]
    codes = [row["code"] for row in ROWS]
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert all(re.fullmatch(r"(20\d\d-\d\d-\d\d)?", row["until"]) for row in ROWS)


def test_each_code_has_one_name_today() -> None:
    assert len(CURRENT) == sum(not row["until"] for row in ROWS)
    assert len({(row["code"], row["name"]) for row in ROWS}) == len(ROWS)


def test_there_are_34_provinces_and_every_division_lies_in_one() -> None:
    provinces = {code for code in CURRENT if code.endswith("0000")}
    assert len(provinces) == 34
    assert all(row["code"][:2] + "0000" in provinces for row in ROWS)
    assert sum(code.endswith("00") and not code.endswith("0000") for code in CURRENT) == 333
    assert 2800 < sum(not code.endswith("00") for code in CURRENT) < 2900


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("110000", "北京市"),
        ("110105", "朝阳区"),
        ("430000", "湖南省"),
        ("430900", "益阳市"),
        ("430902", "资阳区"),
        ("430381", "湘乡市"),
        ("411303", "卧龙区"),
        ("450204", "柳南区"),
        ("360726", "安远县"),
        ("441900", "东莞市"),
        ("419001", "济源市"),
        ("429004", "仙桃市"),
        ("659001", "石河子市"),
        ("659012", "白杨市"),
        ("330114", "钱塘区"),
        ("810000", "香港特别行政区"),
    ],
)
def test_well_known_divisions_have_their_codes(code: str, name: str) -> None:
    assert CURRENT[code] == name


@pytest.mark.parametrize("name", ["鼓楼区", "朝阳区", "西湖区", "城关区", "新华区"])
def test_names_that_several_cities_share_stand_there_each_time(name: str) -> None:
    assert Counter(CURRENT.values())[name] > 1


@pytest.mark.parametrize(
    ("code", "name"), [("330103", "下城区"), ("410306", "吉利区"), ("431121", "祁阳县"), ("371200", "莱芜市")]
)
def test_names_given_up_since_2019_are_kept_with_the_last_table_that_has_them(code: str, name: str) -> None:
    (row,) = [row for row in ROWS if (row["code"], row["name"]) == (code, name)]
    assert "2018-10-31" <= row["until"] < "2023-06-30"


def test_the_units_of_drafts_are_invented_below_real_places() -> None:
    names = {row["name"] for row in ROWS}
    assert {"临澧县", "商丘市", "安福县", "宾阳县"} <= names
    assert not names & {"睢北县", "资北县", "漓东区", "抚东县", "云岭县"}
