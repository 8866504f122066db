"""Document → Report: which forms divide it, where its copies stand, and what each says.

A document is read by the family of forms that it follows best: its blocks are put right, its copies found by their
title and headings, the tables of each read, and what is left is its prose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hegui.model.correction import NOTHING, Given
from hegui.model.document import Block, Document, Grid, Place
from hegui.model.form import Form
from hegui.model.report import (
    PREAMBLE,
    SIGNATURE,
    TITLE,
    Dated,
    Dates,
    MatchedBy,
    Passage,
    Report,
    Section,
    Signature,
    Unit,
)
from hegui.recognise.blocks import put_right
from hegui.recognise.broken import Break, begun_late, broken_off, find_begin, find_break
from hegui.recognise.dates import Period
from hegui.recognise.given import with_cells, with_dates, with_headings, with_titles
from hegui.recognise.imprint import (
    Entry,
    beside_title,
    date_under_title,
    entry_date,
    find_signature,
    is_metadata,
    is_metadata_table,
    match_title,
    metadata_entries,
    organ_among,
    page_elements,
)
from hegui.recognise.knowledge import FormFamily, Knowledge, PageKnowledge
from hegui.recognise.numerals import chinese_numeral
from hegui.recognise.outline import Copy, Heading, article_blocks, find_copies
from hegui.recognise.survey import is_concordance, is_survey, title_about_reports
from hegui.recognise.tables import may_scatter, read_tables
from hegui.recognise.text import label_key, squeeze

_OPENING = 600
"""So many characters of a text tell what it is."""
_LINK = 45
"""A line longer than this is no link."""
_PAGE_NUMBER = 16


class NotAReport(Exception):  # noqa: N818 - the name says what it is
    """The document is no annual report on government information disclosure. The message says why, in Chinese."""


class _Reading(NamedTuple):
    """A document as a family of forms divides it."""

    family: FormFamily
    document: Document
    copies: Sequence[Copy]
    broken: Break | None = None
    """Where the last copy breaks off; what is not whole is no longer in the document."""

    @classmethod
    def of(cls, document: Document, family: FormFamily, knowledge: Knowledge, given: Given) -> _Reading:
        official = {section.key: section.heading for section in family.newest.sections}
        blocks = with_headings(put_right(document.blocks, family, knowledge), given, official)
        copies = find_copies(blocks, family, knowledge)
        broken = find_break(blocks, copies, family, document.truncated, knowledge)
        if broken:
            whole = () if broken.whole is None else (broken.whole,)
            blocks = [*blocks[: broken.block], *whole, *blocks[broken.end :]]
            copies = find_copies(blocks, family, knowledge)
        if blocks is not document.blocks:
            document = replace(document, blocks=tuple(blocks))
        return cls(family, document, copies, broken)

    @property
    def fit(self) -> tuple[int, bool, int]:
        """How well the document follows the family: by its headings and labels; then by its year; then the newer."""
        titled = (MatchedBy.EXACT, MatchedBy.ALIAS)
        headings = {heading.hit.key for copy in self.copies for heading in copy.headings if heading.hit.how in titled}
        blocks = self.document.blocks
        texts = (cell.text for block in blocks if isinstance(block, Grid) for cell in block.cells)
        lines = (block.text for block in blocks if not isinstance(block, Grid))
        labels = {key for words in (texts, lines) for text in words if (key := label_key(text)) in self.family.labels}
        years = [copy.title.year for copy in self.copies if copy.title]
        timely = any(self.family.form_of(year) for year in years)
        return len(headings) + len(labels), timely, self.family.newest.years.first or 0


def recognise(document: Document, knowledge: Knowledge, given: Given = NOTHING) -> Report:
    """The report that a document holds; raises NotAReport where it holds none. `given`: what a person has settled.

    Where it stands there more than once, the first copy is the report and the others are its `copies`.
    """
    if not knowledge.families:
        raise NotAReport("规则包中没有报告格式（forms/），无从识别报告。")
    readings = [_Reading.of(document, family, knowledge, given) for family in knowledge.families]
    reading = readings[0] if len(readings) == 1 else max(readings, key=lambda each: each.fit)
    if why := _why_survey(reading, knowledge):
        raise NotAReport(why)
    reports = [
        _recognise_copy(reading, copy, copy.start if number else 0, knowledge, NOTHING if number else given)
        for number, copy in enumerate(reading.copies)
    ]
    if reading.broken and reports:
        reports[-1] = broken_off(reports[-1], reading.broken)
    if reports and (begins := find_begin(document.blocks, reading.copies[0], reading.family)):
        reports[0] = begun_late(reports[0], begins, reading.family.headings.keys[-1])
    reports = [report for report in reports if _is_report(report, reading.family, knowledge.page)]
    if not reports:
        raise NotAReport(_why_not(reading))
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


def _why_survey(reading: _Reading, knowledge: Knowledge) -> str | None:
    """Why the document is about reports and no report itself, or None."""
    family, document = reading.family, reading.document
    if not any(copy.title and copy.title.organ for copy in reading.copies):
        title = title_about_reports(document, knowledge)
        if title:
            return (
                f"从标题“{title}”看，这是关于年度报告的文件（通知、对比、汇总、解读等），不是一份年度报告，没有审查。"
            )
    if is_concordance(document, family):
        return "各部分成对并列，这是两份材料的对照，不是一份年度报告，没有审查。请提供一个单位一个年度的报告。"
    if is_survey(document, family, knowledge):
        return (
            "统计表中并列着几个年度或几个单位的数字，这是对比或汇总材料，不是一份年度报告，没有审查。"
            "请提供一个单位一个年度的报告。"
        )
    return None


def _assumption(unit: Unit | None) -> Iterator[str]:
    if unit is not None and unit.assumed:
        yield f"单位名称没有写明所在地，按指定的“{unit.province}{unit.city or ''}”处理。"


def _is_report(report: Report, family: FormFamily, page: PageKnowledge) -> bool:
    """A report has a table; without one, the sections that only it has must be there: under its title, with text, or,
    among nearly all of the headings, with pictures for the tables.

    One that breaks off before them is told by how it begins: the title, the period or words of the lexicon, and a
    section with text.
    """
    if report.tables or report.unread_tables:
        return True
    if report.broken and any(section.end > section.start for section in report.sections):
        begun = report.title is not None or report.dates.period_start is not None
        if begun or page.opening.search(report.prose, 0, _OPENING):
            return True
    specific = [section for section in report.sections if section.key in family.tabular]
    if report.title is not None:
        return bool(specific)
    titled = sum(section.how in (MatchedBy.EXACT, MatchedBy.ALIAS) for section in report.sections)
    if titled >= len(family.headings.keys) - 1 and not family.tabular.isdisjoint(report.pictures):
        return True
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


def _why_not(reading: _Reading) -> str:
    if any(copy.title for copy in reading.copies):
        attached = any(name == "attachment" for name, _ in reading.document.metadata)
        tail = "正文可能在附件中，请下载附件后审查。" if attached else "请确认页面内容是否完整。"
        return f"只找到年度报告的标题，没有找到正文各部分和统计表，{tail}"
    parts = f"{chinese_numeral(len(reading.family.headings.keys))}个部分"
    return f"没有找到政府信息公开工作年度报告的标题、{parts}和统计表，可能不是年度报告，请核对文件。"


def _recognise_copy(reading: _Reading, copy: Copy, begin: int, knowledge: Knowledge, given: Given) -> Report:
    """One copy; what stands on the page from `begin` may be metadata about it."""
    family, document = reading.family, reading.document
    page = knowledge.page
    blocks = article_blocks(document.blocks, copy)
    sections = {heading.block: heading for heading in copy.headings}
    tables, unread, consumed = read_tables(blocks, copy, family, may_scatter(document))
    consumed |= {index for heading in copy.headings for index in range(heading.block + 1, heading.end)}
    before = document.blocks[begin : copy.headings[0].block] if copy.headings else document.blocks[begin:]
    under = copy.title.start - begin if copy.title else 0
    entries = list(metadata_entries(before, knowledge, under))
    elements = page_elements(document.metadata, page) if begin == 0 else {}
    passages, starts, facts = _passages(blocks, copy, sections, consumed, page)
    entries += metadata_entries(facts, knowledge, len(facts))
    signature, passages = find_signature(passages, starts[-1].passage if starts else 0, knowledge.organs)
    text = "\n".join(passage.text for passage in passages)
    body_end = next((passage.start for passage in passages if passage.section == SIGNATURE), len(text) + 1) - 1
    page_title = match_title(squeeze(elements.get("title", "")), knowledge)
    titles = [hit for hit in (copy.title, page_title) if hit is not None]
    dates = with_dates(_dates(family.period.find(text), text, passages, signature, entries, elements, page), given)
    titles_of = {start.offset: start.heading.hit.title for start in starts}
    year = given.year or next((hit.year for hit in titles if hit.year), None) or _year(passages, dates, page)
    organ = given.unit or next((hit.organ for hit in titles if len(hit.organ) > 1), "")
    title_place = document.blocks[copy.title.start].place if copy.title else Place()
    beside = beside_title(document.blocks, copy.title) if copy.title else ((), ())
    above, below = (organ_among(lines, knowledge.organs) for lines in beside)
    unit = _unit(organ, title_place, (below, above), passages, signature, entries, elements, knowledge)
    template = _template(family, next((table.form for table in tables.values()), None), year)
    tables = with_cells(tables, given, template)
    return Report(
        source=document.source,
        title=titles[0].text if titles else None,
        title_place=title_place,
        unit=unit,
        year=year,
        form=next((table.form for table in tables.values()), None),
        template=template,
        dates=dates,
        signature=signature,
        metadata={entry.name: entry.value for entry in entries if entry.name},
        sections=with_titles(_sections(starts, body_end), given, document.blocks),
        tables=tables,
        unread_tables=unread.difference(tables),
        passages=tuple(passages),
        prose=text,
        figures=knowledge.figures.read(text[:body_end], year, titles_of),
        pictures=_pictures(document, copy),
        gaps=document.gaps,
        notes=(*document.notes, *_assumption(unit)),
        doubts=document.doubts,
    )


def _template(family: FormFamily, form_id: str | None, year: int | None) -> Form:
    """The form whose labels the tables bear, else the one of the year, else the newest."""
    followed = next((form for form in family.forms if form.id == form_id), None)
    return followed or family.form_of(year) or family.newest


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
    current = PREAMBLE
    title = range(copy.title.start, copy.title.end) if copy.title else range(0)
    begun = copy.title is None

    def add(raw: str, section: str, place: Place) -> None:
        nonlocal offset
        text = squeeze(raw)
        if text:
            passages.append(Passage(text, raw, offset, section, place))
            offset += len(text) + 1

    for index, block in blocks:
        if isinstance(block, Grid):
            facts += [block] * (len(starts) == len(copy.headings) > 0 and is_metadata_table(block, page))
            continue
        if index in consumed:
            continue
        if index in title:
            begun = True
            add(block.text, TITLE, block.place)
        elif index in headings:
            hit = headings[index].hit
            add(hit.before, current, block.place)
            starts.append(_Start(headings[index], offset, len(passages), block.place))
            current = hit.key
            add(hit.rest, current, block.place)
        elif begun and block.text and not (len(block.text) < _PAGE_NUMBER and page.page_number.match(block.text)):
            at_edge = not starts or len(starts) == len(copy.headings)
            if at_edge and is_metadata(block.text, page):
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
    period: Period | None,
    text: str,
    passages: Sequence[Passage],
    signature: Signature,
    entries: Sequence[Entry],
    elements: Mapping[str, str],
    page: PageKnowledge,
) -> Dates:
    start = end = None
    if period is not None:
        passage = next(p for p in reversed(passages) if p.start <= period.start)
        quote = text[period.start : period.end]
        start = Dated(period.start_date, quote, passage.place)
        end = Dated(period.end_date, quote, passage.place)
    signed = signature.date or date_under_title(passages) or entry_date(entries, page, "dated")
    published = entry_date(entries, page, "published", "plain_date")
    if published is None and "published" in elements:
        published = entry_date([Entry("发布日期", "published", elements["published"], Place())], page, "published")
    if published is None and signed is None:
        published = entry_date(entries, page, "bare_date")
    return Dates(start, end, signed, published)


def _year(passages: Sequence[Passage], dates: Dates, page: PageKnowledge) -> int | None:
    """The year where no title names it: that of the period, of the preamble, or the one of which the text speaks most.

    Where the preamble calls it the report of another year than that of the period, one of them is a slip: the text
    tells which. Where the report is signed, the text's year must be the one before; else it may be of anything.
    """
    told = [(passage.section, int(year)) for passage in passages for year in page.year_in_text.findall(passage.text)]
    if dates.period_end and dates.period_end.value:
        openings = (passage.text for passage in passages if passage.section == PREAMBLE)
        named = (int(match[1]) for text in openings if (match := page.year_of_report.search(text)))
        spoken = Counter(year for section, year in told if section != PREAMBLE)
        return max((*named, dates.period_end.value.year), key=lambda year: spoken[year])
    preamble = [year for section, year in told if section == PREAMBLE]
    if preamble:
        return preamble[0]
    years = Counter(year for _, year in told).most_common(2)
    if dates.signed and dates.signed.value:
        due = dates.signed.value.year - 1
        return due if any(year == due for _, year in told) else None
    return years[0][0] if years and (len(years) == 1 or years[0][1] > years[1][1]) else None


def _unit(
    organ: str,
    place: Place,
    beside: tuple[str | None, str | None],
    passages: Sequence[Passage],
    signature: Signature,
    entries: Iterable[Entry],
    elements: Mapping[str, str],
    knowledge: Knowledge,
) -> Unit | None:
    """From the title; where it names none from the line below it, the signature, the sentence that says who compiled
    the report, the line above, or the metadata. `beside`: the organs below and above the title.

    A name without a place (东华门街道办事处) may stand there in full, and what stands there tells like names apart.
    """
    organs = knowledge.organs
    opening = [passage for passage in passages if passage.section == PREAMBLE]
    opening += [passage for passage in passages if passage.section not in (TITLE, PREAMBLE, SIGNATURE)][:2]
    issuers = [squeeze(entry.value) for entry in entries if entry.role == "issuer"]
    candidates = [
        beside[0],
        signature.organ,
        *(name for passage in opening for name in organs.in_sentences(passage.text)),
        beside[1],
        *map(organs.alone, [*issuers, squeeze(elements.get("source", ""))]),
    ]
    names = [candidate for candidate in candidates if candidate]
    if not organ and not names:
        return None
    name = organ or next((each for each in names if not organs.is_relative(each)), names[0])
    full = next((other for other in names if other != name and other.endswith(name.lstrip("省市县区"))), name)
    text = " ".join(passage.text for passage in passages)
    context = " ".join((text, *names, *(entry.value for entry in entries), *elements.values()))
    return knowledge.units.read(name, context, full, place if organ else signature.place or place)


def _pictures(document: Document, copy: Copy) -> tuple[str, ...]:
    """Keys of the sections in which a picture stands."""
    keys: list[str] = []
    for picture in document.pictures:
        at = picture.place.paragraph
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
