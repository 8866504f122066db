"""Tables that lost their grid: a run of lines, one cell a line, aligned with the form by its labels.

Four dialects occur: `0 |` with `|||` as padding, `⇥0` with blank lines between rows, one cell a line with blank lines
between cells, and one cell a line without. A row is a label and the values behind it, so a missing label or a lost cell
concerns its own row and shifts no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from hegui.model.document import Paragraph, Place
from hegui.model.form import CellPath, Label
from hegui.model.report import Cell, How, Table
from hegui.recognise.columns import ColumnOrder, follows_form, name_of, order_of, read_header
from hegui.recognise.knowledge import LabelHit, TableKnowledge
from hegui.recognise.labels import LabelBook, similar
from hegui.recognise.numerals import is_value, read_cell
from hegui.recognise.rows import RowSeen, labelled, place_rows
from hegui.recognise.text import label_key

_PROSE = 60
"""A line longer than the longest label is prose."""


class _Kind(Enum):
    TEXT = auto()
    VALUE = auto()
    BLANK = auto()
    PADDING = auto()


class _Token(NamedTuple):
    kind: _Kind
    text: str
    place: Place
    row_start: bool
    """True where the source leaves a blank line before it, in a dialect that separates rows in this way."""
    width: int
    """How many cells it stands for."""


def find_stream(paragraphs: Sequence[Paragraph], table: TableKnowledge) -> range | None:
    """The lines, as indices, over which the table stands; None where there are too few of its labels."""
    keys = [label_key(paragraph.text) if 1 < len(paragraph.text) <= _PROSE else "" for paragraph in paragraphs]
    joined = [first + second for first, second in pairwise((*keys, ""))]  # a label may break over two lines
    rows = [index for index, key in enumerate(keys) if key in table.rows or (key and joined[index] in table.rows)]
    wanted = 2 if len(table.rows) < 12 else 4
    if len({keys[index] for index in rows}) < wanted:
        return None
    first, last = rows[0], rows[-1]
    while first > 0 and _belongs(paragraphs[first - 1], keys[first - 1], table):
        first -= 1
    stray = 0
    end = last
    for index in range(last + 1, len(paragraphs)):
        if _belongs(paragraphs[index], keys[index], table):
            end, stray = index, 0
        else:
            stray += 1
            if stray > 1 or len(paragraphs[index].text) > 20:
                break
    return range(first, end + 1)


def _belongs(paragraph: Paragraph, key: str, table: TableKnowledge) -> bool:
    text = paragraph.text.strip("|\t ")
    if not text:
        return bool(paragraph.raw)
    return len(text) <= _PROSE and (key in table.known or key in table.pieces or is_value(text))


def recognise_stream(paragraphs: Sequence[Paragraph], table: TableKnowledge) -> Table:
    """The table from its lines."""
    tokens = _tokens(paragraphs)
    book = LabelBook(table)
    reader = _read_transposed if table.table.transposed else _read_rows
    cells, unplaced = reader(tokens, table, book)
    texts = [token.text for token in tokens if token.kind is _Kind.TEXT]
    form = table.table
    return Table(
        form.id, cells, book.seen(texts), paragraphs[0].place, table.form.id, tuple(unplaced), "stream", form.paths
    )


def _tokens(paragraphs: Sequence[Paragraph]) -> list[_Token]:
    tabbed = sum(1 for paragraph in paragraphs if paragraph.raw.startswith("\t")) > len(paragraphs) // 2
    tokens: list[_Token] = []
    previous: int | None = None
    for paragraph in paragraphs:
        line = paragraph.place.line
        gap = tabbed and previous is not None and line is not None and line > previous + 1
        previous = line
        bare = paragraph.text.strip("|\t 　")
        if bare:
            kind = _Kind.VALUE if is_value(bare) else _Kind.TEXT
            tokens.append(_Token(kind, bare, paragraph.place, gap, 1))
        else:
            pipes = paragraph.raw.count("|")
            kind = _Kind.BLANK if pipes <= 1 else _Kind.PADDING
            tokens.append(_Token(kind, "", paragraph.place, gap, max(pipes, 1)))
    return tokens


def _cell(token: _Token) -> Cell:
    kind, value = read_cell(token.text)
    return Cell(token.text, kind, value, token.place)


class _Row(NamedTuple):
    """Label tokens and the tokens behind them."""

    texts: list[_Token]
    values: list[_Token]

    @property
    def width(self) -> int:
        return sum(token.width for token in (*self.texts, *self.values))


def _group_rows(tokens: Iterable[_Token]) -> list[_Row]:
    """Split at each label behind values, and at row breaks. Blanks before a row's label stand for merged cells."""
    rows: list[_Row] = [_Row([], [])]
    for token in tokens:
        row = rows[-1]
        if token.kind is _Kind.TEXT:
            if any(value.kind is _Kind.VALUE for value in row.values) or (row.values and row.texts):
                row = _Row([], [])
                rows.append(row)
            elif row.values:
                row.values.clear()
            row.texts.append(token)
        elif token.row_start and (row.texts or row.values):
            rows.append(_Row([], [token]))
        else:
            row.values.append(token)
    return rows


