"""`hegui rules diff`: what a change of the rules does to the findings on reports."""

from __future__ import annotations

import csv
import shutil
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hegui.proving import edit, load_draft
from tools.layouts import document_of

Hegui = Any

MANIFEST = """\
name: somewhere
title: 某州规则包
version: "1"
extends: [national]
"""
RULE = """\
id: somewhere-hotline
title: 写明服务热线
basis: {document: 某州通知}
severity: warning
check: pattern
scope: 一
require: [{pattern: 热线, says: 没有热线}]
message: 没有写明热线
advice: 请写明。
cases:
  - fail: {}
  - pass: {append: {一: 服务热线12345。}}
"""


def _pack(folder: Path, rule: str = RULE, **files: str) -> Path:
    category = folder / "rules" / "statements"
    category.mkdir(parents=True)
    (folder / "pack.yaml").write_text(MANIFEST, "utf-8")
    (category / "somewhere-hotline.yaml").write_text(rule, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def reports(folder: Path) -> Path:
    place = folder / "报告"
    place.mkdir()
    for unit, edits in (("甲市城乡事务局", {}), ("乙市城乡事务局", {"append": {"一": "服务热线12345。"}})):
        draft = edit(load_draft("bureau"), {"unit": unit, **edits})
        (place / f"{unit}.html").write_bytes(document_of(draft, "html"))
    return place


def test_nothing_changed(hegui: Hegui, folder: Path, reports: Path) -> None:
    old, new = _pack(folder / "旧"), _pack(folder / "新")
    ran = hegui("rules", "diff", old, new, "--on", reports)
    assert ran.status == 0, ran.err
    assert ran.out.startswith("2 份报告：问题新出现 0 处，不再报出 0 处，说法改变 0 处")


def test_a_finding_that_comes_goes_or_reads_otherwise(hegui: Hegui, folder: Path, reports: Path) -> None:
    old = _pack(folder / "旧")
    new = _pack(folder / "新", RULE.replace("没有写明热线", "缺热线").replace("severity: warning", "severity: error"))
    ran = hegui("rules", "diff", old, new, "--on", reports, "--format", "json")
    assert ran.status == 1, ran.err
    (finding,) = ran.data["findings"]
    assert (finding["rule"], finding["kind"], finding["unit"]) == ("somewhere-hotline", "changed", "甲市城乡事务局")
    assert finding["before"] == {"message": "没有写明热线", "severity": "warning"}
    assert finding["after"] == {"message": "缺热线", "severity": "error"}
    assert ran.data["counts"] == [
        {"rule": "somewhere-hotline", "title": "写明服务热线", "new": 0, "gone": 0, "changed": 1, "units": 1}
    ]
    (score,) = ran.data["scores"]
    assert score["unit"] == "甲市城乡事务局"
    assert score["after"] < score["before"]
    (rule,) = ran.data["rules"]
    assert rule["keys"] == {"severity": ["warning", "error"], "message": ["没有写明热线", "缺热线"]}


def test_a_rule_that_is_added_and_one_that_is_switched_off(hegui: Hegui, folder: Path, reports: Path) -> None:
    empty = folder / "空"
    empty.mkdir()
    (empty / "pack.yaml").write_text(MANIFEST, "utf-8")
    full = _pack(folder / "全")
    added = hegui("rules", "diff", empty, full, "--on", reports, "--format", "json").data
    assert added["added"] == ["somewhere-hotline"]
    assert [(one["kind"], one["unit"]) for one in added["findings"]] == [("new", "甲市城乡事务局")]
    removed = hegui("rules", "diff", full, empty, "--on", reports)
    assert removed.status == 1
    assert "删去的规则：somewhere-hotline" in removed.out
    assert "不再报出　甲市城乡事务局（2024 年度" in removed.out
    assert "现在没有这条规则" in removed.out


def test_what_is_gone_says_whether_it_was_judged_again(hegui: Hegui, folder: Path, reports: Path) -> None:
    old = _pack(folder / "旧")
    new = _pack(folder / "新", RULE.replace("pattern: 热线", "pattern: 热线|申请"))
    ran = hegui("rules", "diff", old, new, "--on", reports)
    assert "现在的结论：符合" in ran.out
    assert "pattern: 热线|申请" in ran.out


def test_a_zip_and_the_name_of_a_pack(hegui: Hegui, folder: Path, reports: Path) -> None:
    new = _pack(folder / "新")
    with ZipFile(folder / "新.zip", "w") as archive:
        for file in sorted(new.rglob("*.yaml")):
            archive.write(file, f"某包/{file.relative_to(new).as_posix()}")
    ran = hegui("rules", "diff", "national", folder / "新.zip", "--on", reports, "--format", "json")
    assert ran.status == 1, ran.err
    assert ran.data["added"] == ["somewhere-hotline"]
    same = hegui("rules", "diff", "somewhere", folder / "新.zip", "--rules", new, "--on", reports)
    assert same.status == 0, same.err


def test_own_kinds_of_two_states_are_kept_apart(hegui: Hegui, folder: Path, reports: Path) -> None:
    """Both folders bear the same name, and have a module of the same name."""
    assert hegui("plugins", "new", "somewhere").status == 0
    old = folder / "somewhere" / "hegui_somewhere"
    new = folder / "改" / "hegui_somewhere"
    shutil.copytree(old, new)
    code = new / "credit_code.py"
    code.write_text(code.read_text("utf-8").replace("somewhere-credit-code", "somewhere-code"), "utf-8")
    rule = new / "rules" / "statements" / "somewhere-credit-code.yaml"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("check: somewhere-credit-code", "check: somewhere-code"), "utf-8")
    ran = hegui("rules", "diff", old, new, "--on", reports, "--format", "json")
    assert ran.status == 0, ran.err
    assert {rule["rule"]: rule["keys"] for rule in ran.data["rules"]} == {
        "somewhere-credit-code": {"check": ["somewhere-credit-code", "somewhere-code"]}
    }


