"""Puts a report together from what the other modules of this package find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.document import Block, Document, Grid, Place
from hegui.model.report import Dated, Dates, Passage, Report, Section, Signature, Table, Unit
from hegui.recognise import metadata as meta
from hegui.recognise.dates import find_period
from hegui.recognise.inline import divided
from hegui.recognise.knowledge import Knowledge, PageKnowledge
from hegui.recognise.outline import Copy, Heading, article_blocks, find_copies
from hegui.recognise.scattered import may_scatter
from hegui.recognise.signature import date_under_title, find_signature, organ_in
from hegui.recognise.tables import read_tables
from hegui.recognise.text import squeeze
from hegui.recognise.titles import match_title
from hegui.recognise.unfold import unfold
from hegui.recognise.unit import recognise_unit
from hegui.recognise.wrapped import unwrapped

_COMPILED_BY = re.compile(
    r"由([^，。；（）]{3,40}?)(?:结合|根据|按照|负责|综合|会同|依据|汇总)?(?:编制|编写|汇总|组织编制)"
)
_OWN = re.compile("[我本各全]")
_LINK = 45
"""A line longer than this is no link."""
_PAGE_NUMBER = 16
_SPECIFIC = "二三四"
"""Sections that no other kind of annual report has."""
_YEAR_IN_TEXT = re.compile(r"(20\d{2})年度?(?:政府信息公开|全年|，|度)")


class NotAReport(Exception):  # noqa: N818 - the name says what it is
    """The document is no annual report on government information disclosure. The message says why, in Chinese."""


def recognise(document: Document, knowledge: Knowledge) -> Report:
    """The report that a document holds; raises NotAReport where it holds none.

    Where it stands there more than once, the first copy is the report and the others are its `copies`.
    """
    blocks = divided(unfold(unwrapped(document.blocks, knowledge), knowledge), knowledge)
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


def _assumption(unit: Unit | None) -> Iterator[str]:
    if unit is not None and unit.assumed:
        yield f"单位名称没有写明所在地，按指定的“{unit.province}{unit.city or ''}”处理。"


def _is_report(report: Report) -> bool:
    """A report has a table; without one, the sections that only it has must be there, under its title or with text."""
    if report.tables or report.unread_tables:
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
    tables, unread, consumed = read_tables(blocks, copy, knowledge, may_scatter(document))
    consumed |= {index for heading in copy.headings for index in range(heading.block + 1, heading.end)}
    before = document.blocks[begin : copy.headings[0].block] if copy.headings else document.blocks[begin:]
    under = copy.title.start - begin if copy.title else 0
    entries = list(meta.entries(before, knowledge.page, under))
    elements = meta.elements_of(document.metadata, knowledge.page) if begin == 0 else {}
    passages, starts, facts = _passages(blocks, copy, sections, consumed, knowledge.page)
    entries += meta.entries(facts, knowledge.page, len(facts))
    signature, passages = find_signature(passages, starts[-1].passage if starts else 0, knowledge.page)
    text = "\n".join(passage.text for passage in passages)
    body_end = next((passage.start for passage in passages if passage.section == "落款"), len(text) + 1) - 1
    page_title = match_title(squeeze(elements.get("title", "")), knowledge.page)
    titles = [hit for hit in (copy.title, page_title) if hit is not None]
    dates = _dates(text, passages, signature, entries, elements)
    titles_of = {start.offset: start.heading.hit.title for start in starts}
    year = next((hit.year for hit in titles if hit.year), None) or _year(text, dates)
    organ = next((hit.organ for hit in titles if len(hit.organ) > 1), "")
    title_place = document.blocks[copy.title.start].place if copy.title else Place()
    unit = _unit(organ, title_place, passages, signature, entries, elements, text, knowledge)
    return Report(
        source=document.source,
        title=titles[0].text if titles else None,
        title_place=title_place,
        unit=unit,
        year=year,
        form=_form(tables),
        dates=dates,
        signature=signature,
        metadata={entry.name: entry.value for entry in entries if entry.name},
        sections=_sections(starts, body_end),
        tables=tables,
        unread_tables=unread,
        passages=tuple(passages),
        prose=text,
        figures=knowledge.figures.read(text[:body_end], year, titles_of),
        pictures=_pictures(document, copy),
        truncated=document.gaps
        or (document.truncated and (not starts or starts[-1].heading.hit.key != knowledge.sections.keys[-1])),
        notes=(*document.notes, *_assumption(unit)),
        doubts=document.doubts,
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
    page: PageKnowledge,
) -> tuple[list[Passage], list[_Start], list[Block]]:
    """Sort the paragraphs into title, preamble and sections; leave out furniture and the lines of tables. What stands
    behind the last heading and is metadata comes back by itself."""
    passages: list[Passage] = []
    starts: list[_Start] = []
    facts: list[Block] = []
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
        elif begun and block.text and not (len(block.text) < _PAGE_NUMBER and page.page_number.match(block.text)):
            at_edge = not starts or len(starts) == len(copy.headings)
            if at_edge and meta.is_metadata(block.text, page):
                facts += [block] * bool(starts)
            elif not (at_edge and _is_furniture(block.text, page)):
                add(block.text, current, block.place)
    return passages, starts, facts


def _is_furniture(text: str, page: PageKnowledge) -> bool:
    """Links and buttons, as they stand before the first section and behind the last."""
    return len(text) < _LINK and bool(page.furniture.search(squeeze(text)))


def _sections(starts: Sequence[_Start], body_end: int) -> tuple[Section, ...]:
    ends = [start.offset - 1 for start in starts[1:]] + [body_end] * bool(starts)
    return tuple(
        Section(hit.key, hit.title, hit.number, hit.how, start.place, start.offset, max(end, start.offset))
        for start, end in zip(starts, ends, strict=True)
        if (hit := start.heading.hit)
    )


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
    signed = signature.date or date_under_title(passages) or meta.date_of(entries, "dated")
    published = meta.date_of(entries, "published", "plain_date")
    if published is None and "published" in elements:
        published = meta.date_of([meta.Entry("发布日期", "published", elements["published"], Place())], "published")
    if published is None and signed is None:
        published = meta.date_of(entries, "bare_date")
    return Dates(start, end, signed, published)


def _year(text: str, dates: Dates) -> int | None:
    if dates.period_end and dates.period_end.value:
        return dates.period_end.value.year
    match = _YEAR_IN_TEXT.search(text)
    return int(match[1]) if match else None


def _unit(
    organ: str,
    place: Place,
    passages: Sequence[Passage],
    signature: Signature,
    entries: Iterable[meta.Entry],
    elements: Mapping[str, str],
    text: str,
    knowledge: Knowledge,
) -> Unit | None:
    """From the title; where it names none from the line under it, the signature, the text (由…编制), or the metadata.

    A name without a place (东华门街道办事处) may stand there in full, and what stands there tells like names apart.
    """
    below = next((passage.text for passage in passages if passage.section != "标题"), "")
    compiled = _COMPILED_BY.search(text)
    issuers = [entry.value for entry in entries if entry.role == "issuer"]
    candidates = [
        organ_in(below, knowledge.page),
        signature.organ,
        compiled[1] if compiled and not _OWN.match(compiled[1]) else None,
        *issuers,
        elements.get("source"),
    ]
    names = [candidate for candidate in candidates if candidate and len(candidate) >= 3]
    if not organ and not names:
        return None
    name = organ or names[0]
    full = next((other for other in names if other != name and other.endswith(name.lstrip("省市县区"))), name)
    context = " ".join((text, *names, *(entry.value for entry in entries), *elements.values()))
    return recognise_unit(name, place if organ else signature.place or place, knowledge, context, full)


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
