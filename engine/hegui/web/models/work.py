"""Work in the background, and the log of all that was asked."""

from __future__ import annotations

from django.db import models

from hegui.history.append_only import AppendOnly
from hegui.history.models import Run, Source
from hegui.web.models.campaigns import Campaign
from hegui.web.models.people import Unit, User


class JobState(models.TextChoices):
    QUEUED = "queued", "等待"
    RUNNING = "running", "正在进行"
    DONE = "done", "已完成"
    FAILED = "failed", "未能完成"
    CANCELLED = "cancelled", "已取消"


class JobKind(models.TextChoices):
    AUDIT = "audit", "审查"
    OUTPUT = "output", "生成文件"
    FETCH = "fetch", "按网址下载"


class Job(models.Model):
    """Work on a campaign. It is a worker's for as long as that gives signs of life."""

    kind = models.CharField(max_length=12, choices=JobKind.choices, default=JobKind.AUDIT.value)
    options = models.JSONField(default=dict)
    """Of an output: `run`, `format`, `settings`, and the digests of the `files` among these; of a fetch: `all`,
    whether also for units that have filed."""
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
    result = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    """The file that was made, as is `result_name`."""
    result_name = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = (models.Index(fields=("state", "lease"), name="hegui_web_job_free"),)

    @property
    def title(self) -> str:
        return f"{JobKind(self.kind).label}：{self.state_title}"

    @property
    def state_title(self) -> str:
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
