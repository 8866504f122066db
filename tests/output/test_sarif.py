"""SARIF 2.1.0: held against independent models of the standard."""

from __future__ import annotations

import json
from pathlib import PureWindowsPath
from typing import Any

import pytest
from msgspec import convert
from sarif_pydantic import Sarif

from hegui.model.run import AuditRun
from hegui.output.sarif import render

Json = dict[str, Any]


def log(record: Json) -> Json:
    text = "".join(render(convert(record, AuditRun)))
    Sarif.model_validate_json(text)
    made: Json = json.loads(text)
    assert made["version"] == "2.1.0"
    return made["runs"][0]  # type: ignore[no-any-return]


def test_findings_with_rule_level_place_and_fingerprint(one: Json) -> None:
    first = log(one)["results"][0]
    assert (first["ruleId"], first["level"]) == ("balance", "error")
    assert first["partialFingerprints"] == {"hegui/v1": "0123456789abcdef"}
    place = first["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 120}
    assert (
        place["artifactLocation"]["uri"]
        == "%E6%8A%A5%E5%91%8A/%E6%B8%85%E6%B2%B3%E5%8E%BF%E8%B4%A2%E6%94%BF%E5%B1%80.html"
    )
    assert "9 + 0 ≠ 8 + 0" in first["locations"][0]["message"]["text"]


def test_every_result_has_its_rule(several: Json) -> None:
    run = log(several)
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= rules


def test_what_could_not_be_judged_is_for_review(one: Json) -> None:
    by_rule = {result["ruleId"]: result for result in log(one)["results"]}
    assert (by_rule["sums"]["kind"], by_rule["sums"]["level"]) == ("review", "none")
    assert by_rule["sums"]["message"]["text"] == "表四未能识别"


def test_what_broke_is_told(several: Json) -> None:
    (invocation,) = log(several)["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = " ".join(note["message"]["text"] for note in invocation["toolExecutionNotifications"])
    assert "扫描件.pdf" in notes


def test_a_waiver_is_a_suppression(one: Json) -> None:
    waiver = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}
    one["reports"][0]["verdicts"][1]["findings"][0]["waiver"] = waiver
    (labels,) = [result for result in log(one)["results"] if result["ruleId"] == "labels"]
    assert labels["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "已核实"}]


def test_faults_of_several_reports_name_their_units(one: Json) -> None:
    finding = {**one["reports"][0]["verdicts"][1]["findings"][0], "units": ["甲局", "乙局"]}
    one["corpus"] = {
        "verdicts": [{**one["reports"][0]["verdicts"][1], "rule": "near-duplicate", "findings": [finding]}]
    }
    assert log(one)["results"][-1]["message"]["text"].startswith("甲局、乙局：")


def test_a_path_with_a_drive_is_absolute(one: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hegui.output.sarif.PurePath", PureWindowsPath)
    one["reports"][0]["source"]["path"] = "D:\\报告\\甲 局.html"
    (place, *_) = log(one)["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == (
        "file:///D:/%E6%8A%A5%E5%91%8A/%E7%94%B2%20%E5%B1%80.html"
    )
