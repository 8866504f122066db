"""江苏省、宿迁市规则包的测试。"""

from pathlib import Path

import pytest

from hegui.plugin import Result, Severity, Verdict
from hegui.proving import CaseRunner, edit, load_draft, runner_of

PLUGIN = Path(__file__).parents[1]
CITY_BUREAU, COUNTY_BUREAU, ELSEWHERE = "宿迁市城乡事务局", "泗洪县城乡事务局", "徐州市城乡事务局"
STATED = ["training", "open-day", "cleanup", "proposals", "lists"]


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return runner_of(PLUGIN / "hegui_jiangsu", PLUGIN / "hegui_suqian")


def verdicts(runner: CaseRunner, edits: dict[str, object], unit: str = CITY_BUREAU) -> dict[str, Verdict]:
    return dict(runner.verdicts_of(edit(load_draft("bureau"), {"unit": unit, "year": 2025, **edits})))


def test_what_the_city_asks_for_is_asked_of_its_own_departments(runner: CaseRunner) -> None:
    short: dict[str, object] = {"section": {"一": "全年主动公开政府信息21条。", "六": "未收取信息处理费。"}}
    found = verdicts(runner, short)
    assert {found[f"suqian-{item}-stated"].result for item in STATED} == {Result.FAIL}
    assert {found[f"suqian-{item}-stated"].severity for item in STATED} == {Severity.INFO}
    for unit in (COUNTY_BUREAU, ELSEWHERE):
        others = verdicts(runner, short, unit)
        assert {others[f"suqian-{item}-stated"].result for item in STATED} == {Result.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("training", "组织全局政务公开专题培训。"),
        ("training", "参加市政府办公室举办的业务学习班3期。"),
        ("open-day", "在世界水日期间举办水利开放日活动。"),
        ("open-day", "邀请人大代表、市民走进水厂观摩。"),
        ("cleanup", "公开主动公开失效文件清单1份。"),
        ("proposals", "全年承办人大代表建议6件、政协委员提案2件，均已公开。"),
        ("lists", "修订《政府信息主动公开目录清单》。"),
    ],
)
def test_the_words_of_a_report_are_enough(item: str, said: str, runner: CaseRunner) -> None:
    found = verdicts(runner, {"section": {"一": said, "六": "未收取信息处理费。"}})
    assert found[f"suqian-{item}-stated"].result is Result.PASS


def test_an_overview_that_was_not_read_is_not_accused(runner: CaseRunner) -> None:
    found = verdicts(runner, {"drop": ["section.一"]})
    assert found["suqian-training-stated"].result is Result.CANNOT_ASSESS


def test_rulings_are_added_over_reviews_and_lawsuits(runner: CaseRunner) -> None:
    cells = {"table4.行政复议.结果纠正": 1, "table4.行政复议.总计": 3}
    cells |= {"table4.复议后起诉.结果纠正": 2, "table4.复议后起诉.总计": 3}
    (finding,) = verdicts(runner, {"set": cells})["suqian-rulings-corrected"].findings
    assert "3 件" in finding.message
    assert {(one.row, one.column) for one in finding.evidence} >= {("行政复议", "结果纠正"), ("复议后起诉", "结果纠正")}
