"""A mistake in a file of a pack: one Chinese sentence with file, line, column and the line itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from hegui.errors import HeguiError
from hegui.model.audit import Problem


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake. `line` and `column` count from 1; 0 where the mistake is of the whole file (missing, not readable)."""

    path: Path
    message: str
    """One sentence: what is wrong and what to do."""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    """The line of the file."""
    of_kind: bool = False
    """True where the kind of a rule is not known: a plugin that broke may be what should have brought it."""

    @property
    def where(self) -> str:
        """`file:line:column`, the file as seen from the working directory where it lies in it."""
        return ":".join([shown(self.path), *(str(number) for number in (self.line, self.column) if number)])

    @property
    def pointer(self) -> str:
        """Blanks and a caret that point at the place when printed under `excerpt`."""
        return "".join(_blank_as_wide_as(character) for character in self.excerpt[: self.column - 1]) + "^"

    def __str__(self) -> str:
        sentence = f"{self.where}：{self.message}"
        return f"{sentence}\n    {self.excerpt}\n    {self.pointer}" if self.column else sentence

    def problem(self) -> Problem:
        return Problem("rule", self.message, self.where)


_MOST_LISTED = 100


class InvalidFileError(HeguiError):
    """A file that cannot be used, with every mistake found in it."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__(*mistakes)
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


def shown(path: Path) -> str:
    """A path for the user: relative to the working directory where it lies in it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):
        return str(path)


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word most like the given one, or None where none is like it."""
    from difflib import get_close_matches

    matches = get_close_matches(word, sorted(valid), n=1, cutoff=0.5)
    return matches[0] if matches else None


def suggest(word: str, valid: Iterable[str]) -> str:
    """How to mend an unknown word: the nearest valid one, else all of them, in their order, where they are not many."""
    words = sorted(valid) if isinstance(valid, Set) else list(dict.fromkeys(valid))
    if match := nearest(word, words):
        return f"最接近的是“{match}”"
    return f"可用的有：{'、'.join(words) or '（无）'}" if len(words) <= _MOST_LISTED else "也没有相近的名称"


_OF_REGEX = (
    ("unterminated subpattern|unbalanced parenthesis", "括号没有成对，要找括号本身请写 \\( 或 \\)"),
    ("unterminated character set", "方括号没有成对，要找方括号本身请写 \\["),
    ("nothing to repeat|multiple repeat", "*、+、? 或 {} 前面没有可以重复的文字，要找这个符号本身请在前面加 \\"),
    ("bad character range", "方括号里的范围前后颠倒"),
    ("min repeat greater", "次数的下限大于上限"),
    ("look-behind requires", "(?<=…)、(?<!…) 中的文字长短要固定"),
    ("redefinition of group", "两个括号用了同一个名称"),
    ("escape", "反斜杠用得不对"),
)


def regex_mistake(error: re.error) -> str:
    """What is wrong with a regular expression, in Chinese."""
    meaning = next((said for pattern, said in _OF_REGEX if re.search(pattern, error.msg)), error.msg)
    return meaning if error.pos is None else f"第 {error.pos + 1} 字处{meaning}"


def _blank_as_wide_as(character: str) -> str:
    if character == "\t":
        return character
    return "\u3000" if unicodedata.east_asian_width(character) in "WF" else " "
