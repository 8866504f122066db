"""The reports of a roster, downloaded from the addresses that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hegui.errors import UsageError
from hegui.fetch.client import Client, Limits
from hegui.fetch.downloads import Download, Fetcher, HoldsReport, ReportAddress
from hegui.model.corpus import RosterUnit
from hegui.project.rules import Rules
from hegui.rules.ruleset import RuleSet


def addresses_of(units: Iterable[RosterUnit]) -> list[ReportAddress]:
    """The addresses of the reports of those units that have one."""
    return [ReportAddress(unit.name, unit.url) for unit in units if unit.url]


def fetch_reports(
    wanted: Iterable[ReportAddress],
    folder: str | Path,
    rules: Rules,
    *,
    interval: float = 1.0,
    allow_private: bool = False,
    robots: bool = True,
) -> Iterator[Download]:
    """Download reports into a folder, each file as it comes in; what lies there from an earlier run is not asked for.

    Args:
        rules: By which it is told whether a page holds a report.
        interval: Seconds between two requests to one site.
        allow_private: Whether sites inside the network may be asked.
        robots: Whether to heed what sites do not allow programs.

    Raises:
        UsageError: What it takes to download is not installed.
    """
    try:
        client = Client(Limits(interval=interval), allow_private, robots)
    except ImportError:
        raise UsageError("下载功能未安装，请先 pip install 'hegui[fetch]'。") from None
    try:
        yield from Fetcher(Path(folder), client, _holds_report(rules.ruleset)).fetch(wanted)
    finally:
        client.close()


def _holds_report(ruleset: RuleSet) -> HoldsReport:
    from hegui.read import read_content
    from hegui.recognise import Knowledge, recognise

    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)

    def holds(content: bytes, name: str) -> bool:
        try:
            report = recognise(read_content(content, name), knowledge)
        except Exception:  # it is none; or reading breaks, which keeps no other page from being had
            return False
        return bool(report.sections)

    return holds
