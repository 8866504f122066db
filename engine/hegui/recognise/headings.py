"""Lines that read as the heading of a section: by its title, an alias, a resemblance, or only by their number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from hegui.model.form import Form
from hegui.model.report import How
from hegui.recognise.text import label_key, squeeze


class HeadingHit(NamedTuple):
    """A line that reads as the heading of a section, with what stands before and behind it on the same line."""

    key: str
    title: str
    number: str
    """The printed number as 一 … 八, empty where there is none."""
    how: How
    rest: str = ""
    before: str = ""
    style: str = ""
    """How it is numbered: 一 (一、), （ (（一）), 第 (第一部分), 1 (1.), or empty."""

    @property
    def quality(self) -> int:
        """How surely this is the heading of its section: by the title, and by a number that agrees with it."""
        agrees = self.number == self.key
        if self.how is How.EXACT:
            return 5 if agrees else 3
        if self.how is How.ALIAS:
            return 4 if agrees else 1
        return 2 if self.how is How.SIMILAR else 0


_ORDER = "一二三四五六七八"
_NUMBERED = re.compile(
    rf"^(?P<before>[^㐀-鿿]{{0,30}}?)"
    rf"(?:第(?P<part>[{_ORDER}])(?:部分|章)[、.，：·]?|[（](?P<bracketed>[{_ORDER}])[）][、.，：·]?"
    rf"|(?P<plain>[{_ORDER}])(?P<mark>[、.，：·]?))(?P<title>.+)$"
    r"|^(?P<digit>[1-8])[、.，：）]?(?P<after>[㐀-鿿].+)$"
)
_MAY_BE_NUMBERED = re.compile(rf"[^㐀-鿿]{{0,40}}[第{_ORDER}]")
_LEADER = re.compile(r"(?<=[㐀-鿿])[….·—]*\d{1,3}$")
"""The dots and the page number behind an entry of a table of contents."""
HEADING_LIMIT = 40
_ALIKE = 0.8


class SectionKnowledge:
    """Titles, aliases and cues of the six sections, over all forms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._titles: dict[str, tuple[str, How]] = {}
        self._cues: dict[str, re.Pattern[str]] = {}
        self.official: dict[str, str] = {}
        sections = [section for form in forms for section in form.sections]
        for section in sections:
            self._titles.setdefault(label_key(section.title), (section.key, How.EXACT))
            self.official.setdefault(section.key, section.title)
        for section in sections:
            for alias in section.aliases:
                self._titles.setdefault(label_key(alias), (section.key, How.ALIAS))
            self._cues.setdefault(section.key, re.compile(section.cues))
        self._by_length = sorted(self._titles, key=len, reverse=True)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.official)

    def match(self, raw: str) -> HeadingHit | None:
        """The section whose heading this line may be, or None. Under a title unlike all known its number tells."""
        if len(raw) > HEADING_LIMIT and not _MAY_BE_NUMBERED.match(raw):
            return None
        text = squeeze(raw)
        numbered = _NUMBERED.match(text)
        if numbered is None:
            hit = self._titles.get(label_key(text)) if len(text) <= HEADING_LIMIT else None
            return HeadingHit(hit[0], text, "", hit[1]) if hit and hit[1] is How.EXACT else None
        parts = numbered.groupdict("")
        title = _LEADER.sub("", parts["title"] or parts["after"])
        style = "第" if parts["part"] else "（" if parts["bracketed"] else "1" if parts["digit"] else "一"
        number = parts["part"] or parts["bracketed"] or parts["plain"] or _ORDER[int(parts["digit"]) - 1]
        before = parts["before"] if label_key(parts["before"]) else ""
        found = self._titled(title, number) or (self._untitled(title, number) if parts["mark"] else None)
        if found is None:
            return None
        key, heading, how, rest = found
        return HeadingHit(key, heading, number, how, rest, before, style)

    def _titled(self, title: str, number: str) -> tuple[str, str, How, str] | None:
        bare = label_key(title)
        hit = self._titles.get(bare) if len(title) <= HEADING_LIMIT else None
        if hit:
            return hit[0], title.rstrip("：。"), hit[1], ""
        for known in self._by_length:
            if bare.startswith(known):
                key, how = self._titles[known]
                return self._run_in(title, known, key, how, number)
        return None

    def _run_in(self, title: str, known: str, key: str, how: How, number: str) -> tuple[str, str, How, str] | None:
        """A heading and its text on one line: 六、其他需要报告的事项：无。"""
        if how is not How.EXACT and len(known) < 6:
            return None
        end = _offset_after(title, len(known))
        rest = title[end:]
        sentence = how is How.EXACT and key == number and rest[-1:] == "。"
        if sentence or rest[:1] in "：。，" or len(rest) > len(known) + 12 or rest.startswith(("无", "20", "本")):
            return key, title[:end], how, rest.lstrip("：。， ")
        return None

    def _untitled(self, title: str, number: str) -> tuple[str, str, How, str] | None:
        """A short line under the section's number whose title is another: by its words, by its spelling, or unknown."""
        if number not in self._cues or len(title) > HEADING_LIMIT or title[-1] in "。；，" or "。" in title:
            return None
        similar = self._cues[number].search(title) or self._spelled_alike(title, self.official[number])
        return number, title.rstrip("："), How.SIMILAR if similar else How.POSITION, ""

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
