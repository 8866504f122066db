"""What is handed out says nothing of the machine that it was made on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from msgspec import convert

from hegui.model.run import AuditRun
from hegui.output.view import path

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/home/李四/报告/2024/财政局.docx", "2024/财政局.docx"),
        ("C:\\Users\\李四\\2024\\财政局.docx", "2024/财政局.docx"),
        ("\\\\服务器\\李四\\2024\\财政局.docx", "2024/财政局.docx"),
        ("2024/财政局.docx", "2024/财政局.docx"),
        ("../报告.zip/2024/财政局.docx", "../报告.zip/2024/财政局.docx"),
        ("https://www.example.gov.cn/a/b/c.html", "https://www.example.gov.cn/a/b/c.html"),
        ("/财政局.docx", "/财政局.docx"),
    ],
)
def test_an_absolute_path_is_told_by_its_end(name: str, shown: str) -> None:
    assert path(name) == shown


def contents(run: AuditRun) -> Iterator[tuple[str, bytes]]:
    for name in ("md", "csv"):
        yield name, "".join(import_module(f"hegui.output.{name}").render(run)).encode()
    for name in ("xlsx", "html", "docx", "marked"):
        for file in import_module(f"hegui.output.{name}").files(run, {}):
            content = b"".join(file.parts)
            yield file.name, content
            if file.name.endswith(("x",)):
                with zipfile.ZipFile(io.BytesIO(content)) as package:
                    yield from ((f"{file.name}/{part}", package.read(part)) for part in package.namelist())


@pytest.mark.parametrize("folder", ["/home/li-si/报告/", "C:\\Users\\li-si\\报告\\"])
def test_no_output_for_people_tells_where_the_files_lie(several: Json, folder: str) -> None:
    for report in several["reports"]:
        report["source"]["path"] = folder + report["source"]["path"].rpartition("/")[2]
    several["skipped"] = [folder + "照片.jpg"]
    several["corpus"]["ambiguous"] = [{"path": folder + "某局.docx", "unit": "某局", "candidates": []}]
    twice = [folder + "甲.docx", folder + "乙.docx"]
    several["corpus"]["repeated"] = [{"unit": "某局", "year": 2024, "paths": twice}]
    told = dict(contents(convert(several, AuditRun)))
    assert any("清河县财政局.html".encode() in content for content in told.values())
    assert [name for name, content in told.items() if b"li-si" in content] == []
