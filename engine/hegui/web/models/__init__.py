"""The tables of the workbench. What audits found and what became of it is in `hegui.history.models`."""

from __future__ import annotations

from hegui.web.models.campaigns import Campaign, Correction, Filing, Reminder, Sheet, Standing, StandingState, Step
from hegui.web.models.notices import Attachment, Notice, NoticeEvent, NoticeState
from hegui.web.models.packs import Proposal, ProposalState, Signature
from hegui.web.models.people import Accounts, Appointment, Session, Token, Unit, User, is_locked
from hegui.web.models.work import Delivery, Hook, Job, JobKind, JobState, Operation

__all__ = [
    "Accounts",
    "Appointment",
    "Attachment",
    "Campaign",
    "Correction",
    "Delivery",
    "Filing",
    "Hook",
    "Job",
    "JobKind",
    "JobState",
    "Notice",
    "NoticeEvent",
    "NoticeState",
    "Operation",
    "Proposal",
    "ProposalState",
    "Reminder",
    "Session",
    "Sheet",
    "Signature",
    "Standing",
    "StandingState",
    "Step",
    "Token",
    "Unit",
    "User",
    "is_locked",
]
