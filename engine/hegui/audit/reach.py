"""What a file lets one judge: a workbook holds tables and no text, and a scan may be misread."""

from __future__ import annotations

from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Result, Rule
from hegui.rules.check import Parameters
from hegui.rules.ruleset import RuleSet

_TABLES = "tables"
_MOST_NAMED = 3


def beyond(rule: Rule, report: Report, ruleset: RuleSet) -> Outcome | None:
    """Why a rule says nothing on this file, or None where it does.

    To a workbook only the tables are exported: that it has no text is no fault of the report.
    """
    if report.source.format != "xlsx" or rule.category == _TABLES:
        return None
    with_tables = {table.section for form in ruleset.forms.values() for table in form.tables}
    if not {section.key for section in report.sections} <= with_tables:
        return None
    return Outcome(Result.CANNOT_ASSESS, "这份工作簿只有统计表，没有报告正文，请对报告全文另行审查")


def certain(outcome: Outcome, rule: Rule, report: Report, parameters: Parameters) -> Outcome:
    """An outcome without the findings that may be slips of recognition: those of rules that judge by single words
    (`scans` among the parameters), and those that rest on what was not read with certainty.
    """
    if not report.source.ocr or outcome.result is not Result.FAIL:
        return outcome
    by_words = {rule.id, rule.category} & set(parameters.get("scans", {}).get("judged_by_words", ()))
    kept = () if by_words else tuple(finding for finding in outcome.findings if not _is_doubtful(finding, report))
    if len(kept) == len(outcome.findings):
        return outcome
    dropped = [finding.message for finding in outcome.findings if finding not in kept]
    more = f"等 {len(dropped)} 处" if len(dropped) > _MOST_NAMED else ""
    reason = f"扫描件的文字由识别得来，可能有误，请对照原件核实：{'；'.join(dropped[:_MOST_NAMED])}{more}"
    if kept:
        return Outcome(Result.FAIL, "；".join(filter(None, (outcome.reason, reason))), kept)
    return Outcome(Result.CANNOT_ASSESS, reason)


def _is_doubtful(finding: Finding, report: Report) -> bool:
    return any(evidence.paragraph in report.doubts for evidence in finding.evidence)
