"""Asking for what the command line has left open."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from hegui.errors import UsageError

T = TypeVar("T")

Understand = Callable[[str], T]
"""Makes a value of an answer. Raises ValueError with a Chinese sentence for one that will not do."""


class Questions:
    """Takes each answer from the command line where it is given, else from the person at the terminal.

    Where nobody can be asked, what is missing is collected, and `hold` tells it all at once.
    """

    def __init__(self) -> None:
        self._asking = sys.stdin.isatty()
        self._missing: list[str] = []

    def answer(
        self, flag: str, question: str, given: str | None, understand: Understand[T], default: str | None = None
    ) -> T | None:
        """The answer, asked for until it will do; None where it is missing and nobody can be asked."""
        if given is not None:
            try:
                return understand(given)
            except ValueError as error:
                raise UsageError(f"{flag}：{error}") from None
        if not self._asking:
            if default is None:
                self._missing.append(f"{flag}（{question}）")
                return None
            return understand(default)
        return self._ask(question, understand, default)

    @property
    def asking(self) -> bool:
        """Whether there is somebody to ask."""
        return self._asking

    def hold(self) -> None:
        """Raises UsageError where an answer is missing."""
        if self._missing:
            raise UsageError(
                "缺少以下各项，请写在命令行上，或在终端中运行以便逐项询问：\n  " + "\n  ".join(self._missing)
            )

    def _ask(self, question: str, understand: Understand[T], default: str | None) -> T:
        hint = {None: "", "": "（可不填）"}.get(default, f"（默认 {default}）")
        while True:
            try:
                typed = input(f"{question}{hint}：").strip()
            except EOFError:
                raise UsageError("没有回答完，规则未写出。") from None
            if not typed and default is None:
                print("  这一项要填写。")
                continue
            try:
                return understand(typed or default or "")
            except ValueError as error:
                print(f"  {error}")


def one_of(choices: Mapping[str, str]) -> Understand[str]:
    """An answer that is one of these words, or the number of one in their order; with each word what it means."""
    from hegui.rules.mistake import suggest

    def understand(answer: str) -> str:
        words = list(choices)
        if answer in words:
            return answer
        if answer.isdecimal() and 0 < int(answer) <= len(words):
            return words[int(answer) - 1]
        raise ValueError(f"不能是“{answer}”，{suggest(answer, words)}。")

    return understand


def listed(choices: Mapping[str, str]) -> str:
    """Choices in lines, each with its number."""
    from hegui.output.text import width

    broad = max(map(width, choices))
    lines = (
        f"  {number:>2}  {word}{' ' * (broad - width(word))}  {meaning}\n"
        for number, (word, meaning) in enumerate(choices.items(), 1)
    )
    return "".join(lines)
