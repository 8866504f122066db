"""Kind `stale_year`: a plan of another year is carried out in this year's report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.passages import SCOPE, Text, scope_of, texts_of
from hegui.checks.patterns import PATTERN, any_of, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, verdict_of

_BEFORE = 40
"""A verb at most so many characters before the plan governs it."""


class _Plan(NamedTuple):
    name: str
    year: int
    evidence: Evidence


def _compile(rule: Rule, context: Context) -> Judge:
    plan = regex(rule.params["plan"], context)
    verb = regex(rule.params["verb"], context)
    unless = any_of(rule.params.get("unless", ()), context)
    scope = scope_of(rule.params.get("scope"))
    if "(?P<year>" not in plan.source:
        raise ValueError("plan 中应有 (?P<year>…) 一组，用来取年份。")

    def judge(report: Report, _: Parameters) -> Outcome:
        if report.year is None:
            return cannot_assess("没有读到报告年度")
        found: dict[tuple[str, int], list[Evidence]] = {}
        for text in texts_of(report, scope):
            for stale in _stale(text, report.year):
                found.setdefault((stale.name, stale.year), []).append(stale.evidence)
        return verdict_of(
            [
                Finding(
                    fill(rule.message, {"文件": name, "文件年份": year, "报告年度": report.year}), name, tuple(evidence)
                )
                for (name, year), evidence in found.items()
            ]
        )

    def _stale(text: Text, own: int) -> Iterator[_Plan]:
        for match in plan.finditer(text.content, text.start, text.end):
            year = int(match["year"])
            if year == own or (year > own and report_section(text, match.start()) != "一"):
                continue
            start, end = _clause(text, match.start())
            clause = text.content[start:end]
            if str(own) in clause or unless.search(clause):
                continue
            governed = verb.search(text.content, max(start, match.start() - _BEFORE), match.start())
            if governed is not None:
                yield _Plan(match[0], year, text.evidence(governed.start(), match.end()))

    def report_section(text: Text, offset: int) -> str:
        return text.report.passage_at(offset).section

    return judge


def _clause(text: Text, offset: int) -> tuple[int, int]:
    """Offsets of the clause around an offset."""
    marks = "，。；！？\n"
    begin = max(text.content.rfind(mark, text.start, offset) for mark in marks) + 1
    stops = [stop for mark in marks if (stop := text.content.find(mark, offset, text.end)) >= 0]
    return max(begin, text.start), min(stops, default=text.end)


STALE_YEAR_CHECK = Check(
    name="stale_year",
    title="落实的文件是否属于本年度",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "plan": {**PATTERN, "description": "年度性文件，(?P<year>…) 一组为年份"},
        "verb": {**PATTERN, "description": "表明落实的文字，在文件之前"},
        "unless": {"type": "array", "items": PATTERN, "description": "同一分句中有此文字时不算"},
    },
    required=("plan", "verb", "message"),
    fields=("文件", "文件年份", "报告年度"),
)
