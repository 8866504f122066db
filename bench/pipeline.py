"""CPU time of a report through the whole audit, stage by stage, beside what lxml alone takes to parse the same file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import lxml.html

from bench.aims import Row, clock, middle
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
    """Milliseconds of CPU a report, the medians of all."""

    lxml: float
    reading: float
    recognition: float
    rules: float
    rules_again: float
    """Rules alone on reports judged before."""

    @property
    def total(self) -> float:
        return self.reading + self.recognition + self.rules

    def rows(self) -> list[Row]:
        figures = (
            ("网页整份审查", self.total, 3.5),
            ("其中读取", self.reading, 1.4),
            ("其中识别", self.recognition, 1.1),
            ("其中规则与评分", self.rules, 1.0),
        )
        return [Row(work, figure, "毫秒", self.lxml, aim) for work, figure, aim in figures]


def measure(files: Sequence[Path], ruleset: RuleSet) -> Timing:
    """One process, one file after the other, each dropped before the next, as the command line does it; the baseline
    beside each of them, so that a busy machine disturbs both alike."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    scheme = find_scheme("default", ruleset)
    watch = _Watch()

    def audited(report: Report) -> None:
        score(audit_of(report, judge(report, ruleset)).summary(), scheme)

    for warm in files[:20]:
        audited(recognise(read(warm), knowledge))
    spare_garbage_collector()
    kept: list[Report] = []
    for file in files:
        data = file.read_bytes()
        watch.time("lxml", lambda data=data: lxml.html.document_fromstring(data))  # type: ignore[misc]
        document = watch.time("reading", lambda file=file: read(file))  # type: ignore[misc]
        report = watch.time("recognition", lambda document=document: recognise(document, knowledge))  # type: ignore[misc]
        watch.time("rules", lambda report=report: audited(report))  # type: ignore[misc]
        if len(kept) < 200:
            kept.append(report)
    for report in kept:
        watch.time("again", lambda report=report: audited(report))  # type: ignore[misc]
    return Timing(*(middle(watch.seconds[name]) for name in ("lxml", "reading", "recognition", "rules", "again")))


class _Watch:
    """Seconds by what they went into."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    def time(self, name: str, work: Callable[[], _T]) -> _T:
        start = clock()
        result = work()
        self.seconds.setdefault(name, []).append(clock() - start)
        return result
