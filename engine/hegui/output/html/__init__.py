"""One HTML file: the overview, and beside it every report packed, to be unpacked when it is looked at."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hegui.judge.totals import totals_of
from hegui.model.renderer import Options, OutputFile
from hegui.model.run import AuditRun, ParentGroup, RankingGroup, RulesetUsed
from hegui.model.totals import Totals
from hegui.output.html import charts
from hegui.output.html.overview import Entry, Summary, between_reports, filings, summarise
from hegui.output.html.report import CHUNK, as_json, packed
from hegui.output.text import clean, shorten
from hegui.output.view import (
    SEVERITIES,
    category_title,
    concerned,
    group_title,
    moment,
    number,
    path,
    percent,
    problem_of,
)

_HERE = Path(__file__).parent
_SCRIPTS = ("elements", "data", "report", "unit", "units", "main")
"""Pieces of the one script, in this order."""

_HEAT_ROWS = 40
_FAULTS = 20
_FEW, _LONG = 8, 200
"""Lines of a list on the overview: up to these in one column; what goes beyond those is in the list of units."""


def files(run: AuditRun, options: Options) -> Iterator[OutputFile]:
    """`audit.html`. Options: `title` over the page, `office` that issues it."""
    yield OutputFile("audit.html", _parts(run, options))


def _parts(run: AuditRun, options: Options) -> Iterator[bytes]:
    summary = summarise(run)
    script, style = _script(), _asset("style.css")
    stream = (
        _environment()
        .get_template("page.html.j2")
        .stream(
            **_overview(run, summary),
            title=options.get("title") or "政府信息公开工作年度报告审查结果",
            office=options.get("office", ""),
            script=Markup(script),
            style=Markup(style),
            policy=_policy(script, style),
            index=map(Markup, _index(summary, totals_of(run), run.ruleset)),
            chunks=map(Markup, packed(run)),
        )
    )
    stream.enable_buffering(64)
    return (part.encode() for part in stream)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    environment.filters |= {
        "number": number,
        "percent": percent,
        "moment": moment,
        "path": path,
        "category": category_title,
        "concerned": concerned,
        "problem": problem_of,
        "clean": clean,
    }
    return environment


def _asset(file: str) -> str:
    return (_HERE / "assets" / file).read_text(encoding="utf-8")


def _script() -> str:
    return "\n".join(_asset(f"{piece}.js") for piece in _SCRIPTS)


def _policy(script: str, style: str) -> str:
    """Nothing runs but the page's own script, nothing is fetched, nothing sent, no text is ever taken for markup."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _overview(run: AuditRun, summary: Summary) -> dict[str, Any]:
    """What the template shows."""
    totals = totals_of(run)
    history = run.history or ()
    groups: list[RankingGroup | ParentGroup] = [*run.corpus.ranking, *run.corpus.parents]
    return {
        "run": run,
        "summary": summary,
        "totals": totals,
        "severities": SEVERITIES,
        "years": summary.years,
        "histogram": charts.histogram(summary.totals, totals.of or 100, totals.median or 0) if summary.totals else None,
        "heat_maps": list(_heat_maps(summary)),
        "trend": charts.trend(history, summary.of) if len(history) > 1 else None,
        "faults": summary.faults[:_FAULTS],
        "groups": [(group_title(group), group) for group in groups],
        "common": between_reports(run),
        "filings": filings(run, summary),
        "few": _FEW,
        "long": _LONG,
    }


def _heat_maps(summary: Summary) -> Iterator[tuple[str, charts.Chart]]:
    """Of the groups, where there are several, and of the units that lost most."""
    columns = [one for one in summary.categories if any(entry.lost.get(one) for entry in summary.audited)]
    titles = [category_title(column) for column in columns]
    groups = list(summary.by_group())
    if len(groups) > 1 and columns:
        rows = [
            charts.HeatRow(f"{group}（{len(members)} 家）", "", [_mean(members, column) for column in columns])
            for group, members in groups
        ]
        yield "各组平均扣分", charts.heat_map("各组平均扣分", rows, titles, summary.of)
    numbered = [(number, entry) for number, entry in enumerate(summary.entries) if entry.state == "audited"]
    losing = sorted((pair for pair in numbered if pair[1].points), key=lambda pair: -pair[1].points)
    worst = losing[:_HEAT_ROWS]
    if worst:
        title = f"被扣分的 {len(worst)} 家单位" if len(worst) == len(losing) else f"扣分最多的 {len(worst)} 家单位"
        lines = [
            charts.HeatRow(
                _label(entry, summary.years), f"#/units/{number}", [entry.lost.get(column, 0) for column in columns]
            )
            for number, entry in worst
        ]
        yield title, charts.heat_map(title, lines, titles, summary.of)


def _label(entry: Entry, years: list[int]) -> str:
    return f"{shorten(entry.name, 13)} {entry.year or ''}" if len(years) > 1 else entry.name


def _mean(members: list[Entry], category: str) -> float:
    return sum(entry.lost.get(category, 0) for entry in members) / len(members)


def _index(summary: Summary, totals: Totals, ruleset: RulesetUsed) -> Iterator[str]:
    """The list of units for the script, in pieces of JSON: names of groups, grades and rules once, an array a unit."""
    groups, grades = summary.groups, [clean(one.grade) for one in totals.grades if one.grade]
    rules = {clean(fault.rule): index for index, fault in enumerate(summary.faults)}
    about = {
        "chunk": CHUNK,
        "of": summary.of,
        "steps": [share * summary.of for share in charts.STEPS],
        "categories": [category_title(category) for category in summary.categories],
        "severities": SEVERITIES,
        "groups": groups,
        "grades": grades,
        "rules": [[clean(one.rule), problem_of(one, ruleset), one.reports] for one in summary.faults],
    }
    yield f'{as_json(about)[:-1]},"units":['
    for position, entry in enumerate(summary.entries):
        line = [
            entry.state,
            entry.name,
            groups.index(entry.group),
            entry.year,
            entry.path,
            entry.total,
            grades.index(entry.grade) if entry.grade else None,
            entry.rank,
            entry.coverage,
            entry.counts,
            [entry.lost.get(category, 0) for category in summary.categories],
            [rules[rule] for rule in entry.failed],
        ]
        yield f"{',' if position else ''}{as_json(line)}"
    yield "]}"
