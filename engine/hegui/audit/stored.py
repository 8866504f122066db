"""The reports of an audit that was stored as JSON, read one by one: last year's may be of any size."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hegui.audit.corpus.filed import day_of, unit_of
from hegui.audit.rows import Packed, Rows, brief_of
from hegui.model.renderer import Record

_SCHEMA = "hegui/audit/1"
_BEGIN = '"reports": ['
_AGAIN = "请用 hegui audit --format json 重新生成"


class StoredError(Exception):
    """A file that is no stored audit. Its words are for the user."""


def stored_rows(path: Path) -> Sequence[Record]:
    """The rows of a stored audit. Raises StoredError."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _kept(_packed(file, path))
    except OSError as error:
        raise StoredError(f"{path}：打不开（{error.strerror or error}），请检查路径和权限。") from None
    except (ValueError, RecursionError):
        raise StoredError(f"{path}：不是完整的 JSON 文件，{_AGAIN}。") from None


def _kept(rows: Iterator[Packed]) -> Rows:
    kept = Rows(0)
    for packed in rows:
        kept.append(packed)
    return kept


def _packed(lines: Iterator[str], path: Path) -> Iterator[Packed]:
    for row in _rows(lines, path):
        if not _is_row(row):
            raise StoredError(f"{path}：不是 {_SCHEMA} 格式的审查结果，{_AGAIN}。")
        yield Packed.of(row)


def _is_row(row: Any) -> bool:
    """Whether a row holds what comparisons take from it."""
    try:
        unit_of(row)
        for day in ("signed", "published"):
            day_of(row["dates"][day])
        brief_of(row)
        return isinstance(row["year"], int | None) and isinstance(row["tables"], dict) and "form" in row
    except (KeyError, TypeError, ValueError):
        return False


def _rows(lines: Iterator[str], path: Path) -> Iterator[Record]:
    """As hegui writes it, a report is a line; any other layout is read as a whole."""
    head: list[str] = []
    for line in lines:
        head.append(line)
        if line.rstrip("\r\n") == _BEGIN and len(head) > 1:
            _hold_schema(json.loads("".join(head)[: -len(line)].rstrip().rstrip(",") + "}"), path)
            yield from _one_a_line(lines)
            return
    record = json.loads("".join(head))
    _hold_schema(record, path)
    if not isinstance(record.get("reports"), list):
        raise StoredError(f"{path}：其中没有报告，{_AGAIN}。")
    yield from record["reports"]


def _one_a_line(lines: Iterator[str]) -> Iterator[Record]:
    for line in lines:
        text = line.strip()
        if text.rstrip(",") == "]":
            return
        yield json.loads(text.rstrip(","))
    raise ValueError("the file ends within the reports")


def _hold_schema(record: object, path: Path) -> None:
    if not isinstance(record, dict) or record.get("schema") != _SCHEMA:
        raise StoredError(f"{path}：不是 {_SCHEMA} 格式的审查结果，{_AGAIN}。")
