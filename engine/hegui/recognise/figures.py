"""Numbers in prose: every mention with its subject, value, sentence, scope, and whether it counts a part only.

The lexicon `figures` says in patterns how a subject's number is stated. Where the patterns of several subjects claim
one number, the words nearest to it win: in 受理并及时办结申请25件 it is of 办结. Everything else that decides whether a
number is the year's total of its subject is the same for all subjects and stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.model.report import Figure, Number
from hegui.recognise.figure_lexicon import NUMBER_FIRST, VERB_FIRST, FigureLexicon, Subject
from hegui.recognise.flow import Claimed
from hegui.recognise.items import Counted, Family, Item, Reading
from hegui.recognise.numerals import ITEM, parse_number

_SENTENCE = re.compile(r"[^。！？\n]{1,1500}")
_PARAGRAPH = re.compile(r"[^\n]+")
_TABLE_ROW = re.compile(r"\d[ |\t]\d+[ |\t]\d")
_SUBHEADING = re.compile(rf"{ITEM.pattern}|[一二三四五六七八九十]是")
_OPENING = 25
_NEAR, _FAR = 20, 400
"""How many characters back the words that qualify a number are looked for: beside it, and in its sentence."""
_YEAR = re.compile(r"(20\d{2})年")
_RANGE_BEFORE = re.compile(r"[\d件][-—~～至到]+$")
_RANGE_AFTER = re.compile(r"^[件宗起]?[-—~～至到]+\d")
_CLOSED_BRACKET = re.compile(r"（[^（）]*）")
_AFTER_BARE = re.compile(r"[，。；、（）占]|申请|$")
"""What may follow a number without a unit (受理申请26，答复25)."""
_MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}
_SHARED = re.compile(r"(?:分别|均|各|都)(?:为|是|有|达|共|：)*[\d零一二两三四五六七八九十百]")
_COUNTED_BEFORE = re.compile(r".*\d[^\d，]?[、和及与]")
_COUNT = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_NONE = re.compile("[无未没零]")
_JOINT = re.compile("[、，和及与]")
_MASK = "\0"
NO_SECTIONS: Mapping[int, str] = {}


class _Sentence(NamedTuple):
    """A sentence at its offset, in a report on this year, with what tells of what it speaks."""

    text: str
    offset: int
    year: int | None
    before: str
    """The sentence before it in its paragraph."""
    heading: str
    """The heading of its section or part, where that tells something."""
    torn: tuple[bool, bool] = (False, False)
    """Whether a line end may part a number at its beginning, or at its end, from more digits."""
    items: Sequence[Item] = ()
    matter: str = ""
    """Its text without the labels of its items, which name other matters only as reasons (属于信访的3件)."""

    def with_items(self, items: Sequence[Item]) -> _Sentence:
        matter = self.text
        for item in items:
            matter = f"{matter[: item.start]}{_MASK * (item.end - item.start)}{matter[item.end :]}"
        return self._replace(items=items, matter=matter)

    @property
    def context(self) -> str:
        return f"{self.heading}{self.before}{self.text}"

    def clause_start(self, at: int) -> int:
        return max(self.text.rfind("，", 0, at), self.text.rfind("；", 0, at)) + 1

    def year_fits(self, match: re.Match[str]) -> bool:
        """False where the words name a year (2023年结转, 结转2025年) that is not the neighbour it should be."""
        named = match.re.groupindex
        last = match["last"] if "last" in named else None
        coming = match["next"] if "next" in named else None
        return self.year is None or not ((last and int(last) >= self.year) or (coming and int(coming) <= self.year))


class _Row(NamedTuple):
    """Names that share a row of numbers."""

    named: list[tuple[str, str]]
    begin: int
    at: int
    """Where the names begin, and where they end."""
    numbers: tuple[int, int]


class _Claim(NamedTuple):
    """A subject's claim on a number. The one of higher rank wins, then the one that begins nearer to the number."""

    rank: int
    start: int
    subject: Subject
    match: re.Match[str]
    at: int
    """Where the number stands, or the words in its place."""


