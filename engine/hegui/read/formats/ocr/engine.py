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

_INSTALL = "识别扫描件需要另装识别组件：请运行 pip install 'hegui[ocr]' 后重试（识别时不联网），或提供含有文字的文件。"


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
def recogniser(ratio: int = _WIDE) -> Any:
    """What finds and reads text, with pictures of it made so many times as wide as high at least; kept for the process.
    A model is loaded where it is first used.

    Raises:
        ReadError: there is none; the message tells how to install it.
    """
    try:
        from rapidocr import RapidOCR
    except ImportError:
        raise ReadError(_INSTALL) from None
    options = {
        "Global.log_level": "error",
        "Global.return_word_box": True,
        "Global.use_vertical_padding": False,
        "Det.use_dilation": False,  # it joins the lines of a table without rules
        "Rec.rec_img_shape": [3, _HEIGHT, ratio * _HEIGHT],
    }
    return RapidOCR(params=options)


def find(picture: Pixels, side: int = _FINDING) -> Iterator[PixelBox]:
    """Where text stands in a picture, once that is made so small that its longer side has no more pixels than `side`:
    lines, or pieces of lines."""
    import cv2
    from rapidocr.main import RapidOCRError

    shrink = min(side / max(picture.shape[:2]), 1)
    small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    try:
        _, found = recogniser().detect_and_crop(small, {})
    except RapidOCRError:  # there is no text
        return
    for corners in found.boxes / shrink:
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        yield int(left), int(top), int(right) + 1, int(bottom) + 1


def are_upside_down(lines: Sequence[Pixels]) -> bool:
    """Whether pictures of lines of text, which run from side to side, stand on their heads, nearly all of them."""
    if len(lines) < _FEWEST:
        return False
    _, told = recogniser().cls_and_rotate(list(lines))
    turned = sum(label == "180" and score > _SURE for label, score in told.cls_res)
    return bool(turned > _NEARLY * len(lines))


def recognise(pictures: Sequence[Pixels]) -> list[list[Character]]:
    """What each picture of a piece of a line says."""
    found: list[list[Character]] = [[] for _ in pictures]
    for ratio in (_NARROW, _WIDE):
        chosen = [index for index, picture in enumerate(pictures) if _is_narrow(picture) == (ratio == _NARROW)]
        if chosen:
            read = recogniser(ratio).recognize_txt([pictures[index] for index in chosen])
            for index, text, details in zip(chosen, read.txts, read.word_results, strict=True):
                found[index] = list(_characters(text, details))
    return found


def _is_narrow(picture: Pixels) -> bool:
    return bool(picture.shape[1] <= _NARROW * picture.shape[0])


def _characters(text: str, details: Any) -> Iterator[Character]:
    """`details`: columns that the picture takes up, those of the characters but for blanks, word by word, certainties
    of all."""
    columns = (column for word in details.word_cols or () for column in word)
    at = 0
    for character, certainty in zip(text, details.confs or (), strict=False):
        at = at if character.isspace() else next(columns, at)
        yield Character(character, (at + 0.5) / max(details.line_txt_len, 1), certainty)
