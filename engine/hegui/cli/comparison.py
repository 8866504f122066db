"""What reports are compared with: the roster of units, and the reports of the years before."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hegui.cli.parser import Each
from hegui.cli.status import Stop

if TYPE_CHECKING:
    from hegui.audit.corpus import Mark
    from hegui.audit.run import Auditor
    from hegui.cli.running import Run
    from hegui.model.renderer import Record


def is_partly(named: argparse.Namespace, parsed: argparse.Namespace) -> bool:
    """Whether the command line picks out some reports while the roster of all comes from the settings file: then units
    without a report are not missing."""
    return bool(getattr(named, "reports", None)) and parsed.roster is not None and named.roster is None


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--roster",
        metavar="FILE",
        help="单位名册（CSV、Excel 或 YAML）：列出应当报告的单位，据以查漏报、逾期，核对汇总数",
    )
    parser.add_argument(
        "--previous",
        metavar="PATH",
        action=Each,
        default=[],
        help="上一年度的报告（文件、文件夹或 .zip），或上一年度审查所存的 audit.json，可多次给出；"
        "据以核对两年数据的衔接",
    )


def earlier_rows(parsed: argparse.Namespace, this_run: Run) -> list[Sequence[Record]]:
    """The rows of earlier reports, and of earlier audits. Raises Stop where one is not there or cannot be used."""
    if not parsed.previous:
        return []
    from pathlib import Path

    from hegui.audit.stored import StoredError, stored_rows
    from hegui.audit.walk import find_targets

    stored = [path for path in parsed.previous if path.lower().endswith(".json")]
    reports = [path for path in parsed.previous if path not in stored]
    targets = find_targets(reports, parsed.ocr).rows
    for target in targets:
        if target.path in reports and "://" not in target.path and not Path(target.path).exists():
            raise Stop(f"--previous {target.path}：没有这个文件或文件夹，请检查路径。")
    try:
        rows: list[Sequence[Record]] = [stored_rows(Path(path)) for path in stored]
    except StoredError as error:
        raise Stop(f"--previous {error}") from None
    return [*rows, this_run.rows(targets)] if targets else rows


def add_corpus(
    parsed: argparse.Namespace,
    auditor: Auditor,
    record: Record,
    earlier: Sequence[Sequence[Record]],
    mark: Mark,
    this_run: Run,
) -> None:
    """Put into a record what its reports come to beside one another; `mark` marks the findings that are waived."""
    jurisdiction = None if parsed.partly else auditor.jurisdiction
    if len(record["reports"]) < 2 and not jurisdiction and not earlier:
        return
    from hegui.audit.corpus import add_corpus

    compared = this_run.compared((record["reports"], *earlier), jurisdiction)
    add_corpus(record, auditor.ruleset, auditor.scheme, earlier, jurisdiction, mark, compared)
    if earlier and not _any_earlier(record["reports"], earlier):
        from hegui.cli.console import say

        say("hegui：--previous 给出的报告中，没有早于本次审查年度的，未能与上一年度对比。")


def _any_earlier(rows: Sequence[Record], earlier: Sequence[Sequence[Record]]) -> bool:
    from hegui.audit.rows import briefs

    latest = max((brief["year"] or 0 for brief in briefs(rows)), default=0)
    return any(0 < (brief["year"] or 0) < latest for some in earlier for brief in briefs(some))
