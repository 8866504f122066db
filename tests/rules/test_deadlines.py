"""Deadlines among the parameters: whose rules may name them, who may change them, how they read in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset
from hegui.rules.deadlines import deadline_in_words, is_deadline
from hegui.rules.ruleset import RuleSet

RULE = """\
id: {name}-submitted
title: 按时报送
basis: {{document: 某通知}}
severity: warning
check: identity
assert: 成文日期 <= 报送期限
message: 期限为 {{报送期限}}，晚 {{相距}}
advice: 说明原因。
cases: [{{fail: {{}}}}, {{pass: {{}}}}]
"""


def pack(folder: Path, name: str, area: str, parameters: str, *extends: str, rule: bool = True) -> Path:
    (folder / name / "rules" / "dates").mkdir(parents=True)
    manifest = f"name: {name}\ntitle: 某地规则\nversion: '1'\nextends: [{', '.join(['national', *extends])}]\n"
    (folder / name / "pack.yaml").write_text(f"{manifest}applies: {area}\n", "utf-8")
    if parameters:
        (folder / name / "parameters.yaml").write_text(parameters, "utf-8")
    if rule:
        (folder / name / f"rules/dates/{name}-submitted.yaml").write_text(RULE.format(name=name), "utf-8")
    return folder / name


def loaded(*packs: Path) -> RuleSet:
    return load_ruleset(Host.load(pack_dirs=packs), only=[path.name for path in packs])


HUNAN, HENAN = "{provinces: [湖南省]}", "{provinces: [河南省]}"
CHANGDE = "{cities: [常德市]}"
IN_JANUARY, IN_MARCH = '报送期限: {department: "01-20"}\n', '报送期限: "03-05"\n'


def test_packs_of_two_areas_use_one_name_for_deadlines_of_their_own(tmp_path: Path) -> None:
    ruleset = loaded(pack(tmp_path, "north", HENAN, IN_MARCH), pack(tmp_path, "south", HUNAN, IN_JANUARY))
    assert ruleset.mistakes == ()


def test_a_pack_that_changes_the_deadline_of_one_it_extends_says_by_which_norm(tmp_path: Path) -> None:
    south = pack(tmp_path, "south", HUNAN, IN_JANUARY)
    (mistake,) = loaded(south, pack(tmp_path, "town", CHANGDE, IN_MARCH, "south", rule=False)).mistakes
    assert (mistake.path.parent.name, mistake.line) == ("town", 1)
    assert "改动了期限“报送期限”，要写明所依据的文件" in mistake.message


def test_that_a_deadline_is_put_off_is_a_change_that_needs_a_norm(tmp_path: Path) -> None:
    south = pack(tmp_path, "south", HUNAN, IN_JANUARY)
    town = pack(tmp_path, "town", CHANGDE, "报送期限: {postpone: true}\n", "south", rule=False)
    assert ["要写明所依据的文件" in mistake.message for mistake in loaded(south, town).mistakes] == [True]
    (town / "parameters.yaml").write_text("basis: 某通知\n报送期限: {postpone: true}\n", "utf-8")
    assert loaded(south, town).mistakes == ()


def test_a_rule_names_the_deadlines_of_packs_that_its_own_extends_and_no_others(tmp_path: Path) -> None:
    south = pack(tmp_path, "south", HUNAN, IN_JANUARY)
    heir = pack(tmp_path, "town", CHANGDE, "", "south")
    stranger = pack(tmp_path, "north", HENAN, "")
    (mistake,) = loaded(south, heir, stranger).mistakes
    assert (mistake.path.name, mistake.line) == ("north-submitted.yaml", 6)
    assert "没有“报送期限”这个名称" in mistake.message


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ("01-05", "次年1月5日"),
        (
            {"department": {"县": "01-20", "市": "01-25"}, "government": "03-31", "kinds": {"街道办事处": "03-15"}},
            "部门（县）为次年1月20日，部门（市）为次年1月25日，政府为次年3月31日，街道办事处为次年3月15日",
        ),
        ({"department": "12-20", "year": 0, "postpone": True}, "部门为当年12月20日，遇非工作日顺延"),
        ({"postpone": False}, "遇非工作日不顺延"),
        ({"year": 2}, "改在第三年"),
    ],
)
def test_a_deadline_reads_in_words(deadline: Any, words: str) -> None:
    assert deadline_in_words(deadline) == words


def test_a_deadline_is_known_by_its_name() -> None:
    assert [is_deadline(name) for name in ("deadlines", "报送期限", "期限表", "fee_limits")] == [
        True,
        True,
        False,
        False,
    ]
