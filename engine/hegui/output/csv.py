"""A list of findings, one a row, for spreadsheets: with a byte order mark, and with nothing that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from hegui.model.renderer import Record
from hegui.output import ranking
from hegui.output.text import inert
from hegui.output.view import PROBLEMS, SEVERITIES, TABLES, category_title, points_lost, waiver_in_words

_HEADER = [
    "文件", "单位", "年度", "省份", "得分", "等级", "结果", "规则", "规则名称", "类别", "严重程度",
    "问题或原因", "改正建议", "依据", "扣分", "豁免", "位置", "行", "列", "原文", "行号", "页码", "算式", "指纹",
]  # fmt: skip

Row = dict[str, object]


def render(record: Record) -> Iterator[str]:
    text = StringIO()
    writer = csv.DictWriter(text, _HEADER, restval="", lineterminator="\r\n")
    writer.writeheader()
    yield "\ufeff"
    for row in _all_rows(record):
        writer.writerow(row)
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def render_ranking(groups: Iterable[Record]) -> Iterator[str]:
    """One row a unit; those without a rank come last in their group, with the reason."""
    text = StringIO()
    writer = csv.DictWriter(text, ["分组", "年度", *ranking.HEADER, "上级", "文件", "说明"], lineterminator="\r\n")
    writer.writeheader()
    yield "\ufeff" + text.getvalue()
    for group in groups:
        text.seek(0)
        text.truncate()
        for unit in (*group["units"], *group["unranked"]):
            about = {"分组": group["group"], "单位": unit["name"], "上级": unit["parent"], "文件": unit["path"]}
            ranked = dict(zip(ranking.HEADER, ranking.cells(unit), strict=True)) if "rank" in unit else {}
            words = {key: _safe(word) for key, word in {**about, **ranked, "说明": unit.get("reason")}.items()}
            writer.writerow({**words, "年度": group["year"]})
        yield text.getvalue()


def _all_rows(record: Record) -> Iterator[Row]:
    for report in record["reports"]:
        for row in _rows(report):
            yield {**_about(report), **row}
    for verdict in record["corpus"]["verdicts"]:
        yield from _verdict_rows(verdict, {})
    for error in record["errors"]:
        yield _error_row(error)


def _about(report: Record) -> Row:
    unit, score = report["unit"], report["score"] or {}
    return {
        "文件": _safe(report["source"]["path"]),
        "单位": _safe(unit["name"]),
        "年度": report["year"],
        "省份": _safe(unit["province"]),
        "得分": score.get("total"),
        "等级": _safe(score.get("grade")),
    }


def _rows(report: Record) -> Iterator[Row]:
    """The findings of a report, what could not be judged, and what broke; one row where there is none of these."""
    lost = points_lost(report)
    rows = [row for verdict in report["verdicts"] for row in _verdict_rows(verdict, lost)]
    rows += [_error_row(error) for error in report["errors"]]
    yield from rows or [{"结果": "未发现问题"}]


def _verdict_rows(verdict: Record, lost: dict[str, float]) -> Iterator[Row]:
    about: Row = {
        "规则": verdict["rule"],
        "规则名称": _safe(verdict["title"]),
        "类别": category_title(verdict["category"]),
        "严重程度": SEVERITIES[verdict["severity"]],
    }
    match verdict["verdict"]:
        case "fail":
            for number, finding in enumerate(verdict["findings"]):
                points = lost.get(verdict["rule"], 0) if number == 0 else ""
                yield {**about, "结果": "不符合", "扣分": points, **_finding(finding)}
        case "cannot_assess":
            yield {**about, "结果": "未能判定", "问题或原因": _safe(verdict["reason"])}
        case "error":
            yield {**about, "结果": "规则出错", "问题或原因": _safe(verdict["reason"])}


def _finding(finding: Record) -> Row:
    """A finding with its first piece of evidence; the others are in the JSON."""
    evidence = finding["evidence"][0] if finding["evidence"] else {}
    table = evidence.get("table", "")
    return {
        **({"单位": _safe("、".join(finding["units"]))} if "units" in finding else {}),
        "问题或原因": _safe(finding["message"]),
        "改正建议": _safe(finding["advice"]),
        "依据": _safe(finding["basis"]),
        "豁免": _safe(waiver_in_words(finding)),
        "位置": _safe(TABLES.get(table, table) or evidence.get("section")),
        "行": _safe(evidence.get("row")),
        "列": _safe(evidence.get("column")),
        "原文": _safe(evidence.get("quote")),
        "行号": evidence.get("line"),
        "页码": evidence.get("page"),
        "算式": _safe(evidence.get("formula")),
        "指纹": finding["fingerprint"],
    }


def _error_row(error: Record) -> Row:
    return {"结果": PROBLEMS.get(error["kind"], error["kind"]), "问题或原因": _safe(error["message"])}


def _safe(text: str | None) -> str:
    return inert(text or "")
