"""Notices to units to mend what was confirmed, and what comes of them, round by round.

That a unit says it has mended (`completed`) and that the office has seen it (`verified`) are two things.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec.structs import replace

import hegui
from hegui.guarding.scratch import Scratch
from hegui.history.findings import act, state_of
from hegui.history.models import Concern, Finding, Report, Run
from hegui.history.state import Deed, Detection, Review
from hegui.web import access, checking, child, hooks, jobs, office, submitting
from hegui.web.access import Signed
from hegui.web.models import Campaign, Filing, Notice, NoticeEvent, NoticeState, Unit, User
from hegui.web.roles import Capability
from hegui.web.setup import current

FOUND = (Detection.NEW, Detection.STILL, Detection.BACK)
OPEN = (NoticeState.ISSUED, NoticeState.COMPLETED, NoticeState.RETURNED)
"""States in which a notice waits for somebody."""
WITH_UNIT = (NoticeState.ISSUED, NoticeState.RETURNED)
"""States in which a notice waits for the unit."""
_FROM: Mapping[NoticeState, Collection[NoticeState]] = {
    NoticeState.COMPLETED: WITH_UNIT,
    NoticeState.VERIFIED: (NoticeState.COMPLETED,),
    NoticeState.RETURNED: (NoticeState.COMPLETED,),
    NoticeState.WITHDRAWN: OPEN,
}
_TAKES: Mapping[NoticeState, Collection[Capability]] = {
    NoticeState.COMPLETED: (Capability.ANSWER, Capability.PASS),  # the office, for a unit that answers on paper
    NoticeState.VERIFIED: (Capability.PASS,),
    NoticeState.RETURNED: (Capability.PASS,),
    NoticeState.WITHDRAWN: (Capability.NOTICES,),
}
_NUMBER = "{n}"


class StaleError(hegui.UsageError):
    """What was decided since the last audit changes the score: it has to be audited again before it is told."""


@dataclass(frozen=True)
class Letterhead:
    """What stands on the notices that are issued at once."""

    series: str
    """Their numbers, `{n}` standing for the one that counts: 某政公开改〔2025〕{n}号."""
    office: str
    contact: str
    day: date
    due: date


def wanting(campaign: Campaign, user: User) -> dict[Unit, list[Finding]]:
    """The units that a person may send a notice, with what was confirmed of them and no notice tells yet.

    What was told and has come back since is told again.
    """
    found = access.in_campaign(access.findings_of(user, Capability.NOTICES), campaign)
    found = found.filter(review=Review.CONFIRMED, detection__in=FOUND)
    findings = found.in_bulk()
    notices = Notice.findings.through.objects.filter(notice__campaign__year=campaign.year, finding__in=found)
    settled = Q(notice__state=NoticeState.VERIFIED) & ~Q(finding__detection=Detection.BACK)
    told = set(notices.filter(Q(notice__state__in=OPEN) | settled).values_list("finding", "notice__unit__name"))
    by_unit: dict[str, list[Finding]] = defaultdict(list)
    for fingerprint, unit in Concern.objects.filter(finding__in=found).values_list("finding", "unit"):
        if (fingerprint, unit) not in told:
            by_unit[unit].append(findings[fingerprint])
    units = access.units_of(user, Capability.NOTICES).filter(name__in=list(by_unit))
    if campaign.root:
        units = units.filter(path__startswith=campaign.root.path)
    return {unit: by_unit[unit.name] for unit in units.order_by("path")}


def issue(campaign: Campaign, unit: Unit, head: Letterhead, user: User) -> Notice:
    """Issue a notice to a unit on all that was confirmed of it.

    Raises:
        StaleError: What was decided since has to be counted first.
        hegui.HeguiError: It cannot be made; then nothing is kept.
    """
    if _NUMBER not in head.series:
        raise hegui.UsageError("文号中请用 {n} 代表序号，如 某政公开改〔2025〕{n}号。")
    if head.due < head.day:
        raise hegui.UsageError("整改期限不能早于落款日期。")
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        findings = wanting(campaign, user).get(unit)
        if not findings:
            raise hegui.UsageError("没有已认定属实、尚未发过通知的问题。")
        run = jobs.newest_run(campaign)
        if run is None:
            raise hegui.UsageError("还没有审查过。")
        number = _next_in(head.series)
        settings = {
            "office": head.office,
            "number": head.series,
            "first_number": str(number),
            "date": head.day.isoformat(),
            "due": head.due.isoformat(),
            "contact": head.contact,
            "confirmed": "true",
        }
        paper = _paper(run, unit, campaign.year, {key: value for key, value in settings.items() if value})
        notice = Notice.objects.create(
            campaign=campaign,
            unit=unit,
            document=head.series.replace(_NUMBER, str(number)),
            issued=head.day,
            due=head.due,
            run=run,
            settings=settings,
            paper=office.keep(paper),
        )
        notice.findings.set(findings)
        _append(notice, NoticeState.ISSUED, str(user), due=head.due)
    return notice


def possible(user: User, notice: Notice) -> list[NoticeState]:
    """To what a person may move a notice now."""
    return [to for to in _FROM if notice.state in _FROM[to] and _may(user, notice, to)]


def move(
    notice: Notice,
    to: NoticeState,
    user: User,
    *,
    reason: str,
    seen: int,
    due: date | None = None,
    file: tuple[str, bytes] | None = None,
) -> None:
    """Move a notice on. `seen` is the number of the last event that the person saw; `file`: a corrected version.

    Raises:
        PermissionDenied: It is not the person's to do.
        hegui.UsageError: Something is missing, or has happened in between.
    """
    if to not in _FROM or not _may(user, notice, to):
        raise PermissionDenied
    if file and to is NoticeState.COMPLETED:
        _hold_to(notice, to, reason, seen, due)  # before an audit is made for nothing
        try:
            why = submitting.check(*file, notice.campaign, notice.unit).why
        except checking.BusyError:
            raise hegui.UsageError("正在检查的报告太多，请过一会儿再上传。") from None
        if why:
            raise hegui.UsageError(f"改正后的报告没有收下：{''.join(why)}")
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        _hold_to(held, to, reason, seen, due)
        filing = _refile(held, *file, user) if file and to is NoticeState.COMPLETED else None
        round_ = held.round + (to is NoticeState.RETURNED)
        day = due if to is NoticeState.RETURNED and due else held.due
        _append(held, to, str(user), reason=reason.strip(), due=day, round_=round_, filing=filing)
        if to is NoticeState.VERIFIED:
            _note_mended(held, user)
    notice.refresh_from_db()
    if filing:
        jobs.enqueue(notice.campaign, user)


def _hold_to(notice: Notice, to: NoticeState, reason: str, seen: int, due: date | None) -> None:
    """Raises hegui.UsageError as `move`, but for the corrected version."""
    if notice.number != seen:
        last = notice.events.latest("number")
        raise hegui.UsageError(f"这份通知已有新的情况（{last.by}），请看过后再定。")
    if notice.state not in _FROM[to]:
        raise hegui.UsageError(f"这份通知现在是“{NoticeState(notice.state).label}”，不能这样办理。")
    if not reason.strip():
        raise hegui.UsageError("请写明整改情况或者理由。")
    if to is NoticeState.RETURNED and (due is None or due < timezone.localdate()):
        raise hegui.UsageError("退回的，请写明新的整改期限，不早于今天。")


def is_overdue(notice: Notice) -> bool:
    """Whether the unit should have mended by now and has not said so."""
    return notice.state in WITH_UNIT and notice.due < timezone.localdate()


def overdue() -> Q:
    """As `is_overdue`, to ask for."""
    return Q(state__in=WITH_UNIT, due__lt=timezone.localdate())


def state_in_words(notice: Notice) -> str:
    words = NoticeState(notice.state).label
    return f"{words}，已逾期" if is_overdue(notice) else words


def versions(notice: Notice) -> list[Report]:
    """The unit's report as it was when the notice was issued, then every corrected version that was audited since."""
    reports = Report.objects.filter(run__job__campaign=notice.campaign)
    first = reports.filter(run=notice.run, listed=notice.unit.name, year=notice.campaign.year).first()
    found = [first] if first else []
    for event in notice.events.exclude(filing=None).select_related("filing").order_by("number"):
        path = PurePosixPath(child.FOLDER, event.filing.name) if event.filing else ""
        version = reports.filter(source=event.filing and event.filing.source_id, path=path).order_by("-run").first()
        if version and (not found or version.source != found[-1].source):
            found.append(version)
    return found


