"""规则的用例之外，再测对上级规则的调整和自己的规则种类；在上一级文件夹运行 pytest。"""

from pathlib import Path

import pytest

from hegui.model.report import Level, Unit
from hegui.model.rule import Result, Severity
from hegui.plugins.host import Host
from hegui.rules.ruleset import RuleSet, load_ruleset
from hegui.testing import edit, load_draft
from hegui.testing.cases import CaseRunner

PLUGIN = Path(__file__).parents[1] / "hegui_example"
OURS = Unit("湖南省城乡事务局", Level.DEPARTMENT, "部门", "省", "湖南省")
ELSEWHERE = Unit("某地城乡事务局", Level.DEPARTMENT, "部门", "省", "某地")


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    """本规则包和它所依托的规则包。"""
    return load_ruleset(Host.load([PLUGIN]), thorough=True)


def test_the_pack_loads_without_a_fault(ruleset: RuleSet) -> None:
    assert [fault for fault in ruleset.faults if fault.path.is_relative_to(PLUGIN)] == []
    assert "example" in {pack.name for pack in ruleset.packs}


def test_the_override_is_for_our_units_only(ruleset: RuleSet) -> None:
    def severity(unit: Unit) -> Severity:
        rules = {compiled.rule.id: compiled.rule for compiled in ruleset.rules_for(unit, 2024)}
        return rules["signature-present"].severity

    assert severity(OURS) is Severity.WARNING
    assert severity(ELSEWHERE) is Severity.INFO


@pytest.mark.parametrize(("people", "result"), [(1, Result.FAIL), (2, Result.PASS), (3, Result.PASS)])
def test_training_at_its_bound(ruleset: RuleSet, people: int, result: Result) -> None:
    draft = edit(load_draft("bureau"), {"unit": OURS.name, "replace": {"培训86人次": f"培训{people}人次"}})
    assert CaseRunner(ruleset).verdicts_of(draft)["example-training"].result is result
