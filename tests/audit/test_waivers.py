"""A waived finding stays to be seen; a waiver holds for what it names, until its day is over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hegui.audit.waivers import Waiver, Waivers, read_waivers
from hegui.rules.fault import FaultyFile

RULES = ("published-by-deadline", "near-duplicate", "fee-statement")
REASON = {"reason": "机构改革，经同意延期", "approver": "王某", "since": date(2025, 1, 20)}
DAY = date(2025, 3, 1)


def _finding(fingerprint: str = "0" * 16, **more: Any) -> dict[str, Any]:
    return {"message": "逾期", "fingerprint": fingerprint, **more}


def _verdict(rule: str, *findings: dict[str, Any]) -> dict[str, Any]:
    return {"rule": rule, "verdict": "fail", "findings": list(findings)}


def _waived(waiver: Waiver, verdict: dict[str, Any], year: int = 2024, day: date = DAY) -> list[bool]:
    (marked,) = Waivers((waiver,), day).put_on([verdict], ("某县教育局", "县教育局"), year)
    assert marked["verdict"] == "fail"
    return ["waiver" in finding for finding in marked["findings"]]


LATE = _verdict("published-by-deadline", _finding())


@pytest.mark.parametrize(
    ("about", "covered"),
    [
        ({"rule": "published-by-deadline", "unit": "某县教育局"}, True),
        ({"rule": "published-by-deadline", "unit": "县教育局", "year": 2024}, True),
        ({"rule": "published-by-deadline", "unit": "某县教育局", "year": 2023}, False),
        ({"rule": "published-by-deadline", "unit": "某县民政局"}, False),
        ({"rule": "fee-statement", "unit": "某县教育局"}, False),
        ({"fingerprint": "0" * 16}, True),
        ({"fingerprint": "1" * 16}, False),
        ({"fingerprint": "0" * 16, "unit": "某县民政局"}, False),
    ],
)
def test_a_waiver_covers_what_it_names(about: dict[str, Any], covered: bool) -> None:
    assert _waived(Waiver(**REASON, **about), LATE) == [covered]


def test_only_the_finding_of_the_fingerprint_is_waived() -> None:
    verdict = _verdict("fee-statement", _finding("a" * 16), _finding("b" * 16))
    assert _waived(Waiver(**REASON, fingerprint="b" * 16), verdict) == [False, True]


def test_a_fault_of_two_units_is_waived_by_its_fingerprint_only() -> None:
    copied = _verdict("near-duplicate", _finding(units=["某县教育局", "某县民政局"]))
    assert _waived(Waiver(**REASON, rule="near-duplicate", unit="某县教育局"), copied) == [False]
    assert _waived(Waiver(**REASON, fingerprint="0" * 16), copied) == [True]
    missing = _verdict("near-duplicate", _finding(units=["某县教育局"]))
    assert _waived(Waiver(**REASON, rule="near-duplicate", unit="某县教育局"), missing) == [True]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 1, 19), False),
        (date(2025, 1, 20), True),
        (date(2025, 2, 28), True),
        (date(2025, 3, 1), False),
    ],
)
def test_it_holds_from_its_date_to_the_end_of_its_last_day(day: date, holds: bool) -> None:
    waiver = Waiver(**REASON, expires=date(2025, 2, 28), fingerprint="0" * 16)
    assert _waived(waiver, LATE, day=day) == [holds]


def test_what_had_no_effect_is_listed() -> None:
    over = Waiver(**REASON, expires=date(2025, 2, 1), fingerprint="0" * 16, line=2)
    used = Waiver(**REASON, fingerprint="0" * 16, line=9)
    idle = Waiver(**REASON, rule="fee-statement", unit="某县民政局", line=16)
    waivers = Waivers((over, used, idle), DAY)
    waivers.put_on([LATE], ("某县教育局",), 2024)
    left = waivers.without_effect()
    assert [waiver["line"] for waiver in left["expired"]] == [2]
    assert [waiver["line"] for waiver in left["unused"]] == [16]
    assert left["unused"][0] == {
        "rule": "fee-statement",
        "unit": "某县民政局",
        "reason": "机构改革，经同意延期",
        "approver": "王某",
        "date": "2025-01-20",
        "expires": None,
        "line": 16,
    }


def test_verdicts_without_waived_findings_are_left_alone() -> None:
    verdicts = [LATE, {"rule": "fee-statement", "verdict": "pass", "findings": []}]
    assert Waivers((Waiver(**REASON, fingerprint="1" * 16),), DAY).put_on(verdicts, (), 2024) is verdicts


GOOD = """\
- rule: published-by-deadline
  unit: 某县教育局
  year: 2024
  reason: 机构改革，经同意延期
  approver: 王某
  date: 2025-01-20
  expires: 2025-02-28
- {fingerprint: "0123456789abcdef", reason: 数字经核实无误, approver: 王某, date: 2025-01-20}
"""


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(GOOD, "utf-8")
    first, second = read_waivers(file, RULES).all
    assert (first.rule, first.year, first.expires, first.line) == ("published-by-deadline", 2024, date(2025, 2, 28), 1)
    assert (second.fingerprint, second.expires, second.line) == ("0123456789abcdef", None, 8)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  unit: 某县教育局\n", "", "waivers.yaml:1:3：豁免要写明"),
        ("published-by-deadline", "published-by-deadlin", "没有规则“published-by-deadlin”，最接近的是"),
        ("2025-02-28", "2025-02-30", "“2025-02-30”不是存在的日期"),
        ("expires: 2025-02-28", "expires: 2025-01-19", "早于批准日期"),
        ("  approver: 王某\n", "", "缺少“approver”"),
        ('"0123456789abcdef"', '"12"', "fingerprint"),
        ("  reason:", "  reson:", "reson"),
        (GOOD, "", "waivers.yaml"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(FaultyFile) as caught:
        read_waivers(file, RULES)
    assert message in "\n".join(map(str, caught.value.faults))
