"""Notices to units to mend what was found, what came of them, and the evidence that units give."""

from __future__ import annotations

from django.db import models

from hegui.history.append_only import AppendOnly
from hegui.history.models import Finding, Run, Source
from hegui.web.models.campaigns import Campaign, Filing
from hegui.web.models.people import Unit


class NoticeState(models.TextChoices):
    """That the day is over by which a unit should have mended follows from the day."""

    ISSUED = "issued", "待整改"
    COMPLETED = "completed", "单位已整改，待核实"
    RETURNED = "returned", "已退回，继续整改"
    VERIFIED = "verified", "已核实"
    WITHDRAWN = "withdrawn", "已撤回"


class Notice(models.Model):
    """A notice to a unit. Its state follows from its events; it stands here as well, so that it can be asked for."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="notices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    document = models.CharField(max_length=100)
    """Its number, as it stands on the paper; no other notice has it."""
    issued = models.DateField()
    due = models.DateField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    """The audit that it speaks of."""
    paper = models.ForeignKey(Source, models.PROTECT, related_name="+")
    """The document as it was issued."""
    settings = models.JSONField(default=dict)
    """Those of the output `docx` by which it was made."""
    findings = models.ManyToManyField(Finding, related_name="notices")
    state = models.CharField(max_length=12, choices=NoticeState.choices, default=NoticeState.ISSUED.value)
    number = models.PositiveIntegerField(default=0)
    """Of its last event."""
    round = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document",), name="hegui_web_notice_number"),)


class NoticeEvent(AppendOnly):
    """What was done about a notice."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    """Counted from 1 for each notice: of two who act on the same state, one is first."""
    round = models.PositiveIntegerField()
    to = models.CharField(max_length=12, choices=NoticeState.choices)
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)
    due = models.DateField()
    """By when, from then on."""
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="+")
    """The corrected version that the unit handed in."""

    class Meta(AppendOnly.Meta):
        constraints = (models.UniqueConstraint(fields=("notice", "number"), name="hegui_web_notice_event_order"),)


class Attachment(AppendOnly):
    """A file that goes with what was said of a finding, as the evidence of a unit's answer."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="attachments")
    number = models.PositiveIntegerField()
    """Of the event of the finding that it goes with."""
    name = models.CharField(max_length=230)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
