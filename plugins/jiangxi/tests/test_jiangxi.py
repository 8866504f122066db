"""江西省规则包的测试。"""

from pathlib import Path

import pytest

from hegui.plugin import Result, Verdict
from hegui.proving import CaseRunner, edit, load_draft, runner_of

OTHERS, FEE, PROPOSALS = "需要报告的其他事项", "收取信息处理费的情况", "建议提案办理情况"
THERE, ORDER = "jiangxi-fee-subsection", "jiangxi-part-six-order"


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return runner_of(Path(__file__).parents[1] / "hegui_jiangxi")


def verdicts(runner: CaseRunner, *headings: str, text: str = "\n未收取信息处理费。") -> dict[str, Verdict]:
    part = "\n".join(f"（{number}）{heading}{text}" for number, heading in zip("一二三", headings, strict=False))
    return dict(runner.verdicts_of(edit(load_draft("town"), {"section": {"六": part or "未收取信息处理费。"}})))


@pytest.mark.parametrize(
    ("headings", "there", "order"),
    [
        ((), Result.PASS, Result.PASS),
        ((OTHERS, FEE), Result.PASS, Result.PASS),
        ((FEE, OTHERS), Result.PASS, Result.FAIL),
        ((FEE,), Result.PASS, Result.PASS),
        ((OTHERS, PROPOSALS), Result.FAIL, Result.PASS),
        ((OTHERS, PROPOSALS, FEE), Result.PASS, Result.PASS),
        ((PROPOSALS, FEE, OTHERS), Result.PASS, Result.FAIL),
    ],
)
def test_subsections_are_seen_by_their_headings(
    runner: CaseRunner, headings: tuple[str, ...], there: Result, order: Result
) -> None:
    found = verdicts(runner, *headings)
    assert (found[THERE].result, found[ORDER].result) == (there, order)


def test_a_word_in_the_text_is_no_heading(runner: CaseRunner) -> None:
    assert verdicts(runner, OTHERS, PROPOSALS, text="。我镇未收取信息处理费。")[THERE].result is Result.FAIL


def test_a_heading_may_share_its_line(runner: CaseRunner) -> None:
    (finding,) = verdicts(runner, FEE, OTHERS, text="。无。")[ORDER].findings
    assert [evidence.quote for evidence in finding.evidence] == [f"（一）{FEE}", f"（二）{OTHERS}"]
