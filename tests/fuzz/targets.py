"""Readers that are given anything: each may refuse it with a ReadError, and do nothing else.

    python tests/fuzz/run.py html            until it is stopped, guided by coverage (needs atheris)

A file that breaks a reader goes to `corpus/<reader>/`, where every later run begins with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hegui.model.document import Document, Grid, Paragraph, Source
from hegui.read import read_content, sniff
from hegui.read.archive import Archive
from hegui.read.formats.docx import read_docx
from hegui.read.formats.html import read_html, read_mhtml
from hegui.read.formats.ofd import read_ofd
from hegui.read.formats.pdf import read_pdf
from hegui.read.formats.text import read_text
from hegui.read.formats.xlsx import read_xlsx
from hegui.read.isolate import call
from hegui.read.reader import Limits, Reader, ReadError

CORPUS = Path(__file__).parent / "corpus"
LIMITS = Limits(size=1 << 20, cells=5000, pages=20, entries=100, expansion=1 << 22, seconds=20)

Target = Callable[[bytes], None]


def _reader(read: Reader, name: str) -> Target:
    def target(data: bytes) -> None:
        try:
            check(read(data, Source("文件", "", name), LIMITS))
        except ReadError as error:
            assert str(error).endswith("。"), f"不是一句话：{error}"

    return target


def check(document: Document) -> None:
    """What holds for every document: cells lie within their grid, no text bears control characters."""
    for block in document.blocks:
        for text in [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text]:
            assert not set(text) & {"\0", "\x01", "\x1f"}
        if isinstance(block, Paragraph):
            assert block.text == block.text.strip()
        else:
            for cell in block.cells:
                assert 0 <= cell.row < cell.row + cell.rowspan <= block.rows
                assert 0 <= cell.column < cell.column + cell.colspan <= block.columns


def _pdf(data: bytes, source: Source, limits: Limits) -> Document:
    """PDFium is not ours: where it crashes, the child that it runs in is what we have to prove."""
    return call(limits.seconds, read_pdf, data, source, limits)


def _archive(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "包.zip"
        path.write_bytes(data)
        try:
            archive = Archive(path, LIMITS)
        except ReadError:
            return
        for entry in archive.entries():
            try:
                archive.read(entry.number)
            except ReadError:
                continue
        archive.close()


def _any(data: bytes) -> None:
    """Whatever it is taken for, unless that calls another program."""
    if sniff(data) not in ("doc", "rtf", "odt", "wordxml", "pdf"):
        try:
            check(read_content(data, "文件", limits=LIMITS))
        except ReadError as error:
            assert str(error).endswith("。"), f"不是一句话：{error}"


TARGETS: Mapping[str, Target] = {
    "text": _reader(read_text, "text"),
    "html": _reader(read_html, "html"),
    "mhtml": _reader(read_mhtml, "mhtml"),
    "docx": _reader(read_docx, "docx"),
    "xlsx": _reader(read_xlsx, "xlsx"),
    "ofd": _reader(read_ofd, "ofd"),
    "pdf": _reader(_pdf, "pdf"),
    "archive": _archive,
    "any": _any,
}


def corpus(name: str) -> list[bytes]:
    """The stored files of a target, in order of their names; `any` begins with those of all."""
    folders = sorted(CORPUS.iterdir()) if name == "any" else [CORPUS / name]
    return [path.read_bytes() for folder in folders for path in sorted(folder.iterdir())]
