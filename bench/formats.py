"""What is found and what is falsely alarmed at in each layout: random reports, clean or with one planted fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tabulate import tabulate

from hegui.model.rule import Result, Severity, Verdict
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import national_drafts
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.faults import FAULTS, Fault
from tools.layouts import LAYOUTS, Layout

_CLEAN = 20
"""Random clean reports a layout, besides the drafts that come with hegui."""
_TRIES = 20
"""Random reports until one is found that a fault fits."""


@dataclass
class Score:
    """Counts for one layout."""

    planted: int = 0
    found: int = 0
    """Faults to which their own rule answered as it should, with evidence that points at the fault."""
    clean: int = 0
    alarms_on_clean: int = 0
    """Verdicts on clean reports that accuse, above info."""
    alarms_beside: int = 0
    """The same beside a planted fault, by rules that have nothing to do with it."""


def measure(ruleset: RuleSet) -> dict[str, Score]:
    """The score of every layout by its name; the same faults in the same reports for each that can print them."""
    runner = CaseRunner(ruleset)
    return {layout.name: _score(runner, layout) for layout in LAYOUTS.values()}


def _score(runner: CaseRunner, layout: Layout) -> Score:
    score = Score()
    for draft in (*map(load_draft, national_drafts()), *(compose(Random(f"clean/{index}")) for index in range(_CLEAN))):
        score.clean += 1
        score.alarms_on_clean += len(_alarms(runner.verdicts_of(draft, layout)))
    for fault in FAULTS:
        if fault.fits(layout):
            _plant(runner, layout, fault, score)
    return score


def _plant(runner: CaseRunner, layout: Layout, fault: Fault, score: Score) -> None:
    random = Random(fault.name)
    for _ in range(_TRIES):
        draft = compose(random)
        planted = fault.plant(draft, random)
        if planted is None:
            continue
        verdicts = runner.verdicts_of(edit(draft, planted.edits), layout)
        verdict = verdicts[fault.rule]
        evidence = [each for finding in verdict.findings for each in finding.evidence]
        shown = fault.result is not Result.FAIL or any(map(planted.is_shown_by, evidence))
        score.planted += 1
        score.found += verdict.result is fault.result and shown
        score.alarms_beside += len(_alarms(verdicts) - {fault.rule, *fault.entails})
        return


def _alarms(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The rules above info that accuse, and those that broke."""
    return {
        name
        for name, verdict in verdicts.items()
        if verdict.result is Result.ERROR or (verdict.result is Result.FAIL and verdict.severity is not Severity.INFO)
    }


def table(ruleset: RuleSet) -> str:
    """One row a layout, in words for people."""
    rows = [
        (name, score.planted, score.found, score.clean, score.alarms_on_clean, score.alarms_beside)
        for name, score in measure(ruleset).items()
    ]
    heads = ("版式", "植入差错", "由其规则查出", "合格报告", "合格报告上误报", "差错之外误报")
    return tabulate(rows, headers=heads)
