"""What keeps a unit from handing in its report: failures of the rules that packs have chosen for it."""

from __future__ import annotations

from collections.abc import Iterable

from hegui.model.audit import Audit
from hegui.model.verdict import Result, Verdict
from hegui.rules.ruleset import Pack
from hegui.rules.scope import applicability


def stopping(report: Audit, packs: Iterable[Pack]) -> tuple[Verdict, ...]:
    """The failures that keep a report from being handed in, by the gate of each pack that is for its unit.

    What is lighter than its rule, or waived, stops nothing.
    """
    unit = report.unit.known
    chosen = {rule for pack in packs if applicability(pack.applies, None, None, unit) is None for rule in pack.gate}
    return tuple(verdict for verdict in report.verdicts if verdict.rule in chosen and _is_grave(verdict))


def _is_grave(verdict: Verdict) -> bool:
    """Whether a rule failed by a finding as grave as itself."""
    own = verdict.rule_severity or verdict.severity
    found = (one.severity or verdict.severity for one in verdict.findings if one.waiver is None)
    return verdict.result is Result.FAIL and own in found
