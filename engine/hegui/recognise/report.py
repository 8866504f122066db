"""Puts a report together from what the other modules of this package find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Document, Grid, Paragraph, Place
from hegui.model.report import Dated, Dates, Passage, Report, Section, Signature, Table, Unit
from hegui.recognise import metadata as meta
from hegui.recognise.dates import Found, find_dates, find_period
from hegui.recognise.knowledge import Knowledge
from hegui.recognise.outline import Copy, Heading, article_blocks, find_copies
from hegui.recognise.tables import read_tables
from hegui.recognise.text import squeeze
from hegui.recognise.titles import match_title
from hegui.recognise.unfold import unfold
from hegui.recognise.unit import recognise_unit

_SIGNATURE_LINES = 8
_SIGNATURE_LIMIT = 45
_COMPILED_BY = re.compile(
    r"由([^，。；（）]{3,40}?)(?:结合|根据|按照|负责|综合|会同|依据|汇总)?(?:编制|编写|汇总|组织编制)"
)
_NO_DAY = re.compile(r"20\d{2}年\d{0,2}月日?$")
_SEAL = re.compile(r"（[^（）]{0,3}章）$")
_SPECIFIC = "二三四"
"""Sections that no other kind of annual report has."""
_YEAR_IN_TEXT = re.compile(r"(20\d{2})年度?(?:政府信息公开|全年|，|度)")


class NotAReport(Exception):  # noqa: N818 - the name says what it is
    """The document is no annual report on government information disclosure. The message says why, in Chinese."""


def recognise(document: Document, knowledge: Knowledge) -> Report:
    """The report that a document holds; raises NotAReport where it holds none.

    Where it stands there more than once, the first copy is the report and the others are its `copies`.
    """
    blocks = unfold(document.blocks, knowledge)
    if blocks is not document.blocks:
        document = replace(document, blocks=tuple(blocks))
    copies = find_copies(document.blocks, knowledge)
    reports = [
        _recognise_copy(document, copy, copy.start if number else 0, knowledge) for number, copy in enumerate(copies)
    ]
    reports = [report for report in reports if _is_report(report)]
    if not reports:
        raise NotAReport(_why_not(document, copies))
    first, *others = reports
    if not others:
        return first
    same = tuple(report for report in others if _is_same(first, report))
    foreign = "、".join(_name(report) for report in others if report not in same)
    notes = list(first.notes)
    if same:
        notes.append(f"同一文件内有 {len(same) + 1} 份相同标题的报告，仅审查第一份，其余用于比对。")
    if foreign:
        notes.append(f"同一文件内还有另一份报告（{foreign}），仅审查第一份；请将其另存为单独的文件后审查。")
    return replace(first, copies=same, notes=tuple(notes))


def _is_report(report: Report) -> bool:
    """A report has a table; without one, the sections that only it has must be there, under its title or with text."""
    if report.tables:
        return True
    specific = [section for section in report.sections if section.key in _SPECIFIC]
    if report.title is not None:
        return bool(specific)
    return sum(section.end > section.start for section in specific) > 1


def _is_same(first: Report, other: Report) -> bool:
    """Whether two reports in one file are copies of one: no different year, no different unit."""
    if first.year and other.year and first.year != other.year:
        return False
    if first.unit is None or other.unit is None:
        return True
    name, twin = first.unit.name, other.unit.name
    return name in twin or twin in name or first.signature.organ == other.signature.organ is not None


def _name(report: Report) -> str:
    return report.title or f"{report.unit.name if report.unit else '单位不明'} {report.year or '年份不明'}"


def _why_not(document: Document, copies: Sequence[Copy]) -> str:
    if any(copy.title for copy in copies):
        attached = any(name == "attachment" for name, _ in document.metadata)
        tail = "正文可能在附件中，请下载附件后审查。" if attached else "请确认页面内容是否完整。"
        return f"只找到年度报告的标题，没有找到正文各部分和统计表，{tail}"
    return "没有找到政府信息公开工作年度报告的标题、六个部分和统计表，可能不是年度报告，请核对文件。"


def _recognise_copy(document: Document, copy: Copy, begin: int, knowledge: Knowledge) -> Report:
    """One copy; what stands on the page from `begin` may be metadata about it."""
    blocks = article_blocks(document.blocks, copy)
    sections = {heading.block: heading for heading in copy.headings}
    tables, consumed = read_tables(blocks, copy, knowledge)
    consumed |= {index for heading in copy.headings for index in range(heading.block + 1, heading.end)}
    before = document.blocks[begin : copy.headings[0].block] if copy.headings else document.blocks[begin:]
    under = copy.title.start - begin if copy.title else 0
    entries = list(meta.entries(before, knowledge.page, under))
    elements = meta.elements_of(document.metadata, knowledge.page)
    passages, starts = _passages(blocks, copy, sections, consumed, knowledge)
    signature, passages = _signature(passages, starts[-1].passage if starts else 0, knowledge)
    text = "\n".join(passage.text for passage in passages)
    body_end = next((passage.start for passage in passages if passage.section == "落款"), len(text) + 1) - 1
    page_title = match_title(squeeze(elements.get("title", "")), knowledge.page)
    titles = [hit for hit in (copy.title, page_title) if hit is not None]
    dates = _dates(text, passages, signature, entries, elements)
    year = next((hit.year for hit in titles if hit.year), None) or _year(text, dates)
    organ = next((hit.organ for hit in titles if len(hit.organ) > 1), "")
    unit = _unit(organ, passages, signature, entries, elements, text, knowledge, copy, document)
    return Report(
        source=document.source,
        title=titles[0].text if titles else None,
        title_place=document.blocks[copy.title.start].place if copy.title else Place(),
        unit=unit,
        year=year,
        form=_form(tables),
        dates=dates,
        signature=signature,
        metadata={entry.name: entry.value for entry in entries if entry.name},
        sections=_sections(starts, body_end),
        tables=tables,
        passages=tuple(passages),
        prose=text,
        figures=knowledge.figures.read(text[:body_end], year),
        pictures=_pictures(document, copy),
        truncated=document.truncated and (not starts or starts[-1].heading.hit.key != knowledge.sections.keys[-1]),
        notes=document.notes,
    )


class _Start(NamedTuple):
    """Where a section begins: its heading, its offset in the prose, the index of its first passage."""

    heading: Heading
    offset: int
    passage: int
    place: Place


def _passages(
    blocks: Sequence[tuple[int, Block]],
    copy: Copy,
    headings: Mapping[int, Heading],
    consumed: frozenset[int],
    knowledge: Knowledge,
) -> tuple[list[Passage], list[_Start]]:
    """Sort the paragraphs into title, preamble and sections; leave out furniture, metadata and the lines of tables."""
    passages: list[Passage] = []
    starts: list[_Start] = []
    offset = 0
    current = "导语"
    title = range(copy.title.start, copy.title.end) if copy.title else range(0)
    begun = copy.title is None

    def add(raw: str, section: str, place: Place) -> None:
        nonlocal offset
        text = squeeze(raw)
        if text:
            passages.append(Passage(text, raw, offset, section, place))
            offset += len(text) + 1

    for index, block in blocks:
        if isinstance(block, Grid) or index in consumed:
            continue
        if index in title:
            begun = True
            add(block.text, "标题", block.place)
        elif index in headings:
            hit = headings[index].hit
            add(hit.before, current, block.place)
            starts.append(_Start(headings[index], offset, len(passages), block.place))
            current = hit.key
            add(hit.rest, current, block.place)
        elif begun and block.text and not _is_furniture(block, current, starts, copy, knowledge):
            add(block.text, current, block.place)
    return passages, starts


def _is_furniture(block: Paragraph, current: str, starts: Sequence[_Start], copy: Copy, knowledge: Knowledge) -> bool:
    """Metadata before the first section; links and buttons before it and behind the last."""
    if current == "导语" and meta.is_metadata(block.text, knowledge.page):
        return True
    at_edge = current == "导语" or starts[-1].heading is copy.headings[-1]
    return at_edge and len(block.text) < _SIGNATURE_LIMIT and bool(knowledge.page.furniture.search(squeeze(block.text)))


def _sections(starts: Sequence[_Start], body_end: int) -> tuple[Section, ...]:
    ends = [start.offset - 1 for start in starts[1:]] + [body_end] * bool(starts)
    return tuple(
        Section(hit.key, hit.title, hit.number, hit.how, start.place, start.offset, max(end, start.offset))
        for start, end in zip(starts, ends, strict=True)
        if (hit := start.heading.hit)
    )


def _signature(passages: list[Passage], first: int, knowledge: Knowledge) -> tuple[Signature, list[Passage]]:
    """The signing organ and date at the end; their passages are marked 落款, and what stands behind them is dropped."""
    for index in range(len(passages) - 1, max(first, len(passages) - _SIGNATURE_LINES) - 1, -1):
        passage = passages[index]
        own, day = _date_alone(passage.text)
        if own is None:
            continue
        date = Dated(day.value, passage.raw.strip(), passage.place) if day else None
        if organ := _organ(own, knowledge):
            signing = range(index, index + 1)
            if "。" in passage.text:  # behind the last sentence, on its line
                return Signature(organ, passage.place, date), passages[: index + 1]
        elif index > first and (organ := _organ(passages[index - 1].text, knowledge)):
            signing = range(index - 1, index + 1)
        elif index + 1 < len(passages) and (organ := _organ(passages[index + 1].text, knowledge)):
            signing = range(index, index + 2)
        elif day is None or "。" in passage.text:
            continue
        else:
            signing = range(index, index + 1)
        place = next((passages[at].place for at in signing if organ and organ in passages[at].text), None)
        signed = [passages[at]._replace(section="落款") for at in signing]
        return Signature(organ, place, date), passages[: signing.start] + signed
    if len(passages) > first and (organ := _organ(passages[-1].text, knowledge)):
        last = passages[-1]
        return Signature(organ, last.place), [*passages[:-1], last._replace(section="落款")]
    return Signature(None, None), passages


def _date_alone(text: str) -> tuple[str | None, Found | None]:
    """The date with which a line ends and what stands before it, which may be an organ; None, None for any other line.

    A date without its day (2025年1月) is no date, yet the line is one of a signature.
    """
    line = text.rstrip("。").rpartition("。")[2] if len(text) > _SIGNATURE_LIMIT or "。" in text else text
    if len(line) > _SIGNATURE_LIMIT or re.search("[，；]|截至|截止", line):
        return None, None
    found = list(find_dates(line))
    if len(found) == 1 and found[0].end >= len(line) - 2:
        return line[: found[0].start].strip("（："), found[0]
    unfinished = _NO_DAY.search(line)
    return (line[: unfinished.start()].strip("（："), None) if unfinished and not found else (None, None)


def _organ(text: str, knowledge: Knowledge) -> str | None:
    """The name of an organ that stands by itself, without the seal that is drawn beside it; None for any other text."""
    name = _SEAL.sub("", text).strip("（）")
    if (
        3 <= len(name) <= _SIGNATURE_LIMIT
        and not re.search("[，。；：]|无", name)
        and knowledge.page.organ.search(name)
    ):
        return name
    return None


def _dates(
    text: str,
    passages: Sequence[Passage],
    signature: Signature,
    entries: Sequence[meta.Entry],
    elements: Mapping[str, str],
) -> Dates:
    period = find_period(text)
    start = end = None
    if period is not None:
        passage = next(p for p in reversed(passages) if p.start <= period.start)
        quote = text[period.start : period.end]
        start = Dated(period.start_date, quote, passage.place)
        end = Dated(period.end_date, quote, passage.place)
    signed = signature.date or _under_title(passages) or meta.date_of(entries, "dated")
    published = meta.date_of(entries, "published", "plain_date")
    if published is None and "published" in elements:
        published = meta.date_of([meta.Entry("发布日期", "published", elements["published"], Place())], "published")
    if published is None and signed is None:
        published = meta.date_of(entries, "bare_date")
    return Dates(start, end, signed, published)


def _under_title(passages: Sequence[Passage]) -> Dated | None:
    """A date under the title, alone or behind the organ: （2024年1月10日）. 2024-01-10 is one of publication."""
    for passage in passages[1:6]:
        if passage.section == "导语" and "年" in passage.text:
            own, day = _date_alone(passage.text.rstrip("）"))
            if own is not None and day is not None:
                return Dated(day.value, passage.raw.strip(), passage.place)
    return None


def _year(text: str, dates: Dates) -> int | None:
    if dates.period_end and dates.period_end.value:
        return dates.period_end.value.year
    match = _YEAR_IN_TEXT.search(text)
    return int(match[1]) if match else None


def _unit(
    organ: str,
    passages: Sequence[Passage],
    signature: Signature,
    entries: Iterable[meta.Entry],
    elements: Mapping[str, str],
    text: str,
    knowledge: Knowledge,
    copy: Copy,
    document: Document,
) -> Unit | None:
    """From the title; where it names no organ from the line under it, the signature, the text (由…编制), or the metadata."""
    place = document.blocks[copy.title.start].place if copy.title else Place()
    name = organ
    if not name:
        below = next((passage.text for passage in passages if passage.section != "标题"), "")
        compiled = _COMPILED_BY.search(text)
        issuers = [entry.value for entry in entries if entry.role == "issuer" and entry.value]
        source = elements.get("source", "")
        candidates = [_organ(below, knowledge), signature.organ, compiled[1] if compiled else None, *issuers, source]
        name = next((candidate for candidate in candidates if candidate and len(candidate) >= 3), "")
        place = signature.place or place
    if not name:
        return None
    context = " ".join((text, signature.organ or "", *(entry.value for entry in entries), *elements.values()))
    return recognise_unit(name, place, knowledge, context)


def _form(tables: Mapping[str, Table]) -> str | None:
    for table_id in ("table2", "table3", "table4"):
        if table_id in tables:
            return tables[table_id].form
    return None


def _pictures(document: Document, copy: Copy) -> tuple[str, ...]:
    """Keys of the sections in which a picture stands."""
    keys: list[str] = []
    for picture in document.pictures:
        at = picture.paragraph
        if at is None:
            continue
        inside = [
            heading.hit.key
            for heading in copy.headings
            if (place := document.blocks[heading.block].place).paragraph is not None and place.paragraph <= at
        ]
        if inside and inside[-1] not in keys:
            keys.append(inside[-1])
    return tuple(keys)
