"""Whatever a run holds, all its outputs tell the same numbers: those that its JSON comes to when counted by hand."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace

from agreement import assert_agreement
from hegui.judge.ranking import ranking, scored_units
from hegui.judge.totals import totals_of
from hegui.model.run import AuditRun

Json = dict[str, Any]

RULES = {"balance": "error", "labels": "warning", "published-by-deadline": "error", "length": "info"}
BESIDE = {"near-duplicate": "warning", "jump": "info", "rollup": "error"}
WAIVER = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}
DECISION = {"state": "dismissed", "reason": "不成立", "by": "李四", "at": "2025-03-02T09:00:00+08:00"}
GRADES = ("优秀", "良好", "合格", None)


def verdict(rule: str, severity: str, findings: list[Json], category: str = "tables") -> Json:
    about = {"rule": rule, "title": f"应当做到{rule}", "pack": "national", "category": category, "severity": severity}
    return {**about, "reason": "", "verdict": "fail" if findings else "pass", "findings": findings}


@st.composite
def findings(draw: st.DrawFn, /, **more: Any) -> Json:
    mark = draw(st.sampled_from(["", "", "waived", "decided"]))
    marks = {"waiver": WAIVER} if mark else {}
    if mark == "decided":
        marks["decision"] = DECISION
    print_ = draw(st.integers(0, 16**16 - 1))
    about = {
        "message": "数字不符",
        "advice": "改正。",
        "basis": "《条例》",
        "key": "处",
        "fingerprint": f"{print_:016x}",
    }
    return {**about, "evidence": [], **marks, **more}


def unit(name: str | None) -> Json:
    where: Json = {"province": "河北省", "city": "邢台市", "county": "清河县"}
    return {"name": name, "level": "department", "kind": "部门", "tier": "县", **where}


@st.composite
def reports(draw: st.DrawFn, number: int) -> Json:
    name = f"清河县{'甲乙丙丁戊己庚辛'[number]}局"
    read = draw(st.integers(0, 5)) > 0
    verdicts = [verdict(rule, severity, draw(st.lists(findings(), max_size=2))) for rule, severity in RULES.items()]
    costs = [one for one in verdicts if any("waiver" not in finding for finding in one["findings"])]
    grade = draw(st.sampled_from(GRADES))
    total = draw(st.sampled_from([100, 98.5, 96, 95.5, 61.25, 40]))
    score = {"scheme": "default", "title": "百分制", "total": total, "of": 100, "grade": grade, "note": ""}
    score |= {"coverage": draw(st.sampled_from([1, 0.9996, 0.9549, 0.5, 0.0003]))}
    score["categories"] = [{"category": "tables", "lost": 100 - total, "of": None}]
    score["deductions"] = [
        {"rule": one["rule"], "points": 1.5, "why": one["title"], "fingerprints": []} for one in costs
    ]
    dates = dict.fromkeys(("period_start", "period_end", "signed", "published"))
    about = {"year": 2024, "form": None, "template": None, "title": None, "dates": dates}
    nothing: Json = {"sections": [], "tables": {}, "cells": [], "notes": [], "passages": []}
    source = {"path": f"报告/{number}.html", "sha256": None, "format": "html"}
    if read:
        return {
            "source": source,
            "unit": unit(name),
            **about,
            **nothing,
            "verdicts": verdicts,
            "score": score,
            "errors": [],
        }
    errors = [{"kind": "read", "message": "打不开。", "where": source["path"]}]
    blank = {"source": source, "unit": dict.fromkeys(unit(None)), **about, "year": None, **nothing}
    return {**blank, "verdicts": [], "score": None, "errors": errors}


@st.composite
def runs(draw: st.DrawFn) -> AuditRun:
    """A county: reports that were read and that were not, units without one, findings on several units, waivers."""
    made = [draw(reports(number)) for number in range(draw(st.integers(2, 7)))]
    without = [f"清河县{kind}办" for kind in "子丑寅"[: draw(st.integers(0, 3))]]
    names = [one["unit"]["name"] for one in made if one["score"]]
    beside = [
        verdict(rule, severity, [draw(findings(units=draw(_some(names)), year=2024))], "corpus")
        for rule, severity in BESIDE.items()
        if len(names) > 1 and draw(st.booleans())
    ]
    missing = [name for name in without if draw(st.booleans())]
    if missing:
        found = [draw(findings(units=[name], year=2024)) for name in missing]
        beside.append(verdict("report-missing", "error", found, "corpus"))
    listed = dict.fromkeys(("code", "level", "kind", "tier", "parent", "total", "grade"))
    paths = {one["unit"]["name"]: one["source"]["path"] for one in made if one["score"]}
    units = [{"name": name, **listed, "year": 2024, "report": paths.get(name)} for name in (*names, *without)]
    about = {"schema": "hegui/audit/1", "engine": "0.1.0", "complete": True, "skipped": [], "errors": []}
    ruleset: Json = {"digest": "sha256:12ab", "packs": [], "forms": {}}
    corpus = {"verdicts": beside, "units": units}
    run = convert({**about, "ruleset": ruleset, "reports": made, "corpus": corpus}, AuditRun)
    ranked = replace(run, corpus=replace(run.corpus, ranking=ranking(scored_units(run.summaries(), run.corpus))))
    return replace(ranked, totals=totals_of(ranked))


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate]
)  # a county in which they differ tells enough; to make it smaller takes minutes
@given(runs())
def test_every_output_tells_the_same_numbers(run: AuditRun) -> None:
    assert_agreement(run)
