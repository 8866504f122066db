"""What an office hands out for a whole jurisdiction: made twice from one stored audit, and opened by real programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from docx import Document
from openpyxl import load_workbook
from pypdfium2 import raw

from hegui.cli import main
from programs import needs_libreoffice, printed, words_on
from tools.county import ROSTER, make_county, write_county

pytestmark = pytest.mark.slow

Json = dict[str, Any]

FORMATS = "json,xlsx,docx,html,marked,sarif,junit,csv,md"
UNITS = 100
OPTIONS = ("--option", "docx.office=某市政务公开办公室", "--option", "docx.due=2025-04-30")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The audit of a generated jurisdiction, rendered when it was made and once more from what was stored."""
    place = tmp_path_factory.mktemp("county")
    write_county(place, make_county(UNITS, layouts=("html", "docx", "pdf")))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        compared = "--roster", ROSTER, "--previous", "2023"
        options = (*compared, *OPTIONS, "--format", FORMATS, "--no-cache")
        assert main(["audit", "2024", *options, "--out", "first"]) == 1
        assert main(["render", "first/audit.json", "--format", FORMATS, *OPTIONS, "--out", "second"]) == 0
        yield place


@pytest.fixture(scope="module")
def record(folder: Path) -> Json:
    made: Json = json.loads((folder / "first" / "audit.json").read_text("utf-8"))
    return made


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_every_output_is_the_same_made_again(folder: Path) -> None:
    first, second = _files(folder / "first"), _files(folder / "second")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_the_workbook_holds_every_unit_and_finding(folder: Path, record: Json) -> None:
    book = load_workbook(folder / "first" / "audit.xlsx", read_only=True)
    totals = list(book["总表"].iter_rows(min_row=3, values_only=True))
    named = [row[1] for row in totals]
    reported = [report["unit"]["name"] for report in record["reports"]]
    assert named[: len(reported)] == reported
    without = named[len(reported) :]
    assert len(set(without) - set(reported)) == len(without), "each unit without a report once"
    own = [finding for report in record["reports"] for verdict in report["verdicts"] for finding in verdict["findings"]]
    shared = [finding for verdict in record["corpus"]["verdicts"] for finding in verdict["findings"]]
    header, *findings = book["问题清单"].iter_rows(min_row=2, values_only=True)
    assert {row[header.index("指纹")] for row in findings} == {finding["fingerprint"] for finding in own + shared}
    listed = {row[2] for row in book["未报送与逾期"].iter_rows(min_row=3, values_only=True) if row[1] == "未报送"}
    (missing,) = [verdict for verdict in record["corpus"]["verdicts"] if verdict["rule"] == "report-missing"]
    assert listed == {unit for finding in missing["findings"] for unit in finding["units"]} != set()
    assert listed <= set(without)


def test_whoever_has_something_to_mend_gets_a_notice(folder: Path, record: Json) -> None:
    faulty = {
        report["unit"]["name"]
        for report in record["reports"]
        if any(verdict["findings"] and verdict["severity"] != "info" for verdict in report["verdicts"])
    }
    faulty |= {
        unit
        for verdict in record["corpus"]["verdicts"]
        if verdict["severity"] != "info"
        for finding in verdict["findings"]
        for unit in finding["units"]
    }
    notices = {path.stem.removesuffix("2024"): path for path in (folder / "first" / "整改通知书").iterdir()}
    assert notices.keys() == faulty
    for unit, path in notices.items():
        assert f"{unit}：" in [paragraph.text for paragraph in Document(str(path)).paragraphs]


def test_marked_copies_open_and_hold_their_marks(folder: Path, record: Json) -> None:
    copies = list((folder / "first" / "批注").iterdir())
    shared = {
        unit for verdict in record["corpus"]["verdicts"] for finding in verdict["findings"] for unit in finding["units"]
    }
    faulty = [
        report
        for report in record["reports"]
        if report["unit"]["name"] in shared or any(verdict["findings"] for verdict in report["verdicts"])
    ]
    assert len(copies) == len(faulty) > 10
    for path in copies:
        match path.suffix:
            case ".docx":
                assert len(list(Document(str(path)).comments)) > 0
            case ".pdf":
                document = pdfium.PdfDocument(path)
                assert sum(raw.FPDFPage_GetAnnotCount(page) for page in document) > 0
            case _:
                assert '<div class="remark' in path.read_text("utf-8")


@needs_libreoffice
def test_libreoffice_opens_workbook_and_bulletin(folder: Path, tmp_path: Path) -> None:
    shown = printed([folder / "first" / name for name in ("audit.xlsx", "通报.docx")], tmp_path)
    assert "政府信息公开工作年度报告审查总表" in words_on(shown["audit"])
    assert "某市政务公开办公室" in words_on(shown["通报"])


def test_the_page_opens_in_a_browser(folder: Path, record: Json, browser: Any) -> None:
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if "audit.html" not in request.url else None)
    page.goto((folder / "first" / "audit.html").as_uri())
    page.wait_for_selector("svg")
    assert f"{len(record['reports'])}" in page.inner_text("body")
    page.close()
    assert complaints == []
