"""What an office has decided on findings before: waivers in a file, and reviewers' decisions in a history."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hegui.cli.status import Stop

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from hegui.audit.waivers import Waivers
    from hegui.history.history import History
    from hegui.rules.ruleset import RuleSet


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--waivers", metavar="FILE", help="豁免清单（YAML）：经批准不作要求的问题，到期自动失效")
    parser.add_argument("--no-waivers", action="store_true", help="不采用豁免清单和复核意见")
    parser.add_argument(
        "--history", metavar="FILE", help="审查历史（一个文件，或数据库地址）：采用其中的复核意见，并存入本次结果"
    )
    parser.add_argument("--label", metavar="TEXT", default="", help="本次审查在历史中的名称，如 2024年度初审")
    parser.add_argument("--keep-sources", action="store_true", help="在历史中同时保存被审查的文件")


def waivers_of(parsed: argparse.Namespace, ruleset: RuleSet, history: History | None) -> Waivers | None:
    """What is put on findings, or None. Raises Stop where the file is faulty."""
    if parsed.no_waivers or not (parsed.waivers or history):
        return None
    from pathlib import Path

    from hegui.audit.waivers import Waivers, read_waivers
    from hegui.rules.fault import FaultyFile

    waivers = Waivers()
    if parsed.waivers:
        try:
            waivers = read_waivers(Path(parsed.waivers), (rule.id for rule in ruleset.all_rules))
        except FaultyFile as error:
            raise Stop("\n".join(["豁免清单有误，请改正：", *map(str, error.faults)])) from None
    if history:
        decisions = history.decisions().values()
        waivers.decisions = {
            one.fingerprint: {"state": one.state, "reason": one.reason, "by": one.by, "at": one.at} for one in decisions
        }
    return waivers


def open_history(place: str) -> History:
    """The history at a place, made where there is none yet. Raises Stop where it cannot be used."""
    from hegui.history import HistoryError

    try:
        from hegui.history.history import History
    except ImportError:
        raise Stop("审查历史的功能未安装，请先 pip install 'hegui[history]'。") from None
    try:
        return History(place)
    except HistoryError as error:
        raise Stop(str(error)) from None


def history_of(parsed: argparse.Namespace) -> AbstractContextManager[History | None]:
    """The history that the command line or the settings file names, open; None where they name none. Raises Stop."""
    from contextlib import nullcontext

    return nullcontext() if parsed.history is None else open_history(parsed.history)
