"""Who did not file a report, or not in time, or one that could not be audited; and what comparing reports showed."""

from __future__ import annotations

from typing import NamedTuple

from hegui.model.renderer import Record
from hegui.output.html.summary import Summary
from hegui.output.text import clean
from hegui.output.view import LATE, MISSING, UNEXPECTED


class Filing(NamedTuple):
    """What is wrong with the filing of reports, for people: a heading, and who with what to say of each."""

    title: str
    lines: list[tuple[int | None, str, str]]
    """Number of the entry where there is one, name of the unit or file, remark."""


def filings(record: Record, summary: Summary) -> list[Filing]:
    """Reports that are missing, late, unreadable, or of which it is not known whose they are."""
    entries = list(enumerate(summary.entries))
    ambiguous = record["corpus"].get("ambiguous", ())
    unexpected = (verdict for verdict in record["corpus"]["verdicts"] if verdict["rule"] == UNEXPECTED)
    strangers = [finding for verdict in unexpected for finding in verdict["findings"]]
    return [
        Filing("未报送", [(None, one.name, one.group) for _, one in entries if one.state == "missing"]),
        Filing("逾期公布", [(number, one.name, one.remark) for number, one in entries if LATE in one.failed]),
        Filing("归属不明", [(None, clean(one["path"]), _candidates(one)) for one in ambiguous]),
        Filing("不在名册", [(None, clean("、".join(one["units"])), clean(one["message"])) for one in strangers]),
        Filing("无法审查", [(number, one.path, one.remark) for number, one in entries if one.state == "unread"]),
    ]


def _candidates(ambiguous: Record) -> str:
    names = clean("、".join(ambiguous["candidates"]))
    return f"可能是：{names}" if names else "名册中没有相近的单位"


def common(record: Record) -> list[Record]:
    """Faults that show only when reports are compared with one another or with earlier years."""
    return [
        verdict
        for verdict in record["corpus"]["verdicts"]
        if verdict["verdict"] == "fail" and verdict["rule"] not in (MISSING, UNEXPECTED)
    ]
