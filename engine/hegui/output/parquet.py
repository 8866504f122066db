"""The audit as three Parquet tables (reports, findings, cells), to be asked with DuckDB or any other tool."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from hegui.guarding.scratch import Scratch
from hegui.judge.totals import faults, on_several
from hegui.model.audit import Amount, Audit, OddCell, UnitYear
from hegui.model.renderer import Options, OutputFile, parts_of
from hegui.model.run import AuditRun
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict
from hegui.output.view import bonus_of, broken_by, cells, only, points_lost, waived

_BATCH = 16_384
"""Rows in one group: enough to compress well, little enough to hold."""

Row = TypeVar("Row")
Columns = Mapping[str, tuple[str, Callable[[Row], object]]]
"""The columns of a table by name: type, as pyarrow calls it (`strings`: a list of them), and value in a row. What is
not known is null."""


class _Found(NamedTuple):
    """A finding with its first evidence; or only the verdict, of a rule that could not be judged or broke."""

    verdict: Verdict
    finding: Finding | None = None
    evidence: Evidence = Evidence()
    points: float | None = None
    """At the first finding of a rule, what the rule cost."""


class _Cell(NamedTuple):
    """A cell of a statistical table; `odd` where it is no plain number or was not found for sure."""

    table: str
    row: str
    column: str | None
    value: Amount | None
    odd: OddCell | None


_UNIT: Columns[Audit] = {
    "path": ("string", lambda audit: audit.source.path),
    "unit": ("string", lambda audit: audit.unit.name),
    "level": ("string", lambda audit: audit.unit.level),
    "unit_kind": ("string", lambda audit: audit.unit.kind),
    "tier": ("string", lambda audit: audit.unit.tier),
    "province": ("string", lambda audit: audit.unit.province),
    "city": ("string", lambda audit: audit.unit.city),
    "county": ("string", lambda audit: audit.unit.county),
    "year": ("int32", lambda audit: audit.year),
}
_REPORT: Columns[Audit] = {
    "path": _UNIT["path"],
    "sha256": ("string", lambda audit: audit.source.sha256),
    "format": ("string", lambda audit: audit.source.format),
    "ocr": ("bool_", lambda audit: audit.source.ocr),
    **_UNIT,
    "form": ("string", lambda audit: audit.form),
    "title": ("string", lambda audit: audit.title),
    "period_start": ("date32", lambda audit: audit.dates.period_start),
    "period_end": ("date32", lambda audit: audit.dates.period_end),
    "signed": ("date32", lambda audit: audit.dates.signed),
    "published": ("date32", lambda audit: audit.dates.published),
    "scheme": ("string", lambda audit: audit.score and audit.score.scheme),
    "total": ("float64", lambda audit: audit.score and audit.score.total),
    "of": ("float64", lambda audit: audit.score and audit.score.of),
    "coverage": ("float64", lambda audit: audit.score and audit.score.coverage),
    "grade": ("string", lambda audit: audit.score and audit.score.grade),
    "table": ("string", lambda audit: (audit.score and audit.score.table) or None),
    "bonus": ("float64", lambda audit: audit.score and bonus_of(audit.score)),
    "waived": ("int32", waived),
    "unjudged": ("int32", lambda audit: len(only(audit.verdicts, Result.CANNOT_ASSESS))),
    "broken": ("int32", lambda audit: len(only(audit.verdicts, Result.ERROR))),
    "problem": ("string", lambda audit: "；".join(error.message for error in audit.errors) or None),
}
_COUNTS = {"errors": Severity.ERROR, "warnings": Severity.WARNING, "infos": Severity.INFO}
_FINDING: Columns[_Found] = {
    "units": ("strings", lambda found: found.finding and (found.finding.units or None)),
    "rule": ("string", lambda found: found.verdict.rule),
    "title": ("string", lambda found: found.verdict.title),
    "pack": ("string", lambda found: found.verdict.pack),
    "category": ("string", lambda found: found.verdict.category),
    "severity": ("string", lambda found: found.verdict.severity),
    "verdict": ("string", lambda found: found.verdict.result),
    "message": ("string", lambda found: found.finding.message if found.finding else found.verdict.reason),
    "advice": ("string", lambda found: found.finding and found.finding.advice),
    "basis": ("string", lambda found: found.finding and found.finding.basis),
    "points": ("float64", lambda found: found.points),
    "waived": ("bool_", lambda found: bool(found.finding and found.finding.waiver)),
    "fingerprint": ("string", lambda found: found.finding and found.finding.fingerprint),
    "section": ("string", lambda found: found.evidence.section),
    "table": ("string", lambda found: found.evidence.table),
    "row": ("string", lambda found: found.evidence.row),
    "column": ("string", lambda found: found.evidence.column),
    "quote": ("string", lambda found: found.evidence.quote),
    "page": ("int32", lambda found: found.evidence.page),
    "line": ("int32", lambda found: found.evidence.line),
    "formula": ("string", lambda found: found.evidence.formula),
}
_CELL: Columns[_Cell] = {
    "table": ("string", lambda cell: cell.table),
    "row": ("string", lambda cell: cell.row),
    "column": ("string", lambda cell: cell.column),
    "value": ("float64", lambda cell: cell.value),
    "kind": ("string", lambda cell: cell.odd.kind if cell.odd else "number"),
    "how": ("string", lambda cell: cell.odd and cell.odd.how),
    "raw": ("string", lambda cell: cell.odd and cell.odd.raw),
}


def files(run: AuditRun, _: Options) -> Iterator[OutputFile]:
    """One pass over the reports writes all tables; ImportError, in words, where pyarrow is missing."""
    try:
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        raise ImportError("请先 pip install 'hegui[parquet]'") from None
    with Scratch() as folder:
        _write_tables(run, Path(folder))
        for name in ("reports", "findings", "cells"):
            yield OutputFile(f"{name}.parquet", parts_of(Path(folder, f"{name}.parquet")))


def _write_tables(run: AuditRun, folder: Path) -> None:
    """Write the tables of reports, and of verdicts on several of them, into files of a folder."""
    columns = {**_REPORT, **_counts(on_several(run.corpus))}
    with ExitStack() as stack:
        reports = stack.enter_context(_Table(folder / "reports.parquet", columns))
        findings = stack.enter_context(_Table(folder / "findings.parquet", _FINDING, _UNIT))
        figures = stack.enter_context(_Table(folder / "cells.parquet", _CELL, _UNIT))
        for audit in run.reports:
            about = [value(audit) for _, value in _UNIT.values()]
            reports.add(audit)
            for found in _findings(audit.verdicts, points_lost(audit)):
                findings.add(found, about)
            for cell in _cells(audit):
                figures.add(cell, about)
        for found in _findings(run.corpus.verdicts, {}):
            findings.add(found, [None] * len(_UNIT))


def _counts(beside: Mapping[UnitYear, Sequence[Verdict]]) -> Columns[Audit]:
    """Of rules that a report breaks, by itself or beside others."""

    def column(severity: Severity) -> tuple[str, Callable[[Audit], object]]:
        return "int32", lambda audit: faults(broken_by(audit, beside))[severity]

    return {name: column(severity) for name, severity in _COUNTS.items()}


class _Table(Generic[Row]):
    """A Parquet file that is written column by column, a batch of rows at a time."""

    def __init__(self, path: Path, columns: Columns[Row], before: Columns[Audit] | None = None) -> None:
        """`before` are the columns whose values are the same for all rows of a report."""
        self._path = path
        self._types = {name: kind for name, (kind, _) in {**(before or {}), **columns}.items()}
        self._values = [value for _, value in columns.values()]
        self._rows: list[tuple[object, ...]] = []

    def __enter__(self) -> _Table[Row]:
        import pyarrow as pa
        from pyarrow import parquet

        self._schema = pa.schema([(name, _arrow(kind)) for name, kind in self._types.items()])
        self._writer: Any = parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, row: Row, before: Sequence[object] = ()) -> None:
        self._rows.append((*before, *[value(row) for value in self._values]))
        if len(self._rows) == _BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            columns = zip(zip(*self._rows, strict=True), self._schema.types, strict=True)
            arrays = [_array(values, kind) for values, kind in columns]
            self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _array(values: Sequence[object], kind: Any) -> Any:
    """Values as Arrow holds them. One that it cannot hold costs its own cell only: of a text the characters that are
    none are shown by their numbers, a number beyond the column is its nearest there, or null."""
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except (pa.ArrowException, UnicodeError, OverflowError):
        return pa.array([_held(value, kind) for value in values], kind)


def _held(value: object, kind: Any) -> object:
    import pyarrow as pa

    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, tuple | list):
        return [_held(one, kind.value_type) for one in value]
    try:
        fitting = float(value) if pa.types.is_floating(kind) and isinstance(value, int) else value
        return pa.scalar(fitting, kind).as_py()
    except (pa.ArrowException, OverflowError):
        return None


def _arrow(kind: str) -> Any:
    import pyarrow as pa

    return pa.list_(pa.string()) if kind == "strings" else getattr(pa, kind)()


def _findings(verdicts: Iterable[Verdict], lost: Mapping[str, float]) -> Iterator[_Found]:
    """A row for each finding, with its first evidence, and for each verdict that could not be reached."""
    for verdict in only(verdicts, Result.FAIL, Result.CANNOT_ASSESS, Result.ERROR):
        if verdict.result is not Result.FAIL:
            yield _Found(verdict)
        for number, finding in enumerate(verdict.findings):
            evidence = finding.evidence[0] if finding.evidence else Evidence()
            yield _Found(verdict, finding, evidence, lost.get(verdict.rule, 0.0) if number == 0 else 0.0)


def _cells(audit: Audit) -> Iterator[_Cell]:
    """Every cell of the statistical tables: those with a number, and those that are blank, marked or missing."""
    odd = {(cell.table, cell.row, cell.column): cell for cell in audit.cells}
    for table, row, column, value in cells(audit):
        yield _Cell(table, row, column, value, odd.pop((table, row, column), None))
    for (table, row, column), cell in odd.items():
        yield _Cell(table, row, column, None, cell)
