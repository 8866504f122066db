"""Other programs: the tokens by which they act for accounts, and the addresses that are told what happens."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

import hegui
from hegui.web import hooks as making_hooks
from hegui.web import tokens as making_tokens
from hegui.web.access import Signed, needs
from hegui.web.forms import HookForm, TokenForm
from hegui.web.models import Hook, Token
from hegui.web.roles import Capability
from hegui.web.tokens import Scope
from hegui.web.views.accounts import administered, administers


@needs(Capability.ACCOUNTS)
def tokens(request: Signed, number: int) -> HttpResponse:
    """The tokens of an account; a new one is shown once."""
    user = administered(request.user, number)
    form, made = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        scopes = [Scope(name) for name in given["scopes"]]
        made = making_tokens.make(user, given["title"], scopes, given["expires"], request.user)
        request.told = f"{user}：新建令牌“{given['title']}”（{'、'.join(scope.label for scope in scopes)}）"
        form = TokenForm()
    rows = [
        (token, "、".join(Scope(name).label for name in token.scopes))
        for token in user.tokens.order_by("-pk").select_related("made_by")
    ]
    about = {"person": user, "rows": rows, "form": form, "made": made}
    return render(request, "hegui/tokens.html", about, status=400 if form.errors else 200)


@require_POST
@needs(Capability.ACCOUNTS)
def revoke(request: Signed, number: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.select_related("user"), pk=number)
    if not administers(request.user, token.user):
        raise Http404
    making_tokens.revoke(token)
    request.told = f"{token.user}：撤销令牌“{token.title}”"
    return redirect("tokens", token.user_id)


@needs(Capability.HOOKS)
def hooks(request: Signed) -> HttpResponse:
    """The addresses that are told of the units that a person administers; the key of a new one is shown once."""
    form, key = HookForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unit = given["unit"]
        if not request.user.reaches(unit.path if unit else "", Capability.HOOKS):
            form.add_error("unit", "请写明单位，须在您的管辖范围内。")
        else:
            try:
                made, key = making_hooks.make(given["address"], unit, request.user)
            except hegui.UsageError as error:
                form.add_error("address", str(error))
            else:
                request.told = f"新建通知网址 {made.address}"
                form = HookForm()
    active = Hook.objects.filter(active=True).order_by("-pk").select_related("unit")
    listed = [one for one in active if request.user.reaches(one.path, Capability.HOOKS)]
    rows = [(one, one.deliveries.order_by("-pk").first()) for one in listed]
    about = {"rows": rows, "form": form, "key": key}
    return render(request, "hegui/hooks.html", about, status=400 if form.errors else 200)


@require_POST
@needs(Capability.HOOKS)
def end_hook(request: Signed, number: int) -> HttpResponse:
    hook = get_object_or_404(Hook.objects.select_related("unit"), pk=number)
    if not request.user.reaches(hook.path, Capability.HOOKS):
        raise Http404
    Hook.objects.filter(pk=hook.pk).update(active=False)
    request.told = f"停用通知网址 {hook.address}"
    return redirect("hooks")
