"""Documents about reports that are none themselves: several years or units side by side, a notice, an account."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice, pairwise

from hegui.model.document import Document, Grid, Paragraph
from hegui.recognise.frame import keys_of
from hegui.recognise.headings import SectionNumbers
from hegui.recognise.imprint import is_metadata
from hegui.recognise.knowledge import FormFamily, Knowledge
from hegui.recognise.numerals import is_value
from hegui.recognise.text import label_key, squeeze

_ENOUGH = 3
"""Labels of a table from which on a grid holds its numbers."""
_FIRST = 5
"""Paragraphs among which the title of a document stands whose format marks no headings."""
_LONGEST = 80


def is_survey(document: Document, family: FormFamily, knowledge: Knowledge) -> bool:
    """Whether all grids with numbers, and there is one, lay those of several years or units beside one another."""
    found = False
    for grid in document.blocks:
        if isinstance(grid, Grid) and _holds_numbers(grid, family):
            if not _surveys(grid, family, knowledge):
                return False
            found = True
    return found


def _holds_numbers(grid: Grid, family: FormFamily) -> bool:
    """Whether a grid bears so many labels of a table that its numbers stand in it."""
    keys = keys_of(grid)
    return any(len(keys & own) >= _ENOUGH for own in family.numbered.values())


def _surveys(grid: Grid, family: FormFamily, knowledge: Knowledge) -> bool:
    """Whether a grid that holds numbers lays those of several years or units beside one another: years or names of
    organs head its columns, or its rows.
    """
    rows: dict[int, set[str]] = {}
    first: set[str] = set()
    for cell in grid.cells:
        if cell.text and not is_value(cell.text) and label_key(cell.text) not in family.labels:
            rows.setdefault(cell.row, set()).add(squeeze(cell.text))
            if not cell.column:
                first.add(squeeze(cell.text))
    return any(_stand_beside_others(texts, knowledge) for texts in (*rows.values(), first))


def _stand_beside_others(texts: Collection[str], knowledge: Knowledge) -> bool:
    """Whether texts name two years, or three organs."""
    if len(texts) < 2:
        return False
    named = {text for text in texts if knowledge.page.beside_others.fullmatch(text)}
    organs = [text for text in texts if text not in named and knowledge.organs.alone(text)]
    return len(named) > 1 or len(organs) > 2


def is_concordance(document: Document, family: FormFamily) -> bool:
    """Whether two texts stand part by part beside one another: the headings of sections come in pairs, each of them in
    another cell."""
    match = family.headings.match
    texts = _numbered(document, family.headings.numbers)
    headings = [(hit.key, row, cell) for text, row, cell in texts if (hit := match(text)) and hit.agrees]
    paired = {
        key
        for (key, row, cell), (again, other_row, other) in pairwise(headings)
        if key == again and row == other_row and cell != other
    }
    return len(paired) >= _ENOUGH


def _numbered(document: Document, numbers: SectionNumbers) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Short texts that may begin with the number of a section, with a number for the row of a table in which they
    stand, 0 outside, and what tells their cell."""
    row = 0
    for block in document.blocks:
        if isinstance(block, Grid):
            for cell in numbers.cells(block):
                yield cell.text, row + cell.row + 1, (cell.column,)
            row += block.rows
        elif len(block.text) < _LONGEST and numbers.may_stand_in(block.text):
            yield block.text, 0, block.path


def title_about_reports(document: Document, knowledge: Knowledge) -> str | None:
    """The title of a document that is about annual reports (a notice, a comparison, a list), else None."""
    pattern = knowledge.page.about_reports
    return next((line for line in _title_lines(document, knowledge) if pattern.search(line)), None)


def _title_lines(document: Document, knowledge: Knowledge) -> Iterator[str]:
    for name, content in document.metadata:
        if name.lower() in knowledge.page.meta_title:
            yield squeeze(content)
    lines = [block for block in document.blocks if isinstance(block, Paragraph) and 0 < len(block.text) <= _LONGEST]
    marked = [line for line in lines if line.heading == 1]
    first = (line for line in lines if "|" not in line.text and not is_metadata(line.text, knowledge.page))
    yield from (squeeze(line.text) for line in marked or islice(first, _FIRST))
