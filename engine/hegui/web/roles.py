"""Who may do what: the one table. What does not stand in it may not be done."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum, auto

from hegui.history.state import Deed


class Role(StrEnum):
    """A role is given for a unit of the roster and all below it; that of a unit for itself alone."""

    UNIT = "unit"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return _TITLES[self]


_TITLES = {
    Role.UNIT: "报告单位",
    Role.REVIEWER: "复核人",
    Role.APPROVER: "审批人",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "监督员",
}


class Capability(Enum):
    SEE = auto()
    """Campaigns, reports and all findings."""
    SEE_OWN = auto()
    """What the office has told a unit: findings that are confirmed or to be answered."""
    ANSWER = auto()
    CHECK = auto()
    """Have a draft checked, which is not kept."""
    SUBMIT = auto()
    """Fill in the own form and file the own report."""
    FILE = auto()
    """Upload reports to a campaign and have them audited."""
    REVIEW = auto()
    """Claim, confirm, ask, comment, take back; propose to dismiss or to accept."""
    SIGN = auto()
    """Dismiss and accept what another has proposed, or refuse."""
    CORRECT = auto()
    """Say what a report has where the audit did not read it, and give verdicts by hand."""
    PASS = auto()
    """Pass the report of a unit, or return it; remind units; see whether what was to be mended is."""
    NOTICES = auto()
    """Issue notices, and withdraw them."""
    OUTPUT = auto()
    """Have files made of an audit: workbook, notices, bulletin."""
    CAMPAIGNS = auto()
    """Make campaigns, and the roster with them."""
    PROPOSE_RULES = auto()
    """Write rules for the office's own pack."""
    SIGN_RULES = auto()
    """Take rules into it that another has written."""
    ACCOUNTS = auto()
    HOOKS = auto()
    """Addresses that are told what happens."""
    LOG = auto()
    """The log of operations."""


OWN = frozenset({Capability.SEE_OWN, Capability.ANSWER, Capability.SUBMIT})
"""What is for a unit itself alone: those below it file, and are told, by themselves."""

CAPABILITIES: Mapping[Role, frozenset[Capability]] = {
    Role.UNIT: frozenset({Capability.SEE_OWN, Capability.ANSWER, Capability.CHECK, Capability.SUBMIT}),
    Role.REVIEWER: frozenset(
        {
            Capability.SEE,
            Capability.CHECK,
            Capability.FILE,
            Capability.REVIEW,
            Capability.CORRECT,
            Capability.PASS,
            Capability.OUTPUT,
            Capability.PROPOSE_RULES,
        }
    ),
    Role.APPROVER: frozenset({Capability.SEE, Capability.SIGN, Capability.NOTICES, Capability.OUTPUT}),
    Role.ADMINISTRATOR: frozenset(
        {
            Capability.SEE,
            Capability.CHECK,
            Capability.FILE,
            Capability.OUTPUT,
            Capability.CAMPAIGNS,
            Capability.PROPOSE_RULES,
            Capability.SIGN_RULES,
            Capability.ACCOUNTS,
            Capability.HOOKS,
            Capability.LOG,
        }
    ),
    Role.AUDITOR: frozenset({Capability.SEE, Capability.OUTPUT, Capability.LOG}),
}

DEEDS: Mapping[Deed, Capability] = {
    Deed.CLAIM: Capability.REVIEW,
    Deed.RELEASE: Capability.REVIEW,
    Deed.COMMENT: Capability.REVIEW,
    Deed.CONFIRM: Capability.REVIEW,
    Deed.ASK: Capability.REVIEW,
    Deed.MEND: Capability.REVIEW,
    Deed.REOPEN: Capability.REVIEW,
    Deed.PROPOSE_DISMISSAL: Capability.REVIEW,
    Deed.PROPOSE_ACCEPTANCE: Capability.REVIEW,
    Deed.DISMISS: Capability.SIGN,
    Deed.ACCEPT: Capability.SIGN,
    Deed.REFUSE: Capability.SIGN,
    Deed.ANSWER: Capability.ANSWER,
}
"""What each deed on a finding takes."""
