"""Kind `sum`: the parts that a sentence lists after a total add up to it.

A kind of its own: which numbers are parts, of which total, and whether the list is meant to be whole, is read from how
the sentence is built; the words that tell are those of a lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

from hegui.checks.evidence import quote
from hegui.checks.patterns import LEXICON, lexicon_of
from hegui.model.report import Number, Report
from hegui.model.rule import Finding, Outcome, Rule
from hegui.recognise.numerals import parse_number
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of
from hegui.rules.evaluation import value_text

_NUMBER = r"(?<![\d.])(?:\d{1,3}(?:，\d{3})+|\d+(?:\.\d+)?)"
_ASIDE = re.compile(r"（[^（）]*）")
_SENTENCE_ENDS = "。；\n"
_MARKS = "；！？）"
_LIST_ENDS = re.compile("；|$")
_BEFORE = 8
"""So many characters before a total tell it from the others of its section."""


class _Part(NamedTuple):
    """A number in a list: once, or as often as there are names that share it (招标公告和中标公告各4条)."""

    value: Number
    unit: str
    names: int
    end: int

    @property
    def whole(self) -> Number:
        return self.value * self.names


class _List(NamedTuple):
    """Parts that may be meant to make up a total, and what of the text they take."""

    values: tuple[Number, ...]
    text: str
    is_alike: bool = True
    """False where it adds up what is not counted alike: that may be meant, but nobody is held to it."""

    def adds_up(self, total: Number) -> bool:
        """The parts, or the first few of them where further numbers follow, add up to the total."""
        return total in accumulate(self.values)


class _Words(NamedTuple):
    """The lexicon, compiled; it explains its keys."""

    total: re.Pattern[str]
    closing: re.Pattern[str]
    """A total behind its parts."""
    counted: re.Pattern[str]
    """A number with its unit."""
    alone: frozenset[str]
    each: re.Pattern[str]
    joints: re.Pattern[str]
    stop: re.Pattern[str]
    open_end: re.Pattern[str]
    exhaustive: re.Pattern[str]
    nearly: Decimal

    @classmethod
    def of(cls, lexicon: Mapping[str, Any]) -> _Words:
        units = "|".join(lexicon["units"])
        total = re.compile(
            rf"(?<!{lexicon['roughly']})(?P<total>{_NUMBER})(?P<unit>{units})(?:[^，。；：（）\n0-9]{{0,12}})"
            rf"[，：（。]?(?P<word>{lexicon['openers']})(?P<list>[^。\n]+)"
        )
        closing = re.compile(
            rf"[，、；](?:{lexicon['closers']})[^，。；：（）\n0-9]{{0,8}}(?P<total>{_NUMBER})(?P<unit>{units})"
        )
        counted = re.compile(rf"(?P<n>{_NUMBER})(?P<unit>{units})")
        each = re.compile(f"{lexicon['each']}$")
        joints, stop, open_end, exhaustive = (
            re.compile(lexicon[key]) for key in ("joints", "stop", "open_end", "exhaustive")
        )
        nearly = Decimal(str(lexicon["nearly"]))
        return cls(
            total, closing, counted, frozenset(lexicon["alone"]), each, joints, stop, open_end, exhaustive, nearly
        )

    def parts(self, text: str) -> list[_Part]:
        """The numbers of a text that count something, in their order."""
        found: list[_Part] = []
        at = 0
        for match in self.counted.finditer(text):
            label = text[at : match.start()]
            names = 1
            if self.each.search(label):
                names = len(self.joints.split(label.strip("，；：、")))
                if names == 1:  # 各平台各2条: nobody knows how many
                    return []
            found.append(_Part(_number(match["n"]), match["unit"], names, match.end()))
            at = match.end()
        return found

    def lists(self, text: str, unit: str) -> Iterator[_List]:
        """The lists that a text may hold for a total in this unit: up to any semicolon, of its unit or of all."""
        parts = self.parts(text)
        for end in (match.start() for match in _LIST_ENDS.finditer(text)):
            within = [part for part in parts if part.end <= end]
            same = [part for part in within if part.unit == unit]
            mixed = [part for part in within if part.unit not in self.alone]
            for chosen in (same, mixed, within) if unit not in self.alone else (same,):
                if len(chosen) > 1 or any(part.names > 1 for part in chosen):
                    yield _List(tuple(part.whole for part in chosen), text[:end], chosen is not within)

    def is_meant_whole(self, text: str, parts: Sequence[Number], total: Number) -> bool:
        """Whether a list leaves nothing out: its words say so, or it comes near its total."""
        if self.open_end.search(text):
            return False
        return self.is_near(parts, total) or bool(self.exhaustive.search(text))

    def is_near(self, parts: Sequence[Number], total: Number) -> bool:
        """Whether parts come near a total: a list that is far from it gives examples only."""
        return bool(total) and abs(Decimal(sum(parts)) - total) <= self.nearly * Decimal(total)


def _compile(rule: Rule, context: Context) -> Judge:
    words = _Words.of(lexicon_of(context, rule.params["lexicon"]))

    def judge(report: Report, _: Parameters) -> Outcome:
        return verdict_of(list(_wrong(report, words, rule.message)))

    return judge


def _wrong(report: Report, words: _Words, message: str) -> Iterator[Finding]:
    prose = report.prose
    for match in words.total.finditer(prose):
        begin = _sentence_start(prose, match.start())
        for total, unit, listed in _not_adding_up(match, prose[begin : match.start()], words):
            own = unit == match["unit"]
            start, end = match.start() if own else begin, match.start("list") + len(listed.text)
            written = match["total"] if own else value_text(total)
            yield _finding(
                report, message, (start, end), f"{written}{unit}", total, listed.values, match.start("total")
            )
    for match in words.closing.finditer(prose):
        begin = _sentence_start(prose, match.start())
        text, total = _ASIDE.sub(_blank, prose[begin : match.start()]), _number(match["total"])
        values = [part.whole for part in words.parts(text) if part.unit == match["unit"]]
        if len(values) < 2 or words.stop.search(text) or not words.is_near(values, total):
            continue
        if total not in accumulate(reversed(values)):
            written = f"{match['total']}{match['unit']}"
            yield _finding(report, message, (begin, match.end()), written, total, values, match.start("total"))


def _finding(
    report: Report,
    message: str,
    span: tuple[int, int],
    written: str,
    total: Number,
    parts: Sequence[Number],
    at: int,
) -> Finding:
    """The parts of a total, which is written at a place in these words, do not add up to it."""
    unit = written.lstrip("0123456789.，")
    formula = f"{' + '.join(map(value_text, parts))} = {value_text(sum(parts))} ≠ {value_text(total)}"
    fields = {"总数": written, "算式": formula, "计量单位": unit}
    key = f"{report.passage_at(at).section}/{unit}/{report.prose[max(at - _BEFORE, 0) : at]}"
    return Finding(fill(message, fields), key, (quote(report, *span, formula),))


def _sentence_start(prose: str, at: int) -> int:
    return max(prose.rfind(mark, 0, at) for mark in _SENTENCE_ENDS) + 1


def _not_adding_up(match: re.Match[str], sentence: str, words: _Words) -> Iterator[tuple[Number, str, _List]]:
    """The totals before a list, after the beginning of their sentence, with the parts that do not make them up."""
    if match.string[match.end() : match.end() + 1] == "\n" and match[0][-1] not in _MARKS:  # it may go on below
        return
    cut = words.stop.search(match["list"])
    text = _ASIDE.sub(_blank, match["list"][: cut.start()] if cut else match["list"])
    before = words.parts(sentence)
    totals = {unit: (total, list(words.lists(text, unit))) for total, unit in _totals(match, before, words.parts(text))}
    right = {unit for unit, (total, lists) in totals.items() if any(one.adds_up(total) for one in lists)}
    for unit, (total, lists) in totals.items():
        alike = [part.value for part in before if part.unit == unit]
        if unit in right or any(_belong_to(alike, one.values, total) for one in lists if one.is_alike):
            continue
        # where what is counted beside it adds up, nothing is left out
        meant = [
            one
            for one in lists
            if one.is_alike and (right or words.is_meant_whole(match["word"] + one.text, one.values, total))
        ]
        if meant:
            yield total, unit, min(meant, key=lambda one: abs(Decimal(sum(one.values)) - total))


def _totals(match: re.Match[str], before: Sequence[_Part], parts: Sequence[_Part]) -> Iterator[tuple[Number, str]]:
    """The total before the list, and the last one in any other unit that goes with it part by part.

    对13件收费1300元。其中，甲单位4件，收取400元；乙单位9件，收取900元。
    """
    yield _number(match["total"]), match["unit"]
    count = [part.unit for part in parts].count(match["unit"])
    for unit, total in {part.unit: part.value for part in before}.items():
        if unit != match["unit"] and count > 1 and [part.unit for part in parts].count(unit) == count:
            yield total, unit


def _blank(aside: re.Match[str]) -> str:
    return " " * len(aside[0])


def _number(text: str) -> Number:
    return parse_number(text.replace("，", ",")) or 0


def _belong_to(before: Sequence[Number], parts: Sequence[Number], total: Number) -> bool:
    """The parts are those of a number further before (新收101件，上年结转1件，其中自然人100件、法人1件), or of both."""
    whole = sum(parts)
    return whole in before or whole == sum(before) + total or bool(before and max(parts) > total)


SUM_CHECK = Check(
    name="sum",
    title="分项之和等于总数",
    compile=_compile,
    properties={"lexicon": {**LEXICON, "description": "词表名称：引出分项、截止分项的文字，见词表 parts"}},
    required=("lexicon", "message"),
    fields=("总数", "算式", "计量单位"),
)
