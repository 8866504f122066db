"""Scoring by deduction: so many points a fault, limited by rule, group and category; then a veto for the worst; then
bonus points, which no veto lets pass its bound.

Nothing here reads a report or the words of a finding; of tables only the cells by which a scheme counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from hegui.judge.counting import Counted, counted_in
from hegui.judge.scheme import Charge, Fault, Per, Points, Pot, Scheme, Veto
from hegui.judge.waivers import Waivers
from hegui.model.audit import (
    Addition,
    AppliedRule,
    CategoryLoss,
    CountedCell,
    Deduction,
    FindingSummary,
    Score,
    ScoreBefore,
    Summary,
    UnitYear,
    VerdictSummary,
    amount,
)
from hegui.model.corpus import Corpus
from hegui.model.reports import Reports
from hegui.model.verdict import GRAVEST_FIRST, Result, Severity, Verdict

_NOTHING = Decimal(0)
_REASONS = 3

Counts = Callable[[FindingSummary], bool]
"""Whether a finding counts."""


def score_all(
    reports: Reports,
    scheme: Scheme,
    corpus: Corpus | None = None,
    verdicts: Iterable[Verdict] = (),
    waivers: Waivers | None = None,
) -> bool:
    """Score every report of a run, once: by its own verdicts and by those on several reports that name its unit, with
    what is waived marked first. Returns whether all of them were audited and no rule broke.
    """
    names = {report.number: report.unit.name for report in corpus.reports} if corpus else {}
    beside = _by_unit(verdicts)
    complete = True
    for number, summary in enumerate(reports.summaries()):
        complete = complete and summary.complete
        if summary.errors:
            continue
        marked = waivers.on_report(summary) if waivers else summary
        name = names.get(number)
        others = beside.get((name, summary.year), ()) if name else ()
        if others and name not in (summary.unit.name, summary.unit.roster):
            marked = replace(marked, unit=replace(summary.unit, known_as=name))
        reports.change(number, replace(marked, score=score(marked, scheme, others, counted_in(reports, number))))
    return complete


def _by_unit(verdicts: Iterable[Verdict]) -> Mapping[UnitYear, Sequence[VerdictSummary]]:
    """For each unit and year, the verdicts that have findings on it."""
    found: dict[UnitYear, list[VerdictSummary]] = {}
    for verdict in verdicts:
        for finding in verdict.findings:
            one = VerdictSummary.of(replace(verdict, findings=(finding,)))
            for unit in finding.units:
                found.setdefault((unit, finding.year), []).append(one)
    return found


def score(
    summary: Summary,
    scheme: Scheme,
    beside: Sequence[VerdictSummary] = (),
    counted: Counted = lambda _: None,
) -> Score:
    """Points for one report. Only failures cost anything: what could not be judged lowers the coverage instead.

    `beside` are failures that only show beside other reports: they cost points and tell nothing of how much of this
    report could be judged. What is waived costs nothing; where that makes a difference, the score without waivers
    stands beside the one with them. `counted` gives the cells by which a charge counts.
    """
    made = _score(summary, scheme, beside, counted, lambda finding: not finding.waived)
    if not any(finding.waived for verdict in (*summary.verdicts, *beside) for finding in verdict.findings):
        return made
    before = _score(summary, scheme, beside, counted, lambda _: True)
    if before.total == made.total:
        return made
    return replace(made, before_waivers=ScoreBefore(before.total, before.grade))


def _score(
    summary: Summary, written: Scheme, beside: Sequence[VerdictSummary], counted: Counted, counts: Counts
) -> Score:
    """`of` minus the deductions plus the bonuses is the total. What a veto takes beyond the deductions for faults is a
    deduction of its own, after them.

    More failures never give more points.
    """
    scheme, certain = written.for_unit(summary.unit)
    own = _failures(([verdict] for verdict in summary.verdicts), scheme, counted, counts)
    others = list(_failures(_by_rule(beside), scheme, counted, counts))
    failures = {failure.rule: failure for failure in (*own, *others)}
    eclipsed = _eclipsed({name: failure.cost for name, failure in failures.items()}, scheme)
    tally = _Tally(scheme)
    for name, failure in failures.items():
        if name not in eclipsed:
            tally.charge(failure, [other for other, dearer in eclipsed.items() if dearer == name])
    notes = []
    grave = {name: failure for name, failure in failures.items() if not failure.minor}
    if vetoes := [veto for veto in scheme.vetoes if grave.keys() & veto.rules]:
        hardest = min(vetoes, key=lambda veto: veto.at_most)
        tally.veto(hardest, next(grave[name] for name in hardest.rules if name in grave))
        notes.append(f"一票否决：{'、'.join(veto.title for veto in vetoes)}。")
    notes += tally.bonus(tuple(_earned(summary, failures, scheme, counted)))
    uncounted = {name for name, failure in failures.items() if failure.uncounted}
    unjudged = [rule for rule in summary.applied if not rule.judged or rule.rule in uncounted]
    coverage = _coverage(summary.applied, unjudged, scheme)
    if not certain:
        notes.append("未识别出报告单位的类别，不能确定用哪一张评分表，未评级。")
    covered = coverage >= scheme.minimum_coverage
    if not covered:
        notes.append(
            f"能够判定的占全部分值的 {coverage:.0%}，低于本方案要求的 {scheme.minimum_coverage:.0%}，未评级。"
            f"{_to_look_at(summary, unjudged, scheme)}"
        )
    return Score(
        scheme=scheme.name,
        title=scheme.title,
        total=amount(tally.left),
        of=amount(scheme.of),
        coverage=amount(round(coverage, 4)),
        grade=scheme.grade(tally.left) if covered and certain else None,
        note="".join(notes),
        categories=tuple(tally.categories((*summary.categories, *(failure.category for failure in others)))),
        deductions=tuple(tally.deductions),
        bonuses=tuple(tally.bonuses),
        table=scheme.table,
    )


def _coverage(applied: Sequence[AppliedRule], unjudged: Sequence[AppliedRule], scheme: Scheme) -> float:
    """The share of points that are settled: what is unjudged weighs what it could cost, a veto what it could leave."""
    points = _most(applied, scheme)
    share = 1 - _most(unjudged, scheme) / points if points else Points(bool(applied) and not unjudged)
    names = {rule.rule for rule in unjudged}
    left = (veto.at_most / scheme.of for veto in scheme.vetoes if names.intersection(veto.rules))
    return float(min([share, *left]))


def _most(rules: Sequence[AppliedRule], scheme: Scheme) -> Points:
    """The most that these rules could cost with a finding each, within all caps; of a group the dearest."""
    costs = {rule.rule: scheme.charge(rule.rule, rule.points).single(rule.severity) for rule in rules}
    eclipsed = _eclipsed(costs, scheme)
    pots = _Pots()
    return sum(
        (
            pots.take(scheme.pots(rule.rule, rule.category), costs[rule.rule])[0]
            for rule in rules
            if costs[rule.rule] and rule.rule not in eclipsed
        ),
        _NOTHING,
    )


def _to_look_at(summary: Summary, unjudged: Sequence[AppliedRule], scheme: Scheme) -> str:
    """What a reader of the printed report settles at once, then what keeps the dearest rules from being judged."""
    told = [
        words
        for missing, words in (
            (summary.unit.name is None, "单位（标题、落款）"),
            (summary.year is None, "年度（标题、统计期限）"),
            (summary.dates.signed is None and summary.dates.published is None, "发布或成文日期"),
        )
        if missing
    ]
    by_category = {
        rule.category: _most([one for one in unjudged if one.category == rule.category], scheme) for rule in unjudged
    }
    dearest = sorted(unjudged, key=lambda rule: (-by_category[rule.category], -_most([rule], scheme)))
    reasons = list(dict.fromkeys(rule.reason for rule in dearest if rule.reason))[:_REASONS]
    eye = f"请先对照原文看清{'、'.join(told)}。" if told else ""
    return f"{eye}未能判定的原因主要是：{'；'.join(reasons)}。" if reasons else eye


class _Failure(NamedTuple):
    """A rule that failed, by those of its findings that count."""

    rule: str
    title: str
    category: str
    charge: Charge
    fingerprints: tuple[str, ...]
    faults: tuple[Fault, ...]
    """As many as fingerprints."""
    minor: bool = False
    """Whether all that was found is less grave than the rule: it vetoes nothing."""
    cells: tuple[CountedCell, ...] | None = None
    """What a charge by cells counts; None where it counts none, or one of them was not read."""

    @property
    def uncounted(self) -> bool:
        """Whether it is not known how often it is to be paid: then nothing is."""
        return self.charge.per is Per.CELL and self.cells is None

    @property
    def cases(self) -> Points:
        return Points(1) if self.cells is None else _sum(self.cells)

    @property
    def cost(self) -> Points:
        return self.charge.amount(self.faults, self.cases)


def _sum(cells: Iterable[CountedCell]) -> Points:
    return sum((Points(str(cell.value)) for cell in cells), _NOTHING)


def _failures(
    by_rule: Iterable[Sequence[VerdictSummary]], scheme: Scheme, counted: Counted, counts: Counts
) -> Iterator[_Failure]:
    """Each rule, by its verdicts, of whose findings some count."""
    for verdicts in by_rule:
        found = [
            (verdict, finding)
            for verdict in verdicts
            if verdict.result is Result.FAIL
            for finding in verdict.findings
            if counts(finding)
        ]
        if not found:
            continue
        gravest, finding = min(found, key=lambda pair: GRAVEST_FIRST.index(pair[1].severity or pair[0].severity))
        charge = scheme.charge(gravest.rule, gravest.points)
        cells = counted(charge.cells) if charge.per is Per.CELL else None
        if charge.per is Per.CELL and cells is None:
            charge = charge._replace(points=dict.fromkeys(Severity, _NOTHING))
        yield _Failure(
            gravest.rule,
            gravest.title,
            gravest.category,
            charge,
            tuple(finding.fingerprint for _, finding in found),
            tuple(Fault(finding.severity or verdict.severity, finding.difference) for verdict, finding in found),
            GRAVEST_FIRST.index(finding.severity or gravest.severity)
            > GRAVEST_FIRST.index(gravest.rule_severity or gravest.severity),
            cells,
        )


def _earned(summary: Summary, failures: Mapping[str, _Failure], scheme: Scheme, counted: Counted) -> Iterator[_Failure]:
    """The rules that earn bonus points, in the scheme's order: each as if it were a failure that costs them."""
    broken = {verdict.rule for verdict in summary.verdicts}
    passed = {rule.rule for rule in summary.applied if rule.judged and rule.rule not in broken}
    for name, (title, result, charge) in scheme.bonus.rules.items():
        cells = counted(charge.cells) if charge.per is Per.CELL else None
        if charge.per is Per.CELL and cells is None:
            continue
        if result is Result.PASS and name in passed:
            yield _Failure(name, title, "", charge, (), (Fault(Severity.ERROR),), cells=cells)
        elif result is Result.FAIL and name in failures:
            yield failures[name]._replace(title=title, charge=charge, cells=cells)


