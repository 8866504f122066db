"""Copies of the reports with the faults marked where they stand: what a unit opens to put them right.

A Word file gets review comments, a PDF highlights with notes; everything else becomes a page with the report as it was
read. The originals are only read, and only where they are still the files that were audited.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from hegui.judge.totals import on_several
from hegui.model.audit import Audit, AuditedFile, Score
from hegui.model.renderer import Options, OutputFile
from hegui.model.run import AuditRun
from hegui.output.marked.remarks import Remark, remarks
from hegui.output.text import file_name, free_name
from hegui.output.view import name
from hegui.output.view import path as shown
from hegui.read import own

_FOLDER = "批注"


def files(run: AuditRun, options: Options) -> Iterator[OutputFile]:
    """`批注/<unit>-<file>` for each report with faults, then `批注/说明.txt` on those that could not be marked.

    With the option `changes` mechanical faults are tracked changes in Word files as well. With `page` every report that
    is scored becomes a page, whatever its format.
    """
    as_page, changes = (str(options.get(key, "")).lower() == "true" for key in ("page", "changes"))
    unmarked: list[str] = []
    taken: set[str] = set()
    beside = on_several(run.corpus)
    for audit in run.reports:
        if not (score := audit.score) or not ((found := remarks(audit, beside, run.ruleset.form_of(audit))) or as_page):
            continue
        stem = file_name(f"{name(audit)}{audit.year or ''}")
        try:
            suffix, content = (
                _as_page(audit, score, found, run) if as_page else _marked(audit, score, found, run, changes)
            )
        except Exception as error:  # a file that one program reads may break another
            told = isinstance(error, OSError | ValueError)
            why = str(error) if told else f"不能添加批注（{type(error).__name__}）"
            unmarked.append(f"{shown(audit.source.path)}：{why}，已改为网页形式。")
            suffix, content = _as_page(audit, score, found, run)
        yield OutputFile(f"{_FOLDER}/{free_name(stem, suffix, taken)}", (content,))
    if unmarked:
        yield OutputFile(f"{_FOLDER}/说明.txt", ("\n".join([*unmarked, ""]).encode("utf-8-sig"),))


def _marked(audit: Audit, score: Score, found: list[Remark], run: AuditRun, changes: bool) -> tuple[str, bytes]:
    """Suffix and content of the marked copy.

    Raises OSError or ValueError, in Chinese, where the file is of no use.
    """
    match audit.source:
        case AuditedFile(format="docx", ocr=False):
            from hegui.output.marked.word import mark_word

            return ".docx", own.marked_copy(mark_word(_original(audit.source), found, run.generated_at, changes))
        case AuditedFile(format="pdf", ocr=False):
            from hegui.output.marked.pdf import mark_pdf

            return ".pdf", own.marked_pdf(mark_pdf(_original(audit.source), found))
    return _as_page(audit, score, found, run)


def _as_page(audit: Audit, score: Score, found: list[Remark], run: AuditRun) -> tuple[str, bytes]:
    from hegui.output.marked.page import mark_page

    return ".html", mark_page(audit, score, found, run.ruleset.form_of(audit))


def _original(source: AuditedFile) -> bytes:
    path = Path(source.path)
    if not path.is_file():
        raise ValueError("原文件不在原处（或在压缩包中）")
    content = path.read_bytes()
    if sha256(content).hexdigest() != source.sha256:
        raise ValueError("原文件在审查之后有改动")
    return content
