"""A list in a file (CSV, Excel or YAML) → its rows by their columns, each with its place for messages."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import zip_longest
from operator import ne
from pathlib import Path
from typing import Any, NamedTuple

from hegui.errors import reason
from hegui.model.encoding import read_whole
from hegui.read import Limits, ReadError, sniff
from hegui.read.characters import decode
from hegui.rules.mistake import InvalidFileError, suggest
from hegui.rules.strict_yaml import YamlFile, parse_yaml

_LIMITS = Limits(cells=2_000_000)
_TELLING = 3
"""Characters from which on a heading may be a slip for another."""
_BEFORE_HEADER = 10
"""Lines in which the header is looked for: a list often has a title above it."""


class SheetError(Exception):
    """A list that cannot be read. Its words are for the user."""


class Line(NamedTuple):
    """A row of the list: its place in words, and its texts by the names of the columns. Blanks are left out."""

    place: str
    cells: Mapping[str, str | tuple[str, ...]]
    """Several texts only where the file itself lists them (YAML)."""
    printed: Mapping[str, str] = {}
    """All texts by their headings, blanks included."""


class Header(NamedTuple):
    """What a list may have for columns: accepted headings → name, headings to pass over, and the one it must have.

    A heading that is none of these is passed over, too, unless it seems to be a slip for one of them and is not among
    the `others` that may stand there.
    """

    names: Mapping[str, str]
    ignored: frozenset[str]
    required: str
    others: Collection[str] = ()
    aside: re.Pattern[str] | None = None
    """What rows are that are no items of the list: sums, who has filled it in."""
    group: re.Pattern[str] | None = None
    """What a row of one cell is that is the title of the rows below it."""

    def name(self, heading: str) -> str | None:
        """The column of a heading, whatever it says in brackets; empty for one to pass over, None for a slip."""
        own = bare_heading(heading)
        bare = own.lower()
        if not bare or bare in self.ignored or (own in self.others and bare not in self.names):
            return ""
        return self.names.get(bare) or (None if any(_is_slip(bare, name) for name in self.names) else "")

    def is_aside(self, row: Sequence[str], at: int) -> bool:
        """Whether a row is no item of the list, by its first words and those in the column that it must have."""
        cells = ["".join(cell.split()) for cell in row if cell]
        item = "".join(row[at].split()) if at < len(row) else ""
        if self.aside and any(self.aside.match(words) for words in (*cells[:1], item)):
            return True
        return self.group is not None and len(cells) == 1 and self.group.match(cells[0]) is not None


def _is_slip(word: str, name: str) -> bool:
    """Whether a word is another but for one character, or for their order. Two characters are too few to tell."""
    if len(word) != len(name) or len(word) < _TELLING:
        return False
    return sum(map(ne, word, name)) == 1 or sorted(word) == sorted(name)


def bare_heading(heading: str) -> str:
    """A heading without blanks and what it says in brackets."""
    return "".join(heading.split()).replace("(", "（").partition("（")[0]


class Lines(NamedTuple):
    """The rows of a list in their order, and what of the file is none of it: sentences for the user."""

    items: list[Line]
    remarks: tuple[str, ...] = ()


def read_lines(path: Path, header: Header) -> Lines:
    """Raises SheetError."""
    try:
        data = read_whole(path)
    except OSError as error:
        why = "没有这个文件" if isinstance(error, FileNotFoundError) else f"打不开（{reason(error)}）"
        raise SheetError(f"{path}：{why}，请检查路径。") from None
    if not data.strip():
        raise SheetError(f"{path}：文件是空的，请填写。")
    if path.suffix.lower() in (".yaml", ".yml"):
        return Lines(_from_yaml(path, _text_of(path, data), header))
    if (kind := sniff(data)) == "xlsx":
        return _from_workbook(path, data, header)
    if kind not in ("text", "html"):  # a comma and a bracket may look like markup
        raise SheetError(f"{path}：不是 CSV、Excel（.xlsx）或 YAML 文件，请另存为其中一种。")
    return Lines(_from_table(str(path), list(enumerate(_csv_rows(path, _text_of(path, data)), 1)), header))


def _text_of(path: Path, data: bytes) -> str:
    decoded = decode(data)
    if decoded.broken:
        raise SheetError(f"{path}：有 {decoded.broken} 处文字无法识别，请另存为 UTF-8 编码。")
    return decoded.text.removeprefix("\ufeff")


def _csv_rows(path: Path, text: str) -> Iterator[Sequence[str]]:
    head = "".join(text.splitlines(keepends=True)[:_BEFORE_HEADER])
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)  # else a quote may swallow rows
    line = 0
    try:
        for row in rows:
            yield row
            line = rows.line_num
    except csv.Error:
        raise SheetError(f"{path} 第 {line + 1} 行：引号没有成对，请改正。") from None


def _from_workbook(path: Path, data: bytes, header: Header) -> Lines:
    """All sheets that have such a header, one after the other; of others that hold something it is told."""
    from hegui.read.formats.xlsx import sheet_rows

    try:
        sheets = {title: rows for title, rows in sheet_rows(data, _LIMITS) if rows}
    except ReadError as error:
        raise SheetError(f"{path}：{error}") from None
    lists: dict[str, list[Line]] = {}
    left: list[str] = []
    for title, rows in sheets.items():
        numbered = [(number + 1, _row(cells)) for number, cells in sorted(rows.items())]
        if any(_is_header(cells, header) for _, cells in numbered[:_BEFORE_HEADER]):
            lists[title] = _from_table(f"{path}“{title}”表", numbered, header)
        else:
            left.append(title)
    if len(left) == len(sheets):
        raise SheetError(_no_header(str(path), header))
    titles = "、".join(f"“{title}”" for title in left)
    remarks = (f"工作表{titles}没有“{_required(header)}”一列，没有读取。",) if left else ()
    if len(lists) > 1:
        lists = {title: [one._replace(place=f"“{title}”表{one.place}") for one in own] for title, own in lists.items()}
    return Lines(_alike([one for own in lists.values() for one in own]), remarks)


def _alike(lines: Sequence[Line]) -> list[Line]:
    """The rows of several tables, each with the headings of all."""
    headings = dict.fromkeys((heading for line in lines for heading in line.printed), "")
    return [line._replace(printed={**headings, **line.printed}) for line in lines]


def _row(cells: Mapping[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]


def _from_table(where: str, rows: Sequence[tuple[int, Sequence[str]]], header: Header) -> list[Line]:
    """The rows below the header; `where` is what messages call the table."""
    numbered = [(number, [cell.strip() for cell in row]) for number, row in rows]
    start = next((at for at, (_, row) in enumerate(numbered[:_BEFORE_HEADER]) if _is_header(row, header)), None)
    if start is None:
        raise SheetError(_no_header(where, header))
    row, end = _heading_row([row for _, row in numbered], start, header)
    columns = _columns(where, numbered[start][0], row, header)
    headings = list(map(bare_heading, row))
    lines = []
    for number, row in numbered[end:]:
        place = f"第 {number} 行"
        if header.is_aside(row, columns.index(header.required)):
            continue
        beyond = [text for text in row[len(columns) :] if text]
        if beyond:
            raise SheetError(
                f"{where} {place}：比表头多出“{beyond[0]}”，请检查是否有单元格错位、文字中有未加引号的逗号。"
            )
        if cells := {name: text for name, text in zip(columns, row, strict=False) if name and text}:
            lines.append(Line(place, cells, dict(zip(headings, [*row, *[""] * len(headings)], strict=False))))
    return lines


def _heading_row(rows: Sequence[Sequence[str]], start: int, header: Header) -> tuple[list[str], int]:
    """The headings of a table, and the row after them. Under or over the row that has the required heading another may
    belong to it, where cells are merged: what stands lower is the heading, what stands alone counts for both.
    """
    row = list(rows[start])
    at = next(at for at, cell in enumerate(row) if header.name(cell) == header.required)
    below = rows[start + 1] if start + 1 < len(rows) else ()
    if (len(below) <= at or not below[at]) and any(header.name(cell) for cell in below):
        return [lower or upper for upper, lower in zip_longest(row, below, fillvalue="")], start + 2
    above = rows[start - 1] if start else ()
    if sum(bool(header.name(cell)) for cell in above):
        row = [lower or (upper if header.name(upper) else "") for upper, lower in zip_longest(above, row, fillvalue="")]
    return row, start + 1


def _is_header(row: Iterable[str], header: Header) -> bool:
    return any(header.name(cell) == header.required for cell in row)


def _columns(where: str, number: int, row: Sequence[str], header: Header) -> list[str]:
    """The name of each column. Raises SheetError for headings that are unknown or mean the same."""
    columns: list[str] = []
    for heading in row:
        name = header.name(heading)
        if name is None:
            raise SheetError(_unknown(f"{where} 第 {number} 行", heading, header))
        if name and name in columns:
            other = row[columns.index(name)]
            raise SheetError(f"{where} 第 {number} 行：“{other}”和“{heading}”两列意思相同，请删去一列。")
        columns.append(name)
    return columns


def _unknown(where: str, heading: str, header: Header) -> str:
    return f"{where}：不认识的列“{heading}”，{suggest(heading, header.names)}；请改正，或删去这一列。"


def _no_header(where: str, header: Header) -> str:
    return f"{where}：开头 {_BEFORE_HEADER} 行里没有表头，应有一列名为“{_required(header)}”；请补上。"


def _required(header: Header) -> str:
    return next(heading for heading, name in header.names.items() if name == header.required)


def _from_yaml(path: Path, text: str, header: Header) -> list[Line]:
    try:
        file = parse_yaml(text, path)
    except InvalidFileError as error:
        raise SheetError(str(error)) from None
    start: tuple[str | int, ...] = ()
    items = file.data
    if isinstance(items, dict) and len(items) == 1:
        start = (next(iter(items)),)
        items = items[start[0]]
    if not isinstance(items, list):
        raise SheetError(f"{path}：应是单位的列表，每项写“- name: 单位名称”；请改正。")
    return _alike([_yaml_line(file, (*start, index), item, header) for index, item in enumerate(items)])


def _yaml_line(file: YamlFile, at: tuple[str | int, ...], item: Any, header: Header) -> Line:
    place = f"第 {file.line(at)} 行"
    if isinstance(item, str):
        return Line(place, {header.required: item}, {header.required: item})
    if not isinstance(item, dict):
        raise SheetError(f"{file.path} {place}：应写成“name: 单位名称”这样的“列名: 内容”；请改正。")
    cells: dict[str, str | tuple[str, ...]] = {}
    printed: dict[str, str] = {}
    for heading, value in item.items():
        name = header.name(heading)
        if name is None:
            raise SheetError(_unknown(f"{file.path} 第 {file.line((*at, heading))} 行", heading, header))
        texts = tuple(map(_text, value)) if isinstance(value, list) else _text(value)
        cells[name] = texts
        printed[bare_heading(heading)] = texts if isinstance(texts, str) else "、".join(texts)
    return Line(place, {name: value for name, value in cells.items() if name and value}, printed)


def _text(value: Any) -> str:
    """What a value of a YAML file would be in a cell."""
    if value is None:
        return ""
    return ("是" if value else "否") if isinstance(value, bool) else str(value)
