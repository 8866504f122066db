"""The tables of the workbench: units, accounts and their roles, campaigns with what is filed, work to be done, the log.

What audits found and what became of it is in `hegui.history.models`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from hegui.history.append_only import AppendOnly
from hegui.history.models import Run, Source
from hegui.web.roles import CAPABILITIES, Capability, Role


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

    only: frozenset[Capability] | None = None
    """What is left of a person's capabilities where a token speaks for him; None: all of them."""

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
        """The paths of the units under which the person may do something; an empty one stands for all."""
        paths = sorted(one.path for one in self.appointed if self._has(one, capability))
        return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]

    def reaches(self, path: str, capability: Capability) -> bool:
        """Whether the person may do something for the unit at a path; an empty one stands for all units."""
        return any(path.startswith(own) for own in self.within(capability))

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


class Session(AbstractBaseSession):
    """A session, with whose it is, so that it can be listed and ended."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from hegui.web.sessions import SessionStore

        return SessionStore


class Campaign(models.Model):
    """The reports of a year that an office goes through."""

    title = models.CharField(max_length=100)
    year = models.PositiveIntegerField()
    root = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """The unit whose subordinates report; None: all units."""
    scheme = models.CharField(max_length=100, default="default")
    roster = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    roster_name = models.CharField(max_length=255, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Filing(models.Model):
    """A file that was uploaded to a campaign. One of the same name takes the place of the one before, which is kept."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="filings")
    name = models.CharField(max_length=255)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "name"), condition=Q(current=True), name="hegui_web_filing_current"
            ),
        )


class JobState(models.TextChoices):
    QUEUED = "queued", "等待审查"
    RUNNING = "running", "正在审查"
    DONE = "done", "已完成"
    FAILED = "failed", "未能完成"
    CANCELLED = "cancelled", "已取消"


class Job(models.Model):
    """The audit of what is filed in a campaign. It is a worker's for as long as that gives signs of life."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=12, default=JobState.QUEUED.value)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    worker = models.CharField(max_length=100, blank=True)
    lease = models.DateTimeField(null=True)
    """Until when it is the worker's; after that another may take it."""
    attempts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    run = models.OneToOneField(Run, models.PROTECT, null=True, related_name="job")
    message = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("state", "lease"), name="hegui_web_job_free"),)

    @property
    def title(self) -> str:
        return JobState(self.state).label

    @property
    def over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Operation(AppendOnly):
    """What was asked of the workbench and might have changed something: by whom, from where, and how it ended."""

    at = models.DateTimeField()
    account = models.TextField()
    address = models.TextField()
    action = models.TextField()
    """The name of the page."""
    target = models.TextField()
    """Its path."""
    status = models.PositiveIntegerField()
    told = models.TextField()

    class Meta(AppendOnly.Meta):
        indexes = (models.Index(fields=("at",), name="hegui_web_operation_at"),)


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


class Hook(models.Model):
    """An address that is told what happens to a unit and all below it."""

    address = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """None: all units."""
    salt = models.CharField(max_length=32)
    """With the server's key it makes the key that signs; that is kept nowhere."""
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    @property
    def path(self) -> str:
        return self.unit.path if self.unit else ""


class Delivery(models.Model):
    """What a hook is to be told, or has been."""

    hook = models.ForeignKey(Hook, models.PROTECT, related_name="deliveries")
    body = models.TextField()
    """JSON, as it is sent."""
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True)
    """When it is tried next; None: it has arrived, or was given up."""
    arrived_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    """What came of the last attempt."""

    class Meta:
        indexes = (models.Index(fields=("due",), name="hegui_web_delivery_due"),)


def is_locked(user: User, now: datetime) -> bool:
    return user.locked_until is not None and now < user.locked_until
