"""规则的用例之外，再测对上级规则的调整和自己的规则种类；在上一级文件夹运行 pytest。"""

from pathlib import Path

import pytest

# 可选：renderer
from hegui import Project, load

# 可选完
from hegui.plugin import Level, Result, Severity, Unit
from hegui.proving import (
    # 可选：renderer
    HTML,
    # 可选完
    CaseRunner,
    edit,
    load_draft,
    runner_of,
)

PLUGIN = Path(__file__).parents[1] / "hegui_example"
OURS = Unit("湖南省城乡事务局", Level.DEPARTMENT, "部门", "省", "湖南省")
ELSEWHERE = Unit("某地城乡事务局", Level.DEPARTMENT, "部门", "省", "某地")


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    """本规则包和它所依托的规则包。"""
    return runner_of(PLUGIN)


def test_the_pack_loads_without_a_mistake(runner: CaseRunner) -> None:
    assert [mistake for mistake in runner.ruleset.mistakes if mistake.path.is_relative_to(PLUGIN)] == []
    assert "example" in {pack.name for pack in runner.ruleset.packs}


def test_the_override_is_for_our_units_only(runner: CaseRunner) -> None:
    def severity(unit: Unit) -> Severity:
        rules = {compiled.rule.id: compiled.rule for compiled in runner.ruleset.rules_for(unit, 2024)}
        return rules["signature-present"].severity

    assert severity(OURS) is Severity.WARNING
    assert severity(ELSEWHERE) is Severity.INFO


@pytest.mark.parametrize(("people", "result"), [(1, Result.FAIL), (2, Result.PASS), (3, Result.PASS)])
def test_training_at_its_bound(runner: CaseRunner, people: int, result: Result) -> None:
    draft = edit(load_draft("bureau"), {"unit": OURS.name, "replace": {"培训86人次": f"培训{people}人次"}})
    assert runner.verdicts_of(draft)["example-training"].result is result


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("91350100M000100Y43", Result.PASS),
        ("11350100M000100Y4B", Result.PASS),
        ("11350100M000100Y40", Result.FAIL),
        ("11350100M00010OY4B", Result.FAIL),
    ],
)
def test_a_credit_code_has_its_check_character(runner: CaseRunner, code: str, result: Result) -> None:
    contact = {"（电话：0736-5550100）": f"（统一社会信用代码：{code}）"}
    draft = edit(load_draft("bureau"), {"unit": OURS.name, "replace": contact})
    assert runner.verdicts_of(draft)["example-credit-code"].result is result


# 可选：renderer


def test_a_line_for_each_report(tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    report.write_bytes(HTML.render(edit(load_draft("bureau"), {"unit": OURS.name})))
    rules = load(plugins=[PLUGIN])
    run = Project(rules, cache=False).audit(report)
    render = rules.host.renderers["example-notes"].text
    assert render is not None
    (line,) = "".join(render(run)).splitlines()
    assert line.startswith("湖南省城乡事务局：")
    assert line.endswith(" 条规则不符合。")


# 可选完
