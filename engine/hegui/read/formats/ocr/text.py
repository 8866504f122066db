"""The text of a page that is a picture: pieces of lines, each recognised, with what is not certain marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from hegui.read.formats.ocr.engine import Character, PixelBox, Pixels, find, recognise
from hegui.read.formats.ocr.pictures import Picture, ruling_lines, specks
from hegui.read.formats.ocr.sheet import dark, without_seals

_CERTAIN = 0.75
"""Certainty below which a digit, or a mark in a number's place, may be another."""
_ALIKE = str.maketrans("OoＯ〇○〔〕【】", "00000()()") | {ord("l"): "1", ord("I"): "1", ord("|"): "1"}
"""What a recogniser makes of digits that stand alone."""
_VALUES = frozenset("0123456789.,-+/%—－一/")
_MARGIN = 2
_PITCH = 1.3
"""How many times its width a character written downwards is from the next."""
_NARROWEST = 0.7
"""Share of the height of a line that a character of Chinese is wide at least."""
_DIGIT, _DUST = 3.5, 1.5
"""Least size in points of ink that may be a digit, or what is left of one."""


class TextBox(NamedTuple):
    """A line or a piece of one: what it says, where it stands, and whether that is certain."""

    characters: Sequence[Character]
    box: PixelBox
    certain: bool

    @property
    def text(self) -> str:
        return "".join(character.text for character in self.characters)


class PictureText(NamedTuple):
    """What stands on a page, in pixels."""

    texts: list[TextBox]
    lines: list[PixelBox]
    dust: list[PixelBox]
    """Ink too small for a digit: dirt, or what a ruling line left of one."""


def read_picture(picture: Picture) -> PictureText:
    """Recognise a page."""
    scale = picture.scale
    pixels, sealed = without_seals(picture.pixels, scale)
    ink = dark(pixels)
    lines, drawn = ruling_lines(dark(pixels, specks=True), scale)
    text = pixels.copy()
    text[drawn > 0] = np.median(pixels.reshape(-1, pixels.shape[-1]), axis=0)
    ink[drawn > 0] = 0
    vertical = [line for line in lines if line[3] - line[1] > line[2] - line[0]]
    boxes = [
        part for box in _whole(list(find(text)), list(specks(ink, scale, _DIGIT))) for part in _split(box, vertical)
    ]
    boxes = [tight for box in boxes if (tight := _tightened(box, ink)) is not None]
    height = float(np.median([bottom - top for _, top, _, bottom in boxes])) if boxes else 0
    boxes = [
        tight for box in boxes for part in _one_below_another(box, ink, height) if (tight := _tightened(part, ink))
    ]
    first = recognise([_crop(text, box) for box in boxes])
    values = [index for index, characters in enumerate(first) if _is_value(characters)]
    second = dict(zip(values, recognise([_set_apart(_crop(text, boxes[index])) for index in values]), strict=True))
    texts = [
        TextBox(characters, box, _is_certain(characters, second.get(index)))
        for index, (characters, box) in enumerate(zip(first, boxes, strict=True))
    ]
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = 0
    return PictureText(texts, lines, list(specks(ink | sealed, scale, _DUST)))


def _is_value(characters: Sequence[Character]) -> bool:
    return all(character.text in _VALUES or character.text.translate(_ALIKE).isdigit() for character in characters)


def _is_certain(characters: Sequence[Character], again: Sequence[Character] | None) -> bool:
    """Whether nothing that counts may be misread. A number, or ink in which nothing was read, must be read alike in
    another size.
    """
    if again is not None and _text(characters) != _text(again):
        return False
    return bool(characters) and all(
        character.certainty >= _CERTAIN for character in characters if character.text in _VALUES
    )


def _text(characters: Iterable[Character]) -> str:
    return "".join(character.text for character in characters)


