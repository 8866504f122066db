"""Kind `guangxi-quoted-deadline`: a deadline named in prose that is later than the unit's own.

Whether 31 March is too late depends on who writes it: it is the day of governments and two months past that of their
departments. A pattern cannot know that; the parameter `deadlines` does.
"""

from __future__ import annotations

from datetime import date
from re import Match

from hegui.checks.facts import FACTS
from hegui.checks.passages import SCOPE, scope_of, sentence_span, texts_of
from hegui.checks.patterns import PATTERN, PATTERNS, any_of, regex
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, verdict_of


def _compile(rule: Rule, context: Context) -> Judge:
    quoted = regex(rule.params["quoted"], context)
    subject = any_of(rule.params["subject"], context)
    unless = any_of(rule.params.get("unless", ()), context)
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, parameters: Parameters) -> Outcome:
        due = FACTS["公布期限"].read(report, parameters)
        if not isinstance(due.value, date):
            return cannot_assess(due.text)
        findings = []
        for text in texts_of(report, scope):
            for match in quoted.finditer(text.content, text.start, text.end):
                day = _day(match, due.value.year)
                sentence = text.content[slice(*sentence_span(text.content, match.start(), text.start, text.end))]
                if day is None or day <= due.value or not subject.search(sentence) or unless.search(sentence):
                    continue
                values = {"所称期限": f"{day.month}月{day.day}日", "公布期限": due.text}
                findings.append(Finding(fill(rule.message, values), "期限", (text.evidence(*match.span()),)))
        return verdict_of(findings)

    return judge


def _day(match: Match[str], year: int) -> date | None:
    """The day in the year of the deadline, None where there is no such day."""
    try:
        return date(year, int(match["月"]), int(match["日"]))
    except ValueError:
        return None


QUOTED_DEADLINE = Check(
    name="guangxi-quoted-deadline",
    title="文中所称期限不晚于法定期限",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "quoted": {**PATTERN, "description": "期限的写法，(?P<月>…)、(?P<日>…) 两组为月和日"},
        "subject": {**PATTERNS, "description": "同一句中表明说的是年度报告期限的文字"},
        "unless": {**PATTERNS, "description": "同一句中有此文字时不算"},
    },
    required=("quoted", "subject", "message"),
    fields=("所称期限", "公布期限"),
    parameters=("deadlines",),
)
