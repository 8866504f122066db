"""`hegui rules explain`: a rule as it finally applies, and which pack changed what and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def office(folder: Path) -> Path:
    pack = folder / "office"
    pack.mkdir()
    (pack / "pack.yaml").write_text("name: office\ntitle: 某办\nversion: '1'\nextends: [hunan]\n", "utf-8")
    change = "reason: 某通知, applies: {years: 2024-}, severity: warning, points: {default: 3}, set: {max: 1000}"
    (pack / "overrides.yaml").write_text(f"overview-length: {{{change}}}\n", "utf-8")
    return pack


def lines(text: str, heading: str) -> list[str]:
    """What stands under a heading, the lines of one text joined, without blanks."""
    texts: list[str] = []
    within = False
    for line in text.splitlines():
        if not line.startswith(" "):
            within = line.startswith(heading)
            texts += [line.removeprefix(heading).strip()] if within else []
        elif within:
            texts[-1] += line.strip()
    return ["".join(found.split()) for found in texts]


def test_which_pack_changes_what_and_why(hegui: Any, office: Path) -> None:
    ran = hegui("rules", "explain", "overview-length", "--rules", office, "--province", "湖南省")
    assert lines(ran.out, "调整") == [
        "规则包“office”对2024年度起，湖南省：级别改为警告，扣分改为3（评分方案default），max改为1000。理由：某通知"
    ]
    assert lines(ran.out, "结果") == ["2024年度起，湖南省：警告，扣分3（评分方案default），max1000"]
    assert (
        lines(hegui("rules", "explain", "overview-length", "--rules", office, "--province", "河南").out, "结果") == []
    )


def test_parameters_are_told_with_the_layers_that_change_them(hegui: Any, folder: Path) -> None:
    ran = hegui("rules", "explain", "published-by-deadline", "--city", "怀化")
    assert any("规则包“huaihua”对2021年度" in text and "依据：" in text for text in lines(ran.out, "参数"))
    assert any("department:01-28,government:03-31" in text for text in lines(ran.out, "结果"))


def test_only_parameters_that_the_rule_reads_are_told(hegui: Any, folder: Path) -> None:
    assert lines(hegui("rules", "explain", "table3-column-balance").out, "参数") == []
    assert "deadlines" in lines(hegui("rules", "explain", "published-by-deadline").out, "参数")[0]


def test_a_place_that_there_is_not(hegui: Any, folder: Path) -> None:
    ran = hegui("rules", "explain", "published-by-deadline", "--province", "湖难省")
    assert (ran.status, "最接近的是“湖南省”" in ran.err) == (2, True)
