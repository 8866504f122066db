"""`hegui rank`: who is best and worst in a stored audit, each among its like."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli import list_files
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.model.run import ParentGroup, RankingGroup, RulesetUsed

_FORMATS = ("terminal", "md", "csv", "json", *list_files.FILES)


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "rank",
        help="分层级、类别排名",
        description="由 hegui audit --format json 保存的结果，按年度、层级和机关类别分组排名，不重新审查。",
    )
    parser.add_argument("audit", metavar="AUDIT.json", help="已保存的结果")
    parser.add_argument("--group", metavar="TEXT", default="", help="只看名称含有这几个字的组，如 县级部门、乡镇")
    parser.add_argument("--format", choices=_FORMATS, default="terminal", help="输出格式，默认 terminal")
    list_files.add_file(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli import console
    from hegui.judge.ranking import parents, ranking, scored_units
    from hegui.model.stored import read_run

    place = list_files.file_for(parsed)
    stored = read_run(parsed.audit)
    units = scored_units(stored.summaries(), stored.corpus)
    groups = ranking(units)
    chosen = [group for group in groups if parsed.group in group.group]
    if not chosen:
        names = "、".join(dict.fromkeys(group.group for group in groups))
        raise UsageError(
            f"--group {parsed.group}：没有这样的组，现有：{names}。" if groups else "结果中没有评了分的报告，无从排名。"
        )
    others = [] if parsed.group else parents(units)
    if place:
        from hegui.output.ranking import document, workbook

        list_files.write_file(
            place, (workbook if parsed.format == "xlsx" else document)(chosen, others, stored.ruleset)
        )
        return CLEAN
    for part in _PRINTERS[parsed.format](chosen, others, stored.ruleset):
        console.write(part)
    console.flush()
    return CLEAN


def _terminal(groups: Sequence[RankingGroup], parents: Sequence[ParentGroup], rules: RulesetUsed) -> Iterable[str]:
    from hegui.cli import console
    from hegui.output.terminal import render_ranking

    return render_ranking(groups, parents, rules, console.columns(), console.wants_colour())


def _markdown(groups: Sequence[RankingGroup], parents: Sequence[ParentGroup], rules: RulesetUsed) -> Iterable[str]:
    from hegui.output.md import render_ranking

    return render_ranking(groups, parents, rules)


def _csv(groups: Sequence[RankingGroup], *_: object) -> Iterable[str]:
    from hegui.output.csv import render_ranking

    return render_ranking(groups)


def _json(groups: Sequence[RankingGroup], parents: Sequence[ParentGroup], _: RulesetUsed) -> Iterable[str]:
    import json

    from msgspec import to_builtins

    return [json.dumps(to_builtins({"ranking": groups, "parents": parents}), ensure_ascii=False, indent=2), "\n"]


_PRINTERS: dict[str, Callable[[Sequence[RankingGroup], Sequence[ParentGroup], RulesetUsed], Iterable[str]]] = {
    "terminal": _terminal,
    "md": _markdown,
    "csv": _csv,
    "json": _json,
}
