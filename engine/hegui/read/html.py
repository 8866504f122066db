"""Web pages: one walk over the parsed page gives its paragraphs and grids in reading order.

The parser (lexbor) mends broken markup as browsers do. The tree is never changed: what is hidden is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hegui.model.document import Block, Document, Grid, Paragraph, Place, Source
from hegui.read.characters import tidy
from hegui.read.decode import Decoded, decode
from hegui.read.reader import Limits
from hegui.read.spans import SpannedCell, lay_out

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CONTAINERS = frozenset(
    "div section article main header footer nav aside form fieldset ul ol dl dir menu table td th center blockquote "
    "figure".split()
)
_BLOCKS = _CONTAINERS | frozenset(
    "p li dt dd tr caption figcaption address pre summary details legend tbody thead tfoot body frameset".split()
)
_BLOCKS |= _HEADINGS.keys()
_FURNITURE = frozenset(("nav", "header", "footer"))
_VERBATIM = frozenset(("pre", "xmp", "listing"))
_SKIPPED = frozenset(
    "script style noscript template select datalist iframe object video audio canvas map button svg del textarea input "
    "head title noembed noframes rp xml img -comment".split()
)
_NOT_PLAIN = (_SKIPPED - {"-comment"}) | _VERBATIM
"""What a table must not hold for the text of its cells to be taken in one go."""

_ROW_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_PROSE = 120
"""Characters of a cell that is no label: the longest label of any form has 45."""
_REPORT = 300
"""Characters below which what a page shows is no report."""
_ICON = 60
"""Pixels below which a picture is an icon."""

_SEPARATOR = "\x1f"
_NUMBERS_MEET = re.compile(f"[!-~]{_SEPARATOR}+[!-~]")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?px", re.I)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)(?=$|[?#&])", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_FAMILIES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "utf-8": "utf-8", "utf8": "utf-8"}


def read_html(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a web page. Grids are its innermost tables; tables that only lay out the page are walked into."""
    decoded = decode(data)
    return read_page(decoded.text, source, limits, (*decoded.notes, *_declaration_notes(data, decoded)))


def read_page(html: str, source: Source, limits: Limits, notes: tuple[str, ...] = ()) -> Document:
    """Read a web page that is text already. `notes` go before the reader's own."""
    tree = _parse(html)
    hidden = _hidden(tree, html)
    page = _Walk(tree, limits, hidden)
    if hidden and page.length < _REPORT:
        whole = _Walk(tree, limits, frozenset())
        if whole.length > page.length:
            page = whole
            notes = (*notes, "网页可见部分几乎没有文字，已连同隐藏部分一并读取。")
    return Document(source, tuple(page.blocks), tuple(_metadata(tree)), (*notes, *page.notes), tuple(page.pictures))


def _parse(html: str) -> LexborHTMLParser:
    tree = LexborHTMLParser(html.replace("\0", ""))
    if not tree.css_first("td,th") and re.search(r"<t[dh][\s>]", html, re.I):
        # Rows cut out of their table: a parser would drop the tags and run the numbers together.
        tree = LexborHTMLParser(f"<table>{html}</table>")
    return tree


def _declaration_notes(data: bytes, decoded: Decoded) -> Iterator[str]:
    match = _CHARSET.search(data[:4096])
    if match:
        declared = match[1].decode("ascii").lower()
        if _FAMILIES.get(declared) != decoded.encoding and not decoded.encoding.startswith("utf-16"):
            yield f"网页声明的编码 {declared} 与实际不符，已按 {decoded.name} 读取。"


def _hidden(tree: LexborHTMLParser, html: str) -> frozenset[int]:
    """Elements that the page does not show, by their identity in the tree."""
    if "none" not in html and "hidden" not in html:
        return frozenset()
    return frozenset(
        node.mem_id
        for node in tree.css('[hidden],[style*="none" i],[style*="hidden" i],[style*="collapse" i]')
        if node.tag != "body" and ("hidden" in node.attributes or _HIDING.search(node.attributes.get("style") or ""))
    )


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


