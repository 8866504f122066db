"""The record has the shape that users and other programs rely on."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hegui import __version__
from hegui.audit.judge import judge
from hegui.audit.record import record
from hegui.model.audit import Audit, Problem
from hegui.model.document import Place, Source
from hegui.model.report import Cell, CellKind, Dated, Dates, How, Table
from hegui.model.rule import Evidence, Finding, Scope
from hegui.output.json import render
from hegui.output.schemas import fault_in
from hegui.rules.check import cannot_assess, failed
from hegui.rules.ruleset import Pack
from hegui.score import judged, scheme_of, score


def _cell(raw: str, kind: CellKind = CellKind.NUMBER, value: Any = None, how: How = How.EXACT) -> Cell:
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
            ("本年新收", "其他"): _cell("3.0", value=Decimal("3.0"), how=How.SIMILAR),
        },
        (),
        Place(),
        "2021",
    ),
}


@pytest.fixture
def ruleset(make_rule: Any, make_ruleset: Any, tmp_path: Any) -> Any:
    evidence = Evidence(table="table3", row="本年新收", column="自然人", quote="1 024", line=7, grid=(1, 2, 3))
    finding = Finding("不平衡", "自然人", (evidence, Evidence(section="一", quote="", start=0, end=0)))
    return make_ruleset(
        make_rule("fails", lambda *_: failed(finding, Finding("另有误", "总计", (Evidence(page=2),), "另行改正。"))),
        make_rule("blind", lambda *_: cannot_assess("表四未能识别")),
        packs=(Pack("national", "国家规则", "1.2", tmp_path, Scope(), "hegui"),),
        digest="sha256:12ab",
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
    verdicts = judge(report, ruleset)
    rules = [compiled.rule for compiled in ruleset.rules]
    return Audit(
        report.source,
        report,
        verdicts,
        score(list(map(judged, verdicts)), scheme_of(ruleset.schemes["default"], rules)),
    )


def test_the_record_bears_its_schema(audit: Audit, ruleset: Any) -> None:
    broken = Audit(Source("坏.pdf", "", ""), None, problems=(Problem("read", "这是 PDF 文件。", "坏.pdf"),))
    made = record([audit, broken], ruleset, "2025-03-01T08:00:00+08:00", ["报告/照片.jpg"])
    assert fault_in(json.loads("".join(render(made)))) is None
    assert made["schema"] == "hegui/audit/1"
    assert made["engine"] == __version__
    assert made["generated_at"] == "2025-03-01T08:00:00+08:00"
    assert made["ruleset"]["digest"] == "sha256:12ab"
    assert made["ruleset"]["packs"][0] == {"name": "national", "version": "1.2", "title": "国家规则"}
    assert made["skipped"] == ["报告/照片.jpg"]
    assert made["corpus"] == {"verdicts": []}


def test_who_and_when(audit: Audit, ruleset: Any) -> None:
    (row,) = record([audit], ruleset)["reports"]
    assert row["source"] == {"path": "报告.txt", "sha256": "ab" * 32, "format": "text"}
    assert {"name": "清河县财政局", "level": "department", "province": "河北省"}.items() <= row["unit"].items()
    assert (row["year"], row["form"]) == (2024, "2021")
    assert row["dates"] == {"period_start": None, "period_end": "2024-12-31", "signed": None, "published": None}
    assert row["notes"] == ["编码已改正", "一行数字没有行名"]


def test_a_blank_is_null_and_what_was_not_found_has_no_key(audit: Audit, ruleset: Any) -> None:
    (row,) = record([audit], ruleset)["reports"]
    assert row["tables"] == {
        "table2": {
            "规章": {"制发": 0, "废止": None},
            "行政许可": None,
            "行政处罚": None,
            "行政事业性收费": 143.2062,
        },
        "table3": {"本年新收": {"自然人": 1024, "其他": 3}},
    }
    text = "".join(render({"tables": row["tables"]}))
    assert "143.2062" in text
    assert "3.0" not in text


def test_cells_that_are_no_plain_numbers_are_told_apart(audit: Audit, ruleset: Any) -> None:
    (row,) = record([audit], ruleset)["reports"]
    assert [(cell["row"], cell["column"], cell["raw"], cell["kind"], cell["how"]) for cell in row["cells"]] == [
        ("规章", "废止", "", "blank", "exact"),
        ("规章", "现行有效", "", "not_found", "exact"),
        ("行政许可", None, "12abc", "text", "exact"),
        ("行政处罚", None, "—", "mark", "exact"),
        ("本年新收", "其他", "3.0", "number", "similar"),
    ]


def test_verdicts_carry_findings_with_evidence(audit: Audit, ruleset: Any) -> None:
    fails, blind = record([audit], ruleset)["reports"][0]["verdicts"]
    assert (fails["rule"], fails["category"], fails["severity"], fails["verdict"]) == (
        "fails",
        "tables",
        "error",
        "fail",
    )
    first, second = fails["findings"]
    assert (first["message"], first["advice"], first["basis"]) == ("不平衡", "请改正。", "某文件 第一条")
    assert second["advice"] == "另行改正。"
    assert first["evidence"] == [
        {"quote": "1 024", "table": "table3", "row": "本年新收", "column": "自然人", "line": 7, "grid": (1, 2, 3)},
        {"section": "一", "quote": "", "start": 0, "end": 0},
    ]
    assert len(first["fingerprint"]) == 16
    assert (blind["verdict"], blind["reason"], blind["findings"]) == ("cannot_assess", "表四未能识别", [])


def test_the_score_is_traceable(audit: Audit, ruleset: Any) -> None:
    (row,) = record([audit], ruleset)["reports"]
    made = row["score"]
    assert (made["scheme"], made["title"], made["total"], made["of"]) == ("default", "百分制", 95, 100)
    assert (made["coverage"], made["grade"]) == (0.5, "合格")
    (deduction,) = made["deductions"]
    assert (deduction["rule"], deduction["points"]) == ("fails", 5)
    assert deduction["fingerprints"] == [finding["fingerprint"] for finding in row["verdicts"][0]["findings"]]


def test_a_row_that_could_not_be_audited_has_every_key(audit: Audit, ruleset: Any) -> None:
    broken = Audit(Source("坏.pdf", "", ""), None, problems=(Problem("not-a-report", "没有标题", "坏.pdf"),))
    good, bad = record([audit, broken], ruleset)["reports"]
    assert good.keys() == bad.keys()
    assert bad["unit"].keys() == good["unit"].keys()
    assert bad["unit"]["name"] is None
    assert bad["score"] is None
    assert bad["source"] == {"path": "坏.pdf", "sha256": None, "format": None}
    assert bad["errors"] == [{"kind": "not-a-report", "message": "没有标题", "where": "坏.pdf"}]


def test_complete_means_that_nothing_broke(
    audit: Audit, ruleset: Any, make_ruleset: Any, make_rule: Any, make_report: Any
) -> None:
    broken = Audit(Source("坏.pdf", "", ""), None, problems=(Problem("read", "坏了"),))
    assert record([audit], ruleset)["complete"]
    assert not record([audit, broken], ruleset)["complete"]
    assert not record([], make_ruleset(problems=(Problem("plugin", "插件坏了", "x.py"),)))["complete"]
    rules = make_ruleset(make_rule("breaks", lambda *_: 1 / 0))
    assert not record([Audit(Source("a", "", ""), make_report(), judge(make_report(), rules))], rules)["complete"]


def test_two_records_are_byte_identical(audit: Audit, ruleset: Any) -> None:
    assert list(render(record([audit], ruleset))) == list(render(record([audit], ruleset)))
    assert "generated_at" not in record([audit], ruleset)
