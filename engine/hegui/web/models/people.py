"""Units, the accounts of people and programs, and their roles."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from hegui.web.roles import CAPABILITIES, OWN, Capability, Role


class Unit(models.Model):
    """A unit of the roster, or a superior that the roster names."""

    name = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=50, blank=True)
    tier = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.TextField(db_index=True)
    """The numbers of all units from the top down to it: what stands below a unit begins as it does (`/1/4/`)."""

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["User"]):
    def create(self, account: str, name: str, password: str, **more: Any) -> User:  # type: ignore[override]
        """A new account, whose password has to be changed when it is used first."""
        user: User = self.model(account=account, name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person's account."""

    account = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=50)
    active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=True)
    """Whether the password has to be changed before anything else."""
    failures = models.PositiveIntegerField(default=0)
    """Wrong passwords since the last right one."""
    locked_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    email = models.EmailField(blank=True)
    """Where reminders go, where the office sends mail."""
    identity = models.CharField(max_length=255, unique=True, null=True)
    """Who the person is to the office's sign-in service: its address and the person's number there."""

    only: frozenset[Capability] | None = None
    """What is left of a person's capabilities where a token speaks for him; None: all of them."""
    by_service = False
    """Whether it was the office's directory that knew the person, who has just signed in."""

    USERNAME_FIELD = "account"
    objects = Accounts()

    def __str__(self) -> str:
        """As it stands beside what the person did."""
        return f"{self.name}（{self.account}）"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.active

    @cached_property
    def appointed(self) -> list[Appointment]:
        return list(self.appointments.select_related("unit"))

    def may(self, capability: Capability) -> bool:
        """Whether the person may do something anywhere."""
        return any(self._has(one, capability) for one in self.appointed)

    def within(self, capability: Capability) -> list[str]:
        """The paths of the units under which the person may do something; an empty one stands for all.

        What is in `OWN` is for these units themselves.
        """
        paths = sorted(one.path for one in self.appointed if self._has(one, capability))
        if capability in OWN:
            return paths
        return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]

    def reaches(self, path: str, capability: Capability) -> bool:
        """Whether the person may do something for the unit at a path; an empty one stands for all units."""
        within = self.within(capability)
        return path in within if capability in OWN else any(path.startswith(above) for above in within)

    def _has(self, one: Appointment, capability: Capability) -> bool:
        return capability in CAPABILITIES[one.of] and (self.only is None or capability in self.only)


class Appointment(models.Model):
    """A role of a person, for a unit and all below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """None: all units."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "role", "unit"), name="hegui_web_appointed"),
            models.UniqueConstraint(
                fields=("user", "role"), condition=Q(unit=None), name="hegui_web_appointed_for_all"
            ),
        )

    @property
    def of(self) -> Role:
        return Role(self.role)

    @property
    def path(self) -> str:
        return self.unit.path if self.unit else ""

    @property
    def place(self) -> str:
        return self.unit.name if self.unit else "全部单位"


_BROWSERS = (
    ("Edg", "Edge"),
    ("QQBrowser", "QQ浏览器"),
    ("MicroMessenger", "微信"),
    ("360", "360浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""Marks in what a browser calls itself: those that call themselves Chrome or Safari too come first."""
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("HarmonyOS", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class Session(AbstractBaseSession):
    """A session, with whose it is, so that it can be listed and ended."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    address = models.TextField(blank=True)
    """From where it was begun, as is `program`."""
    program = models.TextField(blank=True)
    """The browser, as it calls itself."""
    begun_at = models.DateTimeField(null=True)

    @property
    def digest(self) -> str:
        """What tells it from others in a page; its key opens it and stands in none."""
        return sha256(self.session_key.encode()).hexdigest()[:32]

    @property
    def browser(self) -> str:
        """What people call the browser and its system; as it calls itself where it is none that is known."""
        found = [next((name for mark, name in some if mark in self.program), "") for some in (_BROWSERS, _SYSTEMS)]
        return "，".join(filter(None, found)) or self.program

    @classmethod
    def get_session_store_class(cls) -> Any:
        from hegui.web.sessions import SessionStore

        return SessionStore


class Token(models.Model):
    """What another program shows to act for an account: only its hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    title = models.CharField(max_length=100)
    """What it is for."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256."""
    scopes = models.JSONField(default=list)
    """Names of `hegui.web.tokens.Scope`."""
    expires = models.DateField()
    """The last day on which it is good."""
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


def is_locked(user: User, now: datetime) -> bool:
    return user.locked_until is not None and now < user.locked_until
