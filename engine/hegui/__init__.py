"""hegui audits annual reports on government information disclosure (政府信息公开工作年度报告).

    import hegui

    project = hegui.Project(roster="名册.csv", waivers="豁免.yaml")
    run = project.audit("报告")
    for report in run.reports:
        print(report.unit.name, report.score and report.score.total)
    run.save("audit.json")
    hegui.render(run, "xlsx", "结果")

What stands in `__all__` is the whole of what other programs may use; `hegui.plugin` is the door for packs. Everything
may be called from several threads at once. A name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hegui.about import __version__

if TYPE_CHECKING:
    from hegui.drafting.filled import FilledForm as FilledForm
    from hegui.errors import CorrectionsError as CorrectionsError
    from hegui.errors import HeguiError as HeguiError
    from hegui.errors import HistoryError as HistoryError
    from hegui.errors import HistoryUsageError as HistoryUsageError
    from hegui.errors import Interrupted as Interrupted
    from hegui.errors import MismatchError as MismatchError
    from hegui.errors import OutputError as OutputError
    from hegui.errors import RosterError as RosterError
    from hegui.errors import RulesError as RulesError
    from hegui.errors import SchemeError as SchemeError
    from hegui.errors import StoredError as StoredError
    from hegui.errors import UsageError as UsageError
    from hegui.errors import WaiversError as WaiversError
    from hegui.fetch.downloads import Download as Download
    from hegui.fetch.downloads import ReportAddress as ReportAddress
    from hegui.fetch.reports import addresses_of as addresses_of
    from hegui.fetch.reports import fetch_reports as fetch_reports
    from hegui.history.comparison import Comparison as Comparison
    from hegui.history.comparison import compare as compare
    from hegui.history.history import History as History
    from hegui.model.audit import Audit as Audit
    from hegui.model.audit import Problem as Problem
    from hegui.model.audit import Score as Score
    from hegui.model.audit import Summary as Summary
    from hegui.model.run import AuditRun as AuditRun
    from hegui.model.run import CorpusAudit as CorpusAudit
    from hegui.model.schema import json_schema as json_schema
    from hegui.model.stored import read_run as read_run
    from hegui.model.verdict import Decided as Decided
    from hegui.model.verdict import DecisionState as DecisionState
    from hegui.model.verdict import Evidence as Evidence
    from hegui.model.verdict import Finding as Finding
    from hegui.model.verdict import Result as Result
    from hegui.model.verdict import Severity as Severity
    from hegui.model.verdict import Verdict as Verdict
    from hegui.output.csv import as_csv as as_csv
    from hegui.project.project import Project as Project
    from hegui.project.project import audit as audit
    from hegui.project.rendering import render as render
    from hegui.project.rules import Rules as Rules
    from hegui.project.rules import load as load
    from hegui.project.targets import unpack_reports as unpack_reports
    from hegui.proving.examine import Examined as Examined
    from hegui.proving.examine import examine_rule as examine_rule
    from hegui.proving.examine import sample_report as sample_report
    from hegui.proving.lookup import LocalRules as LocalRules
    from hegui.proving.lookup import explain_rule as explain_rule
    from hegui.proving.lookup import list_rules as list_rules
    from hegui.proving.lookup import rule_schema as rule_schema
    from hegui.proving.lookup import rules_at as rules_at

_HOMES = {
    "hegui.project.rules": ("Rules", "load"),
    "hegui.project.project": ("Project", "audit"),
    "hegui.project.rendering": ("render",),
    "hegui.project.targets": ("unpack_reports",),
    "hegui.output.csv": ("as_csv",),
    "hegui.proving.lookup": ("LocalRules", "explain_rule", "list_rules", "rule_schema", "rules_at"),
    "hegui.proving.examine": ("Examined", "examine_rule", "sample_report"),
    "hegui.drafting.filled": ("FilledForm",),
    "hegui.model.stored": ("read_run",),
    "hegui.model.schema": ("json_schema",),
    "hegui.model.run": ("AuditRun", "CorpusAudit"),
    "hegui.model.audit": ("Audit", "Summary", "Score", "Problem"),
    "hegui.model.verdict": ("Verdict", "Result", "Severity", "Finding", "Evidence", "Decided", "DecisionState"),
    "hegui.fetch.downloads": ("ReportAddress", "Download"),
    "hegui.fetch.reports": ("addresses_of", "fetch_reports"),
    "hegui.history.history": ("History",),
    "hegui.history.comparison": ("Comparison", "compare"),
    "hegui.errors": (
        "HeguiError",
        "UsageError",
        "RulesError",
        "SchemeError",
        "RosterError",
        "WaiversError",
        "CorrectionsError",
        "StoredError",
        "MismatchError",
        "OutputError",
        "HistoryError",
        "HistoryUsageError",
        "Interrupted",
    ),
}
"""The public names by the modules that define them."""
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 -- all of them are names


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'hegui' has no attribute '{name}'")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
