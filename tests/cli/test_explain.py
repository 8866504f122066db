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


def test_each_of_several_overrides_is_told_and_what_comes_of_them(hegui: Any, office: Path) -> None:
    overrides = """\
overview-length:
  - {reason: 甲, set: {max: 2000}}
  - {reason: 乙, set: {max: 3000}, applies: {cities: [怀化市], except: {counties: [鹤城区]}}}
"""
    (office / "overrides.yaml").write_text(overrides, "utf-8")
    ran = hegui("rules", "explain", "overview-length", "--rules", office)
    assert [line for line in lines(ran.out, "结果") if "武威" not in line] == [
        "湖南省：提示，max2000",
        "湖南省、怀化市（鹤城区除外）：提示，max3000",
    ]
    assert [line[-6:] for line in lines(ran.out, "调整") if "office" in line] == ["0。理由：甲", "0。理由：乙"]


def test_parameters_are_told_with_the_layers_that_change_them(hegui: Any, folder: Path) -> None:
    ran = hegui("rules", "explain", "published-by-deadline", "--city", "怀化")
    assert any("规则包“huaihua”对2021年度" in text and "依据：" in text for text in lines(ran.out, "参数"))
    assert any("部门为次年1月28日，政府为次年3月31日" in text for text in lines(ran.out, "结果"))


def test_only_parameters_that_the_rule_reads_are_told(hegui: Any, folder: Path) -> None:
    assert lines(hegui("rules", "explain", "table3-column-balance").out, "参数") == []
    assert "deadlines" in lines(hegui("rules", "explain", "published-by-deadline").out, "参数")[0]


def test_a_place_that_there_is_not(hegui: Any, folder: Path) -> None:
    ran = hegui("rules", "explain", "published-by-deadline", "--province", "湖难省")
    assert (ran.status, "最接近的是“湖南省”" in ran.err) == (2, True)


def test_parameters_of_places_that_a_rule_is_not_for_are_not_told(tmp_path: Path, hegui: Any) -> None:
    """A deadline of one city, and a rule of another that names it."""
    folder = tmp_path / "local"
    (folder / "rules" / "dates").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        'name: local\ntitle: 某市规则\nversion: "1"\nextends: [hunan]\napplies: {cities: [常德市]}\n', "utf-8"
    )
    (folder / "parameters.yaml").write_text('basis: {document: 某通知}\n报送期限: {department: "01-18"}\n', "utf-8")
    (folder / "rules" / "dates" / "local-submitted.yaml").write_text(
        "id: local-submitted\ntitle: 按时报送\nbasis: {document: 某通知}\nseverity: info\ncheck: identity\n"
        "assert: 成文日期 <= 报送期限\nmessage: 晚 {相距}\nadvice: 说明原因。\n"
        "cases: [{fail: {signed: 2025-01-19}}, {pass: {signed: 2025-01-18}}]\n",
        "utf-8",
    )
    told = hegui("rules", "explain", "local-submitted", "--rules", folder).out
    assert "次年1月18日" in told
    assert "怀化" not in told
