"""Waivers: findings that the office lets pass for a reason, until a day. They stay visible with their verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import asdict, replace

from hegui.errors import WaiversError
from hegui.model.audit import FindingSummary, Summary
from hegui.model.run import IdleWaiver, IdleWaivers
from hegui.model.verdict import Decided, DecisionState, Finding, Verdict, Waived
from hegui.rules.mistake import InvalidFileError, Mistake, suggest
from hegui.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from hegui.rules.strict_yaml import YamlFile

_F = TypeVar("_F", Finding, FindingSummary)
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

    def covers(
        self, rule: str, fingerprint: str, units: Sequence[str], names: Collection[str | None], year: int | None
    ) -> bool:
        """Whether it speaks of a finding: of a report whose unit is known by `names`, or on several `units`. What it
        leaves open, it does not ask.

        A finding on several units is no single unit's to be waived: only its fingerprint covers it.
        """
        return (
            self.fingerprint in (None, fingerprint)
            and self.rule in (None, rule)
            and (self.unit is None or ([self.unit] == list(units) if units else self.unit in names))
            and self.year in (None, year)
        )

    def waived(self) -> Waived:
        return Waived(
            self.reason, self.approver, self.since.isoformat(), self.expires.isoformat() if self.expires else None
        )

    def listed(self) -> IdleWaiver:
        """The waiver as it stands among those that had no effect."""
        return IdleWaiver(
            rule=self.rule,
            unit=self.unit,
            year=self.year,
            fingerprint=self.fingerprint,
            line=self.line,
            **asdict(self.waived()),
        )


@dataclass(slots=True)
class Waivers:
    """What an office has to say on findings: waivers, on a day, and reviewers' decisions."""

    all: tuple[Waiver, ...] = ()
    day: date = field(default_factory=today)
    decisions: Mapping[str, Decided] = field(default_factory=dict)
    """By fingerprint. What reviewers dismissed, or accepted until a day, is as if it were waived."""
    _used: set[Waiver] = field(default_factory=set)

    def on_report(self, summary: Summary) -> Summary:
        """The summary of a report with its findings marked."""
        names = (summary.unit.name, summary.unit.roster)

        def marked(rule: str, finding: FindingSummary) -> FindingSummary:
            return self._marked(finding, rule, (), names, summary.year)

        return replace(
            summary,
            verdicts=tuple(
                replace(verdict, findings=tuple(marked(verdict.rule, one) for one in verdict.findings))
                for verdict in summary.verdicts
            ),
        )

    def on_corpus(self, verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
        """Verdicts on several reports with their findings marked."""
        return tuple(
            replace(
                verdict,
                findings=tuple(
                    self._marked(finding, verdict.rule, finding.units, (), finding.year) for finding in verdict.findings
                ),
            )
            for verdict in verdicts
        )

    def without_effect(self) -> IdleWaivers:
        """The waivers that have run out, and those that met no finding."""
        over = [waiver for waiver in self.all if self._is_over(waiver)]
        unused = [waiver for waiver in self.all if not self._is_over(waiver) and waiver not in self._used]
        return IdleWaivers(tuple(one.listed() for one in over), tuple(one.listed() for one in unused))

    def _marked(
        self, finding: _F, rule: str, units: Sequence[str], names: Collection[str | None], year: int | None
    ) -> _F:
        decision = self.decisions.get(finding.fingerprint)
        if decision and self._lets_pass(decision):
            waived = Waived(decision.reason, decision.by, decision.at[:10], decision.until)
            return replace(finding, waiver=waived, decision=decision)
        for waiver in self.all:
            if self._is_in_force(waiver) and waiver.covers(rule, finding.fingerprint, units, names, year):
                self._used.add(waiver)
                return replace(finding, waiver=waiver.waived(), decision=decision)
        return replace(finding, decision=decision) if decision else finding

    def _lets_pass(self, decision: Decided) -> bool:
        accepted = decision.state is DecisionState.ACCEPTED and decision.until is not None
        return decision.state is DecisionState.DISMISSED or (accepted and self.day.isoformat() <= str(decision.until))

    def _is_over(self, waiver: Waiver) -> bool:
        return waiver.expires is not None and self.day > waiver.expires

    def _is_in_force(self, waiver: Waiver) -> bool:
        return waiver.since <= self.day and not self._is_over(waiver)


def read_waivers(path: Path, ruleset: RuleSet) -> tuple[Waiver, ...]:
    """The waivers of a file. Raises WaiversError with every mistake in it."""
    from hegui.rules.schema_packs import WAIVERS
    from hegui.rules.strict_yaml import read_yaml
    from hegui.rules.validate import validate, validator

    try:
        file = read_yaml(path)
        mistakes = validate(file, validator(WAIVERS))
        if not mistakes:
            known = {rule.id for rule in ruleset.all_rules}
            items = enumerate(file.data)
            mistakes = [mistake for number, item in items for mistake in _mistakes(file, number, item, known)]
    except InvalidFileError as error:
        mistakes = list(error.mistakes)
    if mistakes:
        raise WaiversError("\n".join(["豁免清单有误，请改正：", *map(str, mistakes)]))
    return tuple(_waiver(file, number, item) for number, item in enumerate(file.data))


def _mistakes(file: YamlFile, number: int, item: Mapping[str, Any], rules: set[str]) -> Iterator[Mistake]:
    if "fingerprint" not in item and not ("rule" in item and "unit" in item):
        yield file.mistake(
            "豁免要写明 fingerprint（指纹），或同时写明 rule（规则）和 unit（单位），请补上。", (number,)
        )
    if "rule" in item and item["rule"] not in rules:
        yield file.mistake(f"没有规则“{item['rule']}”，{suggest(item['rule'], rules)}；请改正。", (number, "rule"))
    days = {}
    for key in ("date", "expires"):
        if key in item:
            try:
                days[key] = date.fromisoformat(item[key])
            except ValueError:
                yield file.mistake(f"“{item[key]}”不是存在的日期，请写成 2025-12-31 这样。", (number, key))
    if len(days) == 2 and days["expires"] < days["date"]:
        yield file.mistake("截止日期（expires）早于批准日期（date），请改正。", (number, "expires"))


def _waiver(file: YamlFile, number: int, item: Mapping[str, Any]) -> Waiver:
    known = {key: value for key, value in item.items() if key not in ("date", "expires")}
    return Waiver(
        **known,
        since=date.fromisoformat(item["date"]),
        expires=date.fromisoformat(item["expires"]) if "expires" in item else None,
        line=file.mistake("", (number,)).line,
    )
