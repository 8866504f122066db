"""The log of operations: asked for by account, operation, result and day, and taken along as a table."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from hegui.web.access import Signed, needs
from hegui.web.actions import ACTIONS
from hegui.web.forms import LogForm
from hegui.web.models import Operation
from hegui.web.roles import Capability
from hegui.web.tables import as_attachment

_PAGE = 100
_BATCH = 2000
_HEADER = ("时间", "账号", "来自", "操作", "页面", "结果", "内容")


@needs(Capability.LOG)
def log(request: Signed) -> HttpResponseBase:
    """The newest first. Who sees some units only sees what was done by himself."""
    form = LogForm(request.GET)
    page = Paginator(_asked(request, form), _PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    about = {
        "page": page,
        "rows": [(one, _action(one)) for one in page],
        "form": form,
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "hegui/log.html", about, status=400 if form.errors else 200)


@needs(Capability.LOG)
def export(request: Signed) -> HttpResponseBase:
    """What is asked for as CSV, or as an Excel workbook (`format=xlsx`)."""
    form = LogForm(request.GET)
    found = _asked(request, form)
    if form.errors:
        return log(request)
    rows = map(_row, found.iterator(_BATCH))
    return as_attachment("操作日志", _HEADER, rows, request.GET.get("format", ""))


def _asked(request: Signed, form: LogForm) -> QuerySet[Operation]:
    found = Operation.objects.order_by("-at", "-pk")
    if not request.user.reaches("", Capability.LOG):
        found = found.filter(account=request.user.account)
    return found.filter(**form.conditions()) if form.is_valid() else found.none()


def _action(one: Operation) -> str:
    return ACTIONS.get(one.action, one.action)


def _row(one: Operation) -> tuple[str | int, ...]:
    at = f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}"
    return at, one.account, one.address, _action(one), one.target, one.status, one.told
