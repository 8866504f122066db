"""Numbers of scanned reports, by the condition of the scan: read right, marked as doubtful, read wrong."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import NamedTuple

from tabulate import tabulate

from hegui.judge.report import judge
from hegui.model.report import Report
from hegui.model.rule import Result, Severity
from hegui.proving import load_draft
from hegui.read import read_content
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.layouts import document_of
from tools.scanning import CONDITIONS, Condition, partly_scanned

_DRAFTS = ("bureau",)


class Score(NamedTuple):
    """Cells of tables on scanned pages, and what came of them."""

    right: int = 0
    marked: int = 0
    """Set apart as doubtful, or in a table that was not read: nothing is judged by them."""
    wrong: int = 0
    alarms: int = 0
    """Verdicts that accuse, above info, on reports without a fault."""


def measure(condition: Condition, ruleset: RuleSet, drafts: Sequence[str] = _DRAFTS) -> Score:
    """The score of clean reports in this condition."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    total = Score()
    for name in drafts:
        true = recognise(read_content(document_of(load_draft(name)), "报告.html"), knowledge)
        file = partly_scanned(load_draft(name), condition)
        found = recognise(read_content(file, "扫描.pdf", ocr=True), knowledge)
        verdicts = judge(found, ruleset)
        alarms = [
            each.rule
            for each in verdicts
            if each.result is Result.ERROR or (each.result is Result.FAIL and each.severity is not Severity.INFO)
        ]
        own = (*compared(true, found), len(alarms))
        total = Score(*(before + now for before, now in zip(total, own, strict=True)))
    return total


def compared(true: Report, found: Report) -> tuple[int, int, int]:
    """How many of the cells of a report were read right, are marked or missing, and were read wrong."""
    right = marked = wrong = 0
    for name, table in true.tables.items():
        seen = found.tables.get(name)
        for path, cell in table.cells.items():
            read = seen.cells.get(path) if seen else None
            if read is None:
                marked += 1
            elif (read.kind, read.value) == (cell.kind, cell.value):
                right += 1
            else:
                wrong += 1
    return right, marked, wrong


def table(ruleset: RuleSet) -> str:
    """One row a condition, in words for people."""
    if find_spec("rapidocr") is None:
        return "没有安装识别组件（pip install 'hegui[ocr]'），没有测。"
    rows = []
    for condition in CONDITIONS.values():
        score = measure(condition, ruleset)
        rows.append((condition.title, *score))
    heads = ("扫描件的状况", "读对", "存疑", "读错", "误报")
    return tabulate(rows, headers=heads)
