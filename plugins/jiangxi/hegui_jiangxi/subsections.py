"""Kind `jiangxi-subsections`: the subsections of a part, all there or in their order.

A pattern over the text of a part sees no subsections: it takes one that is missing, one that is misplaced and a word in
passing for the same. This kind reads the headings （一）, （二） … and compares them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hegui.checks.evidence import quote
from hegui.checks.passages import SECTIONS, section_name
from hegui.checks.patterns import PATTERN, Regex, regex
from hegui.model.report import Passage, Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, failed, fill

_HEADING = re.compile(r"（[一二三四五六七八九十]）[^。；，：]{0,30}")
"""A heading may share its line with the text: （一）建议提案。全年办理……"""


def _compile(rule: Rule, context: Context) -> Judge:
    section = rule.params["section"]
    wanted = {name: regex(pattern, context) for name, pattern in rule.params["subsections"].items()}
    in_order = rule.params.get("in_order", False)

    def judge(report: Report, _: Parameters) -> Outcome:
        headings = _headings(report, section)
        if not headings:
            return PASSED  # an undivided part is in order, too
        places = {name: _place(pattern, headings) for name, pattern in wanted.items()}
        wrong = _misplaced(places) if in_order else [name for name, place in places.items() if place is None]
        if not wrong:
            return PASSED
        values = {"部分": section_name(section), "小节": "、".join(wrong)}
        evidence = tuple(_evidence(report, *heading) for heading in headings)
        return failed(Finding(fill(rule.message, values), "、".join(wrong), evidence))

    return judge


def _headings(report: Report, section: str) -> list[tuple[Passage, str]]:
    """The passages that open a subsection, each with its heading."""
    passages = (passage for passage in report.passages if passage.section == section)
    return [(passage, match[0]) for passage in passages if (match := _HEADING.match(passage.text))]


def _place(pattern: Regex, headings: Sequence[tuple[Passage, str]]) -> int | None:
    return next((index for index, (_, heading) in enumerate(headings) if pattern.search(heading)), None)


def _misplaced(places: Mapping[str, int | None]) -> list[str]:
    """The first pair that stands the wrong way round; what is missing cannot be misplaced."""
    found = [(name, place) for name, place in places.items() if place is not None]
    return next(([later, earlier] for (earlier, one), (later, other) in pairwise(found) if one > other), [])


def _evidence(report: Report, passage: Passage, heading: str) -> Evidence:
    return quote(report, passage.start, passage.start + len(heading))


SUBSECTIONS = Check(
    name="jiangxi-subsections",
    title="小节齐全、次序一致",
    compile=_compile,
    properties={
        "section": {"enum": list(SECTIONS), "description": "所在的部分"},
        "subsections": {
            "type": "object",
            "minProperties": 1,
            "description": "各小节，依次写名称和小标题的写法",
            "additionalProperties": PATTERN,
        },
        "in_order": {"const": True, "description": "true 为只看次序，不看有无"},
    },
    required=("section", "subsections", "message"),
    fields=("部分", "小节"),
)
