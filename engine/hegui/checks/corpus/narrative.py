"""What units say of their work in their own words, made comparable, and the passages that two of them share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from hegui.model.corpus import Filed
from hegui.model.renderer import Record
from hegui.model.rule import Evidence
from hegui.recognise.text import normal
from hegui.rules.schema_parts import REGEX

_KEPT = re.compile(r"[^\W\d_〇零一二两三四五六七八九十百千万]+")
"""What is compared: no blanks, no punctuation, and no numbers, which change where all else is copied."""

IGNORE: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "不参与比较的文字（模式）：法定用语、小标题等",
    "items": {"type": "string", "minLength": 1, "format": REGEX, "description": "模式"},
}
SECTIONS: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "参与比较的部分",
    "items": {"enum": list("一二三四五六"), "description": "报告的部分"},
}


def pattern_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """What to ignore, as one pattern over a paragraph."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


class Paragraph(NamedTuple):
    """A paragraph of a report, and what of it is compared."""

    record: Record
    """As it stands in the row of the audit."""
    spans: tuple[tuple[int, int], ...]
    """The stretches of its text that are compared."""

    @property
    def text(self) -> str:
        words: str = self.record["text"]
        return "".join(words[start:end] for start, end in self.spans)


class Shared(NamedTuple):
    """A passage that stands in two narratives: where it begins in each, and its length, in compared characters."""

    here: int
    there: int
    length: int


@dataclass(frozen=True)
class Narrative:
    """The compared words of some sections of a report."""

    filed: Filed
    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def text(self) -> str:
        """The compared characters, paragraphs separated by newlines."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def words(self) -> str:
        """The compared characters in one piece, however broken into paragraphs."""
        return self.text.replace("\n", "")

    @property
    def size(self) -> int:
        return len(self.words)

    def quote(self, start: int, length: int) -> Evidence:
        """The words as printed behind compared characters of one paragraph, from an offset in `text`."""
        for paragraph in self.paragraphs:
            size = len(paragraph.text)
            if start <= size:
                break
            start -= size + 1
        record = paragraph.record
        offsets = [offset for span in paragraph.spans for offset in range(*span)]
        first, last = offsets[start], offsets[start + length - 1] + 1
        return Evidence(
            section=record["section"],
            quote=record["text"][first:last],
            paragraph=record.get("paragraph"),
            line=record.get("line"),
            page=record.get("page"),
            start=first,
            end=last,
            unit=self.filed.unit.name,
            year=self.filed.year,
        )


def narrative(filed: Filed, sections: Sequence[str], ignored: re.Pattern[str]) -> Narrative:
    """What a report says in these sections, without what is ignored and without the unit's own name."""
    row = filed.row()
    names = {filed.unit.name, row["unit"]["name"] or filed.unit.name}
    return Narrative(
        filed,
        tuple(
            Paragraph(passage, tuple(_spans(passage["text"], names, ignored)))
            for passage in row["passages"]
            if passage["section"] in sections
        ),
    )


def _spans(text: str, names: set[str], ignored: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    text = normal(text)
    for name in names:
        text = text.replace(name, " " * len(name))
    text = ignored.sub(lambda match: " " * len(match[0]), text)
    return (match.span() for match in _KEPT.finditer(text))


def shared_passages(one: Narrative, other: Narrative, least: int) -> list[Shared]:
    """The passages of at least so many characters of one narrative that stand in the other, in the order of the one.

    None crosses the end of a paragraph, and none overlaps another in the one.
    """
    there = other.text
    places: dict[str, int] = {}
    for place in range(len(there) - least + 1):
        places.setdefault(there[place : place + least], place)
    found: list[Shared] = []
    begin = 0
    for words in one.text.split("\n"):
        at = 0
        while at + least <= len(words):
            place = places.get(words[at : at + least], -1)
            if place < 0:
                at += 1
                continue
            length = least
            while at + length < len(words) and there[place + length : place + length + 1] == words[at + length]:
                length += 1
            found.append(Shared(begin + at, place, length))
            at += length
        begin += len(words) + 1
    return found


def share(shared: Sequence[Shared], one: Narrative) -> float:
    """How much of the one narrative the shared passages make up, from 0 to 1."""
    return sum(passage.length for passage in shared) / one.size if one.size else 0.0


def side_by_side(one: Narrative, other: Narrative, shared: Sequence[Shared], most: int) -> tuple[Evidence, ...]:
    """The longest shared passages, each as it stands in the one and then in the other, in the order of the one."""
    longest = sorted(sorted(shared, key=lambda passage: -passage.length)[:most])
    return tuple(
        evidence
        for here, there, length in longest
        for evidence in (one.quote(here, length), other.quote(there, length))
    )
