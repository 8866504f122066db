"""The log of operations: asked for by account, operation, result and day, and taken along as a table."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

import hegui
from hegui.web.access import Signed, needs
from hegui.web.forms import LogForm
from hegui.web.models import Operation
from hegui.web.roles import Capability

_PAGE = 100
_BATCH = 2000
_HEADER = ("时间", "账号", "来自", "操作", "页面", "结果", "内容")
_MOST_ROWS = 1_048_575
"""Of a sheet, below its header."""


@needs(Capability.LOG)
def log(request: Signed) -> HttpResponseBase:
    """The newest first. Who sees some units only sees what was done by himself."""
    form = LogForm(request.GET)
    page = Paginator(_asked(request, form), _PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    about = {"page": page, "form": form, "query": f"{query.urlencode()}&" if query else ""}
    return render(request, "hegui/log.html", about, status=400 if form.errors else 200)


@needs(Capability.LOG)
def export(request: Signed) -> HttpResponseBase:
    """What is asked for as CSV, or as an Excel workbook (`format=xlsx`)."""
    form = LogForm(request.GET)
    found = _asked(request, form)
    if form.errors:
        return log(request)
    rows = map(_row, found.iterator(_BATCH))
    name = f"操作日志-{timezone.localtime():%Y%m%d-%H%M%S}"
    if request.GET.get("format") == "xlsx":
        return FileResponse(_workbook(rows), as_attachment=True, filename=f"{name}.xlsx")
    named = (dict(zip(_HEADER, row, strict=True)) for row in rows)
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.csv") or ""}
    return StreamingHttpResponse(hegui.as_csv(_HEADER, named), content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: Signed, form: LogForm) -> QuerySet[Operation]:
    found = Operation.objects.order_by("-at", "-pk")
    if not request.user.reaches("", Capability.LOG):
        found = found.filter(account=request.user.account)
    return found.filter(**form.conditions()) if form.is_valid() else found.none()


def _row(one: Operation) -> tuple[str | int, ...]:
    at = f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}"
    return at, one.account, one.address, one.action, one.target, one.status, one.told


def _workbook(rows: Iterable[tuple[str | int, ...]]) -> BytesIO:
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet("操作日志")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(_HEADER) - 1, 20)
        sheet.write_row(0, 0, _HEADER)
        for number, row in zip(range(1, _MOST_ROWS + 1), rows, strict=False):
            sheet.write_row(number, 0, row)
    out.seek(0)
    return out
