"""The recogniser behind the extra `hegui[ocr]`: where text stands in a picture, and what it says.

This is the only module that calls rapidocr. Its models come with it; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from hegui.read.reader import ReadError

Pixels = Any
"""A picture as an array of numpy: rows, columns, and colours where it has any."""

PixelBox = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_INSTALL = (
    "识别扫描件需要另装识别组件：请运行 pip install 'hegui[ocr]' 后重试（识别时不联网；须用 Python 3.11 或 3.12），"
    "或提供含有文字的文件。"
)


_FINDING = 1500
"""Pixels of the longer side in which lines are found: to find them takes less than to read them."""
_FEWEST, _SURE, _NEARLY = 3, 0.8, 0.7
"""Lines that tell which way up they stand, how surely each must, and the share that must agree."""
_HEIGHT = 48
"""Pixels to which the recogniser brings the height of a line."""
_NARROW, _WIDE = 2, 7
"""How many times its height a picture is made wide at least: a digit alone gets lost in a wide one."""


class Character(NamedTuple):
    """A character that was recognised, its middle as a share of the width of the picture, and how certain it is."""

    text: str
    middle: float
    certainty: float


@cache
def recogniser() -> Any:
    """The one recogniser of this process. Raises ReadError, which tells how to install it, where there is none."""
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        raise ReadError(_INSTALL) from None
    return RapidOCR()


def find(picture: Pixels, side: int = _FINDING) -> Iterator[PixelBox]:
    """Where text stands in a picture, once that is made so small that its longer side has no more pixels than `side`:
    lines, or pieces of lines."""
    import cv2

    shrink = min(side / max(picture.shape[:2]), 1)
    boxes, _ = recogniser().text_det(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
    for corners in () if boxes is None else boxes / shrink:
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        yield int(left), int(top), int(right) + 1, int(bottom) + 1


def are_upside_down(lines: Sequence[Pixels]) -> bool:
    """Whether pictures of lines of text, which run from side to side, stand on their heads, nearly all of them."""
    if len(lines) < _FEWEST:
        return False
    _, told, _ = recogniser().text_cls(list(lines))
    turned = sum(label == "180" and score > _SURE for label, score in told)
    return bool(turned > _NEARLY * len(lines))


def recognise(pictures: Sequence[Pixels]) -> list[list[Character]]:
    """What each picture of a piece of a line says."""
    reader = recogniser().text_rec
    found: list[list[Character]] = [[] for _ in pictures]
    for ratio in (_NARROW, _WIDE):
        reader.rec_image_shape = [3, _HEIGHT, ratio * _HEIGHT]
        chosen = [index for index, picture in enumerate(pictures) if _is_narrow(picture) == (ratio == _NARROW)]
        results, _ = reader([pictures[index] for index in chosen], return_word_box=True) if chosen else ([], 0)
        for index, (text, _, details) in zip(chosen, results, strict=True):
            found[index] = list(_characters(text, details))
    return found


def _is_narrow(picture: Pixels) -> bool:
    return bool(picture.shape[1] <= _NARROW * picture.shape[0])


def _characters(text: str, details: Sequence[Any]) -> Iterator[Character]:
    """`details`: columns that the picture takes up, words, the columns of their characters, kinds, certainties."""
    width, _, columns, _, certainties = details
    flat = [column for word in columns for column in word]
    for character, column, certainty in zip(text, flat, certainties, strict=False):
        yield Character(character, (column + 0.5) / max(width, 1), certainty)
