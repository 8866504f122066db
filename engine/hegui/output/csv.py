"""A list of findings, one a row, for spreadsheets: with a byte order mark, and with nothing that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from hegui.judge.totals import on_several
from hegui.model.audit import Audit, Problem
from hegui.model.form import PartNames
from hegui.model.run import AuditRun, RankedUnit, RankingGroup
from hegui.model.verdict import Evidence, Finding, Result, Verdict
from hegui.output.text import LONGEST_CELL, inert, shorten
from hegui.output.view import (
    PROBLEMS,
    RANKED,
    SEVERITIES,
    bonus_of,
    by_hand_in_words,
    category_title,
    corrections_in_words,
    members,
    only,
    path,
    points_lost,
    ranked_cells,
    waiver_in_words,
)

_HEADER = [
    "文件", "单位", "年度", "省份", "得分", "等级", "结果", "规则", "规则名称", "类别", "严重程度",
    "问题或原因", "改正建议", "依据", "扣分", "豁免", "更正", "位置", "行", "列", "原文", "行号", "页码",
    "算式", "指纹", "附加分", "评分表", "办理提示",
]  # fmt: skip

Row = dict[str, object]


def render(run: AuditRun) -> Iterator[str]:
    return as_csv(_HEADER, _rows(run))


def render_ranking(groups: Iterable[RankingGroup]) -> Iterator[str]:
    """One row a unit; those without a rank come last in their group, with the reason."""
    return as_csv(["分组", "年度", *RANKED, "上级", "文件", "说明"], _ranked(groups))


def _cell(value: object) -> object:
    return shorten(inert(value), LONGEST_CELL) if isinstance(value, str) else value


def as_csv(header: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """A list as CSV for spreadsheets, piece by piece: with a byte order mark, and with nothing that runs as a formula.

    Args:
        header: The names of the columns.
        rows: Cells by these names; one that a row does not name stays empty.
    """
    text = StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\r\n")
    writer.writeheader()
    yield "\ufeff"
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _ranked(groups: Iterable[RankingGroup]) -> Iterator[Row]:
    for group in groups:
        for unit in members(group):
            about = {
                "分组": group.group,
                "年度": group.year,
                "单位": unit.name,
                "上级": unit.parent,
                "文件": path(unit.path),
            }
            if isinstance(unit, RankedUnit):
                yield {**about, **dict(zip(RANKED, ranked_cells(unit), strict=True))}
            else:
                yield {**about, "说明": unit.reason}


def _rows(run: AuditRun) -> Iterator[Row]:
    beside = on_several(run.corpus)
    without_report = dict(beside)
    for audit in run.reports:
        without_report.pop(audit.unit_year, None)
        about = _about(audit)
        lost = points_lost(audit)
        names = run.ruleset.form_of(audit)
        verdicts = (*audit.verdicts, *beside.get(audit.unit_year, ()))
        rows = [row for verdict in verdicts for row in _of_verdict(verdict, lost, names)]
        rows += map(_of_problem, audit.errors)
        rows = rows or [{"结果": "未发现问题"}]
        rows += [{"结果": "人工更正", "更正": line} for line in corrections_in_words(audit, names)]
        yield from ({**about, **row} for row in rows)
    for (unit, year), failed in without_report.items():
        for verdict in failed:
            yield from ({"单位": unit, "年度": year, **row} for row in _of_verdict(verdict, {}, run.ruleset.any_form))
    for verdict in only(run.corpus.verdicts, Result.CANNOT_ASSESS, Result.ERROR):
        yield from _of_verdict(verdict, {}, run.ruleset.any_form)
    yield from map(_of_problem, run.errors)


def _about(audit: Audit) -> Row:
    return {
        "文件": path(audit.source.path),
        "单位": audit.unit.name,
        "年度": audit.year,
        "省份": audit.unit.province,
        "得分": audit.score.total if audit.score else None,
        "等级": audit.score.grade if audit.score else None,
        "附加分": (bonus_of(audit.score) or None) if audit.score else None,
        "评分表": audit.score.table if audit.score else None,
    }


def _of_verdict(verdict: Verdict, lost: Mapping[str, float], names: PartNames) -> Iterator[Row]:
    """The findings, or why it could not be judged."""
    about: Row = {
        "规则": verdict.rule,
        "规则名称": verdict.title,
        "类别": category_title(verdict.category),
        "严重程度": SEVERITIES[verdict.severity],
        "更正": by_hand_in_words(verdict),
    }
    match verdict.result:
        case Result.FAIL:
            for number, finding in enumerate(verdict.findings):
                points = lost.get(verdict.rule, 0) if number == 0 else None
                yield {**about, "结果": "不符合", "扣分": points, **_of_finding(finding, names)}
        case Result.CANNOT_ASSESS:
            yield {**about, "结果": "未能判定", "问题或原因": verdict.reason}
        case Result.ERROR:
            yield {**about, "结果": "规则出错", "问题或原因": verdict.reason}


def _of_finding(finding: Finding, names: PartNames) -> Row:
    """A finding with its first piece of evidence; the others are in the JSON."""
    evidence = finding.evidence[0] if finding.evidence else Evidence()
    return {
        "问题或原因": finding.message,
        "改正建议": finding.advice,
        "依据": finding.basis,
        "豁免": waiver_in_words(finding),
        "位置": names.table_name(evidence.table) if evidence.table else evidence.section,
        "行": evidence.row,
        "列": evidence.column,
        "原文": evidence.quote,
        "行号": evidence.line,
        "页码": evidence.page,
        "算式": evidence.formula,
        "指纹": finding.fingerprint,
        "办理提示": finding.office,
    }


def _of_problem(problem: Problem) -> Row:
    return {"结果": PROBLEMS[problem.kind], "问题或原因": problem.message}
