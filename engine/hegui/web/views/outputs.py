"""All outputs of a campaign's last audit: one is chosen, made in the background, and downloaded."""

from __future__ import annotations

from io import BytesIO
from itertools import filterfalse

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

import hegui
from hegui.web import access, jobs
from hegui.web import outputs as making
from hegui.web.access import Signed, needs
from hegui.web.models import Campaign, Job, JobKind
from hegui.web.outputs import OutputForm
from hegui.web.roles import Capability
from hegui.web.setup import current

_PAGE = 30
_ON_SCREEN = "terminal"
"""A format that is read in a terminal."""
_FOR_OFFICES = frozenset({"xlsx", "docx", "marked", "html", "csv"})
"""What clerks open stands before what is for programs."""


@needs(Capability.OUTPUT)
def outputs(request: Signed, number: int) -> HttpResponse:
    """The formats, the settings of the one that is chosen, and what was made before."""
    campaign = get_object_or_404(access.campaigns_for(request.user, Capability.OUTPUT), pk=number)
    formats = {name: one for name, one in current.setup.loaded().formats.items() if name != _ON_SCREEN}
    formats = dict(sorted(formats.items(), key=lambda item: item[0] not in _FOR_OFFICES))
    chosen = formats.get((request.POST or request.GET).get("format", ""))
    form, mistake = None, ""
    if request.method == "POST":
        if chosen is None:
            raise Http404
        form = OutputForm(chosen.settings or {}, request.POST, request.FILES)
        try:
            if form.is_valid():
                making.make(campaign, request.user, chosen.name, form)
                request.told = f"{campaign}：生成 {chosen.name}"
                return redirect("outputs", number)
        except hegui.UsageError as error:
            mistake = str(error)
    elif chosen is not None:
        form = OutputForm(chosen.settings or {})
    wrong = bool(mistake or (form and form.errors))
    listed = [(name, next(filterfalse(str.isascii, one.names), ""), one) for name, one in formats.items()]
    return _page(request, campaign, chosen=chosen, form=form, mistake=mistake, formats=listed, wrong=wrong)


@needs(Capability.OUTPUT)
def result(request: Signed, number: int) -> HttpResponseBase:
    """What was made, to be kept by whoever asked."""
    campaigns = access.campaigns_for(request.user, Capability.OUTPUT)
    job = get_object_or_404(Job.objects.select_related("result"), pk=number, campaign__in=campaigns)
    if job.result is None:
        raise Http404
    content = BytesIO(job.result.file)
    return FileResponse(content, as_attachment=True, filename=job.result_name, content_type="application/octet-stream")


def _page(request: Signed, campaign: Campaign, *, wrong: bool, **about: object) -> HttpResponse:
    made = campaign.jobs.filter(kind=JobKind.OUTPUT).order_by("-pk").select_related("by").defer("result__content")
    page = Paginator(made, _PAGE).get_page(request.GET.get("page"))
    about |= {"campaign": campaign, "run": jobs.newest_run(campaign), "page": page, "may_cancel": True}
    return render(request, "hegui/outputs.html", about, status=400 if wrong else 200)
