"""Tables on pages whose text is there and not in its cells: what a page shows without lines may be read out of line.

The words of a label that was not found, or found changed, may stand elsewhere: parted, in another cell, in a line of
its own. Then the table was read wrong, and nobody may be blamed for what it seems to lack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from hegui.model.document import Block, Document, Grid, Paragraph
from hegui.model.report import How, Table
from hegui.recognise.knowledge import TableKnowledge
from hegui.recognise.text import label_key

_SENTENCE = "。"
_MOST = 0.6
"""Share of the characters of labels that must stand in a section for it to hold them."""


def may_scatter(document: Document) -> bool:
    """Whether the source knows pages only, and no tables of its own. In a scan words are misread, not misplaced."""
    return not document.source.ocr and any(block.place.page is not None for block in document.blocks)


def is_scattered(table: Table, section: Iterable[Block], form: TableKnowledge) -> bool:
    """Whether what this table's labels lack stands elsewhere in its section, or what is not theirs stands in them."""
    in_place = {label_key(seen.text) for seen in table.labels if seen.text and seen.how is not How.SIMILAR}
    keys = [key for key in _keys(section) if key not in in_place]
    if any(_is_two_labels(key, form) for key in keys):
        return True
    spare = _characters(keys)
    lacking: Counter[str] = Counter()
    for seen in table.labels:
        wanted = Counter(label_key(seen.form_text))
        if seen.text is None:
            lacking += wanted
        elif seen.how is How.SIMILAR:
            given = Counter(label_key(seen.text))
            lacking += wanted - given
            spare -= wanted & given
            if given >= wanted and _is_foreign(given - wanted, form):
                return True
    return _holds(spare, lacking)


def _is_two_labels(text: str, form: TableKnowledge) -> bool:
    """Whether a text consists of the characters of two labels, in whatever order: they ran into each other."""
    given = Counter(text)
    parts = [Counter(key) for key in form.known if Counter(key) < given]
    return any(given - part in parts for part in parts)


def _is_foreign(surplus: Counter[str], form: TableKnowledge) -> bool:
    """Whether what a label has too much came from other cells: nothing (it is jumbled), a number, another label."""
    if not surplus or "".join(surplus).isdigit():
        return True
    return any(len(key) > 1 and Counter(key) <= surplus for key in form.known)


def is_there(section: Iterable[Block], form: TableKnowledge) -> bool:
    """Whether a section from which no table could be read holds the words of one."""
    due = [label for (axis, _), label in form.labels.items() if axis != "group" and not label.merges]
    return _holds(_characters(_keys(section)), _characters(label_key(label.text) for label in due))


def is_line(block: Block) -> bool:
    """Whether it is a line that may be part of a table: no sentence."""
    return isinstance(block, Paragraph) and _SENTENCE not in block.text


def _holds(spare: Counter[str], wanted: Counter[str]) -> bool:
    return bool(wanted) and (spare & wanted).total() >= _MOST * wanted.total()


def _characters(keys: Iterable[str]) -> Counter[str]:
    return Counter("".join(keys))


def _keys(section: Iterable[Block]) -> Iterator[str]:
    """The bare keys of what stands in cells, and of lines that are no sentences, but for numbers."""
    for block in section:
        texts = [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text] * is_line(block)
        yield from (key for text in texts if (key := label_key(text)) and not key.isdigit())
