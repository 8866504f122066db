"""The paragraphs and tables of a Word document in reading order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from lxml.etree import _Element

from hegui.model.document import Block, Grid, GridCell, Paragraph, Picture, Place
from hegui.read.characters import tidy
from hegui.read.formats.docx.numbering import Numbering
from hegui.read.formats.docx.styles import Style, Styles, display, heading_by_look, heading_level, may_mark_text
from hegui.read.formats.docx.wordml import (
    PARAGRAPH,
    REMOVED,
    RUN_PROPERTIES,
    TABLE,
    Runs,
    W,
    child,
    integer,
    is_on,
    run_text,
    shown,
    value,
)
from hegui.read.grids import holds_data, is_note_mark, several_numbers
from hegui.read.reader import Limits, ReadError

_PROPERTIES = f"{W}pPr"
_STYLE, _NUMBERED, _OUTLINE, _ALIGNED = (f"{W}{name}" for name in ("pStyle", "numPr", "outlineLvl", "jc"))
_EMBEDDED = f"{W}altChunk"
_ROW, _ROW_PROPERTIES, _CELL, _CELL_PROPERTIES = (f"{W}{name}" for name in ("tr", "trPr", "tc", "tcPr"))
_SPAN, _VERTICAL, _HORIZONTAL, _DELETED = (f"{W}{name}" for name in ("gridSpan", "vMerge", "hMerge", "cellDel"))


class _Properties(NamedTuple):
    """What a paragraph says of itself."""

    style: str | None = None
    list_id: str | None = None
    list_level: int | None = None
    outline: int | None = None
    centred: bool = False
    end_removed: bool = False
    """Whether its end is deleted by a revision, so that it runs into the next paragraph."""
    end_hidden: bool = False
    """Whether its end is hidden, with the same effect."""


_NO_PROPERTIES = _Properties()


class Body:
    """Reads the body of a document and what stands in it, once and in reading order: numbers are counted on the way.

    A place names a paragraph by its ordinal among all `w:p` of the part in the order of the source, those in tables,
    text boxes and fallbacks too, and a table by that among all `w:tbl`; so `list(root.iter(PARAGRAPH))[ordinal - 1]`
    finds the element again. The row of a cell is the ordinal of its `w:tr` in the table, the column the one that
    `place_cells` gives it.
    """

    def __init__(
        self,
        root: _Element,
        styles: Styles,
        numbering: Numbering,
        limits: Limits,
        embedded: Callable[[_Element], list[Block]],
    ) -> None:
        """`embedded` gives the blocks of a document of another format that an element embeds (`w:altChunk`)."""
        self.pictures: list[Picture] = []
        self.clamped: list[int] = []
        """Ordinals of the tables in which a cell spans more columns than the limit."""
        self.hid_text = False
        """Whether hidden text was left out."""
        self.struck_text = False
        """Whether text was left out because it is struck out."""
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._embedded = embedded
        self._paragraphs = {element: number for number, element in enumerate(root.iter(PARAGRAPH), 1)}
        if len(self._paragraphs) > limits.paragraphs:
            raise ReadError(f"文档的段落超过 {limits.paragraphs} 个，不像是年度报告。请检查文件是否正确。")
        self._tables = {element: number for number, element in enumerate(root.iter(TABLE), 1)}
        self._marks_text = styles.mark_text or may_mark_text(root)
        """Whether any text may be hidden, struck or raised."""
        self._aside: list[str] = []
        """Texts that are shown and no part of what they stand in: struck out, or the raised mark of a note."""
        self._within_cells = 0

    def blocks(self, container: _Element) -> list[Block]:
        """The blocks of the body, of a cell or of a text box."""
        blocks: list[Block] = []
        begun: list[str] = []
        place = Place()
        for each in shown(container):
            tag = each.tag
            if tag == PARAGRAPH:
                place = Place(paragraph=self._paragraphs[each])
                self._add_paragraph(each, place, begun, blocks)
            elif tag == TABLE:
                blocks += _lines(begun, place)
                self._add_table(each, blocks)
            elif tag == _EMBEDDED:
                blocks += self._embedded(each)
        return blocks + _lines(begun, place) if begun else blocks

    def _add_paragraph(self, element: _Element, place: Place, begun: list[str], blocks: list[Block]) -> None:
        """Add the paragraph to the blocks, with the text begun before it; or what it shows to the text begun."""
        properties = self._properties(element)
        style = self._styles.of(properties.style)
        if style.contents:
            return
        runs = Runs(element, partial(self._leaves_out, style) if self._marks_text else None)
        self.pictures += [Picture(place, name) for name in runs.pictures]
        text = runs.text
        if not properties.end_removed and (text or not properties.end_hidden):
            begun.append(self._number(properties, style))
        begun.append(text)
        if not properties.end_removed and not properties.end_hidden:
            blocks += _lines(begun, place, self._heading(element, begun, properties, style))
        for box in runs.boxes:
            blocks += self.blocks(box)

    def _properties(self, element: _Element) -> _Properties:
        found = child(element, _PROPERTIES)
        if found is None:
            return _NO_PROPERTIES
        style = list_id = level = outline = None
        centred = end_removed = end_hidden = False
        for part in found:
            tag = part.tag
            if tag == _STYLE:
                style = value(part)
            elif tag == _ALIGNED:
                centred = value(part) == "center"
            elif tag == _OUTLINE:
                outline = integer(value(part))
            elif tag == _NUMBERED:
                list_id, level = value(child(part, f"{W}numId")), integer(value(child(part, f"{W}ilvl")))
            elif tag == RUN_PROPERTIES:
                end_removed = any(each.tag in REMOVED for each in part)
                end_hidden = is_on(child(part, f"{W}vanish"))
        return _Properties(style, list_id, level, outline, centred, end_removed, end_hidden)

    def _leaves_out(self, paragraph: Style, run: _Element) -> bool:
        """Whether the text of a run in a paragraph of this style is no part of it."""
        look = child(run, RUN_PROPERTIES)
        shows = paragraph.display
        if look is not None:
            style = value(child(look, f"{W}rStyle"))
            shows = display(look, shows if style is None else shows | self._styles.of(style).display)
        text = run_text(run)
        if shows.hidden:
            self.hid_text = self.hid_text or bool(text)
            return True
        if not text or not (shows.struck or (shows.raised and is_note_mark(text.strip()))):
            return False
        self.struck_text = self.struck_text or shows.struck
        self._aside.append(text)
        return True

    def _number(self, properties: _Properties, style: Style) -> str:
        list_id = properties.list_id or style.list_id
        if list_id is None or list_id == "0":
            return ""
        level = style.list_level if properties.list_level is None else properties.list_level
        return self._numbering.number(list_id, level, properties.style)

    def _heading(self, element: _Element, begun: list[str], properties: _Properties, style: Style) -> int | None:
        """Level of a heading by its outline level, its style or, outside of tables, its look."""
        if properties.outline is not None:
            return heading_level(properties.outline)
        if style.heading is not None or self._within_cells:
            return style.heading
        return heading_by_look(element, "".join(begun), properties.centred, style)

    def _add_table(self, table: _Element, blocks: list[Block]) -> None:
        """Add a table as a grid; where it only lays out the page, or holds a table itself, add what stands in it."""
        ordinal = self._tables[table]
        placed = place_cells(table, self._limits)
        contents: list[list[Block]] = []
        cells: list[GridCell] = []
        doubts: set[tuple[int, int]] = set()
        pictures: list[Picture] = []
        pictures_before = len(self.pictures)
        self._within_cells += 1
        for cell in placed.cells:
            aside_before = len(self._aside)
            content = self.blocks(cell.element)
            contents.append(content)
            lines = [block.text for block in content if isinstance(block, Paragraph)]
            aside = "".join(self._aside[aside_before:])
            if (len(lines) > 1 and several_numbers(lines)) or (aside and not lines):
                doubts.add((cell.row, cell.column))
            text = "\n".join(lines) or aside
            cells.append(
                GridCell(tidy(text) if "\n" in text else text, cell.row, cell.column, cell.rowspan, cell.colspan)
            )
            for _, name in self.pictures[pictures_before + len(pictures) :]:
                pictures.append(Picture(Place(table=ordinal, row=cell.row + 1, column=cell.column + 1), name))
        self._within_cells -= 1
        holds_tables = any(isinstance(block, Grid) for content in contents for block in content)
        is_layout = holds_tables or not 2 <= placed.columns <= self._limits.columns
        if is_layout or not holds_data(cell.text for cell in cells):
            for content in contents:
                blocks += content
            return
        self.pictures[pictures_before:] = pictures
        place = Place(table=ordinal)
        blocks.append(Grid(tuple(cells), placed.rows, placed.columns, place, doubts=frozenset(doubts)))
        if placed.clamped:
            self.clamped.append(ordinal)


def _lines(begun: list[str], place: Place, heading: int | None = None) -> list[Block]:
    """Each line of the paragraph that was begun, blank ones left out. It is begun no more."""
    text = "".join(begun)
    begun.clear()
    return [Paragraph(line, place, heading=heading) for each in text.split("\n") if (line := tidy(each))]


@dataclass(slots=True)
class TableCell:
    """A cell as it is shown, merged with those that go on from it. `row` and `column` count from 0."""

    element: _Element
    row: int
    column: int
    rowspan: int
    colspan: int


class PlacedCells(NamedTuple):
    """The cells of a table in reading order, and how many rows and columns they make up.

    Rows count every row of the source, those deleted or hidden too, so that a row can be found there again.
    """

    cells: list[TableCell]
    rows: int
    columns: int
    clamped: bool
    """Whether a cell spans more columns than the limit and was cut to it."""


def place_cells(table: _Element, limits: Limits) -> PlacedCells:
    """Give every cell of a table its place. Rows name every cell, merged ones too, and say which go on from above.
    Columns at the right edge in which no cell starts are no columns.

    Raises:
        ReadError: the table has more cells than the limit.
    """
    cells: list[TableCell] = []
    above: dict[int, TableCell] = {}  # the merged cells that reach down to the last row, by column
    rows = 0
    clamped = False
    for row, element in enumerate(each for each in shown(table) if each.tag == _ROW):
        rows = row + 1
        properties = child(element, _ROW_PROPERTIES)
        if properties is not None and _is_left_out(properties):
            continue
        reaching: dict[int, TableCell] = {}
        column = 0 if properties is None else max(integer(value(child(properties, f"{W}gridBefore"))) or 0, 0)
        for cell, width, merge in _cells(element):
            span = min(width, limits.columns)
            clamped = clamped or span < width
            placed = above.get(column) if merge == "continue" else None
            if placed is None:
                placed = TableCell(cell, row, column, 1, span)
                cells.append(placed)
                if len(cells) > limits.cells:
                    raise ReadError(f"表格的单元格超过 {limits.cells} 个，不像是年度报告。请检查文件是否正确。")
            else:
                placed.rowspan = row - placed.row + 1
                placed.colspan = min(placed.colspan, span)
            if merge:
                reaching[column] = placed
            column += span
        above = reaching
    columns = max((cell.column for cell in cells), default=-1) + 1
    for placed in cells:
        placed.colspan = min(placed.colspan, columns - placed.column)
    return PlacedCells(cells, rows, columns, clamped)


def _cells(row: _Element) -> list[tuple[_Element, int, str | None]]:
    """The cells of a row with the columns that each spans, and whether a merge with cells below begins or goes on."""
    cells: list[tuple[_Element, int, str | None]] = []
    for cell in shown(row):
        if cell.tag != _CELL:
            continue
        properties = child(cell, _CELL_PROPERTIES)
        merging = {} if properties is None else {each.tag: each for each in properties}
        if _DELETED in merging:
            continue
        span = max(integer(value(merging.get(_SPAN))) or 1, 1)
        if cells and value(merging.get(_HORIZONTAL), "continue") == "continue":
            left, width, merge = cells[-1]
            cells[-1] = left, width + span, merge
        else:
            cells.append((cell, span, value(merging.get(_VERTICAL), "continue")))
    return cells


def _is_left_out(row: _Element) -> bool:
    """Whether a row with these properties is deleted by a revision, or hidden."""
    return child(row, f"{W}del") is not None or is_on(child(row, f"{W}hidden"))
