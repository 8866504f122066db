"""Findings: the queue, each with what happened to it, and what may be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

import hegui
from hegui.history.findings import kind_of
from hegui.history.models import Finding, Report, Unjudged
from hegui.history.state import Deed
from hegui.history.words import DEEDS, DETECTIONS, REVIEWS, SEVERITIES
from hegui.web import access, jobs, past, queues, rectification
from hegui.web.access import Signed, needs
from hegui.web.decide import (
    WITHOUT_REASON,
    decide,
    keep_proposal,
    possible,
    possible_each,
    state_for_unit,
    state_in_words,
)
from hegui.web.downloads import as_file
from hegui.web.forms import DeedForm
from hegui.web.models import Attachment
from hegui.web.roles import DEEDS as DEEDS_NEED
from hegui.web.roles import Capability
from hegui.web.setup import current

_PAGE = 50
_MOST = 200
"""Findings that are acted on at once."""
_NAMED = 3
"""Of these, those that the log names."""
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
KEYS: Mapping[Deed, str] = {
    Deed.CLAIM: "c",
    Deed.RELEASE: "r",
    Deed.CONFIRM: "y",
    Deed.ASK: "a",
    Deed.COMMENT: "m",
    Deed.PROPOSE_DISMISSAL: "d",
    Deed.PROPOSE_ACCEPTANCE: "e",
    Deed.DISMISS: "s",
    Deed.ACCEPT: "t",
    Deed.REFUSE: "x",
    Deed.REOPEN: "u",
    Deed.MEND: "g",
    Deed.ANSWER: "w",
}
"""By which each is done in a report's page."""
_WORDS: dict[Any, str] = {**DETECTIONS, **DEEDS}


@needs(Capability.SEE)
def queue(request: Signed, number: int) -> HttpResponse:
    """The findings of a campaign's year, by what is asked for."""
    campaign = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)
    found = access.in_campaign(access.findings_of(request.user, Capability.SEE), campaign)
    rules = dict(found.order_by("rule").values_list("rule", "title").distinct())
    page = Paginator(queues.findings(found, request.GET, request.user), _PAGE).get_page(request.GET.get("page"))
    reports = _reports(request, page)
    about = {
        "campaign": campaign,
        "page": page,
        "rows": [(finding, state_in_words(finding), reports.get(finding.pk)) for finding in page],
        "chosen": request.GET,
        "query": queues.query(request.GET),
        "choices": (
            ("review", "复核", {one.value: words for one, words in REVIEWS.items()}),
            ("detection", "审查所见", {one.value: words for one, words in DETECTIONS.items() if one}),
            ("severity", "等级", SEVERITIES),
            ("rule", "规则", rules),
            ("claimed", "认领", {"mine": "我认领的", "nobody": "无人认领"}),
            ("wants", "待办", {"sign": "待审批", "revisit": "办结后再次出现"}),
        ),
    }
    about["deeds"] = _at_once(request)
    return render(request, "hegui/queue.html", about)


@needs(Capability.SEE)
def unjudged(request: Signed, number: int) -> HttpResponse:
    """The reports of a campaign's last audit on which something could not be judged."""
    campaign = get_object_or_404(access.campaigns_of(request.user, Capability.SEE), pk=number)
    run = jobs.newest_run(campaign)
    reports = access.reports_of(request.user).filter(run=run)
    rules = Unjudged.objects.filter(body__reports__in=reports).values_list("rule", "title")
    asked = {queues.UNJUDGED: queues.ALL, **queues.chosen(request.GET)}
    page = Paginator(queues.unjudged(reports, asked), _PAGE).get_page(request.GET.get("page"))
    told: dict[str, list[Unjudged]] = {}
    for one in Unjudged.objects.filter(body__in=[row.body_id for row in page]).order_by("pk"):
        if asked[queues.UNJUDGED] in (queues.ALL, one.rule):
            told.setdefault(one.body_id, []).append(one)
    about = {
        "campaign": campaign,
        "page": page,
        "rows": [(row, told[row.body_id]) for row in page],
        "rules": {rule: title for rule, title in rules.order_by("title").distinct() if rule},
        "asked": asked,
        "query": queues.query(asked),
    }
    return render(request, "hegui/unjudged.html", about)


