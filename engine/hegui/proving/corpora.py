"""The corpus of a case: a draft, the report of the year before, others beside it, and a roster.

- fail: {}                                    edits of this year's report
  previous: {set: {table3.自然人.结转下年度: 0}}    edits of the same unit's report of the year before
  others: [{on: town, edits: {year: 2024}}]   further reports of the run
  roster: [{name: 某局, parent: 某县人民政府}]      the columns of a roster
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hegui.errors import RosterError
from hegui.guarding.scratch import Scratch
from hegui.judge.audit import audit_of
from hegui.model.corpus import Corpus, RosterUnit
from hegui.model.report import Report
from hegui.model.reports import Reports
from hegui.project.corpus import gather
from hegui.project.jurisdiction import Jurisdiction
from hegui.project.roster import read_roster
from hegui.proving.draft import Draft
from hegui.proving.edits import edit
from hegui.recognise import Knowledge
from hegui.rules.ruleset import RuleSet

BESIDE = ("previous", "others", "roster")
"""Keys of a case that tell of more than its draft."""
CleanDraft = Callable[[Mapping[str, Any]], Draft]
"""The clean draft that a case edits."""
Recognise = Callable[[Draft], Report]
"""A draft as recognised after it was printed."""


def corpus_of_case(
    case: Mapping[str, Any],
    draft: Draft,
    clean_draft: CleanDraft,
    recognise: Recognise,
    ruleset: RuleSet,
    knowledge: Knowledge,
) -> Corpus:
    """The corpus around a draft. Raises ValueError, in Chinese, for what cannot be made."""
    beside = drafts_beside(case, draft, clean_draft)
    drafts, earlier = [draft, *beside.others], beside.previous
    jurisdiction = jurisdiction_of(case, ruleset, knowledge)
    reports, before = (Reports.of(audit_of(recognise(one)) for one in some) for some in (drafts, earlier))
    return gather(reports, [before], ruleset, jurisdiction)


class DraftsBeside(NamedTuple):
    """The drafts beside that of a case."""

    others: tuple[Draft, ...]
    previous: tuple[Draft, ...]
    """Of the year before."""


def drafts_beside(case: Mapping[str, Any], draft: Draft, clean_draft: CleanDraft) -> DraftsBeside:
    """What a case tells of beside its draft. Raises ValueError, in Chinese, for what cannot be made."""
    others = tuple(edit(clean_draft(one), one.get("edits") or {}) for one in case.get("others", ()))
    if "previous" not in case:
        return DraftsBeside(others, ())
    clean = edit(clean_draft(case), {"unit": draft.unit, "year": draft.year - 1})
    return DraftsBeside(others, (edit(clean, case["previous"] or {}),))


def roster_file(units: Sequence[Mapping[str, Any]]) -> str:
    """The roster of a case as a file, in JSON, which is YAML."""
    return json.dumps(units, ensure_ascii=False)


def jurisdiction_of(case: Mapping[str, Any], ruleset: RuleSet, knowledge: Knowledge) -> Jurisdiction | None:
    """The units of the roster of a case, if it has one. Raises ValueError for a faulty one."""
    if "roster" not in case:
        return None
    return Jurisdiction(_roster(case["roster"], knowledge, ruleset.roster_columns), knowledge)


def _roster(
    units: Sequence[Mapping[str, Any]], knowledge: Knowledge, columns: Collection[str]
) -> tuple[RosterUnit, ...]:
    with Scratch() as folder:
        file = Path(folder, "roster.yaml")
        file.write_text(roster_file(units), "utf-8")
        try:
            return read_roster(file, knowledge, columns).units
        except RosterError as error:
            raise ValueError(str(error)) from None
