"""Regular expressions that rule files bring: compiled when first needed, and run only where they can match at all.

Most of what a rule looks for is in no report: words that every match contains are asked for first, which takes a tenth
of the time.

A name in braces stands for what the lexicon `phrases` has under it, a list of words or a pattern: `{姓氏}` is any
surname. That of a word list stands for any of its words: `{my-city-companies}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from sys import maxsize
from typing import Any, NamedTuple

from hegui.model.regex import compiled_once
from hegui.rules.check import Context
from hegui.rules.mistake import regex_mistake, suggest
from hegui.rules.schema import REGEX

PATTERN: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "format": REGEX,
    "description": "正则表达式，按全角标点、半角数字、汉字间无空格的文本书写；{姓氏} 这样的名称见词表 phrases，"
    "{词表名称} 为其中任何一个词",
}
PATTERNS: dict[str, Any] = {"type": "array", "minItems": 1, "description": "正则表达式，合其一即可", "items": PATTERN}
LEXICON: dict[str, Any] = {"type": "string", "minLength": 1, "description": "词表名称"}

PHRASES = "phrases"
"""The lexicon of the names that patterns may use in braces."""

_NAME = re.compile(r"(?<!\\)\{([\u4e00-\u9fff]+|[a-z][a-z0-9-]*)\}")
_GROUP = re.compile(r"\([^()]*\)")
_MAY_BE_ABSENT = re.compile(r".(?:[*?]|\{[0,]\d*,?\d*\})|\{\d[\d,]*\}")
_WORD = re.compile(r"[^.^$+*?{}()\s]+")
_LONGEST_SHOWN = 40
_SHOWN_PIECE = 12
_UNBOUNDED = re.compile(r"[.)](?:[*+]|\{\d*,\})")
_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


class Needs(NamedTuple):
    """What every match of one alternative of a pattern contains."""

    characters: frozenset[str]
    words: tuple[str, ...]


def _needs_of(source: str) -> tuple[Needs, ...]:
    """Of each alternative, what is written outside of brackets and not left open; nothing where flags come first."""
    if source.startswith("(?") and source[2:3].isalpha():
        return (Needs(frozenset(), ()),)
    plain = _ESCAPED.sub(".", source)
    while (outer := _GROUP.sub(".", plain)) != plain:
        plain = outer
    found = (_WORD.findall(_MAY_BE_ABSENT.sub(".", alternative)) for alternative in plain.split("|"))
    return tuple(Needs(frozenset("".join(words)), tuple(word for word in words if len(word) > 1)) for words in found)


@lru_cache(maxsize=16)
def _characters_of(text: str) -> frozenset[str]:
    """Hundreds of patterns ask for those of one text."""
    return frozenset(text)


class Regex:
    """A regular expression whose `^` and `$` are the bounds of a paragraph."""

    def __init__(self, written: str, lexicons: Mapping[str, Any] | None = None) -> None:
        self.written = written
        self._lexicons = lexicons or {}

    def __repr__(self) -> str:
        return f"Regex({self.written!r})"

    @cached_property
    def source(self) -> str:
        """The pattern with the words put in for names in braces. Raises ValueError for an unknown name."""
        return _NAME.sub(self._phrase, self.written) if "{" in self.written else self.written

    def _phrase(self, name: re.Match[str]) -> str:
        if name[1].isascii():
            return any_word(words_of(self._lexicons, name[1]))
        phrases = self._lexicons.get(PHRASES, {})
        if name[1] not in phrases:
            raise ValueError(f"词表 {PHRASES} 中没有“{name[1]}”，{suggest(name[1], phrases)}；请改正。")
        words = phrases[name[1]]
        return f"(?:{words})" if isinstance(words, str) else any_word(words)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Raises ValueError, in Chinese, for what is no regular expression or could take long on an unlucky text."""
        if _UNBOUNDED.search(_ESCAPED.sub("x", self.source)):
            raise ValueError(f"正则表达式“{self._shown}”中“.”或括号后的 *、+ 没有上限，请改用 {{0,30}} 这样的次数。")
        try:
            return compiled_once(self.source, re.MULTILINE)
        except re.error as error:
            raise ValueError(f"正则表达式“{self._shown}”有误：{regex_mistake(error)}，请改正。") from None

    def examine(self) -> None:
        """Raises ValueError, in Chinese, for a pattern that cannot be used, is never met, is met by everything, or
        takes long on an unlucky text."""
        from hegui.checks.reachable import unreachable
        from hegui.checks.runaway import runaway

        if why := unreachable(self.compiled):
            raise ValueError(f"正则表达式“{self._shown}”{why}。")
        if piece := runaway(self.compiled):
            raise ValueError(
                f"正则表达式“{self._shown}”在“{piece[:_SHOWN_PIECE]}”反复出现的文字上要用很长时间，"
                "请给其中的 *、+ 定下上限，如 {{1,9}}，或减少可以互相替代的部分。"
            )

    @property
    def _shown(self) -> str:
        return self.written if len(self.written) <= _LONGEST_SHOWN else f"{self.written[:_LONGEST_SHOWN]}…"

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of its groups, in the order in which they stand."""
        return tuple(self.compiled.groupindex)

    @cached_property
    def needs(self) -> tuple[Needs, ...]:
        return _needs_of(self.source)

    def may_be_in(self, text: str) -> bool:
        """False where no match is possible, at little cost."""
        characters = _characters_of(text)
        for needs in self.needs:  # noqa: SIM110 -- any() takes twice as long, and this is asked most often of all
            if needs.characters <= characters and all(map(text.__contains__, needs.words)):
                return True
        return False

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return self.compiled.search(text, start, end) if self.may_be_in(text) else None

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start, end) if self.may_be_in(text) else iter(())

    def sub(self, replacement: str, text: str) -> str:
        return self.compiled.sub(replacement, text) if self.may_be_in(text) else text


class Patterns:
    """Many patterns that are looked for in one text, most of them in vain."""

    def __init__(self, patterns: Iterable[Regex], beside: Iterable[Regex | None] = ()) -> None:
        """`beside` are patterns without which those of the same position need not be looked for."""
        self._patterns = tuple(patterns)
        self._beside = {number: pattern for number, pattern in enumerate(beside) if pattern is not None}

    @cached_property
    def _needs(self) -> tuple[tuple[int, frozenset[str], tuple[str, ...]], ...]:
        return tuple((number, *needs) for number, pattern in enumerate(self._patterns) for needs in pattern.needs)

    def matches(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match, with the position of its pattern among those given."""
        present = _characters_of(text)
        likely = [(number, words) for number, characters, words in self._needs if characters <= present]
        for number in dict.fromkeys([number for number, words in likely if all(map(text.__contains__, words))]):
            if (beside := self._beside.get(number)) is not None and not beside.may_be_in(text):
                continue
            for match in self._patterns[number].compiled.finditer(text, start, end):
                yield number, match


