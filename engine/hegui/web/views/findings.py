"""Findings: the queue, each with what happened to it, and what may be done."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

import hegui
from hegui.history.findings import kind_of
from hegui.history.models import Finding
from hegui.history.state import Deed, Detection
from hegui.history.words import DEEDS, DETECTIONS, REVIEWS, SEVERITIES
from hegui.web import access, rectification
from hegui.web.access import Signed, needs
from hegui.web.decide import WITHOUT_REASON, decide, possible, state_for_unit, state_in_words
from hegui.web.forms import DeedForm
from hegui.web.roles import DEEDS as DEEDS_NEED
from hegui.web.roles import Capability

_PAGE = 50
_MOST = 200
"""Findings that are acted on at once."""
_AT_ONCE = (
    Deed.CLAIM,
    Deed.RELEASE,
    Deed.CONFIRM,
    Deed.ASK,
    Deed.PROPOSE_DISMISSAL,
    Deed.DISMISS,
    Deed.REFUSE,
    Deed.REOPEN,
)
"""What may be done to several findings with one reason."""
_WORDS: dict[Any, str] = {**DETECTIONS, **DEEDS}
_GRAVEST_FIRST = Case(
    *(When(severity=name, then=Value(rank)) for rank, name in enumerate(SEVERITIES)),
    default=Value(len(SEVERITIES)),
    output_field=IntegerField(),
)


@needs(Capability.SEE)
def queue(request: Signed, number: int) -> HttpResponse:
    """The findings of a campaign's year, by what is asked for."""
    campaign = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)
    found = access.in_campaign(access.findings_of(request.user, Capability.SEE), campaign)
    rules = dict(found.order_by("rule").values_list("rule", "title").distinct())
    page = Paginator(_asked(found, request), _PAGE).get_page(request.GET.get("page"))
    about = {
        "campaign": campaign,
        "page": page,
        "rows": [(finding, state_in_words(finding)) for finding in page],
        "chosen": request.GET,
        "query": "".join(f"{key}={value}&" for key, value in _chosen(request).items()),
        "choices": (
            ("review", "复核", {one.value: words for one, words in REVIEWS.items()}),
            ("detection", "审查所见", {one.value: words for one, words in DETECTIONS.items() if one}),
            ("severity", "等级", SEVERITIES),
            ("rule", "规则", rules),
            ("claimed", "认领", {"mine": "我认领的", "nobody": "无人认领"}),
            ("wants", "待办", {"sign": "待审批", "revisit": "办结后再次出现"}),
        ),
    }
    about["deeds"] = [(deed.value, DEEDS[deed]) for deed in _AT_ONCE if request.user.may(DEEDS_NEED[deed])]
    return render(request, "hegui/queue.html", about)


@needs(Capability.SEE_OWN)
def own(request: Signed) -> HttpResponse:
    """What the office has told a unit."""
    found = access.findings_of(request.user, Capability.SEE_OWN).order_by("-year", "unit", _GRAVEST_FIRST)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    rows = [(finding, state_for_unit(finding)) for finding in page]
    notices = access.notices_of(request.user).select_related("unit").order_by("-pk")[:_PAGE]
    told = [(one, rectification.state_in_words(one)) for one in notices]
    return render(request, "hegui/own.html", {"page": page, "rows": rows, "notices": told})


@needs(Capability.SEE, Capability.SEE_OWN)
def finding(request: Signed, fingerprint: str) -> HttpResponse:
    return _page(request, _found(request, fingerprint), "")


@require_POST
@needs(Capability.REVIEW, Capability.SIGN, Capability.ANSWER)
def act(request: Signed, fingerprint: str) -> HttpResponse:
    """Something is done to a finding; what is wrong with it is told in the finding's page."""
    found = _found(request, fingerprint)
    form = DeedForm(request.POST)
    try:
        _decide_one(request, found, form)
    except hegui.HeguiError as error:
        found.refresh_from_db()
        request.told = f"{fingerprint}：{error}"
        return _page(request, found, str(error))
    deed: Deed = form.cleaned_data["deed"]
    request.told = f"{fingerprint}：{DEEDS[deed]}"
    return redirect("finding", fingerprint)


