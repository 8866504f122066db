"""A report as its page in the file needs it: the scorecard, the findings, and the report itself with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hegui.model.renderer import Record
from hegui.output.html.context import Context
from hegui.output.text import clean, shorten
from hegui.output.view import PROBLEMS, SEVERITIES, TABLES, category_title, place, points_lost, verdicts

_QUOTE = 400
_BEFORE, _AFTER = ("标题", "导语"), ("落款",)
"""Parts of a report that have no heading."""

Place = list[Any]
"""`["p", passage, start, end]` (a passage by its index, offsets None for all of it), `["t", table, row, column]` or
`["s", section]`: what the page marks for a piece of evidence. Keys as short as that: there are tens in every report."""


def detail(report: Record, context: Context) -> Record:
    passages = report.get("passages", ())
    seen = {passage["paragraph"]: index for index, passage in enumerate(passages) if "paragraph" in passage}
    lost = points_lost(report)
    return {
        "unit": report["unit"],
        "dates": report["dates"],
        "score": report["score"] and _score(report["score"]),
        "findings": [
            {
                **_finding(verdict, finding, lost.get(verdict["rule"], 0)),
                "evidence": [_evidence(one, seen, context.is_own(one, report)) for one in finding["evidence"]],
            }
            for severity in SEVERITIES
            for verdict in context.failed(report)
            if verdict["severity"] == severity
            for finding in verdict["findings"]
        ],
        "open": [
            {"rule": verdict["rule"], "title": verdict["title"], "why": verdict["reason"], "kind": kind}
            for kind, result in (("未能判定", "cannot_assess"), ("规则出错", "error"))
            for verdict in verdicts(report, result)
        ],
        "results": {
            "pass": len(verdicts(report, "pass")),
            "fail": len(context.failed(report)),
            "not_applicable": len(verdicts(report, "not_applicable")),
        },
        "sections": _sections(report),
        "passages": [[passage["section"], passage["text"]] for passage in passages],
        "tables": [
            {"id": key, "section": _section(key), "blocks": _blocks(values, _odd(report, key))}
            for key, values in report["tables"].items()
        ],
        "notes": report["notes"],
        "errors": [
            {"kind": PROBLEMS.get(error["kind"], error["kind"]), "message": error["message"]}
            for error in report["errors"]
        ],
    }


def _score(score: Record) -> Record:
    categories = [[category_title(one["category"]), one["lost"], one["of"]] for one in score["categories"]]
    kept = {key: score[key] for key in ("title", "total", "of", "coverage", "grade", "note")}
    return {**kept, "before": score.get("before_waivers"), "categories": categories}


def _finding(verdict: Record, finding: Record, points: float) -> Record:
    """`points` are those that its rule costs, not each finding."""
    return {
        "rule": verdict["rule"],
        "title": verdict["title"],
        "category": category_title(verdict["category"]),
        "severity": verdict["severity"],
        "points": points,
        **{key: finding[key] for key in ("message", "advice", "basis", "fingerprint")},
        "waiver": finding.get("waiver"),
    }


def _evidence(evidence: Record, seen: Mapping[int, int], own: bool) -> Record:
    """`own`: it stands in this report, and not in that of another unit or year."""
    of = "".join(f"{evidence[key]}{word}" for key, word in (("unit", ""), ("year", " 年度")) if key in evidence)
    quote = evidence.get("quote")
    return {
        "where": place(evidence) if own else "：".join(part for part in (clean(of), place(evidence)) if part),
        "quote": None if quote is None else shorten(quote, _QUOTE),
        "formula": evidence.get("formula"),
        "at": _place(evidence, seen) if own else None,
    }


def _place(evidence: Record, seen: Mapping[int, int]) -> Place | None:
    if table := evidence.get("table"):
        return ["t", table, evidence.get("row"), evidence.get("column")]
    if (index := seen.get(evidence.get("paragraph", 0))) is not None:
        return ["p", index, evidence.get("start"), evidence.get("end")]
    return ["s", evidence["section"]] if "section" in evidence else None


def _sections(report: Record) -> list[list[str | None]]:
    """Parts in the report's order, each with its heading; passages and tables of others have none and stand around."""
    headed = {section["key"]: section["title"] for section in report["sections"]}
    used = dict.fromkeys(passage["section"] for passage in report.get("passages", ()))
    tabled = dict.fromkeys(_section(key) for key in report["tables"])
    between = [key for key in (*headed, *used, *tabled) if key not in _BEFORE + _AFTER]
    order = dict.fromkeys((*_BEFORE, *between, *_AFTER))
    return [[key, headed.get(key)] for key in order if key in headed or key in used or key in tabled]


def _section(table: str) -> str:
    """The part of the form in which a table stands: 表二 in 二."""
    return TABLES.get(table, table)[-1]


def _odd(report: Record, table: str) -> dict[tuple[str, str | None], str]:
    """Cells that hold no plain number, by row and column: what is printed there."""
    return {
        (cell["row"], cell["column"]): cell["raw"]
        for cell in report["cells"]
        if cell["table"] == table and cell["kind"] != "number"
    }


def _blocks(values: Mapping[str, Any], odd: Mapping[tuple[str, str | None], str]) -> list[Record]:
    """Rows under the columns that they share, in the form's order; a row of one value has a column without a name.

    A cell is a number, the text printed in it, or None where it was not found.
    """
    blocks: list[Record] = []
    for row, cells in values.items():
        columns = list(cells) if isinstance(cells, Mapping) else [None]
        found = cells if isinstance(cells, Mapping) else {None: cells}
        if not blocks or not _fits(blocks[-1]["columns"], columns):
            blocks.append({"columns": columns, "rows": []})
        names: Iterable[str | None] = blocks[-1]["columns"]
        blocks[-1]["rows"].append([row, [_cell(found, odd, row, column) for column in names]])
    return blocks


def _fits(columns: list[str | None], more: list[str | None]) -> bool:
    """Whether a row belongs under these columns; a row of which some cells were not found does."""
    return set(more) <= set(columns)


def _cell(
    found: Mapping[str | None, float | None],
    odd: Mapping[tuple[str, str | None], str],
    row: str,
    column: str | None,
) -> float | str | None:
    if column not in found:
        return None
    value = found[column]
    return odd.get((row, column), "") if value is None else value
