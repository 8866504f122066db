"""The paragraphs and tables of a Word document in reading order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml.etree import _Element

from hegui.model.document import Block, Grid, GridCell, Paragraph, Place
from hegui.read.characters import tidy
from hegui.read.docx.headings import heading_by_look
from hegui.read.docx.names import PARAGRAPH, REMOVED, TABLE, W, child, integer, is_on, shown, value
from hegui.read.docx.numbering import Numbering
from hegui.read.docx.runs import Runs
from hegui.read.docx.styles import Style, Styles, heading_level, hides
from hegui.read.docx.tables import place_cells
from hegui.read.reader import Limits, ReadError
from hegui.read.spans import holds_data

_PROPERTIES = f"{W}pPr"
_STYLE, _NUMBERED, _OUTLINE, _ALIGNED = (f"{W}{name}" for name in ("pStyle", "numPr", "outlineLvl", "jc"))
_LOOK = f"{W}rPr"
_IMPORTED = f"{W}altChunk"


class _Properties(NamedTuple):
    """What a paragraph says of itself."""

    style: str | None = None
    list_id: str | None = None
    list_level: int | None = None
    outline: int | None = None
    centred: bool = False
    removed: bool = False
    """Whether its end is deleted by a revision, so that it runs into the next paragraph."""
    joined: bool = False
    """Whether its end is hidden, with the same effect."""


_PLAIN = _Properties()


class Story:
    """Reads the body of a document and what stands in it, once and in reading order: numbers are counted on the way.

    A place names a paragraph by its ordinal among all `w:p` of the part in the order of the source, those in tables,
    text boxes and fallbacks too, and a table likewise among all `w:tbl`; so `list(root.iter(PARAGRAPH))[ordinal - 1]`
    finds the element again. The row of a cell is the ordinal of its `w:tr` in the table, the column the one that
    `place_cells` gives it.
    """

    def __init__(
        self,
        root: _Element,
        styles: Styles,
        numbering: Numbering,
        limits: Limits,
        imported: Callable[[_Element], list[Block]],
    ) -> None:
        """`imported` gives the blocks of a document of another format that an element embeds (`w:altChunk`)."""
        self.pictures: list[Place] = []
        self.clamped: list[int] = []
        """Ordinals of the tables in which a cell spans more columns than the limit."""
        self.hid = False
        """Whether hidden text was left out."""
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._imported = imported
        self._paragraphs = {element: number for number, element in enumerate(root.iter(PARAGRAPH), 1)}
        if len(self._paragraphs) > limits.paragraphs:
            raise ReadError(f"文档的段落超过 {limits.paragraphs} 个，不像是年度报告。请检查文件是否正确。")
        self._tables = {element: number for number, element in enumerate(root.iter(TABLE), 1)}
        self._hidden = {
            look.getparent()
            for vanish in root.iter(f"{W}vanish")
            if is_on(vanish) and (look := vanish.getparent()) is not None and look.tag == _LOOK
        }
        """The runs that are hidden of themselves, and the properties of paragraphs whose ends are."""
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
                self._paragraph(each, place, begun, blocks)
            elif tag == TABLE:
                blocks += _lines(begun, place)
                self._table(each, blocks)
            elif tag == _IMPORTED:
                blocks += self._imported(each)
        return blocks + _lines(begun, place) if begun else blocks

    def _paragraph(self, element: _Element, place: Place, begun: list[str], blocks: list[Block]) -> None:
        """Add the paragraph to the blocks, with the text begun before it; or what it shows to the text begun."""
        properties = self._properties(element)
        style = self._styles.of(properties.style)
        if style.contents:
            return
        runs = Runs(element, self._hidden_in(style))
        self.hid = self.hid or runs.hid
        self.pictures += [place] * runs.pictures
        text = runs.text
        if not properties.removed and (text or not properties.joined):
            begun.append(self._number(properties, style))
        begun.append(text)
        if not properties.removed and not properties.joined:
            blocks += _lines(begun, place, self._heading(element, begun, properties, style))
        for box in runs.boxes:
            blocks += self.blocks(box)

    def _properties(self, element: _Element) -> _Properties:
        found = child(element, _PROPERTIES)
        if found is None:
            return _PLAIN
        each = {part.tag: part for part in found}
        numbered, mark = each.get(_NUMBERED), each.get(_LOOK)
        return _Properties(
            value(each.get(_STYLE)),
            None if numbered is None else value(child(numbered, f"{W}numId")),
            None if numbered is None else integer(value(child(numbered, f"{W}ilvl"))),
            integer(value(each.get(_OUTLINE))),
            value(each.get(_ALIGNED)) == "center",
            mark is not None and any(part.tag in REMOVED for part in mark),
            found in self._hidden,
        )

    def _hidden_in(self, paragraph: Style) -> Callable[[_Element], bool] | None:
        """Whether a run in a paragraph of this style is hidden; None where none is."""
        if not self._styles.hide:
            return self._hidden.__contains__ if self._hidden else None

        def is_hidden(run: _Element) -> bool:
            look = child(run, _LOOK)
            if look is None:
                return paragraph.hidden
            style = value(child(look, f"{W}rStyle"))
            return hides(look, paragraph.hidden or (style is not None and self._styles.of(style).hidden))

        return is_hidden

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

    def _table(self, table: _Element, blocks: list[Block]) -> None:
        """Add a table as a grid; where it only lays out the page, or holds a table itself, add what stands in it."""
        ordinal = self._tables[table]
        placed = place_cells(table, self._limits)
        contents: list[list[Block]] = []
        cells: list[GridCell] = []
        pictures: list[Place] = []
        pictures_before = len(self.pictures)
        self._within_cells += 1
        for cell in placed.cells:
            content = self.blocks(cell.element)
            contents.append(content)
            text = tidy("\n".join([block.text for block in content if isinstance(block, Paragraph)]))
            cells.append(GridCell(text, cell.row, cell.column, cell.rowspan, cell.colspan))
            standing = len(self.pictures) - pictures_before - len(pictures)
            pictures += [Place(table=ordinal, row=cell.row + 1, column=cell.column + 1)] * standing
        self._within_cells -= 1
        holds_tables = any(isinstance(block, Grid) for content in contents for block in content)
        is_layout = holds_tables or not 2 <= placed.columns <= self._limits.columns
        if is_layout or not holds_data(cell.text for cell in cells):
            for content in contents:
                blocks += content
            return
        self.pictures[pictures_before:] = pictures
        blocks.append(Grid(tuple(cells), placed.rows, placed.columns, Place(table=ordinal)))
        if placed.clamped:
            self.clamped.append(ordinal)


def _lines(begun: list[str], place: Place, heading: int | None = None) -> list[Block]:
    """Each line of the paragraph that was begun, blank ones left out. It is begun no more."""
    text = "".join(begun)
    begun.clear()
    return [Paragraph(line, place, heading=heading) for each in text.split("\n") if (line := tidy(each))]
