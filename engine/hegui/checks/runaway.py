"""Whether a pattern takes long on an unlucky text: it is run on texts made of what it looks for, again and again.

A pattern that tries every length of a run from every beginning of it takes a time that grows with the square of the
text, and one whose repeated parts overlap with a higher power yet. On reports as they are nobody notices; one with a
long run of blanks or full stops holds up the audit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import thread_time
from typing import Any

from hegui.guarding.clock import OverdueError, TimeLimit

_SHORT, _LENGTH = 2000, 10_000
"""Characters of a text: a long paragraph of a report, and one that is longer than any."""
_NOTICED = 0.02
"""What shows how the time grows."""
_TIMES, _GROWTH = 4, 9.0
"""A text so many times as long takes an honest pattern as many times as long, and others that to the power of two."""
_HANGING = 3.0
"""Seconds on the clock that no pattern takes on either, on a busy machine neither, that is not held up."""
_END = "龘"
"""What hardly any pattern ends with: what would match is tried in vain."""
_OTHERS = "某a0，。 （"
"""Characters one of which is in any class that is not made to exclude them all."""


@lru_cache(maxsize=8192)
def runaway(pattern: re.Pattern[str], *, strict: bool = False) -> str:
    """A piece of text of which two thousand characters hold the pattern up; empty where there is none.

    With `strict`, already one on which its time grows faster than the text: what ships with hegui is held to that.
    """
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    for piece in dict.fromkeys(_pieces(parsed)):
        if piece and _takes_long(pattern, piece, strict):
            return piece
    return ""


def _takes_long(pattern: re.Pattern[str], piece: str, strict: bool) -> bool:
    try:
        _seconds(pattern, piece, _SHORT)
        if not strict or (once := _seconds(pattern, piece, _LENGTH)) <= _NOTICED:
            return False
        once = max(once, _seconds(pattern, piece, _LENGTH))
        return min(_seconds(pattern, piece, _TIMES * _LENGTH) for _ in range(2)) > _GROWTH * once
    except OverdueError:
        return True


def _seconds(pattern: re.Pattern[str], piece: str, length: int) -> float:
    """Of the processor's time, on a text of this length. Raises OverdueError."""
    text = piece * (length // len(piece)) + _END
    began = thread_time()
    with TimeLimit(_HANGING) as limit:
        limit.call(lambda: sum(1 for _ in pattern.finditer(text)))
    return thread_time() - began


def _pieces(sequence: Any) -> Iterator[str]:
    """What is repeated to keep a pattern busy: what each of its repetitions repeats, each alternative but its end, and
    all of it but its end, so that no match is found where one seems near."""
    if not _repeats(sequence):
        return
    sample = _sample(sequence)
    yield sample[:-1]
    yield sample
    for code, value in sequence:
        match code:
            case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
                yield _sample(value[2])
                yield from _pieces(value[2])
            case codes.SUBPATTERN:
                yield from _pieces(value[-1])
            case codes.ATOMIC_GROUP:
                yield from _pieces(value)
            case codes.BRANCH:
                for branch in value[1]:
                    yield from _pieces(branch)
            case codes.ASSERT | codes.ASSERT_NOT:
                yield from _pieces(value[1])


def _repeats(sequence: Iterable[Any]) -> bool:
    """Whether anything in it may stand more than once."""
    for code, value in sequence:
        match code:
            case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
                if value[1] > 1 or _repeats(value[2]):
                    return True
            case codes.SUBPATTERN:
                if _repeats(value[-1]):
                    return True
            case codes.ATOMIC_GROUP:
                if _repeats(value):
                    return True
            case codes.BRANCH:
                if any(map(_repeats, value[1])):
                    return True
            case codes.ASSERT | codes.ASSERT_NOT:
                if _repeats(value[1]):
                    return True
    return False


def _sample(sequence: Iterable[Any]) -> str:
    """A short text that a sequence matches, or nearly: what may be absent stands there once."""
    return "".join(_sample_of(code, value) for code, value in sequence)


def _sample_of(code: Any, value: Any) -> str:
    match code:
        case codes.LITERAL:
            return chr(value)
        case codes.NOT_LITERAL:
            return next(one for one in _OTHERS if ord(one) != value)
        case codes.ANY:
            return _OTHERS[0]
        case codes.IN:
            return _member(value)
        case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
            times: int = min(max(value[0], 1), 8)
            return _sample(value[2]) * times
        case codes.SUBPATTERN:
            return _sample(value[-1])
        case codes.ATOMIC_GROUP:
            return _sample(value)
        case codes.BRANCH:
            return _sample(value[1][0])
    return ""


def _member(members: Any) -> str:
    """A character of a class."""
    for code, value in members:
        match code:
            case codes.NEGATE:
                inside = re.compile(f"[{''.join(map(_written, members[1:]))}]")
                return next((one for one in _OTHERS if not inside.match(one)), _OTHERS[0])
            case codes.LITERAL:
                return chr(value)
            case codes.RANGE:
                return chr(value[0])
            case codes.CATEGORY:
                known = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "某"}
                return known.get(value, _OTHERS[0])
    return ""


def _written(member: tuple[Any, Any]) -> str:
    code, value = member
    match code:
        case codes.LITERAL:
            return re.escape(chr(value))
        case codes.RANGE:
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        case codes.CATEGORY:
            return {codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w"}.get(value, "")
    return ""