def _whole(boxes: list[PixelBox], pieces: Sequence[PixelBox]) -> list[PixelBox]:
    """Boxes of text, widened to the ink that they cut through, and boxes of the ink that none of them holds."""
    left_over: list[PixelBox] = []
    for piece in pieces:
        touched = [number for number, box in enumerate(boxes) if _overlap(box, piece) > 0.25]
        if touched:
            number = max(touched, key=lambda each: _overlap(boxes[each], piece))
            boxes[number] = _union(boxes[number], piece)
        else:
            left_over.append(piece)
    for piece in sorted(left_over):
        near = next((number for number, box in enumerate(boxes) if _are_neighbours(box, piece)), None)
        if near is None:
            boxes.append(piece)
        else:
            boxes[near] = _union(boxes[near], piece)
    return boxes


def _overlap(box: PixelBox, piece: PixelBox) -> float:
    """Share of a piece that lies in a box."""
    width = min(box[2], piece[2]) - max(box[0], piece[0])
    height = min(box[3], piece[3]) - max(box[1], piece[1])
    return max(width, 0) * max(height, 0) / ((piece[2] - piece[0]) * (piece[3] - piece[1]))


def _union(one: PixelBox, other: PixelBox) -> PixelBox:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _are_neighbours(box: PixelBox, piece: PixelBox) -> bool:
    """Whether a piece goes on with the line of a box, as the next digit of a number does."""
    height, lower = max(box[3] - box[1], piece[3] - piece[1]), min(box[3] - box[1], piece[3] - piece[1])
    beside = max(piece[0] - box[2], box[0] - piece[2])
    level = min(box[3], piece[3]) - max(box[1], piece[1])
    return beside < 0.4 * height and level > 0.6 * lower


def _split(box: PixelBox, vertical: Sequence[PixelBox]) -> Iterator[PixelBox]:
    """A box split where a vertical ruling line runs through it."""
    left, top, right, bottom = box
    middle = (top + bottom) // 2
    cuts = sorted(
        (line[0] + line[2]) // 2
        for line in vertical
        if line[1] < middle < line[3] and left + 4 < (line[0] + line[2]) // 2 < right - 4
    )
    for start, end in zip([left, *cuts], [*cuts, right], strict=True):
        if end - start > 4:
            yield start, top, end, bottom


def _tightened(box: PixelBox, ink: Pixels) -> PixelBox | None:
    """A box drawn in to its ink: a digit alone is read best when it fills its picture. None where there is no ink."""
    left, top, right, bottom = box
    inside = ink[top:bottom, left:right]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return None
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def _one_below_another(box: PixelBox, ink: Pixels, height: float) -> Iterator[PixelBox]:
    """A box of characters written downwards, cut between them: as one line it would join those beside it. `height`: of
    the lines on the page."""
    left, top, right, bottom = box
    pitch = _PITCH * (right - left)
    count = round((bottom - top + pitch - (right - left)) / pitch)
    blank = np.flatnonzero(~ink[top:bottom, left:right].any(axis=1)) if right - left > _NARROWEST * height else ()
    if count > 1 and len(blank):
        for number in range(1, count):
            wanted = number * (bottom - top) / count
            cut = top + int(min(blank, key=lambda row: abs(row - wanted)))
            if abs(cut - box[1] - wanted) < pitch / 4 and cut > top:
                yield left, top, right, cut
                top = cut
    yield left, top, right, bottom


def _crop(pixels: Pixels, box: PixelBox) -> Pixels:
    left, top, right, bottom = box
    return pixels[max(top - _MARGIN, 0) : bottom + _MARGIN, max(left - _MARGIN, 0) : right + _MARGIN]


def _set_apart(piece: Pixels) -> Pixels:
    """The same piece with more paper around it, so that it is read in another size."""
    paper = [int(part) for part in np.percentile(piece.reshape(-1, piece.shape[-1]), 90, axis=0)]
    high, wide = piece.shape[0] // 20, piece.shape[0] // 4
    return cv2.copyMakeBorder(piece, high, high, wide, wide, cv2.BORDER_CONSTANT, value=paper)
