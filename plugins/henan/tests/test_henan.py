"""河南省规则包的测试。"""

from pathlib import Path

import pytest

from hegui.plugin import Result
from hegui.proving import CaseRunner, edit, load_draft, runner_of

UNIT = "睢县云潭镇人民政府"
PARTS = ("preamble", "period", "signature")


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return runner_of(Path(__file__).parents[1] / "hegui_henan")


@pytest.mark.parametrize("kept", [(), ("preamble",), ("period",), ("signature",), PARTS])
def test_any_one_part_is_enough(runner: CaseRunner, kept: tuple[str, ...]) -> None:
    edits: dict[str, object] = {"unit": UNIT, "drop": [part for part in PARTS if part not in kept]}
    if kept == ("period",):  # 统计期限写在第一部分
        edits = {"unit": UNIT, "drop": list(PARTS), "append": {"一": "统计期限为2023年1月1日至12月31日。"}}
    verdict = runner.verdicts_of(edit(load_draft("town"), edits))["henan-identification"]
    assert verdict.result is (Result.PASS if kept else Result.FAIL)


def test_the_national_hints_stay_as_they_are(runner: CaseRunner) -> None:
    verdicts = runner.verdicts_of(edit(load_draft("town"), {"unit": UNIT, "drop": ["signature"]}))
    assert verdicts["signature-present"].result is Result.FAIL
    assert verdicts["henan-identification"].result is Result.PASS
