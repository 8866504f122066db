"""The pytest plugin: off unless asked for, each case an item, failures in the words of an author."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

RULE = """\
id: local-sum
title: 新收不超过五百件
basis: {document: 某省文件}
applies: {years: 2019-}
severity: warning
check: identity
for_each: table3.column
assert: 本年新收 <= 500
message: "{列}：本年新收 {本年新收}"
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


ASKED = ("-p", "hegui.proving.pytest_plugin")


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


def test_cases_of_overrides_and_parameters_are_items_too(tmp_path: Path) -> None:
    _pack(tmp_path, RULE)
    change = "table4-totals: {enabled: false, reason: 某, cases: [{not_applicable: {drop: [table4]}}, {fail: {}}]}\n"
    (tmp_path / "overrides.yaml").write_text(change, "utf-8")
    status, out = _pytest(tmp_path, *ASKED, "-vv")
    assert (status, "1 failed, 7 passed" in out) == (1, True), out
    assert "overrides.yaml::table4-totals（local overrides.yaml 的 table4-totals）用例 1 PASSED" in out
    assert "应为不符合，实为不适用" in out


def test_a_case_that_does_not_hold_is_told_in_a_sentence(tmp_path: Path) -> None:
    _pack(tmp_path, RULE.replace("501", "300"))
    status, out = _pytest(tmp_path, *ASKED)
    assert status == 1
    assert "local-sum 用例 1（超过）：应为不符合，实为符合。" in out
    assert "Traceback" not in out


def test_a_invalid_file_is_told_with_its_line(tmp_path: Path) -> None:
    _pack(tmp_path, RULE.replace("severity: warning", "severity: warnin"))
    status, out = _pytest(tmp_path, *ASKED)
    assert status == 1
    assert "local-sum.yaml:5:11：“severity”不能是“warnin”，最接近的是“warning”。" in out
    assert "Traceback" not in out


SCHEME = """\
name: local-hundred
title: 百分制
of: 100
points: {error: 5, warning: 2, info: 0}
grades: [{title: 合格, from: 0}]
cases:
  - {name: 样稿, total: 100}
  - {name: 六百件, edits: {set: {table3.自然人.本年新收: 600}}, total: 99, deductions: {local-sum: 2}}
"""


def test_cases_of_schemes_are_items_too(tmp_path: Path) -> None:
    _pack(tmp_path, RULE)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "local-hundred.yaml").write_text(SCHEME, "utf-8")
    status, out = _pytest(tmp_path, *ASKED, "-vv")
    assert (status, "1 failed, 7 passed" in out) == (1, True), out
    assert "local-hundred.yaml::用例 1（样稿） PASSED" in out
    assert "评分方案 local-hundred 用例 2（六百件）：总分应为 99，实为" in out
    assert "Traceback" not in out


def test_a_scheme_that_does_not_load_is_told_with_its_line(tmp_path: Path) -> None:
    _pack(tmp_path, RULE)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "local-hundred.yaml").write_text(SCHEME.replace("of: 100", "of: 0"), "utf-8")
    status, out = _pytest(tmp_path, *ASKED)
    assert status == 1
    assert "local-hundred.yaml:3:5：“of”过小（数 0），应大于 0。" in out
