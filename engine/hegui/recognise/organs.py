"""Names of organs: the line that is one, what a title names, the sentences that say who compiled the report.

What reads as anything else (words of a page, the end of another sentence) is no name: a unit that is not known is
better than one that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hegui.recognise.units import Gazetteer

_LETTERS = re.compile(r"(?:[㐀-鿿\uf900-\ufaff\U00020000-\U0003ffff〇（）、·]|(?<!\d)(?:\d{3}|\d{5})(?!\d))+")
"""What names are written with, 12345 and 110 included. U+FFFD, private-use characters, years and Latin words stand in
what only looks like one."""
_LONGEST = 45
_BRACKETED = re.compile(r"[（【\[]((?:[^（）]|（[^（）]*）)+)[）】\]]")
_SECOND = re.compile(r"（([^（）]*)）$")
_PLACE = re.compile(r"[㐀-鿿]{1,6}?[省市县区州旗盟]")
_SHORT_PLACE = re.compile("[㐀-鿿][县镇乡]")
_NEVER = "(?!)"


class OrganNames:
    """How names of organs are written (lexicon `organs`, which explains its keys)."""

    def __init__(self, lexicon: Mapping[str, Any], year: str, gazetteer: Gazetteer) -> None:
        def pattern(key: str) -> re.Pattern[str]:
            return re.compile(lexicon.get(key, _NEVER))

        endings: str = lexicon.get("endings", _NEVER)
        self._endings = re.compile(f"{endings}$")
        self._seal = pattern("seal")
        self._not_in: tuple[str, ...] = tuple(lexicon.get("not_in", ()))
        self._yet_in: tuple[str, ...] = tuple(lexicon.get("yet_in", ()))
        self._own = pattern("own")
        self._nobody = pattern("nobody")
        self._relative = pattern("relative")
        self._before, self._after = pattern("before"), pattern("after")
        self._gazetteer = gazetteer
        called: str = lexicon.get("called", _NEVER)
        organ = rf"(?P<organ>[^，。；：《》“”\d]{{2,40}}?{endings}(?:（[^（）]{{2,30}}）)?)(?:{called})?"
        self._named_in = [
            re.compile(each.replace("YEAR", year).replace("ORGAN", organ)) for each in lexicon.get("named_in", ())
        ]

    def alone(self, line: str) -> str | None:
        """The name that a line of squeezed text is, without the seal drawn beside it; None for any other line."""
        name = self._without_note(_unbracketed(self._seal.sub("", line)))
        return self._parted(name) if self._is_name(name) and self._ends(name) else None

    def in_title(self, printed: str) -> str:
        """The name in what a title says beside year and kind of report; empty where that is none.

        A title is believed more than another line: where the place is named, the rest may be anything (某市绿办, 资阳),
        and the name of a place may be short (螅镇).
        """
        name = _unbracketed(self._after.sub("", self._before.sub("", printed.strip("-—_·| "))))
        named = self._is_name(name) and (self._ends(name) or self._place(name) > 0 or _SHORT_PLACE.fullmatch(name))
        return self._parted(name) if named else ""

    def in_sentences(self, text: str) -> Iterator[str]:
        """Names of the organ that compiled the report, by sentences that say so; the surest first."""
        for pattern in self._named_in:
            for match in pattern.finditer(text):
                name = self.alone(self._after.sub("", self._before.sub("", match["organ"])))
                if name is not None:
                    yield name

    def is_relative(self, name: str) -> bool:
        """True for a name that tells the tier and not the place: 市信访局. Some places begin like that, too: 镇江市."""
        return self._relative.search(name) is not None and self._gazetteer.locate(name) is None

    def is_place(self, line: str) -> bool:
        """Whether a line is the name of a division and nothing else."""
        return self._is_name(line) and self._place(line) == len(line)

    def _place(self, name: str) -> int:
        """How many characters at the beginning of a name tell its place, be the division in the table or not."""
        known = self._gazetteer.locate(name)
        length = known.length if known else 0
        while (more := _PLACE.match(name, length)) is not None:
            length = more.end()
        return length

    def _is_name(self, text: str) -> bool:
        bare = text
        for name in self._yet_in:
            bare = bare.replace(name, "")
        return (
            len(text) <= _LONGEST
            and _LETTERS.fullmatch(text) is not None
            and not self._own.search(text)
            and not self._nobody.search(text)
            and not any(words in bare for words in self._not_in)
        )

    def _ends(self, name: str) -> bool:
        core = _SECOND.sub("", name)
        return len(core) >= 3 and self._endings.search(core) is not None

    def _without_note(self, name: str) -> str:
        """Without a bracket behind the name that is no second name of it: （此件公开发布）."""
        second = _SECOND.search(name)
        return name if second is None or self._endings.search(second[1]) else name[: second.start()]

    def _parted(self, name: str) -> str:
        """Two names of one organ printed side by side are parted: 某市林业局、某市绿化办公室."""
        place = _PLACE.match(name)
        if place is None:
            return name
        again = name.find(place[0], place.end() + 2)
        if again > 0 and name[again - 1] not in "、（" and self._endings.search(name[:again]) and len(place[0]) > 1:
            return f"{name[:again]}、{name[again:]}"
        return name


def _unbracketed(text: str) -> str:
    """Without brackets around the whole, and without one that has no partner."""
    whole = _BRACKETED.fullmatch(text)
    if whole is not None:
        return whole[1]
    return text if text.count("（") == text.count("）") else text.strip("（）")