class AnyOf(tuple[Regex, ...]):
    """Alternatives of which one is enough; those that are found fastest should come first."""

    __slots__ = ()

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The match of the first alternative that has one, which need not be the first in the text."""
        return next(filter(None, (pattern.search(text, start, end) for pattern in self)), None)

    def sub(self, replacement: str, text: str) -> str:
        for pattern in self:
            text = pattern.sub(replacement, text)
        return text


def regex(source: str, context: Context) -> Regex:
    """A pattern of a rule. Raises ValueError for a faulty one if the rules themselves are being examined."""
    made = Regex(source, context.lexicons)
    if context.thorough:
        made.examine()
    return made


def any_of(sources: Iterable[str], context: Context) -> AnyOf:
    """Several patterns of which one is enough; without any nothing matches."""
    return AnyOf(regex(source, context) for source in sources)


def under(entry: Mapping[str, Any], key: str, context: Context) -> AnyOf:
    """The pattern that an entry has under a key; where it has none, nothing matches."""
    return any_of([entry[key]] if key in entry else (), context)


def any_word(words: Sequence[str]) -> str:
    """A pattern that matches each of the words and nothing else; of single characters, a class."""
    if all(len(word) == 1 for word in words):
        return f"[{''.join(map(re.escape, words))}]"
    return f"(?:{'|'.join(map(re.escape, words))})"


def lexicon_of(context: Context, name: str) -> Mapping[str, Any]:
    """A lexicon by its name, a table (.csv, .txt) as its words. Raises ValueError where no pack brings it."""
    return _lexicon(context.lexicons, name)


def words_of(lexicons: Mapping[str, Any], name: str) -> Sequence[str]:
    """The words of a word list. Raises ValueError where no pack brings it, or where it holds anything else."""
    words = _lexicon(lexicons, name).get("words", ())
    if not words or not all(isinstance(word, str) for word in words):
        raise ValueError(f"词表“{name}”不是一列词，不能写在正则表达式的花括号中，请改正名称。")
    return list(words)


def _lexicon(lexicons: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    lexicon = lexicons.get(name)
    if isinstance(lexicon, list):
        return {"words": [one for row in lexicon for one in (row.values() if len(row) == 1 else [row])]}
    if not isinstance(lexicon, dict):
        raise ValueError(f"没有词表“{name}”，{suggest(name, lexicons)}；请在 lexicons/ 中建立，或改正名称。")
    return lexicon
