"""What is waived costs nothing, is told beside the score, and changes nothing of how much was judged."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from hegui.model.audit import ScoreBefore
from hegui.model.verdict import Verdict, Waived

WAIVED = Waived("已批准", "王某", "2025-01-20", None)


def waived(verdict: Verdict, *numbers: int) -> Verdict:
    """The verdict with some of its findings waived."""
    findings = (replace(one, waiver=WAIVED if at in numbers else None) for at, one in enumerate(verdict.findings))
    return replace(verdict, findings=tuple(findings))


def test_a_rule_all_of_whose_findings_are_waived_costs_nothing(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    late, other = make_rule("late"), make_rule("other", severity="warning")
    verdicts = [waived(make_verdict(late, findings=2), 0, 1), make_verdict(other), make_verdict(other, "cannot_assess")]
    made = score_of(verdicts, make_scheme())
    assert (made.total, [one.rule for one in made.deductions]) == (98, ["other"])
    assert made.before_waivers == ScoreBefore(93, "合格")
    assert made.coverage == score_of([*map(waived, verdicts)], make_scheme()).coverage


def test_the_other_findings_of_a_rule_count_on(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    typo = waived(make_verdict(make_rule("typo"), findings=3), 1)
    (deduction,) = score_of([typo], make_scheme(per="finding")).deductions
    assert (deduction.points, deduction.fingerprints) == (10, ("typo-0", "typo-2"))


def test_where_waivers_make_no_difference_nothing_is_told(
    make_rule: Any, make_verdict: Any, make_scheme: Any, score_of: Any
) -> None:
    some = waived(make_verdict(make_rule("late"), findings=2), 0)
    assert score_of([some], make_scheme()).before_waivers is None
