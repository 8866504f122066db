"""The review page: the report as it was read with its faults marked in place, its findings beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST
from msgspec.structs import replace

import hegui
from hegui.guarding.scratch import Scratch
from hegui.history.models import Finding, Report
from hegui.history.words import DEEDS
from hegui.web import access, correcting, jobs, queues
from hegui.web.access import Signed, needs
from hegui.web.downloads import as_file
from hegui.web.forms import number_in
from hegui.web.models import Campaign, Correction, Job, JobState
from hegui.web.roles import Capability
from hegui.web.setup import current
from hegui.web.views.findings import KEYS, review_items

_MARKED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""What the marked copy may do: look as it does, in our own frame."""
_UNJUDGED = (hegui.Result.CANNOT_ASSESS, hegui.Result.ERROR)

_PARTS = {
    "unit": "单位",
    "year": "年度",
    "dates": "日期",
    "sections": "标题",
    "cells": "表格",
    "verdicts": "结论",
}
"""What may be corrected, as the log tells it."""


@needs(Capability.SEE)
def report(request: Signed, number: int) -> HttpResponse:
    """What could not be judged first, then the findings. With `job`, the audit that is awaited: its report then."""
    row = _row(request, number)
    if (again := _judged_again(request, row)) and again.pk != row.pk:
        return redirect(f"{reverse('report', args=[again.pk])}?{queues.query(request.GET)}")
    return _page(request, row)


@require_POST
@needs(Capability.CORRECT)
def correct(request: Signed, number: int) -> HttpResponse:
    """What a person has read in the report, or judged; what is wrong with it is told in the report's page."""
    row = get_object_or_404(access.reports_of(request.user, Capability.CORRECT), pk=number)
    typed = request.POST
    try:
        campaign = correcting.campaign_of(row)
        if campaign is None:
            raise hegui.UsageError("这份报告不是在批次中审查的，不能在页面上更正。")
        entry = correcting.entry_of(typed.dict(), _run(row).reports[0], correcting.rules_of(campaign))
        reason = typed.get("reason", "").strip()
        job = correcting.correct(campaign, row, entry, request.user, reason=reason, seen=_seen(typed))
    except hegui.HeguiError as error:
        request.told = f"{row.path}：{error}"
        return _page(request, row, str(error), typed.dict())
    request.told = f"{row.path}：更正{'、'.join(_PARTS[part] for part in entry)}"
    return _awaited(request, row, job)


@require_POST
@needs(Capability.CORRECT)
def undo(request: Signed, number: int, entry: int) -> HttpResponse:
    """A correction is taken back."""
    row = get_object_or_404(access.reports_of(request.user, Capability.CORRECT), pk=number)
    given = get_object_or_404(Correction, pk=entry, campaign=correcting.campaign_of(row), path=row.path)
    try:
        job = correcting.undo(given, request.user, seen=_seen(request.POST))
    except hegui.HeguiError as error:
        request.told = f"{row.path}：{error}"
        return _page(request, row, str(error))
    request.told = f"{row.path}：撤回更正 {given.pk}"
    return _awaited(request, row, job)


@needs(Capability.SEE)
def original(request: Signed, number: int) -> HttpResponse:
    """The file as it was filed; of a report that came in an archive, the archive."""
    row = _row(request, number)
    campaign = correcting.campaign_of(row)
    content = jobs.history().source(row.source) if row.source else None
    name = PurePosixPath(row.path).name
    if content is None and campaign:
        parts = PurePosixPath(row.path).parts
        packed = campaign.filings.filter(name__in=parts, at__lte=_audited_at(row)).order_by("-pk").first()
        if packed:
            content, name = jobs.history().source(packed.source_id), packed.name
    if content is None:
        words = "这份报告的原文件没有存在工作台里。"
        return render(request, "hegui/failure.html", {"title": "没有原文件", "words": words}, status=404)
    return as_file(content, name)


