"""Patterns that take long on an unlucky text are told where rules are examined, and not loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hegui.checks.patterns import Regex
from hegui.checks.runaway import runaway
from hegui.project.host import Host
from hegui.rules import assembly

QUICK = [
    r"\d{1,9}余?(?:条|件)[^。；]{0,16}公开",
    r"某(?:甲|乙){0,9}丙",
    r"(?<!\d)\d{4}年",
    r"申请[^。；\n]{0,40}?答复",
    r"《[^》\n]{0,60}》",
    r"平凡的文字",
    r"^\s*第[一二三]条",
]
SLOW = [(r"\d+余?件", "1"), (r"[^。]*申请", "某"), (r"\s+$", " "), (r"甲(?:乙|丙\d+)?丁|\d+元", "1")]
HELD_UP = [
    (r"(?:某+){1,90}。", "某"),
    (r"(?:[^。；]{0,40}，){0,9}[^。；]{0,40}；", "，"),
]


@pytest.mark.parametrize("pattern", QUICK)
def test_a_pattern_within_bounds_is_quick(pattern: str) -> None:
    assert runaway(re.compile(pattern, re.MULTILINE), strict=True) == ""


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "piece"), SLOW)
def test_a_pattern_slower_than_its_text_is_long_tells_on_what(pattern: str, piece: str) -> None:
    assert piece in runaway(re.compile(pattern, re.MULTILINE), strict=True)


@pytest.mark.parametrize(("pattern", "piece"), HELD_UP)
def test_a_pattern_that_is_held_up_is_told_in_words(pattern: str, piece: str) -> None:
    with pytest.raises(ValueError, match="反复出现的文字上要用很长时间"):
        Regex(pattern).examine()


def test_a_pattern_that_is_only_slow_may_be_used() -> None:
    for pattern, _ in SLOW:
        Regex(pattern).examine()


def test_no_pattern_of_what_ships_is_slower_than_its_text_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    examined: dict[str, re.Pattern[str]] = {}
    monkeypatch.setattr(Regex, "examine", lambda regex: examined.setdefault(regex.source, regex.compiled))
    monkeypatch.setattr(assembly, "recall", lambda key: None)  # nothing is known to be sound
    monkeypatch.setattr(assembly, "remember", lambda key, data: None)
    assembly.load_ruleset(Host.load())
    assert len(examined) > 300
    assert {source: piece for source, one in examined.items() if (piece := runaway(one, strict=True))} == {}


def test_an_audit_does_not_load_it_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from hegui.cli import main

    (tmp_path / "pack" / "rules" / "wording").mkdir(parents=True)
    (tmp_path / "pack" / "pack.yaml").write_text("name: own\nversion: 1.0.0\ntitle: 自定\n", "utf-8")
    rule = r"""
id: own-runaway
title: 不提件数
basis: {document: 国办公开办函〔2021〕30号, clause: 一}
severity: info
check: pattern
scope: 正文
forbid: ['(?:某+){1,90}件']
message: 报告提到“{词}”
advice: 请删去。
cases:
  - fail: {append: {一: 全年受理某件。}}
  - pass: {append: {一: 全年受理若干。}}
"""
    (tmp_path / "pack" / "rules" / "wording" / "own-runaway.yaml").write_text(rule, "utf-8")
    (tmp_path / "报告.txt").write_text("年度报告", "utf-8")
    assert main(["audit", str(tmp_path / "报告.txt"), "--rules", str(tmp_path / "pack")]) == 2
    assert "要用很长时间" in capsys.readouterr().err
