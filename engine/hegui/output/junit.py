"""The audit as JUnit XML: a suite for each report, a case for each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from hegui.model.audit import Problem
from hegui.model.form import PartNames
from hegui.model.run import AuditRun
from hegui.model.verdict import Finding, Result, Verdict
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, category_title, concerned, in_words, name, waiver_in_words


def render(run: AuditRun) -> Iterator[str]:
    """The document suite by suite. A rule whose findings are all waived is skipped, as is what could not be judged."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="hegui">\n'
    for audit in run.reports:
        path = audit.source.path
        title = f"{name(audit)} {audit.year or ''}".strip()
        yield from _suite(
            title, run.ruleset.form_of(audit), audit.verdicts, [(path, one) for one in audit.errors], path
        )
    if run.corpus.verdicts:
        yield from _suite(category_title("corpus"), run.ruleset.any_form, run.corpus.verdicts)
    if run.errors:
        yield from _suite("程序、插件与规则", run.ruleset.any_form, (), [(one.where, one) for one in run.errors])
    yield "</testsuites>\n"


def _suite(
    title: str,
    names: PartNames,
    verdicts: Sequence[Verdict],
    errors: Sequence[tuple[str, Problem]] = (),
    path: str = "",
) -> Iterator[str]:
    """`errors` with their places."""
    states = [_state(verdict) for verdict in verdicts]
    counts = Counter(states)
    yield (
        f'  <testsuite name={_quoted(title)} tests="{len(verdicts) + len(errors)}" failures="{counts["failure"]}" '
        f'errors="{counts["error"] + len(errors)}" skipped="{counts["skipped"]}">\n'
    )
    for verdict, state in zip(verdicts, states, strict=True):
        yield from _case(verdict, state, path, names)
    for where, error in errors:
        yield f'    <testcase name={_quoted(where or title)} classname="hegui">\n'
        yield f"      <error message={_quoted(error.message)}/>\n    </testcase>\n"
    yield "  </testsuite>\n"


def _state(verdict: Verdict) -> str:
    match verdict.result:
        case Result.PASS:
            return "passed"
        case Result.FAIL:
            return "failure" if verdict.stands else "skipped"
        case Result.ERROR:
            return "error"
    return "skipped"


def _case(verdict: Verdict, state: str, path: str, names: PartNames) -> Iterator[str]:
    about = f"name={_quoted(verdict.rule)} classname={_quoted(verdict.category)}"
    if path:
        about += f" file={_quoted(path)}"
    if state == "passed":
        yield f"    <testcase {about}/>\n"
        return
    yield f"    <testcase {about}>\n"
    if state == "failure":
        message = f"{SEVERITIES[verdict.severity]}：{verdict.title}"
        lines = "\n".join(_lines(verdict.findings, names))
        yield (
            f"      <failure message={_quoted(message)} type={_quoted(verdict.severity)}>{escape(lines)}</failure>\n"
        )
    else:
        reason = verdict.reason or "；".join(map(waiver_in_words, verdict.findings)) or verdict.title
        yield f"      <{state} message={_quoted(reason)}/>\n"
    yield "    </testcase>\n"


def _lines(findings: Iterable[Finding], names: PartNames) -> Iterator[str]:
    for finding in findings:
        yield concerned(finding)
        for evidence in finding.evidence:
            yield f"  {clean(in_words(evidence, finding.message, names))}"
        yield clean(f"  {finding.advice}（{finding.basis}）")
        if waiver := waiver_in_words(finding):
            yield f"  {waiver}"


def _quoted(text: str) -> str:
    return quoteattr(clean(text))