class FigureReader:
    """Finds the figures in a report's prose."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._lexicon = FigureLexicon(lexicon)

    def read(self, prose: str, year: int | None, sections: Mapping[int, str] = NO_SECTIONS) -> tuple[Figure, ...]:
        """All figures in `prose`, in its order. `sections` are the titles of sections by the offset of their body."""
        states = self._lexicon.states
        found: list[Figure] = []
        for sentence in self._sentences(prose, year, sections):
            if states.search(sentence.text):
                found.extend(self._stated_in(sentence))
        return tuple(sorted(found, key=lambda figure: (figure.start, figure.subject)))

    def _stated_in(self, sentence: _Sentence) -> Iterator[Figure]:
        context = sentence.context
        numbers = self._lexicon.items.numbers(sentence.text)
        subjects = self._subjects_in(sentence.text, context)
        if not numbers and not subjects:
            return iter(())
        rows = list(self._rows(sentence))
        items = self._lexicon.items.read(sentence.text, context, numbers, [row.numbers for row in rows])
        if not subjects and not items:
            return iter(())
        sentence = sentence.with_items(items)
        figures = list(self._figures(subjects, sentence, rows, numbers))
        return self._with_scopes(figures, sentence) if figures else iter(())

    def _sentences(self, prose: str, year: int | None, sections: Mapping[int, str]) -> Iterator[_Sentence]:
        heading = ""
        for paragraph in _PARAGRAPH.finditer(prose):
            heading = sections.get(paragraph.start(), heading)
            opening = paragraph[0][:_OPENING]
            aspect = opening if self._lexicon.words["aspect"].search(opening) else ""
            if _SUBHEADING.match(opening):
                heading = aspect
            if _TABLE_ROW.search(paragraph[0]):
                continue
            before = ""
            for sentence in _SENTENCE.finditer(prose, paragraph.start(), paragraph.end()):
                start, end = sentence.span()
                torn = (
                    start == paragraph.start() and prose[max(start - 2, 0) : start].strip().isdigit(),
                    end == paragraph.end(),
                )
                yield _Sentence(sentence[0], start, year, before, aspect or heading, torn)
                before = sentence[0]

    def _subjects_in(self, text: str, context: str) -> list[Subject]:
        """The subjects of which a sentence may state a number: a quick test before their patterns are tried."""
        present = {index for word, indices in self._lexicon.speakers.items() if word in text for index in indices}
        if not present:
            return []
        subjects = self._lexicon.subjects
        return [subject for index in sorted(present) if (subject := subjects[index]).speaks_in(text, context)]

    def _figures(
        self, subjects: list[Subject], sentence: _Sentence, rows: Sequence[_Row], numbers: Sequence[Counted]
    ) -> Iterator[Figure]:
        """Figures without their scopes: of numbers, of items, of joined numbers, and of words for none.

        A number with an item's label is the item's, unless a pattern reads the same subject from it.
        """
        items = {item.number.start: item for item in sentence.items}
        winners: dict[int, _Claim] = {}
        for claim in self._claims(subjects, sentence):
            item, held = items.get(claim.at), winners.get(claim.at)
            if item and not item.is_behind and item.readings != ((claim.subject.name,),):
                continue
            if held is None or claim[:2] > held[:2]:
                winners[claim.at] = claim
        claimed = self._lexicon.flow.totals(
            {at: self._figure(each.subject, each.match, each.match.span(), sentence) for at, each in winners.items()},
            {each.start: parse_number(each.match["n"]) or 0 for each in numbers if each.bracket is None},
            items,
        )
        taken: list[Figure] = []
        for figures in (
            claimed.values(),
            (self._item(item, claimed, sentence) for at, item in items.items() if item.is_behind or at not in claimed),
            self._shared(subjects, sentence, rows),
            self._zeros(subjects, sentence),
        ):
            for figure in figures:
                if figure and not any(_overlap(figure, other) for other in taken):
                    taken.append(figure)
                    yield figure

    def _claims(self, subjects: list[Subject], sentence: _Sentence) -> Iterator[_Claim]:
        text = sentence.text
        numbers = [found.start() for found in self._lexicon.count.finditer(text)]
        for subject in subjects:
            for regex, rank, elided, counts in subject.patterns:
                if counts and not numbers:
                    continue
                for match in regex.finditer(text) if rank != NUMBER_FIRST else _matches_at(regex, text, numbers):
                    claim = _Claim(rank, match.start(), subject, match, match.start("n" if counts else 0))
                    topical = elided or subject.carried
                    if elided and not self._leads(subject, sentence, claim.start):
                        continue
                    if self._may_claim(claim, sentence) and (
                        not topical or self._on_applications(sentence, claim.start, assumed=subject.carried)
                    ):
                        yield claim

    def _leads(self, subject: Subject, sentence: _Sentence, at: int) -> bool:
        """Whether the clause says nothing before this place that may limit what is counted (其他答复6件)."""
        if subject.lead is None:
            return True
        before = _COUNTED_BEFORE.sub("", sentence.text[sentence.clause_start(at) : at])
        for scope in ("own", "area"):
            before = self._lexicon.words[scope].sub("", before)
        return subject.lead.fullmatch(before) is not None

    def _may_claim(self, claim: _Claim, sentence: _Sentence) -> bool:
        """False where the words before turn the statement (未收到…), share it (予以公开、部分公开17件) or limit it."""
        subject, words = claim.subject, self._lexicon.words
        before = sentence.text[max(0, claim.start - _NEAR) : claim.start]
        if words["negation"].search(before) or (subject.guard and subject.guard.search(before)):
            return False
        if claim.rank != NUMBER_FIRST and not subject.each and words["joined"].search(before):
            return False
        return not (subject.weak and subject.weak.search(self._governing(sentence, claim.start) + claim.match[0]))

    def _governing(self, sentence: _Sentence, at: int) -> str:
        """The clause before this place, and the clauses before it where it but lists parts of what they name."""
        begin = sentence.clause_start(at)
        bracket = sentence.text.rfind("（", 0, at)
        if bracket > sentence.text.rfind("）", 0, at):
            begin = sentence.clause_start(bracket)
        if self._lexicon.words["part_openers"].match(sentence.text, begin):
            begin = sentence.text.rfind("；", 0, at) + 1
        return sentence.text[begin:at]

    def _on_applications(self, sentence: _Sentence, at: int, assumed: bool = False) -> bool:
        """True where what was named last before this place is the applications, not some other matter.

        `assumed` is what holds where nothing was named.
        """
        named = (
            self._last("topic", sentence.matter, at)
            or self._last("topic", sentence.before, len(sentence.before))
            or self._lexicon.words["topic"].search(sentence.heading)
        )
        return named["foreign"] is None if named else assumed

    def _item(self, item: Item, claimed: Claimed, sentence: _Sentence) -> Figure | None:
        """The figure of an item; None where it is of another matter, or of no cell."""
        family, at, match = item.family, item.number.start, item.number.match
        over = None if item.governed_by is None else claimed.get(item.governed_by)
        if not item.readings or not self._speaks(family, sentence, item.start, item.end):
            return None
        prefix = self._prefix(item, claimed)
        stated = self._stated_number(match, sentence, item.number.start, item.number.end)
        if prefix is None or stated is None:
            return None
        value, exact = stated
        begin = sentence.clause_start(item.start)
        partial = (
            bool(over and over.partial)
            or (over is None and item.governed_by is not None and self._opens_part(item, sentence))
            or bool(self._lexicon.words["comparison"].search(sentence.text[:at][-18:]))
            or self._of_others(sentence, begin, at)
            or self._of_other_period(sentence.text[begin:at], begin, sentence)
        )
        span = (item.start, item.end)
        return _made("", value, exact, match["unit"] or "", span, sentence, partial, item.named(prefix))

    def _prefix(self, item: Item, claimed: Claimed) -> str | None:
        """What the number over an item's list adds to its names; None where that is not of all applications."""
        family, over = item.family, item.governed_by
        if family.under:
            if over is None:
                return family.under.get("")
            figure = claimed.get(over)
            return family.under.get(figure.subject) if figure else None
        told = self._lexicon.flow.is_told(claimed, item.number.start, item.number.match["unit"])
        return "" if over is None or told or family.assumed or not family.topical else None

    def _speaks(self, family: Family, sentence: _Sentence, at: int, end: int) -> bool:
        """Whether what is counted at this place is the family's matter."""
        if family.weak.search(sentence.matter, sentence.text.rfind("；", 0, at) + 1, end):
            return False
        assumed = family.assumed or bool(family.context.search(sentence.matter[:at]))
        return not family.topical or self._on_applications(sentence, at, assumed)

    def _opens_part(self, item: Item, sentence: _Sentence) -> bool:
        """Whether it is listed under a number that counts a part (涉及征地的申请8件，其中予以公开5件)."""
        words, text, above = self._lexicon.words, sentence.text, item.governed_by or 0
        opened = words["part_openers"].search(text, above, item.start)
        return bool(opened and words["part_words"].search(text, sentence.clause_start(above), above))

    def _rows(self, sentence: _Sentence) -> Iterator[_Row]:
        """Joined names with their numbers: 行政复议、行政诉讼分别为2件、1件, or 均为0件."""
        text = sentence.text
        for found in _SHARED.finditer(text):
            begin = max(sentence.clause_start(found.start()), text.rfind("：", 0, found.start()) + 1)
            names = [name for name in _JOINT.split(text[begin : found.start()]) if not _DIGIT.search(name)]
            row = self._lexicon.row.match(text, found.end() - 1)
            if len(names) < 2 or row is None:
                continue
            numbers = _JOINT.split(row[0])
            if not text.startswith("分别", found.start()):
                numbers = numbers[:1] * len(names)
            if len(names) == len(numbers):
                yield _Row(list(zip(names, numbers, strict=True)), begin, found.start(), row.span())

    def _shared(self, subjects: list[Subject], sentence: _Sentence, rows: Sequence[_Row]) -> Iterator[Figure | None]:
        for row in rows:
            span = (row.begin, row.numbers[1])
            for name, number in row.named:
                for subject in subjects:
                    match = self._stated(subject, name + number, sentence, row.at)
                    if match:
                        yield self._figure(subject, match, span, sentence)
                        break
                else:
                    yield self._named(name, number, span, sentence)

    def _named(self, name: str, number: str, span: tuple[int, int], sentence: _Sentence) -> Figure | None:
        """The figure of a name that is an item's label, and of its number, put together from a sentence."""
        words = name + number
        for item in self._lexicon.items.read(words, sentence.context, self._lexicon.items.numbers(words)):
            stated = self._stated_number(item.number.match, sentence, *span)
            if stated and item.readings and self._speaks(item.family, sentence, *span):
                unit = item.number.match["unit"] or ""
                return _made("", *stated, unit, span, sentence, False, item.readings)
        return None

    def _stated(self, subject: Subject, words: str, sentence: _Sentence, at: int) -> re.Match[str] | None:
        """The match of a subject's pattern on a name and its number, put together from a sentence at this place."""
        if subject.weak and subject.weak.search(self._governing(sentence, at)):
            return None
        for regex, rank, elided, _ in subject.patterns:
            match = regex.search(words) if rank == VERB_FIRST else None
            if match and match.end() == len(words) and not (elided and not self._on_applications(sentence, at)):
                return match
        return None

    def _zeros(self, subjects: list[Subject], sentence: _Sentence) -> Iterator[Figure]:
        for subject in subjects if _NONE.search(sentence.text) else ():
            for regex in subject.zeros:
                for match in regex.finditer(sentence.text):
                    topical = not subject.carried or self._on_applications(sentence, match.start(), assumed=True)
                    if topical and sentence.year_fits(match):
                        # by the words before it (7个单位未收到…), and by its own (未收到网上申请)
                        partial = any(self._is_partial(subject, sentence, match.start(), at) for at in match.span())
                        yield _made(subject.name, 0, True, "", match.span(), sentence, partial)

    def _figure(
        self, subject: Subject, match: re.Match[str], span: tuple[int, int], sentence: _Sentence
    ) -> Figure | None:
        """The figure of a match, whose words stand at `span`; None where what it took for a number is none."""
        text, written = sentence.text, _group(match, "n")
        if written is None:  # 全部办结
            partial = self._is_partial(subject, sentence, span[0], span[0])
            return _made(subject.name, 100, True, subject.unit, span, sentence, partial)
        unit = match["unit"] or ""
        shared = span != match.span()
        if not sentence.year_fits(match) or (subject.needs_unit and not unit):
            return None
        if not unit and not shared and not _is_bare_count(written, text, match.end("n"), sentence.year):
            return None
        at, end = span if shared else (match.start("n"), match.end())
        stated = self._stated_number(match, sentence, at, end)
        if stated is None:
            return None
        value, exact = stated
        if subject.amount:
            value = _exact(Decimal(value) * _MONEY[unit])
            unit = "万元"
        partial = self._is_partial(subject, sentence, span[0], at) or (shared and self._names_part(subject, match))
        return _made(subject.name, value, exact, unit or subject.unit, span, sentence, partial)

    def _stated_number(
        self, match: re.Match[str], sentence: _Sentence, at: int, end: int
    ) -> tuple[Number, bool] | None:
        """The number of a match, and whether it is exact; its words stand at this place. None where it is none."""
        written, scale, unit = match["n"], _group(match, "scale"), match["unit"]
        value = parse_number(written.replace("，", ",") + (scale or ""))
        if value is None or (not unit and value == sentence.year):
            return None
        begins, ends = match.start("n") == 0, match.end() == len(match.string) and not unit
        if match.string is sentence.text and ((begins and sentence.torn[0]) or (ends and sentence.torn[1])):
            return None
        rounded = bool(_group(match, "more") or scale) or written[-1] in "万亿"
        return value, not rounded and self._is_exact(sentence.text, at, end)

    def _is_exact(self, text: str, at: int, end: int) -> bool:
        words = self._lexicon.words
        before, after = text[max(0, at - _NEAR) : at], text[end : end + _NEAR]
        return not (
            words["approximate_before"].search(before)
            or words["approximate_after"].search(after)
            or words["apart"].search(text)
            or _RANGE_BEFORE.search(before[-3:])
            or _RANGE_AFTER.search(after[:3])
        )

    def _is_partial(self, subject: Subject, sentence: _Sentence, start: int, at: int) -> bool:
        """True where the number is not the year's total of its subject."""
        text, words = sentence.text, self._lexicon.words
        begin = sentence.clause_start(start)
        clause, region = text[begin:at], text[max(text.rfind("；", 0, start) + 1, at - _FAR) : at]
        if words["comparison"].search(region[-18:]) or self._of_others(sentence, begin, at):
            return True
        if not subject.carried and self._of_other_period(clause, begin, sentence):
            return True
        if subject.family is None:
            return False
        if start == begin and words["limited"].search(text[:begin]):
            return True
        open_region = _CLOSED_BRACKET.sub("", region)
        opener = self._last("part_openers", open_region, len(open_region))
        if opener is not None and subject.family.search(open_region[: opener.start()] or sentence.before):
            return True
        return bool(words["part_words"].search(clause)) and not words["whole_words"].search(clause)

    def _names_part(self, subject: Subject, match: re.Match[str]) -> bool:
        """Whether one of several joined names is that of a part (当面、网络收到申请分别为3件、8件)."""
        return subject.family is not None and bool(self._lexicon.words["part_words"].search(match.string))

    def _of_others(self, sentence: _Sentence, begin: int, at: int) -> bool:
        """True for what was done for another organ or is only meant, as the clause says, or the one before it.

        Where that has a number of its own, it tells of the same cases only with the same number (转办5件，办结5件).
        """
        text = sentence.text
        before = sentence.clause_start(begin - 1) if text[:begin].endswith("，") else begin
        counts = _COUNT.findall(text, before, begin)
        told = text[before if not counts or _COUNT.findall(text, at)[:1] == counts[-1:] else begin : at]
        return bool(self._lexicon.words["others"].search(_CLOSED_BRACKET.sub("", told)))

    def _of_other_period(self, clause: str, begin: int, sentence: _Sentence) -> bool:
        """True for another year, and for months or many years together, named in the clause or alone before it."""
        words = self._lexicon.words
        years = {int(found) for found in _YEAR.findall(clause)}
        if years and sentence.year is not None:
            return sentence.year not in years or bool(words["period"].search(clause))
        if words["other_years"].search(clause):
            return True
        alone = sentence.text[sentence.clause_start(begin - 1) : begin] if sentence.text[:begin].endswith("，") else ""
        return bool(words["period"].search(alone + clause)) or self._continues_other_year(sentence, begin)

    def _continues_other_year(self, sentence: _Sentence, begin: int) -> bool:
        """True where a clause before opens with another year and none since tells of this one: 去年收到9件，办结8件."""
        words, text = self._lexicon.words, sentence.text
        while text[:begin].endswith("，"):
            end, begin = begin, sentence.clause_start(begin - 1)
            opened = words["opens_other_year"].match(text, begin, end)
            if opened:
                return not opened["last"] or sentence.year is None or int(opened["last"]) != sentence.year
            if words["own_year"].search(text, begin, end):
                return False
        return False

    def _with_scopes(self, figures: Iterable[Figure], sentence: _Sentence) -> Iterator[Figure]:
        """The figures with the last scope word before the end of each."""
        words, text = self._lexicon.words, sentence.text
        scopes = [(match.end(), match[0], False) for match in words["own"].finditer(text)]
        scopes += [(match.end(), match[0], True) for match in words["area"].finditer(text)]
        for figure in figures:
            before = [scope for scope in scopes if scope[0] <= figure.end - sentence.offset]
            _, scope, area_wide = max(before, default=(0, None, None))
            yield figure._replace(scope=scope, area_wide=area_wide)

    def _last(self, name: str, text: str, end: int) -> re.Match[str] | None:
        """The last match before a place, no further back than sentences reach."""
        last = None
        for last in self._lexicon.words[name].finditer(text, max(0, end - _FAR), end):  # noqa: B007
            pass
        return last


