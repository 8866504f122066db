"""The pages of a PDF as PDFium finds them. Only this package calls PDFium to read."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import hypot, inf
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfMatrix

from hegui.model.document import Box
from hegui.read.formats.pdf.fonts import give_chinese_font
from hegui.read.formats.pdf.layers import has_layers, take_off_hidden
from hegui.read.pages.page import UNKNOWN, Page, character
from hegui.read.pages.view import MOST, Found, View, area, around_two, direction_of, is_thin, quarter_of
from hegui.read.reader import Limits, ReadError

_NESTING = 8
"""How deep forms (drawings placed as a whole) may nest."""
_COVERING = 0.8
"""Share of a page from which on a picture is the page."""
_TALL = 1.1
"""How many times its size a character's box may be high: fonts differ in the room that they keep above and below."""
_EXACT = 0.001
"""Share by which numbers that are one may differ when they were worked out."""


_DAMAGED = "PDF 文件已损坏或不完整，无法打开。请重新导出或下载后再审查。"
_ENCRYPTED = "PDF 设了打开密码或权限加密，无法读取。请用密码打开，取消密码并另存后再审查。"


def open_pdf(data: bytes, limits: Limits) -> PdfDocument:
    """The document, to be closed after use.

    Raises:
        ReadError: it is damaged, encrypted, or has too many pages.
    """
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        is_encrypted = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise ReadError(_ENCRYPTED if is_encrypted else _DAMAGED) from None
    count = len(document)
    if 0 < count <= limits.pages:
        return document
    document.close()
    if not count:
        raise ReadError(_DAMAGED)
    raise ReadError(f"PDF 共 {count} 页（上限 {limits.pages} 页），不像是年度报告。请检查文件是否正确。")


def pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The pages of a PDF, one at a time. Raises ReadError as `open_pdf` does, and where a page is damaged."""
    give_chinese_font()
    with open_pdf(data, limits) as document:
        layered = has_layers(document, data)
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except PdfiumError:
                raise ReadError(f"PDF 第 {number} 页已损坏，无法读取。请重新导出或下载后再审查。") from None
            hides = layered and take_off_hidden(page)
            yield replace(_page(page.raw, number), hides_layers=hides)
            page.close()


def _page(handle: Any, number: int) -> Page:
    frame = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(handle, frame)
    objects = _Objects(handle, area((frame.left, frame.bottom, frame.right, frame.top)))
    characters = [] if objects.covers_text else _characters(handle, objects.hides_text)
    quarter = direction_of(characters, -pdfium.FPDFPage_GetRotation(handle) % 4)
    view = View(frame.left, frame.bottom, frame.right, frame.top, -quarter % 4)
    return Page(
        number,
        number,
        *view.size,
        view.glyphs(characters, quarter),
        [view.box(*box) for box in objects.lines],
        [view.box(*box) for box in objects.pictures],
        (pdfium.FPDFPage_GetRotation(handle) - view.turn) % 4,
        objects.left <= 0,
    )


class _Four:
    """Four numbers that PDFium fills in, as an FS_RECTF or one by one, and that are taken out in one go: there are
    thousands of boxes on a page, and to ask for each number by its name takes three times as long."""

    def __init__(self) -> None:
        numbers = (ctypes.c_float * 4)()
        start = ctypes.addressof(numbers)
        self.pointers = [ctypes.cast(start + 4 * index, ctypes.POINTER(ctypes.c_float)) for index in range(4)]
        self.take: Callable[[], list[Any]] = memoryview(numbers).cast("B").cast("f").tolist


def _characters(page: Any, hides_text: bool) -> list[Found]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        return _read_characters(text_page, hides_text)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _read_characters(text_page: Any, hides_text: bool) -> list[Found]:
    unicode_of, is_unmapped, box_of, angle_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_HasUnicodeMapError,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharAngle,
    )
    four = _Four()
    pointer = ctypes.cast(four.pointers[0], ctypes.POINTER(pdfium.FS_RECTF))
    take = four.take
    found: list[Found] = []
    apart = False
    quarter: int | None = None
    height = size = unscaled = inf
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MOST:
        raise ReadError(f"PDF 有一页多达 {count} 个字符，不像是年度报告。请检查文件是否正确。")
    for index in range(count):
        code = unicode_of(text_page, index)
        text = chr(code) if 0x3000 < code < 0xD800 or 0x20 < code < 0x7F else character(code)
        if is_unmapped(text_page, index) == 1:
            text = UNKNOWN  # the number of a glyph, which looks like the code of some other character
        if text == " ":
            if not apart and code in (0x20, 0xA0) and not pdfium.FPDFText_IsGenerated(text_page, index):
                apart = True
            quarter = None  # another piece of text may begin
            continue
        if not text or (hides_text and _is_hidden(text_page, index)):
            continue
        if quarter is None:
            quarter = quarter_of(angle_of(text_page, index))
            height = inf
        if quarter >= 0 and box_of(text_page, index, pointer):
            left, top, right, bottom = take()
            if top - bottom != height:  # of another size, or of another font
                height = top - bottom
                size, unscaled = _sizes(text_page, index)
            if unscaled != size and _is_square(right - left, top - bottom, unscaled):
                left, bottom, right, top = _vertical_box(text_page, index, size)
            elif quarter % 2 and right - left > _TALL * size:
                left, right = (left + right - size) / 2, (left + right + size) / 2
            elif not quarter % 2 and top - bottom > _TALL * size:
                bottom, top = (bottom + top - size) / 2, (bottom + top + size) / 2
            found.append((text, left, bottom, right, top, apart, quarter))
        apart = False
    return found


def _sizes(text_page: Any, index: int) -> tuple[float, float]:
    """The size of a character as it is printed, in points, and what it is before the page is scaled."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return inf, inf
    size = float(pdfium.FPDFText_GetFontSize(text_page, index))
    return size * hypot(matrix.c, matrix.d) or inf, size


