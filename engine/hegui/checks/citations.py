"""Kinds `law_names` and `document_numbers`: whether laws and documents are cited by their right names and numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hegui.checks.passages import SCOPE, scope_of, texts_of
from hegui.checks.patterns import LEXICON, PATTERN, AnyOf, Patterns, any_of, lexicon_of, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of

_QUOTES = 5
_QUOTED = re.compile(r"[《〈<＜]([^《》〈〉<>＜＞\n]{2,40})[》〉>＞]")
_REMARK = re.compile(r"（[^（）]{0,20}）|[“”\s]")


# -- names of laws ---------------------------------------------------------------------------------------------------


class _Law(NamedTuple):
    name: str
    """Without 中华人民共和国."""
    distance: int
    """A name within so many characters' change is meant to be this one."""


class _Laws:
    """The registry of laws, and what counts as a misquotation of one."""

    def __init__(self, data: Mapping[str, Any], context: Context) -> None:
        self.prefix: str = data["prefix"]
        self.laws = [_Law(law["name"], law.get("distance", 0)) for law in data["laws"]]
        self.misquoted: dict[str, str] = {
            wrong: law["name"] for law in data["laws"] for wrong in law.get("misquoted", ())
        }
        self.others = frozenset(data.get("others", ()))
        self.other_kinds = any_of(data.get("other_kinds", ()), context)
        self.meant = lru_cache(maxsize=1024)(self._meant)

    def _meant(self, quoted: str) -> str | None:
        """The law that a quoted name misquotes, by its full name; None where it is right or another document."""
        name = _REMARK.sub("", quoted)
        law = self._of_core(name.removeprefix(self.prefix))
        if law is None:
            law = self._of_prefix(name)
        return None if law is None else self.prefix + law

    def _of_core(self, core: str) -> str | None:
        if core in self.misquoted:
            return self.misquoted[core]
        if core in self.others or any(core == law.name for law in self.laws) or self.other_kinds.search(core):
            return None
        for law in self.laws:
            near = law.distance and abs(len(core) - len(law.name)) <= law.distance
            if near and law.name not in core and _distance(core, law.name, law.distance) <= law.distance:
                return law.name
        return None

    def _of_prefix(self, name: str) -> str | None:
        """中华人民共合国…: the law's own name is right, what stands before it is nearly so."""
        for law in self.laws:
            if law.distance and name.endswith(law.name):
                before = name.removesuffix(law.name)
                if before != self.prefix and before and _distance(before, self.prefix, 2) <= 2:
                    return law.name
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


def _compile_laws(rule: Rule, context: Context) -> Judge:
    laws = _Laws(lexicon_of(context, rule.params["lexicon"]), context)
    bare = any_of(rule.params.get("unquoted", ()), context)
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            for match in _QUOTED.finditer(text.content, text.start, text.end):
                if (law := laws.meant(match[1])) is not None:
                    places[match[1], law].append(text.evidence(*match.span()))
            for match in (found for name in bare for found in name.finditer(text.content, text.start, text.end)):
                quoted = text.content[max(match.start() - 1, 0)] in "《〈<＜"
                if not quoted and (law := laws.meant(match[0])) is not None:
                    places[match[0], law].append(text.evidence(*match.span()))
        return verdict_of(
            [
                Finding(fill(rule.message, {"误": name, "正": law}), name, tuple(evidence[:_QUOTES]))
                for (name, law), evidence in places.items()
            ]
        )

    return judge


# -- numbers of documents --------------------------------------------------------------------------------------------


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


