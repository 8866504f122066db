"""Numbers in prose: every mention with its subject, value, sentence, scope, and whether it counts a part only.

The lexicon `figures` says in patterns how a subject's number is stated. Where the patterns of several subjects claim one
number, the words nearest to it win: in 收到并办结申请25件 the number is of 办结. Everything else that decides whether a
number is the year's total of its subject is the same for all subjects and stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from hegui.model.report import Figure, Number
from hegui.recognise.numerals import parse_number

_NUMBER = (
    r"(?:(?<![第\d.])(?:\d{1,3}(?:[， ]\d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"|(?<![数几第每某])[零〇一二两三四五六七八九十百千万亿]+)"
)
_SCALE = r"(?P<scale>万|亿)?(?P<more>余|多|来|几)?"
_NOT_A_COUNT = r"(?!工作日|自然日|月|小时|季度|方面|性|以内)"
"""What follows a unit where no cases are counted: 20个工作日, 一次性."""
_BETWEEN = "[^，。；：、（）0-9]"
_ACROSS = "[^，。；：（）0-9]"
_SENTENCE = re.compile(r"[^。！？\n]+")
_PARAGRAPH = re.compile(r"[^\n]+")
_STATES = re.compile(r"[\d零〇一二两三四五六七八九十百无未没全均]")
"""What every sentence with a figure has: a digit, a numeral, or a word for none or all."""
_TABLE_ROW = re.compile(r"\d[ |\t]\d+[ |\t]\d")
_SUBHEADING = re.compile(r"（[一二三四五六七]）|[一二三四五六七]是|[1-7][.、]")
_OPENING = 25
_NEAR, _FAR = 40, 400
"""How many characters back the words that qualify a number are looked for: beside it, and in its sentence."""
_YEAR = re.compile(r"(20\d{2})年")
_RANGE_BEFORE = re.compile(r"[\d件][-—~～至到]+$")
_RANGE_AFTER = re.compile(r"^[件宗起]?[-—~～至到]+\d")
_CLOSED_BRACKET = re.compile(r"（[^（）]*）")
_AFTER_BARE = re.compile(r"[，。；、（）占]|申请|$")
"""What may follow a number without a unit (受理申请26，答复25)."""
_MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}
_SHARED = re.compile(r"(?:分别|均|各|都)(?:为|是|有|达|共|：)*[\d零一二两三四五六七八九十百]")
_JOINT = re.compile("[、和及与]")


_VERBLESS, _NUMBER_FIRST, _VERB_FIRST = 1, 2, 3
"""Ranks of patterns."""


class _Sentence(NamedTuple):
    """A sentence at its offset; `before` is the one before it, `heading` the sub-heading on applications it is under."""

    text: str
    offset: int
    before: str
    heading: str


class _Pattern(NamedTuple):
    regex: re.Pattern[str]
    rank: int
    elided: bool


class _Claim(NamedTuple):
    """A subject's claim on the number at `at`. The claim of higher rank wins, then the one that begins nearer to it."""

    rank: int
    start: int
    subject: _Subject
    match: re.Match[str]


class _Subject:
    """One subject of the lexicon, compiled."""

    def __init__(self, name: str, entry: Mapping[str, Any], units: str, phrases: Mapping[str, str]) -> None:
        own_units = "|".join(entry.get("units", ())) or units
        unit = rf"(?P<unit>(?:{own_units}){_NOT_A_COUNT})"
        self._terms = {
            "n": rf"(?P<n>{_NUMBER}){_SCALE}{unit}?",
            "amount": rf"(?P<n>{_NUMBER})(?P<unit>亿元|万元|元)",
            "q": _BETWEEN,
            "v": _ACROSS,
            **phrases,
        }
        self.name = name
        self.words: tuple[str, ...] = tuple(entry["words"])
        self.context = self._compiled(entry.get("context"))
        self.exclude = self._compiled(entry.get("exclude"))
        self.weak = self._compiled(entry.get("weak"))
        self.guard = self._compiled(entry.get("guard"))
        self.family = self._compiled(entry.get("family"))
        self.each = bool(entry.get("each"))
        self.carried = bool(entry.get("carried"))
        self.amount = bool(entry.get("amount"))
        self.needs_unit = "units" in entry
        self.unit = entry.get("unit", "")
        self.patterns = [
            *(_Pattern(regex, _VERB_FIRST, False) for regex in self._all(entry, "patterns")),
            *(_Pattern(regex, _VERB_FIRST, True) for regex in self._all(entry, "elided")),
            *(_Pattern(regex, _NUMBER_FIRST, False) for regex in self._all(entry, "number_first")),
            *(_Pattern(regex, _VERBLESS, False) for regex in self._all(entry, "verbless")),
        ]
        self.zeros = self._all(entry, "zeros")

    def _all(self, entry: Mapping[str, Any], key: str) -> list[re.Pattern[str]]:
        return [regex for pattern in entry.get(key, ()) if (regex := self._compiled(pattern))]

    def _compiled(self, pattern: str | None) -> re.Pattern[str] | None:
        if pattern is None:
            return None
        for _ in range(2):  # phrases may name phrases
            for name, term in self._terms.items():
                pattern = pattern.replace(f"{{{name}}}", term)
        return re.compile(pattern)

    def speaks_in(self, text: str, context: str) -> bool:
        return (self.context is None or bool(self.context.search(context))) and not (
            self.exclude and self.exclude.search(text)
        )


