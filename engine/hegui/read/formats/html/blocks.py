"""One walk over a parsed page gives its paragraphs and grids in reading order.

The parser (lexbor) mends broken markup as browsers do. The tree is never changed: what is hidden is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hegui.model.document import Block, Grid, Paragraph, Picture, Place
from hegui.read.characters import tidy, without_between
from hegui.read.grids import SpannedCell, holds_data, is_note_mark, lay_out, several_numbers
from hegui.read.reader import Limits, ReadError


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_VERBATIM = _tags("pre xmp listing")
_FURNITURE = _tags("nav header footer")
_CONTAINERS = _FURNITURE | _tags(
    "div section article main aside form fieldset ul ol dl dir menu table td th center blockquote figure"
)
_BLOCKS = frozenset(_HEADINGS) | _VERBATIM | _CONTAINERS
_BLOCKS |= _tags("p li dt dd tr tbody thead tfoot caption figcaption address hr summary details legend body frameset")
_SKIPPED = _tags(
    "script style noscript template select datalist iframe object video audio canvas map button svg del textarea input "
    "head title noembed noframes rp xml img -comment"
)
_NOT_PLAIN = (_SKIPPED - {"-comment"}) | _VERBATIM
"""What a table must not hold for the text of its cells to be taken in one go."""
_CELLS = ("td", "th")
_SPAN = re.compile(r"\s*\+?(\d{1,6})")
_NO_SPAN = (1, 1)

_ICON, _BAR = 60, 30
"""Pixels: what is smaller in both directions is an icon, what is lower or narrower than that a line or a button. Larger
is also what stands for a picture that was not found when the page was saved."""
_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?px", re.I)

_SEPARATOR = "\x1f"
_NUMBERS_MEET = re.compile(f"[!-~]{_SEPARATOR}+[!-~]")
_INLINE = _tags("span font b strong i em u a small big label sup sub")
_GONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse")
_UNSEEN = re.compile(r"visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)")
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:\.0*)?\s*(?:[a-z%]+\s*)?(?:;|$)")
_STRIKING = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through")
_RAISING = re.compile(r"vertical-align\s*:\s*(?:super|sub|text-top|text-bottom)\b")
_ALOFT = re.compile(r"vertical-align\s*:\s*(?:top|bottom|-?(?:\d*\.)?[1-9])")
"""Raised or lowered where the text is smaller than what it stands beside."""
_SMALLER = re.compile(r"font-size\s*:")
_TELLING = re.compile("|".join(each.pattern for each in (_GONE, _UNSEEN, _NO_SIZE, _STRIKING, _RAISING)))
"""What a style, in small letters, says of an element whose text may be no part of the page's."""
_TEXT_TAGS = _INLINE | _tags("p td th")
"""Elements to which style sheets are applied. Those that hide larger parts are shown by scripts, as tabs."""
_CONDITIONAL = re.compile(r"@[^{}@]*+\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}")
_SELECTOR = re.compile(r"[\w\s.,#>-]+")
_MOST_RULES = 1000
"""Rules of style sheets that are looked at: for each the whole page is gone through."""


_TextOf = Callable[[LexborNode], str]


class _Page:
    """A page, and elements of it by their identity in the tree."""

    def __init__(self, tree: LexborHTMLParser, *, hidden_too: bool) -> None:
        marked = [*_marked(tree), *_styled_by_sheets(tree)]
        hidden = [(node, style) for node, style in marked if not hidden_too and _is_hidden(node, style)]
        struck = [node for node, style in marked if _is_struck(node, style)]
        aside = [*struck, *(node for node, style in marked if _is_note_mark(node, style))]
        self.hidden = frozenset(node.mem_id for node, _ in hidden)
        """Elements that it does not show."""
        self.gone = frozenset(node.mem_id for node, style in hidden if _takes_no_room(node, style))
        """Those among them that take no room either, as cells of a table."""
        self.aside = frozenset(node.mem_id for node in aside)
        """Elements that it shows and that are no part of the text: struck out, or the raised mark of a note."""
        self.strikes = bool(struck)
        self.around_marked = _tables_around((*(node for node, _ in hidden), *aside))
        """Tables that hold such elements."""
        self.around_tables = _tables_around(table for table in tree.css("table table") if table.text().strip())
        """Tables that hold tables: they only lay out the page."""