def _may(user: User, notice: Notice, to: NoticeState) -> bool:
    return any(user.reaches(notice.unit.path, capability) for capability in _TAKES[to])


def _next_in(series: str) -> int:
    """The next number of a series: a number that was given once is not given again, whatever became of its notice."""
    before, _, after = series.partition(_NUMBER)
    pattern = re.compile(rf"{re.escape(before)}(\d+){re.escape(after)}")
    given = Notice.objects.filter(document__startswith=before, document__endswith=after)
    counts = [int(found[1]) for name in given.values_list("document", flat=True) if (found := pattern.fullmatch(name))]
    return max(counts, default=0) + 1


def _paper(run: Run, unit: Unit, year: int, settings: Mapping[str, Any]) -> bytes:
    """The notice as the output `docx` makes it of the run with what is decided by now."""
    whole = jobs.history().run(run.number)
    rows = list(Report.objects.filter(run=run, listed=unit.name, year=year).order_by("position"))
    if len(rows) > 1:
        raise hegui.UsageError(f"审查了它的 {len(rows)} 份报告（{'、'.join(one.path for one in rows)}），请只留一份。")
    audits = [whole.reports[row.position] for row in rows]
    names = {unit.name, *(audit.unit.in_findings for audit in audits)}
    beside = [_naming(verdict, names) for verdict in whole.corpus.verdicts]
    now = _Decisions([*beside, *(verdict for audit in audits for verdict in audit.verdicts)])
    audits = [replace(audit, verdicts=now.marked(audit.verdicts)) for audit in audits]
    corpus = hegui.CorpusAudit(now.marked(beside))  # the bulletin is made as well: it ranks this report alone
    with Scratch() as folder:
        run_now = replace(whole, reports=audits, corpus=corpus)
        made = hegui.render(run_now, "docx", folder, rules=current.setup.loaded(), **settings)
        own = [path for path in made[:-1] if audits or path.stem == f"{unit.name}{year}"]
        if not own:
            raise StaleError("最近一次审查中已没有这些问题，请重新审查后再签发。")
        return Path(own[0]).read_bytes()


