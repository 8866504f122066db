"""Reading within the limits of time, memory and content, whatever the reader and the file.

A file that is large once it is unpacked is read in a child process, which is ended at its limits; a small one cannot
take much, and is not worth a process. What comes of either is held to what a report may hold.
"""

from __future__ import annotations

from hegui.guarding.clock import OverdueError, TimeLimit
from hegui.model.document import Document, Grid, Paragraph, Source
from hegui.read.formats import Format
from hegui.read.reader import UNUSUAL, Limits, Reader, ReadError
from hegui.read.zipped import unpacked_size

_PATIENCE = 1.5
"""A reader that waits for another program has the limit of its own, ends that program, and can tell more."""
_NOT_A_REPORT = "不像是年度报告。请检查文件是否正确。"


def read_bounded(of: Format, data: bytes, source: Source, limits: Limits) -> Document:
    """Read a file of a format that has a reader.

    Raises:
        ReadError: as the reader does; it takes too long, or too much memory, or holds too much.
    """
    assert of.read
    if unpacked_size(data) >= of.apart_from:
        from hegui.read.isolate import call

        return call(limits.seconds, _read, of.read, data, source, limits)
    try:
        with TimeLimit(_PATIENCE * limits.seconds) as limit:
            return limit.call(_read, of.read, data, source, limits)
    except OverdueError:
        raise ReadError(f"读了 {_PATIENCE * limits.seconds:g} 秒还没有读完，已停止。{UNUSUAL}") from None


def _read(read: Reader, data: bytes, source: Source, limits: Limits) -> Document:
    document = read(data, source, limits)
    check(document, limits)
    return document


def check(document: Document, limits: Limits) -> None:
    """Raises ReadError where a document holds more than any report."""
    paragraphs = cells = characters = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            characters += len(block.text)
        elif isinstance(block, Grid):
            cells += len(block.cells)
            characters += sum([len(cell.text) for cell in block.cells])
            if len(block.cells) > limits.cells:
                raise ReadError(f"有表格的单元格超过 {limits.cells} 个，{_NOT_A_REPORT}")
    if paragraphs > limits.paragraphs:
        raise ReadError(f"文字超过 {limits.paragraphs} 段，{_NOT_A_REPORT}")
    if cells > limits.all_cells:
        raise ReadError(f"各表的单元格共超过 {limits.all_cells} 个，{_NOT_A_REPORT}")
    if characters > limits.characters:
        raise ReadError(f"文字超过 {limits.characters} 字，{_NOT_A_REPORT}")
