"""The audit as three Parquet tables (reports, findings, cells), to be asked with DuckDB or any other tool."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from hegui.model.renderer import Options, OutputFile, Record
from hegui.output.view import failures, points_lost, verdicts, waived

_BATCH = 16_384
"""Rows in one group: enough to compress well, little enough to hold."""
_CHUNK = 1 << 20
_TOLD = ("fail", "cannot_assess", "error")
_UNIT = {
    "unit": "string",
    "level": "string",
    "unit_kind": "string",
    "tier": "string",
    "province": "string",
    "city": "string",
    "county": "string",
    "year": "int32",
}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "reports": {
        "path": "string",
        "sha256": "string",
        "format": "string",
        "ocr": "bool",
        **_UNIT,
        "form": "string",
        "title": "string",
        "period_start": "date32",
        "period_end": "date32",
        "signed": "date32",
        "published": "date32",
        "scheme": "string",
        "total": "double",
        "of": "double",
        "coverage": "double",
        "grade": "string",
        "errors": "int32",
        "warnings": "int32",
        "infos": "int32",
        "waived": "int32",
        "unjudged": "int32",
        "broken": "int32",
        "problem": "string",
    },
    "findings": {
        "path": "string",
        **_UNIT,
        "units": "strings",
        "rule": "string",
        "title": "string",
        "pack": "string",
        "category": "string",
        "severity": "string",
        "verdict": "string",
        "message": "string",
        "advice": "string",
        "basis": "string",
        "points": "double",
        "waived": "bool",
        "fingerprint": "string",
        "section": "string",
        "table": "string",
        "row": "string",
        "column": "string",
        "quote": "string",
        "page": "int32",
        "line": "int32",
        "formula": "string",
    },
    "cells": {
        "path": "string",
        **_UNIT,
        "table": "string",
        "row": "string",
        "column": "string",
        "value": "double",
        "kind": "string",
        "how": "string",
        "raw": "string",
    },
}
"""Columns and their types. What is not known is null; `points` stands at the first finding of a rule."""


def files(record: Record, _: Options) -> Iterator[OutputFile]:
    """One pass over the reports writes all tables; ImportError, in words, where pyarrow is missing."""
    try:
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        raise ImportError("请先 pip install 'hegui[parquet]'") from None
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        write_tables(record["reports"], record["corpus"]["verdicts"], Path(folder))
        for name in _TABLES:
            yield OutputFile(f"{name}.parquet", _chunks(Path(folder, f"{name}.parquet")))


def write_tables(reports: Iterable[Record], on_several: Iterable[Record], folder: Path) -> None:
    """Write the tables of reports, and of verdicts on several of them, into files of a folder."""
    with ExitStack() as stack:
        tables = {name: stack.enter_context(_Table(folder / f"{name}.parquet", name)) for name in _TABLES}
        for report in reports:
            about = {"path": report["source"]["path"], **_unit(report)}
            tables["reports"].add({**about, **_report(report)})
            for finding in _findings(report["verdicts"], points_lost(report)):
                tables["findings"].add({**about, **finding})
            for cell in _cells(report):
                tables["cells"].add({**about, **cell})
        for finding in _findings(on_several, {}):
            tables["findings"].add(finding)


class _Table:
    """A Parquet file that is written column by column, a batch of rows at a time."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._types = _TABLES[name]
        self._columns: dict[str, list[Any]] = {column: [] for column in self._types}
        self._waiting = 0

    def __enter__(self) -> _Table:
        import pyarrow as pa
        from pyarrow import parquet

        self._schema = pa.schema([(column, _arrow(kind)) for column, kind in self._types.items()])
        self._writer: Any = parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, row: Mapping[str, Any]) -> None:
        for column, values in self._columns.items():
            values.append(row.get(column))
        self._waiting += 1
        if self._waiting == _BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._writer.write_batch(pa.RecordBatch.from_pydict(self._columns, self._schema))
        for values in self._columns.values():
            values.clear()
        self._waiting = 0


def _arrow(kind: str) -> Any:
    import pyarrow as pa

    if kind == "strings":
        return pa.list_(pa.string())
    return {
        "string": pa.string,
        "bool": pa.bool_,
        "int32": pa.int32,
        "double": pa.float64,
        "date32": pa.date32,
    }[kind]()


def _unit(report: Record) -> Record:
    unit = report["unit"]
    return {**unit, "unit": unit["name"], "unit_kind": unit["kind"], "year": report["year"]}


def _report(report: Record) -> Record:
    score: Record = report["score"] or {}
    failed = failures(report)
    return {
        **report["source"],
        "ocr": report["source"].get("ocr", False),
        "form": report["form"],
        "title": report["title"],
        **{key: value and date.fromisoformat(value) for key, value in report["dates"].items()},
        **{key: score.get(key) for key in ("scheme", "total", "of", "coverage", "grade")},
        "errors": failed["error"],
        "warnings": failed["warning"],
        "infos": failed["info"],
        "waived": waived(report),
        "unjudged": len(verdicts(report, "cannot_assess")),
        "broken": len(verdicts(report, "error")),
        "problem": "；".join(error["message"] for error in report["errors"]) or None,
    }


def _findings(found: Iterable[Record], lost: Mapping[str, float]) -> Iterator[Record]:
    """A row for each finding, with its first evidence, and for each verdict that could not be reached."""
    for verdict in found:
        if verdict["verdict"] not in _TOLD:
            continue
        about = {key: verdict[key] for key in ("rule", "title", "pack", "category", "severity", "verdict")}
        if verdict["verdict"] != "fail":
            yield {**about, "message": verdict["reason"], "waived": False}
        for number, finding in enumerate(verdict["findings"]):
            evidence = finding["evidence"][0] if finding["evidence"] else {}
            yield {
                **{key: evidence.get(key) for key in ("section", "table", "row", "column", "quote", "page", "line")},
                **about,
                **{key: finding[key] for key in ("message", "advice", "basis", "fingerprint")},
                "formula": evidence.get("formula"),
                "points": lost.get(verdict["rule"], 0.0) if number == 0 else 0.0,
                "waived": "waiver" in finding,
                "units": finding.get("units"),
            }


def _cells(report: Record) -> Iterator[Record]:
    """Every cell of the statistical tables: those with a number, and those that are blank, marked or missing."""
    odd = {(cell["table"], cell["row"], cell["column"]): cell for cell in report.get("cells", ())}
    for table, rows in report["tables"].items():
        for row, values in rows.items():
            for column, value in values.items() if isinstance(values, dict) else [(None, values)]:
                cell = odd.pop((table, row, column), {"kind": "number"})
                yield {**cell, "table": table, "row": row, "column": column, "value": value}
    for (table, row, column), cell in odd.items():
        yield {**cell, "table": table, "row": row, "column": column}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
