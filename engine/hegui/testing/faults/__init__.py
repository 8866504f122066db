"""Faults to plant into clean drafts: at least one for every rule that judges a single report.

planted = fault.plant(draft, Random(1))
spoilt = edit(draft, planted.edits)
# auditing document_of(spoilt) must give `fault.result` for `fault.rule`, with evidence that `planted.is_shown_by`
"""

from hegui.testing.faults import figures, structure, tables, words
from hegui.testing.faults.fault import Fault, Planted

FAULTS: tuple[Fault, ...] = (
    *structure.register.faults,
    *tables.register.faults,
    *figures.register.faults,
    *words.register.faults,
)

__all__ = ["FAULTS", "Fault", "Planted"]
