"""Audits on disk: the same audits, whatever the order in which they come, and what has become of them since."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hegui.model import reports as module
from hegui.model.audit import Audit, FindingSummary, Score
from hegui.model.encoding import decode, encode
from hegui.model.reports import Reports, StoredAudit
from hegui.model.verdict import Decided, DecisionState, Waived

MakeAudit = Callable[..., Audit]


@given(
    drawn=st.lists(st.text(min_size=1, max_size=20), max_size=8).flatmap(
        lambda paths: st.tuples(st.just(paths), st.permutations(range(len(paths))))
    )
)
def test_audits_come_back_in_their_order_however_they_were_put(make_audit: MakeAudit, drawn: Any) -> None:
    paths, order = drawn
    reports = Reports(len(paths))
    for number in order:
        reports.put(number, StoredAudit.of(make_audit(path=paths[number], total=90)))
    assert list(reports) == [make_audit(path=path, total=90) for path in paths]
    assert list(reports.summaries()) == [audit.summary() for audit in reports]


def test_they_are_a_sequence(make_audit: MakeAudit) -> None:
    reports = Reports.of(make_audit(name) for name in ("甲局", "乙局", "丙局"))
    assert reports[-1] == make_audit("丙局")
    assert reports[:2] == [make_audit("甲局"), make_audit("乙局")]
    assert (len(reports), bool(reports), bool(Reports())) == (3, True, False)
    with pytest.raises(IndexError):
        reports[3]
    with pytest.raises(LookupError):
        Reports(1)[0]


def test_many_are_moved_to_disk(make_audit: MakeAudit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IN_MEMORY", 2000)
    audits = [make_audit(f"{number}局") for number in range(30)]
    assert list(Reports.of(audits)) == audits


def test_what_a_summary_has_come_to_is_of_the_audit(make_audit: MakeAudit, make_verdict: Any) -> None:
    audit = make_audit("甲局", make_verdict("a", "fail", "1", "2"), make_verdict("b"))
    reports = Reports.of([audit, make_audit("乙局")])
    waiver = Waived("因故", "王某", "2025-01-20", None)
    decision = Decided(DecisionState.CONFIRMED, "属实", "李某", "2025-02-01")
    score = Score("default", "百分制", 95, 100, 1, "良好", "", (), ())
    summary = reports.summary(0)
    (verdict,) = summary.verdicts
    marked = replace(verdict, findings=(FindingSummary("1" * 16, waiver), FindingSummary("2" * 16, None, decision)))
    unit = replace(summary.unit, known_as="清河县甲局")
    reports.change(0, replace(summary, verdicts=(marked,), score=score, unit=unit))
    changed = reports[0]
    assert changed.score == score
    assert changed.unit.in_findings == "清河县甲局"
    first, second = changed.verdicts[0].findings
    assert (first.waiver, first.decision, second.waiver, second.decision) == (waiver, None, None, decision)
    assert changed.verdicts[1] == audit.verdicts[1]
    assert reports[1] == make_audit("乙局")
    assert changed.summary() == reports.summary(0)


def test_any_thread_may_read(make_audit: MakeAudit) -> None:
    audits = [make_audit(f"{number}局") for number in range(50)]
    reports = Reports.of(audits)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(reports.__getitem__, [*range(50)] * 4)) == audits * 4


def test_the_digest_tells_every_change_and_order(make_audit: MakeAudit) -> None:
    one, other = make_audit("甲局"), make_audit("乙局")
    digests = {Reports.of(some).digest() for some in ([one, other], [other, one], [one], [])}
    assert len(digests) == 4
    assert Reports.of([one, other]).digest() in digests


def test_what_is_no_valid_unicode_survives(make_audit: MakeAudit) -> None:
    audit = make_audit(path="\udcff.html")
    assert decode(encode(audit), Audit) == audit
    assert StoredAudit.of(audit).audit() == audit


def test_what_is_something_else_is_told() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"source": 1}', Audit)
    with pytest.raises(msgspec.DecodeError):
        decode(b'{"source": ', Audit)
