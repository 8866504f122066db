"""What stands at the top of each page: where a person may go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hegui.web.accounts import has_to_change
from hegui.web.roles import Capability

_PLACES = (
    ("campaigns", "审查批次", (Capability.SEE,)),
    ("own-campaigns", "报送", (Capability.SUBMIT,)),
    ("own-findings", "本单位问题", (Capability.SEE_OWN,)),
    ("check", "检查草稿", (Capability.CHECK,)),
    ("rules", "规则", (Capability.SEE, Capability.SEE_OWN)),
    ("accounts", "账号", (Capability.ACCOUNTS,)),
    ("hooks", "通知", (Capability.HOOKS,)),
    ("log", "操作日志", (Capability.LOG,)),
)


def menu(request: HttpRequest) -> dict[str, Any]:
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated or has_to_change(request):
        return {"menu": ()}
    return {"menu": [(name, title) for name, title, takes in _PLACES if any(map(user.may, takes))]}
