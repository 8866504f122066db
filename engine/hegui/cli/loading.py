"""Options that say which packs and plugins there are and where units are, and what they come to."""

from __future__ import annotations

import argparse
from functools import cache
from typing import TYPE_CHECKING

from hegui.cli.parser import Each

if TYPE_CHECKING:
    from hegui.project.host import Host
    from hegui.project.rules import Rules
    from hegui.recognise import Home
    from hegui.rules.ruleset import RuleSet


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", metavar="DIR", action=Each, default=[], help="另外载入的规则包文件夹，可多次给出")
    parser.add_argument(
        "--plugin",
        dest="plugins",
        metavar="FILE.py",
        action=Each,
        default=[],
        help="另外载入的插件：文件或文件夹，可多次给出",
    )
    parser.add_argument(
        "--pack",
        dest="packs",
        metavar="NAME",
        action=Each,
        default=[],
        help="只用这个规则包和它所依托的，可多次给出；不限地区的全国规则包和 --rules 给出的规则包总是采用",
    )


def add_home(parser: argparse.ArgumentParser, province: str, city: str) -> None:
    """Options that say where units are, with what each means to the command."""
    parser.add_argument("--province", metavar="省", help=province)
    parser.add_argument("--city", metavar="市", help=city)


def folders(parsed: argparse.Namespace, but: str = "") -> list[str]:
    """Folders of packs: those that the user names, and those that the project holds and no named one replaces.

    `but` is the name of one to leave out. Raises UsageError where the project's register does not fit.
    """
    from pathlib import Path

    named: list[str] = list(parsed.rules)
    if (project := getattr(parsed, "project", None)) is None:
        return named
    from hegui.project.vendored import Vendor
    from hegui.rules.packs import pack_name

    vendor = Vendor(project)
    taken = {pack_name(Path(folder)) for folder in named}
    held = [pack for pack in vendor.packs if pack.name not in (*taken, but)]
    for pack in held:
        if not vendor.is_as_added(pack):
            _tell_once(
                f"hegui：规则包“{pack.name}”（{vendor.folder_of(pack)}）与登记的不一致，可能有人改动过；照现状审查。"
            )
    return [*named, *(str(vendor.folder_of(pack)) for pack in held)]


def _tell_of_plugins(parsed: argparse.Namespace) -> None:
    """Say that code runs which only the settings file names."""
    if named := getattr(parsed, "plugins_of_settings", ()):
        _tell_once(f"hegui：运行 {parsed.project} 中的设置文件指定的插件：{'、'.join(named)}")


@cache
def _tell_once(words: str) -> None:
    from hegui.cli.console import say

    say(words)


def load(parsed: argparse.Namespace) -> Rules:
    """The rules, with what is faulty in them left out and told in the ruleset's `mistakes`. Raises UsageError."""
    from hegui.project.rules import load_unchecked

    _tell_of_plugins(parsed)
    return load_unchecked(parsed.packs, parsed.plugins, folders(parsed))


def load_host(parsed: argparse.Namespace) -> Host:
    """Everything that plugins bring. Raises UsageError where one that is named is not there."""
    from hegui.project.rules import load_host

    _tell_of_plugins(parsed)
    return load_host(parsed.plugins, folders(parsed))


def load_rules(parsed: argparse.Namespace) -> RuleSet:
    return load(parsed).ruleset


def home_of(parsed: argparse.Namespace, ruleset: RuleSet) -> Home:
    """Where units are that do not tell it. Raises UsageError for a place that there is not."""
    from hegui.project.rules import home_in

    return home_in(ruleset, parsed.province, parsed.city)


def mistakes_in_words(ruleset: RuleSet) -> str:
    return "\n".join(["规则文件有误，请改正：", *map(str, ruleset.mistakes)])