def _read_rows(
    tokens: Sequence[_Token], table: TableKnowledge, book: LabelBook
) -> tuple[dict[CellPath, Cell], list[str]]:
    cells: dict[CellPath, Cell] = {}
    unplaced: list[str] = []
    rows = _group_rows(tokens)
    widths = _row_width(rows, table)
    blocks = table.table.blocks
    seen: dict[int, list[RowSeen]] = {index: [] for index in range(len(blocks))}
    headers: dict[int, list[_Token]] = {}
    current, header = 0, list[_Token]()
    for row in rows:
        label = _resolve(row.texts, table)
        if label is None:
            _see_groups(row.texts, table, book)
            if row.texts and not any(token.kind is _Kind.VALUE for token in row.values):
                header += row.texts
                continue
            for cells_read in _split_unlabelled(row, len(blocks[current].columns)):
                text = row.texts[-1].text if row.texts else ""
                seen[current].append(RowSeen(None, text, How.POSITION, cells_read[0].place, cells_read))
            continue
        hit, own, before = label
        current = table.block_of[hit.label.key]
        _see_groups(before, table, book)
        headers.setdefault(current, [*header, *before])
        header = []
        wanted = len(blocks[current].columns)
        values, extra = _take(row, wanted, widths)
        text = "".join(token.text for token in own)
        seen[current].append(RowSeen(hit.label, text, hit.how, own[0].place, list(map(_cell, values))))
        for more in extra:
            seen[current].append(RowSeen(None, "", How.POSITION, row.values[0].place, more))
    for index, block in enumerate(blocks):
        order = _order(headers.get(index, []), block.columns, table, book)
        placed = place_rows(seen[index], block, order, book)
        cells.update(placed.cells)
        unplaced += placed.unplaced
    return cells, unplaced


def _resolve(
    texts: Sequence[_Token], table: TableKnowledge
) -> tuple[LabelHit, Sequence[_Token], Sequence[_Token]] | None:
    """The row label at the end of a run of texts, the tokens that print it, and the tokens before it."""
    for count in range(1, min(4, len(texts)) + 1):
        key = label_key("".join(token.text for token in texts[-count:]))
        hit = table.rows.get(key)
        if hit:
            return hit, texts[-count:], texts[:-count]
    if not texts or label_key(texts[-1].text) in table.known:
        return None
    key = label_key(texts[-1].text)
    for group in table.groups:
        if key.startswith(group) and key[len(group) :] in table.rows:
            return table.rows[key[len(group) :]], texts[-1:], texts[:-1]
    similar_hit = similar(texts[-1].text, table.rows, table.row_keys)
    return (similar_hit, texts[-1:], texts[:-1]) if similar_hit else None


def _see_groups(texts: Sequence[_Token], table: TableKnowledge, book: LabelBook) -> None:
    for token in texts:
        hit = table.groups.get(label_key(token.text))
        if hit:
            book.see(hit.label, "group", token.text, hit.how, token.place)
    joined = label_key("".join(token.text for token in texts))
    for key, hit in table.groups.items():
        if ("group", hit.label.key) not in book and key in joined and len(key) > 3:
            book.see(hit.label, "group", hit.label.text, How.EXACT, texts[0].place)


