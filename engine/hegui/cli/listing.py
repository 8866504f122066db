"""Lists of rules and plugins, as a table or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

_WIDEST = 40


def add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("terminal", "json"), default="terminal", help="输出格式：terminal（默认）或 json"
    )


def plain_time(moment: str) -> str:
    """A moment in ISO 8601, as a clock here shows it."""
    from datetime import datetime

    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return moment


def write_json(data: Any) -> None:
    import json

    from hegui.cli.console import write

    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def write_table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> None:
    """A table whose long cells are broken over lines; the columns named in `right` are numbers."""
    from hegui.cli.console import write
    from hegui.output.text import in_cell, table

    broken = [[in_cell(cell, _WIDEST) for cell in row] for row in rows]
    write("\n".join(table(header, broken, right)) + "\n")


def sheet(lines: Sequence[tuple[str, str]]) -> str:
    """Headings and texts one under another, empty texts left out, long ones broken beside their heading."""
    from hegui.output.text import clean, width, wrap

    broad = max(width(heading) for heading, _ in lines) + 2
    rows = []
    for heading, text in lines:
        for number, line in enumerate(wrap(clean(text), 100 - broad) if text else ()):
            lead = "" if number else heading
            rows.append(f"{lead}{' ' * (broad - width(lead))}{line}\n")
    return "".join(rows)
