"""CPU time of a report through the whole audit, stage by stage, beside what lxml alone takes to parse the same file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import lxml.html

from hegui.judge.audit import audit_of
from hegui.judge.report import judge
from hegui.judge.scheme import find_scheme
from hegui.judge.score import score
from hegui.model.report import Report
from hegui.project.workers import spare_garbage_collector
from hegui.read import read
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet

_T = TypeVar("_T")


class Timing(NamedTuple):
    """Milliseconds of CPU a report."""

    lxml: float
    reading: float
    recognition: float
    rules: float
    rules_again: float
    """Rules alone on reports recognised before."""

    @property
    def total(self) -> float:
        return self.reading + self.recognition + self.rules

    @property
    def aim(self) -> float:
        """At most three times the bare parse and two milliseconds."""
        return 3 * self.lxml + 2


def measure(files: Sequence[Path], ruleset: RuleSet) -> Timing:
    """One process, one file after the other, each dropped before the next, as the command line does it."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    scheme = find_scheme("default", ruleset)
    clock = _Clock()

    def audited(report: Report) -> None:
        score(audit_of(report, judge(report, ruleset)).summary(), scheme)

    for warm in files[:20]:
        audited(recognise(read(warm), knowledge))
    spare_garbage_collector()
    kept: list[Report] = []
    for file in files:
        data = file.read_bytes()
        clock.time("lxml", lambda data=data: lxml.html.document_fromstring(data))  # type: ignore[misc]
        document = clock.time("reading", lambda file=file: read(file))  # type: ignore[misc]
        report = clock.time("recognition", lambda document=document: recognise(document, knowledge))  # type: ignore[misc]
        clock.time("rules", lambda report=report: audited(report))  # type: ignore[misc]
        if len(kept) < 200:
            kept.append(report)
    for report in kept:
        clock.time("again", lambda report=report: audited(report))  # type: ignore[misc]
    each = {name: seconds * 1000 / len(files) for name, seconds in clock.seconds.items()}
    again = clock.seconds["again"] * 1000 / max(len(kept), 1)
    return Timing(each["lxml"], each["reading"], each["recognition"], each["rules"], again)


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], _T]) -> _T:
        start = time.process_time()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start
        return result
