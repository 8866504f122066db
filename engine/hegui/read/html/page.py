"""Web pages: one walk over the parsed page gives its paragraphs and grids in reading order.

The parser (lexbor) mends broken markup as browsers do. The tree is never changed: what is hidden is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hegui.model.document import Block, Document, Grid, GridCell, Paragraph, Place, Source
from hegui.read.characters import tidy
from hegui.read.decode import Decoded, decode
from hegui.read.html.tables import read_table, tables_around
from hegui.read.reader import Limits


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

_REPORT = 300
"""Characters below which what a page shows is no report."""
_ICON = 60
"""Pixels below which a picture is an icon."""

_SEPARATOR = "\x1f"
_NUMBERS_MEET = re.compile(f"[!-~]{_SEPARATOR}+[!-~]")
_HIDING_SELECTORS = {
    " hidden": "[hidden]",
    "display": '[style*="display"]',
    "DISPLAY": '[style*="DISPLAY"]',
    "visibility": '[style*="visibility"]',
}
"""By a word that the page must hold: to look for the word is faster than to look for the elements."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?px", re.I)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)(?=$|[?#&])", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_FAMILIES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "x-gbk": "gb18030",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}


def read_html(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a web page. Grids are its innermost tables; tables that only lay out the page are walked into.

    A picture has the place of the paragraph that it stands in or after, or of its cell.
    """
    decoded = decode(data)
    return read_page(decoded.text, source, limits, (*decoded.notes, *_declaration_notes(data, decoded)))


def read_page(html: str, source: Source, limits: Limits, notes: tuple[str, ...] = ()) -> Document:
    """Read a web page that is text already. `notes` go before the reader's own."""
    tree = _parse(html)
    shown = _Shown.of(tree, html)
    walk = _Walk(tree.body or tree.root, shown, limits)
    if shown.hidden and walk.length < _REPORT:
        whole = _Walk(tree.body or tree.root, shown.with_everything(), limits)
        if whole.length > 2 * walk.length:
            walk = whole
            notes = (*notes, "网页可见部分几乎没有文字，已连同隐藏部分一并读取。")
    return Document(
        source,
        tuple(walk.blocks),
        tuple(_metadata(tree)),
        (*notes, *walk.notes),
        tuple(walk.pictures),
        truncated=_is_cut_off(html),
    )


def blocks_of(html: str, limits: Limits) -> list[Block]:
    """Blocks of a piece of HTML."""
    tree = _parse(html)
    return _Walk(tree.body or tree.root, _Shown.of(tree, html), limits).blocks


def _parse(html: str) -> LexborHTMLParser:
    tree = LexborHTMLParser(html.replace("\0", ""))
    if ("<td" in html or "<TD" in html) and tree.css_first("td") is None:
        # Rows cut out of their table: a parser would drop the tags and run the numbers together.
        tree = LexborHTMLParser(f"<table>{html}</table>")
    return tree


def _is_cut_off(html: str) -> bool:
    """Whether a page was begun and not ended. The end is looked for from the end."""
    begun = any(tag in html for tag in ("<html", "<body", "<HTML", "<BODY"))
    return begun and all(html.rfind(tag) < 0 for tag in ("</html", "</body", "</HTML", "</BODY"))


def _declaration_notes(data: bytes, decoded: Decoded) -> Iterator[str]:
    match = _CHARSET.search(data[:4096])
    if match:
        declared = match[1].decode("ascii").lower()
        if _FAMILIES.get(declared) != decoded.encoding and not decoded.encoding.startswith("utf-16"):
            yield f"网页声明的编码 {declared} 与实际不符，已按 {decoded.name} 读取。"


def _metadata(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    title = tree.css_first("title")
    if title and (text := tidy(title.text())):
        yield "title", text
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property")
        content = tidy(attributes.get("content") or "")
        if name and content:
            yield name, content
    seen = set()
    for node in tree.css("a[href],iframe[src],embed[src],object[data]"):
        attributes = node.attributes
        target = (attributes.get("href") or attributes.get("src") or attributes.get("data") or "").strip()
        if target not in seen and _ATTACHMENT.search(target):
            seen.add(target)
            yield "attachment", target


class _Shown(NamedTuple):
    """What a page shows, all by the identity of elements in the tree."""

    hidden: frozenset[int]
    """Elements that it does not show."""
    around_hidden: frozenset[int]
    """Tables that hold hidden elements."""
    layout: frozenset[int]
    """Tables that hold tables: they only lay out the page."""

    @classmethod
    def of(cls, tree: LexborHTMLParser, html: str) -> _Shown:
        selectors = [selector for word, selector in _HIDING_SELECTORS.items() if word in html]
        hidden = [
            node
            for node in (tree.css(",".join(selectors)) if selectors else ())
            if node.tag != "body"
            and ("hidden" in node.attributes or _HIDING.search(node.attributes.get("style") or ""))
        ]
        inner = [table for table in tree.css("table table") if table.text().strip()]
        return cls(frozenset(node.mem_id for node in hidden), tables_around(hidden), tables_around(inner))

    def with_everything(self) -> _Shown:
        return self._replace(hidden=frozenset(), around_hidden=frozenset())


class _Walk:
    """One walk over a page, or over a cell of a table. Without recursion: pages nest thousands of elements deep."""

    def __init__(self, root: LexborNode | None, shown: _Shown, limits: Limits, *, in_cell: bool = False) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Place] = []
        self.notes: list[str] = []
        self.length = 0
        """Characters of text found."""
        self._shown = shown
        self._limits = limits
        self._in_cell = in_cell
        self._paragraphs = 0
        self._tables = 0
        self._line: list[str] = []
        self._heading: int | None = None
        self._furniture = 0
        self._verbatim = 0
        self._containers = 0
        self._path: tuple[int, ...] = ()
        self._outer_paths: list[tuple[int, ...]] = []
        if root is not None:
            self._walk(root)

    def _walk(self, root: LexborNode) -> None:
        hidden = self._shown.hidden
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
            elif (
                (hidden and node.mem_id in hidden)
                or (tag in _SKIPPED and not self._enter_skipped(node, tag))
                or (tag == "table" and self._grid(node))
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
        elif tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        self._verbatim += tag in _VERBATIM

    def _leave(self, tag: str) -> None:
        self._end_line()
        if tag in _CONTAINERS:
            self._path = self._outer_paths.pop()
            self._furniture -= tag in _FURNITURE
        elif tag in _HEADINGS:
            self._heading = None
        self._verbatim -= tag in _VERBATIM

    def _enter_skipped(self, node: LexborNode, tag: str) -> bool:
        """Take from an element that is no text what counts all the same; True where it must be walked into."""
        if tag == "img":
            if not self._furniture and _may_hold_a_table(node):
                standing = self._paragraphs + any(not text.isspace() for text in self._line)
                self.pictures.append(Place(paragraph=max(standing, 1)))
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
                self.length += len(tidied)
                self.blocks.append(
                    Paragraph(tidied, Place(paragraph=self._paragraphs), heading=self._heading, path=self._path)
                )

    def _grid(self, table: LexborNode) -> bool:
        """Read a table as a grid; False where it only lays out the page."""
        identity = table.mem_id
        if self._in_cell or identity in self._shown.layout:
            return False
        plain = identity not in self._shown.around_hidden and _NOT_PLAIN.isdisjoint(
            [node.tag for node in table.traverse()]
        )
        text_of = self._plain_text if plain else self._walked_text
        content = read_table(table, text_of, self._shown.hidden, self._limits.columns)
        if content is None:
            return False
        for caption in content.captions:
            self._end_line()
            self._line.append(caption)
        self._end_line()
        self._tables += 1
        self.length += sum(len(cell.text) for cell in content.layout.cells)
        self.blocks.append(Grid(*content.layout, Place(table=self._tables), self._path))
        if not plain:
            self._pictures_in(table, content.cells)
        if content.clamped:
            self.notes.append(f"第 {self._tables} 个表格有单元格合并的列数异常，已按 {self._limits.columns} 列处理。")
        return True

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
        inside = _Walk(cell, self._shown, self._limits, in_cell=True)
        return tidy("\n".join(block.text for block in inside.blocks if isinstance(block, Paragraph)))

    def _pictures_in(self, table: LexborNode, cells: Mapping[int, GridCell]) -> None:
        for picture in table.css("img"):
            node: LexborNode | None = picture
            while node is not None and node.mem_id not in cells:
                node = node.parent
            if node is not None and _may_hold_a_table(picture):
                cell = cells[node.mem_id]
                self.pictures.append(Place(table=self._tables, row=cell.row + 1, column=cell.column + 1))


def _may_hold_a_table(picture: LexborNode) -> bool:
    attributes = picture.attributes
    source = attributes.get("src") or ""
    if "icon" in source.lower() or "filetype" in source.lower() or (source.startswith("data:") and len(source) < 2000):
        return False
    sizes = [int(size) for size in _SIZE.findall(attributes.get("style") or "")]
    for name in ("width", "height"):
        value = (attributes.get(name) or "").strip().removesuffix("px")
        if value.isdecimal() and len(value) < 6:
            sizes.append(int(value))
    return all(size >= _ICON for size in sizes)
