"""A report as its page in the file needs it: the scorecard, the findings, and the report itself with their places.

Reports lie in the file some at a time, compressed, in letters that no browser takes for markup.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec import to_builtins

from hegui.judge.totals import on_several, share
from hegui.model.audit import Amount, Audit, Cells, Score, UnitYear
from hegui.model.report import PREAMBLE, SIGNATURE, TITLE, CellKind
from hegui.model.run import AuditRun, FormUsed
from hegui.model.verdict import Evidence, Finding, Result, Verdict
from hegui.output.text import clean, shorten
from hegui.output.view import (
    PROBLEMS,
    SEVERITIES,
    bonuses_in_words,
    by_hand_in_words,
    category_title,
    corrections_in_words,
    failed,
    is_here,
    only,
    place,
    points_lost,
    printed_labels,
    scheme_in_words,
)

CHUNK = 16
"""Reports packed together: what they have in common is stored once, and opening one unpacks no more than these."""

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What JSON may hold but a script element or UTF-8 may not."""

_QUOTE = 400
_BEFORE, _AFTER = (TITLE, PREAMBLE), (SIGNATURE,)
"""Parts of a report that have no heading."""

Object = dict[str, Any]
"""An object of the page's script."""
Mark = list[Any]
"""`["p", passage, start, end]` (a passage by its index, offsets None for all of it), `["t", table, row, column]` or
`["s", section]`: what the page marks for a piece of evidence. Keys as short as that: there are tens in every report."""
OddCells = Mapping[tuple[str, str | None], str]
"""What is printed in the cells of a table that hold no plain number, by row and column."""


