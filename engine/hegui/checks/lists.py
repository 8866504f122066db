"""Kinds `list` (numbered items: in one style, or two lists of one length) and `enumeration` (a sentence names all)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from re import Match
from typing import NamedTuple

from hegui.checks.evidence import quote
from hegui.checks.formula import check_fields
from hegui.checks.outline import number, numberings
from hegui.checks.passages import SCOPE, Text, scope_of, section_of, texts_of
from hegui.checks.patterns import PATTERN, PATTERNS, AnyOf, Regex, any_of, regex
from hegui.model.report import Passage, Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.recognise.numerals import parse_number
from hegui.rules.check import (
    PASSED,
    Check,
    Context,
    Judge,
    Parameters,
    cannot_assess,
    failed,
    fill,
    not_applicable,
    verdict_of,
)

_QUOTED = 12
"""So many characters of an item are quoted to show its number."""
_CLIP = 30


def _compile_list(rule: Rule, context: Context) -> Judge:
    if rule.params["expect"] == "count":
        return _same_count(rule, context)
    return _one_style(rule, context)


# -- one style -------------------------------------------------------------------------------------------------------


class _Item(NamedTuple):
    number: int
    style: str
    """Its number as printed, with 1 or 一 for whatever number it is."""
    passage: Passage


def _one_style(rule: Rule, context: Context) -> Judge:
    scope = scope_of(rule.params.get("scope"), context)
    numbered = number(context)
    check_fields(rule.message, ("前", "后"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            items: dict[str, list[_Item]] = defaultdict(list)
            for passage in report.passages:
                if text.start <= passage.start < text.end and (item := _item(passage, numbered)) is not None:
                    items[passage.section].append(item)
            for section, listed in items.items():
                for first, second in _breaks(listed):
                    places[section, first.style, second.style] += (_shown(text, first), _shown(text, second))
        return verdict_of(
            [
                Finding(fill(rule.message, {"前": first, "后": second}), f"{section} {first} {second}", tuple(evidence))
                for (section, first, second), evidence in places.items()
            ]
        )

    return judge


def _item(passage: Passage, numbered: Regex) -> _Item | None:
    match = numbered.compiled.match(passage.text)
    if match is None:
        return None
    value = parse_number(match["n"])
    if not isinstance(value, int):
        return None
    start, end = (match.start("n") - match.start(), match.end("n") - match.start())
    numeral = "1" if match["n"].isdigit() else "一"
    return _Item(value, match[0][:start] + numeral + match[0][end:], passage)


def _breaks(items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item]]:
    """Neighbours n and n + 1 in different styles, where n + 1 continues no list of its own style."""
    last: dict[str, int] = {}
    for before, item in pairwise(items):
        last[before.style] = before.number
        if item.style != before.style and item.number == before.number + 1 != last.get(item.style, 0) + 1:
            yield before, item


def _shown(text: Text, item: _Item) -> Evidence:
    start = item.passage.start
    return text.evidence(start, start + min(len(item.passage.text), _QUOTED))


# -- one length ------------------------------------------------------------------------------------------------------


def _same_count(rule: Rule, context: Context) -> Judge:
    scope = rule.params.get("scope")
    if not isinstance(scope, str) or "turn" not in rule.params or "lists" not in rule.params:
        raise ValueError("expect: count 要写明是哪个部分（scope）、哪两处列举（lists）和由前者转入后者的文字（turn）。")
    one, other = rule.params["lists"]
    check_fields(rule.message, (one, other))
    section = section_of(scope, context)
    labels = any_of(rule.params.get("labels", ()), context)
    turn = any_of(rule.params["turn"], context)
    styles = numberings(context)

    def judge(report: Report, _: Parameters) -> Outcome:
        if section not in report.section_by_key:
            return cannot_assess(f"没有读到{report.template.section_name(section)}")
        if why := report.unread(section):
            return cannot_assess(why)
        body = report.text_of(section)
        turning = _earliest(turn, body)
        if turning is None:
            return not_applicable(f"没有分别列出{one}和{other}")
        before, after = body[: turning.start()], body[turning.end() :]
        first, second = (counted(labels.sub("", text), styles) for text in (before, after))
        if first is None or second is None:
            return not_applicable(f"{one}或{other}没有逐项编号")
        if first == second:
            return PASSED
        start = report.section_by_key[section].start
        items = [match.start() for style in styles if (match := style.search(before))]
        evidence = (_clip(report, start + min(items, default=0)), _clip(report, start + turning.start()))
        return failed(Finding(fill(rule.message, {one: first, other: second}), "数目", evidence))

    return judge


def counted(text: str, styles: Iterable[Regex]) -> int | None:
    """Number of items of the outermost list in a text; None where nothing, or not clearly, is counted."""
    found = [(match.start(), style) for style in styles if (match := style.search(text))]
    if not found:
        return None
    _, outermost = min(found, key=lambda first: first[0])
    numbers = [parse_number(match["n"]) for match in outermost.finditer(text)]
    return len(numbers) if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) else None


def _earliest(patterns: Iterable[Regex], text: str) -> Match[str] | None:
    found = [match for pattern in patterns if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start(), default=None)


def _clip(report: Report, start: int) -> Evidence:
    passage = report.passage_at(start)
    return quote(report, start, min(start + _CLIP, passage.start + len(passage.text)))


# -- all of them named -----------------------------------------------------------------------------------------------


def _compile_enumeration(rule: Rule, context: Context) -> Judge:
    items: Mapping[str, AnyOf] = {name: any_of(cues, context) for name, cues in rule.params["items"].items()}
    opener = regex(rule.params["opener"], context)
    count = regex(rule.params["number"], context) if "number" in rule.params else None
    open_end = regex(rule.params["open_end"], context) if "open_end" in rule.params else None
    least: int = rule.params.get("least", 2)
    scope = scope_of(rule.params.get("scope"), context)
    message = rule.message

    def judge(report: Report, _: Parameters) -> Outcome:
        for text in next(filter(None, (texts_of(report, (part,)) for part in scope)), []):
            for match in opener.finditer(text.content, text.start, text.end):
                end = min(_ends(text.content, match.start(), text.end))
                listed = text.content[match.start() : end]
                named = [name for name, cues in items.items() if cues.search(listed)]
                if len(named) >= least:
                    return compared(listed, named, text.evidence(match.start(), end))
        return not_applicable(rule.params.get("missing_reason", "没有这样的列举"))

    def compared(listed: str, named: Sequence[str], evidence: Evidence) -> Outcome:
        findings = []
        missing = [name for name in items if name not in named]
        told = count.search(listed) if count else None
        said = parse_number(told["n"]) if told else None
        open_ended = open_end is not None and open_end.search(listed) is not None
        told_in_part = open_ended and (said is None or (said == len(items) and len(missing) > 1))
        if missing and not told_in_part:
            findings.append(("没有列出" + "、".join(f"“{name}”" for name in missing), "缺"))
        if said is not None and said != len(items):
            findings.append((f"称有 {said} 项，应为 {len(items)} 项", "数目"))
        return verdict_of([Finding(fill(message, {"说明": says}), key, (evidence,)) for says, key in findings])

    return judge


def _ends(text: str, start: int, end: int) -> list[int]:
    """Where the sentence or paragraph may end: the items of a list may be set apart by semicolons."""
    return [end, *(stop for mark in "。\n" if (stop := text.find(mark, start, end)) >= 0)]


LIST_CHECK = Check(
    name="list",
    title="逐项列举的序号和项数",
    compile=_compile_list,
    properties={
        "expect": {
            "enum": ["style", "count"],
            "description": "style 同一列表的序号写法一致；count 前后两处列举的项数相同",
        },
        "scope": SCOPE,
        "lists": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "description": "前后两处列举的名称，用于 count；项数在问题说明中以此为名",
            "items": {"type": "string", "minLength": 1, "description": "名称"},
        },
        "turn": {**PATTERNS, "description": "由前一处列举转入后一处的文字，用于 count"},
        "labels": {**PATTERNS, "description": "小标题等，数项数之前先去掉，用于 count"},
    },
    required=("expect", "message"),
)

ENUMERATION_CHECK = Check(
    name="enumeration",
    title="一句话列举的各项",
    compile=_compile_enumeration,
    properties={
        "scope": {**SCOPE, "description": f"{SCOPE['description']}；写几个部分的，在其中第一个有文字的部分查找"},
        "items": {
            "type": "object",
            "minProperties": 1,
            "description": "应当列举的各项：名称和表明该项的文字",
            "additionalProperties": PATTERNS,
        },
        "opener": {**PATTERN, "description": "列举之前的文字"},
        "number": {**PATTERN, "description": "说明共有几项的文字，(?P<n>…) 一组为数目"},
        "open_end": {**PATTERN, "description": "表明列举未尽的文字"},
        "least": {"type": "integer", "minimum": 1, "default": 2, "description": "列出几项以上的句子才算列举"},
        "missing_reason": {"type": "string", "minLength": 1, "description": "没有列举时的理由"},
    },
    required=("items", "opener", "message"),
    fields=("说明",),
)
