"""Parts of a report's text that a rule may speak of, and how findings quote from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hegui.checks.evidence import quote
from hegui.model.report import Report
from hegui.model.rule import Evidence
from hegui.recognise.text import squeeze
from hegui.rules.trace import listening, located

SECTIONS = ("一", "二", "三", "四", "五", "六")
BODY = "正文"
WHOLE = "全文"
TITLE = "标题"
PREAMBLE = "导语"
_ORDINARY = (PREAMBLE, *SECTIONS)
_PARTS = (TITLE, *_ORDINARY, "落款", BODY, WHOLE)

_PART = {"enum": list(_PARTS), "description": f"报告的部分：{'、'.join(_PARTS)}"}
SCOPE = {
    "description": "在报告的哪些部分中查找：正文为导语和六个部分，全文另含标题和落款",
    "anyOf": [_PART, {"type": "array", "minItems": 1, "items": _PART, "description": "报告的部分"}],
    "default": BODY,
}

_ENDS = "。；！？\n"
_OPENING = 30


def scope_of(value: str | list[str] | None) -> tuple[str, ...]:
    """The value of a `scope` key as names of parts."""
    match value:
        case None:
            return (BODY,)
        case str():
            return (value,)
    return tuple(value)


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
        place = self.report.title_place
        return Evidence(
            section=TITLE, quote=self.content[start:end], line=place.line, page=place.page, paragraph=place.paragraph
        )

    def opening(self) -> Evidence:
        """Evidence that quotes how the text begins: for what is missing from it."""
        stop = self.content.find("\n", self.start, self.end)
        end = min(self.end if stop < 0 else stop, self.start + _OPENING)
        return self.evidence(self.start, end) if end > self.start else Evidence(section=self.part)


def texts_of(report: Report, parts: Sequence[str]) -> list[Text]:
    """The text of the named parts, those that the report lacks left out."""
    texts = [text for part in parts for text in _texts(report, part)]
    if listening():
        _note(parts, texts)
    return texts


def _note(parts: Sequence[str], texts: Sequence[Text]) -> None:
    for part in parts:
        found = [text for text in texts if text.part == part]
        size = sum(text.end - text.start - text.content.count("\n", text.start, text.end) for text in found)
        located(section_name(part), f"{size} 字" if found else "", found[0].opening() if found else None)


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
    elif part in SECTIONS:
        section = report.section_by_key.get(part)
        if section is not None:
            yield Text(report, part, prose, section.start, section.end)
    else:
        wanted = _ORDINARY if part == BODY else (part,)
        for start, end in _runs(report, wanted):
            yield Text(report, part, prose, start, end)


def _runs(report: Report, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Offsets of neighbouring passages that belong to the wanted parts."""
    begin: int | None = None
    end = 0
    for passage in report.passages:
        if passage.section in wanted:
            begin = passage.start if begin is None else begin
            end = passage.start + len(passage.text)
        elif begin is not None:
            yield begin, end
            begin = None
    if begin is not None:
        yield begin, end


def sentence_span(text: str, offset: int, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """Offsets of the sentence around an offset, within bounds."""
    end = len(text) if end is None else end
    begin = max(text.rfind(mark, start, offset) for mark in _ENDS) + 1
    stops = [stop for mark in _ENDS if (stop := text.find(mark, offset, end)) >= 0]
    return max(begin, start), min(stops, default=end)


def section_name(part: str) -> str:
    """What a message calls a part."""
    return f"第{part}部分" if part in SECTIONS else part
