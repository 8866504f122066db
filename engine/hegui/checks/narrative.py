"""What units say of their work in their own words, made comparable, and the passages that two of them share."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from hegui.checks.passages import SECTION_KEY
from hegui.checks.patterns import PATTERN, Regex, any_of, regex
from hegui.model.audit import PrintedPassage
from hegui.model.corpus import Filed
from hegui.model.rule import Evidence
from hegui.recognise.text import normal, squeeze
from hegui.rules.check import Context

_KEPT = re.compile(r"[^\W\d_〇零一二两三四五六七八九十百千万]+")
"""What is compared: no blanks, no punctuation, and no numbers, which change where all else is copied."""

IGNORED: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "不参与比较的文字：法定用语、小标题等",
    "items": PATTERN,
}
COMPARED: Mapping[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "参与比较的部分",
    "items": SECTION_KEY,
}


def ignored_by(sources: Sequence[str], context: Context) -> Regex:
    """What is not compared, as one pattern over a paragraph. Raises ValueError for a faulty one."""
    any_of(sources, context)  # tells a faulty one by itself
    return regex("|".join(f"(?:{source})" for source in sources) or "(?!)", context)


def texts_in(filed: Filed, sections: Container[str] | None = None) -> list[str]:
    """The paragraphs of a report, of these sections or of all, as patterns are written for."""
    return [
        squeeze(passage.text) for passage in filed.audit().passages if sections is None or passage.section in sections
    ]


class Paragraph(NamedTuple):
    """A paragraph of a report, and what of it is compared."""

    passage: PrintedPassage
    spans: tuple[tuple[int, int], ...]
    """The stretches of its text that are compared."""

    @property
    def text(self) -> str:
        return "".join(self.passage.text[start:end] for start, end in self.spans)


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
        passage = paragraph.passage
        offsets = [offset for span in paragraph.spans for offset in range(*span)]
        first, last = offsets[start], offsets[start + length - 1] + 1
        return Evidence(
            section=passage.section,
            quote=passage.text[first:last],
            paragraph=passage.paragraph,
            line=passage.line,
            page=passage.page,
            start=first,
            end=last,
            unit=self.filed.unit.name,
            year=self.filed.year,
        )


def narrative(filed: Filed, sections: Container[str], ignored: Regex) -> Narrative:
    """What a report says in these sections, without what is ignored and without the unit's own name."""
    audit = filed.audit()
    names = {filed.unit.name, audit.unit.name or filed.unit.name}
    return Narrative(
        filed,
        tuple(
            Paragraph(passage, tuple(_spans(passage.text, names, ignored)))
            for passage in audit.passages
            if passage.section in sections
        ),
    )


def _spans(text: str, names: set[str], ignored: Regex) -> Iterator[tuple[int, int]]:
    text = normal(text)
    for name in names:
        text = text.replace(name, " " * len(name))
    text = ignored.compiled.sub(lambda match: " " * len(match[0]), text)
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