@require_POST
@needs(Capability.REVIEW, Capability.SIGN)
def act_on_many(request: Signed, number: int) -> HttpResponse:
    """The same is done to several findings of a campaign; each that it cannot be done to is told."""
    campaign = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)
    chosen = dict(one.partition(":")[::2] for one in request.POST.getlist("chosen")[:_MOST])
    found = access.in_campaign(access.findings_of(request.user, Capability.SEE), campaign).in_bulk(list(chosen))
    if (form := DeedForm({**request.POST.dict(), "seen": 0})).is_valid() and not request.user.may(
        DEEDS_NEED[form.cleaned_data["deed"]]
    ):
        raise PermissionDenied
    done, kept = 0, []
    for fingerprint, seen in chosen.items():
        finding = found.get(fingerprint)
        try:
            _decide_one(request, finding, DeedForm({**request.POST.dict(), "seen": seen}))
            done += 1
        except (hegui.HeguiError, PermissionDenied) as error:
            kept.append((finding, str(error) or "您的角色不能对它做这件事。"))
    request.told = f"{campaign}：{request.POST.get('deed', '')}，{done} 处，未能登记 {len(kept)} 处"
    return render(request, "hegui/many.html", {"campaign": campaign, "done": done, "kept": kept})


def _decide_one(request: Signed, finding: Finding | None, form: DeedForm) -> None:
    if finding is None:
        raise hegui.UsageError("没有这处问题。")
    if not form.is_valid():
        raise hegui.UsageError(str(next(iter(form.errors.values()))[0]))
    given = form.cleaned_data
    decide(request.user, finding, given["deed"], reason=given["reason"], until=given["until"], seen=given["seen"])


def _found(request: Signed, fingerprint: str) -> Finding:
    return get_object_or_404(access.visible_findings(request.user), pk=fingerprint)


def _page(request: Signed, found: Finding, mistake: str) -> HttpResponse:
    report = None
    if found.run_id and found.path:
        report = access.reports_of(request.user).filter(run=found.run_id, path=found.path).first()
    deeds = possible(request.user, found)
    happened = access.events_of(request.user, found)
    inside = access.findings_of(request.user, Capability.SEE).filter(pk=found.pk).exists()
    about = {
        "finding": found,
        "state": state_in_words(found) if inside else state_for_unit(found),
        "claimed": found.claimed if inside else "",
        "events": [(event, _WORDS[kind_of(event)]) for event in happened],
        "deeds": [(deed.value, DEEDS[deed], deed in WITHOUT_REASON) for deed in deeds],
        "wants_until": Deed.PROPOSE_ACCEPTANCE in deeds,
        "report": report,
        "mistake": mistake,
    }
    return render(request, "hegui/finding.html", about, status=409 if mistake else 200)


def _chosen(request: Signed) -> dict[str, str]:
    names = ("review", "detection", "severity", "rule", "claimed", "wants", "unit")
    return {name: value for name in names if (value := request.GET.get(name, "").strip())}


def _asked(found: QuerySet[Finding], request: Signed) -> QuerySet[Finding]:
    for name, value in _chosen(request).items():
        match name, value:
            case "claimed", _:
                found = found.filter(claimed=str(request.user) if value == "mine" else "")
            case "wants", "sign":
                found = found.exclude(proposed="")
            case "wants", _:
                found = found.filter(revisit=True)
            case "unit", _:
                found = found.filter(unit__contains=value)
            case _:
                found = found.filter(**{name: value})
    if not request.GET.get("detection"):
        found = found.exclude(detection__in=(Detection.GONE, Detection.RULE_OFF))
    return found.order_by(_GRAVEST_FIRST, "unit", "rule", "fingerprint")
