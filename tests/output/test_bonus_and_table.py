"""Every output for people says what was earned beside the full mark, and by which table a unit was scored."""

from __future__ import annotations

import base64
import io
import json
import zlib
from typing import Any

import pytest
from docx import Document
from msgspec import convert
from openpyxl import load_workbook

from hegui.model.run import AuditRun
from hegui.output.docx import files as letters
from hegui.output.formats import hegui_renderers
from hegui.output.html.report import packed
from hegui.output.view import group_title
from hegui.output.xlsx import files as workbooks

Json = dict[str, Any]
TEXTS = {renderer.name: renderer.text for renderer in hegui_renderers() if renderer.text}


@pytest.fixture
def scored(one: Json) -> AuditRun:
    (report,) = one["reports"]
    report["score"] |= {
        "total": 95,
        "table": "部门评分表",
        "bonuses": [{"rule": "training", "points": 1.5, "why": "写明培训次数"}],
        "categories": [*report["score"]["categories"], {"category": "收费情况", "lost": 3, "of": 6}],
    }
    return convert(one, AuditRun)


@pytest.mark.parametrize("name", ["terminal", "md"])
def test_a_scorecard_tells_each_bonus_and_the_table(name: str, scored: AuditRun) -> None:
    text = "".join(TEXTS[name](scored)).replace("\n", "").replace(" ", "")
    for words in ("部门评分表", "含附加分1.5分", "加1.5分：写明培训次数", "收费情况"):
        assert words in text


def test_a_list_has_columns_for_them(scored: AuditRun) -> None:
    header, *rows = "".join(TEXTS["csv"](scored)).splitlines()
    assert header.endswith("附加分,评分表,办理提示")
    assert all(row.endswith("1.5,部门评分表,") for row in rows if "清河县财政局" in row.split(",")[1])


def test_the_json_has_both(scored: AuditRun) -> None:
    score = json.loads("".join(TEXTS["json"](scored)))["reports"][0]["score"]
    assert (score["table"], score["bonuses"][0]["points"]) == ("部门评分表", 1.5)


def test_the_workbook_has_columns_for_them(scored: AuditRun) -> None:
    (file,) = workbooks(scored, {})
    sheet = load_workbook(io.BytesIO(b"".join(file.parts)))["总表"]
    rows = list(sheet.iter_rows(values_only=True))
    header = next(row for row in rows if "附加分" in row)
    unit = rows[rows.index(header) + 1]
    values = dict(zip(header, unit, strict=True))
    assert (values["附加分"], values["评分表"], values["合计封顶的扣分"]) == (1.5, "部门评分表", 3)


def test_a_letter_tells_what_the_total_holds(scored: AuditRun) -> None:
    made = {name: b"".join(parts) for name, parts in letters(scored, {"office": "某办", "due": "2025-04-15"})}
    texts = ["".join(p.text for p in Document(io.BytesIO(content)).paragraphs) for name, content in made.items()]
    assert any("95分（满分100分，含附加分1.5分）" in text for text in texts)


def test_a_group_is_called_after_its_table_too(scored: AuditRun, one: Json, ranked: Any) -> None:
    group = {**ranked("县级部门", ("清河县财政局", "a", 95)), "table": "部门评分表"}
    run = convert({**one, "corpus": {"verdicts": [], "ranking": [group]}}, AuditRun)
    assert group_title(run.corpus.ranking[0]) == "2024 年县级部门（部门评分表）"


def test_the_page_of_a_unit_has_both(scored: AuditRun) -> None:
    (chunk,) = packed(scored)
    (report,) = json.loads(zlib.decompress(base64.b64decode(chunk)))
    assert report["score"]["title"] == "百分制·部门评分表"
    assert report["score"]["bonus"] == "加 1.5 分：写明培训次数"


def test_a_total_above_the_full_mark_is_drawn(one: Json) -> None:
    one["reports"][0]["score"] |= {"total": 103, "of": 100}
    run = convert(one, AuditRun)
    assert all("".join(text(run)) for text in TEXTS.values())
