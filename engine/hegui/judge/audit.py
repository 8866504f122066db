"""What was recognised and judged → the audit of a report, as it is stored and handed on."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from hegui.model.audit import (
    Audit,
    AuditedFile,
    AuditedSection,
    AuditedUnit,
    Cells,
    OddCell,
    PrintedPassage,
    Problem,
    ReportDates,
    amount,
)
from hegui.model.correction import Corrected
from hegui.model.document import Source
from hegui.model.form import CellPath
from hegui.model.report import Cell, CellKind, Dated, Dates, MatchedBy, Passage, Report, Table, Unit
from hegui.model.verdict import Verdict

_UNKNOWN = AuditedUnit(None, None, None, None, None, None, None)


def audit_of(report: Report, verdicts: tuple[Verdict, ...] = (), corrections: tuple[Corrected, ...] = ()) -> Audit:
    """The audit of a report, without its score: that may hang on other reports, and on what is waived."""
    return Audit(
        source=_file(report.source),
        unit=_unit(report.unit) if report.unit else _UNKNOWN,
        year=report.year,
        form=report.form,
        template=report.template.id,
        title=report.title,
        dates=_dates(report.dates),
        sections=tuple(AuditedSection(one.key, one.title, one.how) for one in report.sections),
        tables={name: _cells(table) for name, table in report.tables.items()},
        cells=_odd_cells(report),
        notes=(*report.notes, *(words for table in report.tables.values() for words in table.unplaced)),
        passages=tuple(map(_passage, report.passages)),
        verdicts=verdicts,
        score=None,
        errors=(),
        corrections=corrections,
    )


def not_audited(source: Source, problem: Problem) -> Audit:
    """The row of a file that could not be audited."""
    return Audit(
        source=_file(source),
        unit=_UNKNOWN,
        year=None,
        form=None,
        template=None,
        title=None,
        dates=_dates(Dates()),
        sections=(),
        tables={},
        cells=(),
        notes=(),
        passages=(),
        verdicts=(),
        score=None,
        errors=(problem,),
    )


def _file(source: Source) -> AuditedFile:
    return AuditedFile(source.path, source.sha256 or None, source.format or None, source.ocr)


def _unit(unit: Unit) -> AuditedUnit:
    places = unit.tier, unit.province, unit.city, unit.county
    return AuditedUnit(unit.name, unit.level, unit.kind, *places, roster=unit.listed)


def _dates(dates: Dates) -> ReportDates:
    def day(dated: Dated | None) -> date | None:
        return dated.value if dated else None

    return ReportDates(day(dates.period_start), day(dates.period_end), day(dates.signed), day(dates.published))


def _cells(table: Table) -> Cells:
    """Values nested by the names of a cell's path. A cell that holds no number is None, one not found is left out."""
    values: Cells = {}
    for path, cell in table.cells.items():
        if cell.kind is CellKind.NOT_FOUND:
            continue
        place: Any = values
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = None if cell.value is None else amount(cell.value)
    return values


def _odd_cells(report: Report) -> tuple[OddCell, ...]:
    """The cells that are no plain numbers, or matched by likeness only; then those not read with certainty."""
    plain = [
        _odd_cell(name, path, cell)
        for name, table in report.tables.items()
        for path, cell in table.cells.items()
        if cell.kind is not CellKind.NUMBER or cell.how is MatchedBy.SIMILAR
    ]
    doubtful = [
        replace(_odd_cell(name, path, cell), page=cell.place.page, box=cell.place.box)
        for name, table in report.tables.items()
        for path, cell in table.doubtful.items()
    ]
    return (*plain, *doubtful)


def _odd_cell(table: str, path: CellPath, cell: Cell) -> OddCell:
    return OddCell(table, path[0], path[1] if len(path) > 1 else None, cell.raw, cell.kind, cell.how)


def _passage(passage: Passage) -> PrintedPassage:
    place = passage.place
    return PrintedPassage(passage.section, passage.raw, place.paragraph, place.line, place.page)
