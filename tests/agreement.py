"""All outputs of a run held to one another: each has to tell the numbers that its JSON comes to, counted by hand."""

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
from openpyxl import load_workbook

from hegui.model.run import AuditRun

Json = dict[str, Any]

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_GOOD = 20
"""Units that the bulletin names."""


def assert_agreement(run: AuditRun) -> None:
    stored = json.loads(text("json", run))
    counted = Counted(stored)
    _check_json(stored["totals"], counted)
    _check_text(text("terminal", run), text("md", run), counted)
    _check_csv(text("csv", run), counted)
    _check_workbook(load_workbook(io.BytesIO(content("xlsx", run, "audit.xlsx"))), counted)
    _check_page(content("html", run, "audit.html").decode(), counted)
    _check_bulletin(content("docx", run, "通报.docx"), counted)


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
            name = _name(report)
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
        praised = {_name(one) for one in scored if one["score"]["grade"] or set(grades) == {None}}
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
        shown = next(line for line in terminal.splitlines() if line.startswith(name[:8]))  # names are broken
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
    assert {row["规则"]: row["有此问题的单位"] for row in sheet(book, "共性问题")} == {
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
    praised = re.search(r"没有发现错误和警告的报告(\d+)份(?:：|，其中有)(.*?)等?。", bulletin)
    assert (praised[2].split("、") if praised else []) == counted.good[:_GOOD]
    assert not praised or int(praised[1]) == len(counted.good)
    if counted.median is not None:
        assert f"中位数{counted.median:g}分" in bulletin
    for word, count in (("未报送", counted.missing), ("逾期公布", counted.late)):
        assert (f"{word}年度报告的单位{count}个" in bulletin) == bool(count)


def _name(report: Json) -> str:
    """Under what findings on several reports name its unit."""
    unit = report["unit"]
    return str(unit.get("known_as") or unit.get("roster") or unit["name"])
