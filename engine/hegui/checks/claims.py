"""What statements claim, held against one another and against the tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.checks.evidence import cell_evidence
from hegui.checks.formula import Formula
from hegui.checks.names import CellSlot
from hegui.model.report import Number, Report
from hegui.model.rule import Evidence
from hegui.rules.check import Context
from hegui.rules.evaluation import ValueType, value_text
from hegui.rules.expression import Bound
from hegui.rules.schema import EXPRESSION
from hegui.rules.trace import judged, listening


class Claim(NamedTuple):
    """What a sentence claims: a number, or 1 where it names none."""

    number: Decimal
    quoted: Callable[[], Evidence]


Claims = Mapping[str, Sequence[Claim]]
"""By their names in the lexicon, those not made empty."""


class Fault(NamedTuple):
    """What contradicts: values for the message, and where they stand."""

    fields: Mapping[str, str]
    evidence: tuple[Evidence, ...]


class Condition:
    """What must hold between claims and cells, or a number of which every claim must be a multiple.

    In a formula a claim counts with its first number that is not nought. What is not claimed counts as `unsaid`; where
    that is None, a formula is judged only if all of its claims are made.
    """

    def __init__(
        self, data: Mapping[str, Any], claims: frozenset[str], unsaid: Number | None, context: Context
    ) -> None:
        self.says: str = data.get("says", "")
        self.name: str = data.get("name", "")
        self._of: str = data.get("of", "")
        self._multiple = Decimal(data.get("multiple_of", 0))
        self._once: frozenset[str] = frozenset(data.get("once", ()))
        self._unsaid = unsaid
        source = data.get("assert")
        if bool(source) is bool(self._of) or bool(self._of) is not bool(self._multiple):
            raise ValueError("conditions 的每一项写 assert（算式），或 of 和 multiple_of（某数的整数倍），请改正。")
        for name in sorted(self._once | {self._of} - {""}):
            if name not in claims:
                raise ValueError(f"词表的 claims 中没有“{name}”，请补上或改正名称。")
        self._formula = (
            Formula(source, None, context.forms, dict.fromkeys(claims, ValueType.NUMBER)) if source else None
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """What its words may name."""
        return (self._of,) if self._formula is None else tuple(self._formula.expression.names)

    def settled(self, report: Report) -> bool:
        """Whether it holds whatever is claimed, so that nothing need be read."""
        if self._formula is None or not self._formula.tables or listening():
            return False
        program = self._formula.program(self._formula.form_of(report))
        return program is not None and bool(program.instances[0].bound.holds(lambda slot: self._cell(slot, report)))

    def outcome(self, report: Report, claims: Claims) -> tuple[bool, Fault | None]:
        """Whether it could be judged (what is not claimed contradicts nothing), and what is wrong."""
        if self._formula is None:
            return True, self._odd(claims[self._of])
        said = {name: self._claim(name, claims) for name in self._formula.expression.names if name in claims}
        if self._unsaid is None and None in said.values():
            return True, None
        program = self._formula.program(self._formula.form_of(report))
        if program is None:
            return False, None
        bound = program.instances[0].bound
        values = {
            slot: self._cell(slot, report) if isinstance(slot, CellSlot) else self._number(said[str(slot)])
            for slot in bound.slots
        }
        holds = bound.holds(values.__getitem__)
        judged(self.name or self._formula.expression.source, "", holds)
        if holds is False:
            return True, _fault(bound, values, report, said)
        return holds or all(values[slot] is not None for slot in bound.slots if isinstance(slot, CellSlot)), None

    def _odd(self, claims: Sequence[Claim]) -> Fault | None:
        odd = [claim for claim in claims if claim.number % self._multiple]
        judged(self.name, "、".join(value_text(claim.number) for claim in claims), not odd)
        if not odd:
            return None
        listed = "、".join(dict.fromkeys(value_text(claim.number) for claim in odd))
        return Fault({self._of: listed}, tuple(dict.fromkeys(claim.quoted() for claim in odd)))

    def _number(self, claim: Claim | None) -> Number | None:
        return claim.number if claim else self._unsaid

    def _cell(self, slot: Hashable, report: Report) -> Number | None:
        table = report.tables.get(slot.table) if isinstance(slot, CellSlot) else None
        return table.number(slot.path) if table and isinstance(slot, CellSlot) else None

    def _claim(self, name: str, claims: Claims) -> Claim | None:
        made = claims[name]
        if name in self._once and len(made) != 1:
            return None
        return next((claim for claim in made if claim.number), made[0] if made else None)


def _fault(
    bound: Bound, values: Mapping[Hashable, Number | None], report: Report, said: Mapping[str, Claim | None]
) -> Fault:
    evidence: dict[Evidence, None] = {}
    for slot in bound.account(values.__getitem__).slots:
        if isinstance(slot, CellSlot):
            cell = report.tables[slot.table].cells.get(slot.path)
            evidence[cell_evidence(slot.table, slot.path, cell)] = None
        elif claim := said[str(slot)]:
            evidence[claim.quoted()] = None
    fields = {name: values[term.slots[0]] for name, term in bound.terms.items()}
    told = {name: value_text(value) for name, value in fields.items() if value is not None}
    return Fault(told, tuple(evidence))


CONDITION: dict[str, Any] = {
    "type": "object",
    "description": "一种关系",
    "properties": {
        "assert": {
            "type": "string",
            "minLength": 1,
            "format": EXPRESSION,
            "description": "应当成立的算式：名称为词表 claims 中的说法（没有数目的，说了为 1），或表中的格；"
            "所说的各项都说到了才判断",
        },
        "once": {
            "type": "array",
            "minItems": 1,
            "description": "全文只说了一次时才审查的说法",
            "items": {"type": "string", "minLength": 1, "description": "词表 claims 中的名称"},
        },
        "of": {
            "type": "string",
            "minLength": 1,
            "description": "词表 claims 中的名称：其中每一个数都是 multiple_of 的整数倍",
        },
        "multiple_of": {"type": "integer", "minimum": 1, "description": "整数倍"},
        "says": {"type": "string", "minLength": 1, "description": "一句话：哪里不对，供问题说明中的 {说明} 使用"},
        "name": {
            "type": "string",
            "minLength": 1,
            "description": "问题的名称：再次审查时据以认出同一问题，用了就不要改",
        },
    },
    "additionalProperties": False,
}
