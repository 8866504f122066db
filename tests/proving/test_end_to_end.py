"""Random reports through the whole engine: clean ones raise no alarm, a planted fault is found where it was planted."""

from functools import cache

import pytest
from hypothesis import given, note, settings

from hegui.model.rule import Result
from hegui.project.host import Host
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import Draft
from hegui.proving.layouts import HTML, Layout
from hegui.rules.assembly import load_ruleset
from tools.strategies import Spoilt, clean_drafts, layouts, spoilt_drafts

pytestmark = pytest.mark.slow


@cache
def runner() -> CaseRunner:
    return CaseRunner(load_ruleset(Host.load()))


@given(clean_drafts(), layouts())
@settings(max_examples=60, deadline=None)
def test_a_clean_report_is_read_whole_and_raises_no_alarm(draft: Draft, layout: Layout) -> None:
    note(f"{draft.title}，{layout.name}：{draft.texts}")
    report = runner().report_of(draft, layout)
    assert report.unit is not None
    assert (report.unit.name, report.year, report.form) == (draft.unit, draft.year, draft.form.id)
    for table_id in draft.form.table_by_id:
        cells = report.tables[table_id].cells
        assert {path: cell.raw for path, cell in cells.items()} == draft.tables[table_id]
    verdicts = runner().verdicts_of(draft, layout).values()
    alarms = [
        (verdict.rule, verdict.reason, [finding.message for finding in verdict.findings])
        for verdict in verdicts
        if verdict.result in (Result.FAIL, Result.ERROR, Result.CANNOT_ASSESS)
    ]
    assert alarms == []


@given(spoilt_drafts(), layouts())
@settings(max_examples=200, deadline=None)
def test_a_planted_fault_is_found_and_shown(spoilt: Spoilt, layout: Layout) -> None:
    printed = layout if spoilt.fault.fits(layout) else HTML
    note(f"{spoilt.fault.name}，{printed.name}：{spoilt.planted}")
    verdict = runner().verdicts_of(spoilt.draft, printed)[spoilt.fault.rule]
    note(f"{verdict.result} {verdict.reason} {verdict.findings}")
    assert verdict.result is spoilt.fault.result
    evidence = [each for finding in verdict.findings for each in finding.evidence]
    assert verdict.result is not Result.FAIL or any(spoilt.planted.is_shown_by(each) for each in evidence)
