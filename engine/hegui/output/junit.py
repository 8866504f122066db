"""The audit as JUnit XML: a suite for each report, a case for each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from hegui.model.renderer import Record
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, category_title, concerned, in_words, name, waiver_in_words

_SKIPPED = ("not_applicable", "cannot_assess")


def render(record: Record) -> Iterator[str]:
    """The document suite by suite. A rule whose findings are all waived is skipped, as is what could not be judged."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="hegui">\n'
    for report in record["reports"]:
        title = f"{name(report)} {report['year'] or ''}".strip()
        errors = [(error["message"], report["source"]["path"]) for error in report["errors"]]
        yield from _suite(title, report["verdicts"], errors, report["source"]["path"])
    if record["corpus"]["verdicts"]:
        yield from _suite(category_title("corpus"), record["corpus"]["verdicts"], (), "")
    if record["errors"]:
        yield from _suite(
            "程序、插件与规则", (), [(error["message"], error["where"]) for error in record["errors"]], ""
        )
    yield "</testsuites>\n"


def _suite(title: str, verdicts: Sequence[Record], errors: Sequence[tuple[str, str]], path: str) -> Iterator[str]:
    states = [_state(verdict) for verdict in verdicts]
    counts = Counter(states)
    total = len(verdicts) + len(errors)
    yield (
        f'  <testsuite name={_quoted(title)} tests="{total}" failures="{counts["failure"]}" '
        f'errors="{counts["error"] + len(errors)}" skipped="{counts["skipped"]}">\n'
    )
    for verdict, state in zip(verdicts, states, strict=True):
        yield from _case(verdict, state, path)
    for message, where in errors:
        yield f'    <testcase name={_quoted(where or title)} classname="hegui">\n'
        yield f"      <error message={_quoted(message)}/>\n    </testcase>\n"
    yield "  </testsuite>\n"


def _state(verdict: Record) -> str:
    match verdict["verdict"]:
        case "fail" if all("waiver" in finding for finding in verdict["findings"]):
            return "skipped"
        case "fail":
            return "failure"
        case "error":
            return "error"
    return "skipped" if verdict["verdict"] in _SKIPPED else "passed"


def _case(verdict: Record, state: str, path: str) -> Iterator[str]:
    about = f"name={_quoted(verdict['rule'])} classname={_quoted(verdict['category'])}"
    if path:
        about += f" file={_quoted(path)}"
    if state == "passed":
        yield f"    <testcase {about}/>\n"
        return
    yield f"    <testcase {about}>\n"
    if state == "failure":
        summary = f"{SEVERITIES[verdict['severity']]}：{verdict['title']}"
        lines = "\n".join(_lines(verdict["findings"]))
        about = f"message={_quoted(summary)} type={_quoted(verdict['severity'])}"
        yield f"      <failure {about}>{escape(lines)}</failure>\n"
    else:
        reason = verdict["reason"] or "；".join(map(waiver_in_words, verdict["findings"])) or verdict["title"]
        yield f"      <{state} message={_quoted(reason)}/>\n"
    yield "    </testcase>\n"


def _lines(findings: Sequence[Record]) -> Iterator[str]:
    for finding in findings:
        yield concerned(finding)
        for evidence in finding["evidence"]:
            yield f"  {clean(in_words(evidence, finding['message']))}"
        yield clean(f"  {finding['advice']}（{finding['basis']}）")
        if waiver := waiver_in_words(finding):
            yield f"  {waiver}"


def _quoted(text: str) -> str:
    return quoteattr(clean(text))
