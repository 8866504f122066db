"""Kind `pattern`: words that must not stand in a part of the report, and words that must.

What must not stand there is a pattern (with what must stand beside it, or must not), the words of a lexicon, such
words interrupted by something else, or a mark without its partner.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from re import Match
from typing import Any, NamedTuple

from msgspec.structs import replace

from hegui.checks.checksums import CHECKSUMS
from hegui.checks.passages import SCOPE, Text, missing_parts, scope_of, texts_of
from hegui.checks.patterns import LEXICON, PATTERN, AnyOf, Patterns, Regex, any_of, lexicon_of, regex, under
from hegui.model.form import Years
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fields_of, fill, verdict_of
from hegui.rules.schema import YEARS
from hegui.rules.scope import years_of
from hegui.rules.trace import judged

_QUOTES = 5
"""So many places of one fault are quoted; the others are of the same kind."""
_AROUND = 12
"""So many characters are quoted before or behind an unpaired mark."""
_ANYWHERE = "unless_anywhere"
_QUOTED_GROUP = "词"
"""The group of a pattern that is quoted instead of the whole match."""


_CONDITIONS = {"years", "unless", _ANYWHERE, "after", "not_after", "always", "verify"}
_KEYS: Mapping[str, set[str]] = {
    "pattern": _CONDITIONS | {"says", "mask", "instead"},
    "words": _CONDITIONS,
    "split_by": {"split_by"},
    "pair": {"ignore", _ANYWHERE},
}
"""By which keys an entry is judged, according to what it forbids."""


class _Hit(NamedTuple):
    """A place of forbidden words. Hits of one key and one wording are one finding."""

    key: str
    fields: tuple[tuple[str, str], ...]
    evidence: Evidence
    masked: bool = False


_Search = Callable[[Report, Sequence[Text]], Iterator[_Hit]]
"""Finds in some texts of a report what entries of `forbid` forbid."""


class _Searches(NamedTuple):
    """What is looked for in the same parts."""

    scope: tuple[str, ...]
    searches: tuple[_Search, ...]

    def hits(self, report: Report) -> Iterator[_Hit]:
        texts = texts_of(report, self.scope)
        for search in self.searches:
            yield from search(report, texts)


def _compile(rule: Rule, context: Context) -> Judge:
    scope = scope_of(rule.params.get("scope"), context)
    searches = list(_by_scope(_entries(rule, "forbid"), scope, context))
    required = [(entry.get("says", ""), regex(entry["pattern"], context)) for entry in _entries(rule, "require")]
    message = rule.message or "{说明}"
    _check_right_words(rule, context)
    if not searches and not required:
        raise ValueError("规则中既没有 forbid（不应出现的文字），也没有 require（应有的文字），请至少写一项。")

    def judge(report: Report, _: Parameters) -> Outcome:
        findings = _findings((hit for each in searches for hit in each.hits(report)), message)
        if required:
            texts = texts_of(report, scope)
            found = [(says, _first(pattern, texts)) for says, pattern in required]
            for says, match in found:
                judged("应有的文字", f"“{match[0]}”" if match else f"没有找到：{says}", bool(match))
            missing = [says for says, match in found if not match]
            if missing and (not texts or missing_parts(report, scope)):
                names = "、".join(map(report.template.section_name, missing_parts(report, scope) or scope))
                return cannot_assess(f"没有读到{names}，无从判断")
            if missing and (why := next(filter(None, map(report.unread, scope)), "")):
                return cannot_assess(why)
            findings += [
                Finding(fill(message, {"说明": says}), says or "text", (texts[0].opening(),)) for says in missing
            ]
        return verdict_of(findings)

    return judge


def _check_right_words(rule: Rule, context: Context) -> None:
    """See that a message which tells the right word is not for words that have none."""
    if "正" not in fields_of(rule.message):
        return
    for entry in _entries(rule, "forbid"):
        words = lexicon_of(context, entry["words"]).get("words", ()) if "words" in entry else ()
        if "split_by" not in entry and any(isinstance(word, str) for word in words):
            raise ValueError(f"词表“{entry['words']}”没有写正确的词，问题说明中的“{{正}}”不能用；请改正。")


def _entries(rule: Rule, key: str) -> list[Mapping[str, Any]]:
    return [{"pattern": entry} if isinstance(entry, str) else entry for entry in rule.params.get(key, ())]


def _first(pattern: Regex, texts: Iterable[Text]) -> Match[str] | None:
    matches = (pattern.search(text.content, text.start, text.end) for text in texts)
    return next(filter(None, matches), None)


def _findings(hits: Iterable[_Hit], message: str) -> list[Finding]:
    places: dict[tuple[str, tuple[tuple[str, str], ...]], list[_Hit]] = defaultdict(list)
    for hit in hits:
        places[hit.key, hit.fields].append(hit)
    return [_finding(key, dict(fields), same, message) for (key, fields), same in places.items()]


def _finding(key: str, fields: Mapping[str, str], hits: Sequence[_Hit], message: str) -> Finding:
    """One fault with the places where it stands: every one of what must be struck out, a few of what must be mended."""
    words = "、".join(dict.fromkeys(hit.evidence.quote for hit in hits if hit.evidence.quote))
    shown = hits if hits[0].masked else hits[:_QUOTES]
    return Finding(fill(message, {"词": words, **fields}), key, tuple(hit.evidence for hit in shown))


# -- entries ---------------------------------------------------------------------------------------------------------


def _by_scope(entries: Iterable[Mapping[str, Any]], scope: tuple[str, ...], context: Context) -> Iterator[_Searches]:
    by_scope: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for entry in entries:
        if len(entry.keys() & {"pattern", "words", "pair"}) != 1:
            raise ValueError("forbid 的每一项应写 pattern（文字）、words（词表）、pair（成对的标点）中的一个，请改正。")
        _check_keys(entry)
        by_scope.setdefault(scope_of(entry["scope"], context) if "scope" in entry else scope, []).append(entry)
    for parts, members in by_scope.items():
        patterns = [_Forbidden.of(entry, context) for entry in members if "pattern" in entry]
        others = [_search(entry, context) for entry in members if "pattern" not in entry]
        yield _Searches(parts, (*([_of_patterns(patterns)] if patterns else ()), *others))


def _check_keys(entry: Mapping[str, Any]) -> None:
    """Refuse a key that the entry would not be judged by."""
    what = next(key for key in ("split_by", "words", "pair", "pattern") if key in entry)
    unused = entry.keys() - _KEYS[what] - {"scope", "words" if what == "split_by" else what}
    if unused:
        raise ValueError(f"forbid 中写 {what} 的一项不看“{min(unused)}”，请删去，或者改写成 pattern。")


def _search(entry: Mapping[str, Any], context: Context) -> _Search:
    if "pair" in entry:
        return _unpaired(entry["pair"], any_of(entry.get("ignore", ()), context), under(entry, _ANYWHERE, context))
    words = lexicon_of(context, entry["words"]).get("words", ())
    if "split_by" in entry:
        return _interrupted(words, regex(entry["split_by"], context))
    return _wrong_words(entry["words"], words, _Conditions.of(entry, context), context)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """When words that were found are forbidden indeed."""

    years: Years | None
    unless: Regex | None
    unless_anywhere: Regex | None
    after: Regex | None
    not_after: Regex | None
    always: Regex | None
    verify: Callable[[str], bool] | None

    @classmethod
    def of(cls, entry: Mapping[str, Any], context: Context) -> _Conditions:
        unless, unless_anywhere, after, not_after, always = (
            regex(entry[key], context) if key in entry else None
            for key in ("unless", _ANYWHERE, "after", "not_after", "always")
        )
        return cls(
            years_of(entry["years"]) if "years" in entry else None,
            unless,
            unless_anywhere,
            after,
            not_after,
            always,
            CHECKSUMS[entry["verify"]] if "verify" in entry else None,
        )

    def forbid(self, text: Text, start: int, evidence: Evidence) -> bool:
        """Whether what is meant there is forbidden; noted for the trace of the rule."""
        excused = self.excused(text, start)
        told = f"“{evidence.quote}”{'，有 unless 的文字，不算' if excused else ''}"
        judged("不应出现的文字", told, excused, evidence)
        return not excused

    def mean(self, report: Report, text: Text, start: int, end: int) -> bool:
        """Whether what stands there is meant: by the year, by its checksum, and by the words before it in its
        sentence."""
        if self.years is not None and report.year is not None and report.year not in self.years:
            return False
        if self.verify is not None and not self.verify(text.content[start:end]):
            return False
        if self.after is None and self.not_after is None:
            return True
        first, last = text.sentence(start)
        before = text.content[first:start]
        if self.after is not None and not self.after.search(before):
            return False
        if self.not_after is None or not self.not_after.search(before):
            return True
        return self.always is not None and bool(self.always.search(text.content[first:last]))

    def excused(self, text: Text, start: int) -> bool:
        if self.unless_anywhere is not None and self.unless_anywhere.search(text.report.prose):
            return True
        return self.unless is not None and bool(self.unless.search(text.content, *text.sentence(start)))


@dataclass(frozen=True, slots=True)
class _Forbidden:
    """A pattern whose matches are forbidden under conditions."""

    pattern: Regex
    says: str
    conditions: _Conditions
    mask: tuple[int, int] | None
    instead: str | None

    @classmethod
    def of(cls, entry: Mapping[str, Any], context: Context) -> _Forbidden:
        return cls(
            regex(entry["pattern"], context),
            entry.get("says", ""),
            _Conditions.of(entry, context),
            (entry["mask"][0], entry["mask"][1]) if "mask" in entry else None,
            entry.get("instead"),
        )

    def evidence(self, text: Text, start: int, end: int) -> Evidence:
        evidence = text.evidence(start, end)
        if self.mask is None:
            return replace(evidence, instead=self.instead) if self.instead else evidence
        words, (head, tail) = text.content[start:end], self.mask
        masked = words[:head] + "*" * (len(words) - head - tail) + words[len(words) - tail :]
        return replace(evidence, quote=masked)


def _of_patterns(forbidden: Sequence[_Forbidden]) -> _Search:
    patterns = Patterns((each.pattern for each in forbidden), (each.conditions.after for each in forbidden))

    def search(report: Report, texts: Sequence[Text]) -> Iterator[_Hit]:
        for text, number, match in _matches(patterns, texts):
            each = forbidden[number]
            start, end = match.span(_QUOTED_GROUP if _QUOTED_GROUP in match.re.groupindex else 0)
            if not each.conditions.mean(report, text, start, end):
                continue
            evidence = each.evidence(text, start, end)
            if each.conditions.forbid(text, start, evidence):
                yield _Hit(each.says or "text", (("说明", each.says),), evidence, each.mask is not None)

    return search


def _matches(patterns: Patterns, texts: Sequence[Text]) -> Iterator[tuple[Text, int, Match[str]]]:
    """Matches in any of the texts; parts of one text are searched together, which is faster."""
    for content in dict.fromkeys(text.content for text in texts):
        parts = [text for text in texts if text.content is content]
        for number, match in patterns.matches(content, parts[0].start, max(text.end for text in parts)):
            for text in parts:
                if text.start <= match.start() and match.end() <= text.end:
                    yield text, number, match
                    break


def _wrong_words(name: str, words: Sequence[Any], conditions: _Conditions, context: Context) -> _Search:
    """Wrong forms of words, each with the right one; or words that must not be there, which have none."""
    words = [{"wrong": re.escape(entry), "right": ""} if isinstance(entry, str) else entry for entry in words]
    for entry in words:
        if entry.keys() - {_ANYWHERE} != {"wrong", "right"}:
            raise ValueError(f"词表“{name}”中的“{entry}”应写成 {{wrong: 误, right: 正}}，请改正。")
    patterns = Patterns(regex(str(entry["wrong"]), context) for entry in words)
    rights = [str(entry["right"]) for entry in words]
    for entry, right in zip(words, rights, strict=True):
        if "\\" not in right and regex(str(entry["wrong"]), context).search(right):
            raise ValueError(
                f"误字“{entry['wrong']}”在它自己的正字“{right}”中也找得到，写对了也会报出；请改正词表“{name}”。"
            )
    excuses = [under(entry, _ANYWHERE, context) for entry in words]

    def search(report: Report, texts: Sequence[Text]) -> Iterator[_Hit]:
        for text in texts:
            for number, match in patterns.matches(text.content, text.start, text.end):
                if excuses[number].search(report.prose) or not conditions.mean(report, text, *match.span()):
                    continue
                evidence = text.evidence(*match.span())
                if conditions.forbid(text, match.start(), evidence):
                    right = match.expand(rights[number])
                    yield _Hit(match[0], (("词", match[0]), ("正", right)), evidence)

    return search


def _interrupted(words: Sequence[str], intruder: Regex) -> _Search:
    """Words with something else inside. Looked for from the intruder, of which there are few, not from the words."""
    splits = _splits(words)

    def search(_: Report, texts: Sequence[Text]) -> Iterator[_Hit]:
        for text in texts:
            content = text.content
            for match in intruder.finditer(content, text.start, text.end):
                start, end = match.span()
                for word, before, after in splits.get(content[start - 1 : start] + content[end : end + 1], ()):
                    if content.endswith(before, 0, start) and content.startswith(after, end):
                        evidence = text.evidence(start - len(before), end + len(after))
                        yield _Hit(word, (("词", word), ("夹字", match[0])), evidence)
                        break

    return search


def _splits(words: Sequence[str]) -> Mapping[str, list[tuple[str, str, str]]]:
    """Every way to split a word, by the two characters at the split; longer words first, so that they are named."""
    splits: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        for at in range(1, len(word)):
            splits[word[at - 1 : at + 1]].append((word, word[:at], word[at:]))
    return splits


def _unpaired(pair: str, ignored: Sequence[Regex], excuse: AnyOf) -> _Search:
    """Opening marks that nothing closes and closing marks that nothing opened."""
    says = f"“{pair[0]}”与“{pair[1]}”不成对"

    def search(report: Report, texts: Sequence[Text]) -> Iterator[_Hit]:
        if any(_count(text, pair[0]) != _count(text, pair[1]) for text in texts) and not excuse.search(report.prose):
            for text in _by_section(report, texts):
                for at in _without_partner(text, pair, ignored):
                    yield _Hit(says, (("说明", says),), _around(text, at, before=text.content[at] == pair[1]))

    return search


def _count(text: Text, mark: str) -> int:
    return text.content.count(mark, text.start, text.end)


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


def _without_partner(text: Text, pair: str, ignored: Sequence[Regex]) -> Iterator[int]:
    """Offsets of the marks of a pair that have no partner."""
    skipped = {
        at
        for pattern in ignored
        for match in pattern.finditer(text.content, text.start, text.end)
        for at in range(*match.span())
    }
    opened: list[int] = []
    for at in range(text.start, text.end):
        mark = text.content[at]
        if mark not in pair or at in skipped:
            continue
        if mark == pair[0]:
            opened.append(at)
        elif opened:
            opened.pop()
        else:
            yield at
    yield from opened


def _around(text: Text, at: int, *, before: bool) -> Evidence:
    """A mark with some words on the side on which its partner should be."""
    passage = text.report.passage_at(at)
    first = max(at - _AROUND, passage.start) if before else at
    last = at + 1 if before else min(at + _AROUND, passage.start + len(passage.text))
    return text.evidence(first, last)


# -- keys ------------------------------------------------------------------------------------------------------------

_SAYS = {"type": "string", "minLength": 1, "description": "一句话：哪里不对，供问题说明中的 {说明} 使用"}
_ENTRY: dict[str, Any] = {"type": ["string", "object"], "minLength": 1}
"""A pattern alone, or a pattern with what belongs to it."""
_FORBIDDEN = {
    **_ENTRY,
    "description": "不应出现的文字",
    "properties": {
        "pattern": {**PATTERN, "description": f"正则表达式；(?P<{_QUOTED_GROUP}>…) 一组为要引用的文字，不写则引用全部"},
        "says": _SAYS,
        "instead": {"type": "string", "minLength": 1, "description": "应改成什么：只有一种改法的才写，供 Word 修订用"},
        "scope": {key: value for key, value in SCOPE.items() if key != "default"},  # that of the rule
        "years": YEARS,
        "unless": {**PATTERN, "description": "所在的句子里有合此式的文字时不算"},
        _ANYWHERE: {**PATTERN, "description": "全文任何一处有合此式的文字时不算"},
        "after": {**PATTERN, "description": "同一句中，前文须有的文字"},
        "not_after": {**PATTERN, "description": "同一句中，前文有此文字时不算"},
        "always": {**PATTERN, "description": "同一句中有此文字的，前文虽有 not_after 的文字也算"},
        "verify": {"enum": list(CHECKSUMS), "description": "校验码相符才算"},
        "mask": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "integer", "minimum": 0, "description": "字数"},
            "description": "引用时首尾各保留几个字，其余以 * 代替",
        },
        "words": {
            **LEXICON,
            "description": "词表名称：words 为不应出现的词，或 {wrong: 误（正则表达式）, right: 正}，正可以用 \\1 引用"
            "误中的一组，还可以写 unless_anywhere；有 split_by 的，为不应隔开的词",
        },
        "split_by": {**PATTERN, "description": "夹在词中的文字"},
        "pair": {"type": "string", "minLength": 2, "maxLength": 2, "description": "应成对的一对标点，如 《》"},
        "ignore": {"type": "array", "items": PATTERN, "description": "不论是否成对的文字，如编号后的半个括号"},
    },
    "additionalProperties": False,
}
_REQUIRED = {
    **_ENTRY,
    "description": "应有的文字",
    "properties": {"pattern": PATTERN, "says": _SAYS},
    "required": ["pattern"],
    "additionalProperties": False,
}

PATTERN_CHECK = Check(
    name="pattern",
    title="应有或不应有的文字",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "forbid": {
            "type": "array",
            "minItems": 1,
            "description": "不应出现的文字：每项写 pattern（文字）、words（词表中的词）或 pair（不成对的标点）",
            "items": _FORBIDDEN,
        },
        "require": {"type": "array", "minItems": 1, "description": "应有的文字，各项都要有", "items": _REQUIRED},
    },
    fields=("词", "说明", "正", "夹字"),
)