def _by_rule(verdicts: Iterable[VerdictSummary]) -> Iterable[Sequence[VerdictSummary]]:
    groups: dict[str, list[VerdictSummary]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.rule, []).append(verdict)
    return groups.values()


def _eclipsed(costs: Mapping[str, Points], scheme: Scheme) -> dict[str, str]:
    """Rules that cost nothing because a dearer one of their group counts: rule → the one that counts."""
    eclipsed = {}
    for group in scheme.groups:
        names = [name for name in group.rules if name in costs]
        dearest = max(names, key=costs.__getitem__, default=None)
        eclipsed.update({name: dearest for name in names if dearest is not None and name != dearest})
    return eclipsed


class _Pots:
    """What was taken from each pot. Of pots that lie in one another, it is taken from all."""

    def __init__(self) -> None:
        self.taken: dict[str, Points] = {}

    def take(self, pots: Sequence[Pot], due: Points) -> tuple[Points, Pot | None]:
        """What is taken of what is due, and the pot that had no more."""
        taken, empty = due, None
        for pot in pots:
            if pot.cap is not None and (left := pot.cap - self.taken.get(pot.name, _NOTHING)) < taken:
                taken, empty = left, pot
        for pot in pots:
            self.taken[pot.name] = self.taken.get(pot.name, _NOTHING) + taken
        return taken, empty


