"""Kind `gansu-stated-figures`: figures that an aspect of 总体情况 must state, each with its number or as none.

“门户网站” stands in 主动公开 with what was published there and in 平台建设 with how many there are. Which is meant
depends on the subsection, which a pattern over the whole part does not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hegui.checks.evidence import quote
from hegui.checks.passages import sentence_span
from hegui.checks.patterns import LEXICON, PATTERN, Regex, lexicon_of, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, verdict_of

_OVERVIEW = "一"
_HEADING = re.compile(r"（[一二三四五六七八九十]）|[一二三四五六七八九十]是|\d{1,2}[.、．]")
_HEADING_LENGTH = 30


class _Span(NamedTuple):
    start: int
    end: int


class _Figure(NamedTuple):
    """How a report names a figure, states its number, and says that there is none."""

    about: Regex
    stated: Regex
    none: Regex

    @classmethod
    def of(cls, data: Mapping[str, Any], none: Regex, context: Context) -> _Figure:
        return cls(regex(data["about"], context), regex(data["stated"], context), none)

    def is_stated(self, prose: str, spans: Sequence[_Span]) -> bool:
        if any(self.stated.search(prose, *span) for span in spans):
            return True
        return any(self.none.search(prose, *sentence) for sentence in self.mentions(prose, spans))

    def mentions(self, prose: str, spans: Sequence[_Span]) -> Iterator[tuple[int, int]]:
        """The sentences that speak of it."""
        for span in spans:
            for match in self.about.finditer(prose, *span):
                yield sentence_span(prose, match.start(), *span)


def _compile(rule: Rule, context: Context) -> Judge:
    lexicon = lexicon_of(context, rule.params["lexicon"])
    if not {"figures", "none"} <= lexicon.keys():
        raise ValueError(f"词表“{rule.params['lexicon']}”中应有 figures 和 none，请补上。")
    unknown = [name for name in rule.params["figures"] if name not in lexicon["figures"]]
    if unknown:
        raise ValueError(f"词表“{rule.params['lexicon']}”的 figures 中没有“{unknown[0]}”，请补上或改正名称。")
    none = regex(lexicon["none"], context)
    figures = {name: _Figure.of(lexicon["figures"][name], none, context) for name in rule.params["figures"]}
    aspect = regex(rule.params["aspect"], context)

    def judge(report: Report, _: Parameters) -> Outcome:
        spans = _aspect(report, aspect)
        if not spans or _OVERVIEW in report.pictures or report.truncated:
            return cannot_assess("没有读全第一部分，无从判断")
        findings = []
        for name, figure in figures.items():
            if not figure.is_stated(report.prose, spans):
                sentence = next(figure.mentions(report.prose, spans), None)
                evidence = _quoted(report, *(sentence or spans[0]))
                findings.append(Finding(fill(rule.message, {"数据": name}), name, (evidence,)))
        return verdict_of(findings)

    return judge


def _aspect(report: Report, heading: Regex) -> list[_Span]:
    """Where the overview speaks of an aspect: under the headings that name it; all of it where none does."""
    spans: list[_Span] = []
    within = False
    for passage in report.passages:
        if passage.section != _OVERVIEW:
            continue
        if _HEADING.match(passage.text):
            within = heading.search(passage.text[:_HEADING_LENGTH]) is not None
        if within:
            spans.append(_Span(passage.start, passage.start + len(passage.text)))
    overview = report.section_by_key.get(_OVERVIEW)
    return spans or ([_Span(overview.start, overview.end)] if overview and overview.end > overview.start else [])


def _quoted(report: Report, start: int, end: int) -> Evidence:
    passage = report.passage_at(start)
    return quote(report, start, min(end, passage.start + len(passage.text)))


STATED_FIGURES = Check(
    name="gansu-stated-figures",
    title="应写明的数据",
    compile=_compile,
    properties={
        "lexicon": {**LEXICON, "description": "词表名称：figures 为各项数据的写法，none 为表明没有的文字"},
        "aspect": {**PATTERN, "description": "数据所在方面的小标题；没有小标题的，在整个第一部分中查找"},
        "figures": {
            "type": "array",
            "minItems": 1,
            "description": "应写明的数据，名称见词表",
            "items": {"type": "string", "minLength": 1},
        },
    },
    required=("lexicon", "aspect", "figures", "message"),
    fields=("数据",),
)
