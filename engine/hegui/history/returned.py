"""What an office wrote into the workbook of an audit, read back: decisions on many findings at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from hegui.errors import HistoryUsageError
from hegui.history.history import History
from hegui.model.verdict import Decided, DecisionState
from hegui.output.view import DECISIONS
from hegui.output.xlsx import PROGRESS_MENDED
from hegui.project.sheets import Header, SheetError, read_lines

_FINGERPRINT, _OPINION, _REASON, _BY, _UNTIL = "指纹", "复核意见", "复核理由", "复核人", "有效至"
_PROGRESS, _REMARK = "整改情况", "备注"
_COLUMNS = (_FINGERPRINT, _OPINION, _REASON, _BY, _UNTIL, _PROGRESS, _REMARK)
_HEADER = Header({name: name for name in _COLUMNS}, frozenset(), _FINGERPRINT, ("单位", "类别", "依据", "豁免", "年度"))
_STATES = {words: DecisionState(state) for state, words in DECISIONS.items()}
_NUMBERS = re.compile(r"\d+")
_REGISTERED = "整改情况登记为已整改"


class Imported(NamedTuple):
    """What came of a workbook."""

    decided: dict[str, Decided]
    """Written down, by the fingerprints of their findings."""
    unchanged: int
    """Decisions that the history has already."""
    refused: tuple[str, ...]
    """Sentences for the user: rows that were not taken, and why."""


class _Row(NamedTuple):
    place: str
    fingerprint: str
    cells: Mapping[str, str]


def import_workbook(past: History, path: str | Path, *, by: str = "", at: datetime | None = None) -> Imported:
    """Write down the decisions in a workbook, which `hegui audit --format xlsx` has made and a person filled in.

    A row that says nothing new changes nothing; one that cannot be taken keeps no other from being taken.

    Args:
        past: The history; a finding that it does not know is not decided on.
        path: The workbook, or its list of findings as CSV.
        by: Who has decided, where a row does not say it.
        at: When; now by default.

    Raises:
        HistoryUsageError: The file cannot be read, or has no fingerprints.
    """
    rows = _rows(path)
    when = (at or datetime.now().astimezone()).isoformat(timespec="seconds")
    known, current = past.known({row.fingerprint for row in rows}), past.decisions()
    found: dict[str, tuple[_Row, Decided]] = {}
    refused: dict[str, str] = {}
    unchanged = 0
    for row in rows:
        try:
            decision = _decision(row, current.get(row.fingerprint), by, when)
            if decision is None:
                continue
            if row.fingerprint not in known:
                raise HistoryUsageError(f"历史中没有指纹为“{row.fingerprint}”的问题")
            if _same(decision, current.get(row.fingerprint)):
                unchanged += 1
                continue
            first, other = found.get(row.fingerprint, (row, decision))
            if not _same(decision, other):
                raise HistoryUsageError(f"与{first.place}同一处问题的意见不同，按{first.place}登记")
            found[row.fingerprint] = first, other
        except HistoryUsageError as error:
            refused[row.place] = str(error).removesuffix("。")
    for fingerprint, (row, decision) in list(found.items()):
        try:
            past.decide(fingerprint, decision)
        except HistoryUsageError as error:
            refused[row.place] = str(error).removesuffix("。")
            del found[fingerprint]
    told = (f"{row.place}：{refused[row.place]}" for row in rows if row.place in refused)
    return Imported({key: decision for key, (_, decision) in found.items()}, unchanged, tuple(told))


def _rows(path: str | Path) -> list[_Row]:
    try:
        lines = read_lines(Path(path), _HEADER).items
    except SheetError as error:
        raise HistoryUsageError(
            f"{error}工作簿应是 hegui 输出的 audit.xlsx，“问题清单”中的“指纹”一列请保留。"
        ) from None
    rows = []
    for line in lines:
        cells = {name: text if isinstance(text, str) else "、".join(text) for name, text in line.cells.items()}
        rows.append(_Row(line.place, cells.get(_FINGERPRINT, ""), cells))
    return rows


def _decision(row: _Row, current: Decided | None, by: str, at: str) -> Decided | None:
    """What a row decides; None where it decides nothing. Raises HistoryUsageError."""
    opinion, reason = row.cells.get(_OPINION, ""), row.cells.get(_REASON, "")
    mended = row.cells.get(_PROGRESS) == PROGRESS_MENDED
    if opinion and opinion not in _STATES:
        raise HistoryUsageError(f"复核意见“{opinion}”不认识，应是{'、'.join(_STATES)}")
    state = _STATES.get(opinion)
    if mended and (state is None or (current and state is current.state)):
        reason = (row.cells.get(_REMARK) or _REGISTERED) if state is not DecisionState.MENDED else reason
        state = DecisionState.MENDED
    if state is None:
        return None
    who = row.cells.get(_BY) or by
    if not who:
        raise HistoryUsageError("没有写明复核人，请填写“复核人”一列，或用 --by 写明")
    if not reason:
        raise HistoryUsageError("没有写明理由，请填写“复核理由”一列")
    until = row.cells.get(_UNTIL) if state is DecisionState.ACCEPTED else None
    return Decided(state, reason, who, at, _day(until) if until else None)


def _day(text: str) -> str:
    """A day as a workbook may have it: also with a time behind, and with other marks between."""
    try:
        return date(*map(int, _NUMBERS.findall(text)[:3])).isoformat()
    except (ValueError, TypeError):
        raise HistoryUsageError(f"有效至“{text}”不是日期，应写成 2025-12-31 这样") from None


def _same(one: Decided, other: Decided | None) -> bool:
    return other is not None and (one.state, one.reason, one.until) == (other.state, other.reason, other.until)
