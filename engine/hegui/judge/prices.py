"""What a rule costs or earns in a scoring scheme, in words."""

from __future__ import annotations

from collections.abc import Iterator

from hegui.judge.scheme import Charge, Per, Scheme, scheme_of
from hegui.model.rule import Rule
from hegui.model.verdict import SEVERITY_NAMES, Result, Severity
from hegui.rules.ruleset import RuleSet

_EACH = {Per.RULE: "", Per.FINDING: "每处 ", Per.DIFFERENCE: "每差 1 "}


def prices(rule: Rule, ruleset: RuleSet) -> Iterator[tuple[str, str]]:
    """Name of each scheme, with the table where it has several, and what a rule costs or earns by it."""
    for name, data in ruleset.schemes.items():
        scheme = scheme_of(data, ruleset.all_rules, ruleset.forms)
        for one in scheme.parts:
            yield f"{name}{f'（{one.table}）' if one.table else ''}", price(one, rule)


def price(scheme: Scheme, rule: Rule) -> str:
    """What a rule costs or earns by a scheme, or by one of its tables, and what limits that."""
    if earning := scheme.bonus.rules.get(rule.id):
        when = "符合的" if earning.result is Result.PASS else "查出的"
        words = [f"{when}加 {_points(earning.charge, rule.severity)}{_cap(earning.charge)}"]
        words += [f"加分前的得分要高于 {scheme.bonus.above:f} 分"] if scheme.bonus.above is not None else []
        words += [f"附加分合计最多 {scheme.bonus.cap:f} 分"] if scheme.bonus.cap is not None else []
        return "；".join(words)
    charge = scheme.charge(rule.id, rule.points)
    vetoes = [f"总分不超过 {veto.at_most:f} 分（{veto.title}）" for veto in scheme.vetoes if rule.id in veto.rules]
    if not any(charge.points.values()):
        return "；".join(["不扣分", *vetoes])
    words = [f"{_points(charge, rule.severity)}{_cap(charge)}"]
    words += [f"与“{group.title}”一组中只扣最重的一条" for group in scheme.groups if rule.id in group.rules]
    words += [f"“{group.title}”一组合计最多 {group.cap:f} 分" for group in scheme.limits if rule.id in group.rules]
    return "；".join([*words, *vetoes])


def _points(charge: Charge, severity: Severity) -> str:
    each = _EACH.get(charge.per, "")
    if charge.per is Per.CELL:
        names = dict.fromkeys(".".join((cell.table, *cell.path)) for cells in charge.cells.values() for cell in cells)
        each = f"按 {'、'.join(names)} 的数，每 1 例 "
    if not charge.graded:
        return f"{each}{charge.points[severity]:f} 分"
    graded = (f"{SEVERITY_NAMES[level]} {points:f} 分" for level, points in charge.points.items() if points)
    return f"{each}{'、'.join(graded)}"


def _cap(charge: Charge) -> str:
    return f"，最多 {charge.cap:f} 分" if charge.cap is not None else ""
