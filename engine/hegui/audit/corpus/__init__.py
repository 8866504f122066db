"""All reports together: over the years, over the units, against the roster; and what that costs each of them."""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence

from hegui.audit.corpus.costs import charge
from hegui.audit.corpus.gather import gather, repeated
from hegui.audit.corpus.judge import judge_corpus
from hegui.audit.record import verdict_record
from hegui.audit.rows import briefs
from hegui.jurisdiction.jurisdiction import Jurisdiction
from hegui.model.corpus import Corpus, RosterUnit
from hegui.model.renderer import Record
from hegui.model.rule import Result
from hegui.rules.ruleset import RuleSet
from hegui.score import Scheme
from hegui.score.ranking import parents, ranking, standings

__all__ = ["add_corpus", "judge_corpus"]

Mark = Callable[[list[Record]], list[Record]]
"""Marks the findings of verdicts that are waived."""

Compared = Callable[[Callable[[], list[Record]]], list[Record]]
"""Gives the verdicts on a corpus: those that comparing it makes, or those known from before."""


def add_corpus(
    record: Record,
    ruleset: RuleSet,
    scheme: Scheme,
    earlier: Sequence[Sequence[Record]] = (),
    jurisdiction: Jurisdiction | None = None,
    mark: Mark = lambda verdicts: verdicts,
    compared: Compared = lambda compare: compare(),
) -> None:
    """Put into an audit record what its reports come to together, and into their scores what that costs them.

    `earlier` are the rows of earlier reports, and of earlier audits; `compared` may know the verdicts from before. One
    report with nothing to compare it with has no corpus.
    """
    rows: MutableSequence[Record] = record["reports"]
    if len(rows) < 2 and not earlier and jurisdiction is None:
        return
    corpus = gather(rows, earlier, ruleset, jurisdiction)
    verdicts = mark(compared(lambda: [verdict_record(verdict) for verdict in judge_corpus(corpus, ruleset)]))
    charge(rows, corpus, verdicts, scheme, ruleset)
    record["corpus"] = {"verdicts": verdicts, **_about(corpus, rows)}
    every = standings(briefs(rows), record["corpus"])
    record["corpus"] |= {"ranking": ranking(every), "parents": parents(every)}
    record["complete"] = record["complete"] and all(one["verdict"] != Result.ERROR for one in verdicts)


def _about(corpus: Corpus, rows: Sequence[Record]) -> Record:
    about: Record = {}
    if doubles := repeated(corpus):
        about["repeated"] = doubles
    if corpus.roster is None:
        return about
    ambiguous = [
        {"path": stray.path, "unit": stray.unit, "candidates": list(stray.candidates)}
        for stray in corpus.undecided
        if not stray.unread and (stray.unit is None or stray.candidates != (stray.unit,))
    ]
    scores = [brief["score"] for brief in briefs(rows)]
    return {"units": [_listed(unit, corpus, scores) for unit in corpus.roster], "ambiguous": ambiguous, **about}


def _listed(unit: RosterUnit, corpus: Corpus, scores: Sequence[Record | None]) -> Record:
    """A unit of the roster, with its report of the run's year."""
    filed = corpus.filed.get((unit.name, corpus.year)) if corpus.year is not None else None
    report = filed[0] if filed else None
    score = scores[report.number] if report else None
    known = report.unit if report else corpus.organs[unit.name]
    return {
        "name": unit.name,
        "code": unit.code,
        "level": known.level.value,
        "kind": known.kind,
        "tier": known.tier,
        "parent": unit.parent,
        "year": corpus.year,
        "report": report.path if report else None,
        "total": score["total"] if score else None,
        "grade": score["grade"] if score else None,
    }
