"""Regular expressions that rule files bring: compiled when first needed, and run only where they can match at all.

Most of what a rule looks for is in no report. `Regex` therefore derives from a pattern words one of which every match
contains, and asks for those first: that is twenty times faster than the cheapest regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from hegui.rules.check import Context

PATTERN = {"type": "string", "minLength": 1, "description": "正则表达式，按全角标点、半角数字、汉字间无空格的文本书写"}
PATTERNS = {"type": "array", "minItems": 1, "description": "正则表达式，合其一即可", "items": PATTERN}
LEXICON = {"type": "string", "minLength": 1, "description": "词表名称"}

_LARGEST_CLASS = 6
"""A character class of at most so many characters says what a match contains."""

_TOKEN = re.compile(
    r"(?P<quantifier>[*+?]\??|\{\d*,?\d*\}\??)"
    r"|(?P<look>\(\?<?[=!])|(?P<group>\((?:\?:|\?P<\w+>)?(?!\?))|(?P<other>\(\?)|(?P<close>\))"
    r"|(?P<branch>\|)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<any>[.^$])|(?P<plain>.)",
    re.DOTALL,
)
_UNBOUNDED = re.compile(r"[.)](?:[*+]|\{\d*,\})")
_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)

Needles = frozenset[str]


class Regex:
    """A regular expression whose `^` and `$` are the bounds of a paragraph."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __repr__(self) -> str:
        return f"Regex({self.source!r})"

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Raises ValueError, in Chinese, for what is no regular expression or could take very long on an unlucky text."""
        if _UNBOUNDED.search(_ESCAPED.sub("x", self.source)):
            raise ValueError(f"正则表达式“{self.source}”中“.”或括号后的 *、+ 没有上限，请改用 {{0,30}} 这样的次数。")
        try:
            return re.compile(self.source, re.MULTILINE)
        except re.error as error:
            raise ValueError(f"正则表达式“{self.source}”有误（{error}），请改正。") from None

    @cached_property
    def needles(self) -> Needles | None:
        """Words one of which every match contains; None where no such words are known."""
        return needles_of(self.source)

    def can_match(self, text: str, start: int = 0, end: int | None = None) -> bool:
        """False where no match is possible, at little cost."""
        if self.needles is None:
            return True
        stop = len(text) if end is None else end
        return any(_contains(text, needle, start, stop) for needle in self.needles)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        if not self.can_match(text, start, end):
            return None
        return self.compiled.search(text, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        if not self.can_match(text, start, end):
            return iter(())
        return self.compiled.finditer(text, start, len(text) if end is None else end)

    def sub(self, replacement: str, text: str) -> str:
        return self.compiled.sub(replacement, text) if self.can_match(text) else text


class AnyOf(tuple[Regex, ...]):
    """Alternatives of which one is enough; those that are found fastest should come first."""

    __slots__ = ()

    def search(self, text: str, start: int = 0, end: int | None = None) -> bool:
        return any(regex.search(text, start, end) is not None for regex in self)

    def sub(self, replacement: str, text: str) -> str:
        for regex in self:
            text = regex.sub(replacement, text)
        return text


def _contains(text: str, needle: str, start: int, end: int) -> bool:
    """Characters first: they are found, or not, thirty times as fast as words."""
    for character in needle:
        if text.find(character, start, end) < 0:
            return False
    return len(needle) == 1 or text.find(needle, start, end) >= 0


def regex(source: str, context: Context) -> Regex:
    """A pattern of a rule. Raises ValueError for a faulty one if the rules themselves are being examined."""
    made = Regex(source)
    if context.thorough:
        _ = made.compiled
    return made


def any_of(sources: Iterable[str], context: Context) -> AnyOf:
    """Several patterns of which one is enough; without any nothing matches."""
    return AnyOf(regex(source, context) for source in sources)


def lexicon_of(context: Context, name: str) -> Mapping[str, Any]:
    """A lexicon by its name. Raises ValueError where no pack brings it."""
    lexicon = context.lexicons.get(name)
    if not isinstance(lexicon, dict):
        raise ValueError(f"没有词表“{name}”，请在 lexicons/ 中建立，或改正名称。")
    return lexicon


def needles_of(source: str) -> Needles | None:
    """Words one of which stands in every match of a pattern; None where that cannot be told."""
    return _Reader(source).alternatives()


class _Reader:
    """Reads just so much of a pattern as tells which words a match must contain."""

    def __init__(self, source: str) -> None:
        self._tokens = _TOKEN.finditer(source)

    def alternatives(self) -> Needles | None:
        """The needles of all branches up to the closing bracket: none if one branch has none."""
        branches: list[list[Needles]] = [[]]
        run = ""
        for token in self._tokens:
            kind = token.lastgroup
            if kind == "plain":
                run += token[0]
                continue
            if kind == "quantifier":
                if not run:
                    if _may_be_absent(token[0]) and branches[-1]:
                        branches[-1][-1] = frozenset()
                    continue
                kept, last = run[:-1], run[-1]
                branches[-1] += _needle(kept)
                branches[-1] += [] if _may_be_absent(token[0]) else _needle(last)
                run = ""
                continue
            branches[-1] += _needle(run)
            run = ""
            if kind == "branch":
                branches.append([])
            elif kind == "close":
                break
            elif kind == "group":
                branches[-1].append(self.alternatives() or frozenset())
            elif kind in ("look", "other"):
                self.alternatives()
                branches[-1].append(frozenset())
            elif kind == "set":
                branches[-1].append(_characters(token[0]))
            else:
                branches[-1].append(_characters(token[0]) if kind == "escape" else frozenset())
        branches[-1] += _needle(run)
        best = [_best(branch) for branch in branches]
        return frozenset[str]().union(*best) if all(best) else None


def _needle(run: str) -> list[Needles]:
    return [frozenset((run,))] if run else []


def _best(candidates: Iterable[Needles]) -> Needles:
    """Of several sets, each of which every match meets, the one that is met most rarely; empty where there is none."""
    sets = [needles for needles in candidates if needles]
    return max(
        sets,
        key=lambda needles: (min(map(len, needles)) > 1, -len(needles), min(map(len, needles))),
        default=frozenset(),
    )


def _may_be_absent(quantifier: str) -> bool:
    return quantifier[0] in "*?" or quantifier.startswith(("{0", "{,"))


def _characters(token: str) -> Needles:
    """What an escape or a character class stands for, if that is few characters."""
    if token[0] == "\\":
        return frozenset() if token[1].isalnum() else frozenset((token[1],))
    inside = token[1:-1]
    if inside.startswith("^") or "\\" in inside or "-" in inside[1:-1] or len(inside) > _LARGEST_CLASS:
        return frozenset()
    return frozenset(inside)