class _Walk:
    """One walk over a page, or over a cell of a table. Without recursion: pages nest thousands of elements deep."""

    def __init__(
        self, tree: LexborHTMLParser, limits: Limits, hidden: frozenset[int], cell: LexborNode | None = None
    ) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Place] = []
        self.notes: list[str] = []
        self.length = 0
        """Characters of text found."""
        self._tree = tree
        self._limits = limits
        self._hidden = hidden
        self._in_cell = cell is not None
        self._paragraphs = 0
        self._tables = 0
        self._line: list[str] = []
        self._heading: int | None = None
        self._furniture = 0
        self._verbatim = 0
        self._containers = 0
        self._path: tuple[int, ...] = ()
        self._outer_paths: list[tuple[int, ...]] = []
        self._layout = frozenset[int]() if self._in_cell else _tables_around_tables(tree)
        root = cell or tree.body or tree.root
        if root is not None:
            self._walk(root)

    def _walk(self, root: LexborNode) -> None:
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
                (tag in _SKIPPED and not self._enter_skipped(node, tag))
                or (self._hidden and node.mem_id in self._hidden)
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
        if self._in_cell or table.mem_id in self._layout:
            return False
        cell_text = _plain_text if self._is_plain(table) else self._walked_text
        spanned = {cell.mem_id: cell.attributes for cell in table.css("[colspan],[rowspan]")}
        groups: list[list[list[SpannedCell]]] = []
        texts: list[str] = []
        captions: list[str] = []
        for group in _row_groups(table, captions):
            rows = []
            for tr in group:
                row = []
                for cell in tr.iter():
                    identity = cell.mem_id
                    if identity in self._hidden or cell.tag not in _CELLS:
                        continue
                    text = cell_text(cell)
                    texts.append(text)
                    row.append((text, *self._spans(spanned[identity])) if identity in spanned else (text, 1, 1))
                rows.append(row)
            groups.append(rows)
        if not _is_data(texts):
            return False
        layout = lay_out(groups)
        if layout.columns < 2:
            return False
        self._end_line()
        for caption in captions:
            self._line.append(caption)
            self._end_line()
        self._tables += 1
        self.length += total
        self.blocks.append(Grid(*layout, Place(table=self._tables), self._path))
        for ordinal in pictured:
            cell_there = layout.cells[ordinal]
            self.pictures.append(Place(table=self._tables, row=cell_there.row + 1, column=cell_there.column + 1))
        if clamped:
            self.notes.append(f"第 {self._tables} 个表格中有单元格合并的列数异常，已按 {self._limits.columns} 列处理。")
        return True

    def _walked_text(self, cell: LexborNode) -> tuple[str, bool]:
        inside = _Walk(self._tree, self._limits, self._hidden, cell)
        lines = [block.text for block in inside.blocks if isinstance(block, Paragraph)]
        return tidy("\n".join(lines)), bool(inside.pictures)


def _row_groups(table: LexborNode, captions: list[str]) -> list[list[LexborNode]]:
    """Rows of a table by group, the foot last wherever it stands; captions are put into the list given."""
    groups: list[list[LexborNode]] = []
    foot: list[list[LexborNode]] = []
    for child in table.iter():
        if child.tag in _ROW_GROUPS:
            rows = [row for row in child.iter() if row.tag == "tr"]
            (foot if child.tag == "tfoot" else groups).append(rows)
        elif child.tag == "caption":
            captions.append(child.text())
    return groups + foot


def _plain_text(cell: LexborNode) -> str | None:
    """Text of a cell without walking it; None where two numbers would run together across elements."""
    text = cell.text(separator=_SEPARATOR)
    if _SEPARATOR in text:
        if _NUMBERS_MEET.search(text):
            return None
        text = text.replace(_SEPARATOR, "")
    return tidy(text)


def _span(value: str | None, least: int = 1) -> int:
    if value is None:
        return 1
    digits = re.match(r"\s*\+?(\d{1,6})", value)
    return max(int(digits[1]), least) if digits else 1


def _tables_around_tables(tree: LexborHTMLParser) -> frozenset[int]:
    around: set[int] = set()
    for inner in reversed(tree.css("table table")):
        if inner.mem_id in around or not inner.text().strip():
            continue
        node = inner.parent
        while node is not None:
            if node.tag == "table":
                if node.mem_id in around:
                    break
                around.add(node.mem_id)
            node = node.parent
    return frozenset(around)


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
