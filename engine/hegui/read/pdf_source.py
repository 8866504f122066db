"""The pages of a PDF as PDFium finds them. This is the only module of the reader that calls PDFium."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import pi
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from hegui.model.document import Box
from hegui.read.pdf_characters import character
from hegui.read.pdf_page import Glyph, Page
from hegui.read.reader import Limits, ReadError

_THIN = 3.0
"""Points above which a box is no line."""
_NESTING = 8
"""How deep forms (drawings placed as a whole) may nest."""
_MOST = 100_000
"""Characters, or objects, of a page that are looked at. A report has some thousand."""
_COVERING = 0.8
"""Share of a page from which on a picture is the page."""
_SKEW = 0.1
"""Radians by which text may stand off the horizontal."""

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


def pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The pages of a PDF, one at a time.

    Raises:
        ReadError: it is damaged, encrypted, or has too many pages.
    """
    with _document(data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise ReadError(_DAMAGED)
        if count > limits.pages:
            raise ReadError(f"PDF 共 {count} 页（上限 {limits.pages} 页），不像是年度报告。请检查文件是否正确。")
        for index in range(count):
            handle = pdfium.FPDF_LoadPage(document, index)
            if not handle:
                raise ReadError(f"PDF 第 {index + 1} 页已损坏，无法读取。请重新导出或下载后再审查。")
            try:
                yield _page(handle, index + 1)
            finally:
                pdfium.FPDF_ClosePage(handle)


_DAMAGED = "PDF 文件已损坏或不完整，无法打开。请重新导出或下载后再审查。"
_ENCRYPTED = "PDF 设了打开密码或权限加密，无法读取。请用密码打开，取消密码并另存后再审查。"


@contextmanager
def _document(data: bytes) -> Iterator[Any]:
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        code = pdfium.FPDF_GetLastError()
        raise ReadError(_ENCRYPTED if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) else _DAMAGED)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page(handle: Any, number: int) -> Page:
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(handle, frame)
    objects = _Objects(handle, _area((frame.left, frame.bottom, frame.right, frame.top)))
    characters = _Characters([], True) if objects.covers_text else _characters(handle, objects.hides_text)
    quarters = Counter(quarter for *_, quarter in characters.found)
    quarter = quarters.most_common(1)[0][0] if quarters else -pdfium.FPDFPage_GetRotation(handle) % 4
    view = _View(frame.left, frame.bottom, frame.right, frame.top, -quarter % 4)
    width, height = view.size
    glyphs = []
    for text, left, bottom, right, top, apart, own in characters.found:
        box = view.box(left, bottom, right, top)
        if -1 < box[0] < width + 1 and -1 < box[1] < height + 1:
            glyphs.append(Glyph(text, *box, apart, own != quarter))
    return Page(
        number,
        width,
        height,
        glyphs,
        [view.box(*box) for box in objects.lines],
        [view.box(*box) for box in objects.pictures],
        (pdfium.FPDFPage_GetRotation(handle) - view.turn) % 4,
        characters.hidden,
        objects.left <= 0,
    )


