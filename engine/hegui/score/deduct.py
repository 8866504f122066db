"""Scoring by deduction: so many points a fault, limited by rule, group and category, and a veto for the worst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from hegui.model.audit import CategoryLoss, Deduction, Score
from hegui.model.rule import Result
from hegui.score.judged import Judged
from hegui.score.scheme import Points, Scheme, Veto

_JUDGED = (Result.PASS, Result.FAIL)
_NOTHING = Decimal(0)


def score(verdicts: Sequence[Judged], scheme: Scheme, beside: Sequence[Judged] = ()) -> Score:
    """Points for one report. Only `fail` costs anything: what could not be judged lowers the coverage instead.

    The deductions add up to `of` − `total`; what a veto takes beyond them is a deduction of its own, after them.
    More failures never give more points. `beside` are failures that only show beside other reports: they cost points
    and tell nothing of how much of this report could be judged.
    """
    failed = {verdict.rule: verdict for verdict in (*verdicts, *beside) if verdict.result is Result.FAIL}
    eclipsed = _eclipsed(failed, scheme)
    tally = _Tally(scheme)
    for name, verdict in failed.items():
        if name not in eclipsed:
            tally.charge(verdict, [other for other, dearer in eclipsed.items() if dearer == name])
    notes = []
    if vetoes := [veto for veto in scheme.vetoes if failed.keys() & veto.rules]:
        hardest = min(vetoes, key=lambda veto: veto.at_most)
        tally.veto(hardest, next(failed[name] for name in hardest.rules if name in failed))
        notes.append(f"一票否决：{'、'.join(veto.title for veto in vetoes)}。")
    coverage = _coverage(verdicts)
    if not (covered := coverage >= scheme.minimum_coverage):
        notes.append(f"可判定的规则占 {coverage:.0%}，低于本方案要求的 {scheme.minimum_coverage:.0%}，不评等级。")
    return Score(
        scheme=scheme.name,
        total=float(tally.left),
        of=float(scheme.of),
        coverage=round(coverage, 4),
        grade=scheme.grade(tally.left) if covered else None,
        deductions=tuple(tally.deductions),
        note="".join(notes),
        categories=tuple(tally.categories([*verdicts, *beside])),
    )


def _eclipsed(failed: Mapping[str, Judged], scheme: Scheme) -> dict[str, str]:
    """Failures that cost nothing because a dearer one of their group counts: rule → the one that counts."""
    eclipsed = {}
    for group in scheme.groups:
        names = [name for name in group.rules if name in failed]
        dearest = max(names, key=lambda name: _cost(failed[name], scheme), default=None)
        eclipsed.update({name: dearest for name in names if dearest is not None and name != dearest})
    return eclipsed


def _cost(verdict: Judged, scheme: Scheme) -> Points:
    return scheme.charge(verdict).amount(len(verdict.fingerprints))


def _coverage(verdicts: Iterable[Judged]) -> float:
    """Share of the applicable rules that could be judged; 0 where none applies."""
    applicable = [verdict.result for verdict in verdicts if verdict.result is not Result.NOT_APPLICABLE]
    return sum(result in _JUDGED for result in applicable) / len(applicable) if applicable else 0.0


class _Tally:
    """What is left of the points, and what each category has cost."""

    def __init__(self, scheme: Scheme) -> None:
        self.left = scheme.of
        self.deductions: list[Deduction] = []
        self._scheme = scheme
        self._lost: dict[str, Points] = {}

    def charge(self, verdict: Judged, eclipsed: Sequence[str]) -> None:
        findings = len(verdict.fingerprints)
        charge = self._scheme.charge(verdict)
        due = charge.amount(findings)
        lost = self._lost.get(verdict.category, _NOTHING)
        cap = self._scheme.categories.get(verdict.category, self._scheme.of)
        taken = min(due, cap - lost, self.left)
        why = [verdict.title]
        if charge.per_finding:
            why.append(f"{findings} 处，每处 {charge.points:f} 分")
        if due < charge.points * (findings if charge.per_finding else 1):
            why.append(f"本条最多扣 {due:f} 分")
        if taken < due:
            why.append(f"本类最多扣 {cap:f} 分" if taken == cap - lost else "总分已扣完")
        if eclipsed:
            why.append(f"同组的 {'、'.join(eclipsed)} 不重复扣分")
        self._lost[verdict.category] = lost + taken
        self._take(verdict, taken, "；".join(why))

    def veto(self, veto: Veto, verdict: Judged) -> None:
        beyond = max(self.left - veto.at_most, _NOTHING)
        self._take(verdict, beyond, f"一票否决（{veto.title}）；总分不超过 {veto.at_most:f} 分")

    def categories(self, verdicts: Iterable[Judged]) -> Iterable[CategoryLoss]:
        """Every category of a verdict, in their order, then those that only the scheme names."""
        for name in dict.fromkeys((*(verdict.category for verdict in verdicts), *self._scheme.categories)):
            cap = self._scheme.categories.get(name)
            yield CategoryLoss(name, float(self._lost.get(name, 0)), None if cap is None else float(cap))

    def _take(self, verdict: Judged, points: Points, why: str) -> None:
        if points:
            self.left -= points
            self.deductions.append(Deduction(verdict.rule, float(points), why, verdict.fingerprints))
