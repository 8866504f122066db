"""What was mended between two audits, as a workbook and as a Word document."""

from __future__ import annotations

from hegui.history.comparison import ComparedReport, Comparison
from hegui.model.audit import Amount
from hegui.output.lists import Heading, Table, as_document, as_workbook
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, number

KINDS = {"mended": "已整改", "still": "仍存在", "new": "新出现", "unjudged": "未能再判定"}
_TITLE = "政府信息公开工作年度报告整改对比"
_UNITS = (
    Heading("单位", 34, short=False),
    *(Heading(title, 10) for title in ("年度", "前一次得分", "后一次得分", "变化", *KINDS.values())),
)
_FINDINGS = (
    Heading("单位", 24, short=False),
    *(Heading(title, 9) for title in ("年度", "情况", "严重程度")),
    Heading("问题", 56, short=False),
    Heading("整改建议", 44, short=False),
)


def workbook(made: Comparison) -> bytes:
    """The units on one sheet, every finding on another."""
    return as_workbook((_units(made, _TITLE), _findings(made, tuple(KINDS))))


def document(made: Comparison) -> bytes:
    """The sums, the units, and what is left to be mended."""
    return as_document(
        _TITLE, sum_in_words(made), (_units(made, "各单位的得分和问题"), _findings(made, ("still", "new", "unjudged")))
    )


def sum_in_words(made: Comparison) -> str:
    """What all units come to, and whether that may be due to other rules."""
    total = made.sum
    counts = "，".join(f"{title} {number(getattr(total, kind))} 处" for kind, title in KINDS.items())
    rules = "" if made.same_rules else "两次审查所用的规则不同，变化可能出于规则的调整。"
    return f"共 {total.units} 个单位：{counts}；得分上升 {total.better} 个，下降 {total.worse} 个。{rules}"


def points_in_words(report: ComparedReport | None) -> str:
    if report is None:
        return "无报告"
    return "未能审查" if report.total is None else number(report.total)


def _units(made: Comparison, title: str) -> Table:
    rows = [
        (
            clean(unit.name),
            unit.year,
            _points(unit.before),
            _points(unit.after),
            unit.change or None,
            *(len(getattr(unit, kind)) or None for kind in KINDS),
        )
        for unit in made.units
    ]
    return Table("整改对比", title, "", _UNITS, rows)


def _points(report: ComparedReport | None) -> Amount | str:
    """A number where there is one, so that a workbook can reckon with it."""
    return report.total if report and report.total is not None else points_in_words(report)


def _findings(made: Comparison, kinds: tuple[str, ...]) -> Table:
    rows = [
        (clean(unit.name), unit.year, KINDS[kind], SEVERITIES[one.severity], clean(one.message), clean(one.advice))
        for unit in made.units
        for kind in kinds
        for one in getattr(unit, kind)
    ]
    title = "问题的变化" if len(kinds) == len(KINDS) else "尚待整改的问题"
    return Table("问题", title, "" if rows else "没有。", _FINDINGS, rows)
