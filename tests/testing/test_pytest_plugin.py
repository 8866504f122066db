"""The pytest plugin: off unless asked for, each case an item, failures in the words of an author."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RULE = """\
id: local-sum
title: 新收不超过五百件
basis: {document: 某省文件}
applies: {years: 2019-}
severity: warning
check: identity
for_each: table3.column
assert: 本年新收 <= 500
message: "{column}：本年新收 {本年新收}"
advice: 核对。
cases:
  - fail: {set: {table3.自然人.本年新收: 501}}
    name: 超过
  - pass: {set: {table3.自然人.本年新收: 500}}
"""


def _pack(folder: Path, rule: str) -> None:
    (folder / "rules" / "tables").mkdir(parents=True)
    (folder / "pack.yaml").write_text("name: local\ntitle: 某省\nversion: '1'\nextends: [national]\n", "utf-8")
    (folder / "rules" / "tables" / "local-sum.yaml").write_text(rule, "utf-8")


def _pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), *arguments]
    ran = subprocess.run([*command, str(folder)], capture_output=True, text=True, encoding="utf-8", check=False)
    return ran.returncode, ran.stdout + ran.stderr


ASKED = ("-p", "hegui.testing.pytest_plugin")


def test_it_is_silent_unless_asked_for(tmp_path: Path) -> None:
    _pack(tmp_path, RULE)
    status, out = _pytest(tmp_path)
    assert (status, "no tests ran" in out) == (5, True)


def test_each_case_and_each_clean_draft_is_an_item(tmp_path: Path) -> None:
    _pack(tmp_path / "pack", RULE)
    (tmp_path / "other.yaml").write_text("a: 1\n", "utf-8")
    status, out = _pytest(tmp_path, *ASKED, "-vv")
    assert status == 0, out
    assert "6 passed" in out
    for name in ("用例 1（超过）", "用例 2", "合格样稿 county"):
        assert f"local-sum.yaml::{name} PASSED" in out


def test_a_case_that_does_not_hold_is_told_in_a_sentence(tmp_path: Path) -> None:
    _pack(tmp_path, RULE.replace("501", "300"))
    status, out = _pytest(tmp_path, *ASKED)
    assert status == 1
    assert "local-sum 用例 1（超过）：应为不符合，实为符合。" in out
    assert "Traceback" not in out


def test_a_faulty_file_is_told_with_its_line(tmp_path: Path) -> None:
    _pack(tmp_path, RULE.replace("severity: warning", "severity: warnin"))
    status, out = _pytest(tmp_path, *ASKED)
    assert status == 1
    assert "local-sum.yaml:5:11：“severity”不能是“warnin”，最接近的是“warning”。" in out
    assert "Traceback" not in out
