"""Whatever a run holds, all its outputs tell the same numbers: those that its JSON comes to when counted by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from statistics import median
from typing import Any

from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace
from openpyxl import load_workbook

from hegui.judge.ranking import ranking, scored_units
from hegui.judge.totals import totals_of
from hegui.model.run import AuditRun

Json = dict[str, Any]

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
RULES = {"balance": "error", "labels": "warning", "published-by-deadline": "error", "length": "info"}
BESIDE = {"near-duplicate": "warning", "jump": "info", "rollup": "error"}
WAIVER = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}
DECISION = {"state": "dismissed", "reason": "不成立", "by": "李四", "at": "2025-03-02T09:00:00+08:00"}
GRADES = ("优秀", "良好", "合格", None)


def verdict(rule: str, severity: str, findings: list[Json], category: str = "tables") -> Json:
    about = {"rule": rule, "title": f"应当做到{rule}", "pack": "national", "category": category, "severity": severity}
    return {**about, "reason": "", "verdict": "fail" if findings else "pass", "findings": findings}


@st.composite
def findings(draw: st.DrawFn, **more: Any) -> Json:
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
    where = {"province": "河北省", "city": "邢台市", "county": "清河县"}
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


class Counted:
    """The numbers of a run, counted from its JSON and nothing else."""

    def __init__(self, run: Json) -> None:
        self.by_unit: dict[str, dict[str, str]] = {}
        """Of each scored report: the rules that it breaks, with their severity."""
        self.units: dict[str, set[str]] = {}
        """Of each rule that is broken: the units."""
        self.late = 0
        scored = [one for one in run["reports"] if one["score"]]
        for report in scored:
            name = report["unit"]["name"]
            self.by_unit[name] = {}
            for one in report["verdicts"]:
                self._note(one, one["findings"], [name])
            self.late += "published-by-deadline" in self.by_unit[name]
        for one in run["corpus"]["verdicts"]:
            for finding in one["findings"]:
                self._note(one, [finding], finding["units"])
        self.reports, self.audited = len(run["reports"]), len(scored)
        self.faults = Counter(severity for rules in self.by_unit.values() for severity in rules.values())
        graded = [one["score"] for one in scored if one["score"]["grade"]] or [one["score"] for one in scored]
        self.median = round(median([score["total"] for score in graded]), 2) if graded else None
        grades = Counter(one["score"]["grade"] for one in scored)
        praised = {one["unit"]["name"] for one in scored if one["score"]["grade"] or set(grades) == {None}}
        self.good = [
            name for name, rules in self.by_unit.items() if name in praised and set(rules.values()) <= {"info"}
        ]
        self.grades = grades
        self.missing = len(self.units.get("report-missing", ()))

    def _note(self, one: Json, found: list[Json], units: list[str]) -> None:
        if any("waiver" not in finding for finding in found):
            self.units.setdefault(one["rule"], set()).update(units)
            for unit in units:
                self.by_unit.get(unit, {})[one["rule"]] = one["severity"]

    def counts(self, name: str) -> list[int]:
        return [list(self.by_unit[name].values()).count(severity) for severity in SEVERITIES]


def text(name: str, run: AuditRun) -> str:
    return "".join(import_module(f"hegui.output.{name}").render(run))


def content(name: str, run: AuditRun, file: str) -> bytes:
    found = {one.name: one.parts for one in import_module(f"hegui.output.{name}").files(run, {})}
    return b"".join(found[file])


def sheet(book: Any, name: str) -> list[Json]:
    _title, header, *body = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in body]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate]
)  # a county in which they differ tells enough; to make it smaller takes minutes
@given(runs())
def test_every_output_tells_the_same_numbers(run: AuditRun) -> None:
    stored = json.loads(text("json", run))
    counted = Counted(stored)
    _check_json(stored["totals"], counted)
    _check_text(text("terminal", run), text("md", run), counted)
    _check_csv(text("csv", run), counted)
    _check_workbook(load_workbook(io.BytesIO(content("xlsx", run, "audit.xlsx"))), counted)
    _check_page(content("html", run, "audit.html").decode(), counted)
    _check_bulletin(content("docx", run, "通报.docx"), counted)


def _check_json(totals: Json, counted: Counted) -> None:
    assert (totals["reports"], totals["audited"]) == (counted.reports, counted.audited)
    assert totals["without_faults"] == len(counted.good)
    assert totals["faults"] == {severity: counted.faults[severity] for severity in SEVERITIES}
    assert totals["median"] == counted.median
    assert (totals["late"], totals["missing"]) == (counted.late, counted.missing)
    assert {one["grade"]: one["count"] for one in totals["grades"]} == counted.grades
    assert not totals["grades"] or round(sum(one["share"] for one in totals["grades"]), 6) == 1
    assert {one["rule"]: one["units"] for one in totals["rules"]} == {
        rule: len(units) for rule, units in counted.units.items()
    }


def _check_text(terminal: str, markdown: str, counted: Counted) -> None:
    assert f"共 {counted.reports} 份：已审查 {counted.audited} 份" in terminal
    assert f"没有发现错误和警告的 {len(counted.good)} 份" in terminal
    assert f"没有发现错误和警告的报告 {len(counted.good)} 份" in markdown
    if counted.median is not None:
        assert f"中位数 {counted.median:g} 分" in markdown
    for name in counted.by_unit:
        (row,) = re.findall(rf"^\| {name} \| 2024 \|.*\|$", markdown, re.MULTILINE)
        assert [int(cell) for cell in row.split("|")[-4:-1]] == counted.counts(name)
        shown = next(line for line in terminal.splitlines() if line.startswith(name))
        assert _percent_of(shown) == _percent_of(row)


def _percent_of(line: str) -> str:
    (share,) = re.findall(r"[\d.]+%", line)
    return str(share)


def _check_csv(printed: str, counted: Counted) -> None:
    broken: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))):
        if row["结果"] == "不符合" and not row["豁免"]:
            broken.setdefault(row["单位"], {})[row["规则"]] = row["严重程度"]
    assert broken == {
        name: {rule: SEVERITIES[severity] for rule, severity in rules.items()}
        for name, rules in _every(counted)
        if rules
    }


def _every(counted: Counted) -> Iterator[tuple[str, dict[str, str]]]:
    yield from counted.by_unit.items()
    yield from ((name, {"report-missing": "error"}) for name in counted.units.get("report-missing", ()))


def _check_workbook(book: Any, counted: Counted) -> None:
    totals = {row["单位"]: row for row in sheet(book, "总表")}
    for name in counted.by_unit:
        assert [totals[name][f"{words}项数"] or 0 for words in SEVERITIES.values()] == counted.counts(name)
    assert sum(row["等级"] == "未报送" for row in totals.values()) == counted.missing
    found: dict[str, set[str]] = {}
    for row in sheet(book, "问题清单"):
        assert "、" not in row["单位"]
        assert row["年度"] == 2024
        assert bool(row["文件"]) == (row["单位"] in counted.by_unit)
        if not row["豁免"]:
            found.setdefault(row["规则"], set()).add(row["单位"])
    assert found == counted.units
    assert {row["规则"]: row["不符合的单位"] for row in sheet(book, "共性问题")} == {
        rule: len(units) for rule, units in counted.units.items()
    }
    about = {row["项目"]: row["内容"] for row in sheet(book, "概况")}
    assert about["问题"].endswith(f"没有发现错误和警告的报告 {len(counted.good)} 份")
    filing = Counter(row["情形"] for row in sheet(book, "未报送与逾期"))
    assert (filing["未报送"], filing["逾期"]) == (counted.missing, counted.late)


def _check_page(page: str, counted: Counted) -> None:
    def figure(title: str) -> str:
        (found,) = re.findall(rf"<dt>{title}</dt><dd>([\d.]+)<", page)
        return str(found)

    assert figure("审查报告") == str(counted.audited)
    assert figure("没有错误和警告") == str(len(counted.good))
    for severity, words in SEVERITIES.items():
        assert figure(words) == str(counted.faults[severity])
    if counted.median is not None:
        assert figure("得分中位数") == f"{counted.median:g}"
    index = re.search(r'id="index">(.*?)</script>', page, re.DOTALL)
    assert index
    for one in json.loads(index[1])["units"]:
        if one[0] == "audited":
            assert one[9] == counted.counts(one[1])
    assert sum(one[0] == "missing" for one in json.loads(index[1])["units"]) == counted.missing


def _check_bulletin(made: bytes, counted: Counted) -> None:
    bulletin = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
    assert f"审查年度报告{counted.audited}份" in bulletin
    praised = re.search(r"没有发现错误和警告的报告(\d+)份：(.*)。", bulletin)
    assert (praised[2].split("、") if praised else []) == counted.good
    assert not praised or int(praised[1]) == len(counted.good)
    if counted.median is not None:
        assert f"中位数{counted.median:g}分" in bulletin
    for word, count in (("未报送", counted.missing), ("逾期公布", counted.late)):
        assert (f"{word}年度报告的单位{count}个" in bulletin) == bool(count)
