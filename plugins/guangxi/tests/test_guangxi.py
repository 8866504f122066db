"""广西壮族自治区规则包的测试。"""

from pathlib import Path

import pytest

from hegui.plugin import Result
from hegui.proving import CaseRunner, edit, load_draft, runner_of

RULE = "guangxi-quoted-deadline"


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return runner_of(Path(__file__).parents[1] / "hegui_guangxi")


@pytest.mark.parametrize(
    ("unit", "day", "result"),
    [
        ("宾阳县城乡建设管理局", "1月31日", Result.PASS),
        ("宾阳县城乡建设管理局", "2月1日", Result.FAIL),
        ("宾阳县城乡建设管理局", "2月30日", Result.PASS),
        ("宾阳县人民政府", "3月31日", Result.PASS),
        ("宾阳县人民政府", "4月1日", Result.FAIL),
        ("宾阳县古辣镇人民政府", "3月31日", Result.PASS),
    ],
)
def test_a_day_is_late_or_not_by_who_names_it(runner: CaseRunner, unit: str, day: str, result: Result) -> None:
    edits = {"unit": unit, "append": {"一": f"严格执行规定，每年{day}前公布政府信息公开年度报告。"}}
    assert runner.verdicts_of(edit(load_draft("trial"), edits))[RULE].result is result


@pytest.mark.parametrize(
    "sentence",
    [
        "3月31日前完成栏目调整。年度报告已按时公布。",
        "协助编制县政府年度报告，于3月31日前公布。",
        "修订前的规定要求3月31日前公布年度报告，现已改为1月31日前。",
    ],
)
def test_it_is_silent_where_the_day_is_of_something_else(runner: CaseRunner, sentence: str) -> None:
    verdicts = runner.verdicts_of(edit(load_draft("trial"), {"append": {"一": sentence}}))
    assert verdicts[RULE].result is Result.PASS


def test_the_finding_names_both_days(runner: CaseRunner) -> None:
    edits = {"append": {"五": "改进措施：每年3月1日前报送年度报告，3月31日前公布。"}}
    (finding,) = runner.verdicts_of(edit(load_draft("trial"), edits))[RULE].findings
    assert [evidence.quote for evidence in finding.evidence] == ["3月1日前", "3月31日前"]
    assert finding.message.count("2021年1月31日") == 2
