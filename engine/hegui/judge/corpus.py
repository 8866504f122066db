"""Judges a corpus by every rule on many reports, each as the packs of its units' areas have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from hegui.judge.guard import Guard
from hegui.judge.norms import told_by
from hegui.judge.report import fingerprint, verdict_of
from hegui.judge.told import told_of_many
from hegui.model.corpus import Corpus, Filed, RosterUnit
from hegui.model.report import Unit
from hegui.model.rule import Period, Rule, Words
from hegui.model.verdict import GRAVEST_FIRST, Finding, Outcome, Result, Verdict
from hegui.rules.check import Parameters, cannot_assess, not_applicable
from hegui.rules.grading import graded
from hegui.rules.layers import Read
from hegui.rules.ruleset import CompiledCorpusRule, RuleSet
from hegui.rules.scope import applicability, issued_in

_SECONDS, _SECONDS_A_REPORT = 20.0, 0.02
"""Time that a rule may take on a corpus."""

_ORDER = (Result.ERROR, Result.FAIL, Result.CANNOT_ASSESS, Result.PASS, Result.NOT_APPLICABLE)
"""Of several outcomes of one rule, the first of these counts."""


@dataclass(slots=True)
class _Variant:
    """A rule as some packs change it, and whom it is for then."""

    compiled: CompiledCorpusRule
    reports: list[Filed] = field(default_factory=list)
    due: list[RosterUnit] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Units of which it is not known whether the rule is for them."""

    def is_as(self, compiled: CompiledCorpusRule) -> bool:
        return self.compiled.rule == compiled.rule and self.compiled.disabled == compiled.disabled


def judge_corpus(corpus: Corpus, ruleset: RuleSet, seconds: float | None = None) -> tuple[Verdict, ...]:
    """One verdict a rule, and one more for each other severity of its findings."""
    limit = seconds or _SECONDS + _SECONDS_A_REPORT * len(corpus.reports)

    found: list[Verdict] = []
    with Guard(limit) as guard:
        for variants in _variants(corpus, ruleset).values():
            outcomes = []
            for one in variants:
                outcome = _switched_off(one)
                if outcome is None:
                    its = replace(corpus, reports=tuple(one.reports), due=tuple(one.due))
                    outcome = _judged(one.compiled, its, ruleset, guard)
                outcomes.append((one.compiled.rule, _with_unknown(outcome, one)))
            found += _verdicts(outcomes, corpus)
    return tuple(found)


def _judged(compiled: CompiledCorpusRule, corpus: Corpus, ruleset: RuleSet, guard: Guard) -> Outcome:
    """What the judge of a rule says, its findings told by the norms of the values for the units that they concern."""
    rule, read = compiled.rule, dict[str, Read]()

    def parameters_of(report: Filed) -> Parameters:
        parameters = ruleset.parameters_for(report.unit, report.year, report.form, _issued(report))
        return parameters.noted_in(read.setdefault(report.unit.name, Read()))

    def words_of(finding: Finding) -> Iterator[Words]:
        for unit in finding.units:
            yield from read[unit].words if unit in read else ()

    outcome = guard.run(rule, compiled.judge, corpus, parameters_of)
    again = compiled.remade or (lambda _: compiled.judge)
    told = told_by(rule, outcome, words_of, lambda other: guard.run(rule, again(other), corpus, parameters_of))
    return graded(told, rule.levels)


def _variants(corpus: Corpus, ruleset: RuleSet) -> dict[str, list[_Variant]]:
    """By the id of each rule: its variants, each with the reports and the units of the roster that it is for."""
    variants: dict[str, list[_Variant]] = {each.rule.id: [] for each in ruleset.corpus_rules}
    known: dict[int, _Variant] = {}

    def variant(compiled: CompiledCorpusRule) -> _Variant:
        """Where packs of several areas leave a rule as it is, it is one rule for all of them."""
        if id(compiled) not in known:
            same = variants[compiled.rule.id]
            found = next((one for one in same if one.is_as(compiled)), None)
            if found is None:
                same.append(found := _Variant(compiled))
            known[id(compiled)] = found
        return known[id(compiled)]

    def sort_in(
        rules: Iterable[CompiledCorpusRule], scoped: Callable[[Rule], Outcome | None], name: str
    ) -> Iterator[_Variant]:
        for compiled in rules:
            one = variant(compiled)
            outcome = scoped(compiled.rule)
            if outcome is None:
                yield one
            elif outcome.result is Result.CANNOT_ASSESS:
                one.unknown.append(name)

    def of(unit: Unit, year: int | None, form: str | None, day: Period | None) -> Iterator[_Variant]:
        rules = ruleset.corpus_rules_for(unit, year, form, day)
        return sort_in(rules, lambda rule: applicability(rule.scope, year, form, unit, day), unit.name)

    for report in corpus.reports:
        for one in of(report.unit, report.year, report.form, _issued(report)):
            one.reports.append(report)
    form = next((form.id for form in ruleset.forms.values() if corpus.year in form.years), None)
    for listed in corpus.roster or ():
        for one in of(corpus.organs[listed.name], corpus.year, form, issued_in(corpus.year)):
            one.due.append(listed)
    for compiled in ruleset.corpus_rules:
        if not variants[compiled.rule.id]:
            variant(compiled)
    return variants


def _issued(report: Filed) -> Period | None:
    return issued_in(report.year, report.published, report.signed)


def _switched_off(one: _Variant) -> Outcome | None:
    return not_applicable(one.compiled.disabled) if one.compiled.disabled else None


def _with_unknown(outcome: Outcome, one: _Variant) -> Outcome:
    if not one.unknown or outcome.result in (Result.ERROR, Result.FAIL):
        return outcome
    return cannot_assess(f"{'、'.join(one.unknown)}：单位的层级等没有认出，无法判断本规则是否适用")


def _verdicts(outcomes: Sequence[tuple[Rule, Outcome]], corpus: Corpus) -> Iterator[Verdict]:
    """The verdicts on one rule, from what its variants came to."""
    rule, decisive = min(outcomes, key=lambda pair: _ORDER.index(pair[1].result))
    telling = {decisive.result} | ({Result.CANNOT_ASSESS} if decisive.result is Result.FAIL else set())
    reason = "；".join(dict.fromkeys(one.reason for _, one in outcomes if one.reason and one.result in telling))
    if decisive.result is not Result.FAIL:
        yield verdict_of(rule, Outcome(decisive.result, reason))
        return
    graded = [(finding.severity or own.severity, finding) for own, outcome in outcomes for finding in outcome.findings]
    graded.sort(key=lambda pair: GRAVEST_FIRST.index(pair[0]))
    for severity, pairs in groupby(graded, key=lambda pair: pair[0]):
        findings = tuple(finding for _, finding in pairs)
        outcome = Outcome(Result.FAIL, reason, findings)
        yield verdict_of(
            rule,
            outcome,
            lambda finding: _fingerprint(rule, finding),
            lambda finding: told_of_many(finding, corpus),
            severity=severity,
        )


def _fingerprint(rule: Rule, finding: Finding) -> str:
    return fingerprint(rule, "、".join(sorted(finding.units)), finding.year, finding.key)
