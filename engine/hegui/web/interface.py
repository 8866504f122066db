"""The JSON interface for other programs: what the pages do, by the same functions and the same table of capabilities.

A program shows a token (`Authorization: Bearer …`). An operation that does not say which scope it takes is shut.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern
from ninja import Field, File, Form, NinjaAPI, Query, Schema, UploadedFile
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.docs import DocsBase
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

import hegui
from hegui.history.findings import kind_of
from hegui.history.models import Event, Finding
from hegui.history.state import Deed, Detection, Review
from hegui.history.words import DEEDS
from hegui.web import access, checking, models, submitting, tokens
from hegui.web.access import Signed, needs, public
from hegui.web.decide import decide, possible, state_for_unit, state_in_words
from hegui.web.forms import LARGEST
from hegui.web.office import safe_name
from hegui.web.roles import Capability
from hegui.web.setup import current
from hegui.web.tokens import Scope

_PAGE = 100
_log = logging.getLogger("hegui.web")


class _Asked(Signed):
    auth: models.Token


class _Takes(HttpBearer):
    """The door of an operation: a token that is good and has the scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> models.Token | None:
        found = tokens.find(token)
        if found is None:
            return None
        request.user = found.user
        request.told = f"令牌“{found.title}”"  # type: ignore[attr-defined]
        if self.scope not in found.scopes:
            raise HttpError(403, f"令牌没有“{self.scope.label}”的用途。")
        return found


def _shut(request: HttpRequest) -> None:
    """Of operations that do not say what they take."""


class _Rate(BaseThrottle):
    """So many requests of a token within so many seconds, counted by this process."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self._seconds = most, seconds
        self._lock = threading.Lock()
        self._asked: dict[int, deque[float]] = defaultdict(deque)

    def allow_request(self, request: HttpRequest) -> bool:
        now = monotonic()
        with self._lock:
            asked = self._asked[request.auth.pk]  # type: ignore[attr-defined]
            while asked and asked[0] <= now - self._seconds:
                asked.popleft()
            if len(asked) >= self.most:
                return False
            asked.append(now)
        return True

    def wait(self) -> float:
        return self._seconds


class _Page(DocsBase):
    """What the interface has, as a page that loads nothing from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_: Any) -> HttpResponse:
        about = {"url": self.get_openapi_url(api, {}), "layout": "BaseLayout", "supportedSubmitMethods": []}
        return render(request, "hegui/interface.html", {"settings": about})


class _Plain(JSONRenderer):
    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


RATE, CHECK_RATE = _Rate(120, 60), _Rate(20, 60)
api = NinjaAPI(
    title="合规 · 数据接口",
    version="1",
    description='请求头 `Authorization: Bearer 令牌`；出错的，答复 `{"error": "…"}`。',
    urls_namespace="interface",
    auth=_shut,
    throttle=RATE,
    renderer=_Plain(),
    docs=_Page(),
)


class CampaignOut(Schema):
    number: int = Field(alias="pk")
    title: str
    year: int
    scheme: str
    job: JobOut | None = Field(None, description="最近一次审查")


class JobOut(Schema):
    number: int = Field(alias="pk")
    state: str = Field(description="queued、running、done、failed、cancelled")
    done: int = Field(description="审查了几个文件")
    total: int
    message: str


class FindingOut(Schema):
    fingerprint: str
    rule: str
    title: str
    severity: str
    unit: str
    year: int | None
    message: str
    detection: Detection
    review: Review
    state: str = Field(description="情况，用文字说")
    seen: int = Field(alias="number", description="最后一件事的序号，处理时写回")
    claimed: str = Field(description="认领人；报告单位看不到")
    proposed: str = Field(description="提请审批的意见；报告单位看不到")


class EventOut(Schema):
    number: int
    at: datetime
    kind: str
    by: str
    reason: str
    until: date | None


class FindingWhole(FindingOut):
    events: list[EventOut]
    possible: list[Deed] = Field(description="这个令牌现在可以作的意见")


class FindingsOut(Schema):
    count: int
    pages: int
    page: int
    findings: list[FindingOut]


class DecisionIn(Schema):
    deed: Deed = Field(description="意见：" + "，".join(f"{deed.value} {words}" for deed, words in DEEDS.items()))
    reason: str = Field("", max_length=2000)
    until: date | None = Field(None, description="接受到哪一天")
    seen: int = Field(ge=0, description="看到的最后一件事的序号")


