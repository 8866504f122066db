"""Kind `topics`: matters that a part of the report must speak of, each known by its cues, whatever the headings."""

from __future__ import annotations

from hegui.checks.passages import SCOPE, Text, missing_parts, scope_of, section_name, texts_of
from hegui.checks.patterns import PATTERN, PATTERNS, Regex, any_of, regex
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill
from hegui.rules.trace import judged


def _compile(rule: Rule, context: Context) -> Judge:
    scope = scope_of(rule.params["scope"])
    topics = {name: any_of(cues, context) for name, cues in rule.params["topics"].items()}
    ignored = any_of(rule.params.get("ignore", ()), context)
    opening = regex(rule.params["body_from"], context) if "body_from" in rule.params else None
    message = rule.message or "没有报告{事项}"

    def judge(report: Report, _: Parameters) -> Outcome:
        texts = texts_of(report, scope)
        said = ignored.sub("", "\n".join(_body(text, opening) for text in texts))
        found = {name: cues.search(said) for name, cues in topics.items()}
        for name, match in found.items():
            judged(name, f"“{match[0]}”" if match else "没有提到", bool(match))
        missing = [name for name, match in found.items() if not match]
        if not missing:
            return PASSED
        unread = [part for part in missing_parts(report, scope) if part in scope[:1]] or _unread(report, scope)
        if unread:
            return cannot_assess(
                f"没有读到{'、'.join(map(section_name, unread))}的文字，无从判断是否报告了{'、'.join(missing)}"
            )
        evidence = (texts[0].opening(),)
        return failed(*(Finding(fill(message, {"事项": name}), name, evidence) for name in missing))

    return judge


def _body(text: Text, opening: Regex | None) -> str:
    """The text from its first sub-heading on: what stands before it only sets the tone."""
    start = opening.search(text.content, text.start, text.end) if opening else None
    return text.content[start.start() if start else text.start : text.end]


def _unread(report: Report, scope: tuple[str, ...]) -> list[str]:
    """Parts that may say more than was read: where a picture stands, or where a text breaks off."""
    last = report.sections[-1].key if report.truncated and report.sections else None
    return [part for part in scope if part in report.section_by_key and (part in report.pictures or part == last)]


TOPICS_CHECK = Check(
    name="topics",
    title="应当报告的事项",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "topics": {
            "type": "object",
            "minProperties": 1,
            "description": "应当报告的事项：名称和表明已经报告的文字",
            "additionalProperties": PATTERNS,
        },
        "body_from": {**PATTERN, "description": "小标题：有此小标题的，只看它以后的文字，不看引言"},
        "ignore": {**PATTERNS, "description": "查找之前先去掉的文字，如小标题"},
    },
    required=("scope", "topics"),
    fields=("事项",),
)
