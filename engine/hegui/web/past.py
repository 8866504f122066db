"""What was decided the year before of the same fault of the same unit.

A fingerprint has the year in it, so that each year's fault is decided for itself. The same fault is one of the same
rule at the same logical place of the report of the same unit, by its name on the roster; of several units, of the same
ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet, prefetch_related_objects

import hegui
from hegui.history.models import Finding, Report
from hegui.web import jobs


def of_last_year(visible: QuerySet[Finding], findings: Iterable[Finding]) -> dict[str, Finding]:
    """The same fault of the year before, by the fingerprint of a finding, among those that may be seen."""
    now = [one for one in findings if one.year and one.run_id]
    if not now:
        return {}
    prefetch_related_objects(now, "concerns")
    units = {name for one in now for name in _names(one)}
    before = list(
        visible.filter(
            rule__in={one.rule for one in now},
            year__in={one.year - 1 for one in now if one.year},
            concerns__unit__in=units,
        )
        .exclude(run=None)
        .distinct()
        .prefetch_related("concerns")
    )
    if not before:
        return {}
    keys = _keys([*now, *before])
    earlier: dict[tuple[str, str | None, int], list[Finding]] = defaultdict(list)
    for one in before:
        earlier[one.rule, keys.get(one.pk), one.year or 0].append(one)
    found = ((one, earlier[one.rule, keys[one.pk], (one.year or 0) - 1]) for one in now if keys.get(one.pk) is not None)
    return {one.pk: same[0] for one, all_ in found if (same := [each for each in all_ if _is_same(one, each)])}


def _is_same(one: Finding, other: Finding) -> bool:
    """Whether two findings concern the same units. A unit may have been read under several names."""
    if one.units or other.units:
        return set(one.units) == set(other.units)
    return not _names(one).isdisjoint(_names(other))


def _names(finding: Finding) -> set[str]:
    return {concern.unit for concern in finding.concerns.all()}


def _keys(findings: Iterable[Finding]) -> dict[str, str]:
    """The logical places of findings, by their fingerprints, from the audits in which they were seen last."""
    places: dict[tuple[int | None, str], set[str]] = defaultdict(set)
    for one in findings:
        places[one.run_id, one.path].add(one.pk)
    return {
        found.fingerprint: found.key
        for (run, path), wanted in places.items()
        for found in _found(run, path)
        if found.fingerprint in wanted
    }


def _found(run: int | None, path: str) -> Iterator[hegui.Finding]:
    """What a run has found in the report at a path; without one, in several reports together."""
    if not path:
        verdicts = jobs.history().run(run or 0).corpus.verdicts
    else:
        row = Report.objects.filter(run=run, path=path).first()
        verdicts = jobs.audit_of(row).verdicts if row else ()
    for verdict in verdicts:
        yield from verdict.findings
