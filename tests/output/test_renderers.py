"""Every format is made of the record alone, says everything it should, and obeys nobody but the reader."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import convert

from hegui.model.run import AuditRun
from hegui.output import terminal
from hegui.output.formats import hegui_renderers
from hegui.output.text import width

Json = dict[str, Any]

RENDERERS = {renderer.name: renderer for renderer in hegui_renderers()}
FORMATS = [name for name, renderer in RENDERERS.items() if renderer.text]


def renderer(name: str) -> Callable[[Json], str]:
    """The text that a format makes of a record."""
    text = RENDERERS[name].text
    assert text is not None
    return lambda record: "".join(text(convert(record, AuditRun)))


def render_terminal(record: Json, columns: int = 80, colour: bool = False) -> str:
    return "".join(terminal.render(convert(record, AuditRun), columns, colour))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("which", ["one", "several"])
def test_rendering_is_repeatable(name: str, which: str, request: pytest.FixtureRequest) -> None:
    record = request.getfixturevalue(which)
    assert renderer(name)(record) == renderer(name)(record)


@pytest.mark.parametrize("name", FORMATS)
def test_a_stored_record_renders_the_same(name: str, several: Json) -> None:
    assert renderer(name)(json.loads(renderer("json")(several))) == renderer(name)(several)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_that_broke_is_passed_over(name: str, several: Json) -> None:
    text = renderer(name)(several)
    assert "扫描件.pdf" in text
    assert "这是 PDF 文件" in text
    assert "无法载入。" in text


@pytest.mark.parametrize("name", ["terminal", "md", "csv"])
def test_people_get_findings_with_place_advice_basis_and_points(name: str, one: Json) -> None:
    text = renderer(name)(one)
    for words in ("自然人列不平衡", "9 + 0 ≠ 8 + 0", "120", "核对后改正。", "国办公开办函〔2021〕30号", "balance"):
        assert words in text
    assert "表四未能识别" in text
    assert "ZeroDivisionError" in text
    assert "trial" not in text


@pytest.mark.parametrize("name", ["terminal", "md"])
def test_the_scorecard(name: str, one: Json) -> None:
    text = renderer(name)(one)
    for words in ("93.5 分", "百分制", "优秀", "99.6%", "扣 1.5 分", "河北省", "结构", "编码已按 GB18030 读取"):
        assert words in text


HOSTILE = "\x1b]0;标题\x07\x9b2J\r\n\u202e=cmd|'/C calc'!A1<script>[链](javascript:1)`*_#\ud800"


def _poisoned(value: Any, key: str = "") -> Any:
    """The record with hostile text wherever a report, a path or a rule can put some."""
    if isinstance(value, dict):
        return {name: _poisoned(member, name) for name, member in value.items()}
    if isinstance(value, list):
        return [_poisoned(member, key) for member in value]
    free = (
        "message",
        "advice",
        "basis",
        "quote",
        "row",
        "column",
        "formula",
        "name",
        "path",
        "reason",
        "title",
        "notes",
    )
    return HOSTILE + value if isinstance(value, str) and key in (*free, "where", "grade", "note", "skipped") else value


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("which", ["one", "several"])
def test_hostile_text_never_commands_a_terminal(name: str, which: str, request: pytest.FixtureRequest) -> None:
    text = renderer(name)(_poisoned(request.getfixturevalue(which)))
    text.encode("utf-8")
    assert not re.findall(
        "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text.removeprefix("\ufeff")
    )
    assert name == "csv" or "\r" not in text


def test_json_keeps_hostile_text_as_it_was(one: Json) -> None:
    record = _poisoned(one)
    assert json.loads(renderer("json")(record)) == record


def test_json_has_a_line_a_report(several: Json) -> None:
    lines = renderer("json")(several).splitlines()
    assert sum('"source"' in line for line in lines) == 3


def test_markdown_shows_marks_as_they_are(one: Json) -> None:
    one["reports"][0]["verdicts"][0]["findings"][0]["message"] = "# <b>|*_`[甲](乙)"
    assert r"问题：\# \<b\>\|\*\_\`\[甲\](乙)" in renderer("md")(one)


def _rows(record: Json) -> list[dict[str, str]]:
    text = renderer("csv")(record)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_a_row_a_finding_and_one_at_least_for_every_path(several: Json) -> None:
    assert [(row["单位"] or row["文件"] or "程序", row["结果"]) for row in _rows(several)] == [
        ("清河县财政局", "不符合"),
        ("清河县财政局", "不符合"),
        ("清河县财政局", "不符合"),
        ("清河县财政局", "未能判定"),
        ("清河县财政局", "规则出错"),
        ("清河县财政局", "未发现问题"),
        ("报告/扫描件.pdf", "无法读取"),
        ("程序", "插件"),
    ]


def test_csv_names_points_once_a_rule(one: Json) -> None:
    assert [row["扣分"] for row in _rows(one)[:3]] == ["5", "", "1.5"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "－"])
def test_csv_never_holds_a_formula(one: Json, start: str) -> None:
    report = one["reports"][0]
    report["unit"]["name"] = f"{start}1+1"
    report["verdicts"][0]["findings"][0]["message"] = f"{start}1+1"
    row = _rows(one)[0]
    assert row["单位"].startswith("'")
    assert row["问题或原因"].startswith("'")


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("which", ["one", "several"])
def test_lines_fit_the_terminal(which: str, columns: int, request: pytest.FixtureRequest) -> None:
    record = request.getfixturevalue(which)
    long = "益阳市资阳区人民政府办公室政务公开与政务服务工作领导小组"
    for report in record["reports"]:
        report["unit"]["name"] = report["unit"]["name"] and long
        for verdict in report["verdicts"]:
            for finding in verdict["findings"]:
                finding["message"] *= 20
                finding["evidence"][0]["quote"] *= 30
    lines = render_terminal(record, columns).splitlines()
    assert max(map(width, lines)) <= max(columns, 82)
    assert columns < 80 or max(map(width, lines)) <= columns


def test_colour_comes_on_request_only(one: Json) -> None:
    assert "\x1b" not in render_terminal(one)
    coloured = render_terminal(one, colour=True)
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == render_terminal(one)


def test_many_findings_are_cut_on_the_terminal_and_the_cut_is_told(one: Json) -> None:
    verdict = one["reports"][0]["verdicts"][0]
    verdict["findings"] = [{**verdict["findings"][0], "message": f"第{number}处"} for number in range(40)]
    verdict["findings"][0]["evidence"] *= 30
    text = render_terminal(one)
    assert "第9处" in text
    assert "第10处" not in text
    assert "另有 30 处" in text
    assert "同类证据另有 25 处" in text
    assert "第39处" in renderer("md")(one)


def test_a_report_without_faults_says_so(make_record: Any, several: Json) -> None:
    clean = make_record(several["reports"][1])
    assert "未发现" in render_terminal(clean)
    assert "未发现" in renderer("md")(clean)


def test_an_incomplete_audit_says_so(several: Json, one: Json) -> None:
    assert "不完整" in render_terminal(several)
    assert "不完整" in renderer("md")(several)
    assert "不完整" not in render_terminal(one)


@pytest.mark.parametrize("name", ["terminal", "md", "csv"])
def test_what_several_reports_show_is_told_with_its_units(name: str, several: Json) -> None:
    fault = {
        **several["reports"][0]["verdicts"][1],
        "rule": "near-duplicate",
        "title": "不得雷同",
        "category": "corpus",
    }
    fault["findings"] = [{**fault["findings"][0], "message": "两份报告雷同", "units": ["甲局", "清河县财政局"]}]
    several["corpus"] = {
        "verdicts": [fault],
        "ambiguous": [{"path": "丙.docx", "unit": "教育局", "candidates": ["甲县教育局", "乙县教育局"]}],
    }
    text = renderer(name)(several)
    for words in ("不得雷同", "甲局", "清河县财政局", "两份报告雷同"):
        assert words in text
    if name != "csv":
        assert "甲县教育局" in text


@pytest.mark.parametrize("name", ["terminal", "md"])
def test_that_a_unit_has_several_reports_is_told_with_their_places(name: str, several: Json) -> None:
    several["corpus"] = {"verdicts": [], "repeated": [{"unit": "甲局", "year": 2024, "paths": ["甲.docx", "又.html"]}]}
    text = "".join(renderer(name)(several).split())
    assert "甲局：2024年度有2份报告" in text
    assert "请只留作准的一份：甲.docx、又.html" in text


def test_a_report_that_only_a_comparison_faults_is_not_called_clean(several: Json) -> None:
    labels = several["reports"][0]["verdicts"][1]
    for report in several["reports"][:2]:
        report["verdicts"], report["score"]["grade"] = [], "优秀"
    several["reports"][1]["unit"] = {**several["reports"][1]["unit"], "name": "清河县民政局"}
    assert "没有发现错误和警告的 2 份" in renderer("terminal")(several)
    fault = {**labels, "category": "corpus"}
    fault["findings"] = [{**fault["findings"][0], "units": ["清河县财政局"], "year": 2024}]
    several["corpus"]["verdicts"] = [fault]
    assert "没有发现错误和警告的 1 份" in renderer("terminal")(several)
