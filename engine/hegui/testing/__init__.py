"""Reports made to order, for testing rules, plugins and the engine itself: drafts, edits, layouts, faults.

    draft = edit(load_draft("bureau"), {"set": {"table3.自然人.本年新收": 99}})
    data = document_of(draft, "word")

A `Draft` is a report before it is laid out. `edit` changes it in the language of a rule's cases. A `Layout` prints it
the way offices and scrapers do. `hegui.testing.cases` runs the cases of rules, `hegui.testing.mutation` tells what they
prove, `hegui.testing.pytest_plugin` makes them tests of pytest. `hegui.testing.faults` plants known faults;
`hegui.testing.strategies` draws random reports (it needs hypothesis).
"""

from hegui.testing.draft import Draft, load_draft
from hegui.testing.edits import edit
from hegui.testing.layouts import LAYOUTS, Layout, document_of
from hegui.testing.places import EditError

__all__ = ["LAYOUTS", "Draft", "EditError", "Layout", "document_of", "edit", "load_draft"]
