"""A report that is being written as a Word document, in the look of official documents."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from hegui.about import __version__
from hegui.proving.draft import Draft
from hegui.proving.outline import Line, LineKind, outline
from hegui.proving.sheets import Position, Sheet, SheetCell, covered

if TYPE_CHECKING:
    from docx.document import Document as _Document
    from docx.text.paragraph import Paragraph


class _Look(NamedTuple):
    """Typeface of the Chinese characters, size in points, alignment, whether the first line is indented."""

    font: str
    size: float
    align: str = "LEFT"
    indent: bool = False


_LOOKS = {
    LineKind.TITLE: _Look("方正小标宋简体", 22, "CENTER"),
    LineKind.HEADING: _Look("黑体", 16, indent=True),
    LineKind.PROSE: _Look("仿宋_GB2312", 16, indent=True),
    LineKind.SIGNATURE: _Look("仿宋_GB2312", 16, "RIGHT"),
}
"""As GB/T 9704-2012, 7.3 has title, headings and text."""
_CELL = _Look("宋体", 10.5, "CENTER")
_TEXT_WIDTH = 156
"""Millimetres between the margins."""
_NARROW = 13
"""Millimetres of a column of numbers, as is `_GROUP` of one that tells groups of rows; labels of rows have the rest."""
_GROUP = 18
_LINE = 28
"""Points from line to line: 22 lines on a page (GB/T 9704-2012, 5.2.3)."""


def document(title: str, draft: Draft, hints: Mapping[str, str]) -> bytes:
    """The draft as `.docx`; `hints` stand beside the headings that they are of."""
    from docx import Document

    made = Document()
    made.core_properties.title = title
    made.core_properties.author = draft.unit
    made.core_properties.comments = f"hegui {__version__}"
    _set_page(made)
    for item in outline(draft):
        match item:
            case Sheet():
                _add_table(made, item)
            case Line(LineKind.HEADING, heading):
                _add_heading(made, heading, hints.get(heading, ""))
                if not _is_followed(draft, heading):
                    _write(made.add_paragraph(), "", _LOOKS[LineKind.PROSE])
            case Line(kind, text):
                _write(made.add_paragraph(), text, _LOOKS[kind])
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _add_heading(made: _Document, heading: str, hint: str) -> None:
    paragraph = made.add_paragraph()
    _write(paragraph, heading, _LOOKS[LineKind.HEADING])
    paragraph.paragraph_format.keep_with_next = True
    if hint:
        made.add_comment(paragraph.runs, hint, author="填写说明", initials="填")


def _is_followed(draft: Draft, heading: str) -> bool:
    """Whether anything stands under a heading: where nothing does, there is a line to write on."""
    section = next(key for key, one in draft.headings.items() if one == heading)
    return bool(draft.sections[section]) or any(table.section == section for table in draft.form.tables)


def _set_page(made: _Document) -> None:
    """A4 with the margins of GB/T 9704-2012, 5.2.1."""
    from docx.shared import Mm

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _write(paragraph: Paragraph, text: str, look: _Look) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", Pt(look.size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)
    layout = paragraph.paragraph_format
    layout.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align)
    layout.space_after = Pt(0)
    if look is not _CELL:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)
    if look.indent:
        layout.first_line_indent = Pt(2 * look.size)


def _add_table(made: _Document, sheet: Sheet) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = made.add_table(len(sheet.rows), sheet.width, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    places = covered(sheet)
    widths = _widths(places, sheet.width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    grid: list[list[Any]] = [list(row.cells) for row in table.rows]  # `table.cell` would go over all cells each time
    for (row, column), ((top, left), printed) in places.items():
        if (row, column) != (top, left):
            continue
        cell = grid[top][left]
        if printed.rowspan > 1 or printed.colspan > 1:
            cell = cell.merge(grid[top + printed.rowspan - 1][left + printed.colspan - 1])
        cell.width = Mm(sum(widths[left : left + printed.colspan]))
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for extra in cell.paragraphs[1:]:
            extra._element.getparent().remove(extra._element)
        _write(cell.paragraphs[0], printed.text, _CELL)
    head = next(number for number, cells in enumerate(sheet.rows) if any(cell.path for cell in cells))
    for number, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        if number < head:
            row._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    made.add_paragraph()


def _widths(places: Mapping[Position, tuple[Position, SheetCell]], columns: int) -> list[float]:
    """Millimetres of each column: those of numbers are narrow where those of labels need the room."""
    numbers = {column for (_, column), (_, cell) in places.items() if cell.path and cell.colspan == 1}
    labels = [column for column in range(columns) if column not in numbers]
    widths = [min(_NARROW, _TEXT_WIDTH / columns)] * columns
    for column in labels:
        widths[column] = _GROUP
    if labels:
        widths[labels[-1]] += _TEXT_WIDTH - sum(widths)
    return widths


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)
