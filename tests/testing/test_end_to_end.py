"""Random reports through the whole engine: clean ones raise no alarm, a planted fault is found where it was planted."""

from functools import cache

from hypothesis import given, note, settings

from hegui.model.rule import Result
from hegui.plugins.host import Host
from hegui.rules.ruleset import load_ruleset
from hegui.testing import LAYOUTS, Layout
from hegui.testing.cases import CaseRunner
from hegui.testing.draft import Draft
from hegui.testing.forms import TABLES
from hegui.testing.strategies import Spoilt, clean_drafts, layouts, spoilt_drafts


@cache
def runner() -> CaseRunner:
    return CaseRunner(load_ruleset(Host.load()))


@given(clean_drafts(), layouts())
@settings(max_examples=60, deadline=None)
def test_a_clean_report_is_read_whole_and_raises_no_alarm(draft: Draft, layout: Layout) -> None:
    note(f"{draft.title}，{layout.name}：{draft.texts}")
    report = runner().report_of(draft, layout.name)
    assert report.unit is not None
    assert (report.unit.name, report.year, report.form) == (draft.unit, draft.year, draft.form)
    for table_id in TABLES:
        cells = report.tables[table_id].cells
        assert {path: cell.raw for path, cell in cells.items()} == draft.tables[table_id]
    verdicts = runner().verdicts_of(draft, layout.name).values()
    alarms = [
        (verdict.rule.id, verdict.reason, [finding.message for finding in verdict.findings])
        for verdict in verdicts
        if verdict.result in (Result.FAIL, Result.ERROR, Result.CANNOT_ASSESS)
    ]
    assert alarms == []


@given(spoilt_drafts(), layouts())
@settings(max_examples=200, deadline=None)
def test_a_planted_fault_is_found_and_shown(spoilt: Spoilt, layout: Layout) -> None:
    name = layout.name if spoilt.fault.fits(layout) else LAYOUTS["html"].name
    note(f"{spoilt.fault.name}，{name}：{spoilt.planted}")
    verdict = runner().verdicts_of(spoilt.draft, name)[spoilt.fault.rule]
    note(f"{verdict.result} {verdict.reason} {verdict.findings}")
    assert verdict.result is spoilt.fault.result
    evidence = [each for finding in verdict.findings for each in finding.evidence]
    assert verdict.result is not Result.FAIL or any(spoilt.planted.is_shown_by(each) for each in evidence)
