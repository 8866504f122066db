"""The board of a campaign: where each unit is, who is reminded, and what was filed of no unit."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

import hegui
from hegui.history.state import Detection, Review
from hegui.web import access, board, jobs, joining, mail, office, reminders, standings, tasks
from hegui.web.access import Signed, needs
from hegui.web.campaign_forms import DUE_LEVELS
from hegui.web.forms import number_in
from hegui.web.models import Campaign, JobKind, Unit
from hegui.web.roles import Capability
from hegui.web.roster import LEVELS
from hegui.web.tables import as_attachment

_PAGE = 100
_LONGEST_REASON = 2000
_ASKED = ("state", "level", "superior", "name")


@needs(Capability.SEE)
def campaign(request: Signed, number: int) -> HttpResponse:
    """All about a campaign, with its board."""
    found = _found(request, number)
    findings = access.in_campaign(access.findings_of(request.user, Capability.SEE), found)
    audited = jobs.newest_run(found)
    reports = access.reports_of(request.user).filter(run=audited)
    due = [(words, found.deadlines[level]) for level, words in DUE_LEVELS.items() if found.deadlines.get(level)]
    about = {
        **_board(request, found),
        "job": found.jobs.exclude(kind=JobKind.OUTPUT).order_by("-pk").first(),
        "filed": found.filings.filter(current=True).count(),
        "due": due,
        "unmatched": joining.unmatched(found, reports).count(),
        "open": findings.filter(review=Review.OPEN).exclude(detection=Detection.GONE).count(),
    }
    about |= {f"may_{name}": _may(request, found, capability) for name, capability in _MAY.items()}
    about["may_cancel"] = about["may_file"]
    return render(request, "hegui/campaign.html", about)


@needs(Capability.SEE)
def live(request: Signed, number: int) -> HttpResponse:
    """The board as it is now, to be put into its page."""
    return render(request, "hegui/board.html", _board(request, _found(request, number)))


@needs(Capability.SEE)
def export(request: Signed, number: int) -> HttpResponseBase:
    """The units that are asked for, as a list."""
    found = _found(request, number)
    units = board.asked(_units(request, found), request.GET)
    rows = board.rows(found, units, access.reports_of(request.user))
    listed = (row.as_list() for row in rows)
    return as_attachment("报送情况", board.HEADER, listed, request.GET.get("format", ""))


@needs(Capability.SEE)
def files(request: Signed, number: int) -> HttpResponse:
    """The reports of the last audit, those of no unit, and for those who may take them out all that is filed."""
    found = _found(request, number)
    reports = access.reports_of(request.user).filter(run=jobs.newest_run(found))
    page = Paginator(reports.order_by("position"), _PAGE).get_page(request.GET.get("page"))
    unmatched = joining.unmatched(found, reports).order_by("position")[:_PAGE]
    may_file = _may(request, found, Capability.FILE)
    filed = dict(found.filings.filter(current=True).values_list("name", "pk")) if may_file else {}
    audited = {standings.file_of(path) for path in reports.values_list("path", flat=True)}
    about = {
        "campaign": found,
        "page": page,
        "rows": [(row, filed.get(standings.file_of(row.path))) for row in page],
        "unmatched": [(row, filed.get(standings.file_of(row.path))) for row in unmatched],
        "unaudited": sorted((name, number) for name, number in filed.items() if name not in audited)[:_PAGE],
        "joined": joining.joined(found) if may_file else (),
        "may_file": may_file,
        "waiting": found.filings.filter(current=True).exists() and not reports.exists(),
    }
    return render(request, "hegui/files.html", about)


@needs(Capability.FILE)
def withdraw(request: Signed, number: int, filing: int) -> HttpResponse:
    """Take a file out of a campaign."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.FILE), pk=number)
    filed = get_object_or_404(found.filings, pk=filing)
    reason, mistake = request.POST.get("reason", "")[:_LONGEST_REASON], ""
    if request.method == "POST":
        try:
            office.withdraw(filed, request.user, reason)
        except hegui.UsageError as error:
            mistake = str(error)
        else:
            request.told = f"{found}：撤下 {filed.name}，{reason.strip()}"
            return redirect("files", number)
    about = {"campaign": found, "filing": filed, "reason": reason, "mistake": mistake}
    return render(request, "hegui/withdraw.html", about, status=409 if mistake else 200)


