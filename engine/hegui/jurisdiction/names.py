"""Names of organs as they are written: in full, abbreviated, with or without the places they are of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

_TOKEN = re.compile(r"[㐀-鿿]{1,8}?(?:自治区|自治州|自治县|自治旗|地区|街道|省|市|州|盟|县|区|旗|镇|乡)")
_GENERIC = frozenset("省市州盟县区旗镇乡")


class Tail(NamedTuple):
    """What is left of a name without some of the places before it."""

    text: str
    cut: tuple[str, ...]
    """The places left out, from the widest: 益阳市, 资阳区. One of which its kind is left is not among them."""
    named: bool
    """Whether it still begins with the name of a place, not with a bare 县 or with the organ."""
    whole: bool = False

    @property
    def least(self) -> int:
        """A tail of fewer characters says too little to stand for a longer name: 局, but not 南县."""
        return 2 if self.named else 3


class Names:
    """Makes names comparable, by the lexicon `roster`."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._lexicon = lexicon

    @cached_property
    def _full(self) -> tuple[tuple[str, str], ...]:
        """Abbreviated and full endings with the full one, the longest first."""
        pairs = {
            short: full for full, shorts in self._lexicon.get("abbreviations", {}).items() for short in (full, *shorts)
        }
        return tuple(sorted(pairs.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def _government(self) -> tuple[str, ...]:
        return tuple(self._lexicon.get("government_tails", ()))

    @cached_property
    def _not_places(self) -> tuple[str, ...]:
        return tuple(self._lexicon.get("not_places", ()))

    @cached_property
    def _noise(self) -> re.Pattern[str]:
        return re.compile(self._lexicon.get("file_noise", "(?!)"))

    def canonical(self, name: str) -> str:
        """The name in full, without blanks; of a government the place alone."""
        name = "".join(name.split()).replace("(", "（").replace(")", "）")
        for short, full in self._full:
            if name.endswith(short):
                name = name.removesuffix(short) + full
                break
        for tail in self._government:
            place = name.removesuffix(tail)
            if place != name and (place in _GENERIC or self.places(place)[-1:] == (len(place),)):
                return place
        return name

    def places(self, name: str) -> tuple[int, ...]:
        """Where each of the places ends with which a name begins."""
        ends: list[int] = []
        start = 0
        while (
            not name.startswith(self._not_places, start)
            and (token := _TOKEN.match(name, start))
            and not name.startswith(self._not_places, token.end() - 1)
            and not token[0].endswith(self._not_places)
        ):
            start = token.end()
            ends.append(start)
        return tuple(ends)

    def tails(self, name: str) -> tuple[Tail, ...]:
        """A canonical name, and what is left of it place by place, the longest first."""
        found = [Tail(name, (), True, whole=True)]
        start = 0
        cut: list[str] = []
        if name[:1] in _GENERIC and not name.startswith(self._not_places):
            found.append(Tail(name[1:], (), False))
        for end in self.places(name):
            if name[end - 1] in _GENERIC:
                found.append(Tail(name[end - 1 :], tuple(cut), False))
            cut.append(name[start:end])
            start = end
            found.append(Tail(name[end:], tuple(cut), bool(_TOKEN.match(name, end))))
        return tuple(tail for tail in found if tail.whole or tail.text in _GENERIC or len(tail.text) >= tail.least)

    def organ(self, name: str) -> str:
        """A canonical name without its places; of a government the last of them."""
        ends = self.places(name)
        if ends and ends[-1] == len(name):
            ends = ends[:-1]
        rest = name[ends[-1] :] if ends else name
        generic = not ends and rest[:1] in _GENERIC and not rest.startswith(self._not_places)
        return rest[1:] if generic else rest

    def in_file_name(self, stem: str) -> str:
        """What a file's name says of the unit."""
        return self._noise.sub("", stem)
