"""Loading the ruleset with the packs and plugins named on the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hegui.cli.status import Stop

if TYPE_CHECKING:
    from hegui.plugins.host import Host
    from hegui.rules.ruleset import RuleSet


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules", metavar="DIR", action="append", default=[], help="另外载入的规则包文件夹，可多次给出"
    )
    parser.add_argument(
        "--plugin", metavar="FILE.py", action="append", default=[], help="另外载入的插件：文件或文件夹，可多次给出"
    )


def load_host(parsed: argparse.Namespace) -> Host:
    """The host with everything installed and named. Raises Stop where what is named is not there."""
    from pathlib import Path

    from hegui.plugins.host import Host
    from hegui.rules.packs import MANIFEST

    for folder in parsed.rules:
        if not Path(folder, MANIFEST).is_file():
            raise Stop(f"--rules {folder}：不是规则包（应是含有 {MANIFEST} 的文件夹），请检查路径。")
    for file in parsed.plugin:
        if not (Path(file).is_file() or Path(file, "__init__.py").is_file()):
            raise Stop(f"--plugin {file}：没有这个插件（应是 .py 文件，或含有 __init__.py 的文件夹），请检查路径。")
    return Host.load([Path(file) for file in parsed.plugin], [Path(folder) for folder in parsed.rules])


def load_rules(parsed: argparse.Namespace, *, thorough: bool = False) -> RuleSet:
    """The ruleset, with what is faulty in it left out and in `faults`."""
    from hegui.rules.ruleset import load_ruleset

    return load_ruleset(load_host(parsed), thorough=thorough)


def faults_in_words(ruleset: RuleSet) -> str:
    return "\n".join(["规则文件有误，请改正：", *map(str, ruleset.faults)])
