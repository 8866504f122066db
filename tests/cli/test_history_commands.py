"""Waivers, history and comparison from the command line, over two rounds of an office's work."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from hegui.history.history import History

LATE = {"published": "2025-02-18"}


def _verdict(data: Any, rule: str) -> Any:
    return next(verdict for verdict in data["reports"][0]["verdicts"] if verdict["rule"] == rule)


def _waivers(folder: Path, **more: str) -> Path:
    item = {
        "rule": "published-by-deadline",
        "unit": "临澧县公共事业监督管理局",
        "reason": "机构改革，经同意延期",
        "approver": "王某",
        "date": "2025-01-20",
        **more,
    }
    file = folder / "豁免.yaml"
    file.write_text(f"- {json.dumps(item, ensure_ascii=False)}\n", "utf-8")
    return file


def test_a_waived_finding_costs_nothing_and_stays_to_be_seen(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    report = write_report("甲.html", **LATE)
    file = _waivers(folder)
    plain = hegui("audit", report, "--format", "json")
    waived = hegui("audit", report, "--format", "json", "--waivers", file)
    assert (plain.status, waived.status) == (1, 0)
    verdict = _verdict(waived.data, "published-by-deadline")
    assert verdict["verdict"] == "fail"
    assert verdict["findings"][0]["waiver"]["approver"] == "王某"
    score = waived.data["reports"][0]["score"]
    assert score["total"] == 100
    assert score["before_waivers"]["total"] == plain.data["reports"][0]["score"]["total"] < 100
    assert hegui("audit", report, "--format", "json", "--waivers", file, "--no-waivers").status == 1


def test_what_was_waived_is_said_in_every_output_for_people(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    report = write_report("甲.html", **LATE)
    file = _waivers(folder)
    for name in ("terminal", "md", "csv"):
        assert "机构改革，经同意延期" in hegui("audit", report, "--format", name, "--waivers", file).out


def test_an_expired_waiver_has_no_effect_and_is_listed(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    ran = hegui(
        "audit",
        write_report("甲.html", **LATE),
        "--format",
        "json",
        "--waivers",
        _waivers(folder, expires="2025-02-01"),
    )
    assert ran.status == 1
    assert [one["expires"] for one in ran.data["waivers"]["expired"]] == ["2025-02-01"]


def test_an_unused_waiver_is_listed(hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path) -> None:
    ran = hegui("audit", write_report("甲.html"), "--format", "json", "--waivers", _waivers(folder))
    assert [one["rule"] for one in ran.data["waivers"]["unused"]] == ["published-by-deadline"]
    assert "没有用到" in hegui("audit", write_report("甲.html"), "--waivers", _waivers(folder)).out


def test_a_invalid_file_of_waivers_is_told(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    ran = hegui("audit", write_report("甲.html"), "--waivers", _waivers(folder, rule="published-by-deadlin"))
    assert ran.status == 2
    assert "最接近的是“published-by-deadline”" in ran.err


def test_two_rounds(hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path) -> None:
    report = write_report("甲.html", **LATE, set={"table3.自然人.予以公开": 13, "table3.自然人.总计": 22})
    hegui("audit", report, "--history", "h.db", "--label", "初审")
    report = write_report("甲.html", **LATE)
    ran = hegui("audit", report, "--history", "h.db", "--label", "复审", "--format", "json")
    assert [one["label"] for one in ran.data["history"]] == ["初审", "复审"]
    assert [one["label"] for one in hegui("history", "list", "--history", "h.db", "--format", "json").data] == [
        "初审",
        "复审",
    ]
    made = hegui("compare", "1", "latest", "--history", "h.db", "--format", "json").data
    (unit,) = made["units"]
    assert "table3-column-balance" in {finding["rule"] for finding in unit["mended"]}
    assert {finding["rule"] for finding in unit["still"]} == {"published-by-deadline"}
    assert unit["after"]["total"] > unit["before"]["total"]
    shown = hegui("compare", "1", "2", "--history", "h.db")
    assert "已整改" in shown.out
    assert "仍存在　[错误]" in shown.out
    for kind in ("xlsx", "docx"):
        assert hegui("compare", "1", "2", "--history", "h.db", "--format", kind, "--file", f"对比.{kind}").status == 0
    units, findings = load_workbook("对比.xlsx")
    _, header, row = units.iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["变化"], told["仍存在"]) == (unit["after"]["total"] - unit["before"]["total"], 1)
    kinds = [kind for _, _, kind, *_ in list(findings.iter_rows(values_only=True))[2:]]
    assert (kinds.count("已整改"), kinds.count("仍存在")) == (len(unit["mended"]), 1)
    document = Document("对比.docx")
    assert "共 1 个单位：已整改" in document.paragraphs[1].text
    assert [row.cells[2].text for row in document.tables[1].rows] == ["情况", "仍存在"]


def test_the_workbook_is_read_back(hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path) -> None:
    hegui("audit", write_report("甲.html", **LATE), "--history", "h.db", "--format", "xlsx", "--out", "结果")
    book = load_workbook("结果/audit.xlsx")
    sheet = book["问题清单"]
    columns = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(3, columns["整改情况"]).value = "已整改"
    book.save("结果/audit.xlsx")
    ran = hegui("history", "import", "结果/audit.xlsx", "--history", "h.db")
    assert (ran.status, "没有写明复核人" in ran.out) == (3, True)
    ran = hegui("history", "import", "结果/audit.xlsx", "--by", "李四", "--history", "h.db")
    assert (ran.status, ran.out) == (0, "已登记 1 处复核意见。\n")
    (decided,) = hegui("history", "decisions", "--history", "h.db", "--format", "json").data
    assert (decided["state"], decided["by"]) == ("mended", "李四")


def test_stored_files_are_compared_too(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    for name, edits in (("a", LATE), ("b", {})):
        hegui("audit", write_report("甲.html", **edits), "--format", "json", "--out", name)
    made = hegui("compare", "a/audit.json", "b/audit.json", "--format", "json").data
    assert made["sum"]["mended"] == 1


def test_a_decision_survives_the_next_run(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    report = write_report("甲.html", **LATE)
    first = hegui("audit", report, "--history", "h.db", "--format", "json")
    fingerprint = _verdict(first.data, "published-by-deadline")["findings"][0]["fingerprint"]
    decide = (
        "history",
        "decide",
        fingerprint,
        "dismissed",
        "--reason",
        "系统迁移改了日期",
        "--by",
        "李某",
        "--history",
        "h.db",
    )
    assert hegui(*decide).status == 0
    again = hegui("audit", report, "--history", "h.db", "--format", "json")
    finding = _verdict(again.data, "published-by-deadline")["findings"][0]
    assert finding["decision"]["by"] == "李某"
    assert finding["waiver"]["reason"] == "系统迁移改了日期"
    assert (again.status, again.data["reports"][0]["score"]["total"]) == (0, 100)
    assert "不成立" in hegui("history", "decisions", "--history", "h.db").out
    assert "复核不成立：系统迁移改了日期（李某" in hegui("audit", report, "--history", "h.db").out


def test_an_acceptance_holds_until_its_day_and_all_of_it_can_be_looked_up(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    report = write_report("甲.html", **LATE)
    first = hegui("audit", report, "--history", "h.db", "--format", "json")
    fingerprint = _verdict(first.data, "published-by-deadline")["findings"][0]["fingerprint"]

    def decide(state: str, *more: str) -> Any:
        return hegui(
            "history",
            "decide",
            fingerprint,
            state,
            "--reason",
            f"因为{state}",
            "--by",
            "李某",
            "--history",
            "h.db",
            *more,
        )

    assert "至哪一天" in decide("accepted").err
    assert "--until" in decide("confirmed", "--until", "2025-12-31").err
    assert decide("accepted", "--until", "2999-12-31").status == 0
    assert "至 2999-12-31" in hegui("audit", report, "--history", "h.db").out
    assert decide("accepted", "--until", "2020-12-31").status == 0
    assert hegui("audit", report, "--history", "h.db").status == 1
    assert decide("reopened").status == 0
    assert hegui("history", "decisions", "--history", "h.db", "--format", "json").data == []
    events = hegui("history", "events", fingerprint, "--history", "h.db", "--format", "json").data
    assert [one["what"] for one in events] == ["new", "accepted", "still", "accepted", "reopened"]
    shown = hegui("history", "events", fingerprint, "--history", "h.db").out
    for words in ("新出现", "第 1 次审查", "予以接受", "2999-12-31", "撤回意见", "因为reopened"):
        assert words in shown


def test_an_audit_comes_out_of_history_in_any_format(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    hegui("audit", write_report("甲.html", **LATE), "--history", "h.db")
    assert hegui("history", "export", "1", "--history", "h.db", "--format", "xlsx,html", "--out", "o").status == 0
    assert {path.suffix for path in Path("o").iterdir()} >= {".xlsx", ".html"}
    assert hegui("history", "export", "9", "--history", "h.db").status == 2


def test_without_a_history_it_is_asked_for(hegui: Callable[..., Any], folder: Path) -> None:
    ran = hegui("history", "list")
    assert ran.status == 2
    assert "--history" in ran.err


def test_a_history_that_cannot_be_written_to_takes_no_result_away(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    report = write_report("甲.html")
    hegui("audit", report, "--history", "h.db")
    with sqlite3.connect(folder / "h.db") as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON hegui_run BEGIN SELECT RAISE(ABORT, '满'); END")
    ran = hegui("audit", report, "--history", "h.db", "--format", "json")
    assert ran.status == 3
    assert ran.data["reports"]
    assert "h.db：写不进去" in ran.err
    assert len(hegui("history", "list", "--history", "h.db", "--format", "json").data) == 1


@pytest.mark.parametrize(
    "command",
    [
        ["history", "list"],
        ["history", "decisions"],
        ["history", "export", "1"],
        ["history", "events", "0123456789abcdef"],
        ["history", "decide", "0123456789abcdef", "confirmed", "--reason", "属实", "--by", "王某"],
        ["compare", "1", "2"],
    ],
    ids=" ".join,
)
def test_what_only_reads_a_history_makes_none_where_its_name_is_mistyped(
    hegui: Callable[..., Any], folder: Path, command: list[str]
) -> None:
    ran = hegui(*command, "--history", "没有.db")
    assert (ran.status, "没有.db：没有这个审查历史，请检查路径" in ran.err) == (2, True)
    assert not Path("没有.db").exists()


def test_why_a_history_does_not_open_is_told_in_chinese(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    Path("坏.db").write_bytes(b"not a database at all, whatever its name says" * 100)
    assert "文件是别的程序的" in hegui("history", "list", "--history", "坏.db").err
    ran = hegui("audit", write_report("甲.html"), "--history", "没有/h.db")
    assert "没有/h.db：打不开，或不是审查历史（没有这个文件夹" in ran.err


def test_what_a_decision_and_a_comparison_need_is_told(hegui: Callable[..., Any], folder: Path) -> None:
    with History("h.db"):
        pass
    ran = hegui("history", "decide", "指纹", "confirmed", "--reason", "属实", "--by", "王某", "--history", "h.db")
    assert (ran.status, "“指纹”不是指纹" in ran.err) == (2, True)
    for arguments, words in ((("latest", "1"), "须用 --history"), (("latest", "1", "--history", "h.db"), "还没有审查")):
        ran = hegui("compare", *arguments)
        assert (ran.status, words in ran.err) == (2, True)
