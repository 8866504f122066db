"""argparse in Chinese, and the table of commands."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from hegui import __version__
from hegui.cli.status import FAULTY

_MESSAGES = [
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"the following arguments are required: (.*)", "缺少 {0}"),
        (r"unrecognized arguments: (.*)", "不认识的参数：{0}"),
        (r"expected one argument", "后面需要一个值"),
        (r"invalid choice: (.*?) \(choose from (.*)\)", "不能是 {0}，可用的有：{1}"),
        (r"invalid choice: (.*?), maybe you meant (.*)\? \(choose from (.*)\)", "不能是 {0}，可用的有：{2}"),
        (r"invalid (?:int|float) value: (.*)", "应为数字，而不是 {0}"),
        (r"ignored explicit argument (.*)", "后面不能带值 {0}"),
    )
]
_OF_ARGUMENT = re.compile(r"argument (\S+): (.*)", re.DOTALL)


class ChineseParser(argparse.ArgumentParser):
    """An argument parser whose help and complaints are in Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=_ChineseHelp)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示帮助")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, and end with status 2."""
        from hegui.cli.console import say

        say(f"{self.prog}：{in_chinese(message)}。用法见 {self.prog} --help。")
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


def in_chinese(message: str) -> str:
    """A message of argparse in Chinese; one that is not known stays as it is."""
    if argument := _OF_ARGUMENT.fullmatch(message):
        return f"参数 {argument[1]} {in_chinese(argument[2])}"
    for pattern, words in _MESSAGES:
        if match := pattern.fullmatch(message):
            return words.format(*(_bare(value) for value in match.groups()))
    return message


def _bare(values: str) -> str:
    """Python's 'a', 'b' as a、b."""
    return values.replace("', '", "、").strip("'")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The parsed command line; what it leaves open is as the settings file has it."""
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    from hegui.cli import comparison, settings  # not before: `--version` needs none

    if vars(parsed).keys() & settings.KEYS and (found := settings.find_settings(Path.cwd())):
        named = parsed
        parser.default_to(found.given())
        parsed = parser.parse_args(arguments)
        parsed.partly = comparison.is_partly(named, parsed)
    return parsed


def build_parser() -> ChineseParser:
    """The parser of all commands; `run` of what it parses is the command's function."""
    from hegui.cli import audit, compare, fetch, history, init, plugins, rank, render, rules

    parser = ChineseParser(
        prog="hegui",
        description="审查政府信息公开工作年度报告：逐条对照规则，指出问题、位置、依据和改法，并评分。",
        epilog="退出状态：0 没有达到 --fail-on 的问题；1 有问题；2 用法或规则文件有误；3 审查不完整。",
    )
    parser.add_argument("--version", action="version", version=f"hegui {__version__}", help="显示版本")
    commands = parser.add_commands("COMMAND")
    for command in (init, audit, fetch, rank, compare, history, render, rules, plugins):
        command.add_to(commands)
    return parser
