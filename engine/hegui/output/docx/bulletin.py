"""通报: how the units of a jurisdiction did, what many of them got wrong, and who did well."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any, NamedTuple

from hegui.model.renderer import OutputFile, Record
from hegui.output.docx.letters import Letters
from hegui.output.text import clean
from hegui.output.view import LEVELS, SEVERITIES, audited, failures, name, number, verdicts

_COMMON = 10
_GOOD = 20
_LATE = "published-by-deadline"
_MISSING = "report-missing"


class _Place(NamedTuple):
    """A unit in the table of scores."""

    group: str
    unit: str
    year: int | None
    total: float
    grade: str
    ranked: bool


class Bulletin:
    """Takes from each report what the bulletin says; keeps no report."""

    def __init__(self, letters: Letters, record: Record) -> None:
        self._letters = letters
        self._corpus: Record = record["corpus"]
        self._places: list[_Place] = []
        self._good: list[str] = []
        self._late: list[str] = []
        self._unread = 0
        self._failed: Counter[str] = Counter()
        self._titles: dict[str, Record] = {}

    def add(self, report: Record) -> None:
        if not audited(report):
            self._unread += 1
            return
        unit, score = name(report), report["score"]
        group = report["unit"]["kind"] or LEVELS.get(report["unit"]["level"] or "", "其他")
        self._places.append(
            _Place(group, unit, report["year"], score["total"], score["grade"] or "—", score["grade"] is not None)
        )
        counts = failures(report)
        if score["grade"] is not None and not counts["error"] and not counts["warning"]:
            self._good.append(unit)
        for verdict in verdicts(report, "fail"):
            if all("waiver" in finding for finding in verdict["findings"]):
                continue
            self._count(verdict, 1)
            if verdict["rule"] == _LATE:
                self._late.append(unit)

    def file(self) -> OutputFile:
        """The bulletin, from everything that was added."""
        missing: list[str] = []
        for verdict in self._corpus["verdicts"]:
            units = dict.fromkeys(
                unit for finding in verdict["findings"] if "waiver" not in finding for unit in finding["units"]
            )
            if verdict["rule"] == _MISSING:
                missing += [clean(unit) for unit in units]
            elif units:
                self._count(verdict, len(units))
        totals = [place.total for place in self._places]
        grades = Counter(place.grade for place in self._places)
        years = Counter(place.year for place in self._places if place.year)
        content: dict[str, Any] = {
            "年度": f"{years.most_common(1)[0][0]}年度" if years else "",
            "应报": len(self._corpus.get("units", ())) or None,
            "审查": len(self._places),
            "未能审查": self._unread,
            "最高分": number(max(totals, default=0)),
            "最低分": number(min(totals, default=0)),
            "中位数": number(round(median(totals), 1)) if totals else "0",
            "等级": "，".join(f"{grade}{count}份" for grade, count in grades.most_common() if grade != "—"),
            "不评等级": grades["—"],
            "得分": self._scores(),
            "共性问题": self._common(),
            "未报送": missing,
            "逾期": list(dict.fromkeys(self._late)),
            "较好": self._good[:_GOOD],
            "较好数": len(self._good),
        }
        return self._letters.letter("通报.docx", "bulletin", content)

    def _count(self, verdict: Record, units: int) -> None:
        self._titles.setdefault(verdict["rule"], verdict)
        self._failed[verdict["rule"]] += units

    def _scores(self) -> list[dict[str, Any]]:
        """The units by group, best first. Who could not be judged enough has no rank."""
        groups: dict[str, list[_Place]] = {}
        for place in self._places:
            groups.setdefault(place.group, []).append(place)
        return [{"组": group, "单位": _ranked(places)} for group, places in groups.items()]

    def _common(self) -> list[dict[str, Any]]:
        weight = {severity: rank for rank, severity in enumerate(SEVERITIES)}
        grave = [rule for rule in self._failed if self._titles[rule]["severity"] != "info"]
        grave.sort(key=lambda rule: (-self._failed[rule], weight[self._titles[rule]["severity"]], rule))
        return [{"名称": clean(self._titles[rule]["title"]), "单位数": self._failed[rule]} for rule in grave[:_COMMON]]


def _ranked(places: list[_Place]) -> list[dict[str, Any]]:
    """Equal scores share a rank, and the next one counts them all."""
    ordered = sorted(places, key=lambda place: (not place.ranked, -place.total, place.unit))
    ranks: dict[float, int] = {}
    for rank, place in enumerate(ordered, 1):
        ranks.setdefault(place.total, rank)
    return [
        {
            "名次": ranks[place.total] if place.ranked else "—",
            "单位": place.unit,
            "得分": number(place.total),
            "等级": place.grade,
        }
        for place in ordered
    ]
