"""Findings through the audits: what each audit says of those that are known, and what persons do to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import NamedTuple, TypeVar

from hegui.errors import HistoryUsageError
from hegui.history import database
from hegui.history.models import Concern, Event, Finding, Run
from hegui.history.state import Deed, Detection, Review, Sight, State, detected
from hegui.model.audit import Audit
from hegui.model.run import CorpusAudit
from hegui.model.verdict import Finding as Found
from hegui.model.verdict import Result, Verdict

_T = TypeVar("_T")
_BATCH = 500
_JUDGED = (Result.PASS, Result.FAIL, Result.NOT_APPLICABLE)
_ABOUT = ("rule", "title", "severity", "unit", "units", "year", "path", "message")
"""What an audit says of a finding that it has."""
_UnitYear = tuple[str, int | None]


class OvertakenError(HistoryUsageError):
    """Something has happened to a finding since it was looked at."""


class _Seen(NamedTuple):
    """A finding as an audit has it."""

    verdict: Verdict
    found: Found
    unit: str
    units: tuple[str, ...]
    year: int | None
    path: str
    listed: str
    """The unit's name on the roster, else as recognised."""


@dataclass(slots=True)
class _Told:
    """What the reports of a unit on a year say of rules, those of several reports taken together."""

    rules: frozenset[str] = frozenset()
    unjudged: frozenset[str] = frozenset()

    def add(self, verdicts: Sequence[Verdict]) -> None:
        self.rules |= {verdict.rule for verdict in verdicts}
        self.unjudged |= {verdict.rule for verdict in verdicts if verdict.result not in _JUDGED}

    def of(self, rule: str) -> Sight:
        """What is said of a finding of a rule that was not found."""
        if rule not in self.rules:
            return Sight.RULE_OFF
        return Sight.UNASSESSABLE if rule in self.unjudged else Sight.ABSENT


@dataclass(slots=True)
class Observation:
    """What an audit has to say of findings, gathered report by report."""

    _seen: dict[str, _Seen] = field(default_factory=dict)
    _told: dict[_UnitYear, _Told] = field(default_factory=dict)
    _unread: set[str] = field(default_factory=set)
    """Paths of reports whose unit is not known, or that could not be audited."""
    _names: set[str] = field(default_factory=set)
    """Units as findings on several reports name them."""

    def add(self, audit: Audit) -> None:
        """Take in one report."""
        if audit.errors or audit.unit.name is None:
            self._unread.add(database.storable(audit.source.path))
            if audit.errors:
                return
        unit = audit.unit.name or ""
        self._names.add(audit.unit.in_findings or "")
        self._told.setdefault((unit, audit.year), _Told()).add(audit.verdicts)
        for verdict in audit.verdicts:
            for found in verdict.findings:
                self._see(
                    _Seen(
                        verdict,
                        found,
                        unit,
                        (),
                        audit.year,
                        database.storable(audit.source.path),
                        audit.unit.roster or unit,
                    )
                )

    def keep(self, alias: str, run: Run, corpus: CorpusAudit, at: datetime, supersedes: Collection[int] = ()) -> None:
        """Write down what has changed for each finding, within the transaction that there is.

        `supersedes` are the audits whose reports this one has as they are now.
        """
        former = frozenset(supersedes)
        names = self._names | {entry.name for entry in corpus.units or ()}
        told = {verdict.rule: verdict for verdict in corpus.verdicts}
        for verdict in corpus.verdicts:
            for found in verdict.findings:
                self._see(_Seen(verdict, found, "、".join(found.units), found.units, found.year, "", ""))
        known = self._known(alias, told, former)
        self._make(alias, run, known)
        changes: dict[tuple[str, Detection], list[Finding]] = {}
        for fingerprint, finding in known.items():
            sight = self._sight(finding, fingerprint, names, told, former)
            if sight is None:
                continue
            now = detected(Detection(finding.detection), sight)
            if now != finding.detection:
                changes.setdefault((finding.detection, now), []).append(finding)
        for (_, now), findings in changes.items():
            _append_all(alias, findings, now, run, at)

    def _see(self, seen: _Seen) -> None:
        if seen.found.fingerprint:
            self._seen[seen.found.fingerprint] = seen

    def _known(self, alias: str, corpus: Mapping[str, Verdict], former: Set[int]) -> dict[str, Finding]:
        """The findings that the audit may speak of: those that it has, those of its units and files, and those of the
        audits that it supersedes."""
        rows = Finding.objects.using(alias).select_for_update().order_by("fingerprint")
        known = {one.fingerprint: one for part in _parts(list(self._seen)) for one in rows.filter(fingerprint__in=part)}
        for part in _parts(sorted({unit for unit, _ in self._told})):
            known |= {one.fingerprint: one for one in rows.filter(unit__in=part)}
        for part in _parts(sorted(self._unread)):
            known |= {one.fingerprint: one for one in rows.filter(path__in=part)}
        if corpus:
            known |= {one.fingerprint: one for one in rows.exclude(units=[])}
        open_ones = rows.exclude(detection__in=(Detection.UNSEEN, Detection.GONE))
        for runs in _parts(sorted(former)):
            known |= {one.fingerprint: one for one in open_ones.filter(run__in=runs) if one.fingerprint not in known}
        return known

    def _make(self, alias: str, run: Run, known: dict[str, Finding]) -> None:
        """Rows for what is found, with what the audit says of it."""
        new, changed = [], []
        for fingerprint, seen in self._seen.items():
            about = {
                "rule": seen.verdict.rule,
                "title": seen.verdict.title,
                "severity": str(seen.found.severity or seen.verdict.severity),
                "unit": seen.unit,
                "units": list(seen.units),
                "year": seen.year,
                "path": seen.path,
                "message": seen.found.message,
            }
            row = known.get(fingerprint)
            if row is None:
                new.append(Finding(fingerprint=fingerprint, **about))
            elif any(getattr(row, name) != value for name, value in about.items()):
                for name, value in about.items():
                    setattr(row, name, value)
                changed.append(row)
        rows = Finding.objects.using(alias)
        rows.bulk_create(new, batch_size=_BATCH)
        rows.bulk_update(changed, _ABOUT, batch_size=_BATCH)
        for part in _parts(list(self._seen)):
            rows.filter(fingerprint__in=part).update(run=run)
        concerns = [
            Concern(finding_id=fingerprint, unit=unit)
            for fingerprint, seen in self._seen.items()
            for unit in seen.units or (seen.listed,)
        ]
        Concern.objects.using(alias).bulk_create(concerns, batch_size=_BATCH, ignore_conflicts=True)
        known |= {row.fingerprint: row for row in new}

    def _sight(
        self,
        finding: Finding,
        fingerprint: str,
        names: Set[str],
        corpus: Mapping[str, Verdict],
        former: Set[int],
    ) -> Sight | None:
        """What the audit says of a finding; None where it does not speak of it."""
        if fingerprint in self._seen:
            return Sight.FOUND
        if finding.units:
            if not corpus or not (set(finding.units) <= names or finding.run_id in former):
                return None
            return _among_others(corpus.get(finding.rule), finding.units)
        if told := self._told.get((finding.unit, finding.year)):
            return told.of(finding.rule)
        if finding.path and not self._unread.isdisjoint(_with_parents(finding.path)):
            return Sight.UNASSESSABLE
        return Sight.ABSENT if finding.run_id in former else None


