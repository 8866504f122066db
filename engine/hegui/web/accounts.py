"""Signing in: passwords, and accounts that are locked after too many wrong ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from hegui.web.models import Appointment, User, is_locked
from hegui.web.roles import Role

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class Backend:
    """Knows persons by account and password."""

    def authenticate(self, request: HttpRequest | None, account: str = "", password: str = "") -> User | None:
        """The person, or None: whether the account is unknown, locked or the password wrong is not to be told apart."""
        user = User.objects.filter(account=account, active=True).first()
        if user is None:
            make_password(password)  # takes as long as looking at one
            return None
        now = timezone.now()
        if not user.check_password(password) or is_locked(user, now):
            if not is_locked(user, now):
                _note_failure(user)
            return None
        User.objects.filter(pk=user.pk).update(failures=0, locked_until=None)
        return user

    def get_user(self, number: Any) -> User | None:
        return User.objects.filter(pk=number, active=True).first()


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


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    user.sessions.all().delete()