@needs(Capability.FILE)
def join(request: Signed, number: int, report: int) -> HttpResponse:
    """Join a file to a unit by hand."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.FILE), pk=number)
    reports = access.reports_of(request.user).filter(run=jobs.newest_run(found))
    row = get_object_or_404(joining.unmatched(found, reports), pk=report)
    units = access.awaited_of(request.user, Capability.FILE, found)
    mistake = ""
    if request.method == "POST":
        unit = get_object_or_404(units, pk=number_in(request.POST.get("unit", "")))
        try:
            joining.join(found, row.path, unit, request.user)
        except hegui.UsageError as error:
            mistake = str(error)
        else:
            request.told = f"{found}：{row.path} 归入{unit}"
            return redirect("files", number)
    asked = request.GET.get("q", "").strip()
    about = {"campaign": found, "report": row, "asked": asked, "mistake": mistake}
    about["units"] = joining.offered(units, row, asked)
    return render(request, "hegui/join.html", about, status=409 if mistake else 200)


@require_POST
@needs(Capability.FILE)
def part(request: Signed, number: int, entry: int) -> HttpResponse:
    """Take back that a file was joined."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.FILE), pk=number)
    joined = get_object_or_404(found.corrections.filter(digest="", undoes=None, given__has_key="unit"), pk=entry)
    try:
        joining.part(joined, request.user)
    except hegui.UsageError as error:
        return render(request, "hegui/failure.html", {"title": "没有撤回", "words": str(error)}, status=409)
    request.told = f"{found}：撤回 {joined.path} 归入{joined.given['unit']}"
    return redirect("files", number)


@needs(Capability.PASS)
def remind(request: Signed, number: int) -> HttpResponse:
    """Remind those whose reports are yet to come: all of them, or those that are chosen."""
    found = get_object_or_404(access.campaigns_of(request.user, Capability.PASS), pk=number)
    awaited = board.of(found, access.awaited_of(request.user, Capability.PASS, found)).filter(board.awaited())
    words, mistake = request.POST.get("words", reminders.words_for(found))[: reminders.LONGEST], ""
    if request.method == "POST":
        chosen = awaited if request.POST.get("all") else awaited.filter(pk__in=_numbers(request))
        units = list(chosen)
        try:
            if not units:
                raise hegui.UsageError("请选择要催报的单位。")
            sent = reminders.remind(found, units, words, request.user, request.build_absolute_uri(reverse("home")))
        except hegui.UsageError as error:
            mistake = str(error)
        else:
            request.told = f"{found}：催报 {sent.units} 个单位，邮件 {sent.addresses} 封{sent.problem}"
            return render(request, "hegui/reminded.html", {"campaign": found, "sent": sent})
    page = Paginator(awaited.order_by("path"), _PAGE).get_page(request.GET.get("page"))
    about = {
        "campaign": found,
        "page": page,
        "rows": board.rows(found, page, access.reports_of(request.user)),
        "words": words,
        "mistake": mistake,
        "mails": mail.is_set_up(),
    }
    return render(request, "hegui/remind.html", about, status=409 if mistake else 200)


@needs(Capability.FILE)
def fetch(request: Signed, number: int) -> HttpResponse:
    """What would be fetched from where; nothing is asked before the person says so."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.FILE), pk=number)
    everybody = bool((request.POST or request.GET).get("all"))
    mistake = ""
    wanted: list[hegui.ReportAddress] = []
    lacking: list[str] = []
    try:
        wanted, lacking = tasks.addresses_of(found, everybody=everybody)
        if request.method == "POST":
            if found.closed_at:
                raise hegui.UsageError("这个批次已经关闭，不再接收报告。")
            jobs.enqueue(found, request.user, JobKind.FETCH, all=everybody)
            request.told = f"{found}：按网址下载 {len(wanted)} 个单位的报告"
            return redirect("campaign", number)
    except hegui.UsageError as error:
        mistake = str(error)
    about = {"campaign": found, "wanted": wanted, "lacking": lacking, "everybody": everybody, "mistake": mistake}
    about["sites"] = len({one.site for one in wanted})
    return render(request, "hegui/fetch.html", about, status=409 if mistake else 200)


_MAY = {
    "file": Capability.FILE,
    "change": Capability.CAMPAIGNS,
    "output": Capability.OUTPUT,
}


def _may(request: Signed, campaign: Campaign, capability: Capability) -> bool:
    return access.campaigns_for(request.user, capability).filter(pk=campaign.pk).exists()


def _found(request: Signed, number: int) -> Campaign:
    return get_object_or_404(access.campaigns_of(request.user, Capability.SEE).select_related("root"), pk=number)


def _units(request: Signed, campaign: Campaign) -> QuerySet[Any]:
    return board.of(campaign, access.awaited_of(request.user, Capability.SEE, campaign))


def _board(request: Signed, campaign: Campaign) -> dict[str, Any]:
    units = _units(request, campaign)
    page = Paginator(board.asked(units, request.GET), _PAGE).get_page(request.GET.get("page"))
    number = board.counts(units)
    asked = {name: value for name in _ASKED if (value := request.GET.get(name, "").strip())}
    superiors = Unit.objects.filter(pk__in=units.order_by().values("parent")).order_by("path")
    return {
        "campaign": campaign,
        "page": page,
        "rows": board.rows(campaign, page, access.reports_of(request.user)),
        "counts": [(key, words, number[key]) for key, words in {**board.STATES, **board.MORE}.items()],
        "all": number["all"],
        "asked": asked,
        "query": f"{urlencode(asked)}&" if asked else "",
        "levels": LEVELS,
        "superiors": superiors,
        "may_pass": request.user.may(Capability.PASS),
    }


def _numbers(request: Signed) -> list[int]:
    return [number_in(text) for text in request.POST.getlist("unit")]