def _with_parents(path: str) -> tuple[str, ...]:
    """A path, and those of the folders and archives that it lies in."""
    return (path, *map(str, PurePosixPath(path).parents))


def _among_others(verdict: Verdict | None, units: Sequence[str]) -> Sight:
    """What a verdict on several reports says of a finding that it does not have."""
    if verdict is None:
        return Sight.RULE_OFF
    if verdict.result is Result.FAIL:
        return Sight.UNASSESSABLE if any(unit in verdict.reason for unit in units) else Sight.ABSENT
    return Sight.ABSENT if verdict.result is Result.PASS else Sight.UNASSESSABLE


def state_of(finding: Finding) -> State:
    """The state of a finding as its row has it."""
    return State(
        number=finding.number,
        detection=Detection(finding.detection),
        review=Review(finding.review),
        until=finding.until,
        decided=finding.decided,
        proposed=Deed(finding.proposed) if finding.proposed else None,
        proposed_until=finding.proposed_until,
        claimed=finding.claimed,
        revisit=finding.revisit,
    )


def replayed(events: Sequence[Event]) -> State:
    """The state that follows from all events of a finding in their order."""
    state = State()
    for event in events:
        state = state.after(kind_of(event), by=event.by, until=event.until)
    return state


def kind_of(event: Event) -> Detection | Deed:
    return Deed(event.kind) if event.kind in set(Deed) else Detection(event.kind)


def act(
    alias: str,
    fingerprint: str,
    deed: Deed,
    *,
    by: str,
    at: datetime,
    reason: str = "",
    until: date | None = None,
    seen: int | None = None,
) -> State:
    """Write down what a person does to a finding, and give the state that it comes to.

    Args:
        seen: The number of the last event that the person knew of; None: whatever has happened.

    Raises:
        OvertakenError: Something has happened since then.
        HistoryError: It cannot be written.
    """
    with database.writing(alias):
        rows = Finding.objects.using(alias)
        rows.get_or_create(fingerprint=fingerprint)
        finding = rows.select_for_update().get(fingerprint=fingerprint)
        if seen is not None:
            hold_to(finding, seen)
        before = state_of(finding)
        state = before.after(deed, by=by, until=until)
        Event.objects.using(alias).create(
            finding=finding,
            number=state.number,
            at=at,
            kind=deed,
            by=by,
            reason=reason,
            until=until,
            on_detection=before.detection,
            on_review=before.review,
        )
        _write(finding, state)
        finding.save(using=alias)
    return state


def hold_to(finding: Finding, seen: int) -> None:
    """Raises OvertakenError where the last event of a finding is another than a person has seen."""
    if seen != finding.number:
        last = finding.events.order_by("-number").first()
        who = (last and last.by) or "新的一次审查"
        raise OvertakenError(f"这处问题已有新的情况（{who}），请看过后再定。")


def _append_all(alias: str, findings: Sequence[Finding], now: Detection, run: Run, at: datetime) -> None:
    """An event of the same kind for each of many findings."""
    events = []
    for finding in findings:
        before = state_of(finding)
        _write(finding, before.after(now))
        events.append(
            Event(
                finding=finding,
                number=finding.number,
                at=at,
                kind=now,
                by="",
                reason="",
                run=run,
                on_detection=before.detection,
                on_review=before.review,
            )
        )
    Event.objects.using(alias).bulk_create(events, batch_size=_BATCH)
    fields = ("number", "detection", "revisit")
    Finding.objects.using(alias).bulk_update(findings, fields, batch_size=_BATCH)


def _write(finding: Finding, state: State) -> None:
    for name, value in asdict(state).items():
        setattr(finding, name, "" if name == "proposed" and value is None else value)


def _parts(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
