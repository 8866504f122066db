"""Parts of a report's text that a rule may speak of, and how findings quote from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from hegui.checks.evidence import quote, words_at
from hegui.model.report import Report
from hegui.model.rule import Evidence
from hegui.recognise.text import squeeze
from hegui.rules.check import Context
from hegui.rules.mistake import suggest
from hegui.rules.schema import FORM_PARTS
from hegui.rules.trace import listening, located

TITLE = "标题"
PREAMBLE = "导语"
FIRST_PARAGRAPH = "首段"
SIGNATURE = "落款"
BODY = "正文"
WHOLE = "全文"
PARTS = (TITLE, PREAMBLE, FIRST_PARAGRAPH, SIGNATURE, BODY, WHOLE)
"""Parts that every report may have, whatever its form; beside them each section of a form is a part."""

SECTION_KEY: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "format": FORM_PARTS,
    "description": "报告的部分：官方格式中的序号，如 六",
}
_PART: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "description": f"报告的部分：官方格式中的序号（如 一），或 {'、'.join(PARTS)}",
}
SCOPE: dict[str, Any] = {
    "description": "在报告的哪些部分中查找：官方格式中的序号（如 一），或标题、导语、首段（第一部分的第一段）、落款、"
    "正文（导语和各部分）、全文（正文、标题和落款）",
    "format": FORM_PARTS,
    "anyOf": [_PART, {"type": "array", "minItems": 1, "items": _PART, "description": "报告的部分"}],
    "default": BODY,
}

_SENTENCE_ENDS = "。；！？\n"
_GOES_ON = "：\n"
_CLAUSE_ENDS = f"，{_SENTENCE_ENDS}"
_OPENING = 30


def scope_of(value: str | list[str] | None, context: Context) -> tuple[str, ...]:
    """The value of a `scope` key as names of parts. Raises ValueError for a part that no report has."""
    parts = (BODY,) if value is None else (value,) if isinstance(value, str) else tuple(value)
    for part in parts:
        if part not in PARTS:
            section_of(part, context)
    return parts


def section_of(key: str, context: Context) -> str:
    """The key of a section. Raises ValueError where no form has it."""
    known = dict.fromkeys(section.key for form in context.forms.values() for section in form.sections)
    if known and key not in known:
        raise ValueError(f"报告没有“{key}”这一部分，{suggest(key, [*known, *PARTS])}；请改正。")
    return key


class Text(NamedTuple):
    """A stretch of text to search: `content[start:end]`. The title is a text of its own, the rest is `Report.prose`."""

    report: Report
    part: str
    content: str
    start: int
    end: int

    def evidence(self, start: int, end: int) -> Evidence:
        """Evidence for offsets in `content`."""
        if self.part != TITLE:
            return quote(self.report, start, end)
        return title_evidence(self.report, self.content[start:end])

    def opening(self) -> Evidence:
        """Evidence that quotes how the text begins, or the heading of an empty section: for what is missing from it."""
        stop = self.content.find("\n", self.start, self.end)
        end = min(self.end if stop < 0 else stop, self.start + _OPENING)
        if end > self.start:
            return self.evidence(self.start, end)
        section = self.report.section_by_key.get(self.part)
        if section is None:
            return Evidence(section=self.part)
        return words_at(self.report.template.heading(section.number, section.title), section.place, section.key)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Offsets of the sentence around an offset."""
        return sentence_span(self.content, offset, self.start, self.end)

    def clause(self, offset: int) -> tuple[int, int]:
        """Offsets of the clause around an offset: what stands between commas."""
        return _span(self.content, offset, self.start, self.end, _CLAUSE_ENDS)

    def paragraph(self, offset: int) -> tuple[int, int]:
        """Offsets of the paragraph around an offset."""
        return _span(self.content, offset, self.start, self.end, "\n")


def texts_of(report: Report, parts: Sequence[str]) -> list[Text]:
    """The text of the named parts, those that the report lacks left out."""
    texts = [text for part in parts for text in _texts(report, part)]
    if listening():
        _note(report, parts, texts)
    return texts


def _note(report: Report, parts: Sequence[str], texts: Sequence[Text]) -> None:
    for part in parts:
        found = [text for text in texts if text.part == part]
        name = report.template.section_name(part)
        located(name, f"{length_of(found)} 字" if found else "", found[0].opening() if found else None)


def length_of(texts: Sequence[Text]) -> int:
    """Characters of the texts, line breaks not counted."""
    return sum(text.end - text.start - text.content.count("\n", text.start, text.end) for text in texts)


def missing_parts(report: Report, parts: Sequence[str]) -> list[str]:
    """Names of the parts that were not found in the report."""
    return [part for part in parts if not any(True for _ in _texts(report, part))]


def _texts(report: Report, part: str) -> Iterator[Text]:
    prose = report.prose
    if part == WHOLE:
        if prose:
            yield Text(report, part, prose, 0, len(prose))
    elif part == TITLE:
        if report.title:
            title = squeeze(report.title)
            yield Text(report, part, title, 0, len(title))
    elif part == FIRST_PARAGRAPH:
        first = report.sections[0].key if report.sections else None
        passage = next((each for each in report.passages if each.section == first), None)
        if passage is not None:
            yield Text(report, part, prose, passage.start, passage.start + len(passage.text))
    elif part == BODY:
        for start, end in _runs(report, lambda section: section not in (TITLE, SIGNATURE)):
            yield Text(report, part, prose, start, end)
    elif part in PARTS:
        for start, end in _runs(report, lambda section: section == part):
            yield Text(report, part, prose, start, end)
    elif section := report.section_by_key.get(part):
        yield Text(report, part, prose, section.start, section.end)


def _runs(report: Report, wanted: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Offsets of what stands together in wanted sections."""
    for is_wanted, together in groupby(report.stretches, lambda stretch: wanted(stretch.section)):
        if is_wanted:
            first, *others = together
            yield first.start, (others[-1] if others else first).end


def title_evidence(report: Report, words: str) -> Evidence:
    """Words of the title."""
    place = report.title_place
    return Evidence(section=TITLE, quote=words, line=place.line, page=place.page, paragraph=place.paragraph)


def sentence_span(text: str, offset: int, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Offsets of the sentence around an offset, within bounds. A line that ends in a colon goes on in the next."""
    begin, stop = _span(text, offset, start, len(text) if end is None else end, _SENTENCE_ENDS)
    while begin > start and text.endswith(_GOES_ON, start, begin):
        begin = _span(text, begin - len(_GOES_ON), start, stop, _SENTENCE_ENDS)[0]
    return begin, stop


def _span(text: str, offset: int, start: int, end: int, marks: str) -> tuple[int, int]:
    begin = max(text.rfind(mark, start, offset) for mark in marks) + 1
    stops = [stop for mark in marks if (stop := text.find(mark, offset, end)) >= 0]
    return max(begin, start), min(stops, default=end)
