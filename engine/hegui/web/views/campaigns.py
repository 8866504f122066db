"""Campaigns: what is filed, what it is audited by, and how far that is."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

import hegui
from hegui.history.models import Source
from hegui.web import access, jobs, office
from hegui.web import roster as rosters
from hegui.web.access import Signed, needs
from hegui.web.campaign_forms import CampaignForm, RosterForm
from hegui.web.forms import small_enough
from hegui.web.models import Campaign, Job, JobKind
from hegui.web.roles import Capability
from hegui.web.setup import current

_SHOWN = "roster"
_SHOWN_FOR = 3600
"""Seconds after which what a roster changes has to be looked at again."""


@needs()
def home(request: Signed) -> HttpResponse:
    """Where a person begins: what the role is for."""
    for name, capability in (
        ("campaigns", Capability.SEE),
        ("own-campaigns", Capability.SEE_OWN),
        ("accounts", Capability.ACCOUNTS),
    ):
        if request.user.may(capability):
            return redirect(name)
    return render(request, "hegui/nothing.html")


@needs(Capability.SEE)
def campaigns(request: Signed) -> HttpResponse:
    found = access.campaigns_of(request.user, Capability.SEE).annotate(
        filed=Count("filings", filter=Q(filings__current=True))
    )
    may_make = request.user.reaches("", Capability.CAMPAIGNS)
    return render(request, "hegui/campaigns.html", {"campaigns": found.order_by("-year", "-pk"), "may_make": may_make})


@needs(Capability.CAMPAIGNS)
def new_campaign(request: Signed) -> HttpResponse:
    """A campaign for all units; with a roster, they are those of the roster. One that changes units that are known is
    shown first."""
    if not request.user.reaches("", Capability.CAMPAIGNS):
        raise PermissionDenied
    form = CampaignForm(None, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            roster = _roster(given)
            to_see = roster and rosters.changes(rosters.read(current.setup.with_packs(given["packs"]), *roster)).known
            made = office.make_campaign(
                given["title"],
                given["year"],
                given["scheme"],
                request.user,
                None if to_see else roster,
                current.setup,
                packs=given["packs"],
                opens=given["opens"],
                deadlines=form.deadlines,
            )
        except hegui.UsageError as error:
            form.add_error("roster", str(error))
        else:
            request.told = f"新建批次 {made}"
            if roster and to_see:
                query = urlencode({"shown": _to_be_shown(made, *roster)})
                return redirect(f"{reverse('campaign-roster', args=[made.pk])}?{query}")
            return redirect("campaign", made.pk)
    return render(request, "hegui/campaign_new.html", {"form": form}, status=400 if form.errors else 200)


@needs(Capability.CAMPAIGNS)
def edit(request: Signed, number: int) -> HttpResponse:
    """What a campaign is judged by, and when its reports are due. What is changed is judged by anew."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.CAMPAIGNS), pk=number)
    form = CampaignForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        judged_by = (found.packs, found.scheme)
        found.title, found.packs, found.scheme = given["title"], given["packs"], given["scheme"]
        found.opens, found.deadlines = given["opens"], form.deadlines
        found.save(update_fields=("title", "packs", "scheme", "opens", "deadlines"))
        if judged_by != (found.packs, found.scheme) and found.filings.filter(current=True).exists():
            jobs.enqueue(found, request.user)
        request.told = f"{found}：改设置"
        return redirect("campaign", number)
    about = {"campaign": found, "form": form, "may_roster": request.user.reaches("", Capability.CAMPAIGNS)}
    return render(request, "hegui/campaign_edit.html", about, status=400 if form.errors else 200)


@require_POST
@needs(Capability.CAMPAIGNS)
def close(request: Signed, number: int) -> HttpResponse:
    """Close a campaign, or open it again."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.CAMPAIGNS), pk=number)
    found.closed_at = timezone.now() if request.POST.get("close") else None
    found.save(update_fields=("closed_at",))
    request.told = f"{found}：{'关闭' if found.closed_at else '重新开放'}"
    return redirect("campaign-edit", number)


@needs(Capability.CAMPAIGNS)
def roster(request: Signed, number: int) -> HttpResponse:
    """Another roster: first what it will change, then it is kept. It is for all units, and theirs who may do that."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.CAMPAIGNS), pk=number)
    if not request.user.reaches("", Capability.CAMPAIGNS):
        raise PermissionDenied
    if request.method == "POST" and "shown" in request.POST:
        return _keep_roster(request, found)
    form = RosterForm(request.POST or None, request.FILES or None)
    about: dict[str, Any] = {"campaign": found, "form": form}
    try:
        if request.method == "POST" and form.is_valid():
            name, content = form.cleaned_data["roster"].name, form.cleaned_data["roster"].read()
            about |= _changes(found, name, content, _to_be_shown(found, name, content))
            request.told = f"{found}：看名册“{name}”的变化"
        elif shown := request.GET.get("shown"):
            name, content, _ = _shown(shown)
            about |= _changes(found, name, content, shown)
    except signing.BadSignature:
        return _too_old(request)
    except hegui.UsageError as error:
        if not form.is_bound:
            return _not_kept(request, error)
        form.add_error("roster", str(error))
    return render(request, "hegui/campaign_roster.html", about, status=400 if form.errors else 200)


