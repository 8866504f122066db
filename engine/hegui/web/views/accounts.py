"""Signing in and out, passwords, accounts and their roles."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hegui.web.access import Signed, needs, public
from hegui.web.accounts import LOCKED_FOR, MOST_FAILURES, end_sessions
from hegui.web.forms import AccountForm, AppointmentForm, LoginForm, PasswordForm, ResetForm
from hegui.web.models import Appointment, User
from hegui.web.roles import Capability

_REFUSED = f"账号或密码不对。连续输错 {MOST_FAILURES} 次，账号停用 {LOCKED_FOR.seconds // 60} 分钟。"


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
            login(request, user)
            where = request.GET.get("next", "")
            safe = url_has_allowed_host_and_scheme(where, {request.get_host()}, request.is_secure())
            return redirect(where if safe else "home")
        request.told = f"登录未成功：{form.cleaned_data['account']}"  # type: ignore[attr-defined]
        form.add_error(None, _REFUSED)
        status = 403
    return render(request, "hegui/login.html", {"form": form}, status=status)


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
        login(request, user)
        return redirect("home")
    return render(request, "hegui/password.html", {"form": form, "first": request.user.must_change})


@needs(Capability.ACCOUNTS)
def accounts(request: Signed) -> HttpResponse:
    """The accounts whose every role is within what the person administers, and those without any."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = User.objects.create(given["account"], given["name"], given["password"], made_by=request.user)
        request.told = f"新建账号 {made}"
        return redirect("account", made.pk)
    everybody = User.objects.order_by("account").prefetch_related("appointments__unit")
    listed = [user for user in everybody if administers(request.user, user)]
    return render(request, "hegui/accounts.html", {"form": form, "accounts": listed})


@needs(Capability.ACCOUNTS)
def account(request: Signed, number: int) -> HttpResponse:
    user = administered(request.user, number)
    about = {"person": user, "appoint": AppointmentForm(), "reset": ResetForm()}
    return render(request, "hegui/account.html", about)


@sensitive_post_parameters()
@require_POST
@needs(Capability.ACCOUNTS)
def change_account(request: Signed, number: int) -> HttpResponse:
    """One change to an account: a role given or taken, a new password, sessions ended, in use or not."""
    user = administered(request.user, number)
    if user == request.user:
        raise PermissionDenied  # nobody gives a role to himself
    appoint, reset = AppointmentForm(), ResetForm()
    match request.POST.get("change"):
        case "appoint":
            appoint = AppointmentForm(request.POST)
            if appoint.is_valid() and _may_give(request.user, appoint):
                given = appoint.cleaned_data
                Appointment.objects.get_or_create(user=user, role=given["role"], unit=given["unit"])
        case "dismiss":
            get_object_or_404(Appointment, pk=request.POST.get("appointment", 0), user=user).delete()
        case "reset":
            reset = ResetForm(request.POST)
            if reset.is_valid():
                user.set_password(reset.cleaned_data["password"])
                user.must_change, user.failures, user.locked_until = True, 0, None
                user.save()
                end_sessions(user)
        case "end":
            end_sessions(user)
        case "use" | "disuse" as change:
            user.active = change == "use"
            user.save()
            end_sessions(user)
        case _:
            raise PermissionDenied
    request.told = f"{user}：{request.POST['change']}"
    if appoint.errors or reset.errors:
        return render(request, "hegui/account.html", {"person": user, "appoint": appoint, "reset": reset}, status=400)
    return redirect("account", number)


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
