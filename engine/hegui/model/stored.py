"""Reads a run that was stored as JSON, report by report: any number of them is never held in memory."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hegui.errors import StoredError
from hegui.model.audit import Audit
from hegui.model.encoding import decode
from hegui.model.reports import Reports, StoredAudit
from hegui.model.run import SCHEMA, AuditRun

_REPORTS = "reports"
_BEGIN = re.compile(rb'"reports":\s*\[\s*')
_END = re.compile(rb"\s*\],?\s*")
_PATH = re.compile(r"at `\$(.+?)`")
_MISSING = re.compile(r"missing required field `(.+?)`")
_AGAIN = "请用 hegui audit --format json 重新生成"


class _Fault(Exception):  # noqa: N818
    """Where a report deviates from what it should be."""


def read_run(path: str | Path) -> AuditRun:
    """The run in a file. Its reports are read one by one as they are looked at. Raises StoredError."""
    run, reports = _read(path)
    return replace(run, reports=reports)


def read_reports(path: str | Path) -> Reports:
    """The reports of a run in a file. Raises StoredError."""
    return _read(path)[1]


def _read(path: str | Path) -> tuple[AuditRun, Reports]:
    try:
        with Path(path).open("rb") as file:
            return _parts(file)
    except OSError as error:
        raise StoredError(f"{path}：打不开（{error.strerror or error}），请检查路径和权限。") from None
    except (_Fault, msgspec.ValidationError) as error:
        place = str(error) if isinstance(error, _Fault) else _place(error).removeprefix(".")
        raise StoredError(f"{path}：不是 {SCHEMA} 格式的审查结果（{place or '全文'} 处不符），{_AGAIN}。") from None
    except (msgspec.DecodeError, RecursionError):
        raise StoredError(f"{path}：不是完整的 JSON 文件，{_AGAIN}。") from None


def _parts(lines: Iterator[bytes]) -> tuple[AuditRun, Reports]:
    """As hegui writes it, a report is a line; any other layout is read as a whole."""
    head: list[bytes] = []
    for line in lines:
        head.append(line if head else line.removeprefix(BOM_UTF8))
        if len(head) > 1 and _BEGIN.fullmatch(line):
            reports = Reports()
            for text in lines:
                if _END.fullmatch(text):
                    whole = b"".join([*head, text, *lines])
                    return decode(whole, AuditRun), reports
                try:
                    audit = decode(text.rstrip().rstrip(b","), Audit)
                except msgspec.ValidationError as error:
                    raise _Fault(f"{_REPORTS}[{len(reports)}]{_place(error)}") from None
                reports.append(StoredAudit.of(audit))
            raise msgspec.DecodeError("the file ends within the reports")
    run = decode(b"".join(head), AuditRun)
    return run, Reports.of(run.reports)


def _place(error: msgspec.ValidationError) -> str:
    """Where a value deviates from what it should be, as `.unit.name`; empty for the value itself."""
    path = _PATH.search(str(error))
    missing = _MISSING.search(str(error))
    return (path[1] if path else "") + (f".{missing[1]}" if missing else "")
