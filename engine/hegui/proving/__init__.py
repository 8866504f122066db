"""Reports made to order, for proving rules: drafts, edits, layouts.

    draft = edit(load_draft("bureau"), {"set": {"table3.自然人.本年新收": 99}})
    page = HTML.render(draft)

A `Draft` is a report before it is laid out. `edit` changes it in the language of a rule's cases. A `Layout` prints it.
`runner_of(plugin)` judges drafts by a plugin's rules. `hegui.proving.cases` runs the cases of rules,
`hegui.proving.mutation` tells what they prove, `hegui.proving.pytest_plugin` makes them tests of pytest.
"""

from hegui.proving.cases import CaseRunner, runner_of
from hegui.proving.draft import Draft, load_draft
from hegui.proving.edits import edit
from hegui.proving.layouts import HTML, LAYOUTS, TEXT, Layout
from hegui.proving.places import EditError

__all__ = ["HTML", "LAYOUTS", "TEXT", "CaseRunner", "Draft", "EditError", "Layout", "edit", "load_draft", "runner_of"]
