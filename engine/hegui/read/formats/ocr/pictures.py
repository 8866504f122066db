"""Pictures of pages: loaded, set upright, with the ruling lines and the ink found in them."""

from __future__ import annotations

import io
from collections.abc import Container, Iterator
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageOps

from hegui.read.formats.ocr.engine import PixelBox, Pixels
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
_HORIZONTAL, _VERTICAL = 36.0, 18.0
"""Least length of a ruling line in points: longer than a stroke of the title."""
_LARGEST = 60.0
"""Points above which connected ink is no character."""
_STEEPEST = 5.0
"""Degrees by which a page may be skewed."""


class Picture(NamedTuple):
    """A page as a picture that stands upright, and how many of its pixels make a point."""

    number: int
    pixels: Pixels
    scale: float


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
        shrink = min(_WIDEST / longer, 1)
        straight = straightened(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
        yield Picture(number, straight, longer * shrink / _A4)


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
                page = document[number - 1]
                scale = min(_DPI / 72, 1.2 * _WIDEST / max(*page.get_size(), 1))
                yield number, page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3].copy()


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


def straightened(pixels: Pixels) -> Pixels:
    """Turned by the few degrees by which the page was skewed."""
    angle = _angle(pixels)
    if abs(angle) < 0.05:
        return pixels
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _angle(pixels: Pixels) -> float:
    """The turn after which the rows of the picture are most clearly either ink or none."""
    longer = max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=1000 / longer, fy=1000 / longer, interpolation=cv2.INTER_AREA)
    ink = dark(small)
    height, width = ink.shape

    def clarity(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.5), key=clarity)
    return float(max(np.arange(best - 0.5, best + 0.51, 0.05), key=clarity))


def dark(pixels: Pixels) -> Pixels:
    """255 where there is ink, 0 where there is paper, whatever the light of the scan; single specks left out."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.ndim == 3 else pixels
    grey = cv2.medianBlur(grey, 3)
    paper = cv2.blur(grey, (75, 75))
    return np.where(grey.astype(np.int16) < paper.astype(np.int16) - 40, 255, 0).astype(np.uint8)


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
