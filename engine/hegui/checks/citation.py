"""Kind `citation`: laws and documents are cited by the names and numbers that a lexicon gives them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec.structs import replace

from hegui.checks.passages import SCOPE, Text, scope_of, texts_of
from hegui.checks.patterns import LEXICON, PATTERN, AnyOf, Patterns, any_of, lexicon_of, regex, under
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of

_QUOTES = 5
_QUOTED = re.compile(r"[《〈<＜]([^《》〈〉<>＜＞\n]{2,40})[》〉>＞]")
_REMARK = re.compile(r"（[^（）]{0,20}）|[“”\s]")


class _Wrong(NamedTuple):
    """What is cited wrongly: the name or number as written, what is right (empty where that is not known), and why."""

    written: str
    right: str
    says: str
    key: str
    evidence: Evidence


def _compile(rule: Rule, context: Context) -> Judge:
    lexicon = lexicon_of(context, rule.params["lexicon"])
    names, numbers = _Names(rule, lexicon, context), _Numbers(rule, lexicon, context)
    scope = scope_of(rule.params.get("scope"), context)

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            for written, right, says, key, evidence in (*names.wrong(text), *numbers.wrong(text)):
                places[written, right, says, key].append(evidence)
        return verdict_of(
            [
                Finding(
                    fill(rule.message, {"引文": written, "正": right, "说明": says}), key, tuple(evidence[:_QUOTES])
                )
                for (written, right, says, key), evidence in places.items()
            ]
        )

    return judge


# -- names -----------------------------------------------------------------------------------------------------------


class _Name(NamedTuple):
    name: str
    """Without 中华人民共和国."""
    distance: int
    """A name within so many characters' change is meant to be this one."""


class _Names:
    """The names of the lexicon, and what counts as a misquotation of one."""

    def __init__(self, rule: Rule, data: Mapping[str, Any], context: Context) -> None:
        documents = data["documents"]
        self._prefix: str = data.get("prefix", "")
        self._names = [_Name(entry["name"], entry.get("distance", 0)) for entry in documents]
        self._misquoted: dict[str, str] = {
            wrong: entry["name"] for entry in documents for wrong in entry.get("misquoted", ())
        }
        self._others = frozenset(data.get("others", ()))
        self._other_kinds = any_of(data.get("other_kinds", ()), context)
        self._unquoted = any_of(rule.params.get("unquoted", ()), context)
        self._meant: Callable[[str], str | None] = lru_cache(maxsize=1024)(self._document_meant)
        self._idle = not self._misquoted and not any(each.distance for each in self._names)

    def wrong(self, text: Text) -> Iterator[_Wrong]:
        if self._idle:
            return
        for match in _QUOTED.finditer(text.content, text.start, text.end):
            yield from self._misquotation(match[1], text, match)
        for match in (found for name in self._unquoted for found in name.finditer(text.content, text.start, text.end)):
            if text.content[max(match.start() - 1, 0)] not in "《〈<＜":
                yield from self._misquotation(match[0], text, match)

    def _misquotation(self, name: str, text: Text, match: re.Match[str]) -> Iterator[_Wrong]:
        if (meant := self._meant(name)) is not None:
            seen = text.evidence(*match.span())
            right = replace(seen, instead=seen.quote.replace(name, meant, 1) if seen.quote else None)
            yield _Wrong(name, meant, f"应为“{meant}”", name, right)

    def _document_meant(self, quoted: str) -> str | None:
        """The document that a quoted name misquotes, by its full name; None where it is right or another document."""
        name = _REMARK.sub("", quoted)
        meant = self._of_core(name.removeprefix(self._prefix))
        if meant is None:
            meant = self._of_prefix(name)
        return None if meant is None else self._prefix + meant

    def _of_core(self, core: str) -> str | None:
        if core in self._misquoted:
            return self._misquoted[core]
        if core in self._others or any(core == each.name for each in self._names) or self._other_kinds.search(core):
            return None
        for name, distance in self._names:
            near = distance and abs(len(core) - len(name)) <= distance
            if near and name not in core and _distance(core, name, distance) <= distance:
                return name
        return None

    def _of_prefix(self, full: str) -> str | None:
        """中华人民共合国…: the document's own name is right, what stands before it is nearly so."""
        for name, distance in self._names:
            if self._prefix and distance and full.endswith(name):
                before = full.removesuffix(name)
                if before != self._prefix and before and _distance(before, self._prefix, 2) <= 2:
                    return name
        return None


def _distance(left: str, right: str, limit: int) -> int:
    """Characters to insert, delete or replace; any number above `limit` for more than that."""
    if abs(len(left) - len(right)) > limit or len(set(right) - set(left)) > limit:
        return limit + 1
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]


# -- numbers ---------------------------------------------------------------------------------------------------------

_YEARLY = re.compile(r"[〔\[【（{](?P<year>(?:19|20)\d{2})[〕\]】）}](?:第)?0*(?P<n>\d{1,4})号")
_GAP = 12
"""At most so many characters stand between a title and its number (的通知（)."""
_LONGEST_TITLE = 90
_SHORT_CODE = 4
"""A code of so few characters is a slip's length from those of provinces: 国办函, 湘办函."""


class _Document(NamedTuple):
    name: str
    number: str
    older: tuple[str, ...]
    """Numbers that were right once: given as a basis they are another rule's matter."""
    titles: AnyOf


class _Cited(NamedTuple):
    """A title with the number that follows it, as it should be written."""

    title: str
    number: str
    start: int
    end: int


class _Slip(NamedTuple):
    """What is written in the place of a code."""

    written: str
    meant: str
    start: int

    @property
    def alike(self) -> bool:
        """It begins as the code does (国公开办函): a code of another authority begins otherwise (粤办公开办函)."""
        return self.written[:1] == self.meant[:1]


