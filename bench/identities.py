"""Reports a second for the 42 identities of tables 3 and 4.

Balances of 7 columns, totals of 7 columns and 25 rows of table 3, three totals of table 4, on reports read and
recognised beforehand. Each report is judged for the first time, so that lining up its values is measured with it.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from hegui.model.report import Report
from hegui.model.rule import Result
from hegui.read import read
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.layouts import document_of

RULES = ("table3-column-balance", "table3-outcome-total", "table3-row-total", "table4-totals")
TARGET = 30_000
_DIFFERENT = 50
_ROUNDS = 5


def recognised(ruleset: RuleSet, count: int) -> list[Report]:
    """Different clean reports, read from their files and recognised."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        reports = []
        for seed in range(count):
            path.write_bytes(document_of(compose(Random(seed)), "html"))
            reports.append(recognise(read(path), knowledge))
    return reports


def unjudged(report: Report) -> Report:
    """The same report, none of whose tables has yet been looked at."""
    return replace(report, tables={key: replace(table) for key, table in report.tables.items()})


def rate(ruleset: RuleSet, count: int = 5000) -> float:
    """Reports a second of CPU, the best of several rounds over `count` reports."""
    judges = [compiled.judge for compiled in ruleset.rules if compiled.rule.id in RULES]
    different = recognised(ruleset, _DIFFERENT)
    for report in different:
        outcomes = [judge(unjudged(report), {}).result for judge in judges]
        if outcomes != [Result.PASS] * len(RULES):
            raise RuntimeError(f"{report.title}: {outcomes}, all should pass")

    best = 0.0
    for _ in range(_ROUNDS):
        reports = [unjudged(different[index % _DIFFERENT]) for index in range(count)]
        start = time.process_time()
        for report in reports:
            for judge in judges:
                judge(report, {})
        best = max(best, count / (time.process_time() - start))
    return best
