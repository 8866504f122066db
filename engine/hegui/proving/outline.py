"""A draft in the order of its printing: lines, tables and pictures, free of any layout."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from hegui.proving.draft import Draft
from hegui.proving.sheets import Sheet, sheet_of


class LineKind(StrEnum):
    """What a line is."""

    TITLE = "title"
    METADATA = "metadata"
    PROSE = "prose"
    HEADING = "heading"
    SIGNATURE = "signature"
    TAIL = "tail"


class Line(NamedTuple):
    kind: LineKind
    text: str


class Picture(NamedTuple):
    """An image in place of a table."""

    table: str


Item = Line | Sheet | Picture


def outline(draft: Draft, low_reviews: bool = False) -> Iterator[Item]:
    """All that the draft prints, the second copy included. `low_reviews`: see `sheet_of`."""
    yield Line(LineKind.TITLE, draft.title)
    if facts := metadata(draft):
        yield Line(LineKind.METADATA, "　".join(f"{name}：{value}" for name, value in facts))
    yield from body(draft, low_reviews)
    if draft.copy is not None:
        yield from outline(draft.copy, low_reviews)


def metadata(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Names and values of the metadata line, the date of publication last."""
    published = (("发布时间", draft.published),) if draft.published else ()
    return (*draft.metadata.items(), *published)


def body(draft: Draft, low_reviews: bool = False) -> Iterator[Item]:
    """The report itself: from the preamble to the lines after the signature, without title, metadata and copy."""
    for paragraph in _paragraphs(draft.preamble + draft.period):
        yield Line(LineKind.PROSE, paragraph)
    for section, prose in draft.sections.items():
        if heading := draft.headings.get(section):
            yield Line(LineKind.HEADING, heading)
        for paragraph in _paragraphs(prose):
            yield Line(LineKind.PROSE, paragraph)
        for table in draft.form.tables:
            if table.section == section:
                yield from _table(draft, table.id, low_reviews)
    for text in (draft.organ, draft.signed):
        if text:
            yield Line(LineKind.SIGNATURE, text)
    for text in _paragraphs(draft.tail):
        yield Line(LineKind.TAIL, text)


def _table(draft: Draft, table_id: str, low_reviews: bool) -> Iterator[Item]:
    if table_id in draft.pictures:
        yield Picture(table_id)
    elif sheet := sheet_of(draft, table_id, low_reviews):
        yield sheet


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
