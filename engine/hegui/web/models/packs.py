"""Rules that are written in the browser."""

from __future__ import annotations

from django.db import models

from hegui.history.append_only import AppendOnly


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "待审批"
    TAKEN = "taken", "已写入规则包"
    REFUSED = "refused", "未同意"


class Proposal(models.Model):
    """A file of rules that one person wrote for the office's own pack and another has to sign."""

    file = models.CharField(max_length=100)
    """Its name in the pack."""
    content = models.TextField()
    replaces = models.CharField(max_length=64, blank=True)
    """SHA-256 of the file that it was written from; empty: there was none."""
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.PROPOSED.value)
    by = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField()


class Signature(AppendOnly):
    """What became of a proposal."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="signature")
    to = models.CharField(max_length=12, choices=ProposalState.choices)
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(blank=True)
