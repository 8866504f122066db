"""Reads a run that was stored as JSON, report by report: any number of them is never held in memory."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hegui.errors import StoredError, reason
from hegui.model.audit import Audit
from hegui.model.encoding import decode, encode
from hegui.model.reports import Reports, StoredAudit
from hegui.model.run import SCHEMA, AuditRun

_REPORTS = "reports"
_FIRST = b"{\n"
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
        if Path(path).is_char_device():  # it need not end
            raise StoredError(f"{path}：这不是普通文件，请指定审查结果的 JSON 文件。")
        return _parts(Path(path))
    except OSError as error:
        raise StoredError(f"{path}：打不开（{reason(error)}），请检查路径和权限。") from None
    except (_Fault, msgspec.ValidationError) as error:
        place = str(error) if isinstance(error, _Fault) else _place(error).removeprefix(".")
        raise StoredError(f"{path}：不是 {SCHEMA} 格式的审查结果（{place or '全文'} 处不符），{_AGAIN}。") from None
    except (msgspec.DecodeError, RecursionError):
        raise StoredError(f"{path}：不是完整的 JSON 文件，{_AGAIN}。") from None


def _parts(path: Path) -> tuple[AuditRun, Reports]:
    """As hegui writes it, a key is a line, and so is a report; any other layout is read into memory."""
    with path.open("rb") as file:
        head = [file.readline(len(BOM_UTF8 + _FIRST)).removeprefix(BOM_UTF8)]
        if head[0] == _FIRST:
            for line in file:
                head.append(line)
                if _BEGIN.fullmatch(line):
                    return _by_lines(head, file)
                if not line.startswith(b'"'):
                    break
        text = path.read_bytes().removeprefix(BOM_UTF8) if path.is_file() else b"".join([*head, *file])
    return _by_values(text)


def _by_lines(head: list[bytes], lines: Iterator[bytes]) -> tuple[AuditRun, Reports]:
    reports = Reports()
    for text in lines:
        if _END.fullmatch(text):
            return decode(b"".join([*head, text, *lines]), AuditRun), reports
        _add(reports, text.rstrip().rstrip(b","))
    raise msgspec.DecodeError("the file ends within the reports")


def _by_values(text: bytes) -> tuple[AuditRun, Reports]:
    """Of all reports only their text is in memory."""
    try:
        parts = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        run = decode(text, AuditRun)  # takes what is no valid Unicode
        return run, Reports.of(run.reports)
    reports = Reports()
    if _REPORTS in parts:
        for report in msgspec.json.decode(parts[_REPORTS], type=list[msgspec.Raw]):
            _add(reports, bytes(report))
        parts[_REPORTS] = msgspec.Raw(b"[]")
    return decode(encode(parts), AuditRun), reports


def _add(reports: Reports, text: bytes) -> None:
    try:
        reports.append(StoredAudit.of(decode(text, Audit)))
    except msgspec.ValidationError as error:
        raise _Fault(f"{_REPORTS}[{len(reports)}]{_place(error)}") from None


def _place(error: msgspec.ValidationError) -> str:
    """Where a value deviates from what it should be, as `.unit.name`; empty for the value itself."""
    path = _PATH.search(str(error))
    missing = _MISSING.search(str(error))
    return (path[1] if path else "") + (f".{missing[1]}" if missing else "")