class StopOut(Schema):
    rule: str
    title: str
    messages: list[str]


class GateOut(Schema):
    stopped: bool = Field(description="报送时会被拦下")
    why: list[str] = Field(description="读不出来，不是这个批次的年度，是别的单位的")
    stops: list[StopOut] = Field(description="不符合的、拦下报送的规则")


class FindingsAsked(Schema):
    campaign: int | None = None
    year: int | None = None
    review: Review | None = None
    detection: Detection | None = None
    severity: str | None = None
    rule: str | None = None
    unit: str | None = Field(None, description="单位名称中的字")
    page: int = Field(1, ge=1)


@api.post("check", auth=_Takes(Scope.CHECK), throttle=[RATE, CHECK_RATE], url_name="check", summary="检查草稿")
def check(request: _Asked, file: File[UploadedFile], scheme: Form[str] = "default") -> HttpResponse:
    """审查一个文件，答复与 `audit.json` 相同；文件和结果都不保存。同时在查的已满时答复 503，请稍后再传。"""
    _take(request, file)
    try:
        run = checking.check(current.setup, safe_name(file.name or ""), file.read(), scheme)
    except hegui.HeguiError as error:
        raise HttpError(422, str(error)) from None
    return HttpResponse(run, "application/json")


@api.post(
    "gate", auth=_Takes(Scope.CHECK), throttle=[RATE, CHECK_RATE], response=GateOut, url_name="gate", summary="能否报送"
)
def gate(
    request: _Asked, file: File[UploadedFile], campaign: Form[int | None] = None, unit: Form[str] = ""
) -> dict[str, Any]:
    """审查一个文件，答复报送时会不会被拦下、为什么；文件和结果都不保存。写明批次的，按它的年度、规则包、评分方案。"""
    _take(request, file)
    found = get_object_or_404(access.campaigns_of(request.user, Capability.CHECK), pk=campaign) if campaign else None
    whose = get_object_or_404(access.units_of(request.user, Capability.CHECK), name=unit) if unit else None
    try:
        checked = submitting.check(file.name or "", file.read(), found, whose)
    except hegui.HeguiError as error:
        raise HttpError(422, str(error)) from None
    stops = [
        {"rule": one.rule, "title": one.title, "messages": [finding.message for finding in one.findings]}
        for one in checked.stops
    ]
    return {"stopped": checked.stopped, "why": checked.why, "stops": stops}


def _take(request: _Asked, file: UploadedFile) -> None:
    """Raises where a file is not to be checked."""
    if not request.user.may(Capability.CHECK):
        raise PermissionDenied
    if (file.size or 0) > LARGEST:
        raise HttpError(413, f"超过 {LARGEST >> 20} MB，请拆开再传。")


@api.get("campaigns", auth=_Takes(Scope.READ), response=list[CampaignOut], url_name="campaigns", summary="审查批次")
def campaigns(request: _Asked) -> Sequence[models.Campaign]:
    found = list(access.campaigns_of(request.user, Capability.SEE).order_by("-year", "-pk"))
    audits = models.Job.objects.filter(campaign__in=found, kind=models.JobKind.AUDIT)
    latest = {job.campaign_id: job for job in audits.order_by("pk")}
    for one in found:
        one.job = latest.get(one.pk)  # type: ignore[attr-defined]
    return found


@api.get("campaigns/{number}", auth=_Takes(Scope.READ), response=CampaignOut, url_name="campaign", summary="一个批次")
def campaign(request: _Asked, number: int) -> models.Campaign:
    found = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)
    found.job = found.jobs.filter(kind=models.JobKind.AUDIT).order_by("-pk").first()  # type: ignore[attr-defined]
    return found


@api.get("findings", auth=_Takes(Scope.READ), response=FindingsOut, url_name="findings", summary="问题清单")
def findings(request: _Asked, asked: Query[FindingsAsked]) -> dict[str, Any]:
    """每页 100 处。报告单位看得到的，是审查机关告诉过它的。"""
    found = access.visible_findings(request.user)
    if asked.campaign is not None:
        campaign = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=asked.campaign)
        found = access.in_campaign(found, campaign)
    for name in ("year", "review", "detection", "severity", "rule"):
        if (value := getattr(asked, name)) is not None:
            found = found.filter(**{name: value})
    if asked.unit:
        found = found.filter(unit__contains=asked.unit)
    pages = Paginator(found.order_by("unit", "rule", "fingerprint"), _PAGE)
    page = pages.get_page(asked.page)
    return {
        "count": pages.count,
        "pages": pages.num_pages,
        "page": page.number,
        "findings": _as_told(request, list(page)),
    }


