"""Tables whose parts follow the forms of different years.

A part stands under a heading that the forms share (第二十条第（五）项); the columns printed there tell whose it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Place
from hegui.model.form import TableBlock
from hegui.model.report import PartOfOther, Table
from hegui.recognise.knowledge import TableKnowledge, name_of
from hegui.recognise.text import label_key

Row = tuple[Collection[str], Place]
"""The bare keys of the texts in a row or line, and where it stands."""


class Mixture(NamedTuple):
    """The form that most parts of a table follow, for each row the part of another form that it belongs to, and the
    keys of the headings of the parts that follow the form."""

    form: TableKnowledge
    others: Sequence[PartOfOther | None]
    headings: frozenset[str]

    def named(self, table: Table) -> Table:
        """The table as read from its own parts, with the others. What parts of the form would have held that it hasn't
        is not lacking."""
        parts = tuple(dict.fromkeys(part for part in self.others if part))
        own = [block for block in self.form.table.blocks if _heading(block) in self.headings]
        due = {("row", row.key) for block in own for row in block.rows}
        due |= {("column", name_of(column)) for block in own for column in block.columns}
        labels = tuple(
            seen
            for seen in table.labels
            if seen.text is not None or seen.axis == "group" or (seen.axis, seen.key or seen.form_text) in due
        )
        return replace(table, labels=labels, others=parts)


def mixture(rows: Iterable[Row], candidates: Iterable[TableKnowledge], due: str | None) -> Mixture | None:
    """Whose parts a table consists of; None where all that can be told follow one form. Of forms that have equally many
    the one that is due is taken."""
    candidates = sorted(candidates, key=lambda known: known.form.id != due)
    headings = {_heading(block): block for known in candidates for block in known.table.blocks if block.heading}
    if not headings:
        return None
    rows = list(rows)
    starts = [
        (index, heading)
        for index, (keys, _) in enumerate(rows)
        if (heading := next((key for key in keys if key in headings), None))
    ]
    if len(starts) < 2:
        return None
    owners: list[TableKnowledge | None] = []
    ends = [*(index for index, _ in starts[1:]), len(rows)]
    for (start, heading), end in zip(starts, ends, strict=True):
        printed = {key for keys, _ in rows[start:end] for key in keys}
        owners.append(_owner(printed, heading, candidates))
    counted = Counter(owner.form.id for owner in owners if owner)
    if len(counted) < 2:
        return None
    form = max(candidates, key=lambda known: counted[known.form.id])
    others: list[PartOfOther | None] = [None] * len(rows)
    own: set[str] = set()
    for (start, heading), end, owner in zip(starts, ends, owners, strict=True):
        if owner and owner is not form:
            text = headings[heading].heading
            part = PartOfOther(owner.form.id, text.text if text else "", rows[start][1])
            others[start:end] = [part] * (end - start)
        else:
            own.add(heading)
    return Mixture(form, others, frozenset(own))


def _owner(printed: Collection[str], heading: str, candidates: Iterable[TableKnowledge]) -> TableKnowledge | None:
    """The form all of whose columns are printed under a heading: the one that has most there."""
    best: tuple[int, TableKnowledge] | None = None
    for known in candidates:
        block = next((block for block in known.table.blocks if _heading(block) == heading), None)
        if block is None:
            continue
        names = {name_of(hit.label) for key in printed if (hit := known.columns.get(key))}
        columns = {name_of(column) for column in block.columns}
        if columns <= names and (best is None or len(columns) > best[0]):
            best = len(columns), known
    return best[1] if best else None


def _heading(block: TableBlock) -> str:
    return label_key(block.heading.text) if block.heading else ""
