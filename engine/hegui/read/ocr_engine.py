"""The recogniser behind the extra `hegui[ocr]`: where text stands in a picture, and what it says.

This is the only module that calls rapidocr. Its models come with it; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from hegui.read.reader import ReadError

Pixels = Any
"""A picture as an array of numpy: rows, columns, and colours where it has any."""

PixelBox = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_INSTALL = (
    "识别扫描件需要另装识别组件：请运行 pip install 'hegui[ocr]'（自带模型，不联网识别）后重试，或提供含有文字的文件。"
)


class Character(NamedTuple):
    """A character that was recognised, its middle as a share of the width of the picture, and how certain it is."""

    text: str
    middle: float
    certainty: float


def require() -> None:
    """Raises ReadError, which tells how to install it, where there is no recogniser."""
    engine()


@cache
def engine() -> Any:
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        raise ReadError(_INSTALL) from None
    return RapidOCR()


def find(picture: Pixels) -> Iterator[PixelBox]:
    """Where text stands in a picture that stands upright: lines, or pieces of lines."""
    boxes, _ = engine().text_det(picture)
    for corners in () if boxes is None else boxes:
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        yield int(left), int(top), int(right) + 1, int(bottom) + 1


def recognise(pictures: Sequence[Pixels]) -> list[list[Character]]:
    """What each picture of a piece of a line says."""
    if not pictures:
        return []
    results, _ = engine().text_rec(list(pictures), return_word_box=True)
    return [list(_characters(text, details)) for text, _, details in results]


def _characters(text: str, details: Sequence[Any]) -> Iterator[Character]:
    """`details`: columns that the picture takes up, words, the column of each of their characters, kinds, certainties."""
    width, _, columns, _, certainties = details
    flat = [column for word in columns for column in word]
    for character, column, certainty in zip(text, flat, certainties, strict=False):
        yield Character(character, (column + 0.5) / max(width, 1), certainty)


def spacing(characters: Sequence[Character]) -> float | None:
    """From one Chinese character to the next, as a share of the picture's width; None where no two stand together."""
    steps = sorted(
        after.middle - before.middle
        for before, after in pairwise(characters)
        if before.text >= "\u2e80" and after.text >= "\u2e80"
    )
    return steps[len(steps) // 2] if steps else None
