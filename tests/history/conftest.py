"""Small records, and a history to keep them in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.history.history import History

Record = dict[str, Any]


def _finding(fingerprint: str, **more: Any) -> Record:
    return {
        "message": f"问题 {fingerprint}",
        "advice": "改正。",
        "basis": "《条例》",
        "fingerprint": fingerprint * 16,
        **more,
    }


def _verdict(rule: str, verdict: str, *fingerprints: str, **more: Any) -> Record:
    return {
        "rule": rule,
        "title": f"规则 {rule}",
        "pack": "national",
        "category": "tables",
        "severity": "error",
        "verdict": verdict,
        "reason": "",
        "findings": [_finding(one, evidence=[{"line": 1}], **more) for one in fingerprints],
    }


def _report(unit: str | None, total: float | None, *verdicts: Record, path: str = "") -> Record:
    score = {
        "scheme": "default",
        "title": "百分制",
        "total": total,
        "of": 100,
        "coverage": 1,
        "grade": "良好",
        "note": "",
    }
    return {
        "source": {"path": path or f"{unit}.html", "sha256": None, "format": "html"},
        "unit": {"name": unit},
        "year": 2024,
        "verdicts": list(verdicts),
        "score": None if total is None else {**score, "note": "", "categories": [], "deductions": []},
        "errors": [],
    }


def _record(*reports: Record, corpus: tuple[Record, ...] = (), digest: str = "sha256:1") -> Record:
    return {
        "schema": "hegui/audit/1",
        "engine": "0.1.0",
        "generated_at": "2025-03-01T08:00:00+08:00",
        "ruleset": {"digest": digest, "packs": []},
        "complete": True,
        "reports": list(reports),
        "skipped": [],
        "corpus": {"verdicts": list(corpus)},
        "errors": [],
    }


@pytest.fixture(scope="session")
def make_verdict() -> Callable[..., Record]:
    return _verdict


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Record]:
    return _report


@pytest.fixture(scope="session")
def make_record() -> Callable[..., Record]:
    return _record


PLACES = ["sqlite", "postgresql"]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty history is: a new file, or an empty database named by HEGUI_TEST_POSTGRESQL."""
    if request.param == "sqlite":
        return str(tmp_path / "历史.db")
    address = os.environ.get("HEGUI_TEST_POSTGRESQL")
    if not address:
        pytest.skip("未指定 PostgreSQL 数据库（环境变量 HEGUI_TEST_POSTGRESQL）")
    from sqlalchemy import create_engine

    from hegui.history.schema import metadata

    engine = create_engine(address)
    metadata.drop_all(engine)
    engine.dispose()
    return address


@pytest.fixture
def history(place: str) -> Iterator[History]:
    with History(place) as made:
        yield made
