"""Units are reminded that their reports are awaited: in their pages, and by mail where the office sends any."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from smtplib import SMTPException
from typing import NamedTuple

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

import hegui
from hegui.web import mail, standings
from hegui.web.models import Appointment, Campaign, Reminder, Unit, User
from hegui.web.roles import Role

LONGEST = 1000
"""Characters of a reminder."""
_log = logging.getLogger("hegui.web")


class Sent(NamedTuple):
    """What came of reminding."""

    units: int
    addresses: int
    """To how many it went by mail."""
    problem: str = ""
    """Why mail did not go out, for the person."""


def words_for(campaign: Campaign) -> str:
    """What a reminder says where the person does not say otherwise."""
    return f"请尽快报送 {campaign.year} 年政府信息公开工作年度报告（{campaign.title}）。"


def remind(campaign: Campaign, units: Collection[Unit], words: str, user: User, address: str) -> Sent:
    """Remind units. `address` is the workbench's own. That mail does not go out is told, and keeps no reminder from
    standing in the page of its unit. Raises hegui.UsageError.
    """
    if campaign.closed_at:
        raise hegui.UsageError("这个批次已经关闭，不再催报。")
    if not (words := words.strip()):
        raise hegui.UsageError("请写明催报的内容。")
    mailed, problem = _mail(campaign, units, words, address) if mail.is_set_up() else ({}, "")
    now = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(campaign=campaign, unit=unit, at=now, by=str(user), words=words, mailed=mailed.get(unit.pk, 0))
        for unit in units
    )
    return Sent(len(units), sum(mailed.values()), problem)


def _mail(campaign: Campaign, units: Collection[Unit], words: str, address: str) -> tuple[Mapping[int, int], str]:
    """To how many addresses it went, by the number of the unit, and what was in the way."""
    mailed: dict[int, int] = {}
    addresses = _addresses(units)
    try:
        with get_connection() as connection:
            for unit in units:
                if to := addresses.get(unit.pk):
                    due = standings.due(campaign, unit)
                    body = [f"{unit.name}：", words, *([f"截止日期：{due:%Y-%m-%d}"] if due else []), address]
                    message = EmailMessage(f"催报：{campaign.title}", "\n\n".join(body), to=to, connection=connection)
                    message.send()
                    mailed[unit.pk] = len(to)
    except (OSError, SMTPException) as error:
        _log.warning("mail: %s", error)
        return mailed, f"邮件没有全部发出（{str(error) or type(error).__name__}），请技术人员检查邮件服务器的设置。"
    return mailed, ""


def _addresses(units: Iterable[Unit]) -> Mapping[int, list[str]]:
    """The addresses of those who file for each of these very units, by its number."""
    found: dict[int, list[str]] = defaultdict(list)
    filing = Appointment.objects.filter(role=Role.UNIT, user__active=True, unit__in=[unit.pk for unit in units])
    for unit, address in filing.exclude(user__email="").values_list("unit", "user__email").distinct():
        found[unit].append(address)
    return found
