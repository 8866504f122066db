"""What has become of a finding: whether the audits still find it, and what the office decided of it.

Both follow from its events, one after another. An audit never changes what was decided, and a decision never changes
what the audits find.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Detection(StrEnum):
    """What the last audit that spoke of a finding says of it."""

    UNSEEN = ""
    """No audit that is kept has found it."""
    NEW = "new"
    STILL = "still"
    GONE = "gone"
    """Its rule was judged again and did not find it."""
    BACK = "back"
    """It was gone and is found again."""
    RULE_OFF = "rule_off"
    """Its rule is no longer among those judged."""
    UNASSESSABLE = "unassessable"
    """Its rule could not be judged again."""


class Review(StrEnum):
    """What the office has decided of a finding."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    """Let pass until a day."""
    AWAITING = "awaiting"
    """The unit's answer is awaited."""
    MENDED = "mended"


class Deed(StrEnum):
    """What a person does to a finding."""

    CONFIRM = "confirmed"
    DISMISS = "dismissed"
    ACCEPT = "accepted"
    MEND = "mended"
    REOPEN = "reopened"
    ASK = "asked"
    ANSWER = "answered"
    CLAIM = "claimed"
    RELEASE = "released"
    COMMENT = "commented"
    PROPOSE_DISMISSAL = "dismissal-proposed"
    PROPOSE_ACCEPTANCE = "acceptance-proposed"
    REFUSE = "refused"
    """Of what was proposed."""


class Sight(StrEnum):
    """What an audit has to say of a finding."""

    FOUND = "found"
    ABSENT = "absent"
    """Its rule was judged and did not find it."""
    RULE_OFF = "rule_off"
    UNASSESSABLE = "unassessable"


_DECIDED = {
    Deed.CONFIRM: Review.CONFIRMED,
    Deed.DISMISS: Review.DISMISSED,
    Deed.ACCEPT: Review.ACCEPTED,
    Deed.MEND: Review.MENDED,
}
DECISIONS = tuple(_DECIDED)
"""Deeds that settle a finding."""
PROPOSALS = {Deed.PROPOSE_DISMISSAL: Deed.DISMISS, Deed.PROPOSE_ACCEPTANCE: Deed.ACCEPT}
"""What another person has to sign, and what it is then."""


def detected(before: Detection, sight: Sight) -> Detection:
    """What a finding is after an audit. What is gone stays so until it is found again."""
    match sight:
        case Sight.FOUND if before is Detection.UNSEEN:
            return Detection.NEW
        case Sight.FOUND:
            return Detection.BACK if before is Detection.GONE else Detection.STILL
        case Sight.ABSENT:
            return before if before is Detection.UNSEEN else Detection.GONE
    return before if before in (Detection.UNSEEN, Detection.GONE) else Detection(sight.value)


@dataclass(frozen=True, slots=True)
class State:
    """A finding after so many events."""

    number: int = 0
    """Of the last event."""
    detection: Detection = Detection.UNSEEN
    review: Review = Review.OPEN
    until: date | None = None
    """The last day of an acceptance."""
    decided: int | None = None
    """Number of the event that settled it."""
    proposed: Deed | None = None
    """A proposal that nobody has signed or refused yet."""
    proposed_until: date | None = None
    claimed: str = ""
    """Who looks at it."""
    revisit: bool = False
    """It came back after it was settled: the decision holds, and wants to be looked at again."""

    def after(self, kind: Detection | Deed, *, by: str = "", until: date | None = None) -> State:
        """The state after one more event."""
        now = replace(self, number=self.number + 1)
        if isinstance(kind, Detection):
            settled = self.review is not Review.OPEN
            return replace(now, detection=kind, revisit=self.revisit or (kind is Detection.BACK and settled))
        match kind:
            case Deed.CLAIM | Deed.RELEASE:
                return replace(now, claimed=by if kind is Deed.CLAIM else "")
            case Deed.COMMENT:
                return now
            case Deed.PROPOSE_DISMISSAL | Deed.PROPOSE_ACCEPTANCE:
                return replace(now, proposed=kind, proposed_until=until)
            case Deed.REFUSE:
                return replace(now, proposed=None, proposed_until=None)
            case Deed.ANSWER if self.review is not Review.AWAITING:  # it answers, and decides nothing
                return now
            case Deed.ASK | Deed.ANSWER | Deed.REOPEN:
                review = Review.AWAITING if kind is Deed.ASK else Review.OPEN
                return replace(now, review=review, until=None, decided=None, revisit=False)
        return replace(
            now,
            review=_DECIDED[kind],
            until=until if kind is Deed.ACCEPT else None,
            decided=now.number,
            proposed=None,
            proposed_until=None,
            revisit=False,
        )

    def allows(self, deed: Deed) -> bool:
        """Whether a deed makes sense now: a signature needs what it signs, an answer a question."""
        match deed:
            case Deed.CLAIM:
                return not self.claimed
            case Deed.RELEASE:
                return bool(self.claimed)
            case Deed.COMMENT:
                return True
            case Deed.DISMISS | Deed.ACCEPT:
                return self.proposed is not None and PROPOSALS[self.proposed] is deed
            case Deed.REFUSE:
                return self.proposed is not None
            case Deed.PROPOSE_DISMISSAL | Deed.PROPOSE_ACCEPTANCE:
                return self.proposed is None and self.review in (Review.OPEN, Review.CONFIRMED, Review.AWAITING)
            case Deed.ANSWER:
                return self.review is Review.AWAITING
            case Deed.CONFIRM:
                return self.review in (Review.OPEN, Review.AWAITING)
            case Deed.ASK:
                return self.review in (Review.OPEN, Review.CONFIRMED)
            case Deed.MEND:
                return self.review is Review.CONFIRMED
        return self.review is not Review.OPEN

    def review_on(self, day: date) -> Review:
        """What the office's decision is on a day: an acceptance ends."""
        over = self.review is Review.ACCEPTED and self.until is not None and day > self.until
        return Review.OPEN if over else self.review
