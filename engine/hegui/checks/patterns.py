"""Regular expressions that rule files bring: compiled when first needed, and run only where they can match at all.

Most of what a rule looks for is in no report. `Regex` therefore derives from a pattern words one of which every match
contains, and asks for those first: that is twenty times faster than the cheapest regular expression.

A name in braces stands for what the lexicon `phrases` has under it, a list of words or a pattern: `{姓氏}` is any
surname. That of a word list stands for any of its words: `{my-city-companies}`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from sys import maxsize
from typing import Any, NamedTuple

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
_LARGEST_CLASS = 6
"""A character class of at most so many characters says what a match contains."""
_TOKEN = re.compile(
    r"(?P<quantifier>[*+?]\??|\{\d*,?\d*\}\??)"
    r"|(?P<look>\(\?<?[=!])|(?P<group>\((?:\?:|\?P<\w+>)?(?!\?))|(?P<other>\(\?)|(?P<close>\))"
    r"|(?P<branch>\|)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<any>[.^$])|(?P<plain>[^\\()\[\]{}*+?.^$|]+|.)",
    re.DOTALL,
)
_LONG = 500
"""Characters from which on a text is one that many patterns are looked for in."""
_LONGEST_SHOWN = 40
_SHOWN_PIECE = 12
_SPECIAL = re.compile(r"[\\()\[\]{}*+?.^$]")
_UNBOUNDED = re.compile(r"[.)](?:[*+]|\{\d*,\})")
_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)

_COMMON = frozenset(
    "，政公开信息。府、的作工务和年度发理区情一人况要进规实策民全（）制行新条主众布对办报《》体管及时群网等件有责不保监中是市容平依督请重在设"
)
"""Characters that stand in every report: that they are there tells nothing."""


class Branch(NamedTuple):
    """What every match of one alternative of a pattern contains."""

    characters: str
    """Characters all of which it contains, the telling ones only."""
    words: tuple[tuple[tuple[str, str], ...], ...]
    """Lists of words, of each of which it contains one; with each word the character that tells most of it."""


def _met(branch: Branch, text: str, characters: Container[str]) -> bool:
    for character in branch.characters:
        if character not in characters:
            return False
    for words in branch.words:
        for character, word in words:
            if character in characters and word in text:
                break
        else:
            return False
    return True


def _characters_in(text: str) -> Container[str]:
    """To ask which characters a text has. Hundreds of patterns ask of a long one: it is looked through once."""
    return text if len(text) < _LONG else _set_of(text)


@lru_cache(maxsize=4)
def _set_of(text: str) -> frozenset[str]:
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
            return re.compile(self.source, re.MULTILINE)
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
    def branches(self) -> tuple[Branch, ...]:
        return branches_of(self.source)

    def may_be_in(self, text: str) -> bool:
        """False where no match is possible, at little cost."""
        characters = _characters_in(text)
        for branch in self.branches:  # noqa: SIM110 -- any() takes twice as long, and this is asked most often of all
            if _met(branch, text, characters):
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
    def _needs(self) -> tuple[tuple[int, Branch], ...]:
        return tuple((number, branch) for number, pattern in enumerate(self._patterns) for branch in pattern.branches)

    def matches(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match, with the position of its pattern among those given."""
        characters = _characters_in(text)
        for number in dict.fromkeys([number for number, branch in self._needs if _met(branch, text, characters)]):
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


# -- what a match contains -------------------------------------------------------------------------------------------


def branches_of(source: str) -> tuple[Branch, ...]:
    """What the alternatives of a pattern need of a text. Any pattern that matches finds its needs met."""
    if _SPECIAL.search(source) is None:
        return tuple(_branch([frozenset((word,))] if word else []) for word in source.split("|"))
    return tuple(_branch(elements) for elements in _Reader(source).alternatives())


def _branch(elements: Iterable[frozenset[str]]) -> Branch:
    needed = sorted(dict.fromkeys(elements), key=len)
    single = "".join(word for words in needed if len(words) == 1 for word in words)
    telling = "".join(dict.fromkeys(character for character in single if character not in _COMMON))
    words = (words for words in needed if len(words) > 1 or len(min(words)) > 1)
    return Branch(telling, tuple(tuple((_telling(word), word) for word in sorted(words)) for words in words))


def _telling(word: str) -> str:
    return next((character for character in reversed(word) if character not in _COMMON), word[0])


class _Reader:
    """Reads just so much of a pattern as tells what a match must contain.

    Python's own parser of patterns reads all of it and takes three times as long, which shows at every start: this
    reading decides which of several hundred patterns are worth compiling.
    """

    def __init__(self, source: str) -> None:
        self._tokens = _TOKEN.finditer(source)

    def alternatives(self) -> list[list[frozenset[str]]]:
        """For each alternative up to the closing bracket: sets of words, of each of which a match contains one."""
        branches: list[list[frozenset[str]]] = [[]]
        run, last = "", frozenset[str]()  # plain characters, or what the last element needs: still to be quantified
        for token in self._tokens:
            kind = token.lastgroup
            if kind == "quantifier":
                if run:
                    branches[-1] += _needs(run[:-1])
                    run, last = "", frozenset((run[-1],))
                if _may_be_absent(token[0]):
                    last = frozenset()
                continue
            if kind == "plain":
                branches[-1] += _needs("", last)
                run, last = run + token[0], frozenset()
                continue
            branches[-1] += _needs(run, last)
            run, last = "", frozenset()
            if kind == "branch":
                branches.append([])
            elif kind == "close":
                return branches
            elif kind == "group":
                last = _one_of(self.alternatives())
            elif kind in ("look", "other"):
                self.alternatives()
            elif kind in ("set", "escape"):
                last = _characters(token[0])
        branches[-1] += _needs(run, last)
        return branches


def _needs(run: str, last: frozenset[str] = frozenset()) -> list[frozenset[str]]:
    needs = frozenset((run,)) if run else last
    return [needs] if needs else []


def _one_of(branches: Iterable[Iterable[frozenset[str]]]) -> frozenset[str]:
    """Words of which a match of any of the alternatives contains one; empty where an alternative needs none."""
    best = [max(elements, key=_tells, default=frozenset[str]()) for elements in branches]
    return frozenset[str]().union(*best) if all(best) else frozenset()


def _tells(words: frozenset[str]) -> tuple[int, int]:
    return -len(words), min(map(len, words))


def _may_be_absent(quantifier: str) -> bool:
    return quantifier[0] in "*?" or quantifier.startswith(("{0", "{,"))


def _characters(token: str) -> frozenset[str]:
    """What an escape or a character class stands for, if that is few characters."""
    if token[0] == "\\":
        return frozenset() if token[1].isalnum() else frozenset((token[1],))
    inside = token[1:-1]
    if inside.startswith("^") or "\\" in inside or "-" in inside[1:-1] or len(inside) > _LARGEST_CLASS:
        return frozenset()
    return frozenset(inside)
