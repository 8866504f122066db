"""Regular expressions that rule files bring: checked, joined into one, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from hegui.rules.check import Context

PATTERN = {"type": "string", "minLength": 1, "description": "正则表达式，按全角标点、半角数字、汉字间无空格的文本书写"}
PATTERNS = {"type": "array", "minItems": 1, "description": "正则表达式，合其一即可", "items": PATTERN}
LEXICON = {"type": "string", "minLength": 1, "description": "词表名称"}

_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_UNBOUNDED = re.compile(r"[.)](?:[*+]|\{\d*,\})")
_BACKREFERENCE = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]")


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern whose `^` and `$` are the bounds of a paragraph.

    Raises:
        ValueError: it is no regular expression, or could take very long on an unlucky text. The message is Chinese.
    """
    if _UNBOUNDED.search(_ESCAPED.sub("x", pattern)):
        raise ValueError(f"正则表达式“{pattern}”中“.”或括号后的 *、+ 没有上限，请改用 {{0,30}} 这样的次数。")
    if _BACKREFERENCE.search(pattern):
        raise ValueError(f"正则表达式“{pattern}”请用 (?P<名>…) 和 (?P=名) 代替 \\1。")
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise ValueError(f"正则表达式“{pattern}”有误（{error}），请改正。") from None


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for several alternatives; without any it matches nowhere."""
    alternatives = list(patterns)
    for pattern in alternatives:
        compiled(pattern)
    return re.compile("|".join(alternatives) or r"(?!)", re.MULTILINE)


def numbered(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for several; `which` tells which of them a match is of."""
    alternatives = list(patterns)
    for pattern in alternatives:
        compiled(pattern)
    joined = "|".join(f"(?P<_{number}>{pattern})" for number, pattern in enumerate(alternatives))
    return re.compile(joined or r"(?!)", re.MULTILINE)


def which(match: re.Match[str]) -> int:
    """Position of the pattern, among those given to `numbered`, that matched."""
    return int((match.lastgroup or "_0")[1:])


def lexicon_of(context: Context, name: str) -> Mapping[str, Any]:
    """A lexicon by its name. Raises ValueError where no pack brings it."""
    lexicon = context.lexicons.get(name)
    if not isinstance(lexicon, dict):
        raise ValueError(f"没有词表“{name}”，请在 lexicons/ 中建立，或改正名称。")
    return lexicon
