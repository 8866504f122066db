"""Rules in the browser: all of them, one explained, what holds in a place; and rules that are written here."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

import hegui
from hegui.history.words import SEVERITIES
from hegui.web import checking, own_pack, proposals
from hegui.web.access import Signed, needs
from hegui.web.downloads import as_file
from hegui.web.forms import PlaceForm, RuleForm
from hegui.web.models import Proposal
from hegui.web.office import safe_name
from hegui.web.roles import Capability
from hegui.web.setup import current

_BUSY = "正在检查的已满，请稍后再试。"
_FILTERS = ("pack", "category", "severity")
_NEW = """\
id: my-rule
title: 一句话说明查什么
problem: 写有不应出现的文字
basis: {document: 文件名称或文号, clause: 条款}
severity: warning
check: pattern
scope: 正文
forbid: [不应出现的文字]
message: 报告写有“{词}”
advice: 怎样改正。
cases:
  - fail: {append: {一: 这一段写有不应出现的文字。}}
  - pass: {append: {一: 这一段的写法是对的。}}
"""


@needs(Capability.SEE, Capability.SEE_OWN)
def rules(request: Signed) -> HttpResponse:
    """Every rule in a line, by what is asked for."""
    listed = hegui.list_rules(current.setup.loaded())
    chosen = {name: request.GET.get(name, "") for name in _FILTERS}
    words = request.GET.get("q", "").strip()
    found = [
        {**rule, "severity_name": SEVERITIES[rule["severity"]]}
        for rule in listed
        if all(not value or rule[name] == value for name, value in chosen.items())
        and words.casefold() in f"{rule['id']} {rule['title']} {rule['basis']} {rule['applies']}".casefold()
    ]
    choices = (
        ("pack", "规则包", {pack.name: pack.title for pack in current.setup.loaded().ruleset.packs}),
        ("category", "类别", {rule["category"]: rule["category_title"] for rule in listed}),
        ("severity", "级别", SEVERITIES),
    )
    rows = [(name, title, options, chosen[name]) for name, title, options in choices]
    about = {
        "rules": found,
        "choices": rows,
        "words": words,
        "may_write": request.user.may(Capability.PROPOSE_RULES),
        "may_sign": request.user.may(Capability.SIGN_RULES),
    }
    return render(request, "hegui/rules.html", about)


@needs(Capability.SEE, Capability.SEE_OWN)
def rule(request: Signed, rule_id: str) -> HttpResponse:
    """All about one rule, as `hegui rules explain` shows it; of a province or city only what applies there."""
    place = {name: request.GET.get(name, "").strip() for name in ("province", "city")}
    loaded, mistake = current.setup.loaded(), ""
    try:
        lines = hegui.explain_rule(loaded, rule_id, place["province"] or None, place["city"] or None)
    except hegui.UsageError as error:
        mistake, lines = str(error), hegui.explain_rule(loaded, rule_id)
    if lines is None:
        raise Http404
    may_write = request.user.may(Capability.PROPOSE_RULES)
    about = {"id": rule_id, "lines": lines, "place": place, "mistake": mistake, "may_write": may_write}
    about["title"] = dict(lines)["名称"]
    return render(request, "hegui/rule.html", about, status=400 if mistake else 200)


@needs(Capability.SEE, Capability.SEE_OWN)
def place(request: Signed) -> HttpResponse:
    """The parameters and the changed rules that hold for a unit, or for the government of a place."""
    form = PlaceForm(request.GET or {"year": timezone.localdate().year - 1})
    found = None
    if request.GET and form.is_valid():
        try:
            found = hegui.rules_at(current.setup.loaded(), form.cleaned_data["unit"], form.cleaned_data["year"])
        except hegui.UsageError as error:
            form.add_error("unit", str(error))
    wrong = bool(request.GET and form.errors)
    if not request.GET:
        form = PlaceForm(initial={"year": timezone.localdate().year - 1})
    return render(request, "hegui/rules_at.html", {"form": form, "found": found}, status=400 if wrong else 200)


@needs(Capability.PROPOSE_RULES)
def write(request: Signed) -> HttpResponse:
    """A rule is written: checked and tried, downloaded, or proposed for the office's own pack."""
    loaded = current.setup.loaded()
    categories = {rule["category"]: rule["category_title"] for rule in hegui.list_rules(loaded)}
    choices = list(categories.items()), list(loaded.ruleset.drafts)
    if request.method != "POST":
        category, text = _text_of(loaded, request.GET.get("rule", ""))
        form = RuleForm(*choices, None, None, initial={"category": category, "content": text})
        return _playground(request, form)
    form = RuleForm(*choices, request.POST, request.FILES)
    if not form.is_valid():
        return _playground(request, form, status=400)
    given = form.cleaned_data
    text, file = given["content"], own_pack.file_of(given["category"], given["content"])
    if request.POST.get("do") == "download":
        return as_file(text, Path(file).name, "application/yaml; charset=utf-8")
    try:
        if request.POST.get("do") == "propose":
            made = proposals.propose(current.setup, file, text, request.user, given["reason"])
            request.told = f"提请写入规则包：{file}"
            return redirect("proposal", made.pk)
        report = (safe_name(given["report"].name), given["report"].read()) if given["report"] else None
        examined = checking.examine(current.setup, file, text, report, given["sample"])
    except checking.BusyError:
        return _playground(request, form, mistake=_BUSY, status=503)
    except hegui.HeguiError as error:
        return _playground(request, form, mistake=str(error), status=409)
    return _playground(request, form, examined=examined)


