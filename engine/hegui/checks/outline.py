"""How a text is divided: headings, items of lists and their numbers, as the lexicon `outline` describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hegui.checks.patterns import Regex, lexicon_of, regex
from hegui.model.report import Passage, Report
from hegui.rules.check import Context

_LEXICON = "outline"


def subheading(context: Context) -> Regex:
    """What a heading of a subsection looks like at the start of a paragraph: （一）主动公开."""
    return regex(_entry(context, "subheading"), context)


def item(context: Context) -> Regex:
    """What opens a heading or an item of a list at the start of a paragraph: （一）, 一是, 1."""
    return regex(_entry(context, "item"), context)


def number(context: Context) -> Regex:
    """What numbers a paragraph, at its start; the group `n` is the number."""
    return regex(_entry(context, "number"), context)


def numberings(context: Context) -> list[Regex]:
    """The ways to number the items of a list, anywhere in a text; the group `n` of each is the number."""
    return [regex(pattern, context) for pattern in _entry(context, "numberings")]


def _entry(context: Context, key: str) -> Any:
    lexicon = lexicon_of(context, _LEXICON)
    if key not in lexicon:
        raise ValueError(f"词表 {_LEXICON} 中缺少“{key}”，请补上。")
    return lexicon[key]


def headings_of(report: Report, section: str, opening: Regex) -> Iterator[tuple[Passage, str]]:
    """The paragraphs of a section that open with a heading, each with its words."""
    for passage in report.passages:
        if passage.section == section and (match := opening.compiled.match(passage.text)):
            yield passage, match[0]
