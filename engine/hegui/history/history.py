"""A history: audits, the files they were made of, and reviewers' decisions, in one database.

A SQLite file that any office can copy, which takes the many small writes of decisions and survives a crash in the
middle of one; PostgreSQL is the same code by another address. For questions over millions of findings there is Parquet.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median, mode
from typing import Any, NamedTuple, Self, overload

from django.db.models import Count, F
from django.utils.timezone import localtime, make_aware
from msgspec import Struct
from msgspec.structs import replace

from hegui.errors import HistoryUsageError
from hegui.history import database
from hegui.history import findings as known_findings
from hegui.history.models import Body, Event, Finding, Report, Run, Source, Unjudged
from hegui.history.state import Deed, Detection, Review
from hegui.judge.totals import totals_of
from hegui.model.audit import Audit, amount
from hegui.model.encoding import decode, encode
from hegui.model.run import AuditRun, PastRun
from hegui.model.totals import Totals
from hegui.model.verdict import Decided, DecisionState, Result

_BATCH = 200
_FINGERPRINT = re.compile("[0-9a-f]{16}")


class Saved(NamedTuple):
    """An audit in a history."""

    number: int
    label: str
    saved_at: str
    engine: str
    ruleset: str
    complete: bool
    reports: int


class History:
    """An open history. Use as a context manager."""

    def __init__(self, place: str) -> None:
        """`place` is a file, or an address such as `postgresql://user@host/name`. Raises HistoryUsageError."""
        self._place = place
        self._alias = database.connect(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        database.close(self._alias)

    @property
    def shown(self) -> str:
        """Its place as a person may see it."""
        return database.shown(self._place)

    def save(
        self, run: AuditRun, label: str = "", *, keep_sources: bool = False, supersedes: Collection[int] = ()
    ) -> int:
        """Keep an audit and return its number. All of it is kept, or nothing.

        A report whose audit an earlier run has too is kept once. With `keep_sources` the audited files are kept beside
        it, each content once; a file that is gone or has changed since is left out.

        `supersedes` are the numbers of earlier audits of the same collection of reports, all of which this one has as
        they are now: what was last seen in one of these, on reports or units that are no longer among them or have
        another name, is gone.
        """
        observed = known_findings.Observation()
        with database.writing(self._alias):
            head = encode(replace(run, reports=(), label=None, number=None))
            row = Run.objects.using(self._alias).create(
                label=database.storable(label),
                saved_at=run.generated_at or _now().isoformat(timespec="seconds"),
                engine=run.engine,
                ruleset=run.ruleset.digest,
                complete=run.complete,
                head=zlib.compress(head),
            )
            reports = iter(run.reports)
            position = 0
            while batch := list(islice(reports, _BATCH)):
                self._save_reports(row, position, batch)
                if keep_sources:
                    self._save_missing(Source, dict(_contents(batch)))
                for audit in batch:
                    observed.add(audit)
                position += len(batch)
            observed.keep(self._alias, row, run.corpus, _now(), supersedes)
        return row.number

    def audits(self) -> list[Saved]:
        """All audits, the oldest first."""
        runs = Run.objects.using(self._alias).annotate(count=Count("reports")).order_by("number")
        with database.reading(self._alias):
            return [Saved(*row) for row in runs.values_list(*Saved._fields[:-1], "count")]

    def run(self, number: int) -> AuditRun:
        """An audit as it was saved; its reports are read as they are looked at. Raises HistoryUsageError."""
        with database.reading(self._alias):
            found = Run.objects.using(self._alias).filter(number=number).first()
            if found is None:
                raise HistoryUsageError(
                    f"{database.shown(self._place)}：没有编号为 {number} 的审查，用 hegui history list 可列出全部。"
                )
            length = found.reports.count()
        run = decode(zlib.decompress(found.head), AuditRun)
        return replace(run, reports=_Reports(self._alias, number, length), label=found.label, number=number)

    def trend(self, units: Iterable[str] | None = None) -> tuple[PastRun, ...]:
        """Year, median score and number of reports of each audit that scored any, the oldest first."""
        reports = Report.objects.using(self._alias).exclude(total=None)
        if units is not None:
            reports = reports.filter(unit__in=list(units))
        scored: dict[int, list[tuple[Any, int | None]]] = {}
        with database.reading(self._alias):
            for number, total, year in reports.values_list("run_id", "total", "year"):
                scored.setdefault(number, []).append((total, year))
        known = self._totals() if units is None else {}
        return tuple(
            _past(saved.label or saved.saved_at[:10], scored[saved.number], saved.number, known.get(saved.number))
            for saved in self.audits()
            if saved.number in scored
        )

    def _totals(self) -> dict[int, Totals]:
        """The figures that each audit was saved with."""
        with database.reading(self._alias):
            heads = list(Run.objects.using(self._alias).values_list("number", "head"))
        runs = ((number, decode(zlib.decompress(head), _Head)) for number, head in heads)
        return {number: head.totals for number, head in runs if head.totals}

    def with_trend(self, run: AuditRun, label: str) -> AuditRun:
        """A run that is not saved yet, with the trend up to it."""
        scored = [(one.score.total, one.year) for one in run.summaries() if one.score]
        name = label or (run.generated_at or "")[:10] or "本次"
        now = [_past(name, scored, totals=totals_of(run))] if scored else []
        return replace(run, history=(*self.trend(), *now))

    def source(self, digest: str) -> bytes | None:
        """A file as it was audited, by its SHA-256; None where it was not kept."""
        with database.reading(self._alias):
            found = Source.objects.using(self._alias).filter(sha256=digest).first()
        return None if found is None else found.file

    def knows(self, fingerprint: str) -> bool:
        """Whether any audit has seen a finding, or somebody has decided of it. Raises HistoryUsageError for what is no
        fingerprint."""
        _check_fingerprint(fingerprint)
        with database.reading(self._alias):
            return Event.objects.using(self._alias).filter(finding=fingerprint).exists()

    def decide(self, fingerprint: str, decision: Decided) -> None:
        """Write down a decision on a finding; earlier ones stay to be seen. Raises HistoryUsageError.

        It holds for every later audit that finds the same again, until another is made.
        """
        _check_fingerprint(fingerprint)
        if not decision.reason.strip():
            raise HistoryUsageError("请写明理由。")
        known_findings.act(
            self._alias,
            fingerprint,
            Deed(decision.state),
            by=decision.by,
            at=_moment(decision.at),
            reason=decision.reason,
            until=_last_day(decision),
        )

    def reopen(self, fingerprint: str, *, by: str, reason: str) -> None:
        """Take back what was decided of a finding; that it was decided stays to be seen. Raises HistoryUsageError."""
        if fingerprint not in self.decisions():
            raise HistoryUsageError(f"没有对“{fingerprint}”的复核意见，用 hegui history decisions 可列出全部。")
        known_findings.act(self._alias, fingerprint, Deed.REOPEN, by=by, at=_now(), reason=reason)

    def decisions(self, fingerprints: Iterable[str] | None = None) -> dict[str, Decided]:
        """The decisions that hold, by the fingerprints of their findings: all, or those on some findings."""
        decided = Event.objects.using(self._alias).filter(number=F("finding__decided")).order_by("at", "pk")
        if fingerprints is not None:
            decided = decided.filter(finding__in=list(fingerprints))
        with database.reading(self._alias):
            return {event.finding_id: _decided(event) for event in decided}

    def known(self, fingerprints: Iterable[str]) -> set[str]:
        """Those of findings that the history knows."""
        wanted = list(fingerprints)
        known: set[str] = set()
        with database.reading(self._alias):
            for start in range(0, len(wanted), _BATCH):
                rows = Finding.objects.using(self._alias).filter(pk__in=wanted[start : start + _BATCH])
                known.update(rows.values_list("pk", flat=True))
        return known

    def events(self, fingerprint: str) -> list[Happened]:
        """What happened to a finding, the first thing first: what the audits saw, and what was decided by whom."""
        events = Event.objects.using(self._alias).filter(finding=fingerprint).order_by("number")
        with database.reading(self._alias):
            return [
                Happened(
                    _in_china(one.at),
                    known_findings.kind_of(one),
                    one.by,
                    one.reason,
                    one.until and one.until.isoformat(),
                    one.run_id,
                    Detection(one.on_detection),
                    Review(one.on_review),
                )
                for one in events
            ]

    def _save_reports(self, run: Run, position: int, batch: Sequence[Audit]) -> None:
        contents = [encode(report) for report in batch]
        digests = [sha256(content).hexdigest() for content in contents]
        made = self._save_missing(
            Body, {digest: zlib.compress(content) for digest, content in zip(digests, contents, strict=True)}
        )
        Unjudged.objects.using(self._alias).bulk_create(
            Unjudged(body_id=digest, rule=rule, title=title, reason=reason)
            for digest, report in dict(zip(digests, batch, strict=True)).items()
            if digest in made
            for rule, title, reason in _unjudged(report)
        )
        Report.objects.using(self._alias).bulk_create(
            Report(
                run=run,
                position=position + index,
                body_id=digest,
                path=database.storable(report.source.path),
                unit=report.unit.name,
                listed=report.unit.roster or report.unit.name or "",
                year=report.year,
                source=report.source.sha256,
                total=report.score.total if report.score else None,
            )
            for index, (report, digest) in enumerate(zip(batch, digests, strict=True))
        )

    def _save_missing(self, table: type[Body] | type[Source], contents: dict[str, bytes]) -> set[str]:
        """Keep what is not there yet, and give its keys."""
        rows: Any = table._default_manager.using(self._alias)
        missing = set(contents) - set(rows.filter(pk__in=list(contents)).values_list("pk", flat=True))
        rows.bulk_create(table(pk=key, content=content) for key, content in contents.items() if key in missing)
        return missing


def _check_fingerprint(text: str) -> None:
    if not _FINGERPRINT.fullmatch(text):
        raise HistoryUsageError(f"“{text}”不是指纹，应是审查结果中的 16 位数字和小写字母。")


class Happened(NamedTuple):
    """Something that happened to a finding."""

    at: str
    """ISO 8601, in China's time."""
    what: Detection | Deed
    by: str
    """A person's name; empty where an audit saw it."""
    reason: str
    until: str | None
    run: int | None
    """Number of the audit that saw it."""
    on_detection: Detection
    """The state that it met, as is `on_review`."""
    on_review: Review


