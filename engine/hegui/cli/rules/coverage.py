"""`hegui rules coverage`: what each rule does over many reports."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.rules.action import add_beside, add_home, beside_of, load, prepare
from hegui.cli.status import CLEAN, FAULTY
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.proving.trial import Coverage, RuleCoverage

_COLUMNS = {
    "applied": "适用",
    "located": "定位",
    "judged": "判定",
    "failed": "不符合",
    "cannot_assess": "未能判定",
    "error": "出错",
}


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "coverage",
        help="统计各条规则在一批报告上的作用",
        description="统计各条规则在一批报告上的作用：适用于几份，在几份中找到了要查的内容，判定了几份，几份不符合。"
        "在整批报告中什么也没有找到的规则，另行列出：它不报问题，不说明报告没有问题。",
    )
    parser.add_argument("path", metavar="PATH", nargs="+", help="报告文件、文件夹或 .zip 压缩包")
    listing.add_format(parser)
    add_home(parser)
    add_beside(parser)
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import Progress, write
    from hegui.proving.trial import measure

    ruleset = load(parsed)
    progress = Progress()
    try:
        home = loading.home_of(parsed, ruleset)
        coverage = measure(ruleset, parsed.path, home=home, progress=progress, beside=beside_of(parsed))
    finally:
        progress.done()
    if not coverage.reports:
        raise UsageError("没有读到一份年度报告，请检查路径。")
    if parsed.format == "json":
        listing.write_json(_data(coverage))
    else:
        rows = [[each.rule.id, *(str(count or "") for count in _counts(each).values())] for each in coverage.rules]
        listing.write_table(["规则", *_COLUMNS.values()], rows, right=list(_COLUMNS.values()))
        write(f"\n{_summary(coverage)}")
    return FAULTY if ruleset.mistakes else CLEAN


def _counts(each: RuleCoverage) -> dict[str, int]:
    from hegui.model.rule import Result

    results = each.results
    counts = (each.applied, each.located, each.judged)
    ends = (results[end] for end in (Result.FAIL, Result.CANNOT_ASSESS, Result.ERROR))
    return dict(zip(_COLUMNS, (*counts, *ends), strict=True))


def _data(coverage: Coverage) -> dict[str, Any]:
    blind = [each.rule.id for each in coverage.blind]
    unused = [each.rule.id for each in coverage.unused]
    return {
        "reports": coverage.reports,
        "unread": coverage.unread,
        "rules": [{"rule": each.rule.id, "title": each.rule.title, **_counts(each)} for each in coverage.rules],
        "located_nothing": blind,
        "applied_to_none": unused,
    }


def _summary(coverage: Coverage) -> str:
    unread = f"，另有 {coverage.unread} 个文件没有读成报告" if coverage.unread else ""
    lines = [("报告", f"{coverage.reports} 份{unread}。")]
    for heading, rules in (("没有找到要查的内容", coverage.blind), ("没有适用的报告", coverage.unused)):
        lines += [
            ("" if number else heading, f"{each.rule.id}（{each.rule.title}）") for number, each in enumerate(rules)
        ]
    return listing.sheet(lines)
