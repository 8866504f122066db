"""Evidence for findings: a cell of a table or words of the text."""

from __future__ import annotations

from hegui.model.document import Place
from hegui.model.form import CellPath
from hegui.model.report import Cell, Passage, Report
from hegui.model.rule import Evidence
from hegui.rules.trace import located


def cell_evidence(table_id: str, path: CellPath, cell: Cell | None, formula: str | None = None) -> Evidence:
    """A cell by its table, row and column names, with its raw text and its place in the source."""
    place = cell.place if cell else None
    has_grid = place is not None and place.table is not None and place.row is not None and place.column is not None
    return Evidence(
        table=table_id,
        row=path[0],
        column=path[1] if len(path) > 1 else None,
        quote=cell.raw if cell else None,
        line=place.line if place else None,
        page=place.page if place else None,
        grid=(place.table, place.row, place.column) if place and has_grid else None,  # type: ignore[arg-type]
        formula=formula,
    )


def table_located(report: Report, table_id: str) -> None:
    """Note for whoever listens how much of a table was read, if it was found."""
    table = report.tables.get(table_id)
    name = report.template.table_name(table_id)
    read = table and sum(cell.value is not None for cell in table.cells.values())
    located(name, f"{len(table.cells)} 格，{read} 格有数" if table else "")


def quote(report: Report, start: int, end: int, formula: str | None = None) -> Evidence:
    """Words of the text between two offsets of `Report.prose`, quoted as printed."""
    passage = report.passage_at(start)
    first, last = _as_printed(passage, start - passage.start, end - passage.start)
    return Evidence(
        section=passage.section,
        quote=passage.raw[first:last],
        line=passage.place.line,
        page=passage.place.page,
        paragraph=passage.place.paragraph,
        start=first,
        end=last,
        formula=formula,
    )


def words_at(words: str, place: Place, section: str | None = None) -> Evidence:
    """Words that stand at a place of their own rather than in the prose: a heading, a date."""
    return Evidence(section=section, quote=words, line=place.line, page=place.page, paragraph=place.paragraph)


def _as_printed(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """Offsets in the printed paragraph for offsets in its squeezed text: squeezing only ever drops blanks."""
    if len(passage.raw) == len(passage.text):
        return start, end
    kept = [index for index, character in enumerate(passage.raw) if not character.isspace()]
    if len(kept) != len(passage.text):  # blanks between Latin words stay in the text
        kept = _align(passage.raw, passage.text)
    last = kept[end - 1] + 1 if 0 < end <= len(kept) else len(passage.raw)
    return (kept[start] if start < len(kept) else len(passage.raw)), last


def _align(raw: str, text: str) -> list[int]:
    places: list[int] = []
    index = 0
    for character in text:
        while index < len(raw) and raw[index].isspace() and not character.isspace():
            index += 1
        places.append(min(index, len(raw) - 1))
        index += 1
    return places
