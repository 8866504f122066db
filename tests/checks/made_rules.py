"""Rules made by hand, of the kinds that hegui brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hegui.checks import hegui_checks
from hegui.model.rule import Basis, Rule, RuleSource, Scope, Severity
from hegui.rules.check import AnyCheck, Check, Context, Judge

CHECKS: Mapping[str, AnyCheck] = {check.name: check for check in hegui_checks()}


def rule(check: str, message: str, **params: Any) -> Rule:
    return Rule(
        id="some-rule",
        title="某规则",
        category="structure",
        basis=Basis("某文件"),
        severity=Severity.WARNING,
        check=check,
        params=params,
        message=message,
        advice="改正。",
        scope=Scope(),
        cases=(),
        source=RuleSource("某包", "some-rule.yaml", 1),
    )


def compiled(made: Rule, context: Context) -> Judge:
    """The judge of a rule on one report."""
    check = CHECKS[made.check]
    assert isinstance(check, Check)
    return check.compile(made, context)
