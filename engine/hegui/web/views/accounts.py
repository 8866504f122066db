"""Signing in and out, passwords, accounts and their roles."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

import hegui
from hegui.web import oidc
from hegui.web.access import Signed, needs, public
from hegui.web.accounts import LOCKED_FOR, MOST_FAILURES, begin_session, end_session, end_sessions, sessions_of
from hegui.web.forms import (
    AccountForm,
    AppointmentForm,
    EmailForm,
    IdentityForm,
    LoginForm,
    PasswordForm,
    ResetForm,
    number_in,
)
from hegui.web.models import Appointment, User
from hegui.web.roles import Capability
from hegui.web.services import Provider, account_of, services

_MEMORY = "hegui_oidc"
_REMEMBERED = 600
"""Seconds within which a person has to come back from the sign-in service."""
_REFUSED = f"账号或密码不对。连续输错 {MOST_FAILURES} 次，账号停用 {LOCKED_FOR.seconds // 60} 分钟。"

_CHANGES = {
    "appoint": "给予角色",
    "dismiss": "取消角色",
    "reset": "重设密码",
    "end": "结束全部登录",
    "end-one": "结束一处登录",
    "identity": "改统一登录的编号",
    "email": "改邮箱",
    "use": "恢复使用",
    "disuse": "停用",
}
"""What may be changed of an account, as the log tells it."""


@public
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", "text/plain")


@sensitive_post_parameters()
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            begin_session(request, user, by_service=user.by_service)
            return redirect(_wanted(request) or "home")
        request.told = f"登录未成功：{form.cleaned_data['account']}"  # type: ignore[attr-defined]
        form.add_error(None, _REFUSED)
        status = 403
    about = {"form": form, "provider": services.provider, "wanted": _wanted(request), "lost": "lost" in request.GET}
    return render(request, "hegui/login.html", about, status=status)


@public
def oidc_begin(request: HttpRequest) -> HttpResponseBase:
    """To the office's sign-in service; what has to be known when the person comes back is kept in a signed cookie."""
    if (provider := services.provider) is None:
        raise Http404
    try:
        address, memory = oidc.begin(provider, _back(request), _wanted(request))
    except hegui.UsageError as error:
        return _not_signed_in(request, str(error))
    response = HttpResponseRedirect(address)
    # Lax: the way back begins at the service, where a strict cookie would stay behind.
    response.set_signed_cookie(
        _MEMORY,
        json.dumps(memory),
        salt=_MEMORY,
        max_age=_REMEMBERED,
        path=reverse("oidc-back"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@public
def oidc_back(request: HttpRequest) -> HttpResponse:
    """Back from the sign-in service: who that is has an account, or is told to ask for one."""
    if (provider := services.provider) is None:
        raise Http404
    try:
        kept = request.get_signed_cookie(_MEMORY, salt=_MEMORY, max_age=_REMEMBERED)
        memory = oidc.Memory(*json.loads(kept or "[]"))
    except (KeyError, TypeError, BadSignature):
        return _not_signed_in(request, "登录已过期，请回到登录页再试一次。")
    try:
        number = oidc.finish(provider, _back(request), request.build_absolute_uri(), memory)
    except hegui.UsageError as error:
        response = _not_signed_in(request, str(error))
    else:
        response = _signed_in(request, provider, number, memory.where)
    response.delete_cookie(_MEMORY, path=reverse("oidc-back"), samesite="Lax")
    return response


def _signed_in(request: HttpRequest, provider: Provider, number: str, where: str) -> HttpResponse:
    user = account_of(provider, number)
    if user is None:
        words = f"您在{provider.title}中的编号是“{number}”，还没有对应的账号：请把编号告诉管理员。"
        return _not_signed_in(request, words)
    begin_session(request, user, by_service=True)
    request.told = f"由{provider.title}登录"  # type: ignore[attr-defined]
    # A page and not a redirection: the browser sends strict cookies only where the way begins here.
    return render(request, "hegui/signed_in.html", {"where": where or reverse("home"), "menu": ()})


def _not_signed_in(request: HttpRequest, words: str) -> HttpResponse:
    request.told = f"登录未成功：{words}"  # type: ignore[attr-defined]
    about = {"form": LoginForm(), "provider": services.provider, "mistake": words}
    return render(request, "hegui/login.html", about, status=403)


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc-back"))


def _wanted(request: HttpRequest) -> str:
    """The page that was asked for before signing in; empty for none of here."""
    where = request.GET.get("next", "")
    return where if url_has_allowed_host_and_scheme(where, {request.get_host()}, request.is_secure()) else ""


@needs()
def sessions(request: Signed) -> HttpResponse:
    """Where a person is signed in; one of these is ended, or all but this one."""
    user = request.user
    if request.method == "POST":
        if request.POST.get("session"):
            end_session(user, request.POST["session"])
            request.told = "结束一处登录"
        else:
            end_sessions(user, but=request.session.session_key)
            request.told = "结束别处的登录"
        return redirect("sessions")
    about = {"sessions": sessions_of(user), "here": request.session.session_key}
    return render(request, "hegui/sessions.html", about)


@require_POST
@needs()
def sign_out(request: Signed) -> HttpResponse:
    logout(request)
    return redirect("login")


@sensitive_post_parameters()
@needs()
def password(request: Signed) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = request.user
        user.set_password(form.cleaned_data["new"])
        user.must_change = False
        user.save()
        end_sessions(user)
        begin_session(request, user)
        return redirect("home")
    return render(request, "hegui/password.html", {"form": form, "first": request.user.must_change})


@needs(Capability.ACCOUNTS)
def accounts(request: Signed) -> HttpResponse:
    """The accounts whose every role is within what the person administers, and those without any."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        more = {"email": given["email"], "made_by": request.user}
        made = User.objects.create(given["account"], given["name"], given["password"], **more)
        request.told = f"新建账号 {made}"
        return redirect("account", made.pk)
    everybody = User.objects.order_by("account").prefetch_related("appointments__unit")
    listed = [user for user in everybody if administers(request.user, user)]
    return render(request, "hegui/accounts.html", {"form": form, "accounts": listed})


@needs(Capability.ACCOUNTS)
def account(request: Signed, number: int) -> HttpResponse:
    user = administered(request.user, number)
    return _account(request, user)


@sensitive_post_parameters()
@require_POST
@needs(Capability.ACCOUNTS)
def change_account(request: Signed, number: int) -> HttpResponse:
    """One change to an account: a role given or taken, a new password, sessions ended, in use or not."""
    user = administered(request.user, number)
    if user == request.user:
        raise PermissionDenied  # nobody gives a role to himself
    appoint, reset, known = AppointmentForm(), ResetForm(), _identity_form(user)
    email = _email_form(user)
    match request.POST.get("change"):
        case "appoint":
            appoint = AppointmentForm(request.POST)
            if appoint.is_valid() and _may_give(request.user, appoint):
                given = appoint.cleaned_data
                Appointment.objects.get_or_create(user=user, role=given["role"], unit=given["unit"])
        case "dismiss":
            get_object_or_404(Appointment, pk=number_in(request.POST.get("appointment", "")), user=user).delete()
            if not user.appointments.exists():  # whoever has taken the last role may give another
                user.made_by = request.user
                user.save(update_fields=("made_by",))
        case "reset":
            reset = ResetForm(request.POST)
            if reset.is_valid():
                user.set_password(reset.cleaned_data["password"])
                user.must_change, user.failures, user.locked_until = True, 0, None
                user.save()
                end_sessions(user)
        case "end":
            end_sessions(user)
        case "end-one":
            end_session(user, request.POST.get("session", ""))
        case "identity" if known:
            known = IdentityForm(services.known, user, request.POST)
            if known.is_valid():
                user.identity = known.identity()
                user.save()
        case "email":
            email = EmailForm(request.POST)
            if email.is_valid():
                user.email = email.cleaned_data["email"]
                user.save()
        case "use" | "disuse" as change:
            user.active = change == "use"
            user.save()
            end_sessions(user)
        case _:
            raise PermissionDenied
    request.told = f"{user}：{_CHANGES[request.POST['change']]}"
    if appoint.errors or reset.errors or email.errors or (known and known.errors):
        return _account(request, user, appoint=appoint, reset=reset, email=email, known=known, status=400)
    return redirect("account", number)


def _account(
    request: Signed,
    user: User,
    *,
    appoint: AppointmentForm | None = None,
    reset: ResetForm | None = None,
    email: EmailForm | None = None,
    known: IdentityForm | None = None,
    status: int = 200,
) -> HttpResponse:
    about = {
        "person": user,
        "appoint": appoint or AppointmentForm(),
        "reset": reset or ResetForm(),
        "email": email or _email_form(user),
        "known": known or _identity_form(user),
        "sessions": sessions_of(user),
    }
    return render(request, "hegui/account.html", about, status=status)


def _identity_form(user: User) -> IdentityForm | None:
    """What an account is called in the office's sign-in services; None where there is none."""
    return IdentityForm(services.known, user) if services.known else None


def _email_form(user: User) -> EmailForm:
    return EmailForm(initial={"email": user.email})


def administered(person: User, number: int) -> User:
    """An account that a person administers; of any other there is no page."""
    user = get_object_or_404(User, pk=number)
    if not administers(person, user):
        raise Http404
    return user


def administers(person: User, other: User) -> bool:
    """Whether all that another may do is within what a person administers; one without roles is its maker's."""
    if person.reaches("", Capability.ACCOUNTS):
        return True
    if not (appointments := list(other.appointments.all())):
        return other.made_by_id == person.pk
    return all(person.reaches(one.path, Capability.ACCOUNTS) for one in appointments)


def _may_give(person: User, form: AppointmentForm) -> bool:
    """Whether a role is within what a person administers; otherwise the form says so."""
    unit = form.cleaned_data["unit"]
    if person.reaches(unit.path if unit else "", Capability.ACCOUNTS):
        return True
    form.add_error("unit", "这个单位不在您的管辖范围内。" if unit else "请写明单位，须在您的管辖范围内。")
    return False