class FigureReader:
    """Finds the figures in a report's prose."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._lexicon = lexicon

    @cached_property
    def _subjects(self) -> list[_Subject]:
        units = "|".join(self._lexicon.get("units", ["件"]))
        phrases = self._lexicon.get("phrases", {})
        return [_Subject(name, entry, units, phrases) for name, entry in self._lexicon.get("subjects", {}).items()]

    @cached_property
    def _words(self) -> Mapping[str, re.Pattern[str]]:
        """The patterns that serve all subjects, by their names in the lexicon."""
        names = (
            "approximate_before", "approximate_after", "apart", "part_openers", "part_words", "whole_words",
            "comparison", "other_years", "period", "aspect", "negation", "joined",
        )  # fmt: skip
        scopes, topics = self._lexicon.get("scopes", {}), self._lexicon.get("topics", {})
        compiled = {name: re.compile(self._lexicon.get(name, r"(?!)")) for name in names}
        compiled["own"] = re.compile(scopes.get("own", r"(?!)"))
        compiled["area"] = re.compile(scopes.get("area", r"(?!)"))
        compiled["topic"] = re.compile(f"(?P<foreign>{topics.get('foreign', '(?!)')})|{topics.get('own', '(?!)')}")
        return compiled

    @cached_property
    def _speakers(self) -> Mapping[str, tuple[int, ...]]:
        """The subjects, by their index, that need a word in the sentence."""
        words = dict.fromkeys(word for subject in self._subjects for word in subject.words)
        return {
            word: tuple(index for index, subject in enumerate(self._subjects) if word in subject.words)
            for word in words
        }

    def read(self, prose: str, year: int | None) -> tuple[Figure, ...]:
        """All figures in `prose`, in its order."""
        found: list[Figure] = []
        for sentence in self._sentences(prose):
            if _STATES.search(sentence.text):
                found.extend(self._figures(sentence, year))
        return tuple(sorted(found, key=lambda figure: (figure.start, figure.subject)))

    def _sentences(self, prose: str) -> Iterator[_Sentence]:
        """Each sentence with what tells what it speaks of: the one before it, and a sub-heading on applications."""
        heading = ""
        for paragraph in _PARAGRAPH.finditer(prose):
            opening = paragraph[0][:_OPENING]
            aspect = opening if self._words["aspect"].search(opening) else ""
            if _SUBHEADING.match(opening):
                heading = aspect
            if _TABLE_ROW.search(paragraph[0]):
                continue
            before = ""
            for sentence in _SENTENCE.finditer(prose, paragraph.start(), paragraph.end()):
                yield _Sentence(sentence[0], sentence.start(), before, aspect or heading)
                before = sentence[0]

    def _figures(self, sentence: _Sentence, year: int | None) -> Iterator[Figure]:
        subjects = self._subjects_in(sentence)
        if not subjects:
            return
        claims: dict[int, _Claim] = {}
        for claim in self._claims(subjects, sentence):
            at = claim.match.start("n") if claim.match.groupdict().get("n") else claim.match.start()
            held = claims.get(at)
            if held is None or (claim.rank, claim.start) > (held.rank, held.start):
                claims[at] = claim
        taken: list[tuple[str, int, int]] = []
        for claim in claims.values():
            figure = self._figure(claim.subject, claim.match, claim.match.span(), sentence, year)
            if figure is not None:
                taken.append((figure.subject, *claim.match.span()))
                yield figure
        for figure in (*self._shared(subjects, sentence, year), *self._zeros(subjects, sentence, year)):
            start, end = figure.start - sentence.offset, figure.end - sentence.offset
            if not any(name == figure.subject and first < end and start < last for name, first, last in taken):
                taken.append((figure.subject, start, end))
                yield figure

    def _subjects_in(self, sentence: _Sentence) -> list[_Subject]:
        """The subjects of which the sentence may state a number: a quick test before their patterns are tried."""
        text = sentence.text
        present = {index for word, indices in self._speakers.items() if word in text for index in indices}
        if not present:
            return []
        context = f"{sentence.heading}{sentence.before}{text}"
        return [subject for index in sorted(present) if (subject := self._subjects[index]).speaks_in(text, context)]

    def _claims(self, subjects: list[_Subject], sentence: _Sentence) -> Iterator[_Claim]:
        text = sentence.text
        for subject in subjects:
            for regex, rank, elided in subject.patterns:
                for match in regex.finditer(text):
                    claim = _Claim(rank, match.start(), subject, match)
                    if self._may_claim(claim, text) and (
                        not (elided or subject.carried)
                        or self._on_applications(sentence, claim.start, assumed=subject.carried)
                    ):
                        yield claim

    def _may_claim(self, claim: _Claim, text: str) -> bool:
        """False where the words before turn the statement (未收到…), share it (予以公开、部分公开17件) or limit it."""
        subject = claim.subject
        before = text[max(0, claim.start - _NEAR) : claim.start]
        if subject.weak and subject.weak.search(self._governing(text, claim.start) + claim.match[0]):
            return False
        joined = claim.rank != _NUMBER_FIRST and not subject.each and self._words["joined"].search(before)
        return not (
            joined or self._words["negation"].search(before) or (subject.guard and subject.guard.search(before))
        )

    def _on_applications(self, sentence: _Sentence, at: int, assumed: bool = False) -> bool:
        """True where what was named last before this place is the applications, not some other matter.

        `assumed` is what holds where nothing was named.
        """
        for text, end in ((sentence.text, at), (sentence.before, len(sentence.before))):
            last = self._last("topic", text, end)
            if last:
                return last["foreign"] is None
        return assumed or bool(sentence.heading)

    def _shared(self, subjects: list[_Subject], sentence: _Sentence, year: int | None) -> Iterator[Figure]:
        """Figures of joined names: 行政复议、行政诉讼分别为2件、1件, or 均为0件."""
        text = sentence.text
        for found in _SHARED.finditer(text):
            begin = max(text.rfind(mark, 0, found.start()) for mark in "，；：") + 1
            names = _JOINT.split(text[begin : found.start()])
            row = self._row.match(text, found.end() - 1)
            if len(names) < 2 or row is None:
                continue
            numbers = _JOINT.split(row[0].replace("，", "、"))
            if not text.startswith("分别", found.start()):
                numbers = numbers[:1] * len(names)
            if len(numbers) != len(names):
                continue
            for name, number in zip(names, numbers, strict=True):
                for subject in subjects:
                    match = self._stated(subject, name + number, sentence, found.start())
                    figure = match and self._figure(subject, match, (begin, row.end()), sentence, year)
                    if figure:
                        yield figure
                        break

    def _stated(self, subject: _Subject, words: str, sentence: _Sentence, at: int) -> re.Match[str] | None:
        for regex, rank, elided in subject.patterns:
            match = regex.search(words) if rank == _VERB_FIRST else None
            if match and match.end() == len(words) and not (elided and not self._on_applications(sentence, at)):
                return match
        return None

    @cached_property
    def _row(self) -> re.Pattern[str]:
        """Numbers in a row: 2件、1件."""
        number = rf"{_NUMBER}(?:{'|'.join(self._lexicon.get('units', ['件']))})?"
        return re.compile(rf"{number}(?:[、，和及与]{number})*")

    def _zeros(self, subjects: list[_Subject], sentence: _Sentence, year: int | None) -> Iterator[Figure]:
        for subject in subjects:
            for regex in subject.zeros:
                for match in regex.finditer(sentence.text):
                    if self._year_fits(match, year):
                        partial = self._is_partial(subject, sentence, match.start(), match.start(), year)
                        yield self._made(subject, 0, True, "", match.span(), sentence, partial)

    def _figure(
        self,
        subject: _Subject,
        match: re.Match[str],
        span: tuple[int, int],
        sentence: _Sentence,
        year: int | None,
    ) -> Figure | None:
        text, groups = sentence.text, match.groupdict()
        written = groups.get("n")
        if written is None:  # 全部办结
            partial = self._is_partial(subject, sentence, span[0], span[0], year)
            return self._made(subject, 100, True, subject.unit, span, sentence, partial)
        unit = groups["unit"] or ""
        shared = span != match.span()
        at, end = (span[0], span[1]) if shared else (match.start("n"), match.end())
        if not self._year_fits(match, year) or (subject.needs_unit and not unit):
            return None
        if (
            not unit
            and not shared
            and not (written.isdigit() and int(written) != year and _AFTER_BARE.match(text, match.end("n")))
        ):
            return None
        value = parse_number(written.replace("，", ",") + (groups.get("scale") or ""))
        if value is None:
            return None
        if subject.amount:
            value = _exact(Decimal(value) * _MONEY[unit])
            unit = "万元"
        before, after = text[max(0, at - _NEAR) : at], text[end : end + _NEAR]
        exact = not (
            groups.get("more")
            or groups.get("scale")
            or written[-1] in "万亿"
            or self._words["approximate_before"].search(before)
            or self._words["approximate_after"].search(after)
            or self._words["apart"].search(text)
            or _RANGE_BEFORE.search(before[-3:])
            or _RANGE_AFTER.search(after[:3])
        )
        partial = self._is_partial(subject, sentence, span[0], at, year)
        return self._made(subject, value, exact, unit or subject.unit, span, sentence, partial)

    @staticmethod
    def _year_fits(match: re.Match[str], year: int | None) -> bool:
        """False where the pattern names a year (2023年结转, 结转2025年) that is not the neighbour it should be."""
        groups = match.groupdict()
        if year is None:
            return True
        last, coming = groups.get("last"), groups.get("next")
        return not (last and int(last) >= year) and not (coming and int(coming) <= year)

    def _governing(self, text: str, start: int) -> str:
        """The clause before this place, and the clauses before it where it but lists parts of what they name."""
        begin = max(text.rfind(mark, 0, start) for mark in "，；") + 1
        if self._words["part_openers"].match(text, begin):
            begin = text.rfind("；", 0, start) + 1
        return text[begin:start]

    def _is_partial(self, subject: _Subject, sentence: _Sentence, start: int, at: int, year: int | None) -> bool:
        """True where the number is not the year's total of its subject."""
        text, words = sentence.text, self._words
        begin = max(text.rfind(mark, 0, start) for mark in "，；") + 1
        clause, region = text[begin:at], text[max(text.rfind("；", 0, start) + 1, at - _FAR) : at]
        if words["comparison"].search(region[-18:]):
            return True
        if not subject.carried and self._of_other_period(clause, text[:begin], year):
            return True
        if subject.family is None:
            return False
        open_region = _CLOSED_BRACKET.sub("", region)
        opener = self._last("part_openers", open_region, len(open_region))
        if opener is not None and subject.family.search(open_region[: opener.start()] or sentence.before):
            return True
        return bool(words["part_words"].search(clause)) and not words["whole_words"].search(clause)

    def _of_other_period(self, clause: str, before: str, year: int | None) -> bool:
        """True for another year, and for months or many years together, named in the clause or alone before it."""
        years = {int(found) for found in _YEAR.findall(clause)}
        if years and year is not None:
            return year not in years or bool(self._words["period"].search(clause))
        previous = before[max(before.rfind(mark, 0, -1) for mark in "，；") + 1 :] if before.endswith("，") else ""
        return bool(self._words["other_years"].search(clause) or self._words["period"].search(previous + clause))

    def _made(
        self,
        subject: _Subject,
        value: Number,
        exact: bool,
        unit: str,
        span: tuple[int, int],
        sentence: _Sentence,
        partial: bool,
    ) -> Figure:
        start, end = span
        text, offset = sentence.text, sentence.offset
        own, area = self._last("own", text, end), self._last("area", text, end)
        scope = area if area and (own is None or area.start() > own.start()) else own
        return Figure(
            subject.name,
            value,
            exact,
            unit,
            offset + start,
            offset + end,
            (offset, offset + len(text)),
            scope[0] if scope else None,
            None if scope is None else scope is area,
            partial,
        )

    def _last(self, name: str, text: str, end: int) -> re.Match[str] | None:
        """The last match before a place, no further back than sentences reach."""
        last = None
        for last in self._words[name].finditer(text, max(0, end - _FAR), end):  # noqa: B007
            pass
        return last


def _exact(value: Decimal) -> Number:
    whole = int(value)
    return whole if whole == value else value.normalize()
