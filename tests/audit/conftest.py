"""Reports and rules made by hand: judging needs neither files nor the national pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hegui.model.document import Place, Source
from hegui.model.report import Dates, Level, Report, Signature, Unit
from hegui.model.rule import Basis, Evidence, Finding, Rule, RuleSource, Scope, Severity
from hegui.rules.check import PASSED, Judge
from hegui.rules.ruleset import CompiledRule, RuleSet

SCHEME = {
    "name": "default",
    "title": "百分制",
    "of": 100,
    "points": {"error": 5, "warning": 2, "info": 0},
    "grades": [{"title": "合格", "from": 60}, {"title": "不合格", "from": 0}],
}


def _report(**changes: Any) -> Report:
    parts: dict[str, Any] = {
        "source": Source("报告.txt", "ab" * 32, "text"),
        "title": "清河县财政局2024年政府信息公开工作年度报告",
        "title_place": Place(line=1),
        "unit": Unit("清河县财政局", Level.DEPARTMENT, "部门", "县", "河北省", "邢台市", "清河县"),
        "year": 2024,
        "form": "2021",
        "dates": Dates(),
        "signature": Signature(None, None),
        "metadata": {},
        "sections": (),
        "tables": {},
        "passages": (),
        "prose": "",
        "figures": (),
    }
    return Report(**{**parts, **changes})


def _rule(rule_id: str = "a-rule", judge: Judge | None = None, **changes: Any) -> CompiledRule:
    parts: dict[str, Any] = {
        "id": rule_id,
        "title": f"规则 {rule_id}",
        "category": "tables",
        "basis": Basis("某文件", "第一条"),
        "severity": Severity.ERROR,
        "check": "made-up",
        "params": {},
        "message": "",
        "advice": "请改正。",
        "scope": Scope(),
        "cases": (),
        "source": RuleSource("national", f"rules/tables/{rule_id}.yaml", 1),
    }
    return CompiledRule(Rule(**{**parts, **changes}), judge or (lambda report, parameters: PASSED))


def _ruleset(*rules: CompiledRule, schemes: Mapping[str, Any] | None = None, **changes: Any) -> RuleSet:
    parts: dict[str, Any] = {
        "packs": (),
        "forms": {},
        "lexicons": {},
        "schemes": schemes or {"default": SCHEME},
        "rules": rules,
        "parameters": (),
        "checks": {},
        "digest": "sha256:00",
    }
    return RuleSet(**{**parts, **changes})


def _finding(message: str = "有问题", key: str = "处", *evidence: Evidence) -> Finding:
    return Finding(message, key, evidence or (Evidence(table="table3", row="总计", quote="12"),))


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    return _report


@pytest.fixture(scope="session")
def make_rule() -> Callable[..., CompiledRule]:
    return _rule


@pytest.fixture(scope="session")
def make_ruleset() -> Callable[..., RuleSet]:
    return _ruleset


@pytest.fixture(scope="session")
def make_finding() -> Callable[..., Finding]:
    return _finding
