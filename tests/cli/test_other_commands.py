"""`hegui rules`, `hegui plugins`, `hegui render`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hegui.bundled import template

UNBALANCED = {"table3.自然人.本年新收": 99}


def test_rules_are_listed(hegui: Any) -> None:
    rules = hegui("rules", "list", "--format", "json").data
    balance = next(rule for rule in rules if rule["id"] == "table3-column-balance")
    assert (balance["severity"], balance["category"], balance["pack"]) == ("error", "tables", "national")
    table = hegui("rules", "list")
    assert table.status == 0
    assert all(rule["id"] in table.out for rule in rules)


def test_rules_are_listed_by_their_tags(hegui: Any) -> None:
    example = template() / "hegui_example"
    rules = hegui("rules", "list", "--tag", "示范", "--plugin", example, "--format", "json").data
    assert [(rule["id"], rule["tags"]) for rule in rules] == [("example-topic-day", ["示范"])]
    explained = hegui("rules", "explain", "example-topic-day", "--plugin", example).out
    assert re.search(r"标签 +示范", explained)
    ran = hegui("rules", "list", "--tag", "示犯", "--plugin", example)
    assert ran.status == 2
    assert "--tag 示犯：没有规则带这个标签，最接近的是“示范”" in ran.err


def test_a_pack_says_who_maintains_it(hegui: Any) -> None:
    example = template() / "hegui_example"
    (row,) = (row for row in hegui("plugins", "--plugin", example, "--format", "json").data if row["origin"] == "指定")
    assert row["about"]["example"]["maintainer"] == "某办公室"
    assert "维护：某办公室" in hegui("plugins", "--plugin", example).out.replace("\n", "")


def test_a_rule_is_explained(hegui: Any) -> None:
    ran = hegui("rules", "explain", "table3-column-balance")
    assert ran.status == 0
    for words in ("table3-column-balance", "错误", "国办公开办函〔2021〕30号", "依据", "建议", "用例", "不符合"):
        assert words in ran.out


def test_an_unknown_rule_is_told_with_the_nearest(hegui: Any) -> None:
    for action in ("explain", "test"):
        ran = hegui("rules", action, "table3-colum-balance")
        assert ran.status == 2
        assert "table3-column-balance" in ran.err


def test_the_cases_of_a_rule_are_run(hegui: Any) -> None:
    ran = hegui("rules", "test", "table3-column-balance")
    assert ran.status == 0
    assert "全部通过" in ran.out


def test_a_case_that_fails_is_told(hegui: Any, write_pack: Any) -> None:
    pack = write_pack(cases="[{fail: {}}, {pass: {}}]")
    ran = hegui("rules", "test", "local-title", "--rules", pack)
    assert ran.status == 1
    assert "local-title 用例 1：应为不符合，实为符合" in ran.out
    assert "1 个未通过" in ran.out


def test_invalid_files_are_told_with_their_lines(hegui: Any, write_pack: Any) -> None:
    pack = write_pack(severity="eror")
    for arguments in ((pack,), ("--rules", pack)):
        ran = hegui("rules", "lint", *arguments)
        assert ran.status == 2
        assert "local-title.yaml:4" in ran.out
        assert "共 1 处错误" in ran.out


def test_a_scheme_that_names_no_rule_is_told(hegui: Any, write_pack: Any) -> None:
    pack = write_pack()
    (pack / "schemes").mkdir()
    (pack / "schemes" / "local.yaml").write_text(
        "name: local\ntitle: 本省评分\nof: 10\npoints: {error: 1, warning: 1, info: 0}\n"
        "rules: {local-titel: 2}\ngrades: [{title: 合格, from: 0}]\n",
        "utf-8",
    )
    ran = hegui("rules", "lint", "--rules", pack)
    assert ran.status == 2
    assert "schemes/local.yaml:5:9：没有规则“local-titel”，最接近的是“local-title”" in ran.out
    assert hegui("audit", "a.html", "--rules", pack, "--scheme", "local").status == 2


def test_files_without_fault_are_told(hegui: Any, write_pack: Any) -> None:
    ran = hegui("rules", "lint", write_pack())
    assert (ran.status, ran.out) == (0, "没有发现错误。\n")


def test_a_fault_elsewhere_keeps_nobody_from_looking_at_a_rule(hegui: Any, write_pack: Any) -> None:
    ran = hegui("rules", "explain", "table3-column-balance", "--rules", write_pack(severity="eror"))
    assert ran.status == 2
    assert "表三" in ran.out
    assert "local-title.yaml:4" in ran.err


def test_plugins_are_listed_with_their_faults(hegui: Any, folder: Path) -> None:
    Path("bad.py").write_text("1 / 0\n", "utf-8")
    assert hegui("plugins").status == 0
    ran = hegui("plugins", "--format", "json", "--plugin", "bad.py")
    rows = {row["name"]: row for row in ran.data}
    assert rows["national"]["packs"] == ["national"]
    assert "ZeroDivisionError" in rows["bad"]["errors"][0]
    assert ran.status == 3
    assert "ZeroDivisionError" in hegui("plugins", "--plugin", "bad.py").out


@pytest.mark.parametrize("name", ["md", "csv", "json"])
def test_a_stored_audit_renders_as_it_did(hegui: Any, write_report: Any, name: str) -> None:
    path = write_report(set=UNBALANCED)
    Path("audit.json").write_text(hegui("audit", path, "--format", "json", "--no-timestamp").out, "utf-8")
    path.unlink()
    write_report(set=UNBALANCED)
    direct = hegui("audit", path, "--format", name, "--no-timestamp")
    assert hegui("render", "audit.json", "--format", name).out == direct.out


def test_rendering_writes_files(hegui: Any, write_report: Any) -> None:
    Path("audit.json").write_text(hegui("audit", write_report(), "--format", "json").out, "utf-8")
    ran = hegui("render", "audit.json", "--out", "结果", "--format", "md,csv")
    assert ran.status == 0
    assert sorted(path.name for path in Path("结果").glob("audit.*")) == ["audit.csv", "audit.md"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": "hegui/audit/2"}', "\x00"])
def test_what_is_no_audit_is_refused(hegui: Any, folder: Path, text: str) -> None:
    Path("audit.json").write_text(text, "utf-8")
    ran = hegui("render", "audit.json")
    assert (ran.status, ran.out) == (2, "")
    assert "audit.json" in ran.err
    assert hegui("render", "没有.json").status == 2


def test_an_audit_with_a_part_missing_is_refused(hegui: Any, write_report: Any) -> None:
    record = hegui("audit", write_report(), "--format", "json").data
    del record["reports"][0]["verdicts"][0]["severity"]
    Path("audit.json").write_text(json.dumps(record), "utf-8")
    ran = hegui("render", "audit.json")
    assert ran.status == 2
    assert "reports[0].verdicts[0]" in ran.err


def test_a_file_that_is_open_elsewhere_keeps_no_other_format_from_being_written(
    hegui: Any, write_report: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.project import folder as outputs

    def write_whole(path: Path, parts: Any) -> None:
        if path.suffix == ".csv":
            raise PermissionError(13, "Permission denied", str(path))
        path.write_bytes(b"".join(parts))

    monkeypatch.setattr(outputs, "write_whole", write_whole)
    ran = hegui("audit", write_report(), "--format", "csv,md", "--out", "结果")
    assert ran.status == 3
    assert "没有输出 csv 格式" in ran.err
    assert "请关闭打开着它的程序" in ran.err
    assert (folder / "结果" / "audit.md").is_file()


def test_a_setting_of_a_format_that_is_wrong_is_told_in_words(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report(), "--format", "docx", "--out", "结果", "--option", "docx.offic=某办")
    assert ran.status == 2
    assert ran.err == "hegui：--option docx 格式没有设置“offic”，最接近的是“office”。\n"


def test_a_number_is_asked_for_in_chinese(hegui: Any) -> None:
    assert "参数 NUMBER 应为数字，而不是 一" in hegui("history", "export", "一").err
