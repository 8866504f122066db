"""What a file lets one judge: a workbook holds tables and no text, a scan may be misread, a copy may break off."""

from __future__ import annotations

from dataclasses import replace

from hegui.model.form import form_names
from hegui.model.report import TITLE, Report
from hegui.model.rule import Finding, Outcome, Result, Rule, Scope
from hegui.rules.check import Parameters
from hegui.rules.ruleset import CompiledRule, RuleSet

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


def scope_for(report: Report, scope: Scope, ruleset: RuleSet) -> Scope:
    """The scope, without its years where the report's is not known but its tables follow a form, and the scope takes in
    all years for which there are forms."""
    years = scope.years
    if report.year or report.form is None or years is None or years.last:
        return scope
    since = min((form.years.first or 0 for form in ruleset.forms.values()), default=0)
    return replace(scope, years=None) if (years.first or 0) <= since else scope


def elsewhere(compiled: CompiledRule, report: Report, ruleset: RuleSet) -> Outcome | None:
    """Why a rule does not apply to a report whose form has none of the sections and tables that it looks at, or nothing
    in common with the forms that it is for."""
    form, about = report.template, compiled.about
    forms = compiled.rule.scope.forms
    if forms and all(form.parts.isdisjoint(ruleset.forms[name].parts) for name in forms if name in ruleset.forms):
        return Outcome(Result.NOT_APPLICABLE, f"本规则适用于{form_names(forms)}的报告")
    if not about or not form.parts.isdisjoint(about):
        return None
    names = [_name(part, ruleset) for part in about]
    if None in names:  # a part that every report may have: its title, its preamble
        return None
    listed = "、".join(filter(None, names))
    return Outcome(Result.NOT_APPLICABLE, f"《{form.title}》（{form.document}）没有本规则审查的{listed}")


def _name(part: str, ruleset: RuleSet) -> str | None:
    """What a form that has this section or table calls it."""
    for form in ruleset.forms.values():
        if part in form.parts:
            return form.table_name(part) if part in form.table_by_id else form.section_name(part)
    return None


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


def because_broken(outcome: Outcome, report: Report) -> Outcome:
    """An outcome that, where it could not be told on a report of which a part is lost, says so and where."""
    if outcome.result is not Result.CANNOT_ASSESS:
        return outcome
    lost = (report.unread(TITLE) if report.begins else "", report.unread() if report.broken else "")
    if any(why and why in outcome.reason for why in lost):
        return outcome
    why = next(filter(None, lost), "")
    return Outcome(outcome.result, f"{outcome.reason}（{why}）") if why else outcome


def _is_doubtful(finding: Finding, report: Report) -> bool:
    return any(evidence.paragraph in report.doubts for evidence in finding.evidence)