class _Tally:
    """What is left of the points, and what each category has cost."""

    def __init__(self, scheme: Scheme) -> None:
        self.left = scheme.of
        self.deductions: list[Deduction] = []
        self.bonuses: list[Addition] = []
        self._scheme = scheme
        self._pots = _Pots()
        self._bound: Points | None = None if scheme.bonus.exceeds else scheme.of
        """What the total never exceeds."""

    def charge(self, failure: _Failure, eclipsed: Sequence[str]) -> None:
        due = failure.cost
        whole = Pot("", self._scheme.of, "")
        pots = (*self._scheme.pots(failure.rule, failure.category), whole)
        taken, empty = self._pots.take(pots, due)
        why = [failure.title, *_reckoned(failure, "扣")]
        if empty == whole:
            why.append("总分已扣完")
        elif empty is not None:
            why.append(f"{empty.words}最多扣 {empty.cap:f} 分")
        if eclipsed:
            why.append(f"同组的 {'、'.join(eclipsed)} 不重复扣分")
        self._take(failure, taken, "；".join(why))

    def veto(self, veto: Veto, failure: _Failure) -> None:
        self._bound = veto.at_most
        beyond = max(self.left - veto.at_most, _NOTHING)
        self._take(failure, beyond, f"一票否决（{veto.title}）；总分不超过 {veto.at_most:f} 分")

    def bonus(self, earned: Sequence[_Failure]) -> Iterator[str]:
        """Add what was earned, after everything else; tell what of it does not count, and why."""
        bonus, before = self._scheme.bonus, self.left
        if not any(one.cost for one in earned):
            return
        if bonus.above is not None and before <= bonus.above:
            yield f"加分前得 {before:f} 分，不高于 {bonus.above:f} 分，附加分不计。"
            return
        for one in earned:
            room = [
                (left, words)
                for left, words in (
                    (None if bonus.cap is None else bonus.cap - (self.left - before), f"附加分合计最多 {bonus.cap} 分"),
                    (None if self._bound is None else self._bound - self.left, f"总分不超过 {self._bound} 分"),
                )
                if left is not None
            ]
            added, limit = min([(one.cost, ""), *((max(left, _NOTHING), words) for left, words in room)])
            if added:
                why = [one.title, *_reckoned(one, "加"), *([limit] if limit else [])]
                self.left += added
                cells = one.cells or ()
                self.bonuses.append(Addition(one.rule, amount(added), "；".join(why), one.fingerprints, cells))
        if not self.bonuses:
            yield "总分已到上限，附加分不计。"

    def categories(self, names: Iterable[str]) -> Iterator[CategoryLoss]:
        """These categories, those that only the scheme names, then the groups that count by themselves."""
        caps = {**self._scheme.categories, **self._scheme.across}
        for name in dict.fromkeys((*names, *caps)):
            cap = caps.get(name)
            lost = self._pots.taken.get(name, _NOTHING)
            yield CategoryLoss(name, amount(lost), None if cap is None else amount(cap))

    def _take(self, failure: _Failure, points: Points, why: str) -> None:
        if points:
            self.left -= points
            self.deductions.append(
                Deduction(failure.rule, amount(points), why, failure.fingerprints, failure.cells or ())
            )


def _reckoned(failure: _Failure, verb: str) -> Iterator[str]:
    """How the points of a rule come about, where they are not paid once."""
    charge, faults = failure.charge, failure.faults
    prices = list(dict.fromkeys(charge.points[fault.severity] for fault in faults))
    each = f"{prices[0]:f}" if len(prices) == 1 else ""
    match charge.per:
        case Per.FINDING if each:
            yield f"{len(faults)} 处，每处 {each} 分"
        case Per.FINDING:
            counts = {price: sum(charge.points[one.severity] == price for one in faults) for price in prices}
            yield "，".join(f"{count} 处各 {price:f} 分" for price, count in counts.items())
        case Per.DIFFERENCE:
            apart = sum((Points(1) if one.difference is None else one.difference for one in faults), _NOTHING)
            yield f"相差 {apart:f}" + (f"，每差 1 {verb} {each} 分" if each else "")
        case Per.CELL:
            cells = "、".join(f"{cell.name} {cell.value}" for cell in failure.cells or ())
            yield f"{cells}，每 1 例{verb} {max(prices, default=_NOTHING):f} 分"
    if failure.cost < charge.due(faults, failure.cases):
        yield f"本条最多{verb} {failure.cost:f} 分"