def _changes(campaign: Campaign, name: str, content: bytes, shown: str) -> dict[str, Any]:
    """What a page tells of a roster that may be kept. Raises hegui.UsageError with every mistake in it."""
    project = rosters.read(current.setup.with_packs(campaign.packs), name, content)
    changes = rosters.changes(project, campaign, rosters.of(current.setup, campaign))
    return {"changes": changes, "name": name, "count": len(project.units), "shown": shown}


def _to_be_shown(campaign: Campaign, name: str, content: bytes) -> str:
    """A roster, and the one that a campaign has when it is shown, in a word that nobody else can make."""
    return signing.dumps([name, office.keep(content).pk, campaign.roster_id or ""], salt=_SHOWN)


def _shown(word: str) -> tuple[str, bytes, str]:
    """What `_to_be_shown` has made a word of. Raises signing.BadSignature."""
    name, digest, seen = signing.loads(word, salt=_SHOWN, max_age=_SHOWN_FOR)
    return name, Source.objects.get(pk=digest).file, seen


def _too_old(request: Signed) -> HttpResponse:
    words = "页面放得太久了，请重新上传名册，再看一遍变化。"
    return render(request, "hegui/failure.html", {"title": "名册没有换", "words": words}, status=400)


def _not_kept(request: Signed, error: hegui.UsageError) -> HttpResponse:
    return render(request, "hegui/failure.html", {"title": "名册没有换", "words": str(error)}, status=409)


def _keep_roster(request: Signed, campaign: Campaign) -> HttpResponse:
    """Keep the roster whose changes were shown."""
    try:
        name, content, seen = _shown(request.POST["shown"])
        office.put_roster(campaign, (name, content), current.setup, seen=seen)
    except signing.BadSignature:
        return _too_old(request)
    except hegui.UsageError as error:
        return _not_kept(request, error)
    request.told = f"{campaign}：换名册为“{name}”"
    if campaign.filings.filter(current=True).exists():
        jobs.enqueue(campaign, request.user)
    return redirect("campaign", campaign.pk)


def _roster(given: dict[str, Any]) -> tuple[str, bytes] | None:
    """The roster that was uploaded, else that of the campaign that was chosen."""
    if file := given["roster"]:
        return file.name, file.read()
    if given["like"] is None:
        return None
    other = Campaign.objects.select_related("roster").get(pk=given["like"])
    return (other.roster_name, other.roster.file) if other.roster else None


@require_POST
@needs(Capability.FILE)
def upload(request: Signed, number: int) -> HttpResponse:
    """Files for a campaign, which are then audited."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.FILE), pk=number)
    files = request.FILES.getlist("files")
    try:
        for file in files:
            small_enough(file)
    except ValidationError as error:
        return render(request, "hegui/failure.html", {"title": "没有上传", "words": error.messages[0]}, status=400)
    if not files:
        words = "请先选择要上传的报告。"
        return render(request, "hegui/failure.html", {"title": "没有上传", "words": words}, status=400)
    count, mistake = 0, ""
    for file in files:
        try:
            count += office.file_uploaded(found, file.name or "", file.read(), request.user)
        except hegui.UsageError as error:
            mistake = f"“{file.name}”和在它之后的没有存入：{error}"
            break
    if count:
        jobs.enqueue(found, request.user)
    request.told = f"{found}：上传 {count} 份报告"
    if mistake:
        title, words = ("没有全部上传", f"已存入 {count} 份报告。{mistake}") if count else ("没有上传", mistake)
        return render(request, "hegui/failure.html", {"title": title, "words": words}, status=409)
    return redirect("campaign", number)


@require_POST
@needs(Capability.FILE)
def audit(request: Signed, number: int) -> HttpResponse:
    """Audit again what is filed."""
    found = get_object_or_404(access.campaigns_for(request.user, Capability.FILE), pk=number)
    jobs.enqueue(found, request.user)
    return redirect("campaign", number)


@needs(Capability.SEE)
def job(request: Signed, number: int) -> HttpResponse:
    """How far an audit is, to be put into the page of its campaign."""
    found = get_object_or_404(Job, pk=number, campaign__in=access.campaigns_of(request.user, Capability.SEE))
    may_cancel = access.campaigns_for(request.user, _takes(found)).filter(pk=found.campaign_id).exists()
    response = render(request, "hegui/job.html", {"job": found, "may_cancel": may_cancel})
    if found.over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@needs(Capability.FILE, Capability.OUTPUT)
def cancel(request: Signed, number: int) -> HttpResponse:
    found = get_object_or_404(Job, pk=number)
    get_object_or_404(access.campaigns_for(request.user, _takes(found)), pk=found.campaign_id)
    jobs.cancel(found)
    return redirect("outputs" if found.kind == JobKind.OUTPUT else "campaign", found.campaign_id)


def _takes(job: Job) -> Capability:
    return Capability.OUTPUT if job.kind == JobKind.OUTPUT else Capability.FILE