class _Reports(Sequence[Audit]):
    """The reports of a saved audit, read in batches as they are looked at."""

    def __init__(self, alias: str, number: int, length: int) -> None:
        self._alias = alias
        self._number = number
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Audit: ...
    @overload
    def __getitem__(self, index: slice) -> list[Audit]: ...
    def __getitem__(self, index: int | slice) -> Audit | list[Audit]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(self._length))]
        position = range(self._length)[index]
        return self._read(position, position + 1)[0]

    def __iter__(self) -> Iterator[Audit]:
        for start in range(0, self._length, _BATCH):
            yield from self._read(start, start + _BATCH)

    def _read(self, start: int, end: int) -> list[Audit]:
        reports = Report.objects.using(self._alias).filter(run=self._number, position__gte=start, position__lt=end)
        contents = reports.order_by("position").values_list("body__content", flat=True)
        with database.reading(self._alias):
            return [decode(zlib.decompress(content), Audit) for content in contents]


def _unjudged(report: Audit) -> Iterator[tuple[str, str, str]]:
    """Rule, title and reason of what could not be judged on a report."""
    for problem in report.errors:
        yield "", "未能审查", problem.message
    for verdict in report.verdicts:
        if verdict.result in (Result.CANNOT_ASSESS, Result.ERROR):
            yield verdict.rule, verdict.title, verdict.reason


