"""What a reader gives: paragraphs and grids in reading order, each with its place in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, top, right and bottom on a page as it is shown, in points from its upper left corner."""


class Place(NamedTuple):
    """Where something stands in the source. Only what the format knows is set; all counts start at 1."""

    line: int | None = None
    """Line of a text file."""
    paragraph: int | None = None
    """Ordinal of the paragraph in the document."""
    page: int | None = None
    table: int | None = None
    """Ordinal of the grid in the document."""
    row: int | None = None
    column: int | None = None
    box: Box | None = None
    """Where on the page, for a paragraph that goes on on the next one its part on the first."""


class Picture(NamedTuple):
    """A picture that may hold a table."""

    place: Place
    name: str = ""
    """What the format calls its content: a part of the file, an address. Empty where its place tells it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line or block of text.

    `text` is trimmed; `raw` keeps what a text that lost its tables needs to find them again (leading tabs, bare pipes).
    A paragraph whose `text` is empty is never prose.
    """

    text: str
    place: Place
    raw: str = ""
    """The line as it stands in the source; empty where it adds nothing to `text`."""
    heading: int | None = None
    """Level of a heading marked as such by the format (h1 is 1), else None."""
    path: tuple[int, ...] = ()
    """The containers it stands in, outermost first: what shares no container with the report is page furniture."""
    bare: bool = False
    """True where the text is set apart from the page's text by the format itself (page title, meta data)."""


class GridCell(NamedTuple):
    """A cell of a grid. `row` and `column` are 0-based and name its upper left corner after spans are resolved."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells the source still names. Cells in row order, only those that the source has."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    place: Place
    path: tuple[int, ...] = ()
    spans: bool = True
    """False where the format cannot express merged cells, so that blanks may stand for them (Markdown, pipe rows)."""
    boxes: Mapping[tuple[int, int], tuple[int, Box]] = field(default_factory=dict, repr=False, hash=False)
    """Page and box of a cell by its row and column, where the format knows them: a table goes on over pages."""
    doubts: frozenset[tuple[int, int]] = frozenset()
    """Row and column of the cells whose text may be wrong: recognised from a picture, or out of line."""


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read: path as given, SHA-256 in hex, format as found by content (`text`, `html`, `mhtml`)."""

    path: str
    sha256: str
    format: str
    ocr: bool = False
    """True where words and numbers were recognised from pictures."""
    text_pages: frozenset[int | None] = frozenset()
    """Pages among them whose text the file itself holds; None for what stands on no page."""

    def is_recognised(self, page: int | None) -> bool:
        """Whether what stands on this page was recognised; without a page, whether anything was."""
        return self.ocr and page not in self.text_pages


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: blocks in reading order, and what the reader has to say about it."""

    source: Source
    blocks: tuple[Block, ...]
    metadata: tuple[tuple[str, str], ...] = ()
    """Name and content of the metadata that the format carries apart from the text (HTML meta elements)."""
    notes: tuple[str, ...] = ()
    """Remarks in Chinese for the user: encoding mended, picture in place of a table …"""
    pictures: tuple[Picture, ...] = ()
    """Those that may hold a table."""
    truncated: bool = False
    """True where the file lacks its end by the rules of its format (a page without </html>)."""
    gaps: bool = False
    """True where parts of the file could not be read: pages that are scans among pages of text."""
    doubts: frozenset[int] = frozenset()
    """Ordinals of the paragraphs whose text was recognised from a picture and may be wrong."""
