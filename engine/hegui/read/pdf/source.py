"""The pages of a PDF as PDFium finds them. Only this module and `fonts` call PDFium."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from math import hypot, inf, pi
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from hegui.model.document import Box
from hegui.read.pdf.characters import character
from hegui.read.pdf.fonts import give_chinese_font
from hegui.read.pdf.page import Glyph, Page
from hegui.read.reader import Limits, ReadError

_THIN = 3.0
"""Points above which a box is no line."""
_NESTING = 8
"""How deep forms (drawings placed as a whole) may nest."""
_MOST = 100_000
"""Characters, or objects, of a page that are looked at. A report has some thousand."""
_COVERING = 0.8
"""Share of a page from which on a picture is the page."""
_TALL = 1.1
"""How many times its size a character's box may be high: fonts differ in the room that they keep above and below."""
_SKEW = 0.1
"""Radians by which text may stand off the horizontal."""

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


def pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The pages of a PDF, one at a time.

    Raises:
        ReadError: it is damaged, encrypted, or has too many pages.
    """
    give_chinese_font()
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
    characters = [] if objects.covers_text else _characters(handle, objects.hides_text)
    quarters = Counter([quarter for *_, quarter in characters])
    quarter = quarters.most_common(1)[0][0] if quarters else -pdfium.FPDFPage_GetRotation(handle) % 4
    view = _View(frame.left, frame.bottom, frame.right, frame.top, -quarter % 4)
    return Page(
        number,
        *view.size,
        view.glyphs(characters, quarter),
        [view.box(*box) for box in objects.lines],
        [view.box(*box) for box in objects.pictures],
        (pdfium.FPDFPage_GetRotation(handle) - view.turn) % 4,
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

    def glyphs(self, found: Iterable[_Found], quarter: int) -> list[Glyph]:
        """The characters that stand on the page. `quarter` is the direction of its text."""
        x, y, box = self.left, self.top, self.box
        if self.turn:
            placed = [Glyph(text, *box(*at), apart, own != quarter) for text, *at, apart, own in found]
        else:
            placed = [
                Glyph(text, left - x, y - top, right - x, y - bottom, apart, own != quarter)
                for text, left, bottom, right, top, apart, own in found
            ]
        width, height = self.size
        return [glyph for glyph in placed if -1 < glyph[1] < width + 1 and -1 < glyph[2] < height + 1]


_Found = tuple[str, float, float, float, float, bool, int]
"""Text, box in the coordinates of the file, whether a blank stands before it, quarter turns of its direction."""


class _Four:
    """Four numbers that PDFium fills in, as an FS_RECTF or one by one, and that are taken out in one go: there are
    thousands of boxes on a page, and to ask for each number by its name takes three times as long."""

    def __init__(self) -> None:
        numbers = (ctypes.c_float * 4)()
        start = ctypes.addressof(numbers)
        self.pointers = [ctypes.cast(start + 4 * index, ctypes.POINTER(ctypes.c_float)) for index in range(4)]
        self.take: Callable[[], list[Any]] = memoryview(numbers).cast("B").cast("f").tolist


def _characters(page: Any, hides_text: bool) -> list[_Found]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        return _read_characters(text_page, hides_text)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _read_characters(text_page: Any, hides_text: bool) -> list[_Found]:
    unicode_of, box_of, angle_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharAngle,
    )
    four = _Four()
    pointer = ctypes.cast(four.pointers[0], ctypes.POINTER(pdfium.FS_RECTF))
    take = four.take
    found: list[_Found] = []
    apart = False
    quarter: int | None = None
    size = inf
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
            continue
        if quarter is None:
            quarter = _quarter(angle_of(text_page, index))
            size = _size(text_page, index)
        if quarter >= 0 and box_of(text_page, index, pointer):
            left, top, right, bottom = take()
            if quarter % 2 and right - left > _TALL * size:
                left, right = (left + right - size) / 2, (left + right + size) / 2
            elif not quarter % 2 and top - bottom > _TALL * size:
                bottom, top = (bottom + top - size) / 2, (bottom + top + size) / 2
            found.append((text, left, bottom, right, top, apart, quarter))
        apart = False
    return found


def _quarter(angle: float) -> int:
    """The direction of text in quarter turns; -1 for text that stands aslant, as a watermark does."""
    quarter = round(angle / (pi / 2))
    return quarter % 4 if abs(angle - quarter * pi / 2) < _SKEW else -1


def _size(text_page: Any, index: int) -> float:
    """The size of a character as it is printed, in points."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return inf
    return float(pdfium.FPDFText_GetFontSize(text_page, index)) * hypot(matrix.c, matrix.d) or inf


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
        self._four = _Four()
        self._walk(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, _IDENTITY, 0)

    def _walk(self, holder: Any, count: int, get: Any, matrix: _Matrix, depth: int) -> None:
        kind_of, mode_of, bounds_of = (
            pdfium.FPDFPageObj_GetType,
            pdfium.FPDFTextObj_GetTextRenderMode,
            pdfium.FPDFPageObj_GetBounds,
        )
        take, pointers = self._four.take, self._four.pointers
        count = min(count, self.left)
        self.left -= count
        for index in range(count):
            drawn = get(holder, index)
            kind = kind_of(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._writes_text, self.covers_text = True, False
                if not self.hides_text and mode_of(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                    self.hides_text = True
                continue
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                if depth < _NESTING:
                    inner = _times(_matrix_of(drawn), matrix)
                    size = pdfium.FPDFFormObj_CountObjects(drawn)
                    self._walk(drawn, size, pdfium.FPDFFormObj_GetObject, inner, depth + 1)
                continue
            bounds_of(drawn, *pointers)
            left, bottom, right, top = take()
            box = (left, bottom, right, top)
            if matrix is not _IDENTITY:
                box = _moved((left, bottom), (right, top), matrix)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(drawn, box)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                if right - left <= _THIN or top - bottom <= _THIN:
                    self.lines.append(box)
                else:
                    self._path(drawn, matrix)

    def _picture(self, drawn: Any, box: Box) -> None:
        (self.lines if _is_thin(box) else self.pictures).append(box)
        is_page = _area(box) > _COVERING * self._size
        if is_page and self._writes_text and not pdfium.FPDFPageObj_HasTransparency(drawn):
            self.covers_text = True

    def _path(self, drawn: Any, matrix: _Matrix) -> None:
        """Of a path that is not thin the sides are lines where they are stroked, and parts that are thin."""
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
    for start, end in pairwise(points):
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
