"""CPU time of a report as PDF, beside pypdfium2 alone and pdfplumber on the same file."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from tabulate import tabulate

from bench.aims import Row, clock, middle
from hegui.model.document import Source
from hegui.proving import load_draft
from hegui.read.formats.pdf import read_pdf
from hegui.read.reader import Limits
from tools.layouts import document_of

_ROUNDS = 15
_DRAFT = "bureau"
"""Five pages in each layout but the landscape one."""
_LAYOUTS = {"pdf": "有框线", "pdf-plain": "无框线", "pdf-landscape": "横排"}
TARGET = 1.6
"""Times the bare extraction that reading may take."""


class Timing(NamedTuple):
    """Milliseconds of CPU a report, the medians of several runs."""

    pages: int
    text: float
    """Opening the file and taking its text."""
    bare: float
    """The same with each character and each object drawn, and their boxes: what a grid is made of, and no grid yet."""
    reading: float
    """Paragraphs and grids with their places."""
    plumber: float
    """Text and tables by pdfplumber."""

    @property
    def ratio(self) -> float:
        """Reading beside the bare extraction."""
        return self.reading / self.bare


def measure(data: bytes) -> Timing:
    """Times of one file, each taken in turn with the others so that all share the machine's moods."""
    works: Sequence[Callable[[bytes], object]] = (_text, _bare, _read)
    for work in works:
        work(data)
    gc.collect()
    gc.freeze()
    rounds = [[_seconds(work, data) for work in works] for _ in range(_ROUNDS)]
    text, bare, reading = map(middle, zip(*rounds, strict=True))
    plumber = middle(_seconds(_plumber, data) for _ in range(2))
    return Timing(len(pypdfium2.PdfDocument(data)), text, bare, reading, plumber)


def _seconds(work: Callable[[bytes], object], data: bytes) -> float:
    start = clock()
    work(data)
    return clock() - start


def _read(data: bytes) -> object:
    return read_pdf(data, Source("", "", "pdf"), Limits())


def _text(data: bytes) -> list[str]:
    texts: list[str] = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
    return texts


def _bare(data: bytes) -> list[Any]:
    found: list[Any] = []
    box = [ctypes.c_double() for _ in range(4)]
    bounds = [ctypes.c_float() for _ in range(4)]
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range())
            for index in range(pdfium.FPDFText_CountChars(text)):
                code = pdfium.FPDFText_GetUnicode(text, index)
                pdfium.FPDFText_GetCharBox(text, index, *box)
                found.append((code, box[0].value, box[1].value, box[2].value, box[3].value))
            for index in range(pdfium.FPDFPage_CountObjects(page)):
                drawn = pdfium.FPDFPage_GetObject(page, index)
                kind = pdfium.FPDFPageObj_GetType(drawn)
                pdfium.FPDFPageObj_GetBounds(drawn, *bounds)
                found.append((kind, bounds[0].value, bounds[1].value, bounds[2].value, bounds[3].value))
            text.close()
            page.close()
    return found


def _plumber(data: bytes) -> list[Any]:
    from io import BytesIO

    import pdfplumber

    with pdfplumber.open(BytesIO(data)) as document:
        return [(page.extract_text(), page.extract_tables()) for page in document.pages]


def measured() -> Mapping[str, Timing]:
    """The times of each PDF layout."""
    return {layout: measure(document_of(load_draft(_DRAFT), layout)) for layout in _LAYOUTS}


def rows(timings: Mapping[str, Timing]) -> list[Row]:
    return [
        Row(f"读取 {each.pages} 页的 PDF，{_LAYOUTS[layout]}", each.reading, "毫秒", each.bare, TARGET)
        for layout, each in timings.items()
    ]


def table(timings: Mapping[str, Timing]) -> str:
    """The times beside one another, in words for people."""
    lines = [(_LAYOUTS[layout], *timing, timing.ratio) for layout, timing in timings.items()]
    heads = (
        "版式",
        "页",
        "pypdfium2 只取文字",
        "加字框与图形框（基准）",
        "hegui 读取",
        "pdfplumber",
        "与基准之比",
    )
    return f"每份 PDF 的 CPU 毫秒，单进程，取中位数\n{tabulate(lines, headers=heads, floatfmt='.1f')}"
