"""Lines that read as the heading of a section: by its title, an alias, a resemblance, or only by their number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import NamedTuple

from hegui.model.document import Grid, GridCell
from hegui.model.form import Form, SectionForm
from hegui.model.report import MatchedBy
from hegui.recognise.numerals import chinese_numeral
from hegui.recognise.text import label_key, squeeze

PLAIN, PART, BRACKETED, ARABIC, OWN = "一", "第", "（", "1", "form"
"""Styles of numbering: 一、 第一部分 （一） 1. and whatever else a form prints."""


class HeadingHit(NamedTuple):
    """A line that reads as the heading of a section, with what stands before and behind it on the same line."""

    key: str
    title: str
    number: str
    """The numeral by which it is counted, as the form would write it; empty where there is none."""
    how: MatchedBy
    agrees: bool = False
    """Whether it bears the number of its section."""
    rest: str = ""
    before: str = ""
    style: str = ""
    """How it is numbered (`PLAIN` …), or empty."""

    @property
    def quality(self) -> int:
        """How surely this is the heading of its section: by the title, and by a number that agrees with it."""
        if self.how is MatchedBy.EXACT:
            return 5 if self.agrees else 3
        if self.how is MatchedBy.ALIAS:
            return 4 if self.agrees else 1
        return 2 if self.how is MatchedBy.SIMILAR else 0


HEADING_LIMIT = 40
_BEYOND = 2
"""So many numbers more than the form has sections are understood: a report may have further parts."""
_STYLES = (("plain", PLAIN), ("bracketed", BRACKETED), ("part", PART), ("arabic", ARABIC), ("own", OWN))
_MARKS = "、.，：·"
_LEADER = re.compile(r"(?<=[㐀-鿿])[….·—]*\d{1,3}$")
"""The dots and the page number behind an entry of a table of contents."""
_ALIKE = 0.8


class SectionNumbers:
    """The numbers of a form's sections in every way to write them: by its own numerals (一, 甲), by Chinese or Arabic
    ones; with a mark, in brackets, as 第一部分 or 第一章, and as the form itself prints them."""

    def __init__(self, sections: Sequence[SectionForm]) -> None:
        own = [section.number for section in sections]
        count = len(own) + _BEYOND
        chinese = [chinese_numeral(number) for number in range(1, count + 1)]
        chinese = [numeral.removeprefix("一") if numeral.startswith("一十") else numeral for numeral in chinese]
        self.written = (*own, *chinese[len(own) :])
        """The numerals in their order, as the form writes them."""
        arabic = [str(number) for number in range(1, count + 1)]
        self.index = {numeral: index for way in (arabic, chinese, own) for index, numeral in enumerate(way)}
        """Any numeral → its place in the order, from 0."""
        any_numeral = _any_of({*own, *chinese})
        first = sections[0] if sections else SectionForm("", "\0", "", "", "")
        before, _, behind = squeeze(first.heading.removesuffix(first.title)).partition(first.number)
        parts = ["部分", "章"]
        printed = "(?P<own>(?!))"
        self.style = PLAIN
        """How the form numbers."""
        if before == "第":
            self.style = PART
            parts.append(behind.rstrip(_MARKS))
        elif (before, behind) == ("（", "）"):
            self.style = BRACKETED
        elif before or behind.strip(_MARKS):
            self.style = OWN
            printed = f"{re.escape(before)}(?P<own>{any_numeral}){re.escape(behind)}[{_MARKS}]?"
        part = f"(?:{'|'.join(dict.fromkeys(parts))})"
        self.line = re.compile(
            rf"^(?P<before>[^㐀-鿿]{{0,30}}?)"
            rf"(?:第(?P<part>{any_numeral}){part}[{_MARKS}]?|[（](?P<bracketed>{any_numeral})[）][{_MARKS}]?|{printed}"
            rf"|(?P<plain>{any_numeral})(?P<mark>[{_MARKS}]?))(?P<title>.+)$"
            rf"|^(?P<arabic>{f'[1-{count}]' if count < 10 else '[1-9][0-9]?'})[、.，）]?(?P<after>[㐀-鿿].+)$"
        )
        """A line that begins with a number, and what follows."""
        self.alone = re.compile(rf"[第（(]?{any_numeral}{part}?[）)]?[、．.]?")
        """A line that is nothing but a number."""
        starts = {*"".join(numeral[0] for numeral in self.index if not numeral.isdigit()), "第", *before[:1]}
        self.may_begin = re.compile(rf"[^㐀-鿿]{{0,40}}[{re.escape(''.join(sorted(starts)))}]")
        """A quick look at whether a long line begins with one."""
        self._mark, self._width = behind[-1:] or before[:1], len(before) + max(map(len, self.index)) + len(behind)
        """A character of every number as the form prints it, and among how many it stands."""
        self._before, self._behind = re.escape(before), re.escape(behind)

    def may_stand_in(self, text: str) -> bool:
        """A quick look at whether a text begins with a number as the form prints it."""
        return self._mark in text[: self._width]

    def cells(self, grid: Grid) -> list[GridCell]:
        """The cells of a grid in which one may stand."""
        mark, width = self._mark, self._width
        return [cell for cell in grid.cells if mark in cell[0] and mark in cell[0][:width]]

    def numbered(self, raw: str) -> tuple[str, int] | None:
        """The style of a line's number and its place in the order, from 0; None for a line without one."""
        if not self.may_begin.match(raw) and not raw.lstrip()[:1].isdigit():
            return None
        line = self.line.match(squeeze(raw))
        if line is None:
            return None
        style, numeral = next((style, line[name]) for name, style in _STYLES if line[name])
        index = self.index.get(numeral)
        return None if index is None else (style, index)

    def printed(self, number: str) -> str:
        """A pattern of a number as it is printed before a title, with any blanks around its mark."""
        mark = r"\s?[、.．]" if self._behind == "、" else rf"{self._behind}\s?[、.．]?"
        return rf"{self._before}{re.escape(number)}{mark}\s?"


