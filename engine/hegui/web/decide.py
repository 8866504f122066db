"""What a person does to a finding by way of the pages: only what the role allows and the state takes, signed by two."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

import hegui
from hegui.history.findings import act, hold_to, state_of
from hegui.history.models import Finding
from hegui.history.state import PROPOSALS, Deed, Detection, Review
from hegui.history.words import DEEDS, DETECTIONS, REVIEWS
from hegui.web import access, hooks, office, standings
from hegui.web.models import User
from hegui.web.roles import DEEDS as DEEDS_NEED
from hegui.web.roles import Capability

WITHOUT_REASON = (Deed.CLAIM, Deed.RELEASE)
_SIGNED = tuple(PROPOSALS.values())


def possible(user: User, finding: Finding) -> list[Deed]:
    """What a person may do to a finding now."""
    return possible_each(user, [finding])[finding.pk]


def possible_each(user: User, findings: Collection[Finding]) -> dict[str, list[Deed]]:
    """What a person may do now to each of several findings, by its fingerprint."""
    deeds = access.deeds_of_each(user, findings)
    return {one.pk: [deed for deed in deeds[one.pk] if _fits(deed, user, one)] for one in findings}


def decide(
    user: User,
    finding: Finding,
    deed: Deed,
    *,
    reason: str,
    until: date | None,
    seen: int,
    file: tuple[str, bytes] | None = None,
) -> None:
    """Do it. `seen` is the number of the last event that the person saw; `file`: the evidence of an answer.

    Raises:
        PermissionDenied: It is not the person's to do.
        hegui.UsageError: Something is missing, or has happened in between.
    """
    if deed not in access.deeds_of(user, finding):
        raise PermissionDenied
    hold_to(finding, seen)
    if not _fits(deed, user, finding):
        if _is_own_proposal(deed, user, finding):
            raise hegui.UsageError("自己提请的，须由另一人审批。")
        raise hegui.UsageError(f"这处问题现在是“{state_in_words(finding)}”，不能{DEEDS[deed]}。")
    reason = reason.strip()
    if deed in _SIGNED:
        reason, until = reason or _proposal(finding, "reason"), finding.proposed_until
    if not reason and deed not in WITHOUT_REASON:
        raise hegui.UsageError("请写明理由。")
    if deed is Deed.PROPOSE_ACCEPTANCE and (until is None or until < timezone.localdate()):
        raise hegui.UsageError("请写明接受到哪一天，不早于今天。")
    if deed not in (Deed.PROPOSE_ACCEPTANCE, Deed.ACCEPT):
        until = None
    alias = finding._state.db or "default"
    with transaction.atomic(using=alias):
        act(alias, finding.fingerprint, deed, by=str(user), at=timezone.now(), reason=reason, until=until, seen=seen)
        if file and deed is Deed.ANSWER:
            name, content = file
            last = finding.events.latest("number")
            finding.attachments.create(number=last.number, name=office.safe_name(name), source=office.keep(content))
        hooks.finding_changed(finding, deed)
        if DEEDS_NEED[deed] is Capability.REVIEW:
            standings.note_review(finding, user)


def keep_proposal(user: User, finding: Finding, deed: Deed) -> None:
    """Raises hegui.UsageError where a deed would set aside what another has proposed and nobody has signed."""
    state = state_of(finding)
    if state.proposed is None or deed in (Deed.REFUSE, PROPOSALS[state.proposed]):
        return
    by = _proposal(finding, "by")
    if by != str(user) and state.after(deed).proposed is None:
        raise hegui.UsageError(f"{by}已{DEEDS[state.proposed]}，待审批；请先打开这一处，看过再定。")


def state_in_words(finding: Finding) -> str:
    """What has become of a finding, in a few words."""
    state = state_of(finding)
    review = state.review_on(timezone.localdate())
    words = [DETECTIONS[state.detection], REVIEWS[review]]
    if state.until:
        words[1] += f"（至 {state.until}）" if review is state.review else f"（接受已于 {state.until} 到期）"
    if state.proposed:
        words.append(f"{DEEDS[state.proposed]}，待审批")
    if state.revisit:
        words.append("办结后再次出现，请再看")
    return "，".join(words)


def state_for_unit(finding: Finding) -> str:
    """What a unit is told of a finding: what was decided, and nothing of what is being considered."""
    review = state_of(finding).review_on(timezone.localdate())
    decided = "审查机关正在复核" if review is Review.OPEN else REVIEWS[review]
    return f"{DETECTIONS[Detection(finding.detection)]}，{decided}"


def _fits(deed: Deed, user: User, finding: Finding) -> bool:
    """Whether the state that a finding is in takes a deed of this person, who may do such deeds."""
    state = state_of(finding)
    if deed is Deed.RELEASE and state.claimed != str(user):
        return False
    return state.allows(deed) and not _is_own_proposal(deed, user, finding)


def _is_own_proposal(deed: Deed, user: User, finding: Finding) -> bool:
    """Whether a deed would sign what the same person has proposed."""
    return deed in _SIGNED and _proposal(finding, "by") == str(user)


def _proposal(finding: Finding, field: str) -> str:
    """What the proposal that waits says; empty where there is none."""
    if not finding.proposed:
        return ""
    event = finding.events.filter(kind=finding.proposed).order_by("-number").first()
    return str(getattr(event, field)) if event else ""
