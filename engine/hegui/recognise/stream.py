"""Tables that lost their grid: a run of lines, one cell a line, aligned with the form by its labels.

Five dialects occur: `0 |` with `|||` as padding, a `|` on a line of its own between cells, `⇥0` with blank lines
between rows, one cell a line with blank lines between cells, and one cell a line without. A row is a label and the
values behind it, so a missing label or a lost cell concerns its own row and shifts no other. Where labels have lost
their values and values their labels, they stand apart, and none is given to another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from hegui.model.document import Paragraph, Place
from hegui.model.form import CellPath, Label, TableBlock
from hegui.model.report import Cell, MatchedBy, Table
from hegui.recognise.knowledge import LabelHit, TableKnowledge, name_of
from hegui.recognise.labels import (
    ColumnOrder,
    LabelBook,
    RowSeen,
    follows_form,
    labelled,
    order_of,
    place_rows,
    read_header,
    similar,
    without_doubts,
)
from hegui.recognise.numerals import is_value, read_cell
from hegui.recognise.text import label_key

_PROSE = 60
"""A line longer than the longest label is prose."""
_MOST_BLANKS = 20


class _TokenKind(Enum):
    TEXT = auto()
    VALUE = auto()
    BLANK = auto()
    PADDING = auto()


class _Token(NamedTuple):
    kind: _TokenKind
    text: str
    place: Place
    row_start: bool
    """True where the source leaves a blank line before it, in a dialect that separates rows in this way."""
    width: int
    """How many cells it stands for; 0 for a blank of which only blank lines tell."""


def find_stream(paragraphs: Sequence[Paragraph], table: TableKnowledge) -> range | None:
    """The lines, as indices, over which the table stands; None where there are too few of its labels."""
    keys = [label_key(paragraph.text) if 1 < len(paragraph.text) <= _PROSE else "" for paragraph in paragraphs]
    joined = [first + second for first, second in pairwise((*keys, ""))]  # a label may break over two lines
    rows = [
        index
        for index, key in enumerate(keys)
        if key and (joined[index] in table.rows or table.row(paragraphs[index].text))
    ]
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
    return len(text) <= _PROSE and (key in table.pieces or is_value(text) or table.knows(text))


class StreamTable(NamedTuple):
    """A table from its lines, and whether its labels and values stand apart, so that none of it may be relied on."""

    table: Table
    apart: bool


def recognise_stream(paragraphs: Sequence[Paragraph], table: TableKnowledge) -> StreamTable:
    """The table from its lines, a cell each."""
    tokens = _tokens(paragraphs)
    book = LabelBook(table)
    reader = _read_transposed if table.table.transposed else _read_rows
    read = reader(tokens, table, book)
    texts = [token.text for token in tokens if token.kind is _TokenKind.TEXT]
    form, place = table.table, paragraphs[0].place
    labels, unplaced = book.seen(texts), tuple(read.unplaced)
    found = Table(form.id, read.cells, labels, place, table.form.id, unplaced, "stream", form.paths)
    return StreamTable(without_doubts(found), read.apart)


class _Read(NamedTuple):
    cells: dict[CellPath, Cell]
    unplaced: list[str]
    apart: bool = False


def _tokens(paragraphs: Sequence[Paragraph]) -> list[_Token]:
    marks = [paragraph.raw for paragraph in paragraphs if paragraph.text]
    tabbed = sum(paragraph.raw.startswith("\t") for paragraph in paragraphs) > len(paragraphs) // 2
    piped = any("|" in raw for raw in marks)
    step = 0 if piped or any("\t" in raw for raw in marks) else _step(paragraphs)
    tokens: list[_Token] = []
    before: int | None = None
    bars = 0
    for paragraph in paragraphs:
        line = paragraph.place.line
        skipped = line - before if line is not None and before is not None else 0
        before = line
        bare = paragraph.text.strip("|\t 　")
        if bare:
            kind = _TokenKind.VALUE if is_value(bare) else _TokenKind.TEXT
            tokens += _unwritten(tokens, kind, paragraph.place, skipped // step - 1 if step else 0, soft=True)
            tokens += _unwritten(tokens, kind, paragraph.place, bars - 1 if kind is _TokenKind.VALUE else bars - 2)
            tokens.append(_Token(kind, bare, paragraph.place, tabbed and skipped > 1, 1))
            bars = 0
        elif not piped and paragraph.raw.strip() == "|":
            bars += 1
        else:
            pipes = paragraph.raw.count("|")
            kind = _TokenKind.BLANK if pipes <= 1 else _TokenKind.PADDING
            tokens.append(_Token(kind, "", paragraph.place, tabbed and skipped > 1, max(pipes, 1)))
    return tokens


def _step(paragraphs: Sequence[Paragraph]) -> int:
    """From one line of the source to the next in a row of cells: 2 where a blank line stands between any two."""
    lines = [paragraph.place.line for paragraph in paragraphs if paragraph.place.line is not None]
    return min((second - first for first, second in pairwise(lines) if second > first), default=0)


def _unwritten(
    tokens: Sequence[_Token], kind: _TokenKind, place: Place, count: int, soft: bool = False
) -> list[_Token]:
    """The blank cells before a token of this kind, where nothing stands between its mark and the one before."""
    if not tokens or _TokenKind.VALUE not in (tokens[-1].kind, kind):
        return []
    return [_Token(_TokenKind.BLANK, "", place, False, 0 if soft else 1)] * min(count, _MOST_BLANKS)


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
        if token.kind is _TokenKind.TEXT:
            if any(value.kind is _TokenKind.VALUE for value in row.values) or (row.values and row.texts):
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


def _read_rows(tokens: Sequence[_Token], table: TableKnowledge, book: LabelBook) -> _Read:
    cells: dict[CellPath, Cell] = {}
    unplaced: list[str] = []
    rows = _group_rows(tokens)
    if not _are_gaps_cells(rows, table):
        rows = _group_rows(token for token in tokens if token.width)
    widths = _row_width(rows, table)
    blocks = table.table.blocks
    seen: dict[int, list[RowSeen]] = {index: [] for index in range(len(blocks))}
    headers: dict[int, list[_Token]] = {}
    current, header = 0, list[_Token]()
    glued = _is_glued(rows, len(blocks[0].columns))
    for row in rows:
        has_value = any(token.kind is _TokenKind.VALUE for token in row.values)
        label = _resolve(row.texts, table) or (_over_columns(row.texts, table) if has_value else None)
        if label is None or (table.table.transposed and not has_value):
            _see_groups(row.texts, table, book)
            _see_bare(row.texts, table, seen)
            if row.texts and not has_value:
                header += row.texts
                continue
            for cells_read in _split_unlabelled(row, len(blocks[current].columns)):
                text = row.texts[-1].text if row.texts else ""
                seen[current].append(RowSeen(None, text, MatchedBy.POSITION, cells_read[0].place, cells_read))
            continue
        hit, own, before = label
        _see_bare(before, table, seen)
        current = table.block_of[hit.label.key]
        _see_groups(before, table, book)
        headers.setdefault(current, [*header, *before])
        header = []
        wanted = len(blocks[current].columns)
        values, extra = _take(row, wanted, widths, glued)
        text = "".join(token.text for token in own)
        seen[current].append(RowSeen(hit.label, text, hit.how, own[0].place, list(map(_cell, values))))
        for more in extra:
            seen[current].append(RowSeen(None, "", MatchedBy.POSITION, row.values[0].place, more))
    for index, block in enumerate(blocks):
        order = _order(headers.get(index, []), block.columns, table, book)
        placed = place_rows(seen[index], block, order, book)
        cells.update(placed.cells)
        unplaced += placed.unplaced
    apart = any(_stand_apart(seen[index], block) for index, block in enumerate(blocks))
    return _Read(cells, unplaced, apart)


def _are_gaps_cells(rows: Sequence[_Row], table: TableKnowledge) -> bool:
    """Whether each row that has gaps is whole with a blank cell in each: else they are but blank lines."""
    for row in rows:
        label = _resolve(row.texts, table)
        if label and not all(token.width for token in row.values):
            wanted = len(table.table.blocks[table.block_of[label[0].label.key]].columns)
            if len(_written(row.values, wanted)) != wanted:
                return False
    return True


def _stand_apart(rows: Sequence[RowSeen], block: TableBlock) -> bool:
    """Whether rows of values have no label although none is missing there, or while labels have no values: as where all
    values of a page come before their labels, or behind them."""
    present = {row.label.key for row in rows if row.label}
    bare = any(row.label and not row.values and not row.label.merges for row in rows)
    wanted = len(block.columns)
    keys = [label.key for label in block.rows]
    last = 0
    for number, row in enumerate(rows):
        if row.label:
            last = keys.index(row.label.key) + 1
        elif len(row.values) >= wanted and len(row.values) % wanted == 0:
            following = next((keys.index(later.label.key) for later in rows[number:] if later.label), len(keys))
            missing = [key for key in keys[last:following] if key not in present]
            if bare or not missing:
                return True
    return False


def _resolve(
    texts: Sequence[_Token], table: TableKnowledge
) -> tuple[LabelHit, Sequence[_Token], Sequence[_Token]] | None:
    """The row label at the end of a run of texts, the tokens that print it, and the tokens before it."""
    for count in range(1, min(4, len(texts)) + 1):
        hit = table.row("".join(token.text for token in texts[-count:]))
        if hit:
            return hit, texts[-count:], texts[:-count]
    if not texts or label_key(texts[-1].text) in table.known:
        return None
    similar_hit = similar(texts[-1].text, table.rows, table.row_keys)
    return (similar_hit, texts[-1:], texts[:-1]) if similar_hit else None


def _over_columns(
    texts: Sequence[_Token], table: TableKnowledge
) -> tuple[LabelHit, Sequence[_Token], Sequence[_Token]] | None:
    """The row label that stands over the header of its own columns, as a heading does; None where there are several."""
    end = len(texts)
    while end and label_key(texts[end - 1].text) in table.columns:
        end -= 1
    label = _resolve(texts[:end], table) if end < len(texts) else None
    if label is None or label[0].how is MatchedBy.SIMILAR or any(_bare_labels(label[2], table)):
        return None
    return label[0], label[1], [*label[2], *texts[end:]]


def _bare_labels(texts: Iterable[_Token], table: TableKnowledge) -> Iterator[tuple[LabelHit, _Token]]:
    """The labels of rows among texts behind which no value stands."""
    for token in texts:
        if hit := table.row(token.text):
            yield hit, token


def _see_bare(texts: Iterable[_Token], table: TableKnowledge, seen: Mapping[int, list[RowSeen]]) -> None:
    for hit, token in _bare_labels(texts, table):
        seen[table.block_of[hit.label.key]].append(RowSeen(hit.label, token.text, hit.how, token.place, []))


def _is_glued(rows: Iterable[_Row], wanted: int) -> bool:
    """Whether the numbers of rows ran together, a digit a column: no number begins with 0."""
    texts = (row.values[0].text for row in rows if len(row.values) == 1)
    return wanted > 1 and any(len(text) == wanted and text.isdigit() and text[0] == "0" for text in texts)


def _see_groups(texts: Sequence[_Token], table: TableKnowledge, book: LabelBook) -> None:
    for token in texts:
        hit = table.groups.get(label_key(token.text))
        if hit:
            book.see(hit.label, "group", token.text, hit.how, token.place)
    joined = label_key("".join(token.text for token in texts))
    for key, hit in table.groups.items():
        if ("group", hit.label.key) not in book and key in joined and len(key) > 3:
            book.see(hit.label, "group", hit.label.text, MatchedBy.EXACT, texts[0].place)


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
        and any(token.kind is _TokenKind.PADDING for token in row.values)
        and sum(token.kind is _TokenKind.VALUE for token in row.values) == wanted
    ]
    return Counter(full).most_common(1)[0][0] if full and len(table.table.blocks) == 1 else None


def _take(row: _Row, wanted: int, width: int | None, glued: bool) -> tuple[list[_Token], list[list[Cell]]]:
    """The row's own values, and further whole rows behind them whose label is missing."""
    if glued and len(row.values) == 1 and len(row.values[0].text) == wanted and row.values[0].text.isdigit():
        return [row.values[0]._replace(text=digit) for digit in row.values[0].text], []
    own, *further = _chunks(_written(row.values, wanted), wanted)
    if own and own[-1].kind is _TokenKind.BLANK and width is not None and not further and row.width != width:
        return [], []
    return own, [list(map(_cell, chunk)) for chunk in further]


