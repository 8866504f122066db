"""Campaigns: what is filed, what it is audited by, and how far that is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

import hegui
from hegui.history.models import Report
from hegui.history.state import Detection, Review
from hegui.web import access, jobs, office
from hegui.web.access import Signed, needs
from hegui.web.forms import CampaignForm, small_enough
from hegui.web.models import Job, JobKind
from hegui.web.roles import Capability
from hegui.web.setup import current

_PAGE = 100


@needs()
def home(request: Signed) -> HttpResponse:
    """Where a person begins: what the role is for."""
    for name, capability in (
        ("campaigns", Capability.SEE),
        ("own-findings", Capability.SEE_OWN),
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
    """A campaign for all units; with a roster, they are those of the roster."""
    if not request.user.reaches("", Capability.CAMPAIGNS):
        raise PermissionDenied
    form = CampaignForm(_schemes(), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        roster = (given["roster"].name, given["roster"].read()) if given["roster"] else None
        try:
            made = office.make_campaign(
                given["title"], given["year"], given["scheme"], request.user, roster, current.setup
            )
        except hegui.UsageError as error:
            form.add_error("roster", str(error))
        else:
            request.told = f"新建批次 {made}"
            return redirect("campaign", made.pk)
    return render(request, "hegui/campaign_new.html", {"form": form}, status=400 if form.errors else 200)


@needs(Capability.SEE)
def campaign(request: Signed, number: int) -> HttpResponse:
    found = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)
    job = found.jobs.exclude(kind=JobKind.OUTPUT).order_by("-pk").first()
    audited = found.jobs.exclude(run=None).order_by("-pk").first()
    reports = access.reports_of(request.user).filter(run=audited.run_id) if audited else Report.objects.none()
    page = Paginator(reports.order_by("position"), _PAGE).get_page(request.GET.get("page"))
    findings = access.in_campaign(access.findings_of(request.user, Capability.SEE), found)
    may_file = access.campaigns_for(request.user, Capability.FILE).filter(pk=number).exists()
    about = {
        "campaign": found,
        "job": job,
        "page": page,
        "filed": found.filings.filter(current=True).count(),
        "open": findings.filter(review=Review.OPEN).exclude(detection=Detection.GONE).count(),
        "may_file": may_file,
        "may_cancel": may_file,
        "may_output": access.campaigns_for(request.user, Capability.OUTPUT).filter(pk=number).exists(),
    }
    return render(request, "hegui/campaign.html", about)


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
    with transaction.atomic():
        for file in files:
            office.file_report(found, file.name or "", b"".join(file.chunks()), request.user)
    jobs.enqueue(found, request.user)
    request.told = f"{found}：上传 {len(files)} 个文件"
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


def _schemes() -> list[tuple[str, str]]:
    schemes = current.setup.loaded().ruleset.schemes
    return [(name, f"{scheme['title']}（{name}）") for name, scheme in schemes.items()]