def packed(run: AuditRun) -> Iterator[str]:
    """The reports, so many at a time, as they are read."""
    beside = on_several(run.corpus)
    audits = iter(run.reports)
    while chunk := list(islice(audits, CHUNK)):
        reports = [_report(audit, beside, run.ruleset.form_of(audit)) for audit in chunk]
        masked = (_masked(as_json(report), audit) for report, audit in zip(reports, chunk, strict=True))
        text = f"[{','.join(masked)}]"
        yield base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def as_json(value: object) -> str:
    """JSON that may stand in a script element."""
    text = json.dumps(to_builtins(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _masked(text: str, audit: Audit) -> str:
    for words, mask in _masks(audit).items():
        text = text.replace(as_json(words)[1:-1], as_json(mask)[1:-1])
    return text


def _masks(audit: Audit) -> dict[str, str]:
    """Personal data that a finding quotes in part only, which the page must not print in full either."""
    texts = {passage.paragraph: passage.text for passage in audit.passages}
    found: dict[str, str] = {}
    for verdict in only(audit.verdicts, Result.FAIL):
        for finding in verdict.findings:
            for evidence in finding.evidence:
                quote, start = evidence.quote or "", evidence.start
                words = texts.get(evidence.paragraph, "")[start : evidence.end]
                if "*" in quote and start is not None and len(quote) == len(words) and quote != words:
                    found[words] = quote
    return found


def _report(audit: Audit, beside: Mapping[UnitYear, Sequence[Verdict]], form: FormUsed) -> Object:
    seen = {passage.paragraph: index for index, passage in enumerate(audit.passages) if passage.paragraph is not None}
    lost = points_lost(audit)
    broken = failed(audit, beside)
    labels = printed_labels(audit)
    return {
        "unit": audit.unit,
        "dates": audit.dates,
        "score": _score(audit.score) if audit.score else None,
        "findings": [
            {
                **_finding(verdict, finding, lost.get(verdict.rule, 0)),
                "evidence": [_evidence(one, seen, is_here(one, audit), form) for one in finding.evidence],
            }
            for severity in SEVERITIES
            for verdict in broken
            if verdict.severity is severity
            for finding in verdict.findings
        ],
        "open": [
            {"rule": verdict.rule, "title": verdict.title, "why": verdict.reason, "kind": kind}
            for kind, result in (("未能判定", Result.CANNOT_ASSESS), ("规则出错", Result.ERROR))
            for verdict in only(audit.verdicts, result)
        ],
        "results": {
            "pass": len(only(audit.verdicts, Result.PASS)),
            "fail": sum(verdict.stands for verdict in broken),
            "not_applicable": len(only(audit.verdicts, Result.NOT_APPLICABLE)),
        },
        "sections": _sections(audit, form),
        "passages": [[passage.section, passage.text] for passage in audit.passages],
        "tables": [
            {
                "id": key,
                "section": form.section_of(key),
                "blocks": _blocks(values, _odd(audit, key)),
                "labels": {name: label for (table, name), label in labels.items() if table == key},
            }
            for key, values in audit.tables.items()
        ],
        "corrections": corrections_in_words(audit, form),
        "notes": audit.notes,
        "errors": [{"kind": PROBLEMS[error.kind], "message": error.message} for error in audit.errors],
    }


def _score(score: Score) -> Object:
    return {
        "title": scheme_in_words(score),
        "bonus": bonuses_in_words(score),
        "total": score.total,
        "of": score.of,
        "coverage": share(score.coverage, 1),
        "grade": score.grade,
        "note": score.note,
        "before": score.before_waivers,
        "categories": [[category_title(one.category), one.lost, one.of] for one in score.categories],
    }


def _finding(verdict: Verdict, finding: Finding, points: float) -> Object:
    """`points` are those that its rule costs, not each finding."""
    return {
        "rule": verdict.rule,
        "title": verdict.title,
        "category": category_title(verdict.category),
        "severity": verdict.severity,
        "points": points,
        "message": finding.message,
        "advice": finding.advice,
        "basis": finding.basis,
        "fingerprint": finding.fingerprint,
        "waiver": finding.waiver,
        "by_hand": by_hand_in_words(verdict),
    }


def _evidence(evidence: Evidence, seen: Mapping[int, int], own: bool, form: FormUsed) -> Object:
    """`own`: it stands in this report, and not in that of another unit or year."""
    of = f"{evidence.unit or ''}{f'{evidence.year} 年度' if evidence.year else ''}"
    where = place(evidence, form)
    return {
        "corrected": evidence.corrected,
        "where": where if own else "：".join(part for part in (clean(of), where) if part),
        "quote": None if evidence.quote is None else shorten(evidence.quote, _QUOTE),
        "formula": evidence.formula,
        "at": _mark(evidence, seen) if own else None,
    }


def _mark(evidence: Evidence, seen: Mapping[int, int]) -> Mark | None:
    if evidence.table:
        return ["t", evidence.table, evidence.row, evidence.column]
    if (index := seen.get(evidence.paragraph or 0)) is not None:
        return ["p", index, evidence.start, evidence.end]
    return None if evidence.section is None else ["s", evidence.section]


def _sections(audit: Audit, form: FormUsed) -> list[list[str | None]]:
    """Parts in the report's order, each with its heading; passages and tables of others have none and stand around."""
    headed = {section.key: section.title for section in audit.sections}
    used = dict.fromkeys(passage.section for passage in audit.passages)
    tabled = dict.fromkeys(filter(None, map(form.section_of, audit.tables)))
    between = [key for key in (*headed, *used, *tabled) if key not in _BEFORE + _AFTER]
    order = dict.fromkeys((*_BEFORE, *between, *_AFTER))
    return [[key, headed.get(key)] for key in order if key in headed or key in used or key in tabled]


def _odd(audit: Audit, table: str) -> OddCells:
    return {
        (cell.row, cell.column): cell.raw
        for cell in audit.cells
        if cell.table == table and cell.kind is not CellKind.NUMBER
    }


def _blocks(values: Cells, odd: OddCells) -> list[Object]:
    """Rows under the columns that they share, in the form's order; a row of one value has a column without a name.

    A cell is a number, the text printed in it, or None where it was not found.
    """
    blocks: list[Object] = []
    for row, cells in values.items():
        found: Mapping[str | None, Amount | None] = dict(cells.items() if isinstance(cells, dict) else [(None, cells)])
        if not blocks or not set(found) <= set(blocks[-1]["columns"]):  # some of its cells may not have been found
            blocks.append({"columns": list(found), "rows": []})
        blocks[-1]["rows"].append([row, [_cell(found, odd, row, column) for column in blocks[-1]["columns"]]])
    return blocks


def _cell(
    found: Mapping[str | None, Amount | None], odd: OddCells, row: str, column: str | None
) -> Amount | str | None:
    if column not in found:
        return None
    value = found[column]
    return odd.get((row, column), "") if value is None else value
