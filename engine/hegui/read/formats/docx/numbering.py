"""The numbers that Word itself puts before paragraphs (一、 （一） 1.), as the text that stands on the page.

python-docx does not work them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml.etree import _Element

from hegui.read.formats.docx.styles import Styles
from hegui.read.formats.docx.wordml import W, integer, is_on, value

_LEVELS = 9
_PLACEHOLDER = re.compile("%([1-9])")


class _Level(NamedTuple):
    """One level of a list."""

    start: int = 1
    format: str = "none"
    text: str = ""
    """With %1 … %9 for the numbers of the levels."""
    gap: bool = False
    """Whether a tab or a blank follows the number."""
    restart: int | None = None
    """The level (from 1) whose numbers, or those of levels above it, make this one begin again; None: any above."""
    legal: bool = False
    """Whether all numbers in it are Arabic."""
    style: str | None = None
    """The paragraph style that stands for this level."""

    @classmethod
    def of(cls, element: _Element) -> _Level:
        return cls(
            integer(value(element.find(f"{W}start"))) or 0,
            value(element.find(f"{W}numFmt")) or "decimal",
            value(element.find(f"{W}lvlText"), "") or "",
            value(element.find(f"{W}suff")) != "nothing",
            integer(value(element.find(f"{W}lvlRestart"))),
            is_on(element.find(f"{W}isLgl")),
            value(element.find(f"{W}pStyle")),
        )


_NO_LEVEL = _Level()
_Levels = Mapping[int, _Level]


class _List(NamedTuple):
    """A list that paragraphs refer to (`w:num`). Lists of one abstract list go on counting where the other stopped."""

    abstract: str
    levels: _Levels
    begins: frozenset[int]
    """Levels that begin anew with the first paragraph of this list."""


class Numbering:
    """Counts the numbered paragraphs of a document, which must be told to it in reading order."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract_elements: dict[str | None, _Element] = {}
        self._elements: dict[str | None, _Element] = {}
        if root is not None:
            self._abstract_elements = {each.get(f"{W}abstractNumId"): each for each in root.iterfind(f"{W}abstractNum")}
            self._elements = {each.get(f"{W}numId"): each for each in root.iterfind(f"{W}num")}
        self._abstract: dict[str | None, tuple[str, _Levels] | None] = {}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, list_id: str, level: int | None, style: str | None) -> str:
        """The number of the next paragraph of a list, with what parts it from the text; empty for bullets.

        Where the paragraph does not name its level, the list names it for the paragraph's style.
        """
        if list_id not in self._lists:
            self._lists[list_id] = self._read_list(list_id)
        numbered = self._lists[list_id]
        if numbered is None:
            return ""
        if level is None:
            level = next((key for key, each in numbered.levels.items() if each.style == style), 0)
        level = _within(level)
        self._count(list_id, numbered, level)
        return self._text(numbered, level)

    def _count(self, list_id: str, numbered: _List, level: int) -> None:
        counters = self._counters.setdefault(numbered.abstract, [None] * _LEVELS)
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
        own = numbered.levels.get(level, _NO_LEVEL)
        if own.format == "bullet":
            return ""
        counters = self._counters[numbered.abstract]

        def written(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = numbered.levels.get(index, _NO_LEVEL)
            count = counters[index]
            return write(other.start if count is None else count, "decimal" if own.legal else other.format)

        text = _PLACEHOLDER.sub(written, own.text)
        return text + " " if own.gap and text.isascii() else text

    def _read_list(self, list_id: str) -> _List | None:
        element = self._elements.get(list_id)
        found = None if element is None else self._read_abstract(value(element.find(f"{W}abstractNumId")))
        if element is None or found is None:
            return None
        abstract, levels = found[0], dict(found[1])
        begins = set()
        for override in element.iterfind(f"{W}lvlOverride"):
            index = _index(override)
            replacement = override.find(f"{W}lvl")
            if replacement is not None:
                levels[index] = _Level.of(replacement)
            start = integer(value(override.find(f"{W}startOverride")))
            if start is not None:
                begins.add(index)
                levels[index] = levels.get(index, _NO_LEVEL)._replace(start=start)
        return _List(abstract, levels, frozenset(begins))

    def _read_abstract(self, abstract: str | None) -> tuple[str, _Levels] | None:
        """The id of the abstract list that gives the levels, and these."""
        if abstract not in self._abstract:
            self._abstract[abstract] = None  # against circles
            element = self._abstract_elements.get(abstract)
            link = None if element is None else value(element.find(f"{W}numStyleLink"))
            if link is not None:  # the levels stand in the list of a style
                styled = self._elements.get(self._styles.of(link).list_id)
                abstract_of_style = None if styled is None else value(styled.find(f"{W}abstractNumId"))
                self._abstract[abstract] = self._read_abstract(abstract_of_style)
            elif abstract is not None and element is not None:
                levels = {_index(level): _Level.of(level) for level in element.iterfind(f"{W}lvl")}
                self._abstract[abstract] = abstract, levels
        return self._abstract[abstract]


def _within(level: int) -> int:
    return min(max(level, 0), _LEVELS - 1)


def _index(element: _Element) -> int:
    return _within(integer(element.get(f"{W}ilvl")) or 0)


def write(count: int, form: str) -> str:
    """A number in one of the format's ways of writing it (ECMA-376 part 1, 17.18.59), in Arabic digits in any other."""
    writer = _WRITERS.get(form)
    return str(count) if writer is None else writer(count)


_Writer = Callable[[int], str]


def _chinese(digits: str, units: str, leading_one: bool = False) -> _Writer:
    """Counting with units (二十一, 一百零五) up to 9999; `leading_one` keeps the 一 of 一十."""

    def written(count: int) -> str:
        if not 0 < count < 10_000:
            return digits[0] if count == 0 else str(count)
        text = ""
        for power in range(len(str(count)) - 1, -1, -1):
            digit = count // 10**power % 10
            if digit:
                text += digits[digit] + units[power].strip()
            elif not text.endswith(digits[0]):
                text += digits[0]
        text = text.rstrip(digits[0])
        return text[1:] if text.startswith(digits[1] + units[1]) and not leading_one else text

    return written


def _digits(digits: str) -> _Writer:
    table = str.maketrans("0123456789", digits)
    return lambda count: str(count).translate(table)


def _sequence(characters: str) -> _Writer:
    return lambda count: characters[count - 1] if 0 < count <= len(characters) else str(count)


def _between(first: str, last: str) -> str:
    """Characters that stand in a row in Unicode."""
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


def _letters(first: str) -> _Writer:
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
_circled = _sequence(_between("①", "⑳") + _between("㉑", "㉟") + _between("㊱", "㊿"))
_full_width = _digits("０１２３４５６７８９")
_chinese_digits = _digits("〇一二三四五六七八九")
_round_digits = _digits("○一二三四五六七八九")

_WRITERS: Mapping[str, _Writer] = {
    "none": lambda count: "",
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda count: f"- {count} -",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _sequence(_between("⒈", "⒛")),
    "decimalEnclosedParen": _sequence(_between("⑴", "⒇")),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "chineseCounting": lambda count: _counting(count) if count < 100 else _round_digits(count),
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "chineseLegalSimplified": _chinese("零壹贰叁肆伍陆柒捌玖", " 拾佰仟", leading_one=True),
    "ideographLegalTraditional": _chinese("零壹貳參肆伍陸柒捌玖", " 拾佰仟", leading_one=True),
    "ideographDigital": _chinese_digits,
    "taiwaneseDigital": _round_digits,
    "japaneseDigitalTenThousand": _chinese_digits,
    "ideographEnclosedCircle": _sequence(_between("㈠", "㈩")),
    "ideographTraditional": _sequence("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _sequence("子丑寅卯辰巳午未申酉戌亥"),
}
