"""Audits as one plain object, schema `hegui/audit/1`: the only thing that renderers and other programs see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from hegui import __version__
from hegui.audit.rows import briefs
from hegui.model.audit import Audit, Problem, Score
from hegui.model.document import Source
from hegui.model.form import CellPath
from hegui.model.renderer import Record
from hegui.model.report import Cell, CellKind, Dated, Dates, How, Number, Passage, Report, Table, Unit
from hegui.model.rule import Evidence, Finding, Result, Rule, Verdict
from hegui.rules.ruleset import RuleSet

SCHEMA = "hegui/audit/1"
_OCR: dict[bool, dict[str, bool]] = {True: {"ocr": True}, False: {}}
"""The mark that something was recognised from a picture."""


def record(
    audits: Iterable[Audit], ruleset: RuleSet, timestamp: str | None = None, skipped: Sequence[str] = ()
) -> Record:
    """The audit of some reports. `timestamp` is left out where None; `skipped` names files passed over in folders."""
    return record_of([row_of(audit, ruleset) for audit in audits], ruleset, timestamp, skipped)


def record_of(
    rows: Sequence[Record], ruleset: RuleSet, timestamp: str | None = None, skipped: Sequence[str] = ()
) -> Record:
    """The audit of all reports, whose rows may lie on disk (`Rows`).

    `complete` is false when a file could not be audited, or a pack, plugin or rule broke.
    """
    errors = [_problem(problem) for problem in ruleset.problems]
    return {
        "schema": SCHEMA,
        "engine": __version__,
        **({} if timestamp is None else {"generated_at": timestamp}),
        "ruleset": {
            "digest": ruleset.digest,
            "packs": [{"name": pack.name, "version": pack.version, "title": pack.title} for pack in ruleset.packs],
        },
        "complete": not errors and all(map(_is_complete, briefs(rows))),
        "reports": rows,
        "skipped": list(skipped),
        "corpus": {"verdicts": []},
        "errors": errors,
    }


def _is_complete(row: Record) -> bool:
    return not row["errors"] and all(verdict["verdict"] != Result.ERROR for verdict in row["verdicts"])


def row_of(audit: Audit, ruleset: RuleSet) -> Record:
    """A report; of one that could not be audited everything is empty but `source` and `errors`."""
    report = audit.report
    return {
        "source": {
            "path": audit.source.path,
            "sha256": audit.source.sha256 or None,
            "format": audit.source.format or None,
            **_OCR[audit.source.ocr],
        },
        **_report(report),
        "verdicts": [verdict_record(verdict, audit.source) for verdict in audit.verdicts],
        "score": score_record(audit.score, ruleset) if audit.score else None,
        "errors": [_problem(problem) for problem in audit.problems],
    }


def _report(report: Report | None) -> Record:
    tables = report.tables if report else {}
    return {
        "unit": _unit(report.unit if report else None),
        "year": report.year if report else None,
        "form": report.form if report else None,
        "title": report.title if report else None,
        "dates": _dates(report.dates if report else Dates()),
        "sections": [
            {"key": section.key, "title": section.title, "how": section.how.value}
            for section in (report.sections if report else ())
        ],
        "tables": {name: _table(table) for name, table in tables.items()},
        "cells": [
            _odd_cell(name, path, cell)
            for name, table in tables.items()
            for path, cell in table.cells.items()
            if cell.kind is not CellKind.NUMBER or cell.how is How.SIMILAR
        ]
        + [
            {**_odd_cell(name, path, cell), "page": cell.place.page, "box": cell.place.box}
            for name, table in tables.items()
            for path, cell in table.doubtful.items()
        ],
        "notes": _notes(report) if report else [],
        "passages": [_passage(passage) for passage in report.passages] if report else [],
    }


def _passage(passage: Passage) -> Record:
    """A paragraph as printed, so that the report can be shown, and compared with others, without its file."""
    place = passage.place
    where = {"paragraph": place.paragraph, "line": place.line, "page": place.page}
    known = {key: value for key, value in where.items() if value is not None}
    return {"section": passage.section, "text": passage.raw, **known}


def _unit(unit: Unit | None) -> Record:
    return {
        "name": unit.name if unit else None,
        "level": unit.level.value if unit else None,
        "kind": unit.kind if unit else None,
        "tier": unit.tier if unit else None,
        "province": unit.province if unit else None,
        "city": unit.city if unit else None,
        "county": unit.county if unit else None,
        **({"roster": unit.listed} if unit and unit.listed else {}),
    }


def _dates(dates: Dates) -> Record:
    return {
        "period_start": _day(dates.period_start),
        "period_end": _day(dates.period_end),
        "signed": _day(dates.signed),
        "published": _day(dates.published),
    }


def _day(dated: Dated | None) -> str | None:
    day: date | None = dated.value if dated else None
    return day.isoformat() if day else None


def _table(table: Table) -> Record:
    """Values nested by the names of a cell's path. A cell that holds no number is null, one not found is left out."""
    values: Record = {}
    for path, cell in table.cells.items():
        if cell.kind is CellKind.NOT_FOUND:
            continue
        place = values
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = _number(cell.value)
    return values


