"""通报: how the units of a jurisdiction did, what many of them got wrong, and who did well."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any, NamedTuple

from hegui.audit.rows import briefs
from hegui.model.renderer import OutputFile, Record
from hegui.output.docx.letters import Letters
from hegui.output.ranking import group_title
from hegui.output.text import clean
from hegui.output.view import LATE, MISSING, SEVERITIES, audited, failures, name, number, verdicts
from hegui.score.ranking import ranking, standings

_COMMON = 10
_GOOD = 20


class _Place(NamedTuple):
    """A report in the table of scores."""

    year: int | None
    total: float
    grade: str


class Bulletin:
    """Takes from each report what the bulletin says; keeps no report."""

    def __init__(self, letters: Letters, record: Record) -> None:
        self._letters = letters
        self._record = record
        self._corpus: Record = record["corpus"]
        self._places: dict[str, _Place] = {}
        """By the path of the report."""
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
        self._places[report["source"]["path"]] = _Place(report["year"], score["total"], score["grade"] or "—")
        counts = failures(report)
        if score["grade"] is not None and not counts["error"] and not counts["warning"]:
            self._good.append(unit)
        for verdict in verdicts(report, "fail"):
            if all("waiver" in finding for finding in verdict["findings"]):
                continue
            self._count(verdict, 1)
            if verdict["rule"] == LATE:
                self._late.append(unit)

    def file(self) -> OutputFile:
        """The bulletin, from everything that was added."""
        missing: list[str] = []
        for verdict in self._corpus["verdicts"]:
            units = dict.fromkeys(
                unit for finding in verdict["findings"] if "waiver" not in finding for unit in finding["units"]
            )
            if verdict["rule"] == MISSING:
                missing += [clean(unit) for unit in units]
            elif units:
                self._count(verdict, len(units))
        places = self._places.values()
        totals = [place.total for place in places]
        grades = Counter(place.grade for place in places)
        years = Counter(place.year for place in places if place.year)
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
        """The ranking of the audit. Who could not be judged enough stands at the end, without a rank."""
        groups = self._corpus.get("ranking")
        if groups is None:
            groups = ranking(standings(briefs(self._record["reports"]), self._corpus))
        return [
            {
                "组": group_title(group),
                "单位": [self._line(unit, unit["rank"]) for unit in group["units"]]
                + [self._line(unit, "—") for unit in group["unranked"]],
            }
            for group in groups
        ]

    def _line(self, unit: Record, rank: int | str) -> dict[str, Any]:
        place = self._places[unit["path"]]
        return {"名次": rank, "单位": clean(unit["name"]), "得分": number(place.total), "等级": place.grade}

    def _common(self) -> list[dict[str, Any]]:
        weight = {severity: rank for rank, severity in enumerate(SEVERITIES)}
        grave = [rule for rule in self._failed if self._titles[rule]["severity"] != "info"]
        grave.sort(key=lambda rule: (-self._failed[rule], weight[self._titles[rule]["severity"]], rule))
        return [{"名称": clean(self._titles[rule]["title"]), "单位数": self._failed[rule]} for rule in grave[:_COMMON]]
