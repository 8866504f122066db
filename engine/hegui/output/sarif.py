"""The audit as SARIF 2.1.0 (OASIS): findings with their rules and places, for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONEncoder
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from hegui.model.renderer import Record
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, category_title, concerned, in_words

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_KINDS = {"cannot_assess": "review", "error": "review"}

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def render(record: Record) -> Iterator[str]:
    """The log in pieces. A rule is described with the first verdict on it, so the rules follow the results."""
    rules: dict[str, Record] = {}
    yield f'{{"$schema": {_encode(_SCHEMA)}, "version": "2.1.0", "runs": [{{\n"results": ['
    lead = "\n"
    for result in _results(record, rules):
        yield lead + _encode(result)
        lead = ",\n"
    yield "\n],\n"
    driver = {
        "name": "hegui",
        "fullName": "合规：政府信息公开工作年度报告审查",
        "semanticVersion": record["engine"],
        "rules": [_rule(verdict) for verdict in rules.values()],
    }
    yield f'"tool": {_encode({"driver": driver})},\n'
    yield f'"columnKind": "unicodeCodePoints",\n"invocations": [{_encode(_invocation(record))}]\n}}]}}\n'


def _results(record: Record, rules: dict[str, Record]) -> Iterator[Record]:
    for report in record["reports"]:
        for verdict in report["verdicts"]:
            rules.setdefault(verdict["rule"], verdict)
            yield from _of_verdict(verdict, report["source"]["path"])
    for verdict in record["corpus"]["verdicts"]:
        rules.setdefault(verdict["rule"], verdict)
        yield from _of_verdict(verdict, "")


def _of_verdict(verdict: Record, path: str) -> Iterator[Record]:
    base = {"ruleId": verdict["rule"]}
    for finding in verdict["findings"]:
        message = concerned(finding)
        yield {
            **base,
            "level": _LEVELS[verdict["severity"]],
            "message": {"text": clean(f"{message}　{finding['advice']}")},
            "locations": [_location(evidence, path, message) for evidence in finding["evidence"]] if path else [],
            "partialFingerprints": {"hegui/v1": finding["fingerprint"]},
            **_suppressed(finding),
        }
    if kind := _KINDS.get(verdict["verdict"]):
        reason = {"text": clean(verdict["reason"] or verdict["title"])}
        locations = [{"physicalLocation": {"artifactLocation": _artifact(path)}}] if path else []
        yield {**base, "kind": kind, "level": "none", "message": reason, "locations": locations}


def _location(evidence: Record, path: str, message: str) -> Record:
    physical: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if line := evidence.get("line"):
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical, "message": {"text": in_words(evidence, message)}}


def _artifact(path: str) -> Record:
    """A relative path stays relative; blanks and Chinese characters are escaped as a URI wants it. One that names a
    drive is absolute."""
    place = PurePath(path)
    drive = "file:///" if place.drive else ""
    return {"uri": drive + quote(place.as_posix(), safe="/:" if drive else "/", errors="replace")}


def _suppressed(finding: Record) -> Record:
    if not (waiver := finding.get("waiver")):
        return {}
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": clean(waiver["reason"])}]}


def _rule(verdict: Record) -> Record:
    return {
        "id": verdict["rule"],
        "shortDescription": {"text": clean(verdict["title"])},
        "defaultConfiguration": {"level": _LEVELS[verdict["severity"]]},
        "properties": {
            "category": category_title(verdict["category"]),
            "severity": SEVERITIES[verdict["severity"]],
            "pack": verdict["pack"],
        },
    }


def _invocation(record: Record) -> Record:
    """What broke, so that an incomplete audit is not taken for a clean one."""
    broken = [(error["message"], error["where"]) for error in record["errors"]]
    for report in record["reports"]:
        broken += [(error["message"], report["source"]["path"]) for error in report["errors"]]
    notes = [
        {"level": "error", "message": {"text": clean(f"{where}：{message}" if where else message)}}
        for message, where in broken
    ]
    return {"executionSuccessful": record["complete"], "toolExecutionNotifications": notes}
