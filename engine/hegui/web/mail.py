"""Mail that the office sends, where the environment says by which server."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings

import hegui

HOST, PORT, SECURITY = "HEGUI_SMTP_HOST", "HEGUI_SMTP_PORT", "HEGUI_SMTP_SECURITY"
USER, PASSWORD, FROM = "HEGUI_SMTP_USER", "HEGUI_SMTP_PASSWORD", "HEGUI_MAIL_FROM"
"""Variables of the environment. Without a host, no mail is sent."""
_PATIENCE = 20
_PORTS = {"ssl": 465, "starttls": 587, "none": 25}


def set_up() -> None:
    """Take the server from the environment. Raises hegui.UsageError where what it says will not do."""
    host = os.environ.get(HOST, "")
    if not host:
        return
    security, sender = os.environ.get(SECURITY, "ssl"), os.environ.get(FROM, "")
    if security not in _PORTS:
        raise hegui.UsageError(f"环境变量 {SECURITY} 应为 {'、'.join(_PORTS)}，而不是“{security}”。")
    if "@" not in sender:
        raise hegui.UsageError(f"环境变量 {FROM} 应写明发信的邮箱，如 gongkai@example.gov.cn。")
    port = os.environ.get(PORT, str(_PORTS[security]))
    if not port.isdecimal():
        raise hegui.UsageError(f"环境变量 {PORT} 应为端口号，而不是“{port}”。")
    found: dict[str, Any] = {
        "EMAIL_HOST": host,
        "EMAIL_PORT": int(port),
        "EMAIL_USE_SSL": security == "ssl",
        "EMAIL_USE_TLS": security == "starttls",
        "EMAIL_HOST_USER": os.environ.get(USER, ""),
        "EMAIL_HOST_PASSWORD": os.environ.get(PASSWORD, ""),
        "EMAIL_TIMEOUT": _PATIENCE,
        "DEFAULT_FROM_EMAIL": sender,
    }
    for name, value in found.items():
        setattr(settings, name, value)


def is_set_up() -> bool:
    """Whether mail is sent at all."""
    return "@" in settings.DEFAULT_FROM_EMAIL and settings.DEFAULT_FROM_EMAIL != _DJANGOS_OWN


_DJANGOS_OWN = "webmaster@localhost"
"""What Django has where nothing is said."""
