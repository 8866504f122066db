"""`hegui rules watch`: on each save what is wrong with a pack, what its rules do, and whether their cases hold.

Files are looked at twice a second: that works on every system and on shared folders, and a pack has few files.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

from hegui.cli import loading
from hegui.cli.parser import Each
from hegui.cli.rules.action import add_beside, add_home, prepare
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.project.rules import Rules

_PAUSE = 0.5
_Stamps = Mapping[Path, tuple[int, int]]
"""When each file was written, and its size."""


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "watch",
        help="边写边查：每次存盘都检查、试用、运行用例",
        description="看着规则包的文件夹，每次存盘就检查写法，在报告上试用改动的规则，再运行它们的用例。"
        "按 Ctrl-C 结束。",
    )
    parser.add_argument("folder", metavar="DIR", help="规则包的文件夹")
    parser.add_argument(
        "--on", metavar="PATH", action=Each, default=[], help="在哪些报告上试用改动的规则，可多次给出；不写则不试用"
    )
    add_home(parser)
    add_beside(parser)
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import say

    folder = Path(parsed.folder)
    folders = _folders(folder)
    say(f"hegui：看着 {folder}，每次存盘都检查；按 Ctrl-C 结束。")
    try:
        for changed in _saves(folder):
            _examine(folders, changed, parsed)
    except KeyboardInterrupt:
        say("hegui：已结束。")
    return CLEAN


def _folders(folder: Path) -> list[Path]:
    from hegui.project.states import pack_folders

    if not folder.is_dir():
        raise UsageError(f"{folder}：没有这个文件夹，请检查路径。")
    return pack_folders(folder, folder)


def _saves(folder: Path) -> Iterator[Collection[Path]]:
    """The files that are new, other or gone; at first all of them, then those of each save, once it is done."""
    known: _Stamps = {}
    while True:
        now = _stamps(folder)
        if now != known and now == _later(folder):
            yield {path for path in (*known, *now) if known.get(path) != now.get(path)} if known else ()
            known = now
        sleep(_PAUSE)


def _later(folder: Path) -> _Stamps:
    """A moment later: what an editor is still writing is other then."""
    sleep(_PAUSE / 5)
    return _stamps(folder)


def _stamps(folder: Path) -> _Stamps:
    from hegui.rules.packs import data_files

    files = [*data_files(folder.resolve()).values(), *folder.resolve().rglob("*.py")]
    stamps = {}
    for file in files:
        try:
            about = file.stat()
        except OSError:  # gone meanwhile
            continue
        stamps[file] = about.st_mtime_ns, about.st_size
    return stamps


def _examine(folders: list[Path], changed: Collection[Path], parsed: argparse.Namespace) -> None:
    from datetime import datetime

    from hegui.cli.console import flush, write
    from hegui.cli.rules.cases import tell_results, tell_schemes
    from hegui.cli.rules.trial import tell
    from hegui.proving.cases import rules_with_runners
    from hegui.proving.schemes import run_scheme_cases

    write(f"\n—— {datetime.now():%H:%M:%S} ——\n")
    try:
        rules = _load(folders, parsed)
        if broken := [f"{problem.where}：{problem.message}" for problem in rules.ruleset.problems]:
            write("".join(f"{words}\n" for words in broken))
        else:
            ids, packs = _ids(rules, folders, changed), _packs(rules, folders)
            tried = [each for each in rules.ruleset.compiled if changed and each.rule.id in ids] if parsed.on else []
            for compiled in tried:
                tell(compiled, rules.ruleset, parsed.on, parsed)
                write("\n")
            made = rules_with_runners(rules.ruleset, ids) if ids else ()
            tell_results([one for rule, runner in made for one in (*runner.run(rule), *runner.silent(rule))])
            tell_schemes(list(run_scheme_cases(rules.ruleset, packs)))
    except UsageError as error:  # the next save may mend it
        write(f"{error}\n")
    flush()


def _load(folders: list[Path], parsed: argparse.Namespace) -> Rules:
    """Raises RulesError where a file is faulty."""
    from hegui.project.states import load_with

    return load_with(folders, parsed.packs, parsed.plugins, loading.folders(parsed), with_code=True)


def _ids(rules: Rules, folders: list[Path], changed: Collection[Path]) -> list[str]:
    """The rules in the files that changed; where anything else did, all rules of the packs."""
    paths = _packs(rules, folders)
    own = {
        (paths[rule.source.pack] / rule.source.path): rule.id
        for rule in rules.ruleset.all_rules
        if rule.source.pack in paths
    }
    if changed and all(path in own for path in changed):
        return [own[path] for path in sorted(changed)]
    return list(own.values())


def _packs(rules: Rules, folders: Collection[Path]) -> dict[str, Path]:
    """The folders of the packs that are watched, by their names."""
    found = ((pack.name, pack.path.resolve()) for pack in rules.ruleset.packs)
    return {name: path for name, path in found if path in folders}
