"""The commands, and what a command line with the settings file says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hegui.about import __version__
from hegui.cli.parser import ChineseParser
from hegui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_COMMANDS = ("init", "audit", "fetch", "rank", "compare", "history", "serve", "render", "rules", "packs", "plugins")
"""A module each, whose `add_to` adds the command, or several."""


def build_parser(names: Iterable[str] = _COMMANDS) -> ChineseParser:
    """The parser of these commands; `run` of what it parses is the command's function."""
    parser = ChineseParser(
        prog="hegui",
        description="审查政府信息公开工作年度报告：逐条对照规则，指出问题、位置、依据和改法，并评分。",
        epilog="退出状态：0 没有达到 --fail-on 的问题；1 有问题；2 用法或规则文件有误；3 审查不完整。",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="显示版本")
    commands = parser.add_commands("COMMAND")
    for name in names:
        import_module(f"hegui.cli.{name}").add_to(commands)
    return parser


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The parsed command line; what it leaves open is as the settings file has it. Raises UsageError."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = build_parser(_needed(arguments))
    named: argparse.Namespace = parser.parse_args(arguments)
    from pathlib import Path  # not before: `--version` needs none

    from hegui.project import settings

    if not vars(named).keys() & settings.KEYS or not (found := settings.find_settings(Path.cwd())):
        return named
    parser.default_to(found.given())
    parsed: argparse.Namespace = parser.parse_args(arguments)
    parsed.project = found.folder
    if hasattr(parsed, "plugins") and not named.plugins and found.plugins and found.folder:
        _check_consent(found.folder, found.plugins, trusts=getattr(parsed, "trust", False))
        parsed.plugins_of_settings = tuple(found.plugins)
    parsed.named = named
    # Reports that the command line picks out are only some of the roster that the settings file names.
    picked = getattr(named, "reports", None)
    by_settings = getattr(parsed, "roster", None) is not None and named.roster is None
    parsed.partial = bool(picked and by_settings and not _are_all(picked, found.reports))
    return parsed


def _check_consent(folder: Path, plugins: Sequence[str], *, trusts: bool) -> None:
    """Raises UsageError where plugins that a settings file names must not run."""
    from hegui.project import consent

    if trusts:
        consent.consent(folder, plugins)
    elif not consent.may_run(folder, plugins):
        raise UsageError(
            f"{folder} 中的设置文件指定了插件 {'、'.join(plugins)}，而它不在当前文件夹（或不属于您），没有运行。"
            "插件是程序，能做您能做的一切：清楚其来历、信任其内容的，先运行 hegui plugins --trust 同意；"
            "插件有改动时须再次同意。"
        )


def _are_all(picked: Sequence[str], reports: Sequence[str] | None) -> bool:
    """Whether paths lead to all the reports that the settings file names."""
    from pathlib import Path

    places = [Path(path).resolve() for path in picked]
    return bool(reports) and all(
        any(Path(path).resolve().is_relative_to(place) for place in places) for path in reports or ()
    )


def _needed(arguments: Sequence[str]) -> Sequence[str]:
    """The commands without which this command line cannot be parsed; all of them where it names none."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ()
    return (first,) if first in _COMMANDS else _COMMANDS


class _ShowVersion(argparse.Action):
    """As argparse does it, without what it loads to lay out a page of help."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"hegui {__version__}")
        parser.exit()
