"""Addresses that are told what happens: what they are told is written down with it, sent by the server, and signed.

A message is an HTTP POST with a JSON body. `Hegui-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of
`<seconds>.<body>` with the key that was shown when the address was set.
"""

from __future__ import annotations

import hmac
import http.client
import ipaddress
import json
import logging
import os
import secrets
import socket
import ssl
import threading
from collections.abc import Iterable
from datetime import timedelta
from time import time
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.encoding import force_bytes

import hegui
from hegui.history.models import Concern, Finding
from hegui.history.state import Deed
from hegui.web.models import Delivery, Hook, Job, JobKind, Notice, Standing, Unit, User

NETWORKS = "HEGUI_HOOK_NETWORKS"
"""A variable of the environment: networks, divided by commas, whose addresses may be told though they are private."""
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
"""How long after a failed attempt the next one is made."""
_PAUSE = 2.0
_PATIENCE = 10
_LEASE = timedelta(minutes=2)
_UNTOLD = (Deed.CLAIM, Deed.RELEASE, Deed.COMMENT)
_log = logging.getLogger("hegui.web")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def make(address: str, unit: Unit | None, by: User) -> tuple[Hook, str]:
    """A hook and its key, which is told this once. Raises hegui.UsageError where the address may not be told."""
    _place_of(urlsplit(address))
    hook = Hook.objects.create(
        address=address, unit=unit, salt=secrets.token_hex(16), made_by=by, made_at=timezone.now()
    )
    return hook, _key(hook)


def finding_changed(finding: Finding, deed: Deed) -> None:
    """Note that a person has changed the state of a finding, within the transaction in which he does."""
    if deed in _UNTOLD:
        return
    names = Concern.objects.filter(finding=finding).values("unit")
    paths = list(Unit.objects.filter(name__in=names).values_list("path", flat=True))
    hooks = [hook for hook in _active() if any(path.startswith(hook.path) for path in paths) or not hook.path]
    finding.refresh_from_db()
    about = {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "unit": finding.unit,
        "year": finding.year,
        "detection": finding.detection,
        "review": finding.review,
        "proposed": finding.proposed or None,
    }
    _note(hooks, "finding", {"deed": deed.value, "finding": about})


def notice_changed(notice: Notice) -> None:
    """Note that a notice to a unit was issued or moved on, within the transaction in which it is."""
    hooks = [hook for hook in _active() if notice.unit.path.startswith(hook.path)]
    about = {
        "document": notice.document,
        "unit": notice.unit.name,
        "state": notice.state,
        "round": notice.round,
        "due": notice.due.isoformat(),
    }
    _note(hooks, "notice", {"notice": about})


def standing_changed(standing: Standing) -> None:
    """Note that the report of a unit has moved on, within the transaction in which it does."""
    hooks = [hook for hook in _active() if standing.unit.path.startswith(hook.path)]
    about = {"campaign": standing.campaign_id, "unit": standing.unit.name, "state": standing.state}
    _note(hooks, "standing", {"standing": about})


def job_ended(job: Job) -> None:
    """Note that the audit of a campaign has ended, within the transaction in which it does."""
    if job.kind != JobKind.AUDIT:
        return
    campaign = job.campaign
    root = campaign.root.path if campaign.root else ""
    hooks = [hook for hook in _active() if root.startswith(hook.path) or hook.path.startswith(root)]
    _note(hooks, "audit", {"campaign": campaign.pk, "title": campaign.title, "job": job.pk, "state": job.state})


def work(stop: threading.Event) -> None:
    """Send what is due until told to stop."""
    while not stop.wait(_PAUSE):
        try:
            close_old_connections()
            while not stop.is_set() and deliver():
                pass
        except Exception:  # a database that is gone comes back
            _log.exception("hooks")


def deliver() -> bool:
    """Send one message that is due. False: there is none."""
    found = _take()
    if found is None:
        return False
    problem = _send(found)
    now = timezone.now()
    found.answer = problem[:200]
    if not problem:
        found.due, found.arrived_at = None, now
    else:
        found.due = now + RETRIES[found.attempts - 1] if found.attempts <= len(RETRIES) else None
    found.save()
    return True


def signature(key: str, moment: int, body: str) -> str:
    """The hexadecimal HMAC-SHA256 that a message of this moment bears."""
    return hmac.digest(key.encode(), f"{moment}.{body}".encode(), "sha256").hex()