def _naming(verdict: hegui.Verdict, names: Collection[str | None]) -> hegui.Verdict:
    """A verdict on several reports with what it says of one unit, which goes by these names."""
    return replace(verdict, findings=tuple(one for one in verdict.findings if not set(names).isdisjoint(one.units)))


class _Decisions:
    """What is decided by now of what some verdicts found."""

    def __init__(self, verdicts: Iterable[hegui.Verdict]) -> None:
        found = [one for verdict in verdicts for one in verdict.findings]
        self._decisions = jobs.history().decisions([one.fingerprint for one in found])
        known = Finding.objects.in_bulk([one.fingerprint for one in found])
        today = timezone.localdate()
        self._passed = {
            key for key, row in known.items() if state_of(row).review_on(today) in (Review.DISMISSED, Review.ACCEPTED)
        }

    def marked(self, verdicts: Iterable[hegui.Verdict]) -> tuple[hegui.Verdict, ...]:
        """The verdicts with it. Raises StaleError where it changes the score."""
        return tuple(replace(one, findings=tuple(map(self._mark, one.findings))) for one in verdicts)

    def _mark(self, finding: hegui.Finding) -> hegui.Finding:
        if (finding.fingerprint in self._passed) != (finding.waiver is not None):
            raise StaleError("最近一次审查以后，又有问题认定不成立、予以接受或者恢复，得分有变。")
        return replace(finding, decision=self._decisions.get(finding.fingerprint))


def _append(
    notice: Notice,
    to: NoticeState,
    by: str,
    *,
    due: date,
    reason: str = "",
    round_: int = 1,
    filing: Filing | None = None,
) -> None:
    notice.number += 1
    notice.state, notice.due, notice.round = to, due, round_
    notice.save()
    NoticeEvent.objects.create(
        notice=notice,
        number=notice.number,
        round=round_,
        to=to,
        at=timezone.now(),
        by=by,
        reason=reason,
        due=due,
        filing=filing,
    )
    hooks.notice_changed(notice)


def _refile(notice: Notice, name: str, content: bytes, user: User) -> Filing:
    """File a corrected version, which takes the place of the unit's reports of before."""
    campaign, unit = notice.campaign, notice.unit
    name = office.safe_name(name)
    before = [PurePosixPath(report.path).name for report in versions(notice)]
    current_ones = campaign.filings.select_for_update().filter(current=True)
    if current_ones.filter(name=name).exclude(unit=unit).exclude(name__in=before).exists():
        name = office.safe_name(f"{unit.name}-{name}")
    current_ones.filter(Q(unit=unit) | Q(name__in=[*before, name])).update(current=False)
    return Filing.objects.create(
        campaign=campaign, name=name, source=office.keep(content), by=user, at=timezone.now(), unit=unit
    )


def _note_mended(notice: Notice, user: User) -> None:
    """What is confirmed and no longer found is mended, now that the office has seen it."""
    gone = notice.findings.filter(review=Review.CONFIRMED, detection=Detection.GONE)
    for finding in gone:
        reason = f"整改通知书（{notice.document}）已核实"
        act("default", finding.fingerprint, Deed.MEND, by=str(user), at=timezone.now(), reason=reason)
        hooks.finding_changed(finding, Deed.MEND)


def asked(found: QuerySet[Notice], request: Signed) -> QuerySet[Notice]:
    """Those notices that a list is filtered for."""
    state, unit = request.GET.get("state", ""), request.GET.get("unit", "").strip()
    if state == "overdue":
        found = found.filter(overdue())
    elif state == "open":
        found = found.filter(state__in=OPEN)
    elif state:
        found = found.filter(state=state)
    if unit:
        found = found.filter(unit__name__contains=unit)
    try:
        until: Any = date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        until = None
    if until:
        found = found.filter(due__lte=until)
    return found.select_related("unit", "campaign").order_by("due", "pk")
