"""The Parquet tables: what stands in them is what stands in the record, and the queries of the handbook run on them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from hegui.model.run import AuditRun

duckdb = pytest.importorskip("duckdb")
parquet = pytest.importorskip("pyarrow.parquet")

_QUERIES = re.findall(
    r"```sql\n(.*?)```", (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8"), re.DOTALL
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    from hegui.output.parquet import files

    def writing(record: dict[str, Any]) -> Path:
        for name, parts in files(convert(record, AuditRun), {}):
            (tmp_path / name).write_bytes(b"".join(parts))
        return tmp_path

    return writing


def _table(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


def test_each_report_is_a_row(write: Any, several: Any) -> None:
    rows = _table(write(several), "reports")
    assert [row["path"] for row in rows] == [report["source"]["path"] for report in several["reports"]]
    for row, report in zip(rows, several["reports"], strict=True):
        assert row["unit"] == report["unit"]["name"]
        assert row["total"] == (report["score"] or {}).get("total")
        assert bool(row["problem"]) == bool(report["errors"])
        signed = report["dates"]["signed"]
        assert (row["signed"] and row["signed"].isoformat()) == signed


def test_each_finding_is_a_row_and_points_add_up(write: Any, several: Any) -> None:
    rows = _table(write(several), "findings")
    found = [
        (report["source"]["path"], verdict["rule"], finding["fingerprint"])
        for report in several["reports"]
        for verdict in report["verdicts"]
        for finding in verdict["findings"]
    ]
    assert found
    assert [
        (row["path"], row["rule"], row["fingerprint"]) for row in rows if row["path"] and row["fingerprint"]
    ] == found
    for report in several["reports"]:
        if report["score"]:
            lost = sum(row["points"] or 0 for row in rows if row["path"] == report["source"]["path"])
            assert lost == pytest.approx(sum(one["points"] for one in report["score"]["deductions"]))
    told = {verdict["verdict"] for report in several["reports"] for verdict in report["verdicts"]}
    assert {row["verdict"] for row in rows} == told & {"fail", "cannot_assess", "error"}


def test_findings_on_several_units_name_them(write: Any, make_record: Any, several: Any) -> None:
    verdict = next(one for report in several["reports"] for one in report["verdicts"] if one["findings"])
    units = ["甲局", "乙局"]
    waiver = {"reason": "因故", "approver": "王某", "date": "2025-01-20", "expires": None}
    finding = {**verdict["findings"][0], "units": units, "waiver": waiver}
    record = make_record(corpus={"verdicts": [{**verdict, "findings": [finding]}]})
    (row,) = _table(write(record), "findings")
    assert (row["path"], row["units"], row["waived"]) == (None, units, True)


def test_every_cell_is_a_row(write: Any, make_record: Any, several: Any) -> None:
    report = {
        **several["reports"][0],
        "tables": {"table2": {"规章": {"制发": 0, "废止": None}, "行政许可": 1.5}, "table3": {}},
        "cells": [
            {"table": "table2", "row": "规章", "column": "废止", "raw": "/", "kind": "mark", "how": "exact"},
            {"table": "table3", "row": "总计", "column": "总计", "raw": "", "kind": "not_found", "how": "exact"},
        ],
    }
    rows = _table(write(make_record(report)), "cells")
    assert [(row["table"], row["row"], row["column"], row["value"], row["kind"], row["raw"]) for row in rows] == [
        ("table2", "规章", "制发", 0, "number", None),
        ("table2", "规章", "废止", None, "mark", "/"),
        ("table2", "行政许可", None, 1.5, "number", None),
        ("table3", "总计", "总计", None, "not_found", ""),
    ]
    assert {row["unit"] for row in rows} == {report["unit"]["name"]}


def test_more_rows_than_fit_a_batch(write: Any, several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _table(write(several), "findings")
    monkeypatch.setattr("hegui.output.parquet._BATCH", 2)
    folder = write(several)
    assert _table(folder, "findings") == whole
    assert parquet.ParquetFile(folder / "findings.parquet").num_row_groups > 1


def test_the_same_record_gives_the_same_bytes_compressed_by_zstd(write: Any, several: Any) -> None:
    first, second = ({path.name: path.read_bytes() for path in write(several).iterdir()} for _ in range(2))
    assert sorted(first) == ["cells.parquet", "findings.parquet", "reports.parquet"]
    assert first == second
    column = parquet.ParquetFile(write(several) / "findings.parquet").metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"


def test_no_report_at_all(write: Any, make_record: Any) -> None:
    folder = write(make_record())
    assert all(_table(folder, name) == [] for name in ("reports", "findings", "cells"))


def test_the_queries_of_the_handbook_answer(write: Any, several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    report = several["reports"][0]
    report["tables"] = {"table3": {"本年新收": {"自然人": 20, "总计": 24}, "予以公开": {"总计": 6}}}
    several["reports"] = several["reports"][:1]
    monkeypatch.chdir(write(several))
    with duckdb.connect() as base:
        common, scores, asked = (base.execute(query).fetchall() for query in _QUERIES)
    failed = {verdict["rule"] for verdict in report["verdicts"] if verdict["verdict"] == "fail"}
    assert {row[0] for row in common} == failed
    assert sum(row[4] for row in common) == pytest.approx(sum(one["points"] for one in report["score"]["deductions"]))
    assert [row[3:] for row in scores] == [(1, report["score"]["total"], report["score"]["total"])]
    assert asked == [(report["unit"]["name"], report["year"], 24, 25.0)]


def test_what_is_missing_is_told(write: Any, several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"请先 pip install 'hegui\[parquet\]'"):
        write(several)


@pytest.mark.parametrize("value", [12345678901234567890, 10**400, -(2**63)])
def test_a_value_that_the_format_cannot_hold_costs_its_own_cell(write: Any, several: Any, value: int) -> None:
    report = several["reports"][0]
    report["tables"] = {"table3": {"本年新收": {"自然人": value, "总计": 24}}}
    report["source"]["path"] = "报告/\udcbc\udcd7.html"
    folder = write(several)
    found = {row["column"]: row["value"] for row in _table(folder, "cells") if row["path"] == r"报告/\udcbc\udcd7.html"}
    assert found["总计"] == 24
    assert found["自然人"] in (None, pytest.approx(float(value) if abs(value) < 10**300 else None))
    assert len(_table(folder, "reports")) == len(several["reports"])