class _Head(Struct):
    """What of a saved audit tells how it came out."""

    totals: Totals | None = None


def _past(
    label: str,
    scored: Sequence[tuple[float, int | None]],
    number: int | None = None,
    totals: Totals | None = None,
) -> PastRun:
    """`totals` has the median of the reports that may be compared; without, it is that of all."""
    points, years = zip(*scored, strict=True)
    middle = amount(median(points)) if totals is None or totals.median is None else totals.median
    return PastRun(label=label, number=number, year=mode(years), median=middle, units=len(points))


def _contents(batch: Iterable[Audit]) -> Iterator[tuple[str, bytes]]:
    for report in batch:
        path, digest = Path(report.source.path), report.source.sha256
        if digest and path.is_file() and sha256(content := path.read_bytes()).hexdigest() == digest:
            yield digest, zlib.compress(content)


def _now() -> datetime:
    return datetime.now().astimezone()


def _moment(text: str) -> datetime:
    """A point in time as ISO 8601 has it; one without a zone is meant as China's. Raises HistoryUsageError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise HistoryUsageError(f"“{text}”不是时间，应如 2025-03-02T09:00:00+08:00。") from None
    return at if at.tzinfo else make_aware(at)


def _last_day(decision: Decided) -> date | None:
    """The day until which an acceptance holds. Raises HistoryUsageError."""
    if decision.state is not DecisionState.ACCEPTED:
        return None
    try:
        return date.fromisoformat(decision.until or "")
    except ValueError:
        raise HistoryUsageError("予以接受的，请写明有效至哪一天，如 2025-12-31。") from None


def _decided(event: Event) -> Decided:
    until = event.until.isoformat() if event.until else None
    return Decided(DecisionState(event.kind), event.reason, event.by, _in_china(event.at), until)


def _in_china(at: datetime) -> str:
    return localtime(at).isoformat(timespec="seconds")
