"""How long texts made to be slow take: `python -m bench.pumps [NAME…]` makes each one twice and four times as long.

A growth of 2 for a doubling is linear; 4 is quadratic, and a fault. Times are of reading, recognition and judging.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

from tabulate import tabulate

import hegui
from hegui.judge.report import judge
from hegui.proving.draft import load_draft
from hegui.read import ReadError, read_content
from hegui.recognise import Knowledge, NotAReport, recognise
from tools.layouts import document_of

_LENGTH = 20_000
_DOUBLINGS = 3
_NOTICED = 0.05
"""Seconds below which a growth says nothing."""


class Pump(NamedTuple):
    """A report in a layout with a tail of pieces behind it, and what stands before and after these."""

    layout: str
    piece: str
    before: str = "\n"
    after: str = ""

    def content(self, length: int) -> bytes:
        tail = self.before + self.piece * (length // len(self.piece)) + self.after
        return document_of(load_draft("bureau"), self.layout) + tail.encode()


PUMPS: Mapping[str, Pump] = {
    "blanks": Pump("markdown", " ", after="x"),
    "heading marks": Pump("markdown", "a #", "\n# "),
    "bold": Pump("markdown", "**a"),
    "bold with blanks": Pump("markdown", "__a "),
    "links": Pump("markdown", "[a]("),
    "pictures": Pump("markdown", "![a]("),
    "struck": Pump("markdown", "~~a"),
    "raised": Pump("markdown", "<sup>a"),
    "comments": Pump("markdown", "<!--a"),
    "rules": Pump("markdown", "- ", after="x"),
    "delimiters": Pump("markdown", "|---", after="x"),
    "quotes": Pump("markdown", "> ", after="x"),
    "figures": Pump("text", "新收"),
    "figures with numbers": Pump("text", "新收5件，"),
    "short lines": Pump("text", "a\n"),
    "numbers": Pump("text", "1\n"),
    "pipes": Pump("text", "|\n"),
    "commas": Pump("text", "a,1,2\n"),
    "digits": Pump("text", "1"),
    "numerals": Pump("text", "一"),
    "brackets": Pump("text", "（"),
    "full stops": Pump("text", "。"),
    "years": Pump("text", "2024年"),
    "days": Pump("text", "1月1日"),
    "headings": Pump("text", "一、总体情况\n"),
    "titles": Pump("text", "某某县人民政府2024年政府信息公开工作年度报告\n"),
    "elements in one another": Pump("html", "<div>"),
    "tables in one another": Pump("html", "<table><tr><td>"),
    "tables": Pump("html", "<table><tr><td>1</td></tr></table>"),
    "rows": Pump("html", "<tr><td>1</td></tr>", "<table>", "</table>"),
    "cells": Pump("html", "<td>1</td>", "<table><tr>", "</tr></table>"),
    "wide cells": Pump("html", "<td colspan=200>1</td>", "<table><tr>", "</tr></table>"),
    "spans": Pump("html", "<span>a</span>"),
    "breaks": Pump("html", "a<br>"),
    "list items": Pump("html", "<li>a", "<ul>"),
    "attributes": Pump("html", " a=1", "<p", ">x</p>"),
    "styles": Pump("html", "a:b;", '<p style="', '">x</p>'),
    "sheets": Pump("html", ".a{color:red}", "<style>", "</style>"),
}


def seconds(data: bytes, layout: str, rules: hegui.Rules, knowledge: Knowledge) -> float:
    """What a file takes from its bytes to its verdicts, or to its refusal."""
    begin = time.perf_counter()
    try:
        report = recognise(read_content(data, f"报告.{'html' if layout == 'html' else 'txt'}"), knowledge)
        judge(report, rules.ruleset)
    except (ReadError, NotAReport):
        pass
    return time.perf_counter() - begin


def main(names: list[str]) -> None:
    rules = hegui.load()
    knowledge = Knowledge.of(rules.ruleset.forms, rules.ruleset.lexicons)
    rows = []
    for name in names or PUMPS:
        pump = PUMPS[name]
        contents = [pump.content(_LENGTH << doubling) for doubling in range(_DOUBLINGS)]
        times = [min(seconds(data, pump.layout, rules, knowledge) for _ in range(2)) for data in contents]
        growth = times[-1] / times[-2] if times[-1] > _NOTICED else None
        rows.append([name, *(f"{each:.3f}" for each in times), "" if growth is None else f"{growth:.1f}"])
    lengths = [f"{(_LENGTH << doubling) // 1000} KB, s" for doubling in range(_DOUBLINGS)]
    print(tabulate(rows, ["behind a report", *lengths, "growth"]))


if __name__ == "__main__":
    main(sys.argv[1:])
