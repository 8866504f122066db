"""The corpus of a case: a draft, the report of the year before, others beside it, and a roster.

- fail: {}                                    edits of this year's report
  previous: {set: {table3.自然人.结转下年度: 0}}    edits of the same unit's report of the year before
  others: [{on: town, edits: {year: 2024}}]   further reports of the run
  roster: [{name: 某局, parent: 某县人民政府}]      the columns of a roster
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hegui.audit.corpus.gather import gather
from hegui.audit.record import row_of
from hegui.jurisdiction import RosterError
from hegui.jurisdiction.jurisdiction import Jurisdiction
from hegui.jurisdiction.roster import read_roster
from hegui.model.audit import Audit
from hegui.model.corpus import Corpus, RosterUnit
from hegui.model.renderer import Record
from hegui.model.report import Report
from hegui.recognise import Knowledge
from hegui.rules.ruleset import RuleSet
from hegui.testing.draft import DRAFTS, Draft
from hegui.testing.edits import edit

CleanDraft = Callable[[str], Draft]
"""The clean draft of a name."""
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
    others = (edit(clean_draft(one.get("on", DRAFTS[0])), one.get("edits") or {}) for one in case.get("others", ()))
    drafts = [draft, *others]
    earlier = []
    if "previous" in case:
        clean = edit(clean_draft(case.get("on", DRAFTS[0])), {"unit": draft.unit, "year": draft.year - 1})
        earlier = [edit(clean, case["previous"] or {})]
    jurisdiction = Jurisdiction(_roster(case["roster"], knowledge), knowledge) if "roster" in case else None
    return gather(
        [row(recognise(one), ruleset) for one in drafts],
        [[row(recognise(one), ruleset) for one in earlier]],
        ruleset,
        jurisdiction,
    )


def row(report: Report, ruleset: RuleSet) -> Record:
    """A report as a row of the record, unjudged, as it comes back from where it is stored."""
    stored: Record = json.loads(json.dumps(row_of(Audit(report.source, report), ruleset)))
    return stored


def _roster(units: Sequence[Mapping[str, Any]], knowledge: Knowledge) -> tuple[RosterUnit, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "roster.yaml")
        file.write_text(json.dumps(units, ensure_ascii=False), "utf-8")  # JSON is YAML
        try:
            return read_roster(file, knowledge)
        except RosterError as error:
            raise ValueError(str(error)) from None
