"""Words that a regular expression matches: for cases of rules that look for them."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any


def example_of(pattern: str) -> str | None:
    """The shortest plain text that a pattern matches, or None where none is easily found."""
    try:
        text = _text(parser.parse(pattern))
        return text if text and re.search(pattern, text) else None
    except (re.error, ValueError, RecursionError, OverflowError):
        return None


def _text(parsed: Any) -> str:
    return "".join(_one(code, value) for code, value in parsed)


def _one(code: Any, value: Any) -> str:
    match code:
        case codes.LITERAL:
            return chr(value)
        case codes.ANY | codes.NOT_LITERAL:
            return "某"
        case codes.IN:
            return _of_class(value)
        case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
            least, _, part = value
            return _text(part) * int(least)
        case codes.SUBPATTERN:
            return _text(value[-1])
        case codes.BRANCH:
            return min((_text(branch) for branch in value[1]), key=len)
    return ""  # assertions and bounds: whether they hold is seen when the whole is tried


def _of_class(members: Any) -> str:
    if members[0][0] is codes.NEGATE:
        return "某"
    code, value = members[0]
    match code:
        case codes.LITERAL:
            return chr(value)
        case codes.RANGE:
            return chr(value[0])
        case codes.CATEGORY if value is codes.CATEGORY_DIGIT:
            return "1"
    return "某"