def _matches_at(regex: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    return (match for place in places if (match := regex.match(text, place)))


def _group(match: re.Match[str], name: str) -> str | None:
    """What a group matched; None also where the pattern has no such group."""
    return match[name] if name in match.re.groupindex else None


def _overlap(figure: Figure, other: Figure) -> bool:
    """True where two figures state one subject in the same words."""
    return figure.subject == other.subject and other.start < figure.end and figure.start < other.end


def _is_bare_count(written: str, text: str, end: int, year: int | None) -> bool:
    """True where a number without a unit still counts something."""
    return written.isdigit() and int(written) != year and bool(_AFTER_BARE.match(text, end))


def _made(
    subject: str,
    value: Number,
    exact: bool,
    unit: str,
    span: tuple[int, int],
    sentence: _Sentence,
    partial: bool,
    readings: tuple[Reading, ...] = (),
) -> Figure:
    """A figure at this span of a sentence; with readings, its subject names what they are of."""
    offset = sentence.offset
    place = (offset + span[0], offset + span[1], (offset, offset + len(sentence.text)))
    return Figure(subject or "、".join(readings[0]), value, exact, unit, *place, partial=partial, readings=readings)


def _exact(value: Decimal) -> Number:
    whole = int(value)
    return whole if whole == value else value.normalize()
