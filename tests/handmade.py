"""Reports and rules made by hand: judging needs neither files nor the national pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hegui.model.audit import Audit, AuditedFile, AuditedUnit, ReportDates, Score
from hegui.model.document import Place, Source
from hegui.model.report import Dates, Level, Report, Signature, Unit
from hegui.model.rule import Basis, Rule, RuleSource, Scope
from hegui.model.run import SCHEMA as SCHEMA_NAME
from hegui.model.run import AuditRun, CorpusAudit, FormUsed, RulesetUsed
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict
from hegui.proving.draft import national_form
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
        "template": national_form("2021"),
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


def _verdict(rule: str = "a-rule", result: str = "pass", *keys: str, **more: Any) -> Verdict:
    """A verdict of a rule, with a finding for each key; sixteen times the key is its fingerprint."""
    findings = (
        Finding(f"问题 {key}", key, (Evidence(line=1),), "改正。", basis="《条例》", fingerprint=key * 16, **more)
        for key in keys
    )
    return Verdict(rule, f"规则 {rule}", "national", "tables", Severity.ERROR, Result(result), "", tuple(findings))


def audit_made_up(
    unit: str | None = "清河县财政局", *verdicts: Verdict, total: float | None = None, path: str = "", year: int = 2024
) -> Audit:
    """The audit of a unit's report; scored where a total is given."""
    score = Score("default", "百分制", total or 0, 100, 1, "良好", "", (), ())
    return Audit(
        source=AuditedFile(path or f"{unit}.html", None, "html"),
        unit=AuditedUnit(unit, *((Level.DEPARTMENT, "部门") if unit else (None, None)), "县", None, None, None),
        year=year,
        form="2021",
        template="2021",
        title=f"{unit}{year}年政府信息公开工作年度报告",
        dates=ReportDates(None, None, None, None),
        sections=(),
        tables={},
        cells=(),
        notes=(),
        passages=(),
        verdicts=verdicts,
        score=None if total is None else score,
        errors=(),
    )


def _run(*reports: Audit, corpus: tuple[Verdict, ...] = (), **changes: Any) -> AuditRun:
    parts: dict[str, Any] = {
        "schema": SCHEMA_NAME,
        "engine": "0.1.0",
        "generated_at": "2025-03-01T08:00:00+08:00",
        "ruleset": RulesetUsed("sha256:1", (), {"2021": FormUsed.of(national_form("2021"))}),
        "complete": True,
        "reports": reports,
        "skipped": (),
        "corpus": CorpusAudit(corpus),
        "errors": (),
    }
    return AuditRun(**{**parts, **changes})


@pytest.fixture(scope="session")
def make_verdict() -> Callable[..., Verdict]:
    return _verdict


@pytest.fixture(scope="session")
def make_audit() -> Callable[..., Audit]:
    return audit_made_up


@pytest.fixture(scope="session")
def make_run() -> Callable[..., AuditRun]:
    return _run


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
