"""Signing in: passwords, and accounts that are locked after too many wrong ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone

from hegui.web import directory
from hegui.web.models import Appointment, Session, User, is_locked
from hegui.web.roles import Role
from hegui.web.services import account_of, identity, services
from hegui.web.sessions import ADDRESS, BEGUN, BY_SERVICE, PROGRAM

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_LONGEST_PROGRAM = 300


class LongEnough(MinimumLengthValidator):
    """Speaks Chinese: of this one of its messages Django has no translation."""

    def get_error_message(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"


class Backend:
    """Knows persons by account and password, and by those of the office's directory where there is one."""

    def authenticate(self, request: HttpRequest | None, account: str = "", password: str = "") -> User | None:
        """The person, or None: whether the account is unknown, locked or the password wrong is not to be told apart."""
        named = User.objects.filter(active=True).filter(_called(account)).first()
        if named is None:
            make_password(password)  # takes as long as looking at one
        now = timezone.now()
        if named is not None and is_locked(named, now):
            named.check_password(password)
            return None
        own = named is not None and named.account == account and named.check_password(password)
        user = named if own else _in_directory(account, password)
        if user is None or is_locked(user, now):
            if named is not None:
                _note_failure(named)
            return None
        User.objects.filter(pk=user.pk).update(failures=0, locked_until=None)
        user.by_service = not own
        return user

    def get_user(self, number: Any) -> User | None:
        return User.objects.filter(pk=number, active=True).first()


def begin_session(request: HttpRequest, user: User, *, by_service: bool = False) -> None:
    """Sign a person in, from where and by what as the request says; sessions that have run out are put away."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    login(request, user, backend=f"{__name__}.{Backend.__name__}")
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR") or ""
    request.session[PROGRAM] = request.headers.get("User-Agent", "")[:_LONGEST_PROGRAM]
    request.session[BEGUN] = timezone.now().isoformat()
    request.session[BY_SERVICE] = by_service


def has_to_change(request: HttpRequest) -> bool:
    """Whether a person has to change the first password before anything else; not one who came by a service."""
    return bool(request.user.must_change) and not request.session.get(BY_SERVICE)  # type: ignore[union-attr]


def sessions_of(user: User) -> list[Session]:
    """Where a person is signed in, the newest first."""
    return list(user.sessions.filter(expire_date__gte=timezone.now()).order_by("-begun_at", "-expire_date"))


def end_session(user: User, digest: str) -> bool:
    """End one of a person's sessions, by its digest. False: there is none such."""
    found = next((one for one in user.sessions.all() if one.digest == digest), None)
    if found is None:
        return False
    found.delete()
    return True


def _called(account: str) -> Q:
    """That a person has this account, or this number in the directory."""
    known = services.directory
    return Q(account=account) | (Q(identity=identity(known, account)) if known else Q(pk__in=()))


def _in_directory(account: str, password: str) -> User | None:
    if services.directory is None:
        return None
    number = directory.find(services.directory, account, password)
    return None if number is None else account_of(services.directory, number)


def _note_failure(user: User) -> None:
    rows = User.objects.filter(pk=user.pk)
    rows.update(failures=F("failures") + 1)
    locked = rows.filter(failures__gte=MOST_FAILURES)
    locked.update(failures=0, locked_until=timezone.now() + LOCKED_FOR)


def make_first_administrator(account: str, name: str, password: str) -> User:
    """An administrator of everything, who makes all other accounts."""
    with transaction.atomic():
        user = User.objects.create(account, name, password)
        Appointment.objects.create(user=user, role=Role.ADMINISTRATOR, unit=None)
    return user


def end_sessions(user: User, but: str | None = None) -> None:
    """Sign a person out everywhere, but for the session with this key."""
    user.sessions.exclude(session_key=but).delete()
