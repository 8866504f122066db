"""What the actions of `hegui rules` have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from hegui.cli import loading
from hegui.cli.parser import Each
from hegui.errors import HeguiError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from hegui.proving.trial import Beside
    from hegui.rules.ruleset import RuleSet


def prepare(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """Let the user name packs and plugins, and `run` do the action."""
    loading.add_options(parser)
    parser.set_defaults(run=run)


def add_home(parser: argparse.ArgumentParser) -> None:
    """Let the user say where units are that do not tell it: rules of a place are for units known to be there."""
    where = "报告单位所在的{}，写全称；单位名称看得出的以名称为准"
    loading.add_home(parser, where.format("省、自治区、直辖市"), where.format("市、州、盟、地区"))


def add_beside(parser: argparse.ArgumentParser) -> None:
    """Let the user name what rules on many reports compare with."""
    parser.add_argument(
        "--previous",
        metavar="PATH",
        action=Each,
        default=[],
        help="上一年度的报告（文件或文件夹），可多次给出，供跨年的规则对比",
    )
    parser.add_argument("--roster", metavar="FILE", help="单位名册，供与名册有关的规则使用")


def beside_of(parsed: argparse.Namespace) -> Beside:
    """What the user named for rules on many reports."""
    from hegui.proving.trial import Beside

    return Beside(parsed.previous, parsed.roster)


def load(parsed: argparse.Namespace) -> RuleSet:
    """The ruleset; mistakes in other files and plugins keep nobody from looking at a rule, but are told."""
    from hegui.cli.console import say

    ruleset = loading.load_rules(parsed)
    if ruleset.mistakes:
        say(loading.mistakes_in_words(ruleset))
    for problem in ruleset.problems:
        if problem.kind == "plugin":
            say(f"{problem.where}：{problem.message}")
    return ruleset


def load_with(
    parsed: argparse.Namespace, names: Sequence[str], *, without_rules: bool = False
) -> tuple[RuleSet, list[str]]:
    """The ruleset with the packs that are named by folder or file, and the ids of the rules that the names stand for.

    A name is a rule's id, a pack's name, a folder of packs, or a file in one. Raises UsageError for any other, and for
    packs `without_rules` unless they too are asked for: they may hold schemes, overrides and parameters.
    """
    from pathlib import Path

    from hegui.rules.describe import no_such_rule
    from hegui.rules.packs import MANIFEST, pack_name, packs_at

    at = {name: packs_at(Path(name)) for name in names if Path(name).exists()}
    named = [str(folder) for folders in at.values() for folder in folders]
    parsed.rules = list(dict.fromkeys([*parsed.rules, *named]))
    ruleset = load(parsed)
    ids: list[str] = []
    for name in names:
        path = Path(name)
        if ruleset.rule(name):
            ids.append(name)
        elif name in (pack.name for pack in ruleset.packs):
            ids += _of_packs(ruleset, [name])
        elif name not in at:
            raise UsageError(no_such_rule(ruleset, name))
        elif not at[name]:
            raise UsageError(f"{name}：不在规则包中（规则包是含有 {MANIFEST} 的文件夹），请检查路径。")
        elif path.is_file():
            ids += _of_file(ruleset, path)
        else:
            ids += _of_packs(ruleset, filter(None, map(pack_name, at[name])))
    if names and not ids and any(problem.kind == "plugin" for problem in ruleset.problems):
        raise HeguiError(f"{'、'.join(names)}：插件出错（见上），其中的规则没有载入；请先改正插件。")
    if names and not ids and not (without_rules and packs_named(ruleset, names)):
        raise UsageError(f"{'、'.join(names)}：其中没有规则，请检查路径。")
    return ruleset, list(dict.fromkeys(ids))


def packs_named(ruleset: RuleSet, names: Sequence[str]) -> set[str] | None:
    """The packs that are named whole, by name or folder; None where nothing is named: all."""
    from pathlib import Path

    from hegui.rules.packs import pack_name, packs_at

    if not names:
        return None
    folders = [folder for name in names if Path(name).is_dir() for folder in packs_at(Path(name))]
    known = {pack.name for pack in ruleset.packs}
    return {name for name in (*names, *map(pack_name, folders)) if name in known}


def _of_packs(ruleset: RuleSet, packs: Iterable[str]) -> list[str]:
    wanted = set(packs)
    return [rule.id for rule in ruleset.all_rules if rule.source.pack in wanted]


def _of_file(ruleset: RuleSet, path: Path) -> list[str]:
    if rule := ruleset.rule(path.stem):
        return [rule.id]
    raise UsageError(f"{path}：没有载入这条规则，请先用 hegui rules lint 检查它的写法。")