def _odd_cell(table: str, path: CellPath, cell: Cell) -> Record:
    """A cell that is no plain number, or that was matched by likeness only: what stands there and how it was read."""
    return {
        "table": table,
        "row": path[0],
        "column": path[1] if len(path) > 1 else None,
        "raw": cell.raw,
        "kind": cell.kind.value,
        "how": cell.how.value,
    }


def _notes(report: Report) -> list[str]:
    """What was noted about reading, then what stood in the tables without a place."""
    return [*report.notes, *(words for table in report.tables.values() for words in table.unplaced)]


def verdict_record(verdict: Verdict, source: Source | None = None) -> Record:
    """A verdict, on one report or on many."""
    rule = verdict.rule
    return {
        "rule": rule.id,
        "title": rule.title,
        "pack": rule.source.pack,
        "category": rule.category,
        "severity": rule.severity.value,
        **({"points": dict(rule.points)} if rule.points else {}),
        "verdict": verdict.result.value,
        "reason": verdict.reason,
        "findings": [
            _finding(finding, fingerprint, rule, source)
            for finding, fingerprint in zip(verdict.findings, verdict.fingerprints, strict=True)
        ],
    }


def _finding(finding: Finding, fingerprint: str, rule: Rule, source: Source | None) -> Record:
    return {
        "message": finding.message,
        "advice": finding.advice or rule.advice,
        "basis": finding.basis or str(rule.basis),
        "fingerprint": fingerprint,
        **({"units": list(finding.units), "year": finding.year} if finding.units else {}),
        "evidence": [
            {**_evidence(evidence), **_OCR[source is not None and source.is_recognised(evidence.page)]}
            for evidence in finding.evidence
        ],
    }


def _evidence(evidence: Evidence) -> Record:
    return {name: value for name, value in zip(Evidence._fields, evidence, strict=True) if value is not None}


def score_record(score: Score, ruleset: RuleSet) -> Record:
    return {
        "scheme": score.scheme,
        "title": ruleset.schemes[score.scheme]["title"],
        "total": _number(score.total),
        "of": _number(score.of),
        "coverage": _number(score.coverage),
        "grade": score.grade,
        "note": score.note,
        "categories": [
            {"category": loss.category, "lost": _number(loss.lost), "of": _number(loss.cap)}
            for loss in score.categories
        ],
        "deductions": [
            {
                "rule": deduction.rule,
                "points": _number(deduction.points),
                "why": deduction.why,
                "fingerprints": list(deduction.fingerprints),
            }
            for deduction in score.deductions
        ],
    }


def _problem(problem: Problem) -> Record:
    return {"kind": problem.kind, "message": problem.message, "where": problem.where}


def _number(value: Number | float | None) -> int | float | None:
    """A whole number as such, another by its shortest decimal form, which for up to 15 digits is the printed one."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return int(value) if value.is_integer() else value