class _Numbers:
    """The numbers of the lexicon's documents, and what is no number at all."""

    def __init__(self, rule: Rule, data: Mapping[str, Any], context: Context) -> None:
        self._documents = [
            _Document(item["name"], item["number"], tuple(item.get("older", ())), any_of(item["titles"], context))
            for item in data["documents"]
            if "number" in item
        ]
        self._codes = sorted(data.get("codes", ()), key=len, reverse=True)
        self._decrees = [(regex(entry["written"], context), entry["number"]) for entry in data.get("decrees", ())]
        self._after_title = regex("》{题名之后}", context)
        malformed = rule.params.get("malformed", ())
        self._malformed = Patterns(regex(entry["pattern"], context) for entry in malformed)
        self._says = [entry["says"] for entry in malformed]
        self._excuses = [under(entry, "unless_anywhere", context) for entry in malformed]

    def wrong(self, text: Text) -> Iterator[_Wrong]:
        content = text.content
        for number, match in self._malformed.matches(content, text.start, text.end):
            if self._excuses[number].search(text.report.prose):
                continue
            start = self._code_before(content, match.start(), text.start)[1]
            written, says = content[start : match.end()], self._says[number]
            yield _Wrong(written, "", says, f"{written} {says}", text.evidence(start, match.end()))
        for match in _YEARLY.finditer(content, text.start, text.end) if self._codes else ():
            slip = self._slip_before(content, match.start(), text.start)
            if slip is not None and slip.alike:
                written, says = content[slip.start : match.end()], f"发文代字应为“{slip.meant}”"
                yield _Wrong(written, "", says, f"{written} {says}", text.evidence(slip.start, match.end()))
        for cited in self._cited(text) if self._documents else ():
            document = next((each for each in self._documents if each.titles.search(cited.title)), None)
            if document is not None and cited.number not in (document.number, *document.older):
                says = f"《{document.name}》的文号是{document.number}"
                evidence = text.evidence(cited.start, cited.end)
                yield _Wrong(cited.number, document.number, says, f"{cited.number} {says}", evidence)

    def _cited(self, text: Text) -> Iterator[_Cited]:
        """Titles followed by a number of a known kind, or of nearly one."""
        content, start, end = text.content, text.start, text.end
        for match in _YEARLY.finditer(content, start, end):
            code, begin = self._code_before(content, match.start(), start)
            if not code and (slip := self._slip_before(content, match.start(), start)) and not slip.alike:
                code, begin = slip.written, slip.start
            if code:
                yield from self._titled(text, begin, match.end(), f"{code}〔{match['year']}〕{match['n']}号")
        for written, number in self._decrees:
            for match in written.finditer(content, start, end):
                yield from self._titled(text, match.start(), match.end(), fill(number, match.groupdict()))

    def _titled(self, text: Text, begin: int, end: int, number: str) -> Iterator[_Cited]:
        title = self._title_before(text.content, begin, text.start)
        if title is not None:
            yield _Cited(text.content[title[0] : title[1]], number, title[0], end)

    def _code_before(self, content: str, at: int, limit: int) -> tuple[str, int]:
        """The code that ends at an offset (国办发), and where it begins."""
        for code in self._codes:
            if content.endswith(code, limit, at):
                return code, at - len(code)
        return "", at

    def _slip_before(self, content: str, at: int, limit: int) -> _Slip | None:
        """What stands before an offset in the place of a code that it nearly is; None for a code that is right."""
        if self._code_before(content, at, limit)[0]:
            return None
        start = max(content.rfind(mark, limit, at) for mark in "（》，、\n") + 1
        written = content[start:at]
        long = (code for code in self._codes if len(code) > _SHORT_CODE)
        meant = next((code for code in long if _distance(written, code, 2) <= 2), None)
        return _Slip(written, meant, start) if meant and start > limit else None

    def _title_before(self, content: str, end: int, limit: int) -> tuple[int, int] | None:
        """Offsets of the title 《…》 to which a number belongs, nested titles included: between them only a bracket."""
        close = content.rfind("》", max(limit, end - _GAP), end)
        if close < 0 or not self._after_title.compiled.match(content, close, end):
            return None
        if any(mark in content[close:end] for mark in "，。；、\n《"):
            return None
        low = max(limit, close - _LONGEST_TITLE, content.rfind("\n", limit, close) + 1)
        start = content.rfind("《", low, close)
        while start >= 0 and content.count("《", start, close + 1) < content.count("》", start, close + 1):
            start = content.rfind("《", low, start)
        return None if start < 0 else (start, close + 1)


CITATION_CHECK = Check(
    name="citation",
    title="法规、文件的名称和文号",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "lexicon": {
            **LEXICON,
            "description": "词表名称：documents 为法规、文件的名称（name）、差几个字以内视为误写（distance）、"
            "常见误写（misquoted）、文号（number）和引用时的写法（titles），见词表 laws、documents",
        },
        "unquoted": {"type": "array", "items": PATTERN, "description": "不加书名号也要核对的名称"},
        "malformed": {
            "type": "array",
            "description": "不合规范的文号",
            "items": {
                "type": "object",
                "description": "一种不合规范的写法",
                "properties": {
                    "pattern": PATTERN,
                    "says": {"type": "string", "description": "哪里不合规范"},
                    "unless_anywhere": {**PATTERN, "description": "全文任何一处有合此式的文字时不算"},
                },
                "required": ["pattern", "says"],
                "additionalProperties": False,
            },
        },
    },
    required=("lexicon", "message"),
    fields=("引文", "正", "说明"),
)
