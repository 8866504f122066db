"""Highlights with notes in a copy of a PDF, on the words, in the boxes that the reader found."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from hegui.model.document import Box, Grid, Paragraph
from hegui.model.verdict import Evidence, Severity
from hegui.output.marked.remarks import Remark
from hegui.read import ReadError, read_content

_COLOURS = {
    Severity.ERROR: (255, 150, 150),
    Severity.WARNING: (255, 214, 102),
    Severity.INFO: (153, 204, 255),
}
_AUTHOR = "合规审查"
_OPACITY = 110
_FINENESS = 1000
"""Device units to a point: PDFium converts whole numbers only."""

_IDENTITY = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f]{32}>\s*<[0-9A-Fa-f]{32}>\s*\]")

_ROUND = 2.0
"""Points by which letters may stand out of the box of their paragraph."""

Area = tuple[float, float, float, float]
"""Left, low, right and high edge in the page's own coordinates."""
Spot = tuple[int, Box]
"""A page, counted from 1, and a box on it as it is shown."""


def mark_pdf(content: bytes, remarks: Sequence[Remark]) -> bytes:
    """The document with a highlight for each remark; one without a place is noted at the top of the first page.

    Raises ValueError in Chinese where it cannot be opened for editing.
    """
    spots = _Spots(content)
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            for remark in remarks:
                number, box, quote = spots.of(remark)
                with closing(document[number - 1]) as page:
                    _highlight(page, box, quote, remark)
            made = io.BytesIO()
            document.save(made)
    except pypdfium2.PdfiumError:
        raise ValueError("PDF 文件不能添加批注") from None
    return _IDENTITY.sub(_identity_of(content), made.getvalue())


def _identity_of(content: bytes) -> bytes:
    """PDFium gives every file that it writes an identity by chance; that of the original makes it the same again."""
    identity = sha256(content).hexdigest()[:32].upper().encode()
    return b"/ID[<%b><%b>]" % (identity, identity)


class _Spots:
    """Boxes of paragraphs and cells, by reading the file as the audit read it."""

    def __init__(self, content: bytes) -> None:
        try:
            blocks = read_content(content, "report.pdf").blocks
        except ReadError as error:
            raise ValueError(str(error)) from None
        self._paragraphs: dict[int, Spot] = {}
        self._cells: dict[int, Mapping[tuple[int, int], Spot]] = {}
        for block in blocks:
            match block:
                case Paragraph(place=place) if place.paragraph and place.page and place.box:
                    self._paragraphs[place.paragraph] = place.page, place.box
                case Grid(place=place) if place.table:
                    self._cells[place.table] = block.boxes

    def of(self, remark: Remark) -> tuple[int, Box, str]:
        """Page and box of the first place of a remark, and the words in it that are meant; none: all of it."""
        for evidence in remark.evidence:
            if spot := self._of(evidence):
                return *spot, "" if evidence.grid else evidence.quote or ""
        return 1, (20, 20, 60, 40), ""

    def _of(self, evidence: Evidence) -> Spot | None:
        if evidence.grid:
            table, row, column = evidence.grid
            return self._cells.get(table, {}).get((row - 1, column - 1))
        return self._paragraphs.get(evidence.paragraph or 0)


def _highlight(page: Any, box: Box, quote: str, remark: Remark) -> None:
    left, top, right, bottom = box
    (x0, y0), (x1, y1) = _on_page(page, left, top), _on_page(page, right, bottom)
    whole = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    areas = (_words(page, whole, quote) if quote else []) or [whole]
    west, low, east, high = _around(areas)
    annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
    try:
        pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *_COLOURS[remark.severity], _OPACITY)
        pdfium.FPDFAnnot_SetRect(annotation, pdfium.FS_RECTF(west, high, east, low))
        for x0, y0, x1, y1 in areas:
            corners = pdfium.FS_QUADPOINTSF(x0, y1, x1, y1, x0, y0, x1, y0)
            pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, corners)
        _set(annotation, b"Contents", remark.text)
        _set(annotation, b"T", _AUTHOR)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _words(page: Any, box: Area, quote: str) -> list[Area]:
    """Where words stand within a box, line by line; nothing where they are not found there."""
    wanted = "".join(quote.split())
    with closing(page.get_textpage()) as text:
        printed = [
            (character, area)
            for index, character in enumerate(text.get_text_range(errors="replace"))
            if index < text.count_chars() and not character.isspace() and _is_in(area := text.get_charbox(index), box)
        ]
    start = "".join(character for character, _ in printed).find(wanted) if wanted else -1
    lines: list[list[Area]] = []
    for _, area in printed[start : start + len(wanted)] if start >= 0 else ():
        if lines and abs(_middle(area) - _middle(lines[-1][-1])) < (area[3] - area[1]) and area[0] >= lines[-1][-1][0]:
            lines[-1].append(area)
        else:
            lines.append([area])
    return [_around(line) for line in lines]


def _is_in(area: Area, box: Area) -> bool:
    x, y = (area[0] + area[2]) / 2, _middle(area)
    return box[0] - _ROUND <= x <= box[2] + _ROUND and box[1] - _ROUND <= y <= box[3] + _ROUND


def _middle(area: Area) -> float:
    return (area[1] + area[3]) / 2


def _around(areas: Sequence[Area]) -> Area:
    west, low, east, high = zip(*areas, strict=True)
    return min(west), min(low), max(east), max(high)


def _on_page(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the page as shown in the page's own coordinates, whatever its rotation and crop."""
    width, height = (round(length * _FINENESS) for length in page.get_size())
    page_x, page_y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDF_DeviceToPage(page, 0, 0, width, height, 0, round(x * _FINENESS), round(y * _FINENESS), page_x, page_y)
    return page_x.value, page_y.value


def _set(annotation: Any, key: bytes, text: str) -> None:
    encoded = (text + "\0").encode("utf-16-le", "replace")
    buffer = ctypes.cast(ctypes.create_string_buffer(encoded), ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFAnnot_SetStringValue(annotation, key, buffer)
