"""What a record says of a report outside its row: its unit's name on the roster, and what comparisons found."""

from __future__ import annotations

from hegui.model.renderer import Record, known_as
from hegui.output.text import clean
from hegui.output.view import name, verdicts


class Context:
    """The roster and the findings of rules on all reports together, to be looked up for one report."""

    def __init__(self, record: Record) -> None:
        corpus = record["corpus"]
        self._roster = {unit["report"]: unit["name"] for unit in corpus.get("units", ()) if unit["report"]}
        self._beside: dict[tuple[str, int | None], dict[str, Record]] = {}
        for verdict in corpus["verdicts"]:
            for finding in verdict["findings"]:
                for unit in finding["units"]:
                    found = self._beside.setdefault((unit, finding.get("year")), {})
                    found.setdefault(verdict["rule"], {**verdict, "findings": []})["findings"].append(finding)

    def name(self, report: Record) -> str:
        """As on the roster where the unit is on it, else as in the report, else the file."""
        return clean(self._unit(report) or name(report))

    def failed(self, report: Record) -> list[Record]:
        """The verdicts of the rules that a report breaks, those on all reports together with its own findings only."""
        unit = self._unit(report)
        beside = {**self._beside.get((unit, None), {}), **self._beside.get((unit, report["year"]), {})} if unit else {}
        return [*verdicts(report, "fail"), *beside.values()]

    def is_own(self, evidence: Record, report: Record) -> bool:
        """Whether evidence stands in this very report."""
        unit = self._unit(report)
        return evidence.get("unit", unit) == unit and evidence.get("year", report["year"]) == report["year"]

    def _unit(self, report: Record) -> str | None:
        found: str | None = self._roster.get(report["source"]["path"], known_as(report))
        return found
