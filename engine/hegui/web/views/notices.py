"""Notices to mend: issued, answered, compared with the version before, verified or returned."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST
from msgspec.structs import replace

import hegui
from hegui.history.models import Report
from hegui.history.state import Detection
from hegui.web import access, jobs, rectification, side_by_side
from hegui.web.access import Signed, needs
from hegui.web.decide import state_for_unit, state_in_words
from hegui.web.downloads import as_file
from hegui.web.forms import DAY, small_enough
from hegui.web.models import Campaign, Notice, NoticeState, Unit
from hegui.web.rectification import Letterhead, possible
from hegui.web.rectification import state_in_words as notice_state
from hegui.web.roles import Capability
from hegui.web.setup import current

_PAGE = 100
_MOST = 50
"""Notices that are issued at once."""
_DEEDS = {
    NoticeState.COMPLETED: "整改完成",
    NoticeState.VERIFIED: "核实通过",
    NoticeState.RETURNED: "退回，继续整改",
    NoticeState.WITHDRAWN: "撤回通知",
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STATES = {"open": "未了结", "overdue": "已逾期", **{one.value: one.label for one in NoticeState}}


class _LetterForm(forms.Form):
    """What stands on the notices."""

    series = forms.CharField(
        label="文号", max_length=90, help_text="用 {n} 代表序号，如 某政公开改〔2025〕{n}号；用过的号不再用"
    )
    office = forms.CharField(label="发文机关", max_length=100)
    contact = forms.CharField(label="联系人和电话", max_length=200, required=False)
    day = forms.DateField(label="落款日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), error_messages=DAY)
    due = forms.DateField(label="整改期限", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), error_messages=DAY)


class _MoveForm(forms.Form):
    """What is done about a notice."""

    to = forms.TypedChoiceField(choices=[(one.value, one.label) for one in _DEEDS], coerce=NoticeState)
    reason = forms.CharField(required=False, max_length=2000)
    due = forms.DateField(required=False, error_messages=DAY)
    seen = forms.IntegerField(min_value=0)
    file = forms.FileField(required=False)

    def clean_file(self) -> Any:
        return small_enough(self.cleaned_data["file"])


@needs(Capability.SEE)
def notices(request: Signed, number: int) -> HttpResponse:
    """The notices of a campaign, those first that are due first."""
    campaign = _campaign(request, number)
    found = rectification.asked(access.notices_of(request.user).filter(campaign=campaign), request)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    about = {
        "campaign": campaign,
        "page": page,
        "rows": [(one, notice_state(one)) for one in page],
        "states": _STATES,
        "asked": {name: request.GET.get(name, "") for name in ("state", "unit", "until")},
        "query": "".join(f"{urlencode({name: value})}&" for name, value in request.GET.items() if name != "page"),
        "may_issue": request.user.may(Capability.NOTICES),
    }
    return render(request, "hegui/notices.html", about)


@needs(Capability.SEE)
def export(request: Signed, number: int) -> StreamingHttpResponse:
    """The notices that are asked for, as CSV."""
    campaign = _campaign(request, number)
    found = rectification.asked(access.notices_of(request.user).filter(campaign=campaign), request)
    header = ("文号", "单位", "情况", "落款日期", "整改期限", "轮次")
    rows = (
        dict(
            zip(
                header,
                (one.document, one.unit.name, notice_state(one), str(one.issued), str(one.due), one.round),
                strict=True,
            )
        )
        for one in found.iterator(_PAGE)
    )
    response = StreamingHttpResponse(hegui.as_csv(header, rows), "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, "整改通知.csv"))
    return response


@needs(Capability.NOTICES)
def issue(request: Signed, number: int) -> HttpResponse:
    """Notices to those units of which something is confirmed."""
    campaign = _campaign(request, number)
    wanting = rectification.wanting(campaign, request.user)
    form = _LetterForm(request.POST or None, initial=_as_before(campaign))
    done: list[Notice] = []
    kept: list[tuple[Unit, str]] = []
    if request.method == "POST" and form.is_valid():
        chosen = set(request.POST.getlist("unit")[:_MOST])
        if not any(str(unit.pk) in chosen for unit in wanting):
            form.add_error(None, "请先选择单位。")
        head = Letterhead(**form.cleaned_data)
        for unit in [unit for unit in wanting if str(unit.pk) in chosen]:
            try:
                done.append(rectification.issue(campaign, unit, head, request.user))
            except rectification.StaleError as error:
                jobs.enqueue(campaign, request.user)
                kept.append((unit, f"{error}已开始重新审查，完成后请再签发。"))
            except hegui.HeguiError as error:
                kept.append((unit, str(error)))
        request.told = f"{campaign}：签发 {'、'.join(one.document for one in done) or '0 份'}，未能签发 {len(kept)} 份"
        wanting = rectification.wanting(campaign, request.user)
    about = {"campaign": campaign, "form": form, "wanting": wanting, "done": done, "kept": kept, "most": _MOST}
    return render(request, "hegui/notice_new.html", about, status=400 if form.errors else 200)


@needs(Capability.SEE, Capability.SEE_OWN)
def notice(request: Signed, number: int) -> HttpResponse:
    return _page(request, _found(request, number), "")


@require_POST
@needs(Capability.ANSWER, Capability.PASS, Capability.NOTICES)
def move(request: Signed, number: int) -> HttpResponse:
    """A notice is moved on; what is wrong with it is told in its page."""
    found = _found(request, number)
    form = _MoveForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise hegui.UsageError(str(next(iter(form.errors.values()))[0]))
        given = form.cleaned_data
        file = given["file"] and (given["file"].name or "", given["file"].read())
        rectification.move(
            found,
            given["to"],
            request.user,
            reason=given["reason"],
            seen=given["seen"],
            due=given["due"],
            file=file or None,
        )
    except (hegui.HeguiError, ValidationError) as error:
        found.refresh_from_db()
        request.told = f"{found.document}：{error}"
        return _page(request, found, str(error))
    request.told = f"{found.document}：{_DEEDS[given['to']]}"
    return redirect("notice", number)


@needs(Capability.SEE, Capability.SEE_OWN)
def paper(request: Signed, number: int) -> HttpResponse:
    """The notice as it was issued."""
    found = _found(request, number)
    name = f"整改通知书-{found.unit.name}-{found.document}.docx"
    return as_file(found.paper.file, name, _DOCX)


@needs(Capability.SEE)
def beside(request: Signed, number: int, other: int) -> HttpResponse:
    """Two versions of a unit's report side by side, the earlier one first."""
    seen = access.reports_of(request.user).select_related("run")
    rows = [get_object_or_404(seen, pk=one) for one in (number, other)]
    runs = [_alone(row) for row in rows]
    before, after = (run.reports[0] for run in runs)
    made = hegui.compare(runs[0], runs[1], current.setup.loaded())
    about = {
        "rows": rows,
        "whole": side_by_side.whole(before, after),
        "cells": side_by_side.cells(before, after, runs[1].ruleset.form_of(after)),
        "words": side_by_side.words(before, after),
        "found": [
            (title, [one for unit in made.units for one in getattr(unit, kind)])
            for kind, title in (
                ("mended", "已改正"),
                ("still", "仍存在"),
                ("new", "新出现"),
                ("unjudged", "未能再判断"),
            )
        ],
    }
    return render(request, "hegui/beside.html", about)


