"""Campaigns: what is filed, where each unit stands, what was corrected, and what units are still filling in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hegui.history.append_only import AppendOnly
from hegui.history.models import Source
from hegui.web.models.people import Unit, User


class Campaign(models.Model):
    """The reports of a year that an office goes through."""

    title = models.CharField(max_length=100)
    year = models.PositiveIntegerField()
    root = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """The unit whose subordinates report; None: all units."""
    scheme = models.CharField(max_length=100, default="default")
    packs = models.JSONField(default=list)
    """Names of those that it is judged by; none: those of the server."""
    opens = models.DateField(null=True)
    """The first day on which units may file; None: from the beginning."""
    deadlines = models.JSONField(default=dict)
    """The last day for units of a level, as ISO 8601; of an empty level for all others, where there is one."""
    own_deadlines = models.JSONField(default=dict)
    """The last day that the roster has for a unit of its own, as ISO 8601, by the unit's number; before that of its
    level."""
    closed_at = models.DateTimeField(null=True)
    """When the office closed it: from then on nothing is filed."""
    roster = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    roster_name = models.CharField(max_length=255, blank=True)
    units = models.ManyToManyField(Unit, related_name="campaigns")
    """Those on the roster: whose reports are awaited."""
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
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """The unit that filed it for itself; None: the office did, and the audit tells whose it is."""
    despite = models.TextField(blank=True)
    """Why it was filed with faults that should have stopped it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "name"), condition=Q(current=True), name="hegui_web_filing_current"
            ),
        )


class StandingState(models.TextChoices):
    """Where the report of a unit is. That it is late follows from the day."""

    NONE = "", "未报送"
    """Nothing was filed, or all that was has been taken out again."""
    DRAFT = "draft", "填写中"
    FILED = "filed", "已报送"
    REVIEWED = "reviewed", "复核中"
    RETURNED = "returned", "已退回"
    PASSED = "passed", "已通过"


class Standing(models.Model):
    """Where a unit is in a campaign. It follows from its steps; it stands here as well, so that it can be asked for."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="standings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="standings")
    state = models.CharField(max_length=12, choices=StandingState.choices)
    number = models.PositiveIntegerField(default=0)
    """Of its last step."""
    filed_at = models.DateTimeField(null=True)
    """When a report was filed first."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "unit"), name="hegui_web_standing_once"),)


class Step(AppendOnly):
    """What moved a unit on in a campaign."""

    standing = models.ForeignKey(Standing, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    """Counted from 1 for each unit: of two who act on the same state, one is first."""
    to = models.CharField(max_length=12, choices=StandingState.choices)
    at = models.DateTimeField()
    by = models.TextField()
    """Who; empty for an audit that found the report among those uploaded."""
    reason = models.TextField(blank=True)
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="+")

    class Meta(AppendOnly.Meta):
        constraints = (models.UniqueConstraint(fields=("standing", "number"), name="hegui_web_step_order"),)


class Reminder(AppendOnly):
    """A unit was told that its report is awaited."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()
    words = models.TextField()
    mailed = models.PositiveIntegerField(default=0)
    """To how many addresses it went by mail beside the page."""


class Correction(AppendOnly):
    """What a person read in a file that the audit did not, or judged himself: an entry of a list of corrections."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="corrections")
    path = models.TextField()
    """Of the file, as the run names it."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the file that was looked at; empty: it holds for whatever is filed under that name."""
    given = models.JSONField(default=dict)
    """`unit`, `year`, `dates`, `sections`, `cells`, `verdicts` as `docs/corrections.md` has them."""
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone")
    """The entry that it takes back; then it gives nothing itself."""
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)


class Sheet(models.Model):
    """The form of a year as far as a unit has filled it in, which only the unit sees."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    """The texts of its sections, and the cells of its tables by their names."""
    by = models.TextField()
    at = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)
    """How often it was saved: of two who fill it in at once, the second is told."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "unit"), name="hegui_web_sheet_once"),)
