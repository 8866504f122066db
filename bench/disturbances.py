"""What disturbances cost: planted faults found, declined and missed, and rules that accuse where nothing is wrong."""

from __future__ import annotations

from random import Random

from tabulate import tabulate

from hegui.judge.report import judge
from hegui.model.report import Report
from hegui.model.rule import Result
from hegui.proving import edit
from hegui.proving.draft import Draft
from hegui.read import read_content
from hegui.recognise import Knowledge, NotAReport, recognise
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.disturbances import DISTURBANCES, Disturbance
from tools.faults import FAULTS
from tools.layouts import LAYOUTS, Layout, document_of

_COUNT = 40


def table(ruleset: RuleSet, count: int = _COUNT) -> str:
    """A line a disturbance: of its planted faults how many are found, how many declined; false alarms on as many clean
    reports, hints included."""
    rows = [(each.name, *measured(each, ruleset, count)) for each in DISTURBANCES]
    return tabulate(rows, headers=("扰动", "植入的错误", "查出", "无法判断", "未查出", "误报"))


def measured(disturbance: Disturbance, ruleset: RuleSet, count: int) -> tuple[int, int, int, int, int]:
    """Planted faults, found, declined, missed; rules that fail on clean reports when they are disturbed."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    found = declined = missed = false = 0
    for number in range(count):
        random = Random(f"{disturbance.name}/{number}")
        layout = LAYOUTS[random.choice(disturbance.layouts)]
        draft = compose(random)
        fault = random.choice([fault for fault in FAULTS if fault.fits(layout) and fault.result is Result.FAIL])
        false += len(_failing(draft, layout, disturbance, random, knowledge, ruleset))
        planted = fault.plant(draft, random)
        if planted is None:
            continue
        text = disturbance.disturb(document_of(edit(draft, planted.edits), layout.name).decode(), random)
        results = _results(text, layout, knowledge, ruleset)
        found += results.get(fault.rule) is Result.FAIL
        declined += results.get(fault.rule, Result.CANNOT_ASSESS) is Result.CANNOT_ASSESS
        missed += results.get(fault.rule) in (Result.PASS, Result.NOT_APPLICABLE)
    return found + declined + missed, found, declined, missed, false


def _failing(
    draft: Draft, layout: Layout, disturbance: Disturbance, random: Random, knowledge: Knowledge, ruleset: RuleSet
) -> set[str]:
    """Rules that fail for the disturbance alone."""
    text = document_of(draft, layout.name).decode()
    before, after = (
        {rule for rule, result in _results(each, layout, knowledge, ruleset).items() if result is Result.FAIL}
        for each in (text, disturbance.disturb(text, random))
    )
    return after - before


def _results(text: str, layout: Layout, knowledge: Knowledge, ruleset: RuleSet) -> dict[str, Result]:
    """Results by rule; none for a text that is no report any more."""
    try:
        report: Report = recognise(read_content(text.encode(), f"report{layout.suffix}"), knowledge)
    except NotAReport:
        return {}
    return {verdict.rule: verdict.result for verdict in judge(report, ruleset)}
