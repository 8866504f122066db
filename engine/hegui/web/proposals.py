"""Rules for the office's own pack: one person proposes a file, another signs it, and it is written into the pack."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

import hegui
from hegui.web import checking, own_pack
from hegui.web.models import Proposal, ProposalState, Signature, User
from hegui.web.setup import Setup

_NO_PACK = "服务器没有设本单位的规则包，请技术人员启动时用 --own-rules 写明文件夹。"


def propose(setup: Setup, file: str, text: str, by: User, reason: str) -> Proposal:
    """Propose a file for the pack. Raises hegui.UsageError where it is not sound, and checking.BusyError."""
    if setup.own is None:
        raise hegui.UsageError(_NO_PACK)
    if not reason.strip():
        raise hegui.UsageError("请写明理由。")
    before = own_pack.current(setup.own, file)
    if before == text:
        raise hegui.UsageError("与规则包中现有的一样，没有改动。")
    _hold_sound(setup, file, text)
    return Proposal.objects.create(
        file=file, content=text, replaces=own_pack.digest(before), by=str(by), at=timezone.now(), reason=reason.strip()
    )


def sign(setup: Setup, proposal: Proposal, by: User, *, agreed: bool, reason: str) -> None:
    """Take a proposal into the pack, or refuse it; whoever proposed it may only take it back.

    Raises:
        hegui.UsageError: It was settled before, is the person's own, no longer fits, or cannot be written.
        checking.BusyError: It should be tried again later.
    """
    if agreed and proposal.by == str(by):
        raise hegui.UsageError("自己编写的，须由另一人审批。")
    if not agreed and not reason.strip():
        raise hegui.UsageError("请写明理由。")
    if agreed:
        _hold_sound(setup, proposal.file, proposal.content)
    to = ProposalState.TAKEN if agreed else ProposalState.REFUSED
    with transaction.atomic():
        held = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if held.state != ProposalState.PROPOSED:
            raise hegui.UsageError(f"这一件已经办过了（{ProposalState(held.state).label}），请看过再定。")
        held.state = to
        held.save()
        Signature.objects.create(proposal=held, to=to, at=timezone.now(), by=str(by), reason=reason.strip())
        if agreed:
            if setup.own is None:
                raise hegui.UsageError(_NO_PACK)
            own_pack.write(setup.own, held.file, held.content, over=held.replaces)


def _hold_sound(setup: Setup, file: str, text: str) -> None:
    examined = checking.examine(setup, file, text)
    if examined.mistakes:
        first = examined.mistakes[0]
        raise hegui.UsageError(f"规则文件有误，第 {first.line} 行：{first.message}")
    if failed := [case.words for case in examined.cases if not case.ok]:
        raise hegui.UsageError(f"用例没有通过：{failed[0]}")
    if not examined.sound:
        raise hegui.UsageError("规则没有用例，请补上。")
