"""What holds for every page: nothing without a right to it, nothing from elsewhere, everything written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hegui.web.accounts import has_to_change
from hegui.web.models import Operation
from hegui.web.views import failures

Answer = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_BEFORE_CHANGE = ("password", "logout")
"""Pages for whoever has to change the password first."""
_BY_ITSELF = "By-Itself"
"""The header of what a page asks for without anybody doing something."""


def headers(answer: Answer) -> Answer:
    """Nothing is loaded from elsewhere, no script stands in a page, no page stands in another's frame or in a cache."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answered


def refusals(answer: Answer) -> Answer:
    """A page that takes no such request is told like every other failure."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if isinstance(response, HttpResponseNotAllowed) and (not response.content or failures.to_program(request)):
            told = failures.not_so(request)
            told.headers["Allow"] = response.headers["Allow"]
            return told
        return response

    return answered


def renewal(answer: Answer) -> Answer:
    """A session counts anew with whatever a person does, and not with what a page asks for by itself."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if _BY_ITSELF not in request.headers:
            request.session.modified = True
        return response

    return answered


def log(answer: Answer) -> Answer:
    """Whatever might have changed something is written down, whether it was allowed or not, as is what a page tells."""

    def answered(request: HttpRequest) -> HttpResponse:
        account = "" if request.method in _SAFE else getattr(request.user, "account", "")
        response = answer(request)
        if request.method in _SAFE and not hasattr(request, "told"):
            return response
        match = request.resolver_match
        Operation.objects.create(
            at=timezone.now(),
            account=getattr(request.user, "account", "") or account,
            address=request.META.get("REMOTE_ADDR") or "",
            action=match.view_name if match else "",
            target=request.path,
            status=response.status_code,
            told=getattr(request, "told", ""),
        )
        return response

    return answered


class SignedIn(LoginRequiredMiddleware):
    """Whoever is not signed in is led to it, and from there to a page that can be shown.

    What a page asks for leads the whole page there: a part of it is no place to sign in.
    """

    def handle_no_permission(  # type: ignore[override]  # the stubs know of redirections alone
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        within = "HX-Request" in request.headers
        if within:
            where = _from_here(request, request.headers.get("HX-Current-URL", ""))
        elif request.method in _SAFE:
            where = request.get_full_path()
        else:
            where = _from_here(request, request.headers.get("Referer", ""))
        asked = {"next": where} if request.method in _SAFE else {"next": where, "lost": "1"}
        address = f"{reverse('login')}?{urlencode(asked)}"
        return HttpResponse(headers={"HX-Redirect": address}) if within else redirect(address)


def _from_here(request: HttpRequest, address: str) -> str:
    """The page of this site that an address names; home for any other."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or reverse("home")


class Gate:
    """Default deny: a page says what it takes, or nobody sees it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _: Any, __: Any) -> HttpResponse | None:
        needs = getattr(view, "needs", None)
        if needs is None:
            raise PermissionDenied
        user: Any = request.user
        if not user.is_authenticated:
            return None  # pages that take a person are shut by SignedIn
        name = request.resolver_match.view_name if request.resolver_match else ""
        if has_to_change(request) and not (name in _BEFORE_CHANGE or not getattr(view, "login_required", True)):
            return redirect("password")
        if needs and not any(user.may(capability) for capability in needs):
            raise PermissionDenied
        return None
