"""What a rule on many reports comes to: what it found, what it could not judge, and whether it judged anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hegui.model.corpus import Corpus, Filed
from hegui.model.report import Number, Unit
from hegui.model.rule import Evidence, Finding, Outcome, Result
from hegui.rules.check import PASSED, cannot_assess, not_applicable
from hegui.rules.evaluation import value_text

_MOST_NAMED = 20
_NOTHING_BEFORE = "没有同一单位上一年度的报告可供比较"


class Tally:
    """Collects what is judged report by report."""

    def __init__(self) -> None:
        self.judged = 0
        self.findings: list[Finding] = []
        self._unjudged: dict[str, list[str]] = {}

    def unjudged(self, unit: str, reason: str) -> None:
        self._unjudged.setdefault(reason, []).append(unit)

    def outcome(self, otherwise: str) -> Outcome:
        """Fail where anything was found; else, where anything was left open, that; `otherwise` where nothing was."""
        reason = "；".join(f"{_listed(units)}：{reason}" for reason, units in self._unjudged.items())
        if self.findings:
            return Outcome(Result.FAIL, f"另有未能判断的：{reason}" if reason else "", tuple(self.findings))
        if reason:
            return cannot_assess(reason)
        return PASSED if self.judged else not_applicable(otherwise)


def compare_years(corpus: Corpus, judge: Callable[[Tally, Filed, Filed], None]) -> Outcome:
    """What comes of holding every report against that of the year before."""
    tally = Tally()
    for report in corpus.reports:
        name = report.unit.name
        if before := corpus.before(report):
            if _may_be_another(report.unit) and corpus.disputed(name, report.year):
                tally.unjudged(name, f"{report.year} 年度的报告有几份，数字不同，不知道是不是同一个单位的")
            else:
                judge(tally, report, before)
        elif corpus.disputed(name, report.year - 1):
            tally.unjudged(name, f"{report.year - 1} 年度的报告有几份，数字不同，无从比较")
    return tally.outcome(_NOTHING_BEFORE)


def _may_be_another(unit: Unit) -> bool:
    """Whether nothing tells it from a unit of the same name elsewhere."""
    return unit.listed is None and unit.city is None and unit.county is None


def filed_cell(report: Filed, table: str, path: tuple[str, ...], formula: str | None = None) -> Evidence:
    """A cell of a report as evidence among several reports."""
    value = report.value(table, *path)
    return Evidence(
        table=table,
        row=path[0],
        column=path[1] if len(path) > 1 else None,
        quote=None if value is None else value_text(value),
        formula=formula,
        unit=report.unit.name,
        year=report.year,
    )


def total_of(values: Iterable[Number | None]) -> Number | None:
    """Their sum; None where one is missing."""
    found: Number = 0
    for value in values:
        if value is None:
            return None
        found += value
    return found


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} 个单位" if len(names) > _MOST_NAMED else "")
