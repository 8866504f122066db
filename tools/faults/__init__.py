"""Faults to plant into clean drafts, for what the cases in rule files do not try: random reports, in every layout.

planted = fault.plant(draft, Random(1))
spoilt = edit(draft, planted.edits)
# auditing document_of(spoilt) must give `fault.result` for `fault.rule`, with evidence that `planted.is_shown_by`
"""

from tools.faults import figures, structure, tables, words
from tools.faults.fault import Fault, Planted

FAULTS: tuple[Fault, ...] = (
    *structure.register.faults,
    *tables.register.faults,
    *figures.register.faults,
    *words.register.faults,
)

__all__ = ["FAULTS", "Fault", "Planted"]
