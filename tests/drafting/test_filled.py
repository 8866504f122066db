"""The form that a unit fills in: what goes on from last year, and that what is typed is what the audit reads."""

from __future__ import annotations

import zipfile
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

import hegui
from hegui.proving.draft import load_draft, national_drafts

DRAFTS = [name for name in national_drafts() if load_draft(name).form.id == "2021"]


def _filled(name: str, **changes: Any) -> hegui.FilledForm:
    """The form with all that a draft has."""
    draft = load_draft(name)
    cells = {".".join((table, *path)): text for table, rows in draft.tables.items() for path, text in rows.items()}
    given: dict[str, Any] = {"texts": draft.sections, "cells": cells, "signed": date(draft.year + 1, 1, 15), **changes}
    return hegui.FilledForm.of(draft.unit, draft.year, rules=_project().rules, **given)


def _audit(tmp_path: Path, name: str, content: bytes) -> Any:
    path = tmp_path / name
    path.write_bytes(content)
    (audit,) = _project().audit([path], workers=0).reports
    return audit


@cache
def _project() -> hegui.Project:
    return hegui.Project(hegui.load(), cache=False)


def _verdicts(audit: Any) -> dict[str, tuple[str, list[str]]]:
    return {one.rule: (one.result.value, sorted(each.message for each in one.findings)) for one in audit.verdicts}


@pytest.mark.parametrize("name", DRAFTS)
def test_what_is_typed_is_what_the_audit_reads(name: str, tmp_path: Path) -> None:
    form = _filled(name)
    document, page = _audit(tmp_path, "一.docx", form.document()), _audit(tmp_path, "一.html", form.page())
    draft = load_draft(name)
    assert (document.unit.name, document.year) == (draft.unit, draft.year)
    for audit in (document, page):
        assert not audit.errors
        for table, rows in draft.tables.items():
            for path, text in rows.items():
                row = audit.tables[table][path[0]]
                assert str(row[path[1]] if len(path) > 1 else row) == text, (table, path)
    assert _verdicts(document) == _verdicts(page)
    assert [one.rule for one in document.verdicts if one.result is hegui.Result.FAIL] == []


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_a_cell_that_is_wrong_is_found_in_the_page_as_in_the_document(data: Any, tmp_path_factory: Any) -> None:
    form = _filled("bureau")
    name = data.draw(st.sampled_from(sorted(form.cells)))
    cells = {**form.cells, name: str(data.draw(st.integers(1, 10**6)) + int(float(form.cells[name])))}
    changed = _filled("bureau", cells=cells)
    folder = tmp_path_factory.mktemp("form")
    document = _audit(folder, "一.docx", changed.document())
    assert _verdicts(document) == _verdicts(_audit(folder, "一.html", changed.page()))


def test_what_goes_on_from_last_year_is_filled_in(tmp_path: Path) -> None:
    before = _filled("county")
    last = _audit(tmp_path, "上年.html", before.page())
    form = hegui.FilledForm.of(before.unit, before.year + 1, last=last, cells={"table3.上年结转.总计": "7"})
    filled = {name: text for name, text in form.cells.items() if text}
    assert {name.rpartition(".")[0] for name in filled} == {
        "table2.规章",
        "table2.行政规范性文件",
        "table3.上年结转",
    }
    assert filled["table3.上年结转.总计"] == "7", "what is typed counts more"
    for name, text in filled.items():
        table, row, column = name.split(".")
        if column != "总计" or row != "上年结转":
            assert text == before.cells[f"{table}.{'结转下年度' if row == '上年结转' else row}.{column}"]
    assert set(form.blanks).isdisjoint(filled)
    assert len(form.blanks) + len(filled) == len(before.cells)


def test_a_blank_form_has_all_parts_and_says_what_belongs_there() -> None:
    content = hegui.FilledForm.of("某县水利局", 2025).document()
    document = Document(BytesIO(content))
    texts = [one.text for one in document.paragraphs]
    assert texts[0] == "某县水利局2025年政府信息公开工作年度报告"
    assert "六、其他需要报告的事项" in texts
    assert len(document.tables) == 3
    assert any("信息处理费" in one.text for one in document.comments)
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None


def test_what_the_form_has_no_place_for_is_left_out() -> None:
    form = hegui.FilledForm.of("某县水利局", 2025, texts={"七": "多余"}, cells={"table9.多余": "1"})
    assert (form.texts, form.cells) == ({}, {})


def test_a_year_without_a_form_is_told() -> None:
    with pytest.raises(hegui.UsageError, match="没有 2015 年度可以填写的报告格式"):
        hegui.FilledForm.of("某县水利局", 2015)
