"""The tables of a history: audits, the findings in them, and what happened to these.

Import `hegui.history.database` first, which makes Django ready.
"""

from __future__ import annotations

import zlib

from django.db import models

from hegui.history.append_only import AppendOnly
from hegui.history.words import SEVERITIES


class Run(models.Model):
    """An audit of any number of reports."""

    number = models.AutoField(primary_key=True)
    label = models.TextField()
    saved_at = models.CharField(max_length=40)
    """As the run says it, ISO 8601."""
    engine = models.CharField(max_length=40)
    ruleset = models.CharField(max_length=80)
    complete = models.BooleanField()
    head = models.BinaryField()
    """The run without its reports: JSON, compressed by zlib."""


class Body(models.Model):
    """The audit of a report, kept once however many runs have it."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    """JSON, compressed by zlib."""


class Unjudged(models.Model):
    """What could not be judged on a report."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="unjudged")
    rule = models.TextField()
    """Empty: nothing could, for the report could not be read."""
    title = models.TextField()
    reason = models.TextField()

    class Meta:
        indexes = (models.Index(fields=("rule",), name="hegui_unjudged_rule"),)


class Report(models.Model):
    """A report in a run."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="reports")
    position = models.PositiveIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="reports")
    path = models.TextField()
    unit = models.TextField(null=True)
    """As recognised; None where none was."""
    listed = models.TextField()
    """Its name on the roster, else as recognised; empty where no unit was."""
    year = models.IntegerField(null=True)
    source = models.CharField(max_length=64, null=True)
    """SHA-256 of its file."""
    total = models.FloatField(null=True)
    """Its score; None where it was not audited."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "position"), name="hegui_report_place"),)
        indexes = (
            models.Index(fields=("unit", "year"), name="hegui_report_unit"),
            models.Index(fields=("listed",), name="hegui_report_listed"),
        )


class Source(models.Model):
    """A file as it was audited, each content once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    """Compressed by zlib."""

    @property
    def file(self) -> bytes:
        """The file itself."""
        return zlib.decompress(self.content)


class Finding(models.Model):
    """A fault by its fingerprint, which is the same in every audit.

    What became of it follows from its events; it stands here as well, so that lists can be asked for it.
    """

    fingerprint = models.CharField(max_length=16, primary_key=True)
    rule = models.TextField()
    title = models.TextField()
    severity = models.CharField(max_length=10)
    unit = models.TextField()
    """As recognised; the units concerned where there are several, joined by “、”."""
    units = models.JSONField(default=list)
    """The units concerned, for a fault that several reports or the roster show."""
    year = models.IntegerField(null=True)
    path = models.TextField()
    """Of the report in which it was seen last; empty where several show it."""
    message = models.TextField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", null=True)
    """The last in which it was seen."""

    number = models.PositiveIntegerField(default=0)
    detection = models.CharField(max_length=12, default="")
    review = models.CharField(max_length=12, default="open")
    until = models.DateField(null=True)
    decided = models.PositiveIntegerField(null=True)
    proposed = models.CharField(max_length=24, default="")
    proposed_until = models.DateField(null=True)
    claimed = models.TextField(default="")
    revisit = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("unit", "year"), name="hegui_finding_unit"),
            models.Index(fields=("year", "review", "detection"), name="hegui_finding_queue"),
            models.Index(fields=("rule", "year"), name="hegui_finding_rule"),
        )

    @property
    def severity_name(self) -> str:
        """As the office says it; empty for one that this hegui does not know."""
        return SEVERITIES.get(self.severity, "")


class Concern(models.Model):
    """A unit that a finding concerns, by its name on the roster, else as recognised."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="concerns")
    unit = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("finding", "unit"), name="hegui_concern_once"),)
        indexes = (models.Index(fields=("unit",), name="hegui_concern_unit"),)


class Event(AppendOnly):
    """What happened to a finding: an audit saw it otherwise than before, or a person did something."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    """Counted from 1 for each finding: of two who act on the same state, one is first."""
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    """A `Detection` or a `Deed`."""
    by = models.TextField()
    """Who: a person's name; empty for an audit."""
    reason = models.TextField()
    until = models.DateField(null=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", null=True)
    """The audit that saw it."""
    on_detection = models.CharField(max_length=12)
    """The state it met, as is `on_review`."""
    on_review = models.CharField(max_length=12)

    class Meta(AppendOnly.Meta):
        constraints = (models.UniqueConstraint(fields=("finding", "number"), name="hegui_event_order"),)