def _any_of(numerals: Iterable[str]) -> str:
    longest_first = sorted(numerals, key=lambda numeral: (-len(numeral), numeral))
    if all(len(numeral) == 1 for numeral in longest_first):
        return f"[{''.join(map(re.escape, longest_first))}]"
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


class SectionHeadings:
    """Numbers, titles, aliases and cues of the sections of forms that divide a report alike."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._titles: dict[str, tuple[str, MatchedBy]] = {}
        self._cues: dict[str, re.Pattern[str]] = {}
        self.official = {section.key: section.title for section in forms[0].sections} if forms else {}
        """Title of each section by its key, in their order."""
        self.keys = tuple(self.official)
        self.numbers = SectionNumbers(forms[0].sections if forms else ())
        self._line, self._may_begin = self.numbers.line.match, self.numbers.may_begin.match
        sections = [section for form in forms for section in form.sections]
        for section in sections:
            self._titles.setdefault(label_key(section.title), (section.key, MatchedBy.EXACT))
        for section in sections:
            for alias in section.aliases:
                self._titles.setdefault(label_key(alias), (section.key, MatchedBy.ALIAS))
            self._cues.setdefault(section.key, re.compile(section.cues or "(?!)"))
        self._known = re.compile("|".join(map(re.escape, sorted(self._titles, key=len, reverse=True))) or "(?!)")
        """The longest title or alias with which the bare key of a line begins."""

    @cached_property
    def within(self) -> re.Pattern[str]:
        """A heading within a paragraph, behind a sentence; the group that matches has the place of its section."""
        headings = (
            f"({self.numbers.printed(number)}{re.escape(title)})"
            for number, title in zip(self.numbers.written, self.official.values(), strict=False)
        )
        return re.compile(rf"(?:^|(?<=[。！？）)\s]))(?:{'|'.join(headings)})(?![。；、，：;,:”》及和与等])")

    def match(self, raw: str) -> HeadingHit | None:
        """The section whose heading this line may be, or None. Under a title unlike all known its number tells."""
        if len(raw) > HEADING_LIMIT:
            return self._match(raw) if self._may_begin(raw) else None
        return self._match_line(raw)

    @cached_property
    def _match_line(self) -> Callable[[str], HeadingHit | None]:
        return lru_cache(maxsize=1 << 12)(self._match)  # a line is looked at several times, and stands in many reports

    def _match(self, raw: str) -> HeadingHit | None:
        text = squeeze(raw)
        numbered = self._line(text)
        if numbered is None:
            hit = self._titles.get(label_key(text)) if len(text) <= HEADING_LIMIT else None
            return HeadingHit(hit[0], text, "", hit[1]) if hit and hit[1] is MatchedBy.EXACT else None
        parts = numbered.groupdict("")
        title = _LEADER.sub("", parts["title"] or parts["after"])
        for name, style in _STYLES:  # noqa: B007 -- used below
            if parts[name]:
                break
        index = self.numbers.index.get(parts[name])
        if index is None:
            return None
        own = self.keys[index] if index < len(self.keys) else ""
        marked = bool(parts["mark"]) if style is PLAIN else style == self.numbers.style
        found = self._titled(title, own) or (self._untitled(title, own) if marked else None)
        if found is None:
            return None
        key, heading, how, rest = found
        before = parts["before"] if label_key(parts["before"]) else ""
        return HeadingHit(key, heading, self.numbers.written[index], how, key == own, rest, before, style)

    def _titled(self, title: str, numbered: str) -> tuple[str, str, MatchedBy, str] | None:
        """By title or alias; `numbered` is the key of the section whose number the line bears."""
        bare = label_key(title)
        hit = self._titles.get(bare) if len(title) <= HEADING_LIMIT else None
        if hit:
            return hit[0], title.rstrip("：。"), hit[1], ""
        known = self._known.match(bare)
        return self._run_in(title, known[0], numbered) if known else None

    def _run_in(self, title: str, known: str, numbered: str) -> tuple[str, str, MatchedBy, str] | None:
        """A heading and its text on one line: 六、其他需要报告的事项：无。"""
        key, how = self._titles[known]
        if how is not MatchedBy.EXACT and len(known) < 6:
            return None
        end = _offset_after(title, len(known))
        rest = title[end:]
        sentence = how is MatchedBy.EXACT and key == numbered and rest[-1:] == "。"
        if sentence or rest[:1] in "：。，" or len(rest) > len(known) + 12 or rest.startswith(("无", "20", "本")):
            return key, title[:end], how, rest.lstrip("：。， ")
        return None

    def _untitled(self, title: str, numbered: str) -> tuple[str, str, MatchedBy, str] | None:
        """A short line under the section's number whose title is another: by its words, by its spelling, or unknown."""
        if numbered not in self._cues or len(title) > HEADING_LIMIT or title[-1] in "。；，" or "。" in title:
            return None
        similar = self._cues[numbered].search(title) or self._spelled_alike(title, self.official[numbered])
        return numbered, title.rstrip("："), MatchedBy.SIMILAR if similar else MatchedBy.POSITION, ""

    def _spelled_alike(self, title: str, official: str) -> bool:
        bare, known = label_key(title), label_key(official)
        return abs(len(bare) - len(known)) < 4 and SequenceMatcher(None, known, bare, autojunk=False).ratio() >= _ALIKE


def _offset_after(text: str, count: int) -> int:
    """The offset in `text` behind its first `count` label characters."""
    seen = 0
    for offset, character in enumerate(text):
        if label_key(character):
            seen += 1
            if seen == count:
                return offset + 1
    return len(text)
