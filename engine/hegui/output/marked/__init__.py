"""Copies of the reports with the faults marked where they stand: what a unit opens to put them right.

A Word file gets review comments, a PDF highlights with notes; everything else becomes a page with the report as it was
read. The originals are only read, and only where they are still the files that were audited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path, PurePath

from hegui.model.renderer import Options, OutputFile, Record
from hegui.output.marked.remarks import Remark, remarks
from hegui.output.text import clean, file_name, free_name
from hegui.output.view import audited, by_unit, name, unit_year

_FOLDER = "批注"

Marker = Callable[[bytes, list[Remark], str | None], bytes]
"""Makes the marked copy of a file's content; the time is that of the audit."""


def files(record: Record, _: Options) -> Iterator[OutputFile]:
    """`批注/<unit>-<file>` for each report with faults, then `批注/说明.txt` on those that could not be marked."""
    time = record.get("generated_at")
    unmarked: list[str] = []
    taken: set[str] = set()
    shared = by_unit(record)
    for report in record["reports"]:
        found = remarks(report, shared.get(unit_year(report), ()))
        if not audited(report) or not found:
            continue
        path = PurePath(report["source"]["path"])
        stem = file_name(f"{name(report)}{report['year'] or ''}")
        try:
            suffix, content = _marked(report, found, time)
        except Exception as error:  # a file that one program reads may break another
            told = isinstance(error, OSError | ValueError)
            why = str(error) if told else f"不能添加批注（{type(error).__name__}）"
            unmarked.append(f"{clean(str(path))}：{why}，已改为网页形式。")
            suffix, content = ".html", _page(report, found)
        yield OutputFile(f"{_FOLDER}/{free_name(stem, suffix, taken)}", (content,))
    if unmarked:
        yield OutputFile(f"{_FOLDER}/说明.txt", ("\n".join([*unmarked, ""]).encode("utf-8-sig"),))


def _marked(report: Record, found: list[Remark], time: str | None) -> tuple[str, bytes]:
    """Suffix and content of the marked copy. Raises OSError or ValueError, in Chinese, where the file is of no use."""
    source = report["source"]
    if source.get("ocr"):
        return ".html", _page(report, found)
    match source["format"]:
        case "docx":
            from hegui.output.marked.word import mark_word

            return ".docx", mark_word(_original(source), found, time)
        case "pdf":
            from hegui.output.marked.pdf import mark_pdf

            return ".pdf", mark_pdf(_original(source), found)
    return ".html", _page(report, found)


def _page(report: Record, found: list[Remark]) -> bytes:
    from hegui.output.marked.page import mark_page

    return mark_page(report, found)


def _original(source: Record) -> bytes:
    path = Path(source["path"])
    if not path.is_file():
        raise ValueError("原文件不在原处（或在压缩包中）")
    content = path.read_bytes()
    if sha256(content).hexdigest() != source["sha256"]:
        raise ValueError("原文件在审查之后有改动")
    return content
