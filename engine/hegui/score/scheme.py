"""A scoring scheme: how many points a fault costs, what limits that, and which grade the rest is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.model.rule import Rule, Severity
from hegui.rules.fault import suggest
from hegui.rules.ruleset import RuleSet
from hegui.score.judged import Judged

Points = Decimal
"""Points are decimal, so that halves and tenths add up exactly."""


class SchemeError(ValueError):
    """A scheme that cannot be used. Its words are for the user, one sentence a line."""


class Charge(NamedTuple):
    """What a failing rule costs: so many points once or for each finding, and at most `cap` in all."""

    points: Points
    per_finding: bool
    cap: Points | None = None

    def amount(self, findings: int) -> Points:
        amount = self.points * findings if self.per_finding else self.points
        return amount if self.cap is None else min(amount, self.cap)


class Group(NamedTuple):
    """Rules that see the same fault from several sides: only the dearest of them counts."""

    title: str
    rules: tuple[str, ...]


class Veto(NamedTuple):
    """Rules whose failure leaves a report `at_most` so many points, whatever else is right."""

    title: str
    rules: tuple[str, ...]
    at_most: Points


class Grade(NamedTuple):
    """A grade and the least total that earns it."""

    title: str
    least: Points


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as written in schemes/<name>.yaml of a pack."""

    name: str
    title: str
    of: Points
    per: str
    """Whether points that do not say it are meant for a `rule` or for each `finding`."""
    severities: Mapping[Severity, Charge]
    charges: Mapping[str, Charge]
    """The rules that cost something else than their severity does."""
    categories: Mapping[str, Points]
    """The most that a category of rules can cost."""
    groups: tuple[Group, ...]
    vetoes: tuple[Veto, ...]
    minimum_coverage: float
    """Share of the applicable rules that must have been judged for a grade."""
    grades: tuple[Grade, ...]
    """From the best to the worst, which begins at 0."""

    def charge(self, verdict: Judged) -> Charge:
        """What a failure costs: as its rule says (a province may have its own say), else as the scheme says."""
        if self.name in verdict.points:
            return _charge(verdict.points[self.name], self.per)
        return self.charges.get(verdict.rule) or self.severities[verdict.severity]

    def grade(self, total: Points) -> str | None:
        return next((grade.title for grade in self.grades if total >= grade.least), None)


def find_scheme(name: str, ruleset: RuleSet) -> Scheme:
    """A scheme of a ruleset. Raises SchemeError where there is none of that name, or a faulty one."""
    if name not in ruleset.schemes:
        raise SchemeError(f"没有评分方案“{name}”，{suggest(name, ruleset.schemes)}。")
    rules = None if ruleset.problems else ruleset.all_rules
    return scheme_of(ruleset.schemes[name], rules)


def scheme_of(data: Mapping[str, Any], rules: Iterable[Rule] | None) -> Scheme:
    """The scheme that a file of the right shape (`schema_packs.SCHEME`) states, for a ruleset with these rules.

    `rules` is None where some could not be loaded, so that a name that is none of them is no mistake of the scheme.
    Raises SchemeError for everything in it that does not fit together.
    """
    per = data.get("per", "rule")
    scheme = Scheme(
        name=data["name"],
        title=data["title"],
        of=_points(data["of"]),
        per=per,
        severities={severity: _charge(data["points"][severity.value], per) for severity in Severity},
        charges={rule: _charge(value, per) for rule, value in data.get("rules", {}).items()},
        categories={category: _points(value) for category, value in data.get("categories", {}).items()},
        groups=tuple(Group(one["title"], tuple(one["rules"])) for one in data.get("groups", ())),
        vetoes=tuple(
            Veto(one["title"], tuple(one["rules"]), _points(one["at_most"])) for one in data.get("vetoes", ())
        ),
        minimum_coverage=data.get("minimum_coverage", 0),
        grades=tuple(Grade(one["title"], _points(one["from"])) for one in data["grades"]),
    )
    mistakes = list(_mistakes(scheme))
    if rules is not None:
        mistakes += _misfits(scheme, {rule.id: rule.category for rule in rules})
    if mistakes:
        raise SchemeError("\n".join(f"评分方案“{scheme.name}”：{mistake}。" for mistake in mistakes))
    return scheme


def _points(value: float) -> Points:
    return Points(str(value))


def _charge(value: float | Mapping[str, Any], per: str) -> Charge:
    written = value if isinstance(value, Mapping) else {"points": value}
    cap = written.get("cap")
    per_finding = written.get("per", per) == "finding"
    return Charge(_points(written["points"]), per_finding, None if cap is None else _points(cap))


def _mistakes(scheme: Scheme) -> Iterator[str]:
    grouped: set[str] = set()
    for group in scheme.groups:
        if repeated := grouped.intersection(group.rules):
            yield f"规则“{min(repeated)}”只能属于 groups 中的一组，请从其余各组删去"
        grouped.update(group.rules)
    for veto in scheme.vetoes:
        if veto.at_most >= scheme.of:
            yield f"vetoes“{veto.title}”的 at_most 应低于满分 {scheme.of:f}"
    leasts = [grade.least for grade in scheme.grades]
    if leasts != sorted(set(leasts), reverse=True) or leasts[0] > scheme.of or leasts[-1] != 0:
        yield f"grades 应从高到低排列，各级的 from 不得相同或超过满分 {scheme.of:f}，最末一级为 0"


def _misfits(scheme: Scheme, category: Mapping[str, str]) -> Iterator[str]:
    """What does not fit the rules, given with their categories."""
    named = [("rules ", name) for name in scheme.charges]
    named += [(f"groups“{group.title}”", name) for group in scheme.groups for name in group.rules]
    named += [(f"vetoes“{veto.title}”", name) for veto in scheme.vetoes for name in veto.rules]
    for place, name in named:
        if name not in category:
            yield f"{place}中的规则“{name}”不存在，{suggest(name, category)}"
    for group in scheme.groups:
        # A dearer rule in a category that has nothing left to lose would let another category off, and raise the score.
        if len({category[name] for name in group.rules if name in category}) > 1:
            yield f"groups“{group.title}”中的规则分属不同类别，请按类别拆开"
