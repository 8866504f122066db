"""What was recognised and judged is told whole, in values that can be written down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hegui.judge.audit import audit_of, not_audited
from hegui.judge.report import judge
from hegui.model.audit import Audit, AuditedFile, AuditedUnit, OddCell, Problem, ReportDates
from hegui.model.document import Place, Source
from hegui.model.encoding import decode, encode
from hegui.model.report import Cell, CellKind, Dated, Dates, MatchedBy, Table
from hegui.model.verdict import Evidence, Finding, Result, Severity
from hegui.rules.check import cannot_assess, failed


def _cell(raw: str, kind: CellKind = CellKind.NUMBER, value: Any = None, how: MatchedBy = MatchedBy.EXACT) -> Cell:
    return Cell(raw, kind, value, Place(line=7), how)


TABLES = {
    "table2": Table(
        "table2",
        {
            ("规章", "制发"): _cell("0", value=0),
            ("规章", "废止"): _cell("", CellKind.BLANK),
            ("规章", "现行有效"): _cell("", CellKind.NOT_FOUND),
            ("行政许可",): _cell("12abc", CellKind.TEXT),
            ("行政处罚",): _cell("—", CellKind.MARK),
            ("行政事业性收费",): _cell("143.2062", value=Decimal("143.2062")),
        },
        (),
        Place(),
        "2021",
        unplaced=("一行数字没有行名",),
    ),
    "table3": Table(
        "table3",
        {
            ("本年新收", "自然人"): _cell("1 024", value=1024),
            ("本年新收", "其他"): _cell("3.0", value=Decimal("3.0"), how=MatchedBy.SIMILAR),
        },
        (),
        Place(),
        "2021",
    ),
}


@pytest.fixture
def ruleset(make_rule: Any, make_ruleset: Any) -> Any:
    evidence = Evidence(table="table3", row="本年新收", column="自然人", quote="1 024", line=7, grid=(1, 2, 3))
    finding = Finding("不平衡", "自然人", (evidence, Evidence(section="一", quote="", start=0, end=0)))
    return make_ruleset(
        make_rule("fails", lambda *_: failed(finding, Finding("另有误", "总计", (Evidence(page=2),), "另行改正。"))),
        make_rule("blind", lambda *_: cannot_assess("表四未能识别")),
    )


@pytest.fixture
def audit(make_report: Any, ruleset: Any) -> Audit:
    report = make_report(
        tables=TABLES,
        dates=Dates(
            period_end=Dated(date(2024, 12, 31), "2024年12月31日", Place()),
            signed=Dated(None, "2025年2月30日", Place()),
        ),
        notes=("编码已改正",),
    )
    return audit_of(report, judge(report, ruleset))


def test_who_and_when(audit: Audit) -> None:
    assert audit.source == AuditedFile("报告.txt", "ab" * 32, "text")
    assert audit.unit == AuditedUnit("清河县财政局", "department", "部门", "县", "河北省", "邢台市", "清河县")
    assert (audit.year, audit.form) == (2024, "2021")
    assert audit.dates == ReportDates(None, date(2024, 12, 31), None, None)
    assert audit.notes == ("编码已改正", "一行数字没有行名")


def test_a_blank_is_none_and_what_was_not_found_has_no_key(audit: Audit) -> None:
    assert audit.tables == {
        "table2": {
            "规章": {"制发": 0, "废止": None},
            "行政许可": None,
            "行政处罚": None,
            "行政事业性收费": 143.2062,
        },
        "table3": {"本年新收": {"自然人": 1024, "其他": 3}},
    }
    text = encode(audit.tables).decode()
    assert "143.2062" in text
    assert "3.0" not in text


def test_cells_that_are_no_plain_numbers_are_told_apart(audit: Audit) -> None:
    assert audit.cells == (
        OddCell("table2", "规章", "废止", "", CellKind.BLANK, MatchedBy.EXACT),
        OddCell("table2", "规章", "现行有效", "", CellKind.NOT_FOUND, MatchedBy.EXACT),
        OddCell("table2", "行政许可", None, "12abc", CellKind.TEXT, MatchedBy.EXACT),
        OddCell("table2", "行政处罚", None, "—", CellKind.MARK, MatchedBy.EXACT),
        OddCell("table3", "本年新收", "其他", "3.0", CellKind.NUMBER, MatchedBy.SIMILAR),
    )


def test_verdicts_say_what_their_rules_say(audit: Audit) -> None:
    fails, blind = audit.verdicts
    assert (fails.rule, fails.category, fails.severity, fails.result) == (
        "fails",
        "tables",
        Severity.ERROR,
        Result.FAIL,
    )
    first, second = fails.findings
    assert (first.message, first.advice, first.basis) == ("不平衡", "请改正。", "某文件 第一条")
    assert second.advice == "另行改正。"
    assert first.evidence[1] == Evidence(section="一", quote="", start=0, end=0)
    assert len(first.fingerprint) == 16
    assert (blind.result, blind.reason, blind.findings) == (Result.CANNOT_ASSESS, "表四未能识别", ())


def test_what_says_nothing_has_no_key(audit: Audit) -> None:
    plain = decode(encode(audit), dict)
    assert plain["source"] == {"path": "报告.txt", "sha256": "ab" * 32, "format": "text"}
    assert plain["dates"] == {"period_start": None, "period_end": "2024-12-31", "signed": None, "published": None}
    assert plain["verdicts"][0]["findings"][0]["evidence"] == [
        {"quote": "1 024", "table": "table3", "row": "本年新收", "column": "自然人", "line": 7, "grid": [1, 2, 3]},
        {"section": "一", "quote": "", "start": 0, "end": 0},
    ]


def test_an_audit_is_read_as_it_was_written(audit: Audit) -> None:
    assert decode(encode(audit), Audit) == audit


def test_what_could_not_be_audited_has_every_key(audit: Audit) -> None:
    broken = not_audited(Source("坏.pdf", "", ""), Problem("not-a-report", "没有标题", "坏.pdf"))
    good, bad = (decode(encode(one), dict) for one in (audit, broken))
    assert good.keys() == bad.keys()
    assert bad["unit"].keys() == good["unit"].keys()
    assert bad["unit"]["name"] is None
    assert bad["score"] is None
    assert bad["source"] == {"path": "坏.pdf", "sha256": None, "format": None}
    assert bad["errors"] == [{"kind": "not-a-report", "message": "没有标题", "where": "坏.pdf"}]


def test_a_summary_tells_what_failed_and_how_much_was_judged(
    audit: Audit, make_report: Any, make_ruleset: Any, make_rule: Any
) -> None:
    summary = audit.summary()
    assert [(one.rule, [finding.fingerprint for finding in one.findings]) for one in summary.verdicts] == [
        ("fails", [finding.fingerprint for finding in audit.verdicts[0].findings])
    ]
    assert [(one.rule, one.judged, bool(one.reason)) for one in summary.applied] == [
        (verdict.rule, verdict.result is Result.FAIL, verdict.result is not Result.FAIL)
        for verdict in audit.verdicts
        if verdict.result is not Result.NOT_APPLICABLE
    ]
    assert summary.categories == ("tables",)
    assert summary.complete
    assert not not_audited(Source("坏.pdf", "", ""), Problem("read", "坏了")).summary().complete
    rules = make_ruleset(make_rule("breaks", lambda *_: 1 / 0))
    assert not audit_of(make_report(), judge(make_report(), rules)).summary().complete
