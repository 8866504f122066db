"""Kinds `announced_parts` (the parts that the preamble announces) and `counted_lists` (problems against measures)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hegui.checks.evidence import quote
from hegui.checks.passages import PREAMBLE, SECTIONS, texts_of
from hegui.checks.patterns import PATTERN, PATTERNS, AnyOf, Regex, any_of, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.recognise.numerals import parse_number
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill, not_applicable

_FEWEST = 3
"""A sentence that names fewer of the parts announces something else."""


def _compile_parts(rule: Rule, context: Context) -> Judge:
    parts: Mapping[str, AnyOf] = {name: any_of(cues, context) for name, cues in rule.params["parts"].items()}
    opener = regex(rule.params["opener"], context)
    number = regex(rule.params["number"], context)
    open_end = regex(rule.params["open_end"], context)
    message = rule.message

    def judge(report: Report, _: Parameters) -> Outcome:
        for text in texts_of(report, (PREAMBLE,)) or texts_of(report, ("一",)):
            for match in opener.finditer(text.content, text.start, text.end):
                end = min(_ends(text.content, match.start(), text.end))
                announced = text.content[match.start() : end]
                named = [name for name, cues in parts.items() if cues.search(announced)]
                if len(named) >= _FEWEST:
                    return _compared(report, announced, named, quote(report, match.start(), end))
        return not_applicable("导语没有列举报告的组成部分")

    def _compared(report: Report, announced: str, named: Sequence[str], evidence: Evidence) -> Outcome:
        findings = []
        missing = [name for name in parts if name not in named]
        count = number.search(announced)
        said = parse_number(count["n"]) if count else None
        if missing and (said is not None or not open_end.search(announced)):
            findings.append(("没有列出" + "、".join(f"“{name}”" for name in missing), "缺"))
        if said is not None and said != len(parts):
            findings.append((f"称有 {said} 个部分，应为 {len(parts)} 个部分", "数目"))
        if not findings:
            return PASSED
        return failed(*(Finding(fill(message, {"说明": says}), key, (evidence,)) for says, key in findings))

    return judge


def _ends(text: str, start: int, end: int) -> list[int]:
    """Where the sentence or paragraph may end: the parts of a list may be set apart by semicolons."""
    return [end, *(stop for mark in "。\n" if (stop := text.find(mark, start, end)) >= 0)]


# -- problems and measures -------------------------------------------------------------------------------------------

_STYLES = (
    re.compile(r"(?P<n>[一二三四五六七八九十]{1,2})是"),
    re.compile(r"第(?P<n>[一二三四五六七八九十]{1,2})[，、]"),
    re.compile(r"（(?P<n>[一二三四五六七八九十]{1,2})）"),
    re.compile(r"^(?P<n>[一二三四五六七八九十]{1,2})、", re.MULTILINE),
    re.compile(r"(?:^|(?<=[：。；]))(?P<n>\d{1,2})[.、．](?!\d)", re.MULTILINE),
    re.compile(r"[（(]?(?P<n>\d{1,2})）"),
)


def counted(text: str) -> int | None:
    """Number of items of the outermost list in a text; None where nothing, or not clearly, is counted."""
    found = [(match.start(), style) for style in _STYLES if (match := style.search(text))]
    if not found:
        return None
    _, outermost = min(found, key=lambda first: first[0])
    numbers = [parse_number(match["n"]) for match in outermost.finditer(text)]
    return len(numbers) if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) else None


def _compile_lists(rule: Rule, context: Context) -> Judge:
    section: str = rule.params["section"]
    labels = any_of(rule.params["labels"], context)
    turn = any_of(rule.params["turn"], context)

    def judge(report: Report, _: Parameters) -> Outcome:
        if section not in report.section_by_key:
            return cannot_assess(f"没有读到第{section}部分")
        body = report.text_of(section)
        turning = _first(turn, body)
        if turning is None:
            return not_applicable("没有分别列出问题和措施")
        problems, measures = body[: turning.start()], body[turning.end() :]
        first, second = (counted(labels.sub("", text)) for text in (problems, measures))
        if first is None or second is None:
            return not_applicable("问题或措施没有逐项编号")
        if first == second:
            return PASSED
        start = report.section_by_key[section].start
        evidence = (
            _clip(report, start + _first_item(problems)),
            _clip(report, start + turning.start()),
        )
        return failed(Finding(fill(rule.message, {"问题": first, "措施": second}), "数目", evidence))

    return judge


def _first(patterns: Iterable[Regex], text: str) -> re.Match[str] | None:
    found = [match for pattern in patterns if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start(), default=None)


def _first_item(text: str) -> int:
    return min((match.start() for style in _STYLES if (match := style.search(text))), default=0)


def _clip(report: Report, start: int) -> Evidence:
    passage = report.passage_at(start)
    return quote(report, start, min(start + 30, passage.start + len(passage.text)))


ANNOUNCED_PARTS_CHECK = Check(
    name="announced_parts",
    title="导语列举的组成部分",
    compile=_compile_parts,
    properties={
        "parts": {
            "type": "object",
            "minProperties": 1,
            "description": "报告的各部分：名称和表明该部分的文字",
            "additionalProperties": PATTERNS,
        },
        "opener": {**PATTERN, "description": "列举之前的文字"},
        "number": {**PATTERN, "description": "说明共有几个部分的文字，(?P<n>…) 一组为数目"},
        "open_end": {**PATTERN, "description": "表明列举未尽的文字"},
    },
    required=("parts", "opener", "number", "open_end", "message"),
    fields=("说明",),
)

COUNTED_LISTS_CHECK = Check(
    name="counted_lists",
    title="问题与措施的数目",
    compile=_compile_lists,
    properties={
        "section": {"enum": list(SECTIONS), "description": "所在的部分"},
        "labels": {**PATTERNS, "description": "小标题等，数项数之前先去掉"},
        "turn": {**PATTERNS, "description": "由问题转入措施的文字"},
    },
    required=("section", "labels", "turn", "message"),
    fields=("问题", "措施"),
)
