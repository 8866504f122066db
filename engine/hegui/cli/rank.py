"""`hegui rank`: who is best and worst in a stored audit, each among its like."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli.status import CLEAN, Stop

if TYPE_CHECKING:
    from hegui.model.renderer import Record

_FORMATS = ("terminal", "md", "csv", "json")


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "rank",
        help="分层级、类别排名",
        description="由 hegui audit --format json 保存的结果，按年度、层级和机关类别分组排名，不重新审查。",
    )
    parser.add_argument("audit", metavar="AUDIT.json", help="已保存的结果")
    parser.add_argument("--group", metavar="TEXT", default="", help="只看名称含有这几个字的组，如 县级部门、乡镇")
    parser.add_argument("--format", choices=_FORMATS, default="terminal", help="输出格式，默认 terminal")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli import console
    from hegui.cli.render import read_record
    from hegui.score.ranking import parents, ranking, standings

    record = read_record(parsed.audit)
    every = standings(record["reports"], record["corpus"])
    groups = ranking(every)
    chosen = [group for group in groups if parsed.group in group["group"]]
    if not chosen:
        names = "、".join(dict.fromkeys(group["group"] for group in groups))
        raise Stop(
            f"--group {parsed.group}：没有这样的组，现有：{names}。" if groups else "结果中没有评了分的报告，无从排名。"
        )
    for part in _PRINTERS[parsed.format](chosen, [] if parsed.group else parents(every)):
        console.write(part)
    console.flush()
    return CLEAN


def _terminal(groups: Sequence[Record], parents: Sequence[Record]) -> Iterable[str]:
    from hegui.cli import console
    from hegui.output.terminal import render_ranking

    yield render_ranking(groups, parents, console.columns(), console.wants_colour())


def _markdown(groups: Sequence[Record], parents: Sequence[Record]) -> Iterable[str]:
    from hegui.output.markdown import rankings

    return (f"{line}\n" for line in ("# 政府信息公开工作年度报告排名", *rankings(groups, parents)))


def _csv(groups: Sequence[Record], _: Sequence[Record]) -> Iterable[str]:
    from hegui.output.csv import render_ranking

    return render_ranking(groups)


def _json(groups: Sequence[Record], parents: Sequence[Record]) -> Iterable[str]:
    import json

    yield json.dumps({"ranking": groups, "parents": parents}, ensure_ascii=False, indent=2) + "\n"


_PRINTERS: dict[str, Callable[[Sequence[Record], Sequence[Record]], Iterable[str]]] = {
    "terminal": _terminal,
    "md": _markdown,
    "csv": _csv,
    "json": _json,
}
