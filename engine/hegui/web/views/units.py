"""A unit in a campaign: where its report is, filing it, what it scored. The unit sees its own, the office all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

import hegui
from hegui.history.models import Report
from hegui.web import access, board, checking, jobs, rectification, standings, submitting
from hegui.web.access import Signed, needs
from hegui.web.campaign_forms import ReportForm
from hegui.web.downloads import as_file
from hegui.web.models import Campaign, Notice, Reminder, Standing, StandingState, Unit
from hegui.web.roles import Capability

_BUSY = "正在检查的报告已满，请过一会儿再试。"
_MOST = 200
"""Units of an account that are listed."""


class _Next(NamedTuple):
    """What a unit is to do next."""

    words: str
    urgent: bool = False


@needs(Capability.SUBMIT)
def own_campaigns(request: Signed) -> HttpResponse:
    """Where a unit begins: its campaigns, and what is to be done in each."""
    rows: list[tuple[Campaign, Any, str, _Next, list[Notice]]] = []
    to_mend = _to_mend(request)
    for campaign in access.campaigns_of(request.user, Capability.SUBMIT).order_by("-year", "-pk"):
        units = board.of(campaign, access.awaited_of(request.user, Capability.SUBMIT, campaign)).order_by("path")
        rows += [
            (campaign, one, _state(one), _next(campaign, one), to_mend[campaign.pk, one.pk]) for one in units[:_MOST]
        ]
    reminders = Reminder.objects.filter(unit__in=[unit.pk for _, unit, *_ in rows], campaign__closed_at=None)
    told = access.findings_of(request.user, Capability.ANSWER).filter(review="awaiting").count()
    about = {"rows": rows, "reminders": reminders.select_related("unit").order_by("-pk")[:20], "asked": told}
    return render(request, "hegui/own_campaigns.html", about)


@needs(Capability.SEE, Capability.SUBMIT)
def standing(request: Signed, number: int, unit: int) -> HttpResponse:
    return _page(request, *_found(request, number, unit, Capability.SEE, Capability.SUBMIT))


@require_POST
@needs(Capability.SUBMIT)
def submit(request: Signed, number: int, unit: int) -> HttpResponse:
    """A unit files its report: it is checked, and filed where nothing stops it, or the unit says why nevertheless."""
    campaign, own = _found(request, number, unit, Capability.SUBMIT)
    form = ReportForm((), request.POST, request.FILES)
    if not form.is_valid():
        return _stopped(request, campaign, own, mistake=str(next(iter(form.errors.values()))[0]))
    file, despite = form.cleaned_data["file"], request.POST.get("despite", "")
    try:
        filing, checked = submitting.submit(campaign, own, file.name, file.read(), request.user, despite)
    except checking.BusyError:
        return _stopped(request, campaign, own, mistake=_BUSY)
    except hegui.UsageError as error:
        return _stopped(request, campaign, own, mistake=str(error))
    if filing is None:
        request.told = f"{campaign}：{own}报送，被拦下"
        return _stopped(request, campaign, own, checked=checked)
    request.told = f"{campaign}：{own}报送" + ("，有应改的问题" if checked.stopped else "")
    address = reverse("standing", args=[number, unit])
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@needs(Capability.SEE, Capability.SUBMIT)
def filed(request: Signed, number: int, unit: int, filing: int) -> HttpResponse:
    """A file as the unit has filed it."""
    campaign, own = _found(request, number, unit, Capability.SEE, Capability.SUBMIT)
    found = get_object_or_404(campaign.filings, pk=filing, unit=own)
    return as_file(found.source.file, found.name)


@require_POST
@needs(Capability.PASS)
def act(request: Signed, number: int, unit: int) -> HttpResponse:
    """The report of a unit is passed, or returned."""
    campaign, other = _found(request, number, unit, Capability.PASS)
    to, reason, seen = request.POST.get("to", ""), request.POST.get("reason", "")[:2000], request.POST.get("seen", "")
    try:
        if to not in set(StandingState):
            raise hegui.UsageError("请选择通过或者退回。")
        at = standings.of(campaign, other)
        standings.decide(at, StandingState(to), request.user, reason, int(seen) if seen.isdecimal() else -1)
    except hegui.UsageError as error:
        request.told = f"{campaign}：{other}，{error}"
        return _page(request, campaign, other, str(error))
    request.told = f"{campaign}：{other}，{StandingState(to).label}"
    return redirect("standing", number, unit)


@needs(Capability.CHECK)
def check(request: Signed) -> HttpResponse:
    """A draft is checked, which is kept nowhere."""
    campaigns = list(access.campaigns_of(request.user, Capability.CHECK).order_by("-year", "-pk")[:_MOST])
    form = ReportForm(campaigns, request.POST or None, request.FILES or None)
    about: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file, chosen = form.cleaned_data["file"], form.cleaned_data["campaign"]
        campaign = next((one for one in campaigns if one.pk == chosen), None)
        try:
            about |= {"checked": submitting.check(file.name, file.read(), campaign), "name": file.name}
        except checking.BusyError:
            form.add_error("file", _BUSY)
        except hegui.UsageError as error:
            form.add_error("file", str(error))
        request.told = "检查草稿"
    return render(request, "hegui/check.html", about, status=400 if form.errors else 200)


def _found(request: Signed, number: int, unit: int, *capabilities: Capability) -> tuple[Campaign, Unit]:
    """A campaign, and a unit in it for which the person has one of these."""
    campaign = get_object_or_404(access.campaigns_of(request.user, *capabilities), pk=number)
    for capability in capabilities:
        if found := access.awaited_of(request.user, capability, campaign).filter(pk=unit).first():
            return campaign, found
    raise Http404


def _page(request: Signed, campaign: Campaign, unit: Unit, mistake: str = "", **more: Any) -> HttpResponse:
    own = access.units_of(request.user, Capability.SUBMIT).filter(pk=unit.pk).exists()
    inside = access.units_of(request.user, Capability.SEE).filter(pk=unit.pk).exists()
    may_pass = access.units_of(request.user, Capability.PASS).filter(pk=unit.pk).exists()
    (row,) = board.of(campaign, Unit.objects.filter(pk=unit.pk))
    at = standings.of(campaign, unit)
    report = Report.objects.filter(listed=unit.name, run=jobs.newest_run(campaign)).order_by("position").last()
    filings = campaign.filings.filter(unit=unit).order_by("-pk").select_related("by")
    about = {
        "campaign": campaign,
        "unit": unit,
        "row": board.rows(campaign, [row], Report.objects.filter(pk=report.pk) if report else Report.objects.none())[0],
        "standing": at,
        "steps": _steps(at, inside),
        "reminders": Reminder.objects.filter(campaign=campaign, unit=unit).order_by("-pk"),
        "filings": filings,
        "own": own,
        "inside": inside,
        "may_file": own and _takes(campaign, at),
        "not_yet": campaign.opens if campaign.opens and timezone.localdate() < campaign.opens else None,
        "decisions": [to for to in _decisions(campaign) if may_pass and standings.allows(at, to)],
        "next": _next(campaign, row) if own else None,
        "to_mend": _to_mend(request)[campaign.pk, unit.pk] if own else (),
        "form": ReportForm(()),
        "mistake": mistake,
        "typed": request.POST,
        **(_scored(request, report) if report else {}),
        **more,
    }
    return render(request, "hegui/standing.html", about, status=409 if mistake or more else 200)


def _stopped(request: Signed, campaign: Campaign, unit: Unit, **about: Any) -> HttpResponse:
    """Why a report was not filed: into the page where it was sent from, or on a page with the form."""
    if "HX-Request" in request.headers:
        return render(request, "hegui/stopped.html", {**about, "campaign": campaign, "unit": unit}, status=409)
    return _page(request, campaign, unit, **{"mistake": "", **about, "again": True})


def _state(unit: Any) -> str:
    """Of a unit of the board, in words."""
    return board.STATES[unit.state or board.NOT_FILED]


def _takes(campaign: Campaign, at: Standing) -> bool:
    """Whether a unit may file now."""
    early = campaign.opens is not None and timezone.localdate() < campaign.opens
    return not campaign.closed_at and not early and standings.allows(at, StandingState.FILED)


def _decisions(campaign: Campaign) -> Sequence[StandingState]:
    """What may be decided: a report is not returned where its unit could not file it anew."""
    return (StandingState.PASSED,) if campaign.closed_at else (StandingState.PASSED, StandingState.RETURNED)


def _next(campaign: Campaign, unit: Any) -> _Next:
    """What a unit of the board is to do."""
    by = f"，{unit.due:%Y-%m-%d} 截止" if unit.due else ""
    if campaign.closed_at:
        return _Next("批次已经关闭")
    if unit.state in ("", StandingState.DRAFT) and campaign.opens and timezone.localdate() < campaign.opens:
        return _Next(f"{campaign.opens:%Y-%m-%d} 开始报送{by}")
    match unit.state:
        case "" | StandingState.DRAFT:
            return _Next(f"{'接着填写，' if unit.state else ''}检查草稿，报送{by}", urgent=unit.late)
        case StandingState.RETURNED:
            return _Next("看退回的理由，改好重新报送", urgent=True)
        case StandingState.PASSED:
            return _Next("看得分和问题")
        case StandingState.REVIEWED:
            return _Next("审查机关正在复核，等候结果")
    return _Next("等候审查机关复核；开始复核以前，可以重新报送")


def _to_mend(request: Signed) -> defaultdict[tuple[int, int], list[Notice]]:
    """The notices that wait for the person's units, by the numbers of campaign and unit."""
    found: defaultdict[tuple[int, int], list[Notice]] = defaultdict(list)
    units = access.units_of(request.user, Capability.ANSWER)
    for one in Notice.objects.filter(unit__in=units, state__in=rectification.WITH_UNIT).order_by("due"):
        found[one.campaign_id, one.unit_id].append(one)
    return found


def _steps(at: Standing, inside: bool) -> list[tuple[Any, str, str]]:
    """What moved a unit on, in words, and who: who of the office looks at its report is not the unit's."""
    steps = at.steps.order_by("number").select_related("filing") if at.pk else ()
    told = []
    for step in steps:
        office = step.to not in (StandingState.DRAFT, StandingState.FILED)
        by = step.by if inside or not office else "审查机关"
        told.append((step, StandingState(step.to).label, by or "审查时在上传的文件中找到"))
    return told


def _scored(request: Signed, row: Report) -> dict[str, Any]:
    """The score of a report, and where each point went. What only shows beside others is told without their names."""
    run = jobs.history().run(row.run_id)
    audit = run.reports[row.position]
    if audit.score is None:
        return {"report": row, "errors": audit.errors}
    messages = {one.fingerprint: one.message for verdict in audit.verdicts for one in verdict.findings}
    losses = [
        (loss, list(dict.fromkeys(messages[key] for key in loss.fingerprints if key in messages)))
        for loss in audit.score.deductions
    ]
    return {"report": row, "score": audit.score, "losses": losses, "gains": audit.score.bonuses}