def _written(values: Sequence[_Token], wanted: int) -> Sequence[_Token]:
    """Values with the blanks of which blank lines tell, where they make up a row and without them none is there."""
    certain = [token for token in values if token.width]
    last = max((index for index, token in enumerate(values) if token.width), default=-1)
    for every in (values, values[: last + 1]):
        if len(certain) < wanted == len(every):
            return every
    return certain


def _split_unlabelled(row: _Row, wanted: int) -> list[list[Cell]]:
    return [list(map(_cell, chunk)) for chunk in _chunks(_written(row.values, wanted), wanted) if chunk]


def _chunks(tokens: Sequence[_Token], wanted: int) -> list[list[_Token]]:
    """Values split into rows at the padding between them."""
    chunks: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind is not _TokenKind.PADDING:
            chunks[-1].append(token)
        elif chunks[-1]:
            chunks.append([])
    return [trimmed for chunk in chunks if (trimmed := _trimmed(chunk, wanted))] or [[]]


def _trimmed(chunk: list[_Token], wanted: int) -> list[_Token]:
    """Without the blanks behind the wanted number of cells, or before it, where a merged label left them; a chunk of
    blanks only beyond a full row is nothing."""
    end = len(chunk)
    while end > wanted and chunk[end - 1].kind is _TokenKind.BLANK:
        end -= 1
    first = next((index for index in range(end) if chunk[index].kind is not _TokenKind.BLANK), 0)
    return chunk[first if end - first == wanted else 0 : end]