def _active() -> QuerySet[Hook]:
    return Hook.objects.filter(active=True).select_related("unit")


def _note(hooks: Iterable[Hook], kind: str, about: dict[str, Any]) -> None:
    now = timezone.now()
    message = {"event": kind, "at": timezone.localtime(now).isoformat(timespec="seconds"), **about}
    Delivery.objects.bulk_create(
        Delivery(
            hook=hook,
            body=json.dumps({"id": secrets.token_hex(8), **message}, ensure_ascii=False),
            at=now,
            due=now,
        )
        for hook in hooks
    )


def _take() -> Delivery | None:
    """A message that is due, of the oldest for its hook, this process's for a while."""
    now = timezone.now()
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
        )
        if connection.vendor == "sqlite":
            rows = Delivery.objects.all()
        found = rows.filter(due__lte=now, hook__active=True).select_related("hook").order_by("due", "pk").first()
        if found:
            found.attempts += 1
            found.due = now + _LEASE
            found.save()
    return found


def _send(delivery: Delivery) -> str:
    """Send a message; what went wrong, or nothing. No redirect is followed, and no answer read."""
    address = urlsplit(delivery.hook.address)
    moment = int(time())
    body = delivery.body
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Hegui-Signature": f"t={moment},v1={signature(_key(delivery.hook), moment, body)}",
        "User-Agent": f"hegui/{hegui.__version__}",
    }
    try:
        place = _place_of(address)
        port = address.port or (443 if address.scheme == "https" else 80)
        joined = http.client.HTTPConnection(address.hostname or "", port, timeout=_PATIENCE)
        # Connected to the very address that was looked at: the name might mean another a moment later.
        joined.sock = socket.create_connection((str(place), port), _PATIENCE)
        try:
            if address.scheme == "https":
                joined.sock = ssl.create_default_context().wrap_socket(joined.sock, server_hostname=address.hostname)
            host = address.netloc.rpartition("@")[2]
            path = f"{address.path or '/'}{f'?{address.query}' if address.query else ''}"
            joined.request("POST", path, body.encode(), {"Host": host, **headers})
            status = joined.getresponse().status
        finally:
            joined.close()
    except hegui.UsageError as error:
        return str(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"没有送到：{error}"
    return "" if 200 <= status < 300 else f"对方答复 {status}"


def _place_of(address: SplitResult) -> _Address:
    """Where a message for this address goes. Raises hegui.UsageError where that is not known, or not allowed."""
    try:
        port = address.port
    except ValueError:
        raise hegui.UsageError("网址中的端口有误。") from None
    if address.scheme not in ("http", "https") or not address.hostname or address.username is not None:
        raise hegui.UsageError("网址应以 https:// 或 http:// 开头，不含账号、密码。")
    if not address.geturl().isascii() or any(char.isspace() for char in address.geturl()):
        raise hegui.UsageError("网址只能用英文字母、数字和符号；中文的请先转码。")
    try:
        found = socket.getaddrinfo(address.hostname, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise hegui.UsageError(f"找不到“{address.hostname}”的地址。") from None
    places = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    networks = _networks()
    for place in places:
        if not _is_public(place) and not any(place in network for network in networks):
            raise hegui.UsageError(
                f"“{address.hostname}”是内部地址（{place}）。"
                f"确需通知的，请技术人员把所在网段写入环境变量 {NETWORKS}，再重新启动。"
            )
    return places[0]


def _is_public(place: _Address) -> bool:
    """Whether an address is one of the open Internet, whatever form it is written in."""
    if isinstance(place, ipaddress.IPv6Address):
        place = place.ipv4_mapped or place.sixtofour or place
    return place.is_global and not place.is_multicast


def _networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    named = [part.strip() for part in os.environ.get(NETWORKS, "").split(",")]
    try:
        return [ipaddress.ip_network(name) for name in named if name]
    except ValueError:
        raise hegui.UsageError(f"环境变量 {NETWORKS} 有误，应如 10.0.0.0/8,192.168.1.0/24。") from None


def _key(hook: Hook) -> str:
    return hmac.digest(force_bytes(settings.SECRET_KEY), f"hegui-hook:{hook.salt}".encode(), "sha256").hex()