@needs(Capability.SEE_OWN)
def own(request: Signed) -> HttpResponse:
    """What the office has told a unit."""
    found = access.findings_of(request.user, Capability.SEE_OWN).order_by("-year", "unit", queues.GRAVEST_FIRST)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    rows = [(finding, state_for_unit(finding), None) for finding in page]
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
    form = DeedForm(request.POST, request.FILES)
    try:
        _decide_one(request, found, form)
    except hegui.HeguiError as error:
        found.refresh_from_db()
        request.told = f"{fingerprint}：{error}"
        return _item(request, found, str(error)) if _in_place(request) else _page(request, found, str(error))
    deed: Deed = form.cleaned_data["deed"]
    request.told = f"{fingerprint}：{DEEDS[deed]}"
    if _in_place(request):
        return _item(request, found, "")
    if (back := request.POST.get("back", "")) and url_has_allowed_host_and_scheme(back, None):
        return redirect(f"{back}#item-{fingerprint}")
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
    done: list[Finding] = []
    kept: list[tuple[Finding | None, str]] = []
    for fingerprint, seen in chosen.items():
        finding = found.get(fingerprint)
        try:
            one = DeedForm({**request.POST.dict(), "seen": seen})
            done.append(_decide_one(request, finding, one, keeping=True))
        except (hegui.HeguiError, PermissionDenied) as error:
            kept.append((finding, str(error) or "您的角色不能对它做这件事。"))
    mistake = "" if chosen else "请先选中要登记的问题。"
    request.told = f"{campaign}：{_told(form, done)}，未能登记 {len(kept)} 处{mistake}"
    refused = Finding.objects.filter(pk__in=[finding.pk for finding, _ in kept if finding])
    reports = _reports(request, refused)
    about = {
        "campaign": campaign,
        "done": len(done),
        "kept": kept,
        "mistake": mistake,
        "typed": request.POST,
        "rows": [(one, state_in_words(one), reports.get(one.pk)) for one in refused],
        "deeds": _at_once(request),
    }
    return render(request, "hegui/many.html", about, status=409 if mistake else 200)


def _at_once(request: Signed) -> list[tuple[str, str]]:
    """What the person may do to several findings, with its words."""
    return [(deed.value, DEEDS[deed]) for deed in _AT_ONCE if request.user.may(DEEDS_NEED[deed])]


def _told(form: DeedForm, done: Sequence[Finding]) -> str:
    """What was done to how many, and the first of them, for the log."""
    words = DEEDS[form.cleaned_data["deed"]] if form.is_valid() else "登记意见"
    named = "、".join(f"{one.unit} {one.fingerprint}" for one in done[:_NAMED])
    rest = "等" if len(done) > _NAMED else ""
    return f"{words} {len(done)} 处" + (f"（{named}{rest}）" if done else "")


def _decide_one(request: Signed, finding: Finding | None, form: DeedForm, *, keeping: bool = False) -> Finding:
    """Do to a finding what the form says; with `keeping`, not where that sets aside what another has proposed."""
    if finding is None:
        raise hegui.UsageError("没有这处问题。")
    if not form.is_valid():
        raise hegui.UsageError(str(next(iter(form.errors.values()))[0]))
    given = form.cleaned_data
    if keeping:
        keep_proposal(request.user, finding, given["deed"])
    file = given["file"]
    decide(
        request.user,
        finding,
        given["deed"],
        reason=given["reason"],
        until=given["until"],
        seen=given["seen"],
        file=(file.name or "", file.read()) if file else None,
    )
    return finding


@needs(Capability.SEE, Capability.SEE_OWN)
def attachment(request: Signed, fingerprint: str, number: int) -> HttpResponse:
    """A file that goes with what was said of a finding, for whoever may know that it was said."""
    found = _found(request, fingerprint)
    told = access.events_of(request.user, found).values("number")
    file = get_object_or_404(found.attachments.select_related("source"), pk=number, number__in=told)
    return as_file(file.source.file, file.name)


def _found(request: Signed, fingerprint: str) -> Finding:
    return get_object_or_404(access.visible_findings(request.user), pk=fingerprint)


