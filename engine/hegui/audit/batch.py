"""Audits any number of files into rows: what the cache knows is taken from there, the rest is audited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from hegui.audit.cache import Cache
from hegui.audit.pool import Task, Way
from hegui.audit.record import row_of
from hegui.audit.rows import Packed, Rows
from hegui.audit.run import Progress
from hegui.audit.walk import Target
from hegui.audit.worker import Audited
from hegui.model.audit import Audit, Problem
from hegui.model.document import Source
from hegui.rules.ruleset import RuleSet


def audit_all(
    targets: Sequence[Target],
    way: Way,
    ruleset: RuleSet,
    cache: Cache | None = None,
    progress: Progress | None = None,
) -> Rows:
    """A row for each target, in their order, the same whichever way they are audited."""
    rows = Rows(len(targets))
    done = 0

    def put(number: int, packed: Packed) -> None:
        nonlocal done
        rows.put(number, packed)
        done += 1
        if progress:
            progress(done, len(targets), targets[number].path)

    def unknown() -> Iterator[Task]:
        for number, target in enumerate(targets):
            if cache and (packed := cache.recall(target)):
                put(number, packed)
            else:
                yield number, target

    with closing(way(unknown())) as results:
        for number, result in results:
            if cache and isinstance(result, Audited):
                cache.remember(targets[number].path, result)
            put(number, result.packed if isinstance(result, Audited) else _row(result, ruleset))
    return rows


def _row(problem: Problem, ruleset: RuleSet) -> Packed:
    return Packed.of(row_of(Audit(Source(problem.where, "", ""), None, problems=(problem,)), ruleset))
