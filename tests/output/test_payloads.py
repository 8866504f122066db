"""What a report can hold to spoil an output costs its own cell: every output opens with another program, and has the
report and its neighbour."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple
from urllib.parse import unquote

import lxml.html
import markdown
import openpyxl
import pytest
from docx import Document
from junitparser import JUnitXml
from msgspec import convert

from hegui.model.run import AuditRun
from hegui.output.formats import hegui_renderers

Json = dict[str, Any]


class Payload(NamedTuple):
    """What stands before and behind every text of a report, and the number in its tables."""

    before: str = ""
    behind: str = ""
    number: float = 9


PAYLOADS = {
    "no character": Payload("\ufffe", "\uffff"),
    "lone surrogate": Payload("\ud800", "\udfff"),
    "bytes of GBK in a name": Payload("\udcbc\udcd7"),
    "control characters": Payload("\x01\x1b]0;\x07\x9b2J", "\x7f\x85\r\n"),
    "NUL": Payload("\0", "\0"),
    "right to left": Payload("\u202e\u2067", "\u200f\u061c"),
    "formula": Payload("=cmd|'/C calc'!A1"),
    "plus": Payload("+1-1"),
    "at": Payload("@SUM(1)"),
    "tab and formula": Payload("\t=1+1"),
    "very long": Payload(behind="字" * 200_000),
    "markup": Payload("</script>]]><!--<w:p>&#0;&", "{{ 7*7 }}{% raw %}|`*_"),
    "twenty digits": Payload(number=12345678901234567890),
    "four hundred digits": Payload(number=10**400),
}
OWN, OTHER = "财", "清河县民政局"
"""What the report has alone, of 清河县财政局, and its neighbour."""
_NAMES, _LONGEST = ("name", "path", "title", "grade", "row", "column"), 200
"""What has an end, by what the file system takes and recognition allows."""
_FREE = (
    *("message", "advice", "basis", "quote", "row", "column", "formula", "name", "path"),
    *("reason", "title", "notes", "grade", "note", "raw"),
)
_FOR_PROGRAMS = ("json", "parquet", "sarif")
"""They hold a text as it was read, escaped where their format wants that."""
_UNSAFE = set("\x00\x01\x07\x1b\x7f\x85\x9b\u202e\u2067\ufffe\uffff\ud800\udcbc\udcd7\udfff")


def spoilt(value: Any, payload: Payload, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: spoilt(member, payload, name) for name, member in value.items()}
    if isinstance(value, list):
        return [spoilt(member, payload, key) for member in value]
    if isinstance(value, str) and key in _FREE:
        return f"{payload.before}{value}{payload.behind[: _LONGEST if key in _NAMES else None]}"
    return payload.number if key == "自然人" else value


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _page(content: bytes) -> str:
    """The words of a page, and of the data in it."""
    page = lxml.html.document_fromstring(content.decode("utf-8"), lxml.html.HTMLParser(huge_tree=True))
    data = [json.loads(one.text) for one in page.iter("script") if one.get("type") == "application/json"]
    return page.text_content() + json.dumps(data, ensure_ascii=False)


def _word(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(file.read(name))
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _workbook(content: bytes) -> str:
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    return "\n".join(str(cell.value) for cell in cells)


def _lines(content: bytes) -> str:
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    assert {len(row) for row in rows} == {len(head)}
    assert not [cell for row in rows for cell in row if cell.lstrip("\t\r\n ").startswith(("=", "+", "@"))]
    return "\n".join(cell for row in rows for cell in row)


def _parquet(content: bytes) -> str:
    parquet = pytest.importorskip("pyarrow.parquet")
    return "\n".join(
        str(value)
        for row in parquet.read_table(io.BytesIO(content)).to_pylist()
        for value in row.values()
        if isinstance(value, str)
    )


def _cases(content: bytes) -> str:
    suites = list(JUnitXml.fromstring(content))
    results = [(case.name, result.message, result.text) for suite in suites for case in suite for result in case.result]
    return "\n".join(map(str, [*(suite.name for suite in suites), *results]))


def _data(content: bytes) -> str:
    return unquote(json.dumps(json.loads(content.decode("utf-8")), ensure_ascii=False))


OPENED: Mapping[str, Callable[[bytes], str]] = {
    "terminal": _text,
    "json": _data,
    "md": lambda content: _page(markdown.markdown(content.decode("utf-8"), extensions=["tables"]).encode()),
    "csv": _lines,
    "xlsx": _workbook,
    "html": _page,
    "parquet": _parquet,
    "docx": _word,
    "marked": _page,
    "sarif": _data,
    "junit": _cases,
}
RENDERERS = {renderer.name: renderer for renderer in hegui_renderers()}


@pytest.fixture
def record(several: Json) -> Json:
    """A report and its neighbour, with the same faults."""
    report = several["reports"][0]
    neighbour = deepcopy(report)
    neighbour["unit"]["name"] = OTHER
    neighbour["source"]["path"] = "报告/清河县民政局.html"
    report["tables"] = {"table3": {"本年新收": {"自然人": 9, "总计": 24}}}
    several["reports"] = [report, neighbour]
    return several


def _told(name: str, record: Json) -> str:
    """What is told by all files of an output, however its lines are broken."""
    files = RENDERERS[name].files(convert(record, AuditRun), {})
    texts = [(OPENED[name] if not file.name.endswith(".txt") else _text)(b"".join(file.parts)) for file in files]
    return re.sub(r"[ \n]", "", "".join(texts))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", RENDERERS)
def test_a_bad_value_costs_its_own_cell(name: str, payload: str, record: Json) -> None:
    plain = _told(name, record)
    record["reports"][0] = spoilt(record["reports"][0], PAYLOADS[payload])
    told = _told(name, record)
    assert OWN in told, "a row of its own"
    assert told.count(OTHER) == plain.count(OTHER) > 0
    if name not in _FOR_PROGRAMS:
        assert not _UNSAFE & set(told), "of what a terminal obeys, or is no character"


def test_every_output_is_opened() -> None:
    assert set(OPENED) == set(RENDERERS)