def _is_square(width: float, height: float, side: float) -> bool:
    return abs(width - side) < _EXACT * side and abs(height - side) < _EXACT * side


def _vertical_box(text_page: Any, index: int, size: float) -> Box:
    """The box of a character that is written downwards: PDFium gives it one that it does not scale with the page."""
    numbers = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = numbers
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    x, y, half = (left.value + right.value) / 2, (bottom.value + top.value) / 2, size / 2
    return x - half, y - half, x + half, y + half


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
        self.left = MOST
        """How many more objects may be looked at."""
        self._four = _Four()
        self._walk(page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, None, 0)

    def _walk(self, holder: Any, count: int, get: Any, matrix: PdfMatrix | None, depth: int) -> None:
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
                    inner = _matrix_of(drawn, matrix)
                    size = pdfium.FPDFFormObj_CountObjects(drawn)
                    self._walk(drawn, size, pdfium.FPDFFormObj_GetObject, inner, depth + 1)
                continue
            bounds_of(drawn, *pointers)
            left, bottom, right, top = take()
            box = _moved((left, bottom), (right, top), matrix) if matrix else (left, bottom, right, top)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._picture(drawn, box)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                if is_thin((left, bottom, right, top)):
                    self.lines.append(box)
                else:
                    self._path(drawn, matrix)

    def _picture(self, drawn: Any, box: Box) -> None:
        (self.lines if is_thin(box) else self.pictures).append(box)
        is_page = area(box) > _COVERING * self._size
        if is_page and self._writes_text and not pdfium.FPDFPageObj_HasTransparency(drawn):
            self.covers_text = True

    def _path(self, drawn: Any, matrix: PdfMatrix | None) -> None:
        """Of a path that is not thin the sides are lines where they are stroked, and parts that are thin."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)
        own = _matrix_of(drawn, matrix)
        for points in self._outlines(drawn):
            if stroke.value:
                corners = [own.on_point(*point) for point in points]
                self.lines += filter(is_thin, map(around_two, corners, corners[1:]))
            elif fill.value and len(points) > 1:
                lefts, bottoms = zip(*points, strict=True)
                part = _moved((min(lefts), min(bottoms)), (max(lefts), max(bottoms)), own)
                if is_thin(part):
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


def _matrix_of(drawn: Any, outer: PdfMatrix | None) -> PdfMatrix:
    """From the coordinates of an object to those of the file. `outer` is that of the form that holds it."""
    raw = pdfium.FS_MATRIX()
    own = PdfMatrix.from_raw(raw) if pdfium.FPDFPageObj_GetMatrix(drawn, raw) else PdfMatrix()
    return own.multiply(outer) if outer else own


def _moved(start: tuple[float, float], end: tuple[float, float], matrix: PdfMatrix) -> Box:
    """The box around two points after a matrix moved them. Slanted lines give boxes that are not thin."""
    return around_two(matrix.on_point(*start), matrix.on_point(*end))