def _alone(row: Report) -> hegui.AuditRun:
    """The run of a report with that report, and nothing that is said of others."""
    run = jobs.history().run(row.run_id)
    return replace(run, reports=(run.reports[row.position],), corpus=hegui.CorpusAudit(()))


def _campaign(request: Signed, number: int) -> Campaign:
    return get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)


def _found(request: Signed, number: int) -> Notice:
    return get_object_or_404(access.notices_of(request.user).select_related("unit", "campaign"), pk=number)


def _as_before(campaign: Campaign) -> dict[str, Any]:
    """The letterhead of the last notice, on today."""
    today = timezone.localdate()
    last = Notice.objects.filter(campaign__root=campaign.root).order_by("-pk").first()
    known = {name: last.settings.get(name, "") for name in ("office", "contact")} if last else {}
    series = re.sub(r"\d+(?=\D*$)", "{n}", last.document) if last else f"〔{today.year}〕{{n}}号"
    return {"series": series, "day": today, **known}


def _page(request: Signed, found: Notice, mistake: str) -> HttpResponse:
    inside = request.user.reaches(found.unit.path, Capability.SEE)
    words = state_in_words if inside else state_for_unit
    deeds = possible(request.user, found)
    versions = rectification.versions(found) if inside else []
    findings = list(found.findings.order_by("rule", "fingerprint"))
    about = {
        "notice": found,
        "state": notice_state(found),
        "mistake": mistake,
        "typed": request.POST,
        "inside": inside,
        "findings": [(one, words(one)) for one in findings],
        "left": sum(one.detection != Detection.GONE for one in findings),
        "events": [(event, NoticeState(event.to).label) for event in found.events.order_by("number")],
        "deeds": [(one.value, _DEEDS[one]) for one in deeds],
        "may_file": NoticeState.COMPLETED in deeds,
        "may_return": NoticeState.RETURNED in deeds,
        "versions": list(enumerate(versions, 1)),
        "pairs": [(number, *pair) for number, pair in enumerate(pairwise(versions), 1)],
        "job": found.campaign.jobs.order_by("-pk").first() if inside else None,
    }
    return render(request, "hegui/notice.html", about, status=409 if mistake else 200)
