"""Marked copies: each fault where it stands, in a copy that opens, of an original that is never touched."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec import convert
from pypdfium2 import raw

from hegui.model.run import AuditRun
from hegui.output.html import files as whole_page
from hegui.output.marked import files
from hegui.output.marked.remarks import remarks
from hegui.project.host import Host
from hegui.project.project import Project
from hegui.project.rules import Rules
from hegui.proving import edit, load_draft
from hegui.rules.assembly import load_ruleset
from tools.layouts import LAYOUTS, document_of

Json = dict[str, Any]

FAULTS = {
    "set": {"table3.自然人.予以公开": 13, "table3.自然人.总计": 22, "table3.科研机构.重复申请": ""},
    "append": {"一": "全年扩宽公开渠道，联系人电话13812345678。"},
}


@pytest.fixture(scope="module")
def project() -> Project:
    host = Host.load()
    return Project(Rules(host, load_ruleset(host)))


@pytest.fixture
def audited(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Json]:
    """The audit of a faulty draft in a layout; its file lies in the working folder."""
    monkeypatch.chdir(tmp_path)

    def run(layout: str, edits: Json = FAULTS) -> Json:
        file = Path(f"报告{LAYOUTS[layout].suffix}")
        file.write_bytes(document_of(edit(load_draft("bureau"), edits), layout))
        record: Json = json.loads("".join(project.audit(file).json()))
        return record

    return run


def made(record: Json) -> dict[str, bytes]:
    return {name: b"".join(parts) for name, parts in files(convert(record, AuditRun), {})}


def only(record: Json, suffix: str) -> bytes:
    ((name, content),) = made(record).items()
    assert name.startswith("批注/临澧县公共事业监督管理局2024")
    assert name.endswith(suffix)
    return content


def findings(record: Json) -> list[Json]:
    return [finding for verdict in record["reports"][0]["verdicts"] for finding in verdict["findings"]]


@pytest.mark.parametrize("layout", ["docx", "docx-rough"])
def test_a_word_file_gets_a_comment_for_each_finding_at_its_place(audited: Callable[..., Json], layout: str) -> None:
    record = audited(layout)
    document = Document(io.BytesIO(only(record, ".docx")))
    comments = {comment.comment_id: comment for comment in document.comments if comment.author == "合规审查"}
    assert len(comments) == len(findings(record)) >= 4
    around = {}
    for identity in comments:
        (start,) = document.element.xpath(f"//w:commentRangeStart[@w:id='{identity}']")
        around[identity] = next(start.iterancestors(qn("w:p")))
    for comment in comments.values():
        text = "".join(part.text or "" for part in around[comment.comment_id].iter(qn("w:t")))
        in_cell = next(around[comment.comment_id].iterancestors(qn("w:tc")), None) is not None
        if "13812345678" in comment.text or "扩宽" in comment.text:
            assert "全年扩宽公开渠道" in text
        if "自然人列" in comment.text:
            assert (in_cell, text) == (True, "24")
        if "空白" in comment.text:
            assert (in_cell, text) == (True, "")
        assert "依据：" in comment.text
        assert "整改建议：" in comment.text


def test_the_original_is_not_changed(audited: Callable[..., Json]) -> None:
    record = audited("docx")
    before = sha256(Path("报告.docx").read_bytes()).hexdigest()
    made(record)
    assert sha256(Path("报告.docx").read_bytes()).hexdigest() == before == record["reports"][0]["source"]["sha256"]


@pytest.mark.parametrize("layout", ["pdf", "pdf-landscape"])
def test_a_pdf_gets_a_highlight_with_a_note_over_the_words(audited: Callable[..., Json], layout: str) -> None:
    record = audited(layout)
    document = pdfium.PdfDocument(only(record, ".pdf"))
    notes = {}
    for page in document:
        for number in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, number)
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_HIGHLIGHT:
                continue
            length = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
            buffer = (raw.FPDF_WCHAR * (length // 2))()
            raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, length)
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, box)
            under = page.get_textpage().get_text_bounded(box.left, box.bottom, box.right, box.top)
            notes[bytes(buffer).decode("utf-16-le").rstrip("\0")] = re.sub(r"\s", "", under)
    assert len(notes) == len(findings(record))
    for note, under in notes.items():
        if "138****" in note or "13812345678" in note:
            assert "13812345678" in under
        elif "扩宽" in note:
            assert under == "扩宽"
        if "自然人列" in note:
            assert under == "24"


@pytest.mark.parametrize("layout", ["html", "word", "compact", "markdown", "mhtml", "ofd"])
def test_everything_else_becomes_a_page(audited: Callable[..., Json], layout: str) -> None:
    record = audited(layout)
    page = only(record, ".html").decode()
    assert page.count('<div class="remark') == len(findings(record))
    assert re.search(r"全年<mark>扩宽</mark><sup>\d+</sup>公开渠道", page)
    assert re.search(r'<td class="found">24<sup>\d+</sup></td>', page)
    assert "一、总体情况" in page
    assert "script" not in page


def test_what_is_missing_stands_before_the_report(audited: Callable[..., Json]) -> None:
    page = only(audited("html", {"drop": ["section.五"]}), ".html").decode()
    assert page.index('<div class="remark error') < page.index("一、总体情况")


@pytest.mark.parametrize("layout", ["docx", "pdf"])
def test_a_file_that_is_gone_or_changed_is_marked_as_a_page_and_told(audited: Callable[..., Json], layout: str) -> None:
    record = audited(layout)
    file = Path(f"报告.{layout}")
    file.write_bytes(file.read_bytes() + b"x")
    letters = made(record)
    assert [Path(name).suffix for name in letters] == [".html", ".txt"]
    assert "在审查之后有改动" in letters["批注/说明.txt"].decode("utf-8-sig")
    file.unlink()
    assert "不在原处" in made(record)["批注/说明.txt"].decode("utf-8-sig")


@pytest.mark.parametrize("layout", ["docx", "pdf", "html", "pipe"])
def test_remarks_are_numbered_as_the_report_is_read(audited: Callable[..., Json], layout: str) -> None:
    run = convert(audited(layout), AuditRun)
    (audit,) = run.reports
    found = remarks(audit, {}, run.ruleset.form_of(audit))
    assert [remark.number for remark in found] == list(range(1, len(found) + 1))
    placed = [remark.evidence[0] for remark in found if remark.evidence]
    order = ["一", "三"]
    sections = [order.index("三" if one.table == "table3" else one.section or "") for one in placed]
    assert sections == sorted(sections)
    assert len(set(sections)) == len(order)


def test_a_clean_report_needs_no_copy(audited: Callable[..., Json]) -> None:
    assert made(audited("html", {})) == {}


def test_waived_findings_are_not_marked(audited: Callable[..., Json]) -> None:
    record = audited("docx")
    for finding in findings(record):
        finding["waiver"] = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}
    assert made(record) == {}


@pytest.mark.parametrize("layout", ["docx", "pdf", "html"])
def test_two_copies_are_byte_identical(audited: Callable[..., Json], layout: str) -> None:
    record = audited(layout)
    assert made(record) == made(record)


def test_hostile_text_stays_text(audited: Callable[..., Json]) -> None:
    hostile = "<script>alert(1)</script>\x1b]0;\x07\u202e" + "字" * 100_000
    record = audited("html")
    for finding in findings(record):
        finding["message"] = finding["advice"] = hostile
    record["reports"][0]["passages"][0]["text"] = hostile
    page = only(record, ".html").decode()
    assert "<script" not in page
    assert not set("\x1b\x07\u202e") & set(page)
    record = audited("docx")
    for finding in findings(record):
        finding["message"] = hostile
    comment = next(one for one in Document(io.BytesIO(only(record, ".docx"))).comments if one.author == "合规审查")
    assert "<script>alert(1)</script>" in comment.text


def test_what_it_shares_with_others_is_marked_in_each(audited: Callable[..., Json]) -> None:
    record = audited("docx", {})
    (report,) = record["reports"]
    unit, passage = report["unit"]["name"], next(one for one in report["passages"] if one["section"] == "五")
    here = {"section": "五", "quote": passage["text"], "paragraph": passage["paragraph"], "unit": unit, "year": 2024}
    finding = {"message": "两份报告雷同", "advice": "重写。", "basis": "《条例》", "key": "处", "fingerprint": "0" * 16}
    finding |= {"units": ["甲局", unit], "year": 2024, "evidence": [{**here, "unit": "甲局", "paragraph": 1}, here]}
    verdict = {
        "rule": "near-duplicate",
        "title": "不得雷同",
        "category": "corpus",
        "severity": "warning",
        "verdict": "fail",
    }
    record["corpus"]["verdicts"] = [{**verdict, "pack": "national", "reason": "", "findings": [finding]}]
    document = Document(io.BytesIO(only(record, ".docx")))
    (comment,) = [comment for comment in document.comments if comment.author == "合规审查"]
    (start,) = document.element.xpath(f"//w:commentRangeStart[@w:id='{comment.comment_id}']")
    paragraph = next(start.iterancestors(qn("w:p")))
    assert "".join(part.text or "" for part in paragraph.iter(qn("w:t"))) in passage["text"]
    assert "两份报告雷同" in comment.text


def test_a_file_that_breaks_marking_takes_nothing_from_the_others(
    audited: Callable[..., Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise KeyError("styles")

    record = audited("docx")
    monkeypatch.setattr("hegui.output.marked.word.mark_word", broken)
    letters = made(record)
    assert "不能添加批注（KeyError），已改为网页形式" in letters["批注/说明.txt"].decode("utf-8-sig")
    assert any(name.endswith(".html") for name in letters)


def test_mechanical_faults_are_tracked_changes_on_request(audited: Callable[..., Json]) -> None:
    edits = {
        "label": {"table3.column.总计": "合计"},
        "append": {"一": "依据《中华人民共和国政府信息公开条列》公开。", "六": "无其他需要报告的事项."},
    }
    record = audited("docx", edits)
    plain = Document(io.BytesIO(only(record, ".docx")))
    assert not plain.element.xpath("//w:ins | //w:del")
    ((_, parts),) = files(convert(record, AuditRun), {"changes": "true"})
    document = Document(io.BytesIO(b"".join(parts)))

    def words(tag: str, kind: str) -> list[str]:
        return ["".join(part.text for part in one.iter(qn(kind))) for one in document.element.iter(qn(tag))]

    changed = dict(zip(words("w:del", "w:delText"), words("w:ins", "w:t"), strict=True))
    assert changed["合计"] == "总计"
    assert changed["."] == "。"
    assert changed["《中华人民共和国政府信息公开条列》"] == "《中华人民共和国政府信息公开条例》"
    assert len({one.get(qn("w:id")) for one in document.element.xpath("//w:ins | //w:del")}) == 2 * len(changed)
    comments = [comment for comment in document.comments if comment.author == "合规审查"]
    assert len(comments) == len(findings(record))


def test_a_label_that_is_at_fault_is_shown_as_printed(audited: Callable[..., Json]) -> None:
    record = audited("html", {"label": {"table3.column.总计": "合计"}})
    page = only(record, ".html").decode()
    assert re.search(r"<th[^>]*>合计</th>", page)
    whole = next(iter(whole_page(convert(record, AuditRun), {}))).parts
    (chunk,) = re.findall(r'id="chunk-0">(.*?)</script>', b"".join(whole).decode())
    (report,) = json.loads(zlib.decompress(base64.b64decode(chunk)))
    assert next(table for table in report["tables"] if table["id"] == "table3")["labels"] == {"总计": "合计"}
