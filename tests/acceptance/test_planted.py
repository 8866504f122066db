"""Clean drafts raise nothing in any layout; a planted fault is found by its own rule and raises no other."""

from collections.abc import Mapping
from random import Random

import pytest

from hegui.model.rule import Result, Severity, Verdict
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import national_drafts
from tools.compose import compose
from tools.faults import FAULTS, Fault
from tools.layouts import LAYOUTS


def accusations(verdicts: Mapping[str, Verdict]) -> dict[str, list[str]]:
    """Rules above info that fail, with their messages; a broken rule counts too."""
    return {
        name: [finding.message for finding in verdict.findings] or [verdict.reason]
        for name, verdict in verdicts.items()
        if verdict.result is Result.ERROR or (verdict.result is Result.FAIL and verdict.severity is not Severity.INFO)
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", national_drafts())
def test_a_clean_draft_raises_nothing_in_any_layout(runner: CaseRunner, name: str, layout: str) -> None:
    verdicts = runner.verdicts_of(load_draft(name), LAYOUTS[layout])
    assert accusations(verdicts) == {}
    assert [v.rule for v in verdicts.values() if v.result is Result.CANNOT_ASSESS] in ([], ["published-by-deadline"])


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.slow
def test_a_planted_fault_is_found_by_its_rule_and_no_other(runner: CaseRunner, fault: Fault) -> None:
    """In several random reports, each in another layout that can print the fault."""
    planted_somewhere = False
    for layout in [layout for layout in LAYOUTS.values() if fault.fits(layout)]:
        random = Random(f"{fault.name}/{layout.name}")
        draft = compose(random)
        planted = fault.plant(draft, random)
        if planted is None:
            continue
        planted_somewhere = True
        verdicts = runner.verdicts_of(edit(draft, planted.edits), layout)
        verdict = verdicts[fault.rule]
        where = (fault.name, layout.name, dict(planted.edits))
        assert verdict.result is fault.result, (where, verdict.reason)
        if fault.result is Result.FAIL:
            shown = [evidence for finding in verdict.findings for evidence in finding.evidence]
            assert any(map(planted.is_shown_by, shown)), (where, shown)
        own = (fault.rule, *fault.entails)
        others = {name: why for name, why in accusations(verdicts).items() if name not in own}
        assert others == {}, where
    assert planted_somewhere
