"""Which figures of a sentence are totals: what came in and what became of it, told one after the other."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from hegui.model.report import Figure, Number

_BY_CHANNEL = re.compile("(?:po+){2,}")

Claimed = Mapping[int, Figure | None]
"""The figures of a sentence by the place of their number."""


class Flow:
    """The subjects of what comes in and of what becomes of it, as the lexicon names them."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._incoming: Container[str] = frozenset(lexicon.get("in", ()))
        self._outgoing: Container[str] = frozenset(lexicon.get("out", ()))
        self._alike: Container[str] = frozenset(lexicon.get("alike", ()))
        self._of_all: Mapping[str, Sequence[str]] = lexicon.get("of_all", {})
        self._carried: Container[str] = {name for names in self._of_all.values() for name in names}

    def is_told(self, claimed: Claimed, before: int, unit: str | None) -> bool:
        """Whether a total was told before a place, in the same unit or one that is used for it."""
        return any(
            at < before and figure and self._is_total(figure) and self._same(figure.unit, unit)
            for at, figure in claimed.items()
        )

    def _is_total(self, figure: Figure) -> bool:
        return not figure.partial and (figure.subject in self._incoming or figure.subject in self._outgoing)

    def _same(self, unit: str, other: str | None) -> bool:
        return not unit or not other or unit == other or (unit in self._alike and other in self._alike)

    def totals(self, claimed: Claimed, numbers: Mapping[int, Number], listed: Container[int]) -> Claimed:
        """The figures, marked partial where the sentence tells that they are none of the whole.

        `numbers` are all that count something, by their places, `listed` the places of those in lists under others.
        """
        if self._goes_by_channel(claimed):
            parts = set(claimed)
        else:
            parts = {*self._of_others(claimed, numbers, listed), *self._of_parts(claimed, numbers, listed)}
        return {
            at: figure._replace(partial=True) if figure and at in parts else figure for at, figure in claimed.items()
        }

    def _goes_by_channel(self, claimed: Claimed) -> bool:
        """True for 受理线上申请65件，办结62件，受理线下申请9件，已全部办结: each is of one channel."""
        figures = sorted((figure for figure in claimed.values() if figure), key=lambda figure: figure.start)
        steps = (
            ("p" if figure.partial else "i")
            if figure.subject in self._incoming
            else "o"
            if figure.subject in self._outgoing
            else ""
            for figure in figures
        )
        return _BY_CHANNEL.fullmatch("".join(steps)) is not None

    def _of_parts(self, claimed: Claimed, numbers: Mapping[int, Number], listed: Container[int]) -> Iterator[int]:
        """Words for all of what was counted last before them, where that is no total: 结转的2件也已全部办结.

        Parts that add up to the total before them are all of it.
        """
        for at, figure in claimed.items():
            if figure is None or figure.subject not in self._of_all:
                continue
            between = self._of_all[figure.subject]
            parts: Number = 0
            total: Number | None = None
            before = [place for place in numbers if place < at and place not in listed]
            for place in reversed(before):
                counted = claimed.get(place)
                if counted and counted.subject in between:
                    continue
                if counted and self._is_total(counted) and counted.subject not in self._carried:
                    total = counted.value
                    break
                parts += numbers[place]
            if before and (total is None or parts not in (0, total)):
                yield at

    def _of_others(self, claimed: Claimed, numbers: Iterable[int], listed: Container[int]) -> Iterator[int]:
        """What became of something else that the sentence counts: 上级转办5件，办结5件.

        It may become of all that came in, where that was told before and its outcome not yet.
        """
        received = closed = aside = False
        for at in numbers:
            figure = claimed.get(at)
            outgoing = figure is not None and figure.subject in self._outgoing
            if outgoing and aside and (closed or not received):
                yield at
            elif figure and not figure.partial:
                received = received or figure.subject in self._incoming
                closed = closed or outgoing
                aside = False
            elif at not in listed:
                aside = True