def _last_row(tokens: Sequence[_Token]) -> Sequence[_Token]:
    """The tokens from where the source begins a row for the last time, if it tells."""
    starts = [index for index, (_, token) in enumerate(pairwise(tokens), 1) if token.row_start]
    starts += [index for index, (one, two) in enumerate(pairwise(tokens), 1) if one.place.row != two.place.row]
    return tokens[max(starts, default=0) :]


def _read_transposed(tokens: Sequence[_Token], table: TableKnowledge, book: LabelBook) -> _Read:
    paths = table.table.paths
    last_text = max((index for index, token in enumerate(tokens) if token.kind is _TokenKind.TEXT), default=-1)
    header = [token for token in tokens[: last_text + 1] if token.kind is _TokenKind.TEXT]
    joined = label_key("".join(token.text for token in header))
    for axis, index in (("row", table.rows), ("column", table.columns), ("group", table.groups)):
        rest = joined
        for key in sorted(index, key=len, reverse=True):
            if key in rest:
                rest = rest.replace(key, "\0")
                token = next((token for token in header if label_key(token.text) == key), header[0])
                text = token.text if label_key(token.text) == key else key
                book.see(index[key].label, axis, text, index[key].how, token.place)
    behind = [token for token in _last_row(tokens[last_text + 1 :]) if token.kind is not _TokenKind.PADDING]
    values = list(_written(behind, len(paths)))
    if len(values) == 1 and len(values[0].text) == len(paths) and values[0].text.isdigit():
        values = [values[0]._replace(text=digit) for digit in values[0].text]
    while len(values) > len(paths) and values[-1].kind is _TokenKind.BLANK:
        values.pop()
    while len(values) > len(paths) and values[0].kind is _TokenKind.BLANK:
        values.pop(0)
    if len(values) != len(paths):
        problem = f"数据行应有 {len(paths)} 个数据格，读到 {len(values)} 个"
        read = _read_rows(tokens, table, book)
        rows = labelled(read.cells, read.unplaced)
        return _Read(*rows) if rows else _Read({}, [problem])
    if not follows_form([joined], table):
        return _Read({}, ["表头各列的次序无法辨认，未取数"])
    return _Read({path: _cell(token) for path, token in zip(paths, values, strict=True)}, [])