def _reports(request: Signed, findings: Iterable[Finding]) -> dict[str, Report]:
    """The reports in which findings were seen last, by the fingerprints of these."""
    places = {one.pk: (one.run_id, one.path) for one in findings if one.run_id and one.path}
    rows = access.reports_of(request.user).filter(
        run__in={run for run, _ in places.values()}, path__in={path for _, path in places.values()}
    )
    by_place = {(row.run_id, row.path): row for row in rows.distinct()}
    return {key: by_place[place] for key, place in places.items() if place in by_place}


def _in_place(request: Signed) -> bool:
    """Whether what was done is to be shown in the report's page, in the place of the finding there."""
    return "HX-Request" in request.headers and "back" in request.POST


def _item(request: Signed, found: Finding, mistake: str) -> HttpResponse:
    """A finding as it stands in its report's page."""
    found.refresh_from_db()
    (item,) = review_items(request, [found])
    about: dict[str, Any] = {
        "item": item,
        "row": _reports(request, [found]).get(found.pk),
        "back": request.POST["back"],
    }
    about |= {"mistake": mistake, "typed": request.POST if mistake else None}
    return render(request, "hegui/item.html", about, status=409 if mistake else 200)


class ReviewItem(NamedTuple):
    """A finding in the page of its report."""

    finding: Finding
    state: str
    deeds: list[tuple[str, str, str, bool]]
    """Name, words, key and whether no reason is needed."""
    wants_until: bool
    before: Finding | None
    """The same fault of the year before, and what became of it."""
    state_before: str

    @property
    def names(self) -> set[str]:
        """What may be done."""
        return {name for name, *_ in self.deeds}


def review_items(request: Signed, findings: Sequence[Finding]) -> list[ReviewItem]:
    """Findings with all that their report's page shows of them."""
    deeds = possible_each(request.user, findings)
    before = past.of_last_year(access.findings_of(request.user, Capability.SEE), findings)
    return [
        ReviewItem(
            one,
            state_in_words(one),
            [(deed.value, DEEDS[deed], KEYS[deed], deed in WITHOUT_REASON) for deed in deeds[one.pk]],
            Deed.PROPOSE_ACCEPTANCE in deeds[one.pk],
            before.get(one.pk),
            state_in_words(before[one.pk]) if one.pk in before else "",
        )
        for one in findings
    ]


@needs(Capability.SEE)
def explained(request: Signed, fingerprint: str) -> HttpResponse:
    """What the rule of a finding says, to be put beside it."""
    found = get_object_or_404(access.findings_of(request.user, Capability.SEE), pk=fingerprint)
    return render(request, "hegui/about.html", {"lines": _explained(found)})


def _explained(found: Finding) -> list[tuple[str, str]]:
    """All about the rule; nothing where the rules that the server has by now know it no more."""
    return hegui.explain_rule(current.setup.loaded(), found.rule) or []


def _page(request: Signed, found: Finding, mistake: str) -> HttpResponse:
    report = _reports(request, [found]).get(found.pk)
    deeds = possible(request.user, found)
    happened = access.events_of(request.user, found)
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in found.attachments.order_by("pk"):
        files[file.number].append(file)
    inside = access.findings_of(request.user, Capability.SEE).filter(pk=found.pk).exists()
    before = past.of_last_year(access.findings_of(request.user, Capability.SEE), [found]).get(found.pk)
    about = {
        "finding": found,
        "state": state_in_words(found) if inside else state_for_unit(found),
        "claimed": found.claimed if inside else "",
        "events": [(event, _WORDS[kind_of(event)], files.get(event.number, ())) for event in happened],
        "takes_file": Deed.ANSWER in deeds,
        "deeds": [(deed.value, DEEDS[deed], deed in WITHOUT_REASON) for deed in deeds],
        "wants_until": Deed.PROPOSE_ACCEPTANCE in deeds,
        "report": report,
        "mistake": mistake,
        "typed": request.POST,
        "lines": _explained(found) if inside else [],
        "before": before,
        "state_before": state_in_words(before) if before else "",
    }
    return render(request, "hegui/finding.html", about, status=409 if mistake else 200)
