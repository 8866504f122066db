"""Pictures of pages: loaded, set upright, with the ruling lines and the ink found in them."""

from __future__ import annotations

import io
from collections.abc import Container, Iterator
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageOps
from pypdfium2 import PdfPage

from hegui.model.document import Box
from hegui.read.formats.ocr.engine import PixelBox, Pixels
from hegui.read.formats.ocr.sheet import cut_out, straightened, upright
from hegui.read.formats.ofd.file import OfdFile
from hegui.read.formats.pdf.pdfium import open_pdf
from hegui.read.reader import Limits, ReadError

_DPI = 200
_A4 = 842.0
"""Points of the longer side of a page."""
_WIDEST = 2600
"""Pixels of the longer side above which a picture is made smaller: 225 dpi of an A4 page, more tells no more."""
_NARROWEST = 1000
"""Pixels of the longer side below which digits cannot be told apart: 85 dpi of an A4 page."""
_LEAST = 400
"""Pixels that a picture of a table within a text is wide at least."""
_TEXT_WIDTH = 440.0
"""Points that such a picture is wide where its file does not say: as wide as the text."""
_HORIZONTAL, _VERTICAL = 36.0, 18.0
"""Least length of a ruling line in points: longer than a stroke of the title."""
_LARGEST = 60.0
"""Points above which connected ink is no character."""


class Picture(NamedTuple):
    """A page as a picture that stands upright, and how many of its pixels make a point."""

    number: int
    pixels: Pixels
    scale: float
    turned: int = 0
    """Quarter turns clockwise that set it upright."""


def pictures(data: bytes, name: str, limits: Limits, without: Container[int] = ()) -> Iterator[Picture]:
    """The pages of a scan, set straight: those of a file of pages `without` some, the frames of a TIFF, or the one
    picture.

    Raises:
        ReadError: it is damaged, or has too many pages or pixels, or too few.
    """
    for number, pixels in _pages(data, name, limits, without):
        longer = max(pixels.shape[:2])
        if longer < _NARROWEST:
            raise ReadError(f"第 {number} 页图片太小（{longer} 像素），看不清数字。请以 200 dpi 以上重新扫描。")
        sheet = _sized(cut_out(pixels))
        standing, turned = upright(sheet)
        yield Picture(number, straightened(standing), max(sheet.shape[:2]) / _A4, turned)


def picture_of(data: bytes, number: int, limits: Limits) -> Picture | None:
    """A picture that a document of text shows, set straight; None for one that is damaged, or has too few pixels or too
    many."""
    try:
        return drawn(next(_frames(data, limits)), number, _TEXT_WIDTH)
    except ReadError:
        return None


def drawn(pixels: Pixels, number: int, width: float) -> Picture | None:
    """A picture that is so many points wide on its page; None where it has too few pixels."""
    if pixels.shape[1] < _LEAST:
        return None
    straight = straightened(_sized(pixels, _NARROWEST))
    return Picture(number, straight, straight.shape[1] / width)


def _sized(pixels: Pixels, least: int = 0) -> Pixels:
    """In a size in which characters can be told: smaller where it is larger than that takes, larger where its longer
    side has fewer pixels than `least`."""
    longer = max(pixels.shape[:2])
    factor = _WIDEST / longer if longer > _WIDEST else max(least / longer, 1.0)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return pixels if factor == 1 else cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=how)


def pixels_in(data: bytes, name: str, page: int, box: Box, limits: Limits) -> Pixels | None:
    """What is seen in a box on a page of a file of this format; None where that cannot be shown."""
    if name == "ofd":
        content = OfdFile(data, limits).picture_in(page, box)
        try:
            return next(_frames(content, limits)) if content else None
        except ReadError:
            return None
    with open_pdf(data, limits) as document:
        seen, scale = _seen(document[page - 1])
        left, top, right, bottom = (max(int(side * scale), 0) for side in box)
        return seen[top:bottom, left:right]


def _pages(data: bytes, name: str, limits: Limits, without: Container[int]) -> Iterator[tuple[int, Pixels]]:
    match name:
        case "pdf":
            return _rendered(data, limits, without)
        case "ofd":
            return _placed(data, limits, without)
    return enumerate(_frames(data, limits), 1)


def _placed(data: bytes, limits: Limits, without: Container[int]) -> Iterator[tuple[int, Pixels]]:
    """The pictures that are the pages of an OFD file, by their numbers."""
    for number, picture in OfdFile(data, limits).pictures():
        if number not in without:
            yield number, next(_frames(picture, limits))


def _rendered(data: bytes, limits: Limits, without: Container[int]) -> Iterator[tuple[int, Pixels]]:
    """Pages by their numbers."""
    with open_pdf(data, limits) as document:
        for number in range(1, len(document) + 1):
            if number not in without:
                yield number, _seen(document[number - 1])[0]


def _seen(page: PdfPage) -> tuple[Pixels, float]:
    """A page of a PDF as it is seen, and how many pixels make a point."""
    scale = min(_DPI / 72, 1.2 * _WIDEST / max(*page.get_size(), 1))
    return page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3].copy(), scale


def _frames(data: bytes, limits: Limits) -> Iterator[Pixels]:
    Image.MAX_IMAGE_PIXELS = None  # held to our own limit
    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > limits.pages:
                raise ReadError(f"图片共 {frames} 页（上限 {limits.pages} 页），不像是年度报告。请检查文件是否正确。")
            for frame in range(frames):
                image.seek(frame)
                if image.width * image.height > limits.pixels:
                    raise ReadError("图片过大，不像是一页扫描件。请以 200 至 300 dpi 重新扫描。")
                upright = ImageOps.exif_transpose(image)
                yield np.ascontiguousarray(np.asarray(upright.convert("RGB"))[:, :, ::-1])
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, KeyError, TypeError, IndexError):
        raise ReadError("图片已损坏，或是不常见的格式，无法打开。请另存为 PNG 或 JPG 后再审查。") from None


def ruling_lines(ink: Pixels, scale: float) -> tuple[list[PixelBox], Pixels]:
    """The ruling lines, and their ink. A vertical line counts only where a horizontal one meets it."""
    drawn = np.zeros_like(ink)
    found: list[PixelBox] = []
    for across, length in ((True, int(_HORIZONTAL * scale)), (False, int(_VERTICAL * scale))):
        size = (length, 1) if across else (1, length)
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        lines = cv2.dilate(lines, np.ones((1, 9) if across else (9, 1), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for left, top, width, height, _ in stats[1:count].tolist():
            box = (left, top, left + width, top + height)
            if min(width, height) <= 4 * scale and (across or any(_meet(box, other, 2 * scale) for other in found)):
                found.append(box)
                drawn[top : top + height, left : left + width] |= lines[top : top + height, left : left + width]
    return found, cv2.dilate(drawn, np.ones((3, 3), np.uint8))


def _meet(one: PixelBox, other: PixelBox, tolerance: float) -> bool:
    across = one[0] <= other[2] + tolerance and other[0] <= one[2] + tolerance
    return across and one[1] <= other[3] + tolerance and other[1] <= one[3] + tolerance


def specks(ink: Pixels, scale: float, least: float) -> Iterator[PixelBox]:
    """Connected pieces of ink that measure so many points at least, and are no larger than a character."""
    joined = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for left, top, width, height, area in stats[1:count]:
        if least * scale <= max(width, height) < _LARGEST * scale and area >= least * scale * scale:
            yield int(left), int(top), int(left + width), int(top + height)
