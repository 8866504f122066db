"""The review page: the report as it was read with its faults marked in place, its findings beside it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from msgspec.structs import replace

import hegui
from hegui.history.models import Finding, Report
from hegui.web import access, jobs
from hegui.web.access import Signed, needs
from hegui.web.decide import state_in_words
from hegui.web.roles import Capability
from hegui.web.setup import current

_MARKED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""What the marked copy may do: look as it does, in our own frame."""


@needs(Capability.SEE)
def report(request: Signed, number: int) -> HttpResponse:
    """What could not be judged first, then the findings."""
    row = get_object_or_404(access.reports_of(request.user).select_related("run"), pk=number)
    audit = _run(row).reports[0]
    prints = [one.fingerprint for verdict in audit.verdicts for one in verdict.findings]
    known = access.findings_of(request.user, Capability.SEE).in_bulk(prints)
    unjudged = (hegui.Result.CANNOT_ASSESS, hegui.Result.ERROR)
    about = {
        "row": row,
        "audit": audit,
        "unjudged": [(one.title, one.reason) for one in audit.verdicts if one.result in unjudged],
        "findings": [(known[key], state_in_words(known[key])) for key in prints if key in known],
        "others": [(one, state_in_words(one)) for one in _of_others(request, row)],
    }
    return render(request, "hegui/report.html", about)


@xframe_options_sameorigin
@needs(Capability.SEE)
def marked(request: Signed, number: int) -> HttpResponse:
    """The marked copy as a page, the same that the output `marked` writes."""
    row = get_object_or_404(access.reports_of(request.user).select_related("run"), pk=number)
    with TemporaryDirectory(prefix="hegui-") as folder:
        rules = current.setup.loaded()
        pages = hegui.render(_run(row), "marked", Path(folder), rules=rules, page=True)
        content = pages[0].read_bytes() if pages else "这份报告没有读出来，无从批注。".encode()
    response = HttpResponse(content, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _MARKED
    return response


def _run(row: Report) -> hegui.AuditRun:
    """The run of a report, with that report alone."""
    run = jobs.history().run(row.run_id)
    return replace(run, reports=(run.reports[row.position],))


def _of_others(request: Signed, row: Report) -> list[Finding]:
    """What was found in the report beside others."""
    found = access.findings_of(request.user, Capability.SEE).exclude(units=[])
    return list(found.filter(run=row.run_id, concerns__unit=row.listed).order_by("rule", "fingerprint"))