@api.get(
    "findings/{fingerprint}", auth=_Takes(Scope.READ), response=FindingWhole, url_name="finding", summary="一处问题"
)
def finding(request: _Asked, fingerprint: str) -> dict[str, Any]:
    return _whole(request, _found(request, fingerprint))


@api.post(
    "findings/{fingerprint}/decisions",
    auth=_Takes(Scope.DECIDE),
    response=FindingWhole,
    url_name="decide",
    summary="处理一处问题",
)
def decision(request: _Asked, fingerprint: str, given: DecisionIn) -> dict[str, Any]:
    """与网页上相同：角色能作的意见才能作；别人先办了的，答复 409，请看过再定。"""
    found = _found(request, fingerprint)
    decide(request.user, found, given.deed, reason=given.reason, until=given.until, seen=given.seen)
    request.told += f"：{fingerprint} {DEEDS[given.deed]}"
    found.refresh_from_db()
    return _whole(request, found)


def _found(request: _Asked, fingerprint: str) -> Finding:
    return get_object_or_404(access.visible_findings(request.user), pk=fingerprint)


def _as_told(request: _Asked, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as the person may know them: what the office considers is not the unit's."""
    inside = access.findings_of(request.user, Capability.SEE).in_bulk([one.pk for one in found])
    names = ("fingerprint", "rule", "title", "severity", "unit", "year", "message", "detection", "review", "number")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "state": state_in_words(one) if one.pk in inside else state_for_unit(one),
            "claimed": one.claimed if one.pk in inside else "",
            "proposed": one.proposed if one.pk in inside else "",
        }
        for one in found
    ]


def _whole(request: _Asked, found: Finding) -> dict[str, Any]:
    happened = access.events_of(request.user, found)
    return {
        **_as_told(request, [found])[0],
        "events": [_event(one) for one in happened],
        "possible": possible(request.user, found),
    }


def _event(one: Event) -> dict[str, Any]:
    names = ("number", "at", "by", "reason", "until")
    return {"kind": kind_of(one).value, **{name: getattr(one, name) for name in names}}


def _told(status: int, words: str) -> HttpResponse:
    answer: HttpResponse = api.create_response(HttpRequest(), {"error": words}, status=status)
    return answer


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: Any) -> HttpResponse:
    return _told(403, "账号的角色不能做这件事。")


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    response = _told(401, "没有令牌，或令牌无效、已到期、已撤销。")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(checking.BusyError)
def _busy(request: HttpRequest, error: Any) -> HttpResponse:
    response = _told(503, "正在检查的已满，请稍后再传。")
    response.headers["Retry-After"] = "5"
    return response


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return _told(404, "没有，或不在账号的管辖范围内。")


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _told(429, "请求过于频繁，请一分钟后再试。")
    response.headers["Retry-After"] = "60"
    return response


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja says in English that a body is no JSON; everything else is told by ourselves."""
    return _told(error.status_code, "请求的内容不是 JSON。" if error.status_code == 400 else str(error))


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = dict.fromkeys(str(one["loc"][-1]) for one in error.errors)
    return _told(422, f"请求中有缺的或不对的：{'、'.join(fields)}。")


@api.exception_handler(hegui.HeguiError)
def _overtaken(request: HttpRequest, error: hegui.HeguiError) -> HttpResponse:
    return _told(409, str(error))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    number = secrets.token_hex(4)
    _log.error("%s %s", number, request.path, exc_info=error)
    return _told(500, f"程序出错，编号 {number}。请把编号告诉技术人员，服务器上有对应的记录。")


def _marked(patterns: Sequence[Any]) -> list[URLPattern]:
    """The addresses as the gate knows them: operations look at tokens, the pages about them take being signed in."""
    for pattern in patterns:
        own = pattern.name in ("api-root", "openapi-json", "openapi-view")
        pattern.callback = needs()(pattern.callback) if own else public(pattern.callback)
    return list(patterns)


urlpatterns = _marked(api.urls[0])
app_name = "interface"
