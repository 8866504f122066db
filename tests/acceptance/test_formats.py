"""The same report in every format: identical tables, dates, sections, figures and verdicts, places aside."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Any

import pytest

from hegui.model.report import Report
from hegui.model.rule import Verdict
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.proving.draft import Draft, national_drafts
from tools.compose import compose
from tools.layouts import LAYOUTS

Audited = tuple[dict[str, Any], dict[str, Any]]
OTHERS = tuple(name for name in LAYOUTS if name != "html")
FAULTY = {
    "unbalanced": ("bureau", {"published": "2025-01-12", "set": {"table3.自然人.予以公开": 13}}),
    "blank": ("bureau", {"set": {"table3.重复申请.自然人": None, "table3.重复申请.总计": None}}),
    "repeated": ("bureau", {"repeat": {"set": {"table3.自然人.本年新收": 27}}}),
    "disordered": ("bureau", {"order": ["一", "二", "三", "五", "四", "六"], "signed": "2025-02-18"}),
    "pictured": ("town", {"picture": ["table2", "table3", "table4"]}),
    "incomplete": ("county", {"drop": ["signature", "section.六.heading"], "heading": {"五": "五、下一步打算"}}),
    "contradicting": ("county", {"replace": {"新收政府信息公开申请169件": "新收政府信息公开申请196件"}}),
    "outdated": ("trial", {"year": 2022, "label": {"table3.column.总计": "合计"}}),
}
CORNERS = [("group", "信息内容"), ("group", "勾稽关系")]
NEEDS = {"blank": "blanks", "pictured": "pictures", "outdated": "grid"}
"""What a layout must be able to do to print a fault."""


def draft_of(name: str) -> Draft:
    if name in FAULTY:
        base, edits = FAULTY[name]
        return edit(load_draft(base), edits)
    return load_draft(name) if name in national_drafts() else compose(Random(name))


def squeezed(text: str) -> str:
    """Without the blanks and the widths in which layouts differ."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def told(report: Report) -> dict[str, Any]:
    """All that a report says."""
    unit, dates = report.unit, report.dates
    return {
        "title": (report.title, report.year, report.form),
        "unit": unit and (unit.name, unit.level, unit.kind, unit.tier, unit.province, unit.city, unit.county),
        "dates": [
            date and (date.value, date.quote)
            for date in (dates.period_start, dates.period_end, dates.signed, dates.published)
        ],
        "signed by": report.signature.organ,
        "sections": [(each.key, each.title, each.number, each.how, each.start, each.end) for each in report.sections],
        "tables": {
            name: {path: (cell.raw, cell.kind, cell.value, cell.how) for path, cell in table.cells.items()}
            for name, table in report.tables.items()
        },
        "labels": {
            name: [(label.axis, label.key, squeezed(label.text or "")) for label in table.labels]
            for name, table in report.tables.items()
        },
        "prose": report.prose,
        "figures": report.figures,
        "pictures": report.pictures,
        "copies": [told(copy) for copy in report.copies],
    }


def without_corners(said: dict[str, Any]) -> dict[str, Any]:
    """A list has no place for what is printed where rows and columns meet."""
    labels = {name: [label for label in own if label[:2] not in CORNERS] for name, own in said["labels"].items()}
    return {**said, "labels": labels, "copies": [without_corners(copy) for copy in said["copies"]]}


def judged(verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    return {
        rule: (verdict.result, verdict.reason, [(found.message, found.advice) for found in verdict.findings])
        for rule, verdict in verdicts.items()
    }


@pytest.fixture(scope="module")
def audited(runner: CaseRunner) -> Callable[[str, str], Audited]:
    """A draft as told and judged after it was printed in a layout."""

    @cache
    def audit(name: str, layout: str) -> Audited:
        draft = draft_of(name)
        printed = LAYOUTS[layout]
        return told(runner.report_of(draft, printed)), judged(runner.verdicts_of(draft, printed))

    return audit


PRINTED = [
    (name, layout)
    for name in (*national_drafts(), *FAULTY, *(f"random {seed}" for seed in range(6)))
    for layout in OTHERS
    if name not in NEEDS or getattr(LAYOUTS[layout], NEEDS[name])
]


@pytest.mark.parametrize(("name", "layout"), PRINTED)
def test_a_report_is_the_same_as_on_a_plain_web_page(
    audited: Callable[[str, str], Audited], name: str, layout: str
) -> None:
    (said, verdicts), (wanted, wanted_verdicts) = audited(name, layout), audited(name, "html")
    if layout == "listed":
        said, wanted = without_corners(said), without_corners(wanted)
    assert said == wanted
    assert verdicts == wanted_verdicts
