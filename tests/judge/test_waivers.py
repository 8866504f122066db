"""A waived finding stays to be seen; a waiver holds for what it names, until its day is over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hegui.errors import WaiversError
from hegui.judge.waivers import Waiver, Waivers, read_waivers
from hegui.model.audit import AuditedFile, AuditedUnit, FindingSummary, ReportDates, Summary, VerdictSummary
from hegui.model.run import IdleWaiver
from hegui.model.verdict import Decided, DecisionState, Evidence, Finding, Result, Severity, Verdict, Waived
from hegui.rules.ruleset import RuleSet

RULES = ("published-by-deadline", "near-duplicate", "fee-statement")
REASON = {"reason": "机构改革，经同意延期", "approver": "王某", "since": date(2025, 1, 20)}
DAY = date(2025, 3, 1)


def _summary(rule: str, *fingerprints: str, year: int = 2024) -> Summary:
    """A report of 县教育局, which the roster calls 某县教育局, that fails a rule."""
    verdict = VerdictSummary(rule, rule, "dates", Severity.ERROR, Result.FAIL, tuple(map(FindingSummary, fingerprints)))
    return Summary(
        source=AuditedFile("a.html", None, "html"),
        unit=AuditedUnit("县教育局", None, None, None, None, None, None, roster="某县教育局"),
        year=year,
        form=None,
        dates=ReportDates(None, None, None, None),
        verdicts=(verdict,),
        applied=(),
        categories=("dates",),
        score=None,
        errors=(),
    )


def _waived(waiver: Waiver, summary: Summary, day: date = DAY) -> list[bool]:
    (marked,) = Waivers((waiver,), day).on_report(summary).verdicts
    assert marked.result is Result.FAIL
    return [finding.waived for finding in marked.findings]


def _copied(*units: str) -> Verdict:
    finding = Finding("雷同", "处", (Evidence(line=1),), units=units, year=2024, fingerprint="0" * 16)
    return Verdict("near-duplicate", "雷同", "national", "corpus", Severity.ERROR, Result.FAIL, "", (finding,))


def _waived_beside(waiver: Waiver, *units: str) -> bool:
    (marked,) = Waivers((waiver,), DAY).on_corpus([_copied(*units)])
    return marked.findings[0].waiver is not None


LATE = _summary("published-by-deadline", "0" * 16)


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
    summary = _summary("fee-statement", "a" * 16, "b" * 16)
    assert _waived(Waiver(**REASON, fingerprint="b" * 16), summary) == [False, True]


def test_a_fault_of_two_units_is_waived_by_its_fingerprint_only() -> None:
    by_unit = Waiver(**REASON, rule="near-duplicate", unit="某县教育局")
    assert not _waived_beside(by_unit, "某县教育局", "某县民政局")
    assert _waived_beside(Waiver(**REASON, fingerprint="0" * 16), "某县教育局", "某县民政局")
    assert _waived_beside(by_unit, "某县教育局")


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
    waivers.on_report(LATE)
    left = waivers.without_effect()
    assert [waiver.line for waiver in left.expired] == [2]
    assert left.unused == (
        IdleWaiver(
            rule="fee-statement",
            unit="某县民政局",
            reason="机构改革，经同意延期",
            approver="王某",
            date="2025-01-20",
            expires=None,
            line=16,
        ),
    )


def test_what_reviewers_dismissed_is_as_if_it_were_waived() -> None:
    decided = {
        state: Decided(state, "表格为图片", "李某", "2025-02-01T08:00:00+08:00")
        for state in (DecisionState.DISMISSED, DecisionState.CONFIRMED)
    }
    summary = _summary("fee-statement", "a" * 16, "b" * 16)
    decisions = {"a" * 16: decided[DecisionState.DISMISSED], "b" * 16: decided[DecisionState.CONFIRMED]}
    (verdict,) = Waivers(day=DAY, decisions=decisions).on_report(summary).verdicts
    dismissed, confirmed = verdict.findings
    assert dismissed.waiver == Waived("表格为图片", "李某", "2025-02-01", None)
    assert (confirmed.waiver, confirmed.decision) == (None, decided[DecisionState.CONFIRMED])


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


@pytest.fixture
def ruleset(make_rule: Any, make_ruleset: Any) -> RuleSet:
    made: RuleSet = make_ruleset(*map(make_rule, RULES))
    return made


def test_a_file_is_read(tmp_path: Path, ruleset: RuleSet) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(GOOD, "utf-8")
    first, second = read_waivers(file, ruleset)
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
def test_mistakes_are_named_with_their_line(tmp_path: Path, ruleset: RuleSet, old: str, new: str, message: str) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(WaiversError) as caught:
        read_waivers(file, ruleset)
    assert message in str(caught.value)
