"""湖南省、怀化市规则包的测试。"""

from pathlib import Path

import pytest

from hegui.plugin import Result, Verdict
from hegui.proving import CaseRunner, edit, load_draft, runner_of

PLUGIN = Path(__file__).parents[1]
RULE = "huaihua-submitted-in-time"


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return runner_of(PLUGIN / "hegui_hunan", PLUGIN / "hegui_huaihua")


def verdict(runner: CaseRunner, signed: str | None, unit: str = "怀化市城乡事务局") -> Verdict:
    return runner.verdicts_of(edit(load_draft("bureau"), {"unit": unit, "year": 2021, "signed": signed}))[RULE]


@pytest.mark.parametrize(
    ("signed", "result"),
    [
        ("2022年1月26日", Result.PASS),
        ("2022年1月27日", Result.FAIL),
        ("2022年2月30日", Result.CANNOT_ASSESS),
        (None, Result.CANNOT_ASSESS),
    ],
)
def test_a_report_is_signed_by_the_day_on_which_it_was_to_be_handed_in(
    runner: CaseRunner, signed: str | None, result: Result
) -> None:
    assert verdict(runner, signed).result is result


def test_the_finding_counts_the_days_and_quotes_the_signature(runner: CaseRunner) -> None:
    (finding,) = verdict(runner, "2022年2月5日").findings
    assert "2022年1月26日" in finding.message
    assert "晚 10 天" in finding.message
    assert finding.evidence[0].quote == "2022年2月5日"


def test_two_days_two_rules(runner: CaseRunner) -> None:
    """Handed in late by 27 January, published in time by the 28th."""
    edits = {"unit": "怀化市城乡事务局", "year": 2021, "signed": "2022年1月27日", "published": "2022年1月28日"}
    verdicts = runner.verdicts_of(edit(load_draft("bureau"), edits))
    assert verdicts[RULE].result is Result.FAIL
    assert verdicts["published-by-deadline"].result is Result.PASS


@pytest.mark.parametrize("unit", ["会同县城乡事务局", "岳阳市城乡事务局", "怀化市鹤城区人民政府"])
def test_the_day_is_for_departments_of_the_city_itself(runner: CaseRunner, unit: str) -> None:
    assert verdict(runner, "2022年3月1日", unit).result is Result.NOT_APPLICABLE
