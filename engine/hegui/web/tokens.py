"""Tokens, by which another program acts for an account, within its roles and within what the token is for."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from django.utils import timezone

from hegui.web.models import Token, User
from hegui.web.roles import DEEDS, Capability

LONGEST = timedelta(days=366)
"""How long a token may be good."""
_PREFIX = "hegui_"
_USED_EVERY = timedelta(minutes=1)
"""How exactly it is noted when a token was used last."""


class Scope(StrEnum):
    CHECK = "check"
    READ = "read"
    DECIDE = "decide"

    @property
    def label(self) -> str:
        return _TITLES[self]


_TITLES = {Scope.CHECK: "检查草稿", Scope.READ: "看批次和问题", Scope.DECIDE: "看，并处理问题"}
_SEEING = frozenset({Capability.SEE, Capability.SEE_OWN})
ALLOWED: Mapping[Scope, frozenset[Capability]] = {
    Scope.CHECK: frozenset({Capability.CHECK}),
    Scope.READ: _SEEING,
    Scope.DECIDE: _SEEING | frozenset(DEEDS.values()),
}
"""What each scope leaves of the capabilities of an account."""


def make(user: User, title: str, scopes: Collection[Scope], expires: date, by: User) -> str:
    """A new token of an account. It is told this once: what is kept does not show it."""
    token = f"{_PREFIX}{secrets.token_urlsafe(32)}"
    Token.objects.create(
        user=user,
        title=title,
        digest=_digest(token),
        scopes=sorted(scopes),
        expires=expires,
        made_by=by,
        made_at=timezone.now(),
    )
    return token


def find(token: str) -> Token | None:
    """The token, if it is good today and its account in use, with its account restrained to what the token is for."""
    rows = Token.objects.select_related("user").filter(revoked_at=None, user__active=True)
    found = rows.filter(digest=_digest(token), expires__gte=timezone.localdate()).first()
    if found is None:
        return None
    found.user.only = frozenset[Capability]().union(*(ALLOWED[Scope(name)] for name in found.scopes))
    now = timezone.now()
    if found.used_at is None or now - found.used_at > _USED_EVERY:
        Token.objects.filter(pk=found.pk).update(used_at=now)
    return found


def revoke(token: Token) -> None:
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def _digest(token: str) -> str:
    """A token is random in full: no slow hash is needed."""
    return sha256(token.encode()).hexdigest()
