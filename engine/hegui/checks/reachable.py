"""Whether a pattern can match anything at all in the text of a report, or matches whatever the text says.

Text is searched with its punctuation full width, digits and letters half width, and no blanks beside Chinese words: a
pattern that needs something else is never met, and a rule with it would look as if it found nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from hegui.recognise.text import normal

_BLANKS = frozenset(" \t\u3000")


def unreachable(pattern: re.Pattern[str]) -> str:
    """Why a pattern is never met, or says nothing, in Chinese; empty where nothing speaks against it."""
    if pattern.fullmatch("") and pattern.match("某"):
        return "与空的文字也相合，等于没有条件：请去掉多余的“|”，或去掉使全部文字可有可无的“?”“*”"
    return _never(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _never(items: Iterable[Any]) -> str:
    """Why a sequence can match nothing, if so."""
    sequence = list(items)
    for place, (code, value) in enumerate(sequence):
        why = _never_one(code, value)
        if not why and place:
            why = _never_beside(sequence[place - 1], (code, value))
        if why:
            return why
    return ""


def _never_one(code: Any, value: Any) -> str:
    match code:
        case codes.LITERAL:
            return _never_stands(chr(value))
        case codes.IN:
            return _never_of(value)
        case codes.BRANCH:
            reasons = [_never(branch) for branch in value[1]]
            return reasons[0] if all(reasons) else ""
        case codes.SUBPATTERN:
            return _never(value[-1])
        case codes.ASSERT:
            return _never(value[1])
        case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
            return _never(value[2]) if value[0] else ""
    return ""


def _never_of(members: Any) -> str:
    """Why none of a class of characters ever stands in a text."""
    if not all(code is codes.LITERAL or code is codes.RANGE for code, _ in members):
        return ""
    characters = [chr(one) for code, value in members for one in (value if code is codes.RANGE else (value,))]
    reasons = [_never_stands(character) for character in characters]
    return reasons[0] if all(reasons) else ""


def _never_stands(character: str) -> str:
    stands = normal(character)
    if stands == character:
        return ""
    return f"要找“{character}”，而比较的文字中它一律写作“{stands}”，永远找不到：请改写成“{stands}”"


def _never_beside(one: tuple[Any, Any], other: tuple[Any, Any]) -> str:
    """Why one thing never follows another."""
    if {one[0], other[0]} == {codes.LITERAL}:
        beside = {chr(one[1]), chr(other[1])}
        if beside & _BLANKS and any(each > "~" for each in beside - _BLANKS):
            return "汉字旁的空格在比较之前已经去掉，永远找不到：请去掉空格"
    if one[0] is codes.LITERAL and other == (codes.AT, codes.AT_BEGINNING) and chr(one[1]) != "\n":
        return "“^”（段首）前面还有文字，永远找不到：请去掉“^”，要找这个符号本身请写 \\^"
    if other[0] is codes.LITERAL and one == (codes.AT, codes.AT_END) and chr(other[1]) != "\n":
        return "“$”（段末）后面还有文字，永远找不到：请去掉“$”，要找这个符号本身请写 \\$"
    return ""
