"""The numbers that Word itself puts before paragraphs (一、 （一） 1.), as the text that stands on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml.etree import _Element

from hegui.read.docx.names import W, integer, is_on, value
from hegui.read.docx.styles import Styles

_LEVELS = 9
_PLACEHOLDER = re.compile("%([1-9])")


class _Level(NamedTuple):
    """One level of a list."""

    start: int
    format: str
    text: str
    """With %1 … %9 for the numbers of the levels."""
    gap: bool
    """Whether a tab or a blank follows the number."""
    restart: int | None
    """The level (from 1) whose numbers, or those of levels above it, make this one begin again; None: any above."""
    legal: bool
    """Whether all numbers in it are Arabic."""
    style: str | None
    """The paragraph style that stands for this level."""


_NO_LEVEL = _Level(1, "none", "", False, None, False, None)


class _List(NamedTuple):
    """A list that paragraphs refer to. Lists of the same kind go on counting where the other one stopped."""

    kind: str
    levels: Mapping[int, _Level]
    begins: frozenset[int]
    """Levels that begin anew with the first paragraph of this list."""


_Kind = tuple[str, Mapping[int, _Level]]


class Numbering:
    """Counts the numbered paragraphs of a document, which must be told to it in reading order."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._kinds: dict[str | None, _Element] = {}
        self._elements: dict[str | None, _Element] = {}
        if root is not None:
            self._kinds = {kind.get(f"{W}abstractNumId"): kind for kind in root.iterfind(f"{W}abstractNum")}
            self._elements = {number.get(f"{W}numId"): number for number in root.iterfind(f"{W}num")}
        self._read: dict[str | None, _Kind | None] = {}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, list_id: str, level: int | None, style: str | None) -> str:
        """The number of the next paragraph of a list, with what parts it from the text; empty for bullets.

        Where the paragraph does not name its level, the list names it for the paragraph's style.
        """
        numbered = self._lists[list_id] if list_id in self._lists else self._load(list_id)
        if numbered is None:
            return ""
        if level is None:
            level = next((key for key, each in numbered.levels.items() if each.style == style), 0)
        level = _within(level)
        self._count(list_id, numbered, level)
        return self._text(numbered, level)

    def _count(self, list_id: str, numbered: _List, level: int) -> None:
        counters = self._counters.setdefault(numbered.kind, [None] * _LEVELS)
        if level in numbered.begins and (list_id, level) not in self._begun:
            counters[level] = None
        self._begun.add((list_id, level))
        before = counters[level]
        counters[level] = numbered.levels.get(level, _NO_LEVEL).start if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            restart = numbered.levels.get(deeper, _NO_LEVEL).restart
            if restart is None or level < restart:
                counters[deeper] = None

    def _text(self, numbered: _List, level: int) -> str:
        form = numbered.levels.get(level, _NO_LEVEL)
        if form.format == "bullet":
            return ""
        counters = self._counters[numbered.kind]

        def written(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            of = numbered.levels.get(index, _NO_LEVEL)
            count = counters[index]
            return write(of.start if count is None else count, "decimal" if form.legal else of.format)

        text = _PLACEHOLDER.sub(written, form.text)
        return text + " " if form.gap and text.isascii() else text

    def _load(self, list_id: str) -> _List | None:
        element = self._elements.get(list_id)
        self._lists[list_id] = loaded = None if element is None else self._list(element)
        return loaded

    def _list(self, element: _Element) -> _List | None:
        found = self._kind(value(element.find(f"{W}abstractNumId")))
        if found is None:
            return None
        kind, own = found
        levels = dict(own)
        begins = set()
        for override in element.iterfind(f"{W}lvlOverride"):
            index = _index(override)
            replacement = override.find(f"{W}lvl")
            if replacement is not None:
                levels[index] = _level(replacement)
            start = integer(value(override.find(f"{W}startOverride")))
            if start is not None:
                begins.add(index)
                levels[index] = levels.get(index, _NO_LEVEL)._replace(start=start)
        return _List(kind, levels, frozenset(begins))

    def _kind(self, kind: str | None) -> _Kind | None:
        """The kind of list with this id, and its levels."""
        if kind not in self._read:
            element = self._kinds.get(kind)
            link = None if element is None else value(element.find(f"{W}numStyleLink"))
            if link is not None:  # the levels stand in the list of a style
                styled = self._elements.get(self._styles.of(link).list_id)
                kind_of_style = None if styled is None else value(styled.find(f"{W}abstractNumId"))
                self._read[kind] = None  # against circles
                self._read[kind] = self._kind(kind_of_style)
            elif kind is None or element is None:
                self._read[kind] = None
            else:
                self._read[kind] = kind, {_index(level): _level(level) for level in element.iterfind(f"{W}lvl")}
        return self._read[kind]


def _within(level: int) -> int:
    return min(max(level, 0), _LEVELS - 1)


def _index(element: _Element) -> int:
    return _within(integer(element.get(f"{W}ilvl")) or 0)


def _level(element: _Element) -> _Level:
    text = element.find(f"{W}lvlText")
    return _Level(
        integer(value(element.find(f"{W}start"))) or 0,
        value(element.find(f"{W}numFmt")) or "decimal",
        value(text, "") or "",
        value(element.find(f"{W}suff")) != "nothing",
        integer(value(element.find(f"{W}lvlRestart"))),
        is_on(element.find(f"{W}isLgl")),
        value(element.find(f"{W}pStyle")),
    )


def write(count: int, form: str) -> str:
    """A number in one of the format's ways of writing it (ECMA-376 part 1, 17.18.59), in Arabic digits in any other."""
    writer = _WRITERS.get(form)
    return str(count) if writer is None else writer(count)


def _chinese(digits: str, units: str, leading_one: bool = False) -> Callable[[int], str]:
    """Counting with units (二十一, 一百零五) up to 9999; `leading_one` keeps the 一 of 一十."""

    def written(count: int) -> str:
        if not 0 < count < 10_000:
            return digits[0] if count == 0 else str(count)
        parts: list[str] = []
        for power in range(len(str(count)) - 1, -1, -1):
            digit = count // 10**power % 10
            if digit:
                parts.append(digits[digit] + units[power].strip())
            elif parts and parts[-1] != digits[0]:
                parts.append(digits[0])
        text = "".join(parts).rstrip(digits[0])
        ten = digits[1] + units[1]
        return text[1:] if text.startswith(ten) and not leading_one else text

    return written


def _digits(digits: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", digits)
    return lambda count: str(count).translate(table)


def _characters(first: str, last: str) -> Callable[[int], str]:
    """Characters that stand in a row in Unicode."""
    return _sequence("".join(map(chr, range(ord(first), ord(last) + 1))))


def _sequence(characters: str) -> Callable[[int], str]:
    return lambda count: characters[count - 1] if 0 < count <= len(characters) else str(count)


def _letters(first: str) -> Callable[[int], str]:
    """a … z, aa, bb …"""
    return lambda count: chr(ord(first) + (count - 1) % 26) * min((count - 1) // 26 + 1, 9) if count > 0 else str(count)


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    text = ""
    for figure, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (count // figure)
        count %= figure
    return text


_counting = _chinese("零一二三四五六七八九", " 十百千")
_circled = _sequence(
    "".join(map(chr, [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)]))
)  # ① … ㊿

_WRITERS: Mapping[str, Callable[[int], str]] = {
    "none": lambda count: "",
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "numberInDash": lambda count: f"- {count} -",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _characters("⒈", "⒛"),
    "decimalEnclosedParen": _characters("⑴", "⒇"),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "chineseCounting": lambda count: _counting(count) if count < 100 else _digits("○一二三四五六七八九")(count),
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "chineseLegalSimplified": _chinese("零壹贰叁肆伍陆柒捌玖", " 拾佰仟", leading_one=True),
    "ideographLegalTraditional": _chinese("零壹貳參肆伍陸柒捌玖", " 拾佰仟", leading_one=True),
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "ideographEnclosedCircle": _characters("㈠", "㈩"),
    "ideographTraditional": _sequence("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _sequence("子丑寅卯辰巳午未申酉戌亥"),
}
