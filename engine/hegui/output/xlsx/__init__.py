"""The audit as a workbook: totals, findings to be mended, common faults, what is missing, all figures, the rules."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from hegui.model.renderer import Options, OutputFile, Record
from hegui.output.xlsx.about import RulesSheet, add_about
from hegui.output.xlsx.book import Book
from hegui.output.xlsx.common import CommonSheet
from hegui.output.xlsx.figures import FiguresSheets
from hegui.output.xlsx.filing import FilingSheet
from hegui.output.xlsx.findings import FindingsSheet
from hegui.output.xlsx.units import UnitsSheet

_CHUNK = 1 << 20


def files(record: Record, _: Options) -> Iterator[OutputFile]:
    """One workbook, `audit.xlsx`."""
    yield OutputFile("audit.xlsx", _workbook(record))


def _workbook(record: Record) -> Iterator[bytes]:
    """The workbook in pieces; it is written to disk as it grows, whatever its size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.xlsx"
        _write(record, path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _write(record: Record, path: Path) -> None:
    """Each sheet takes from every report what it shows; none keeps reports."""
    book = Book(path)
    units, findings = UnitsSheet(book, record), FindingsSheet(book)
    others = CommonSheet(book), FilingSheet(book), FiguresSheets(book, record), RulesSheet(book)
    for report in record["reports"]:
        units.add(report, findings.add(report))
        for sheet in others:
            sheet.add(report)
    units.finish()
    findings.finish(record)
    for sheet in others:
        sheet.finish(record)
    add_about(book, record)
    book.close()