def _marked(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """Elements that are hidden, struck or raised by their tag, an attribute or their own style, with this style."""
    told: dict[str | None, str] = {}  # a page of a thousand styles has a dozen different ones
    for node in tree.css("[style]"):
        own = node.attrs["style"]
        if own not in told:
            style = (own or "").lower()
            told[own] = style if _TELLING.search(style) or _ALOFT.search(style) else ""
        if told[own]:
            yield node, told[own]
    yield from ((node, _style(node)) for node in tree.css("[hidden],s,strike,del,sup,sub"))


def _style(node: LexborNode) -> str:
    return (node.attributes.get("style") or "").lower()


def _styled_by_sheets(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """Elements of text with what the page's own style sheets say of them, where they hide, strike or raise it."""
    told: dict[tuple[str, str], None] = {}
    for sheet in tree.css("style"):
        for rule in _CONDITIONAL.sub("", without_between(sheet.text(), "/*", "*/")).split("}"):
            selector, _, style = rule.rpartition("{")
            if _SELECTOR.fullmatch(selector) and _TELLING.search(style := style.lower()):
                told[selector.strip(), style] = None
    for selector, style in islice(told, _MOST_RULES):
        yield from ((node, style) for node in tree.css(selector) if node.tag in _TEXT_TAGS)


def _is_hidden(node: LexborNode, style: str) -> bool:
    if node.tag == "body":
        return False
    if _takes_no_room(node, style) or _UNSEEN.search(style):
        return True
    # An element of no size around others that have theirs is a way to do away with the gaps between these.
    return _NO_SIZE.search(style) is not None and all(
        inner.mem_id == node.mem_id for inner in node.css('[style*="font" i],font')
    )


def _takes_no_room(node: LexborNode, style: str) -> bool:
    return "hidden" in node.attributes or _GONE.search(style) is not None


def _is_struck(node: LexborNode, style: str) -> bool:
    """Whether its text is struck out. A tag never closed runs on over headings and tables and strikes none."""
    struck = node.tag in ("s", "strike", "del") or _STRIKING.search(style)
    return bool(struck) and node.css_first("table,h1,h2,h3,h4,h5,h6") is None


def _is_note_mark(node: LexborNode, style: str) -> bool:
    smaller = node.tag == "small" or _SMALLER.search(style)
    raised = node.tag in ("sup", "sub") or _RAISING.search(style) or (smaller and _ALOFT.search(style))
    return bool(raised) and node.tag in _INLINE and is_note_mark(node.text().strip())


def _tables_around(nodes: Iterable[LexborNode]) -> frozenset[int]:
    """All tables in which any of these elements stands."""
    tables: set[int] = set()
    met: set[int] = set()
    for inner in nodes:
        node = inner.parent
        while node is not None and node.mem_id not in met:
            met.add(node.mem_id)
            if node.tag == "table":
                tables.add(node.mem_id)
            node = node.parent
    return frozenset(tables)


class Walk:
    """One walk over a page, or over a cell of a table. Without recursion: pages nest thousands of elements deep."""

    def __init__(self, root: LexborNode | None, page: _Page, limits: Limits, *, in_cell: bool = False) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self.notes: list[str] = []
        self.length = 0
        """Characters of text found."""
        self.hides = bool(page.hidden)
        """Whether anything was passed over because it is hidden."""
        self.aside = ""
        """The text that was passed over because it is struck out, or the raised mark of a note."""
        self.strikes = page.strikes
        """Whether anything on the page is struck out."""
        self._doubted: set[int] = set()
        """Cells of which it is not certain what they hold."""
        self._page = page
        self._limits = limits
        self._in_cell = in_cell
        self._paragraphs = 0
        self._tables = 0
        self._line: list[str] = []
        self._heading: int | None = None
        self._furniture = 0
        self._tables_around = 0
        """How many tables that only lay out the page are open. Beyond a depth, none is looked at more closely."""
        self._verbatim = 0
        self._containers = 0
        self._path: tuple[int, ...] = ()
        self._outer_paths: list[tuple[int, ...]] = []
        if root is not None:
            self._walk(root)

    @classmethod
    def over(cls, tree: LexborHTMLParser, limits: Limits, *, hidden_too: bool = False) -> Walk:
        """The walk over the tree of a page; with `hidden_too` over what it does not show as well."""
        return cls(tree.body or tree.root, _Page(tree, hidden_too=hidden_too), limits)

    def _walk(self, root: LexborNode) -> None:
        hidden, aside = self._page.hidden, self._page.aside
        opened: list[tuple[LexborNode, str]] = []
        node = root.first_child
        while True:
            while node is None:
                if not opened:
                    self._end_line()
                    return
                node, tag = opened.pop()
                if tag in _BLOCKS:
                    self._leave(tag)
                node = node.next
            tag = node.tag or "-comment"
            if tag == "-text":
                self._line.append(node.text_content or "")
                node = node.next
            elif tag == "br":
                self._end_line()
                node = node.next
            elif aside and node.mem_id in aside:
                self.aside += node.text()
                node = node.next
            elif (
                (hidden and node.mem_id in hidden)
                or (tag in _SKIPPED and not self._enter_skipped(node, tag))
                or (tag == "table" and self._add_grid(node))
            ):
                node = node.next
            else:
                if tag in _BLOCKS:
                    self._enter(tag)
                opened.append((node, tag))
                node = node.first_child

    def _enter(self, tag: str) -> None:
        self._end_line()
        if tag in _CONTAINERS:
            self._outer_paths.append(self._path)
            self._containers += 1
            if len(self._path) < self._limits.depth:
                self._path = (*self._path, self._containers)
            self._furniture += tag in _FURNITURE
            self._tables_around += tag == "table"
        elif tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        self._verbatim += tag in _VERBATIM

    def _leave(self, tag: str) -> None:
        self._end_line()
        if tag in _CONTAINERS:
            self._path = self._outer_paths.pop()
            self._furniture -= tag in _FURNITURE
            self._tables_around -= tag == "table"
        elif tag in _HEADINGS:
            self._heading = None
        self._verbatim -= tag in _VERBATIM

    def _enter_skipped(self, node: LexborNode, tag: str) -> bool:
        """Take what counts from an element that is not text; True where it must be walked into."""
        if tag == "img":
            if not self._furniture and _may_hold_a_table(node):
                standing = self._paragraphs + any(not text.isspace() for text in self._line)
                self.pictures.append(Picture(Place(paragraph=max(standing, 1)), _address(node)))
        elif tag == "input":  # a form printed with its values
            if self._in_cell and node.attributes.get("type", "text") in ("text", "number"):
                self._line.append(node.attributes.get("value") or "")
        elif tag == "textarea":
            return self._in_cell
        elif tag == "xml":  # settings that Word leaves in a page; unclosed, it holds the page itself
            return node.css_first("p,div,table") is not None
        return False

    def _end_line(self) -> None:
        if not self._line:
            return
        text = "".join(self._line)
        self._line.clear()
        for line in text.splitlines() if self._verbatim else (text,):
            if tidied := tidy(line):
                self._paragraphs += 1
                if self._paragraphs > self._limits.paragraphs:
                    most = self._limits.paragraphs
                    raise ReadError(f"网页的文字超过 {most} 段，不像是年度报告。请检查文件是否正确。")
                self.length += len(tidied)
                self.blocks.append(
                    Paragraph(tidied, Place(paragraph=self._paragraphs), heading=self._heading, path=self._path)
                )

    def _add_grid(self, table: LexborNode) -> bool:
        """Add a table as a grid; False where it only lays out the page: it holds a table, or no data side by side."""
        identity = table.mem_id
        if self._in_cell or identity in self._page.around_tables or self._tables_around > self._limits.depth:
            return False
        plain = identity not in self._page.around_marked and _NOT_PLAIN.isdisjoint(
            [node.tag for node in table.traverse()]
        )
        spans = {cell.mem_id: _spans(cell) for cell in table.css("[rowspan],[colspan]")}
        captions, groups = _row_groups(table)
        rows, identities = self._cells(groups, spans, self._plain_text if plain else self._walked_text)
        if not holds_data([text for group in rows for row in group for text, _, _ in row]):
            return False
        layout = lay_out(rows, self._limits.columns)
        if layout is None or layout.columns < 2:
            return False
        for caption in captions:
            self._end_line()
            self._line.append(caption)
        self._end_line()
        self._tables += 1
        self.length += sum([len(cell.text) for cell in layout.cells])
        placed = {} if plain and not self._doubted else dict(zip(identities, layout.cells, strict=True))
        doubts = frozenset((placed[each].row, placed[each].column) for each in self._doubted & placed.keys())
        self.blocks.append(Grid(*layout, Place(table=self._tables), self._path, doubts=doubts))
        if not plain:
            places = {
                identity: Place(table=self._tables, row=cell.row + 1, column=cell.column + 1)
                for identity, cell in placed.items()
            }
            self.pictures += [
                Picture(place, _address(picture))
                for picture in table.css("img")
                if (place := _cell_around(picture, places))
            ]
        if any(colspan > self._limits.columns for _, colspan in spans.values()):
            self.notes.append(f"第 {self._tables} 个表格有单元格合并的列数异常，已按 {self._limits.columns} 列处理。")
        return True

    def _cells(
        self, groups: Iterable[Iterable[LexborNode]], spans: Mapping[int, tuple[int, int]], text_of: _TextOf
    ) -> tuple[list[list[list[SpannedCell]]], list[int]]:
        """The cells of each row by group, and all their elements."""
        hidden, gone, aside = self._page.hidden, self._page.gone, self._page.aside
        cells: list[list[list[SpannedCell]]] = []
        identities: list[int] = []
        for group in groups:
            cells.append([])
            for tr in group:
                if hidden and tr.mem_id in hidden:
                    continue
                row: list[SpannedCell] = []
                for cell in tr.iter():
                    if cell.tag in _CELLS and (identity := cell.mem_id) not in gone:
                        text = "" if identity in hidden else text_of(cell)
                        if identity in aside:
                            self._doubted.add(identity)
                        row.append((text, *spans.get(identity, _NO_SPAN)))
                        identities.append(identity)
                cells[-1].append(row)
        return cells, identities

    def _plain_text(self, cell: LexborNode) -> str:
        """Text of a cell that holds nothing but text, in one go."""
        text = cell.text(separator=_SEPARATOR)
        if text.isalnum():  # most cells
            return text
        if _SEPARATOR in text:
            if _NUMBERS_MEET.search(text):  # of two paragraphs, perhaps: 1 and 2 are not 12
                return self._walked_text(cell)
            text = text.replace(_SEPARATOR, "")
        return tidy(text)

    def _walked_text(self, cell: LexborNode) -> str:
        inside = Walk(cell, self._page, self._limits, in_cell=True)
        lines = [block.text for block in inside.blocks if isinstance(block, Paragraph)]
        if several_numbers(lines) or (inside.aside and not lines):
            self._doubted.add(cell.mem_id)
        return tidy("\n".join(lines) or inside.aside)


def _row_groups(table: LexborNode) -> tuple[list[str], list[list[LexborNode]]]:
    """Captions, and rows by group, the foot last wherever it stands."""
    captions: list[str] = []
    groups: list[list[LexborNode]] = []
    foot: list[list[LexborNode]] = []
    for child in table.iter():
        tag = child.tag
        if tag in ("tbody", "thead", "tfoot"):
            (foot if tag == "tfoot" else groups).append([row for row in child.iter() if row.tag == "tr"])
        elif tag == "caption":
            captions.append(child.text())
    return captions, groups + foot


def _spans(cell: LexborNode) -> tuple[int, int]:
    """Rows, 0 for all below, and columns that a cell spans."""
    attributes = cell.attrs
    rows, columns = (_SPAN.match(attributes.get(name) or "1") for name in ("rowspan", "colspan"))
    return int(rows[1]) if rows else 1, max(int(columns[1]), 1) if columns else 1


def _cell_around(picture: LexborNode, places: dict[int, Place]) -> Place | None:
    """The cell in which a picture stands that may hold a table."""
    node: LexborNode | None = picture
    while node is not None and node.mem_id not in places:
        node = node.parent
    return places[node.mem_id] if node is not None and _may_hold_a_table(picture) else None


def _address(picture: LexborNode) -> str:
    return picture.attributes.get("src") or ""


def _may_hold_a_table(picture: LexborNode) -> bool:
    attributes = picture.attributes
    source = _address(picture)
    if "icon" in source.lower() or "filetype" in source.lower() or (source.startswith("data:") and len(source) < 2000):
        return False
    sizes = [int(size) for size in _SIZE.findall(attributes.get("style") or "")]
    for name in ("width", "height"):
        value = (attributes.get(name) or "").strip().removesuffix("px")
        if value.isdecimal() and len(value) < 6:
            sizes.append(int(value))
    return not sizes or (min(sizes) >= _BAR and max(sizes) >= _ICON)
