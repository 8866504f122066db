"""The text of a page that is a picture: pieces of lines, each recognised, with what is not certain marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from hegui.read.ocr_engine import Character, PixelBox, Pixels, find, recognise, spacing
from hegui.read.ocr_pictures import Picture, dark, ruling_lines, specks

_CERTAIN = 0.75
"""Certainty below which a digit, or a mark in a number's place, may be another."""
_ALIKE = str.maketrans("OoＯ〇○〔〕【】", "00000()()") | {ord("l"): "1", ord("I"): "1", ord("|"): "1"}
"""What a recogniser makes of digits that stand alone."""
_VALUES = frozenset("0123456789.,-+/%—－一/")
_MARGIN = 3


class Piece(NamedTuple):
    """A piece of a line: what it says, where it stands, and whether that is certain."""

    characters: Sequence[Character]
    box: PixelBox
    certain: bool

    @property
    def text(self) -> str:
        return "".join(character.text for character in self.characters)


class Reading(NamedTuple):
    """What stands on a page, in pixels."""

    pieces: list[Piece]
    lines: list[PixelBox]


def read_picture(picture: Picture) -> Reading:
    """Recognise a page."""
    pixels, scale = picture.pixels, picture.scale
    ink = dark(pixels)
    lines, drawn = ruling_lines(ink, scale)
    text = pixels.copy()
    text[drawn > 0] = np.median(pixels.reshape(-1, pixels.shape[-1]), axis=0)
    ink[drawn > 0] = 0
    upright = [line for line in lines if line[3] - line[1] > line[2] - line[0]]
    boxes = [part for box in _whole(list(find(text)), list(specks(ink, scale))) for part in _parted(box, upright)]
    boxes = [box for box in boxes if ink[box[1] : box[3], box[0] : box[2]].any()]
    first = recognise([_crop(text, box, _MARGIN) for box in boxes])
    values = [index for index, characters in enumerate(first) if _is_value(characters)]
    second = dict(zip(values, recognise([_enlarged(text, boxes[index]) for index in values]), strict=True))
    pieces = [
        Piece(characters, box, _is_certain(characters, second.get(index)))
        for index, (characters, box) in enumerate(zip(first, boxes, strict=True))
    ]
    return Reading(pieces, lines)


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
    height = min(box[3] - box[1], piece[3] - piece[1])
    beside = max(piece[0] - box[2], box[0] - piece[2])
    level = min(box[3], piece[3]) - max(box[1], piece[1])
    return beside < 0.5 * height and level > 0.6 * height


def _parted(box: PixelBox, upright: Sequence[PixelBox]) -> Iterator[PixelBox]:
    """A box parted where an upright ruling line runs through it."""
    left, top, right, bottom = box
    middle = (top + bottom) // 2
    cuts = sorted(
        (line[0] + line[2]) // 2
        for line in upright
        if line[1] < middle < line[3] and left + 4 < (line[0] + line[2]) // 2 < right - 4
    )
    for start, end in zip([left, *cuts], [*cuts, right], strict=True):
        if end - start > 4:
            yield start, top, end, bottom


def _crop(pixels: Pixels, box: PixelBox, margin: int) -> Pixels:
    """A piece of a picture, with paper around it that makes it no narrower than it is high."""
    left, top, right, bottom = box
    piece = pixels[max(top - margin, 0) : bottom + margin, max(left - margin, 0) : right + margin]
    lacking = max(piece.shape[0] - piece.shape[1], 0) // 2 + 1
    paper = [int(part) for part in np.percentile(piece.reshape(-1, piece.shape[-1]), 90, axis=0)]
    return cv2.copyMakeBorder(piece, 0, 0, lacking, lacking, cv2.BORDER_CONSTANT, value=paper)


def _enlarged(pixels: Pixels, box: PixelBox) -> Pixels:
    """The same piece with more paper around it, so that it is read in another size."""
    return _crop(pixels, box, max((box[3] - box[1]) // 4, 2 * _MARGIN))


def em_of(piece: Piece) -> float:
    """Pixels from one Chinese character of a piece to the next; without any, the height of its ink."""
    share = spacing(piece.characters)
    height = piece.box[3] - piece.box[1]
    return height if share is None else share * (piece.box[2] - piece.box[0])
