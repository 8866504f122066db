"""整改通知书: what one unit has to mend. It holds the unit's own faults and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hegui.model.renderer import OutputFile, Record
from hegui.output.docx.letters import Letters
from hegui.output.text import clean, file_name, free_name
from hegui.output.view import Failure, by_unit, in_words, name, number, unit_year, verdicts

_GROUPS = {"error": "必须改正的问题", "warning": "应当改正或者说明的问题", "info": "供核对的提示"}
_NUMERALS = "一二三"
_EVIDENCE = 6
_FOLDER = "整改通知书"


class Notices:
    """Notices to the units with an error or a warning; hints alone are worth no letter."""

    def __init__(self, letters: Letters, record: Record) -> None:
        self._letters = letters
        self._of_unit = by_unit(record)
        self._taken: set[str] = set()

    def of(self, report: Record) -> Iterator[OutputFile]:
        """The notice on a report, where there is something to mend in it."""
        if report["score"] is None or not report["unit"]["name"]:
            return
        beside = self._of_unit.pop(unit_year(report), [])
        found = [(verdict, finding) for verdict in verdicts(report, "fail") for finding in verdict["findings"]]
        score = report["score"]
        marks = f"{number(score['total'])}分（满分{number(score['of'])}分）"
        yield from self._notice(name(report), report["year"], found + beside, marks)

    def of_missing(self) -> Iterator[OutputFile]:
        """The notices to units of which no report was audited."""
        for (unit, year), found in self._of_unit.items():
            yield from self._notice(clean(unit or ""), year, found, "")

    def _notice(self, unit: str, year: int | None, found: list[Failure], marks: str) -> Iterator[OutputFile]:
        standing = [(verdict, finding) for verdict, finding in found if "waiver" not in finding]
        if not any(verdict["severity"] != "info" for verdict, _ in standing):
            return
        content = {
            "单位": unit,
            "年度": f"{year}年度" if year else "",
            "得分": marks,
            "问题数": sum(verdict["severity"] != "info" for verdict, _ in standing),
            "问题": list(_groups(standing)),
        }
        file = free_name(file_name(f"{unit}{year or ''}"), ".docx", self._taken)
        yield self._letters.letter(f"{_FOLDER}/{file}", "notice", content)


def _groups(found: list[Failure]) -> Iterator[dict[str, Any]]:
    """The faults by severity, numbered through."""
    count = 0
    groups = [(title, [one for one in found if one[0]["severity"] == severity]) for severity, title in _GROUPS.items()]
    for numeral, (title, members) in zip(_NUMERALS, [group for group in groups if group[1]], strict=False):
        items = []
        for verdict, finding in members:
            count += 1
            items.append(_item(count, verdict, finding))
        yield {"标题": f"{numeral}、{title}", "条目": items}


def _item(count: int, verdict: Record, finding: Record) -> dict[str, Any]:
    evidence = [in_words(one, finding["message"]) for one in finding["evidence"]]
    more = f"等 {len(evidence)} 处" if len(evidence) > _EVIDENCE else ""
    return {
        "序号": count,
        "名称": clean(verdict["title"]),
        "问题": clean(finding["message"]),
        "证据": "；".join(one for one in evidence[:_EVIDENCE] if one) + more,
        "依据": clean(finding["basis"]),
        "建议": clean(finding["advice"]),
    }
