"""Kind `pattern`: words that must not stand in a part of the report, and words that must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from re import Match
from typing import Any, NamedTuple

from hegui.checks.passages import SCOPE, Text, missing_parts, scope_of, section_name, sentence_span, texts_of
from hegui.checks.patterns import PATTERN, Patterns, Regex, regex
from hegui.model.form import Years
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.build import years_of
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, verdict_of
from hegui.rules.schema_parts import YEARS
from hegui.rules.trace import judged

_QUOTES = 5
"""So many places of one fault are quoted; the others are of the same kind."""

_SAYS = {"type": "string", "minLength": 1, "description": "一句话：哪里不对，供问题说明中的 {说明} 使用"}
_ENTRY: dict[str, Any] = {"type": ["string", "object"], "minLength": 1}
"""A pattern alone, or a pattern with what belongs to it."""
_FORBIDDEN = {
    **_ENTRY,
    "description": "不应出现的文字",
    "properties": {
        "pattern": PATTERN,
        "says": _SAYS,
        "scope": {key: value for key, value in SCOPE.items() if key != "default"},  # that of the rule
        "years": YEARS,
        "unless": {**PATTERN, "description": "所在的句子里有合此式的文字时不算"},
    },
    "required": ["pattern"],
    "additionalProperties": False,
}
_REQUIRED = {
    **_ENTRY,
    "description": "应有的文字",
    "properties": {"pattern": PATTERN, "says": _SAYS},
    "required": ["pattern"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class _Forbidden:
    says: str
    years: Years | None
    unless: Regex | None

    @classmethod
    def of(cls, entry: Mapping[str, Any], context: Context) -> _Forbidden:
        return cls(
            entry.get("says", ""),
            years_of(entry["years"]) if "years" in entry else None,
            regex(entry["unless"], context) if "unless" in entry else None,
        )


class _Group(NamedTuple):
    """Forbidden words that are looked for in the same parts."""

    scope: tuple[str, ...]
    patterns: Patterns
    entries: tuple[_Forbidden, ...]


def _compile(rule: Rule, context: Context) -> Judge:
    scope = scope_of(rule.params.get("scope"))
    forbidden = tuple(_groups(_entries(rule, "forbid"), scope, context))
    required = tuple((entry.get("says", ""), regex(entry["pattern"], context)) for entry in _entries(rule, "require"))
    message = rule.message or "{说明}"
    if not forbidden and not required:
        raise ValueError("规则中既没有 forbid（不应出现的文字），也没有 require（应有的文字），请至少写一项。")

    def judge(report: Report, _: Parameters) -> Outcome:
        findings = _forbidden(report, forbidden, message)
        if required:
            texts = texts_of(report, scope)
            found = [(says, _found(pattern, texts)) for says, pattern in required]
            for says, match in found:
                judged("应有的文字", f"“{match[0]}”" if match else f"没有找到：{says}", bool(match))
            missing = [says for says, match in found if not match]
            if missing and (not texts or missing_parts(report, scope)):
                names = "、".join(section_name(part) for part in missing_parts(report, scope) or scope)
                return cannot_assess(f"没有读到{names}，无从判断")
            findings += [_finding(message, says, [texts[0].opening()]) for says in missing]
        return verdict_of(findings)

    return judge


def _entries(rule: Rule, key: str) -> list[Mapping[str, Any]]:
    return [{"pattern": entry} if isinstance(entry, str) else entry for entry in rule.params.get(key, ())]


def _groups(entries: Iterable[Mapping[str, Any]], scope: tuple[str, ...], context: Context) -> Iterator[_Group]:
    by_scope: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for entry in entries:
        by_scope.setdefault(scope_of(entry["scope"]) if "scope" in entry else scope, []).append(entry)
    for parts, members in by_scope.items():
        patterns = Patterns(regex(entry["pattern"], context) for entry in members)
        yield _Group(parts, patterns, tuple(_Forbidden.of(entry, context) for entry in members))


def _forbidden(report: Report, groups: Iterable[_Group], message: str) -> list[Finding]:
    """One finding for each kind of forbidden words, with the places where they stand."""
    places: dict[str, list[Evidence]] = {}
    for group in groups:
        for text, number, match in _matches(group, texts_of(report, group.scope)):
            entry = group.entries[number]
            if entry.years is not None and report.year is not None and report.year not in entry.years:
                continue
            evidence = text.evidence(*match.span())
            excused = entry.unless is not None and _excused(entry.unless, text, match.start())
            if not excused:
                places.setdefault(entry.says, []).append(evidence)
            judged(
                "不应出现的文字",
                f"“{evidence.quote}”{'，句中有 unless 的文字，不算' if excused else ''}",
                excused,
                evidence,
            )
    return [_finding(message, says, evidence) for says, evidence in places.items()]


def _matches(group: _Group, texts: Sequence[Text]) -> Iterator[tuple[Text, int, Match[str]]]:
    """Matches in any of the texts; parts of one text are searched together, which is faster."""
    for content in dict.fromkeys(text.content for text in texts):
        parts = [text for text in texts if text.content is content]
        for number, match in group.patterns.matches(content, parts[0].start, max(text.end for text in parts)):
            for text in parts:
                if text.start <= match.start() and match.end() <= text.end:
                    yield text, number, match
                    break


def _excused(unless: Regex, text: Text, offset: int) -> bool:
    return bool(unless.search(text.content, *sentence_span(text.content, offset, text.start, text.end)))


def _found(pattern: Regex, texts: Iterable[Text]) -> Match[str] | None:
    matches = (pattern.search(text.content, text.start, text.end) for text in texts)
    return next(filter(None, matches), None)


def _finding(message: str, says: str, evidence: list[Evidence]) -> Finding:
    words = "、".join(dict.fromkeys(item.quote for item in evidence if item.quote))
    return Finding(fill(message, {"说明": says, "词": words}), says or "text", tuple(evidence[:_QUOTES]))


PATTERN_CHECK = Check(
    name="pattern",
    title="应有或不应有的文字",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "forbid": {"type": "array", "minItems": 1, "description": "不应出现的文字", "items": _FORBIDDEN},
        "require": {"type": "array", "minItems": 1, "description": "应有的文字，各项都要有", "items": _REQUIRED},
    },
    fields=("词", "说明"),
)
