"""The audit as SARIF 2.1.0 (OASIS): findings with their rules and places, for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from hegui.model.encoding import json_line
from hegui.model.form import PartNames
from hegui.model.run import AuditRun
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, category_title, concerned, in_words

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

Object = dict[str, Any]
"""An object of the log, as SARIF names its properties."""


def render(run: AuditRun) -> Iterator[str]:
    """The log in pieces. A rule is described with the first verdict on it, so the rules follow the results."""
    rules: dict[str, Verdict] = {}
    yield f'{{"$schema": {json_line(_SCHEMA)}, "version": "2.1.0", "runs": [{{\n"results": ['
    lead = "\n"
    for path, names, verdict in _verdicts(run):
        rules.setdefault(verdict.rule, verdict)
        for result in _results(verdict, path, names):
            yield lead + json_line(result)
            lead = ",\n"
    yield "\n],\n"
    driver = {
        "name": "hegui",
        "fullName": "合规：政府信息公开工作年度报告审查",
        "semanticVersion": run.engine,
        "rules": [_rule(verdict) for verdict in rules.values()],
    }
    yield f'"tool": {json_line({"driver": driver})},\n'
    yield f'"columnKind": "unicodeCodePoints",\n"invocations": [{json_line(_invocation(run))}]\n}}]}}\n'


def _verdicts(run: AuditRun) -> Iterator[tuple[str, PartNames, Verdict]]:
    """Every verdict with the path and the form of its report; the path of those on several is empty."""
    for audit in run.reports:
        names = run.ruleset.form_of(audit)
        yield from ((audit.source.path, names, verdict) for verdict in audit.verdicts)
    yield from (("", run.ruleset.any_form, verdict) for verdict in run.corpus.verdicts)


def _results(verdict: Verdict, path: str, names: PartNames) -> Iterator[Object]:
    for finding in verdict.findings:
        message = concerned(finding)
        yield {
            "ruleId": verdict.rule,
            "level": _LEVELS[verdict.severity],
            "message": {"text": clean(f"{message}　{finding.advice}")},
            "locations": [_location(evidence, path, message, names) for evidence in finding.evidence] if path else [],
            "partialFingerprints": {"hegui/v1": finding.fingerprint},
            **_suppressed(finding),
        }
    if verdict.result in (Result.CANNOT_ASSESS, Result.ERROR):
        yield {
            "ruleId": verdict.rule,
            "kind": "review",
            "level": "none",
            "message": {"text": clean(verdict.reason or verdict.title)},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}] if path else [],
        }


def _location(evidence: Evidence, path: str, message: str, names: PartNames) -> Object:
    physical: Object = {"artifactLocation": _artifact(path)}
    if evidence.line:
        physical["region"] = {"startLine": evidence.line}
    return {"physicalLocation": physical, "message": {"text": in_words(evidence, message, names)}}


def _artifact(path: str) -> Object:
    """A relative path stays relative; blanks and Chinese characters are escaped as a URI wants it. One that names a
    drive is absolute."""
    place = PurePath(path)
    drive = "file:///" if place.drive else ""
    return {"uri": drive + quote(place.as_posix(), safe="/:" if drive else "/", errors="replace")}


def _suppressed(finding: Finding) -> Object:
    if not finding.waiver:
        return {}
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": clean(finding.waiver.reason)}]}


def _rule(verdict: Verdict) -> Object:
    return {
        "id": verdict.rule,
        "shortDescription": {"text": clean(verdict.title)},
        "defaultConfiguration": {"level": _LEVELS[verdict.severity]},
        "properties": {
            "category": category_title(verdict.category),
            "severity": SEVERITIES[verdict.severity],
            "pack": verdict.pack,
        },
    }


def _invocation(run: AuditRun) -> Object:
    """What broke, so that an incomplete audit is not taken for a clean one."""
    broken = [(error.where, error.message) for error in run.errors]
    for summary in run.summaries():
        broken += [(summary.source.path, error.message) for error in summary.errors]
    notes = [{"level": "error", "message": {"text": clean("：".join(part for part in one if part))}} for one in broken]
    return {"executionSuccessful": run.complete, "toolExecutionNotifications": notes}
