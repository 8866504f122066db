"""What a planted fault is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hegui.model.rule import Evidence, Result
from hegui.proving.draft import Draft
from tools.layouts import Layout


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault chosen for one draft: the edits that plant it, and what the finding must show (None: anything)."""

    edits: Mapping[str, Any]
    table: str | None = None
    row: str | None = None
    column: str | None = None
    quote: str | None = None

    def is_shown_by(self, evidence: Evidence) -> bool:
        """Whether this evidence points at the fault: at its cell, or at words that contain or belong to its words."""
        cell = ((self.table, evidence.table), (self.row, evidence.row), (self.column, evidence.column))
        if not all(wanted is None or wanted == given for wanted, given in cell):
            return False
        if self.quote is None:
            return True
        wanted, given = _squeezed(self.quote), _squeezed(evidence.quote or "")
        return bool(given) and (wanted in given or given in wanted)


Plant = Callable[[Draft, Random], Planted | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A way of spoiling a clean report so that one rule must speak.

    `plant` chooses the particulars for a draft, or returns None where the fault does not fit it. `needs` names what a
    layout must be able to do to print it: `blanks`, `pictures`, `grid`.
    """

    name: str
    rule: str
    plant: Plant
    result: Result = Result.FAIL
    needs: tuple[str, ...] = ()
    entails: tuple[str, ...] = ()
    """Other rules that the same fault may truly break: a wrong total no longer agrees with the text either."""

    def fits(self, layout: Layout) -> bool:
        """Whether the layout can print what the fault needs."""
        return all(getattr(layout, need) for need in self.needs)


@dataclass(frozen=True, slots=True)
class Register:
    """Collects the faults of a module."""

    faults: list[Fault] = field(default_factory=list)

    def fault(
        self, rule: str, *entails: str, result: Result = Result.FAIL, needs: tuple[str, ...] = ()
    ) -> Callable[[Plant], Plant]:
        """Decorator: the function plants a fault of this rule; its name becomes the fault's."""

        def register(plant: Plant) -> Plant:
            name = plant.__name__.replace("_", "-")
            self.faults.append(Fault(name, rule, plant, result, needs, entails))
            return plant

        return register

    def sentence(self, name: str, rule: str, section: str, text: str, quote: str, since: int = 0) -> None:
        """A fault that is one more sentence in a section, for report years from `since` on."""

        def plant(draft: Draft, random: Random) -> Planted | None:
            if draft.year < since:
                return None
            return Planted({"append": {section: text}}, quote=quote)

        self.faults.append(Fault(name, rule, plant))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
