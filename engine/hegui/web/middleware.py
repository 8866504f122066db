"""What holds for every page: nothing without a right to it, nothing from elsewhere, everything written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hegui.web.accounts import has_to_change
from hegui.web.models import Operation

Answer = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_BEFORE_CHANGE = ("password", "logout")
"""Pages for whoever has to change the password first."""


def headers(answer: Answer) -> Answer:
    """Nothing is loaded from elsewhere, no script stands in a page, no page stands in another's frame or in a cache."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cache-Control", "no-store")
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
            return None  # pages that take a person are shut by LoginRequiredMiddleware
        name = request.resolver_match.view_name if request.resolver_match else ""
        if has_to_change(request) and not (name in _BEFORE_CHANGE or not getattr(view, "login_required", True)):
            return redirect("password")
        if needs and not any(user.may(capability) for capability in needs):
            raise PermissionDenied
        return None
