"""The sheet of paper in a picture: cut out of what lies around it, set straight and the right way up, its seals off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from hegui.read.formats.ocr.engine import PixelBox, Pixels, are_upside_down, find

_STEEPEST = 5.0
"""Degrees by which a page may be skewed."""
_LEAST, _MOST = 0.3, 0.97
"""Share of a picture that a sheet covers which lies on something else."""
_DARKER = 40
"""Levels of grey by which that is darker."""
_BLOT = 15
"""Pixels, in a picture as small as below, in which no letter is black throughout; the shadow of a fold is."""
_SMALL = 1000
"""Pixels of the longer side in which the sheet, and the way that it lies, are looked for."""
_ASKED = 15
"""Lines of text that are asked which way up they stand."""
_COLOURED, _BRIGHT = 70, 90
"""Saturation and brightness from which on a pixel is coloured ink: black under it is darker."""
_SEAL = (40.0, 200.0)
"""Points that a seal or a stamp measures: 14 to 70 mm."""
_REACH = 8.0
"""Points between the parts of a seal."""


class Upright(NamedTuple):
    """A picture whose text stands upright, and the quarter turns clockwise that set it so."""

    pixels: Pixels
    turned: int


def cut_out(pixels: Pixels) -> Pixels:
    """The sheet as seen from above, where it lies on something darker; any other picture as it is."""
    shrink = min(_SMALL / max(pixels.shape[:2]), 1)
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    _, bright = cv2.threshold(cv2.GaussianBlur(grey, (5, 5), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea, default=None)
    if outline is None or not _LEAST < cv2.contourArea(outline) / grey.size < _MOST:
        return pixels
    corners = cv2.approxPolyDP(cv2.convexHull(outline), 0.02 * cv2.arcLength(outline, True), True)
    if len(corners) != 4:
        return pixels
    sheet = cv2.drawContours(np.zeros_like(grey), [outline], -1, 255, cv2.FILLED) > 0
    if not (~sheet).any() or grey[sheet].mean() - grey[~sheet].mean() < _DARKER:
        return pixels
    return _flattened(pixels, corners.reshape(4, 2) / shrink)


def _flattened(pixels: Pixels, corners: Pixels) -> Pixels:
    """What lies between four corners, as a rectangle."""
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    ordered = corners[[sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]].astype(np.float32)
    sides = [float(np.linalg.norm(ordered[index] - ordered[index - 1])) for index in range(4)]
    width, height = int(max(sides[1], sides[3])), int(max(sides[0], sides[2]))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(ordered, target)
    return cv2.warpPerspective(pixels, turn, (width, height), flags=cv2.INTER_CUBIC)


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
    small = cv2.resize(pixels, None, fx=_SMALL / longer, fy=_SMALL / longer, interpolation=cv2.INTER_AREA)
    ink = dark(small)
    blots = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_BLOT, _BLOT), np.uint8))
    ink[cv2.dilate(blots, np.ones((2 * _BLOT, 2 * _BLOT), np.uint8)) > 0] = 0
    height, width = ink.shape

    def clarity(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.5), key=clarity)
    return float(max(np.arange(best - 0.5, best + 0.51, 0.05), key=clarity))


def upright(pixels: Pixels) -> Upright:
    """The picture turned by quarters as its text is read."""
    boxes = _found(pixels)
    turned = _lies_on_its_side(boxes)
    if turned:
        pixels = np.ascontiguousarray(np.rot90(pixels, -1))
        boxes = _found(pixels)
    wide = sorted((box for box in boxes if _shape(box) > 2), key=_shape, reverse=True)[:_ASKED]
    if are_upside_down([pixels[top:bottom, left:right] for left, top, right, bottom in wide]):
        return Upright(np.ascontiguousarray(pixels[::-1, ::-1]), turned + 2)
    return Upright(pixels, int(turned))


def _found(pixels: Pixels) -> Sequence[PixelBox]:
    return [box for box in find(pixels, _SMALL) if min(box) >= 0]


def _shape(box: PixelBox) -> float:
    """How many times its height a box is wide."""
    return (box[2] - box[0]) / max(box[3] - box[1], 1)


def _lies_on_its_side(boxes: Sequence[PixelBox]) -> bool:
    """Whether lines of text run downwards: labels of a few characters do on upright pages too."""
    long = [_shape(box) for box in boxes if not 0.4 < _shape(box) < 2.5]
    return sum(shape < 1 for shape in long) > 2 * sum(shape > 1 for shape in long)


def dark(pixels: Pixels, *, specks: bool = False) -> Pixels:
    """255 where there is ink, 0 where there is paper, whatever the light of the scan; single specks, and lines as thin
    as they, left out unless wanted."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.ndim == 3 else pixels
    if not specks:
        grey = cv2.medianBlur(grey, 3)
    paper = cv2.blur(grey, (75, 75))
    return np.where(grey.astype(np.int16) < paper.astype(np.int16) - 40, 255, 0).astype(np.uint8)


def without_seals(pixels: Pixels, scale: float) -> tuple[Pixels, Pixels]:
    """The picture without the coloured ink of seals and stamps, and where that was: 255 there, else 0. Black ink under
    it stays. Coloured letters and lines are no seal: they are smaller, or larger."""
    _, saturation, value = cv2.split(cv2.cvtColor(cv2.medianBlur(pixels, 3), cv2.COLOR_BGR2HSV))
    coloured: Pixels = ((saturation > _COLOURED) & (value > _BRIGHT)).astype(np.uint8) * 255
    coloured = cv2.morphologyEx(coloured, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    reach = max(int(_REACH * scale), 3)
    joined = cv2.dilate(coloured, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    least, most = (side * scale for side in _SEAL)
    seals = [
        label
        for label, (_, _, width, height, _) in enumerate(stats[1:count].tolist(), 1)
        if least < min(width, height) and max(width, height) < most
    ]
    taken = np.where(np.isin(labels, seals) & (coloured > 0), 255, 0).astype(np.uint8)
    if not taken.any():
        return pixels, taken
    edge = cv2.dilate(taken, np.ones((5, 5), np.uint8))
    cleared = pixels.copy()
    brightest = pixels.max(axis=2)
    light = (edge > 0) & (brightest > _BRIGHT)
    cleared[light] = np.median(pixels.reshape(-1, 3), axis=0)
    return cleared, taken