class _View(NamedTuple):
    """From the coordinates of the file (upwards from below) to those of a page turned clockwise by quarters."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        match self.turn:
            case 0:
                return left - self.left, self.top - top, right - self.left, self.top - bottom
            case 1:
                return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
            case 2:
                return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
            case _:
                return self.top - top, self.right - right, self.top - bottom, self.right - left


_Found = tuple[str, float, float, float, float, bool, int]
"""Text, box in the coordinates of the file, whether a blank stands before it, quarter turns of its direction."""


class _Characters(NamedTuple):
    found: list[_Found]
    hidden: bool


def _characters(page: Any, hides_text: bool) -> _Characters:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return _Characters([], False)
    try:
        return _read_characters(text_page, hides_text)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _read_characters(text_page: Any, hides_text: bool) -> _Characters:
    unicode_of, box_of, angle_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharAngle,
    )
    rectangle = pdfium.FS_RECTF()
    pointer = ctypes.byref(rectangle)
    found: list[_Found] = []
    apart = hidden = False
    quarter: int | None = None
    count = pdfium.FPDFText_CountChars(text_page)
    if count > _MOST:
        raise ReadError(f"PDF 有一页多达 {count} 个字符，不像是年度报告。请检查文件是否正确。")
    for index in range(count):
        code = unicode_of(text_page, index)
        text = chr(code) if 0x3000 < code < 0xD800 or 0x20 < code < 0x7F else character(code)
        if text == " ":
            if not apart and code in (0x20, 0xA0) and not pdfium.FPDFText_IsGenerated(text_page, index):
                apart = True
            quarter = None  # another piece of text may begin
            continue
        if not text or (hides_text and _is_hidden(text_page, index)):
            hidden = hidden or bool(text)
            continue
        if quarter is None:
            quarter = _quarter(angle_of(text_page, index))
        if quarter >= 0 and box_of(text_page, index, pointer):
            found.append((text, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, apart, quarter))
        apart = False
    return _Characters(found, hidden)


def _quarter(angle: float) -> int:
    """The direction of text in quarter turns; -1 for text that stands aslant, as a watermark does."""
    quarter = round(angle / (pi / 2))
    return quarter % 4 if abs(angle - quarter * pi / 2) < _SKEW else -1


def _is_hidden(text_page: Any, index: int) -> bool:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text_page, index))
    return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


class _Objects:
    """What is drawn on a page: thin boxes and pictures, in the coordinates of the file."""

    def __init__(self, page: Any, size: float) -> None:
        self.lines: list[Box] = []
        self.pictures: list[Box] = []
        self.hides_text = False
        """Whether text is written so that it does not show."""
        self.covers_text = False
        """Whether all text lies under a picture of the whole page."""
        self._writes_text = False
        self._size = size
        self.left = _MOST
        """How many more objects may be looked at."""
        self._four = [ctypes.c_float() for _ in range(4)]
        self._pointers = [ctypes.byref(number) for number in self._four]
        self._walk(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, _IDENTITY, 0)

    def _walk(self, holder: Any, count: int, get: Any, matrix: _Matrix, depth: int) -> None:
        kind_of = pdfium.FPDFPageObj_GetType
        for index in range(min(count, self.left)):
            drawn = get(holder, index)
            kind = kind_of(drawn)
            self.left -= 1
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._writes_text, self.covers_text = True, False
                if not self.hides_text:
                    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
                    self.hides_text = mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(drawn, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(drawn, self._bounds(drawn, matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _NESTING:
                inner = _times(_matrix_of(drawn), matrix)
                self._walk(
                    drawn, pdfium.FPDFFormObj_CountObjects(drawn), pdfium.FPDFFormObj_GetObject, inner, depth + 1
                )

    def _bounds(self, drawn: Any, matrix: _Matrix) -> Box:
        if not pdfium.FPDFPageObj_GetBounds(drawn, *self._pointers):
            return 0, 0, 0, 0
        left, bottom, right, top = (number.value for number in self._four)
        return (left, bottom, right, top) if matrix is _IDENTITY else _moved((left, bottom), (right, top), matrix)

    def _picture(self, drawn: Any, box: Box) -> None:
        (self.lines if _is_thin(box) else self.pictures).append(box)
        is_page = _area(box) > _COVERING * self._size
        if is_page and self._writes_text and not pdfium.FPDFPageObj_HasTransparency(drawn):
            self.covers_text = True

    def _path(self, drawn: Any, matrix: _Matrix) -> None:
        """A thin path is a line. Of others the sides are lines where they are stroked, and parts that are thin."""
        box = self._bounds(drawn, matrix)
        if _is_thin(box):
            self.lines.append(box)
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)
        own = _times(_matrix_of(drawn), matrix)
        for points in self._outlines(drawn):
            if stroke.value:
                self.lines += [side for side in _sides(points, own) if _is_thin(side)]
            elif fill.value and len(points) > 1:
                lefts, bottoms = zip(*points, strict=True)
                part = _moved((min(lefts), min(bottoms)), (max(lefts), max(bottoms)), own)
                if _is_thin(part):
                    self.lines.append(part)

    def _outlines(self, drawn: Any) -> Iterator[list[tuple[float, float]]]:
        """The corners of each part of a path; a part that is closed ends where it began."""
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[tuple[float, float]] = []
        count = min(pdfium.FPDFPath_CountSegments(drawn), self.left)
        self.left -= count
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points
                points = []
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points


def _sides(points: list[tuple[float, float]], matrix: _Matrix) -> Iterator[Box]:
    for start, end in zip(points, points[1:], strict=False):
        yield _moved(start, end, matrix)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_thin(box: Box) -> bool:
    return box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN


def _matrix_of(drawn: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawn, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(start: tuple[float, float], end: tuple[float, float], matrix: _Matrix) -> Box:
    """The box around two points after a matrix moved them. Lines turned aslant give boxes that are not thin."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in (start, end)]
    ys = [b * x + d * y + f for x, y in (start, end)]
    return min(xs), min(ys), max(xs), max(ys)
