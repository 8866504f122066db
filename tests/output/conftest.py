"""A run made by hand, as JSON has it: outputs get it typed, and know nothing else."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from msgspec import to_builtins

from hegui.model.run import FormUsed
from hegui.proving.draft import national_form

Json = dict[str, Any]
"""Plain data, to be changed by a test before `msgspec.convert` makes an `AuditRun` of it."""


def _verdict(rule: str, verdict: str = "pass", severity: str = "error", **more: Any) -> Json:
    return {
        "rule": rule,
        "title": f"规则{rule}",
        "pack": "national",
        "category": "tables",
        "severity": severity,
        "verdict": verdict,
        "reason": "",
        "findings": [],
        **more,
    }


def _finding(message: str, *evidence: Json, **more: Any) -> Json:
    return {
        "message": message,
        "advice": "核对后改正。",
        "basis": "国办公开办函〔2021〕30号 附表",
        "key": "处",
        "fingerprint": "0123456789abcdef",
        "evidence": list(evidence) or [{"section": "一", "quote": "办结率100%", "line": 3}],
        **more,
    }


CELL = {"table": "table3", "row": "本年新收", "column": "自然人", "quote": "9", "line": 120, "formula": "9 + 0 ≠ 8 + 0"}

REPORT: Json = {
    "source": {"path": "报告/清河县财政局.html", "sha256": "ab" * 32, "format": "html"},
    "unit": {
        "name": "清河县财政局",
        "level": "department",
        "kind": "部门",
        "tier": "县",
        "province": "河北省",
        "city": "邢台市",
        "county": "清河县",
    },
    "year": 2024,
    "form": "2021",
    "template": "2021",
    "title": "清河县财政局2024年政府信息公开工作年度报告",
    "dates": {"period_start": "2024-01-01", "period_end": "2024-12-31", "signed": "2025-01-10", "published": None},
    "sections": [{"key": "一", "title": "总体情况", "how": "exact"}],
    "tables": {"table2": {"规章": {"制发": 0, "废止": None}, "行政事业性收费": 143.2062}},
    "cells": [{"table": "table2", "row": "规章", "column": "废止", "raw": "", "kind": "blank", "how": "exact"}],
    "notes": ["编码已按 GB18030 读取。"],
    "passages": [],
    "verdicts": [
        _verdict("balance", "fail", findings=[_finding("自然人列不平衡", CELL), _finding("总计列不平衡", CELL)]),
        _verdict("labels", "fail", "warning", findings=[_finding("“合计”应为“总计”")]),
        _verdict("sums", "cannot_assess", reason="表四未能识别"),
        _verdict("broken", "error", reason="规则包“hebei”的规则“broken”未能执行：ZeroDivisionError"),
        _verdict("trial", "not_applicable", reason="本规则适用于 2019 至 2020 年度的报告"),
        _verdict("present"),
    ],
    "score": {
        "scheme": "default",
        "title": "百分制",
        "total": 93.5,
        "of": 100,
        "coverage": 0.996,
        "grade": "优秀",
        "note": "",
        "categories": [
            {"category": "structure", "lost": 0, "of": 25},
            {"category": "tables", "lost": 6.5, "of": None},
        ],
        "deductions": [
            {"rule": "balance", "points": 5, "why": "规则balance", "fingerprints": ["0123456789abcdef"]},
            {"rule": "labels", "points": 1.5, "why": "规则labels", "fingerprints": ["0123456789abcdef"]},
        ],
    },
    "errors": [],
}

UNREAD: Json = {
    **REPORT,
    "source": {"path": "报告/扫描件.pdf", "sha256": None, "format": None},
    "unit": dict.fromkeys(REPORT["unit"]),
    "year": None,
    "form": None,
    "template": None,
    "title": None,
    "dates": dict.fromkeys(REPORT["dates"]),
    "sections": [],
    "tables": {},
    "cells": [],
    "notes": [],
    "verdicts": [],
    "score": None,
    "errors": [{"kind": "read", "message": "这是 PDF 文件，暂不支持直接读取。", "where": "报告/扫描件.pdf"}],
}


def _record(*reports: Json, **changes: Any) -> Json:
    return deepcopy(
        {
            "schema": "hegui/audit/1",
            "engine": "0.1.0",
            "generated_at": "2025-03-01T08:00:00+08:00",
            "ruleset": {
                "digest": "sha256:12ab",
                "packs": [{"name": "national", "version": "1.2", "title": "全国通用规则"}],
                "forms": {"2021": to_builtins(FormUsed.of(national_form("2021")))},
            },
            "complete": True,
            "reports": list(reports),
            "skipped": [],
            "corpus": {"verdicts": []},
            "errors": [],
            **changes,
        }
    )


@pytest.fixture
def one() -> Json:
    """One report with everything that a report may have."""
    return _record(REPORT)


@pytest.fixture
def problem(one: Json) -> None:
    """A rule of `one` says what its problem is called."""
    used = {"basis": "", "advice": "", "note": "", "problem": "表三收支不平衡"}
    one["ruleset"]["rules"] = {"balance": used}


@pytest.fixture
def several() -> Json:
    """A report, one without faults, and a file that could not be read, beside a broken plugin."""
    clean = {**REPORT, "verdicts": [_verdict("present")], "source": {**REPORT["source"], "path": "报告/另一份.html"}}
    clean["score"] = {**REPORT["score"], "total": 100, "grade": None, "coverage": 1, "deductions": []}
    return _record(
        REPORT,
        clean,
        UNREAD,
        complete=False,
        skipped=["报告/照片.jpg"],
        errors=[{"kind": "plugin", "message": "无法载入。", "where": "插件 demo（demo 1.0）"}],
    )


@pytest.fixture(scope="session")
def make_record() -> Callable[..., Json]:
    return _record


@pytest.fixture(scope="session")
def listed() -> Callable[..., Json]:
    """Makes an entry of the roster without a report."""

    def entry(name: str, **changes: Any) -> Json:
        about = dict.fromkeys(("code", "level", "kind", "tier", "parent", "year", "report", "total", "grade"))
        return {"name": name, **about, **changes}

    return entry


@pytest.fixture(scope="session")
def ranked() -> Callable[..., Json]:
    """Makes a group with its units in the order of their ranks, each given by name, path and total."""

    def group(title: str, *units: tuple[str, str, float]) -> Json:
        spread = dict.fromkeys(("mean", "highest", "upper_quartile", "median", "lower_quartile", "lowest"))
        about = {"level": "department", "kind": "部门", "tier": "县", "year": 2024, "of": 100, **spread}
        made = [
            {"rank": rank, "name": name, "path": path, "parent": None, "total": total, "grade": "优秀", "coverage": 1}
            for rank, (name, path, total) in enumerate(units, 1)
        ]
        counts = {"count": len(made), "ranked": len(made), "grades": {"优秀": len(made)}, "most_frequent": []}
        units_made = [{**unit, "faults": 0} for unit in made]
        return {"group": title, **about, **counts, "units": units_made, "unranked": []}

    return group
