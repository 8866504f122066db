"""What every message and every advice may name: the unit, the year, the period and the file of what is judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from typing import Any

from hegui.checks.facts import FACTS
from hegui.model.corpus import Corpus
from hegui.model.report import Report, Unit
from hegui.model.verdict import Finding
from hegui.rules.check import EVERYWHERE, ROSTER
from hegui.rules.evaluation import value_text

_NOT_LISTED = "（名册没有写明）"
_OF_NO_UNIT, _OF_NO_YEAR, _OF_NO_PERIOD = "本单位", "本", "本年度"
"""Where it was not recognised; {年度} is written before 年度."""


class Told(dict[str, str]):
    """The names of `EVERYWHERE` and of the columns of the roster, each with its words."""

    def get(self, name: str, default: Any = None) -> Any:
        """A column that the roster has not, or not for this unit, is told to be silent."""
        return super().get(name, _NOT_LISTED if name.startswith(ROSTER) else default)


def told_of_report(report: Report) -> Told:
    """Of one report."""
    unit = report.unit.name if report.unit else _OF_NO_UNIT
    period = _OF_NO_PERIOD
    if report.year is not None:
        period = "至".join(FACTS[name].read(report, {}).text for name in ("统计期起", "统计期止"))
    year = _OF_NO_YEAR if report.year is None else str(report.year)
    return _told(unit, year, period, [report.source.path], report.unit)


def told_of_many(finding: Finding, corpus: Corpus) -> Told:
    """Of what was found among many reports: of the units and the year that it concerns."""
    year = finding.year or corpus.year
    files = [report.path for unit in finding.units if year for report in corpus.filed.get((unit, year), ())]
    units, period = "、".join(finding.units), _OF_NO_PERIOD
    if year is not None:
        period = "至".join(value_text(date(year, *day)) for day in ((1, 1), (12, 31)))
    return _told(units, _OF_NO_YEAR if year is None else str(year), period, files, corpus.organs.get(units))


def _told(unit: str, year: str, period: str, files: Iterable[str], organ: Unit | None) -> Told:
    file = "、".join(dict.fromkeys(PurePath(path).name for path in files)) or "（无）"
    told = Told(zip(EVERYWHERE, (unit or _OF_NO_UNIT, year, period, file), strict=True))
    if organ:
        told |= {ROSTER + column: text for column, text in organ.listing.items() if text}
    return told
