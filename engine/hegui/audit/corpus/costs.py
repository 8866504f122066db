"""What findings on several reports cost the units that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableSequence, Sequence
from typing import Any

from hegui.audit.record import score_record
from hegui.model.corpus import Corpus
from hegui.model.renderer import Record
from hegui.model.rule import Severity
from hegui.rules.ruleset import RuleSet
from hegui.score import Judged, Scheme, judged_record, score

_GRAVEST_FIRST = tuple(Severity)

Counts = Callable[[Mapping[str, Any]], bool]
"""Whether a finding counts."""


def charge(
    rows: MutableSequence[Record], corpus: Corpus, verdicts: Sequence[Record], scheme: Scheme, ruleset: RuleSet
) -> None:
    """Make the scores of those reports again that findings name, by what these cost."""
    named: dict[tuple[str, int | None], list[Record]] = {}
    for verdict in verdicts:
        for finding in verdict["findings"]:
            for unit in finding["units"]:
                named.setdefault((unit, finding["year"]), []).append({**verdict, "findings": [finding]})
    for report in corpus.reports:
        if beside := named.get((report.unit.name, report.year)):
            row = rows[report.number]
            rows[report.number] = {
                **row,
                "unit": _named(row["unit"], report.unit.name),
                "score": score_again(row, scheme, ruleset, beside),
            }


def _named(unit: Record, name: str) -> Record:
    """The unit of a row, with the name that findings give it where that is not one that the row has already."""
    return unit if name in (unit["name"], unit.get("roster")) else {**unit, "known_as": name}


def score_again(row: Record, scheme: Scheme, ruleset: RuleSet, beside: Sequence[Record] = ()) -> Record:
    """The score after waivers, verdicts on several reports beside it counted in.

    Where waivers made a difference, what the score would be without stands beside it.
    """

    def made(counts: Counts) -> Record:
        own = [judged_record(verdict, counts) for verdict in row["verdicts"]]
        return score_record(score(own, scheme, list(_joined(beside, counts))), ruleset)

    after = made(lambda finding: "waiver" not in finding)
    before = made(lambda finding: True)
    if after["total"] == before["total"] and "before_waivers" not in row["score"]:
        return after
    return {**after, "before_waivers": {"total": before["total"], "grade": before["grade"]}}


def _joined(verdicts: Sequence[Record], counts: Counts) -> Iterator[Judged]:
    """One verdict a rule, as grave as the gravest of its findings."""
    by_rule: dict[str, list[Record]] = {}
    for verdict in verdicts:
        if any(map(counts, verdict["findings"])):
            by_rule.setdefault(verdict["rule"], []).append(verdict)
    for same in by_rule.values():
        gravest = min(same, key=lambda verdict: _GRAVEST_FIRST.index(Severity(verdict["severity"])))
        findings = [finding for verdict in same for finding in verdict["findings"]]
        yield judged_record({**gravest, "findings": findings}, counts)
