"""Rows on disk: the same rows, whatever the order in which they come, and the same output as from a list."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.audit.rows import Packed, Rows, brief_of, briefs, encode
from hegui.output import json as output


def _row(path: str, verdict: str = "pass", **more: Any) -> dict[str, Any]:
    finding = {"message": "不平", "advice": "改", "basis": "某", "fingerprint": "ab", "evidence": [{"quote": "1"}]}
    return {
        "source": {"path": path, "sha256": None, "format": "text"},
        "unit": {"name": "某局"},
        "year": 2024,
        "verdicts": [
            {
                "rule": "甲",
                "title": "某规则",
                "category": "tables",
                "severity": "error",
                "verdict": verdict,
                "findings": [finding] if verdict == "fail" else [],
            }
        ],
        "score": {"total": 95.5, "of": 100, "deductions": [{"rule": "甲"}], "categories": []},
        "errors": [],
        **more,
    }


@given(
    st.lists(st.text(max_size=20), max_size=8).flatmap(
        lambda paths: st.tuples(st.just(paths), st.permutations(range(len(paths))))
    )
)
def test_rows_come_back_in_their_order_however_they_were_put(drawn: Any) -> None:
    paths, order = drawn
    rows = Rows(len(paths))
    for number in order:
        rows.put(number, Packed.of(_row(paths[number])))
    assert list(rows) == [_row(path) for path in paths]
    assert "".join(output.render({"reports": rows})) == "".join(output.render({"reports": list(rows)}))


def test_rows_are_a_sequence() -> None:
    rows = Rows(3)
    for number, path in enumerate("甲乙丙"):
        rows.put(number, Packed.of(_row(path)))
    assert rows[-1] == _row("丙")
    assert rows[:2] == [_row("甲"), _row("乙")]
    assert (len(rows), bool(rows), bool(Rows(0))) == (3, True, False)
    with pytest.raises(IndexError):
        rows[3]


def test_a_row_can_be_changed() -> None:
    rows = Rows(2)
    for number, path in enumerate("甲乙"):
        rows.put(number, Packed.of(_row(path)))
    rows[0] = _row("甲", "fail", score=None)
    assert [row["score"] is None for row in rows] == [True, False]
    assert [row["score"] is None for row in rows.briefs()] == [True, False]


def test_a_brief_tells_what_failed_and_what_was_waived() -> None:
    row = _row("甲", "fail")
    waiver = {"reason": "因故"}
    row["verdicts"][0]["findings"].append({**row["verdicts"][0]["findings"][0], "waiver": waiver})
    brief = brief_of(row)
    assert [verdict["verdict"] for verdict in brief["verdicts"]] == ["fail"]
    assert brief["verdicts"][0]["findings"] == [{"fingerprint": "ab"}, {"fingerprint": "ab", "waiver": waiver}]
    assert brief["score"] == {"total": 95.5, "of": 100}
    assert brief_of(_row("甲"))["verdicts"] == []
    assert list(briefs([row])) == [brief]


def test_what_a_terminal_would_obey_is_escaped() -> None:
    row = _row("a\u202eb\x9b\ud800")
    packed = Packed.of(row)
    assert packed.text() == encode(row)
    assert not {"\u202e", "\x9b", "\ud800"} & set(packed.text())
    rows = Rows(1)
    rows.put(0, packed)
    assert rows[0] == row