@needs(Capability.PROPOSE_RULES)
def schema(request: Signed) -> JsonResponse:
    """The JSON Schema of a rule, by which keys and values are offered while one is typed."""
    return JsonResponse(hegui.rule_schema(current.setup.loaded()), json_dumps_params={"ensure_ascii": False})


@needs(Capability.PROPOSE_RULES, Capability.SIGN_RULES)
def proposed(request: Signed) -> HttpResponse:
    """What was proposed for the office's own pack, the newest first."""
    found = Proposal.objects.order_by("-pk").select_related("signature").defer("content")[:200]
    return render(request, "hegui/proposals.html", {"proposals": found, "own": current.setup.own})


@needs(Capability.PROPOSE_RULES, Capability.SIGN_RULES)
def proposal(request: Signed, number: int) -> HttpResponse:
    return _proposal(request, get_object_or_404(Proposal.objects.select_related("signature"), pk=number))


@require_POST
@needs(Capability.PROPOSE_RULES, Capability.SIGN_RULES)
def sign(request: Signed, number: int) -> HttpResponse:
    """Taken into the pack, or refused; who proposed it may take it back."""
    found = get_object_or_404(Proposal, pk=number)
    agreed = request.POST.get("do") == "agree"
    own = found.by == str(request.user)
    if not _may_sign(request) and (agreed or not own):
        raise PermissionDenied
    try:
        proposals.sign(current.setup, found, request.user, agreed=agreed, reason=request.POST.get("reason", "")[:2000])
    except checking.BusyError:
        return _proposal(request, found, _BUSY, 503)
    except hegui.HeguiError as error:
        found.refresh_from_db()
        request.told = f"{found.file}：{error}"
        return _proposal(request, found, str(error), 409)
    request.told = f"{found.file}：{'同意写入规则包' if agreed else '不同意写入规则包'}"
    return redirect("proposal", number)


def _may_sign(request: Signed) -> bool:
    """The pack is for all units: who signs is for all of them, too."""
    return request.user.reaches("", Capability.SIGN_RULES)


def _proposal(request: Signed, found: Proposal, mistake: str = "", status: int = 200) -> HttpResponse:
    about = {
        "proposal": found,
        "before": own_pack.current(current.setup.own, found.file),
        "may_sign": _may_sign(request) and found.by != str(request.user),
        "may_take_back": found.by == str(request.user),
        "mistake": mistake,
    }
    return render(request, "hegui/proposal.html", about, status=status)


def _playground(
    request: Signed, form: RuleForm, *, examined: hegui.Examined | None = None, mistake: str = "", status: int = 200
) -> HttpResponse:
    fields = list(form)
    about = {"form": form, "above": fields[:2], "below": fields[2:]}
    about |= {"examined": examined, "mistake": mistake, "own": current.setup.own}
    return render(request, "hegui/rule_write.html", about, status=status)


def _text_of(loaded: hegui.Rules, rule_id: str) -> tuple[str, str]:
    """Category and text of a rule that there is, to begin with; else of one to fill in."""
    found = loaded.ruleset.rule(rule_id)
    folder = next((pack.path for pack in loaded.ruleset.packs if found and pack.name == found.source.pack), None)
    if found is None or folder is None:
        return "wording", _NEW
    text = (Path(folder) / found.source.path).read_text("utf-8")
    return found.category, "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith("# yaml-lang")
    )