def _order(header: Sequence[_Token], columns: Sequence[Label], table: TableKnowledge, book: LabelBook) -> ColumnOrder:
    """The order of the columns from the lines of their header, whose labels may break over lines (商业, 企业)."""
    keys = [label_key(token.text) for token in header]
    read = read_header(keys, columns, table)
    for label in columns:
        key = read.keys.get(name_of(label))
        if key is not None:
            token = next((token for token, own in zip(header, keys, strict=True) if own == key), None)
            first = token or next((token for token in header if label_key(token.text)[:2] == key[:2]), header[0])
            book.see(label, "column", token.text if token else key, table.columns[key].how, first.place)
    return order_of(columns, read, table)


def _row_width(rows: Sequence[_Row], table: TableKnowledge) -> int | None:
    """In the dialect that pads its rows with bare pipes: how many cells a row has, by the full rows."""
    wanted = len(table.table.blocks[0].columns)
    full = [
        row.width
        for row in rows
        if row.texts
        and any(token.kind is _Kind.PADDING for token in row.values)
        and sum(token.kind is _Kind.VALUE for token in row.values) == wanted
    ]
    return Counter(full).most_common(1)[0][0] if full and len(table.table.blocks) == 1 else None


def _take(row: _Row, wanted: int, width: int | None) -> tuple[list[_Token], list[list[Cell]]]:
    """The row's own values, and further whole rows behind them whose label is missing."""
    own, *further = _chunks(row.values, wanted)
    if own and own[-1].kind is _Kind.BLANK and width is not None and not further and row.width != width:
        return [], []
    return own, [list(map(_cell, chunk)) for chunk in further]


def _split_unlabelled(row: _Row, wanted: int) -> list[list[Cell]]:
    return [list(map(_cell, chunk)) for chunk in _chunks(row.values, wanted) if chunk]


def _chunks(tokens: Sequence[_Token], wanted: int) -> list[list[_Token]]:
    """Values split into rows: at the padding where there is any between values, else by the number of columns."""
    chunks: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind is not _Kind.PADDING:
            chunks[-1].append(token)
        elif chunks[-1]:
            chunks.append([])
    chunks = [trimmed for chunk in chunks if (trimmed := _trimmed(chunk, wanted))]
    if len(chunks) == 1 and len(chunks[0]) > wanted and len(chunks[0]) % wanted == 0:
        return [chunks[0][start : start + wanted] for start in range(0, len(chunks[0]), wanted)]
    return chunks or [[]]


def _trimmed(chunk: list[_Token], wanted: int) -> list[_Token]:
    """Without the blanks behind the wanted number of cells; a chunk of blanks only beyond a full row is nothing."""
    end = len(chunk)
    while end > wanted and chunk[end - 1].kind is _Kind.BLANK:
        end -= 1
    return chunk[:end]


def _read_transposed(
    tokens: Sequence[_Token], table: TableKnowledge, book: LabelBook
) -> tuple[dict[CellPath, Cell], list[str]]:
    paths = table.table.paths
    last_text = max((index for index, token in enumerate(tokens) if token.kind is _Kind.TEXT), default=-1)
    header = [token for token in tokens[: last_text + 1] if token.kind is _Kind.TEXT]
    joined = label_key("".join(token.text for token in header))
    for axis, index in (("row", table.rows), ("column", table.columns), ("group", table.groups)):
        rest = joined
        for key in sorted(index, key=len, reverse=True):
            if key in rest:
                rest = rest.replace(key, "\0")
                token = next((token for token in header if label_key(token.text) == key), header[0])
                text = token.text if label_key(token.text) == key else key
                book.see(index[key].label, axis, text, index[key].how, token.place)
    values = [token for token in tokens[last_text + 1 :] if token.kind is not _Kind.PADDING]
    while len(values) > len(paths) and values[-1].kind is _Kind.BLANK:
        values.pop()
    while len(values) > len(paths) and values[0].kind is _Kind.BLANK:
        values.pop(0)
    if len(values) != len(paths):
        problem = f"数据行应有 {len(paths)} 个数据格，读到 {len(values)} 个"
        return labelled(*_read_rows(tokens, table, book)) or ({}, [problem])
    if not follows_form([joined], table):
        return {}, ["表头各列的次序无法辨认，未取数"]
    return {path: _cell(token) for path, token in zip(paths, values, strict=True)}, []
