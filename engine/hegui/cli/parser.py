"""argparse in Chinese."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from hegui.cli.status import FAULTY

_WORDS = {
    "the following arguments are required: %s": "缺少 %s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "expected one argument": "后面需要一个值",
    "invalid %(type)s value: %(value)r": "应为数字，而不是 %(value)s",
    "ignored explicit argument %r": "后面不能带值 %s",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s %(message)s",
}
"""What argparse says, by its own words as they stand in its code."""


class ChineseParser(argparse.ArgumentParser):
    """An argument parser whose help and complaints are in Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=_ChineseHelp)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示帮助")

        self.set_defaults(command=self)  # that of the innermost command is what is left

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        with _in_chinese():
            parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            parsed.command.error(f"不认识的参数：{' '.join(unknown)}{parsed.command.nearest_options(unknown)}")
        return parsed

    def nearest_options(self, words: Iterable[str]) -> str:
        """Which options words may be slips for; empty where none is near."""
        from hegui.rules.mistake import nearest

        options = [option for option in self._option_string_actions if option.startswith("--")]
        near = (nearest(word.partition("=")[0], options) for word in words if word.startswith("-"))
        found = dict.fromkeys(option for option in near if option)
        return f"，最接近的是 {'、'.join(found)}" if found else ""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, and end with status 2."""
        from hegui.cli.console import say

        say(f"{self.prog}：{message}。用法见 {self.prog} --help。")
        raise SystemExit(FAULTY)

    def add_commands(self, metavar: str) -> Any:
        """Room for commands; without any of them the help is shown, and the status is that of wrong usage."""
        self.set_defaults(run=self._without_command)
        return self.add_subparsers(title="命令", metavar=metavar, parser_class=ChineseParser)

    def default_to(self, values: Mapping[str, Any]) -> None:
        """Let options, also those of commands, have these defaults by their names."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                for parser in action.choices.values():
                    parser.default_to(values)
            elif action.dest in values:
                action.default = values[action.dest]

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction):
            from hegui.rules.mistake import suggest

            self.error(f"没有命令 {value}，{suggest(value, list(action.choices))}")
        raise argparse.ArgumentError(action, f"不能是 {value}，可用的有：{'、'.join(action.choices)}")

    def _without_command(self, parsed: argparse.Namespace) -> int:
        self.print_help(sys.stderr)
        return FAULTY


class Each(argparse.Action):
    """Collects the values of an option that may be given several times; they take the place of the default."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        given = getattr(namespace, self.dest)
        setattr(namespace, self.dest, [*(() if given is self.default else given), values])


@contextmanager
def _in_chinese() -> Iterator[None]:
    """argparse looks its words up by `gettext`, which knows catalogues of the user's language only: so the look-up
    itself is exchanged for as long as a command line is parsed."""
    before = argparse._  # type: ignore[attr-defined]
    argparse._ = lambda words: _WORDS.get(words, words)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        argparse._ = before  # type: ignore[attr-defined]


class _ChineseHelp(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        from hegui.output.text import wrap

        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from hegui.output.text import wrap

        lines = (line for paragraph in text.split("\n") for line in wrap(paragraph, width - len(indent)))
        return "\n".join(indent + line for line in lines)
