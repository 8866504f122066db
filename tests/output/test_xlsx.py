"""The workbook says what the record says, links and drop-downs work, and no text of a report runs."""

from __future__ import annotations

import errno
import io
import tempfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from hegui.model.run import AuditRun
from hegui.output.xlsx import files
from programs import needs_libreoffice, printed, words_on

Json = dict[str, Any]

SHEETS = ["总表", "问题清单", "概况", "共性问题", "未报送与逾期", "表格数据 2021", "规则说明", "运行信息"]

MISSING: Json = {
    "rule": "report-missing",
    "title": "名册上的单位都有报告",
    "pack": "national",
    "category": "corpus",
    "severity": "error",
    "verdict": "fail",
    "reason": "",
    "findings": [
        {
            "message": "没有 2024 年度报告",
            "advice": "催报。",
            "basis": "《条例》第四十九条",
            "key": "处",
            "fingerprint": "f" * 16,
            "units": ["清河县民政局"],
            "evidence": [],
        }
    ],
}


def bytes_of(record: Json) -> bytes:
    (file,) = files(convert(record, AuditRun), {})
    assert file.name == "audit.xlsx"
    return b"".join(file.parts)


def workbook(record: Json) -> Workbook:
    return load_workbook(io.BytesIO(bytes_of(record)))


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet below its header, by heading."""
    _title, header, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in body]


def test_every_sheet_is_there_and_set_up_for_paper(several: Json) -> None:
    book = workbook(several)
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None


def test_totals(several: Json) -> None:
    first, clean, unread = rows(workbook(several), "总表")
    assert (first["单位"], first["得分"], first["等级"], first["覆盖率"]) == ("清河县财政局", 93.5, "优秀", 0.996)
    assert (first["表格扣分"], first["结构扣分"]) == (6.5, 0)
    assert (first["错误项数"], first["警告项数"], first["未能判定"]) == (1, 1, 1)
    assert clean["等级"] == "未评级"
    assert (unread["单位"], unread["得分"], unread["等级"]) == ("（未能认出）", None, "未能审查")


def test_a_unit_leads_to_its_findings(several: Json) -> None:
    book = workbook(several)
    first, clean = book["总表"]["B3"], book["总表"]["B4"]
    assert first.hyperlink is not None
    assert first.hyperlink.location == "'问题清单'!A3"
    assert clean.hyperlink is None
    assert book["问题清单"]["F3"].value == "自然人列不平衡"


def test_findings_say_what_where_why_and_how(one: Json) -> None:
    first, second, _label = rows(workbook(one), "问题清单")
    assert first["问题"] == "自然人列不平衡"
    assert first["位置"] == "表三 本年新收 · 自然人"
    assert (first["原文"], first["算式（应有与实有）"]) == ("9", "9 + 0 ≠ 8 + 0")
    assert (first["扣分"], second["扣分"]) == (5, None)
    assert first["依据"] == "国办公开办函〔2021〕30号 附表"
    assert (first["整改建议"], first["指纹"], first["整改情况"]) == ("核对后改正。", "0123456789abcdef", None)


def test_what_was_done_is_chosen_from_a_list(one: Json) -> None:
    progress, opinion = workbook(one)["问题清单"].data_validations.dataValidation
    assert str(progress.sqref) == "L3:L5"
    assert progress.formula1 == '"未整改,整改中,已整改,情况说明"'
    assert opinion.formula1 == '"属实,不成立,予以接受,已整改"'


def test_faults_of_several_reports_and_missing_reports(one: Json, ranked: Callable[..., Json]) -> None:
    path = one["reports"][0]["source"]["path"]
    one["corpus"] = {
        "verdicts": [MISSING],
        "ambiguous": [{"path": "甲.docx", "unit": "教育局", "candidates": ["甲县教育局", "乙县教育局"]}],
        "repeated": [{"unit": "清河县财政局", "year": 2024, "paths": ["甲.html", "乙.html"]}],
        "ranking": [ranked("部门", ("清河县民政局", "", 100), ("清河县财政局", path, 93.5))],
    }
    book = workbook(one)
    assert rows(book, "问题清单")[-1]["单位"] == "清河县民政局"
    assert [(row["情形"], row["单位"]) for row in rows(book, "未报送与逾期")] == [
        ("未报送", "清河县民政局"),
        ("单位不明", "教育局"),
        ("有几份报告", "清河县财政局"),
    ]
    assert {row["规则"]: row["有此问题的单位"] for row in rows(book, "共性问题")}["report-missing"] == 1
    assert (rows(book, "总表")[0]["名次所在组"], rows(book, "总表")[0]["名次"]) == ("部门", 2)


def test_common_faults_are_called_by_their_names(one: Json, problem: None) -> None:
    assert [row["问题"] for row in rows(workbook(one), "共性问题")] == ["表三收支不平衡", "不符合“规则labels”这一要求"]


def test_common_faults_count_reports(several: Json) -> None:
    by_rule = {row["规则"]: row for row in rows(workbook(several), "共性问题")}
    assert (by_rule["balance"]["有此问题的报告"], by_rule["balance"]["问题处数"]) == (1, 2)
    assert by_rule["balance"]["举例（单位）"] == "清河县财政局"
    assert "sums" not in by_rule


def test_waived_findings_stay_and_are_not_counted(one: Json) -> None:
    waiver = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": "2025-12-31"}
    for finding in one["reports"][0]["verdicts"][0]["findings"]:
        finding["waiver"] = waiver
    one["reports"][0]["score"]["before_waivers"] = {"total": 88.5, "grade": "良好"}
    book = workbook(one)
    (total,) = rows(book, "总表")
    assert (total["豁免前得分"], total["得分"], total["豁免处数"], total["错误项数"]) == (88.5, 93.5, 2, None)
    assert rows(book, "问题清单")[0]["豁免"] == "已豁免：已核实（王某 2025-01-20 批准，至 2025-12-31）"


def test_every_cell_of_every_form(one: Json) -> None:
    other = deepcopy(one["reports"][0])
    other["tables"] = {"table2": {"规章": {"制发": 3}}, "table4": {"行政复议": {"总计": 2}}}
    one["reports"].append(other)
    first, second = rows(workbook(one), "表格数据 2021")
    assert (first["表二·规章·制发"], first["表二·规章·废止"], first["表二·行政事业性收费"]) == (0, None, 143.2062)
    assert (second["表二·规章·制发"], second["表四·行政复议·总计"]) == (3, 2)


HOSTILE = "=cmd|'/C calc'!A1\x1b]0;\x07\u202e" + "字" * 100_000


def test_hostile_text_stays_text(one: Json) -> None:
    finding = one["reports"][0]["verdicts"][0]["findings"][0]
    finding["message"] = finding["advice"] = HOSTILE
    one["reports"][0]["unit"]["name"] = one["reports"][0]["source"]["path"] = HOSTILE
    one["reports"][0]["cells"][0]["raw"] = HOSTILE
    for sheet in workbook(one).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert len(str(cell.value)) < 32_767
                assert not set("\x1b\x07\u202e") & set(str(cell.value))


def test_two_renders_are_byte_identical(several: Json) -> None:
    assert bytes_of(several) == bytes_of(several)


def test_without_reports_it_still_opens(one: Json) -> None:
    one["reports"] = []
    assert workbook(one).sheetnames == [name for name in SHEETS if name != "表格数据 2021"]


@needs_libreoffice
def test_libreoffice_opens_it(several: Json, tmp_path: Path) -> None:
    (tmp_path / "audit.xlsx").write_bytes(bytes_of(several))
    document = printed([tmp_path / "audit.xlsx"], tmp_path)["audit"]
    text = words_on(document)
    assert "审查总表" in text
    assert "清河县财政局" in text
    assert all(page.get_width() > page.get_height() for page in document)


def test_what_is_waived_is_no_common_fault_and_is_said_to_be(one: Json) -> None:
    waiver = {"reason": "机构已撤销", "approver": "王某", "date": "2025-01-20", "expires": None}
    one["corpus"] = {"verdicts": [{**MISSING, "findings": [{**MISSING["findings"][0], "waiver": waiver}]}]}
    book = workbook(one)
    assert "report-missing" not in {row["规则"] for row in rows(book, "共性问题")}
    assert "已豁免：机构已撤销" in rows(book, "未报送与逾期")[0]["说明"]


def test_a_report_whose_unit_was_not_recognised(one: Json) -> None:
    many = [f"{number}县教育局" for number in range(700)]
    ambiguous = [{"path": "甲.docx", "unit": None, "candidates": names} for names in ([], many)]
    one["corpus"] = {"verdicts": [], "ambiguous": ambiguous}
    none, several = (row["说明"] for row in rows(workbook(one), "未报送与逾期"))
    assert none == "没有认出单位"
    assert several.startswith("可能是0县教育局、1县教育局")
    assert several.endswith("等 700 个单位之一")


def test_what_a_workbook_is_put_together_from_goes_with_it_however_it_ends(
    one: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **_more: object) -> None:
        assert len(list(tmp_path.iterdir())) == 1  # all of it in one folder, which the next run would clear away
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    (file,) = files(convert(one, AuditRun), {})
    with pytest.raises(OSError, match="No space left"):
        b"".join(file.parts)
    assert list(tmp_path.iterdir()) == []
