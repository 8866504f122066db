"""A pack says how clean drafts of its units look, and its rules are proven on those."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hegui.model.rule import Result
from hegui.project.host import Host
from hegui.proving.cases import CaseResult, run_cases
from hegui.proving.draft import national_drafts
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

RULE = """\
id: local-hotline
title: 导语写明热线
basis: {document: 某省通知}
severity: warning
check: pattern
scope: 导语
require: [{pattern: "12345", says: 没有写明热线}]
message: "{说明}"
advice: 补上热线。
cases:
  - fail: {preamble: 本报告依据条例编制。}
  - pass: {}
"""
CORPUS_RULE = """\
id: local-growth
title: 现行有效规章没有减少
basis: {document: 某省通知}
severity: info
check: continuity
for_each: table2.row
assert: 现行有效 >= 上年.现行有效
message: "{单位}{行}减少 {差额} 件"
advice: 核对。
cases:
  - fail: {}
    previous: {set: {table2.规章.现行有效: 9}}
  - pass: {}
    previous: {}
"""
ADDED = "（电话：0736-5550100，热线：12345）"
DRAFT = f"bureau: {{unit: 陕西省城乡事务局, replace: {{（电话：0736-5550100）: {ADDED}}}}}\n"
OTHERS = "".join(f"{name}: {{unit: 陕西省城乡事务局, preamble: 热线：12345。}}\n" for name in national_drafts()[1:])

Load = Callable[..., RuleSet]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def make(name: str, manifest: str, **files: str) -> Path:
        folder = tmp_path / name
        for file, text in {"pack": f"name: {name}\ntitle: 某地\nversion: '1'\n{manifest}", **files}.items():
            path = folder / f"{file}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return folder

    def load(drafts: str = "", city: bool = False) -> RuleSet:
        rules = {"rules/structure/local-hotline": RULE, "rules/corpus/local-growth": CORPUS_RULE}
        province = "extends: [national]\napplies: {provinces: [陕西省]}\n"
        mine = {"drafts": drafts} if drafts else {}
        packs = [make("province", province, **mine, **({} if city else rules))]
        if city:
            packs.append(make("city", "extends: [province]\n", **rules))
        return load_ruleset(Host.load(pack_dirs=packs))

    return load


def _wrong(ruleset: RuleSet) -> list[CaseResult]:
    assert ruleset.mistakes == ()
    return [result for result in run_cases(ruleset, ["local-hotline", "local-growth"]) if not result.ok]


def test_without_drafts_of_its_own_a_pack_meets_those_of_everybody(load: Load) -> None:
    assert {result.rule for result in _wrong(load())} == {"local-hotline", "local-growth"}


@pytest.mark.parametrize("city", [False, True])
def test_rules_of_a_pack_and_of_those_that_extend_it_are_proven_on_its_drafts(load: Load, city: bool) -> None:
    assert _wrong(load(DRAFT + OTHERS, city)) == []


def test_rules_of_other_packs_are_proven_as_before(load: Load) -> None:
    ruleset = load("bureau: {drop: [signature]}\n")
    assert all(result.ok for result in run_cases(ruleset, ["signature-present"]))


def test_a_draft_that_lacks_what_the_pack_requires_is_told(load: Load) -> None:
    (wrong,) = _wrong(load(DRAFT + OTHERS.replace("热线：12345。", "热线：12346。", 1)))
    assert wrong.case == f"合格样稿 {national_drafts()[1]}"


def test_edits_that_do_not_fit_are_told_with_the_file(load: Load) -> None:
    for result in _wrong(load("bureau: {replace: {没有的文字: 某}}\n")):
        assert "drafts.yaml 中 bureau 的改动有误：" in result.why


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("burau: {}\n", "没有样稿“burau”，最接近的是“bureau”；请改正。"),
        ("bureau: {apend: {一: 某}}\n", "不认识的键“apend”，最接近的是“append”；请改正或删去。"),
    ],
)
def test_the_file_is_held_against_its_schema(load: Load, text: str, message: str) -> None:
    (mistake,) = load(text).mistakes
    assert (mistake.path.name, mistake.message) == ("drafts.yaml", message)


def test_a_case_that_differs_from_the_right_verdict_in_its_words_only_says_so() -> None:
    result = CaseResult("local-hotline", "用例 1", Result.FAIL, Result.FAIL, False, "证据中没有“热线”：没有写明")
    assert str(result) == "local-hotline 用例 1：结论是不符合，但证据中没有“热线”：没有写明"
    other = result._replace(got=Result.PASS, why="")
    assert str(other) == "local-hotline 用例 1：应为不符合，实为符合。"
