"""`hegui rank`, and the rankings that an audit of several reports tells."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook


@pytest.fixture
def audit(hegui: Any, write_report: Any, folder: Path) -> Path:
    """A stored audit of a county's government, two of its departments, one of them with a fault, and a town."""
    write_report("in/甲.html")
    write_report("in/乙.html", unit="临澧县水利局", set={"table3.自然人.本年新收": 99})
    write_report("in/丙.html", "county")
    write_report("in/丁.html", "town", year=2024)
    stored = folder / "audit.json"
    stored.write_text(hegui("audit", "in", "--format", "json", "--processes", 1).out, encoding="utf-8")
    return stored


def test_ranks_by_group(hegui: Any, audit: Path) -> None:
    ran = hegui("rank", audit)
    assert ran.status == 0
    departments, rest = ran.out.split("【2024 年县级人民政府】")
    assert departments.startswith("【2024 年县级部门】")
    assert departments.index("临澧县公共事业监督管理局") < departments.index("临澧县水利局")
    assert "表三收支不平衡1份（50%）" in "".join(departments.split())
    assert "【2024 年乡镇人民政府】" in rest


def test_the_audit_itself_tells_how_each_group_did(hegui: Any, audit: Path) -> None:
    assert "【2024 年县级部门】" in hegui("render", audit, "--format", "terminal").out
    document = hegui("render", audit, "--format", "md").out
    assert "## 2024 年县级部门排名" in document
    assert "| 1 | 临澧县公共事业监督管理局 |" in document


def test_one_group_only(hegui: Any, audit: Path) -> None:
    found = hegui("rank", audit, "--group", "部门", "--format", "json").data
    assert [group["group"] for group in found["ranking"]] == ["县级部门"]
    assert [unit["rank"] for unit in found["ranking"][0]["units"]] == [1, 2]


def test_the_same_as_the_record_says(hegui: Any, audit: Path) -> None:
    record = hegui("render", audit, "--format", "json").data
    assert hegui("rank", audit, "--format", "json").data["ranking"] == record["corpus"]["ranking"]


def test_for_spreadsheets(hegui: Any, audit: Path) -> None:
    text = hegui("rank", audit, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert (rows[0]["分组"], rows[0]["名次"], rows[0]["单位"]) == ("县级部门", "1", "临澧县公共事业监督管理局")


def test_as_a_document(hegui: Any, audit: Path) -> None:
    text = hegui("rank", audit, "--format", "md", "--group", "部门").out
    assert text.startswith("# ")
    assert text.count("\n## ") == 1


def test_a_group_that_is_not_there(hegui: Any, audit: Path) -> None:
    ran = hegui("rank", audit, "--group", "省级")
    assert ran.status == 2
    assert "县级部门" in ran.err


def test_nothing_to_rank(hegui: Any, folder: Path) -> None:
    (folder / "x.txt").write_text("不是报告", encoding="utf-8")
    Path("audit.json").write_text(hegui("audit", "x.txt", "--format", "json").out, encoding="utf-8")
    ran = hegui("rank", "audit.json")
    assert ran.status == 2
    assert "无从排名" in ran.err


def test_as_a_workbook_and_a_letter(hegui: Any, audit: Path, folder: Path) -> None:
    for name in ("排名.xlsx", "排名.docx"):
        ran = hegui("rank", audit, "--format", name[-4:], "--file", folder / "表" / name)
        assert ran.status == 0
    sheet = load_workbook(folder / "表/排名.xlsx")["排名"]
    _, header, first, *rest = sheet.iter_rows(values_only=True)
    assert dict(zip(header, first, strict=True))["单位"] == "临澧县公共事业监督管理局"
    assert len(rest) == 3
    document = Document(str(folder / "表/排名.docx"))
    assert [cell.text for cell in document.tables[0].rows[1].cells][:2] == ["1", "临澧县公共事业监督管理局"]
    assert "表三收支不平衡" in "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_workbook_needs_a_file(hegui: Any, audit: Path) -> None:
    ran = hegui("rank", audit, "--format", "xlsx")
    assert (ran.status, "须用 --file 指明文件" in ran.err) == (2, True)
    assert hegui("rank", audit, "--file", "a.xlsx").status == 2
