"""甘肃省、武威市规则包的测试。"""

from pathlib import Path

import pytest

from hegui.plugin import Result, Severity, Verdict
from hegui.proving import CaseRunner, edit, load_draft, runner_of

PLUGIN = Path(__file__).parents[1]
BUREAU, DISTRICT = "武威市城乡事务局", "武威市凉州区人民政府"


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return runner_of(PLUGIN / "hegui_gansu", PLUGIN / "hegui_wuwei")


def verdicts(runner: CaseRunner, overview: str, unit: str = BUREAU) -> dict[str, Verdict]:
    edits = {"unit": unit, "year": 2025, "section": {"一": overview}}
    return dict(runner.verdicts_of(edit(load_draft("bureau"), edits)))


def missing(verdict: Verdict) -> list[str]:
    return [finding.key for finding in verdict.findings]


def test_a_number_counts_only_under_its_aspect(runner: CaseRunner) -> None:
    found = verdicts(
        runner, "（一）主动公开。发布解读9篇，回应留言3条。\n（四）平台建设。门户网站发布信息412条，公众号推送8条。"
    )
    assert missing(found["wuwei-disclosure-figures"]) == ["网站公开数", "政务新媒体公开数"]


def test_without_headings_the_whole_part_is_searched(runner: CaseRunner) -> None:
    found = verdicts(
        runner, "门户网站公开412条，公众号公开8条，发布解读9篇，回应留言3条。设政务公开专区1个，管理网站1个。"
    )
    assert found["wuwei-disclosure-figures"].result is Result.PASS
    assert found["wuwei-platform-figures"].result is Result.PASS


def test_to_say_that_there_is_none_is_enough(runner: CaseRunner) -> None:
    overview = "（一）主动公开。网站公开412条，未开设政务新媒体，无政策解读，没有需要回应的留言。"
    assert verdicts(runner, overview)["wuwei-disclosure-figures"].result is Result.PASS


def test_a_finding_quotes_the_sentence_that_lacks_the_number(runner: CaseRunner) -> None:
    found = verdicts(runner, "（四）平台建设。加强门户网站建设。建好政务公开专区。")["wuwei-platform-figures"]
    assert [finding.evidence[0].quote for finding in found.findings] == ["（四）平台建设", "建好政务公开专区"]


def test_gazettes_and_key_areas_are_for_governments(runner: CaseRunner) -> None:
    overview = "（一）主动公开。公开教育36条、卫生28条、就业41条。\n（四）平台建设。编发政府公报6期。"
    found = verdicts(runner, overview, DISTRICT)
    assert missing(found["wuwei-key-areas"]) == ["养老领域公开数", "公共资源配置领域公开数", "政府公报或公示栏公开数"]
    assert missing(found["wuwei-gazette-figures"]) == ["数字公报"]
    assert verdicts(runner, overview)["wuwei-key-areas"].result is Result.NOT_APPLICABLE


def test_a_picture_or_a_missing_part_cannot_be_judged(runner: CaseRunner) -> None:
    edits = {"unit": BUREAU, "year": 2025, "drop": ["section.一"]}
    found = runner.verdicts_of(edit(load_draft("bureau"), edits))["wuwei-document-figures"]
    assert found.result is Result.CANNOT_ASSESS


@pytest.mark.parametrize(("length", "result"), [(1100, Result.PASS), (1101, Result.FAIL)])
def test_the_length_is_limited_and_a_longer_text_is_a_warning(runner: CaseRunner, length: int, result: Result) -> None:
    verdict = verdicts(runner, "公" * length)["overview-length"]
    assert (verdict.result, verdict.severity) == (result, Severity.WARNING)
    elsewhere = verdicts(runner, "公" * length, "兰州市城乡事务局")["overview-length"]
    assert (elsewhere.result, elsewhere.severity) == (Result.PASS, Severity.INFO)