@xframe_options_sameorigin
@needs(Capability.SEE)
def marked(request: Signed, number: int) -> HttpResponse:
    """The marked copy as a page, the same that the output `marked` writes."""
    row = _row(request, number)
    with Scratch() as folder:
        rules = current.setup.loaded()
        pages = hegui.render(_run(row), "marked", Path(folder), rules=rules, page=True)
        content = pages[0].read_bytes() if pages else "这份报告没有读出来，无从批注。".encode()
    response = HttpResponse(content, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _MARKED
    return response


def _page(request: Signed, row: Report, mistake: str = "", typed: Mapping[str, str] | None = None) -> HttpResponse:
    audit = _run(row).reports[0]
    campaign = correcting.campaign_of(row)
    prints = [one.fingerprint for verdict in audit.verdicts for one in verdict.findings]
    known = access.findings_of(request.user, Capability.SEE).in_bulk(prints)
    items = review_items(request, [*(known[key] for key in prints if key in known), *_of_others(request, row)])
    filters = queues.query(request.GET)
    about = {
        "row": row,
        "audit": audit,
        "campaign": campaign,
        "newer": _newer(request, campaign, row),
        "job": _awaited_job(request, campaign),
        "unjudged": [one for one in audit.verdicts if one.result in _UNJUDGED],
        "items": [item for item in items if not item.finding.units],
        "others": [item for item in items if item.finding.units],
        "unseen": len(set(prints) - set(known)),
        "mistake": mistake,
        "query": filters,
        "back": f"{reverse('report', args=[row.pk])}?{filters}",
        "neighbours": queues.neighbours(row, campaign, request.GET, request.user),
        "queue": _queue(campaign, request, filters),
        "keys": [(KEYS[deed], DEEDS[deed]) for deed in KEYS if any(deed in one.names for one in items)],
    }
    if campaign:
        about |= _corrections(request, campaign, row, audit, typed)
    return render(request, "hegui/report.html", about, status=409 if mistake else 200)


def _corrections(
    request: Signed, campaign: Campaign, row: Report, audit: hegui.Audit, typed: Mapping[str, str] | None
) -> dict[str, Any]:
    """What was corrected in a report, and what may be."""
    rules = correcting.rules_of(campaign)
    made = correcting.given(campaign, row)
    readable = not any(problem.kind == "read" for problem in audit.errors)
    may = readable and access.reports_of(request.user, Capability.CORRECT).filter(pk=row.pk).exists()
    told = {
        "seen": correcting.last(campaign, row),
        "corrections": [
            (one, correcting.in_words(one, audit, rules), bool(one.digest) and one.digest != row.source) for one in made
        ],
        "may_correct": may,
    }
    if not may:
        return told
    dates = {name: getattr(audit.dates, name) for name in correcting.DATES}
    return told | {
        "typed": typed or {},
        "dates": [
            (name, words, (typed or {}).get(f"date-{name}") or (dates[name].isoformat() if dates[name] else ""))
            for name, words in correcting.DATES.items()
        ],
        "unit": (typed or {}).get("unit", audit.unit.name or ""),
        "year": (typed or {}).get("year", audit.year or ""),
        "sections": correcting.sections(audit, rules),
        "lines": correcting.lines(audit),
        "tables": correcting.tables(audit, rules, typed or {}),
        "verdicts": [
            (one, (typed or {}).get(f"verdict-{one.rule}", ""), (typed or {}).get(f"why-{one.rule}", ""))
            for one in audit.verdicts
            if one.result in _UNJUDGED
        ],
    }


def _row(request: Signed, number: int) -> Report:
    return get_object_or_404(access.reports_of(request.user).select_related("run"), pk=number)


def _run(row: Report) -> hegui.AuditRun:
    """The run of a report, with that report alone."""
    run = jobs.history().run(row.run_id)
    return replace(run, reports=(run.reports[row.position],))


def _of_others(request: Signed, row: Report) -> list[Finding]:
    """What was found in the report beside others."""
    found = access.findings_of(request.user, Capability.SEE).exclude(units=[])
    return list(found.filter(run=row.run_id, concerns__unit=row.listed).order_by("rule", "fingerprint"))


def _seen(typed: Mapping[str, str]) -> int:
    return number_in(typed.get("seen", ""))


def _awaited(request: Signed, row: Report, job: Job) -> HttpResponse:
    """The report's page, which shows how far the audit is that was asked for."""
    return redirect(f"{reverse('report', args=[row.pk])}?{queues.query(request.GET)}job={job.pk}")


def _awaited_job(request: Signed, campaign: Campaign | None) -> Job | None:
    """The audit that the page waits for."""
    return campaign.jobs.filter(pk=number_in(request.GET.get("job", ""))).first() if campaign else None


def _judged_again(request: Signed, row: Report) -> Report | None:
    """The report by the audit that the page waited for, now that it is done."""
    job = _awaited_job(request, correcting.campaign_of(row))
    if job is None or job.state != JobState.DONE or job.run_id is None:
        return None
    return access.reports_of(request.user).filter(run=job.run_id, path=row.path).first()


def _newer(request: Signed, campaign: Campaign | None, row: Report) -> Report | None:
    """The report as the last audit has it, where that is another."""
    run = jobs.newest_run(campaign) if campaign else None
    if run is None or run.pk <= row.run_id:
        return None
    return access.reports_of(request.user).filter(run=run, path=row.path).first()


def _queue(campaign: Campaign | None, request: Signed, filters: str) -> str:
    """The list from which a person came."""
    if campaign is None or not filters:
        return ""
    name = "unjudged" if queues.UNJUDGED in request.GET else "queue"
    return f"{reverse(name, args=[campaign.pk])}?{filters}"


def _audited_at(row: Report) -> Any:
    """When the run of a report was asked for: what was filed later is another file."""
    return Job.objects.filter(run=row.run_id).values("at")[:1]
