"""A formula judged place by place: which rows or columns are wrong, by how much, and which cannot be judged and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from hegui.checks.evidence import cell_evidence
from hegui.checks.facts import Fact
from hegui.checks.formula import AXIS_FIELDS, Formula, Instance, Program, difference_in, sides_of
from hegui.checks.names import CellSlot
from hegui.checks.transfer import Transfer, transfers
from hegui.model.report import CellKind, Number, Report
from hegui.model.rule import Evidence, Finding, Outcome, Result, Rule
from hegui.rules.check import PASSED, Parameters, cannot_assess, fill
from hegui.rules.evaluation import value_text
from hegui.rules.expression import Account
from hegui.rules.trace import judged, listening, located

_EMPTY = (CellKind.BLANK, CellKind.MARK)
_MOST_EVIDENCE = 8
_MOST_PLACES = 6
_MOST_NAMES = 4


class _Gap(NamedTuple):
    """A value that is missing."""

    name: str
    state: str
    stated: bool = True
    """False where the report has nothing in its place."""
    empty: bool = False
    """True for a blank or mark, which somebody might have meant as 0."""


class Placewise:
    """A rule on one report, row by row or column by column."""

    def __init__(
        self,
        rule: Rule,
        formula: Formula,
        program: Program,
        facts: Mapping[str, Fact],
        report: Report,
        parameters: Parameters,
    ) -> None:
        self._rule = rule
        self._formula = formula
        self._program = program
        self._report = report
        names = formula.expression.names
        self._readings = {name: facts[name].read(report, parameters) for name in names if name in facts}
        for name, reading in self._readings.items():
            located(name, "" if reading.value is None else reading.text, reading.evidence)
        own = [reading.basis for reading in self._readings.values() if reading.basis]
        self._basis = "；".join([str(rule.basis), *own]) if own else ""

    def outcome(self) -> Outcome:
        """Fail where it is wrong anywhere; else, where anything is missing, what that comes to; else pass."""
        results = [(instance, instance.bound.holds(self._value)) for instance in self._program.instances]
        wrong = [(instance, instance.bound.account(self._value)) for instance, holds in results if holds is False]
        unjudged = [instance for instance, holds in results if holds is None]
        if listening():
            for instance, holds in results:
                account = self._why_unjudged(instance) if holds is None else instance.bound.account(self._value).formula
                judged(instance.key or "算式", account, holds)
        reason = self._reason(unjudged)
        if wrong:
            reason = f"另有 {len(unjudged)} 处未能判断：{reason}" if unjudged else ""
            return Outcome(Result.FAIL, reason, tuple(self._findings(wrong)))
        if not unjudged:
            return PASSED
        stated = any(
            self._obstacles(instance) or any(gap.stated for gap in self._gaps(instance)) for instance in unjudged
        )
        return cannot_assess(reason) if stated else missing(self._rule, reason)

    def _value(self, slot: Hashable) -> Number | date | str | None:
        if isinstance(slot, CellSlot):
            return self._formula.number(self._report, slot)
        return self._readings[str(slot)].value

    # What is wrong

    def _findings(self, wrong: list[tuple[Instance, Account]]) -> Iterator[Finding]:
        moves = self._transfers({instance.key: account for instance, account in wrong})
        for instance, account in wrong:
            message = fill(self._rule.message, self._fields(instance, account))
            cause = _transfer_text(moves.get(instance.key))
            key, evidence = self._key(instance), self._evidence(instance, account)
            yield Finding(message + cause, key, evidence, basis=self._basis, difference=difference_in(account))

    def _fields(self, instance: Instance, account: Account) -> Mapping[str, object]:
        fields = sides_of(account)
        if self._formula.axis is not None:
            fields[AXIS_FIELDS[self._formula.axis]] = instance.key
        for name, term in instance.bound.terms.items():
            if name in self._readings:
                fields[name] = self._readings[name].text
            else:
                values = [self._value(slot) for slot in term.slots]
                numbers = [value for value in values if isinstance(value, int | Decimal)]
                fields[name] = value_text(sum(numbers)) if len(numbers) == len(values) else "缺"
        return fields

    def _key(self, instance: Instance) -> str:
        if instance.key:
            return f"{self._formula.table}/{instance.key}"
        slot = instance.bound.slots[0]
        return "/".join((slot.table, *slot.path)) if isinstance(slot, CellSlot) else str(slot)

    def _evidence(self, instance: Instance, account: Account) -> tuple[Evidence, ...]:
        """The cells and dates that decided, and of groups those cells that are not nought."""
        named = {term.slots[0] for term in instance.bound.terms.values() if not term.group}
        found: list[Evidence] = []
        for slot in account.slots:
            if isinstance(slot, CellSlot):
                cell = self._report.tables[slot.table].cells.get(slot.path)
                if slot in named or (cell and cell.value):
                    found.append(cell_evidence(slot.table, slot.path, cell))
            elif evidence := self._readings[str(slot)].evidence:
                found.append(evidence)
        first, *rest = found or [Evidence()]
        return (replace(first, formula=account.formula), *rest[: _MOST_EVIDENCE - 1])

    def _transfers(self, wrong: Mapping[str, Account]) -> Mapping[str, Transfer]:
        groups = self._rule.params.get("explain", {}).get("transfer")
        if not groups:
            return {}
        table = self._report.tables[self._formula.table]
        names = self._program.tables[self._formula.table]
        rows, columns = names.expanded(0, groups["rows"]), names.expanded(1, groups["columns"])
        differences = {
            column: account.left - account.right
            for column, account in wrong.items()
            if column in columns
            and isinstance(account.left, int | Fraction)
            and isinstance(account.right, int | Fraction)
        }
        return transfers(differences, rows, lambda row, column: table.number((row, column)))

    # What could not be judged

    def _reason(self, unjudged: list[Instance]) -> str:
        """What is missing where; places where the same is missing are named together."""
        places: dict[str, list[str]] = {}
        for instance in unjudged:
            places.setdefault(self._why_unjudged(instance), []).append(instance.key)
        texts = [f"{_listed(keys, '处')}：{text}" if keys[0] else text for text, keys in places.items()]
        return "；".join(texts[:_MOST_PLACES]) + ("……" if len(texts) > _MOST_PLACES else "")

    def _why_unjudged(self, instance: Instance) -> str:
        gaps = self._gaps(instance)
        states: dict[str, list[str]] = {}
        for gap in gaps:
            states.setdefault(gap.state, []).append(gap.name)
        texts = [f"{_listed(names, '格')}{state}" for state, names in states.items()]
        if gaps and all(gap.empty for gap in gaps):
            holds = instance.bound.holds(lambda slot: 0 if (value := self._value(slot)) is None else value)
            texts.append("仅在空白视为 0 时成立" if holds else "空白视为 0 时也不成立")
        texts += self._obstacles(instance)
        return "，".join(texts or ["除数为 0，无法计算"])

    def _obstacles(self, instance: Instance) -> tuple[str, ...]:
        return instance.bound.obstacles(self._value)

    def _gaps(self, instance: Instance) -> list[_Gap]:
        return [self._gap(slot, instance.key) for slot in instance.bound.slots if self._value(slot) is None]

    def _gap(self, slot: Hashable, line: str) -> _Gap:
        if not isinstance(slot, CellSlot):
            reading = self._readings[str(slot)]
            return _Gap("", reading.text, reading.stated)
        table = self._report.tables[slot.table]
        cell = table.cells.get(slot.path)
        others = [part for axis, part in enumerate(slot.path) if (axis, part) != (self._formula.axis, line)]
        name = "·".join(others)
        if doubtful := table.doubtful.get(slot.path):
            return _Gap(name, f"识别为“{doubtful.raw}”，把握不足" if doubtful.raw else "没有识别出来")
        if cell is None or cell.kind is CellKind.NOT_FOUND:
            return _Gap(name, "未找到", stated=False)
        if cell.kind is CellKind.BLANK:
            return _Gap(name, "为空白", stated=False, empty=True)
        return _Gap(name, f"填“{cell.raw}”，不是件数", empty=cell.kind in _EMPTY)


def _listed(names: list[str], unit: str) -> str:
    return "、".join(names[:_MOST_NAMES]) + (f"等 {len(names)} {unit}" if len(names) > _MOST_NAMES else "")


def _transfer_text(transfer: Transfer | None) -> str:
    if transfer is None:
        return ""
    row = f"，{transfer.row}行" if transfer.row else ""
    return f"；疑似 {value_text(transfer.cases)} 件填错列（{transfer.wrong} ↔ {transfer.right}{row}）"


def missing(rule: Rule, reason: str) -> Outcome:
    """What a rule comes to where the report does not state what it needs."""
    return Outcome(Result(rule.params.get("missing", "cannot_assess")), rule.params.get("missing_reason", reason))
