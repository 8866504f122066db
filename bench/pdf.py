"""CPU time of a report as PDF, beside pypdfium2 alone and pdfplumber on the same file."""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from tabulate import tabulate

from hegui.model.document import Source
from hegui.proving import load_draft
from hegui.read.formats.pdf import read_pdf
from hegui.read.reader import Limits
from tools.layouts import document_of

_ROUNDS = 15
_DRAFT = "bureau"
"""Five pages in each layout but the landscape one."""
_LAYOUTS = ("pdf", "pdf-plain", "pdf-landscape")


class Timing(NamedTuple):
    """Milliseconds of CPU a report, the best of several runs."""

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
        """Reading beside the bare extraction: at most 2."""
        return self.reading / self.bare


def measure(data: bytes) -> Timing:
    """Times of one file, each taken in turn with the others so that all share the machine's moods."""
    works: Sequence[Callable[[bytes], object]] = (_text, _bare, _read)
    best = [float("inf")] * len(works)
    for work in works:
        work(data)
    gc.collect()
    gc.freeze()
    for _ in range(_ROUNDS):
        for index, work in enumerate(works):
            best[index] = min(best[index], _seconds(work, data))
    plumber = min(_seconds(_plumber, data) for _ in range(2))
    text, bare, reading = (seconds * 1000 for seconds in best)
    return Timing(len(pypdfium2.PdfDocument(data)), text, bare, reading, plumber * 1000)


def _seconds(work: Callable[[bytes], object], data: bytes) -> float:
    start = time.process_time()
    work(data)
    return time.process_time() - start


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


def table() -> str:
    """The times of each PDF layout beside one another, in words for people."""
    rows = []
    for layout in _LAYOUTS:
        timing = measure(document_of(load_draft(_DRAFT), layout))
        rows.append((layout, *timing, timing.ratio))
    heads = (
        "版式",
        "页",
        "pypdfium2 只取文字",
        "加字框与图形框（基准）",
        "hegui 读取",
        "pdfplumber",
        "与基准之比（目标 2）",
    )
    return f"每份 PDF 的 CPU 毫秒，单进程，取最快一次\n{tabulate(rows, headers=heads, floatfmt='.1f')}"