class _Registry:
    """Documents of the State with their numbers."""

    def __init__(self, data: Mapping[str, Any], context: Context) -> None:
        self.documents = [
            _Document(item["name"], item["number"], tuple(item.get("older", ())), any_of(item["titles"], context))
            for item in data["documents"]
        ]
        self.codes: tuple[str, ...] = tuple(sorted(data["codes"], key=len, reverse=True))

    def entitled(self, title: str) -> _Document | None:
        return next((document for document in self.documents if document.titles.search(title)), None)

    def cited(self, content: str, start: int, end: int) -> Iterator[_Cited]:
        """Titles followed by a number of a known kind."""
        decrees = _DECREE.finditer(content, start, end) if "令" in content else ()
        for match in (*_YEARLY.finditer(content, start, end), *decrees):
            code, begin = self._code_before(content, match.start(), start)
            if match.re is _YEARLY and not code:
                continue
            number = f"{code}〔{match[1]}〕{match[2]}号" if code else f"国务院令第{match[1]}号"
            title = _title_before(content, begin, start)
            if title is not None:
                yield _Cited(content[title[0] : title[1]], number, title[0], match.end())

    def _code_before(self, content: str, at: int, limit: int) -> tuple[str, int]:
        """The code that ends at an offset (国办发), and where it begins."""
        for code in self.codes:
            if content.endswith(code, limit, at):
                return code, at - len(code)
        return "", at

    def with_code(self, content: str, start: int, limit: int) -> int:
        """Where the code before a bracketed year begins, so that it is quoted along."""
        return self._code_before(content, start, limit)[1]


_YEARLY = re.compile(r"[〔\[【（{]((?:19|20)\d{2})[〕\]】）}](?:第)?0*(\d{1,4})号")
_GAP = 12
"""At most so many characters stand between a title and its number (的通知（)."""
_OF_TITLE = re.compile(r"》(?:的?(?:通知|函|文件|要求))?(?:[（(]|国务院|$)")
"""What may follow a title whose number is meant; 《…意见》实施细则 is another document."""
_LONGEST_TITLE = 90
_DECREE = re.compile(r"国务院(?:令第|第|令)0*(\d{1,4})号")


def _title_before(content: str, end: int, limit: int) -> tuple[int, int] | None:
    """Offsets of the title 《…》 to which a number belongs, nested titles included: between them only a bracket."""
    close = content.rfind("》", max(limit, end - _GAP), end)
    if close < 0 or not _OF_TITLE.match(content, close, end):
        return None
    if any(mark in content[close:end] for mark in "，。；、\n《"):
        return None
    low = max(limit, close - _LONGEST_TITLE, content.rfind("\n", limit, close) + 1)
    start = content.rfind("《", low, close)
    while start >= 0 and content.count("《", start, close + 1) < content.count("》", start, close + 1):
        start = content.rfind("《", low, start)
    return None if start < 0 else (start, close + 1)


def _compile_numbers(rule: Rule, context: Context) -> Judge:
    registry = _Registry(lexicon_of(context, rule.params["lexicon"]), context)
    entries = rule.params.get("malformed", ())
    malformed = Patterns(regex(entry["pattern"], context) for entry in entries)
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            content = text.content
            for number, match in malformed.matches(content, text.start, text.end):
                start = registry.with_code(content, match.start(), text.start)
                places[entries[number]["says"], content[start : match.end()]].append(text.evidence(start, match.end()))
            for cited in registry.cited(content, text.start, text.end):
                document = registry.entitled(cited.title)
                if document is not None and cited.number not in (document.number, *document.older):
                    says = f"《{document.name}》的文号是{document.number}"
                    places[says, cited.number].append(text.evidence(cited.start, cited.end))
        return verdict_of(
            [
                Finding(
                    fill(rule.message, {"说明": says, "文号": number}), f"{number} {says}", tuple(evidence[:_QUOTES])
                )
                for (says, number), evidence in places.items()
            ]
        )

    return judge


LAW_NAMES_CHECK = Check(
    name="law_names",
    title="法规名称",
    compile=_compile_laws,
    properties={
        "scope": SCOPE,
        "lexicon": {**LEXICON, "description": "词表名称：法律法规及其误写"},
        "unquoted": {"type": "array", "items": PATTERN, "description": "不加书名号也要核对的名称"},
    },
    required=("lexicon", "message"),
    fields=("误", "正"),
)

DOCUMENT_NUMBERS_CHECK = Check(
    name="document_numbers",
    title="文号",
    compile=_compile_numbers,
    properties={
        "scope": SCOPE,
        "lexicon": {**LEXICON, "description": "词表名称：文件及其文号"},
        "malformed": {
            "type": "array",
            "description": "不合规范的文号",
            "items": {
                "type": "object",
                "description": "一种不合规范的写法",
                "properties": {"pattern": PATTERN, "says": {"type": "string", "description": "哪里不合规范"}},
                "required": ["pattern", "says"],
                "additionalProperties": False,
            },
        },
    },
    required=("lexicon", "message"),
    fields=("说明", "文号"),
)
