"""Waivers: findings that the office lets pass for a reason, until a day. They stay visible with their verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableSequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hegui.audit.corpus.costs import score_again
from hegui.audit.rows import briefs
from hegui.model.renderer import Record
from hegui.rules.fault import Fault, FaultyFile, suggest
from hegui.rules.ruleset import RuleSet
from hegui.rules.schema_packs import WAIVERS
from hegui.rules.strict_yaml import YamlFile, read_yaml
from hegui.rules.validate import validate, validator
from hegui.score import Scheme

_DISMISSED = "dismissed"
_CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps no summer time, so that no table of time zones is needed."""


def today() -> date:
    """The day it is in China: a waiver ends with a Chinese day."""
    return datetime.now(_CHINA).date()


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is let pass, why, by whom, since when, and until which day (inclusive; None: without end)."""

    reason: str
    approver: str
    since: date
    expires: date | None = None
    rule: str | None = None
    unit: str | None = None
    year: int | None = None
    fingerprint: str | None = None
    line: int = 0
    """Where it stands in its file."""

    def covers(self, rule: str, finding: Record, names: Collection[str], year: int | None) -> bool:
        """Whether it speaks of a finding. What it leaves open, it does not ask.

        A finding on several units is no single unit's to be waived: only its fingerprint covers it.
        """
        units = finding.get("units")
        return (
            self.fingerprint in (None, finding["fingerprint"])
            and self.rule in (None, rule)
            and (self.unit is None or (self.unit in names if units is None else [self.unit] == units))
            and self.year in (None, finding.get("year", year))
        )

    def record(self) -> Record:
        return {
            "reason": self.reason,
            "approver": self.approver,
            "date": self.since.isoformat(),
            "expires": self.expires.isoformat() if self.expires else None,
        }

    def listed(self) -> Record:
        """The waiver as it stands among those that had no effect."""
        about = {"rule": self.rule, "unit": self.unit, "year": self.year, "fingerprint": self.fingerprint}
        return {**{key: value for key, value in about.items() if value is not None}, **self.record(), "line": self.line}


@dataclass(slots=True)
class Waivers:
    """What an office has to say on findings: waivers, on a day, and decisions. It is put on them row by row."""

    all: tuple[Waiver, ...] = ()
    day: date = field(default_factory=today)
    decisions: Mapping[str, Record] = field(default_factory=dict)
    """Reviewers' decisions (state, reason, by, at) by fingerprint. What they dismissed is as if it were waived."""
    _used: set[Waiver] = field(default_factory=set)

    def put_on(self, verdicts: list[Record], names: Collection[str] = (), year: int | None = None) -> list[Record]:
        """These verdicts with the waived findings marked; the very same list where none is.

        `names` are those by which the unit of a report is known.
        """
        marked = [
            {**verdict, "findings": [self._marked(finding, verdict["rule"], names, year) for finding in found]}
            if (found := verdict["findings"])
            else verdict
            for verdict in verdicts
        ]
        return verdicts if marked == verdicts else marked

    def without_effect(self) -> Record:
        """The waivers that have run out, and those that met no finding."""
        return {
            "expired": [waiver.listed() for waiver in self.all if self._is_over(waiver)],
            "unused": [
                waiver.listed() for waiver in self.all if not self._is_over(waiver) and waiver not in self._used
            ],
        }

    def waive(self, rows: MutableSequence[Record], scheme: Scheme, ruleset: RuleSet) -> None:
        """Mark the findings of all rows, and make the scores again that this changes."""
        if not self.all and not self.decisions:
            return
        for number, brief in enumerate(briefs(rows)):
            if not any(verdict["findings"] for verdict in brief["verdicts"]):
                continue
            row = rows[number]
            names = {row["unit"]["name"], row["unit"].get("roster")}
            verdicts = self.put_on(row["verdicts"], names, row["year"])
            if verdicts is not row["verdicts"]:
                marked = {**row, "verdicts": verdicts}
                rows[number] = {**marked, "score": score_again(marked, scheme, ruleset)}

    def _marked(self, finding: Record, rule: str, names: Collection[str], year: int | None) -> Record:
        if decision := self.decisions.get(finding["fingerprint"]):
            finding = {**finding, "decision": decision}
            if decision["state"] == _DISMISSED:
                about = {"reason": decision["reason"], "approver": decision["by"], "date": decision["at"][:10]}
                return {**finding, "waiver": {**about, "expires": None}}
        for waiver in self.all:
            if self._is_in_force(waiver) and waiver.covers(rule, finding, names, year):
                self._used.add(waiver)
                return {**finding, "waiver": waiver.record()}
        return finding

    def _is_over(self, waiver: Waiver) -> bool:
        return waiver.expires is not None and self.day > waiver.expires

    def _is_in_force(self, waiver: Waiver) -> bool:
        return waiver.since <= self.day and not self._is_over(waiver)


def read_waivers(path: Path, rules: Iterable[str]) -> Waivers:
    """The waivers of a file. `rules` are the ids that there are. Raises FaultyFile with every mistake in it."""
    file = read_yaml(path)
    faults = validate(file, validator(WAIVERS))
    if not faults:
        known = set(rules)
        faults = [fault for number, item in enumerate(file.data) for fault in _faults(file, number, item, known)]
    if faults:
        raise FaultyFile(faults)
    return Waivers(tuple(_waiver(file, number, item) for number, item in enumerate(file.data)))


def _faults(file: YamlFile, number: int, item: Mapping[str, Any], rules: set[str]) -> Iterator[Fault]:
    if "fingerprint" not in item and not ("rule" in item and "unit" in item):
        yield file.fault("豁免要写明 fingerprint（指纹），或同时写明 rule（规则）和 unit（单位），请补上。", (number,))
    if "rule" in item and item["rule"] not in rules:
        yield file.fault(f"没有规则“{item['rule']}”，{suggest(item['rule'], rules)}；请改正。", (number, "rule"))
    days = {}
    for key in ("date", "expires"):
        if key in item:
            try:
                days[key] = date.fromisoformat(item[key])
            except ValueError:
                yield file.fault(f"“{item[key]}”不是存在的日期，请写成 2025-12-31 这样。", (number, key))
    if len(days) == 2 and days["expires"] < days["date"]:
        yield file.fault("截止日期（expires）早于批准日期（date），请改正。", (number, "expires"))


def _waiver(file: YamlFile, number: int, item: Mapping[str, Any]) -> Waiver:
    known = {key: value for key, value in item.items() if key not in ("date", "expires")}
    return Waiver(
        **known,
        since=date.fromisoformat(item["date"]),
        expires=date.fromisoformat(item["expires"]) if "expires" in item else None,
        line=file.fault("", (number,)).line,
    )
