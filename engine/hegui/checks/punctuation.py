"""Kinds `punctuation` (doubled, mixed and unpaired marks) and `numbering` (styles mixed in one list)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hegui.checks.passages import SCOPE, Text, scope_of, texts_of
from hegui.checks.patterns import PATTERN, AnyOf, any_of, regex
from hegui.model.report import Passage, Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.recognise.numerals import parse_number
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of

_QUOTES = 5
_BEFORE = 12
"""So many characters are quoted before or behind an unpaired mark."""


def _compile_punctuation(rule: Rule, context: Context) -> Judge:
    forbidden = [(regex(entry["pattern"], context), entry["says"]) for entry in rule.params.get("forbid", ())]
    pairs: list[str] = rule.params.get("pairs", [])
    ignored = any_of(rule.params.get("ignore", ()), context)
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[str, list[Evidence]] = defaultdict(list)
        texts = texts_of(report, scope)
        for text in texts:
            for pattern, says in forbidden:
                for match in pattern.finditer(text.content, text.start, text.end):
                    places[says].append(text.evidence(*match.span()))
        odd = [pair for pair in pairs if any(_count(text, pair[0]) != _count(text, pair[1]) for text in texts)]
        for text in _by_section(report, texts) if odd else ():
            for pair, at in _unpaired(text, odd, ignored):
                says = f"“{pair[0]}”与“{pair[1]}”不成对"
                places[says].append(_around(text, at, before=text.content[at] == pair[1]))
        return verdict_of(
            [
                Finding(fill(rule.message, {"说明": says, "词": _words(evidence)}), says, tuple(evidence[:_QUOTES]))
                for says, evidence in places.items()
            ]
        )

    return judge


def _by_section(report: Report, texts: Sequence[Text]) -> Iterator[Text]:
    """The same text section by section: a pair may span paragraphs, but not sections."""
    for text in texts:
        begin, section = text.start, None
        for passage in report.passages:
            if passage.section != section and text.start <= passage.start < text.end:
                if section is not None:
                    yield text._replace(start=begin, end=passage.start)
                begin, section = passage.start, passage.section
        yield text._replace(start=begin)


def _count(text: Text, mark: str) -> int:
    return text.content.count(mark, text.start, text.end)


def _unpaired(text: Text, pairs: Sequence[str], ignored: AnyOf) -> list[tuple[str, int]]:
    """Opening marks that nothing closes and closing marks that nothing opened, each with its pair and offset."""
    skipped = {
        at
        for pattern in ignored
        for match in pattern.finditer(text.content, text.start, text.end)
        for at in range(*match.span())
    }
    standing = [(text.content[at], at) for at in range(text.start, text.end) if at not in skipped]
    return [(pair, at) for pair in pairs for at in _unclosed(pair, standing)]


def _unclosed(pair: str, marks: Iterable[tuple[str, int]]) -> Iterator[int]:
    """Offsets of the marks of a pair that have no partner."""
    opened: list[int] = []
    for mark, at in marks:
        if mark == pair[0]:
            opened.append(at)
        elif mark == pair[1]:
            if opened:
                opened.pop()
            else:
                yield at
    yield from opened


def _around(text: Text, at: int, *, before: bool) -> Evidence:
    """A mark with some words on the side on which its partner should be."""
    passage = text.report.passage_at(at)
    first = max(at - _BEFORE, passage.start) if before else at
    last = at + 1 if before else min(at + _BEFORE, passage.start + len(passage.text))
    return text.evidence(first, last)


def _words(evidence: Sequence[Evidence]) -> str:
    return "、".join(f"“{item.quote}”" for item in evidence[:_QUOTES] if item.quote)


# -- numbering -------------------------------------------------------------------------------------------------------

_OPENERS = "（0123456789一二三四五六七八九十"
_ITEM = re.compile(r"(?P<open>（)?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<close>[）、．，]|\.(?!\d))")


class _Item(NamedTuple):
    number: int
    style: str
    passage: Passage


def _item(passage: Passage) -> _Item | None:
    match = _ITEM.match(passage.text) if passage.text[:1] in _OPENERS else None
    if match is None:
        return None
    number = parse_number(match["number"])
    if not isinstance(number, int):
        return None
    numeral = "1" if match["number"].isdigit() else "一"
    return _Item(number, f"{match['open'] or ''}{numeral}{match['close']}", passage)


def _compile_numbering(rule: Rule, _: Context) -> Judge:
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            items: dict[str, list[_Item]] = defaultdict(list)
            for passage in report.passages:
                if text.start <= passage.start < text.end and (item := _item(passage)) is not None:
                    items[passage.section].append(item)
            for section, listed in items.items():
                for first, second in _breaks(listed):
                    places[section, first.style, second.style] += (_quoted(text, first), _quoted(text, second))
        return verdict_of(
            [
                Finding(fill(rule.message, {"前": first, "后": second}), f"{section} {first} {second}", tuple(evidence))
                for (section, first, second), evidence in places.items()
            ]
        )

    return judge


def _breaks(items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item]]:
    """Neighbours n and n + 1 in different styles, where n + 1 continues no list of its own style."""
    last: dict[str, int] = {}
    for before, item in pairwise(items):
        last[before.style] = before.number
        if item.style != before.style and item.number == before.number + 1 != last.get(item.style, 0) + 1:
            yield before, item


def _quoted(text: Text, item: _Item) -> Evidence:
    start = item.passage.start
    return text.evidence(start, start + min(len(item.passage.text), _BEFORE))


PUNCTUATION_CHECK = Check(
    name="punctuation",
    title="标点",
    compile=_compile_punctuation,
    properties={
        "scope": SCOPE,
        "forbid": {
            "type": "array",
            "description": "不规范的标点",
            "items": {
                "type": "object",
                "description": "一种不规范的标点",
                "properties": {"pattern": PATTERN, "says": {"type": "string", "description": "哪里不规范"}},
                "required": ["pattern", "says"],
                "additionalProperties": False,
            },
        },
        "pairs": {
            "type": "array",
            "description": "应成对的标点，如 《》",
            "items": {"type": "string", "minLength": 2, "maxLength": 2, "description": "一对标点"},
        },
        "ignore": {"type": "array", "items": PATTERN, "description": "不论是否成对的文字，如编号后的半个括号"},
    },
    required=("message",),
    fields=("说明", "词"),
)

NUMBERING_CHECK = Check(
    name="numbering",
    title="序号",
    compile=_compile_numbering,
    properties={"scope": SCOPE},
    required=("message",),
    fields=("前", "后"),
)