def test_tables_for_documents_and_spreadsheets(hegui: Hegui, folder: Path, reports: Path) -> None:
    old, new = _pack(folder / "旧"), _pack(folder / "新", RULE.replace("没有写明热线", "=缺"))
    markdown = hegui("rules", "diff", old, new, "--on", reports, "--format", "md").out
    assert "## 各规则的变化" in markdown
    assert "| 写明服务热线 | 说法改变 | 甲市城乡事务局 | 2024 |" in markdown
    rows = list(csv.DictReader(StringIO(hegui("rules", "diff", old, new, "--on", reports, "--format", "csv").out[1:])))
    assert [(row["编号"], row["变化"], row["现在"]) for row in rows] == [
        ("somewhere-hotline", "说法改变", "[警告] =缺")
    ]


def test_a_report_that_cannot_be_read_makes_it_incomplete(hegui: Hegui, folder: Path, reports: Path) -> None:
    old, new = _pack(folder / "旧"), _pack(folder / "新")
    (reports / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    ran = hegui("rules", "diff", old, new, "--on", reports)
    assert ran.status == 3
    assert "比较不完整" in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["旧", "没有", "--on", "报告"], "没有：没有这个文件夹或压缩包，也没有这个名称的规则包"),
        (["旧", "报告", "--on", "报告"], "报告：其中没有规则包"),
        (["旧", "旧", "--on", "没有"], "--on 没有：没有这个文件或文件夹"),
        (["旧", "旧"], "缺少 --on"),
        (["旧", "坏", "--on", "报告"], "severity"),
        (["旧", "外.zip", "--on", "报告"], "指向文件夹之外，没有解压"),
        (["旧", "假.zip", "--on", "报告"], "假.zip：其中没有规则包"),
    ],
)
def test_what_it_refuses(hegui: Hegui, folder: Path, reports: Path, arguments: list[str], message: str) -> None:
    _pack(folder / "旧")
    _pack(folder / "坏", RULE.replace("severity: warning", "severity: grave"))
    with ZipFile(folder / "外.zip", "w") as archive:
        archive.writestr("../pack.yaml", MANIFEST)
    (folder / "假.zip").write_bytes(b"no archive")
    ran = hegui("rules", "diff", *arguments)
    assert ran.status == 2
    assert message in ran.err


def test_of_a_changed_parameter_what_differs_is_told_and_no_more(folder: Path, reports: Path, hegui: Hegui) -> None:
    parameters = """\
basis: {{document: 某州通知}}
deadlines: {{department: "01-{day}"}}
"""
    old = _pack(folder / "旧", parameters=parameters.format(day=28))
    new = _pack(folder / "新", parameters=parameters.format(day=25))
    told = hegui("rules", "diff", old, new, "--on", reports).out
    assert "参数 somewhere values deadlines department：01-28 → 01-25" in told
    assert "…" not in told
