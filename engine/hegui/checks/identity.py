"""The check `identity`: a formula that must hold between cells of the tables and facts of the report.

A table all of whose cells are whole numbers is put through one compiled function for all its rows or columns; only
where that does not hold, or cells are missing, is the formula judged place by place.
"""

from __future__ import annotations

from collections.abc import Iterable

from hegui.checks.evidence import table_in_words, table_name
from hegui.checks.facts import FACTS
from hegui.checks.formula import AXES, Formula, merged_rows
from hegui.checks.placewise import SIDES, Placewise, missing
from hegui.model.form import Form
from hegui.model.report import Report
from hegui.model.rule import Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, fields_of, not_applicable
from hegui.rules.expression import parse
from hegui.rules.fault import suggest
from hegui.rules.schema import EXPRESSION
from hegui.rules.trace import listening, located


def compile_identity(rule: Rule, context: Context) -> Judge:
    """The judge of a rule. Raises ValueError with a Chinese sentence where its formula or its message has a mistake."""
    forms = {key: form for key, form in context.forms.items() if key in (rule.scope.forms or context.forms)}
    formula = Formula(rule.params["assert"], rule.params.get("for_each"), forms)
    _check_fields(rule, formula)
    _check_transfer(rule, formula)

    def judge(report: Report, parameters: Parameters) -> Outcome:
        table = report.tables.get(formula.tables[0]) if formula.tables else None
        form = forms.get((table.form if table else report.form) or "")
        program = formula.program(form)
        if form and not program:
            return not_applicable(f"《{form.title}》（{form.document}）没有本规则核对的项目")
        if listening():  # then every place is judged by itself
            for key in formula.tables:
                located(table_name(key), table_in_words(report, key))
        elif table and program and program.holds and (integers := table.integers) and program.holds(integers):
            return PASSED
        if any(key not in report.tables for key in formula.tables):
            return _without_table(rule, formula, forms.values(), report)
        if form and (merged := merged_rows(form, report)):
            program = formula.program(form, merged) or program
        if program is None:
            return cannot_assess("未能识别表格所用的格式")
        return Placewise(rule, formula, program, report, parameters).outcome()

    return judge


def _without_table(rule: Rule, formula: Formula, forms: Iterable[Form], report: Report) -> Outcome:
    tables = {table.id: table for form in forms for table in form.tables}
    absent = [tables[key] for key in formula.tables if key not in report.tables]
    pictures = [table for table in absent if table.section in report.pictures]
    if pictures:
        return cannot_assess("；".join(f"“{table.title}”的表格是图片，读不出数字" for table in pictures))
    return missing(rule, "；".join(f"未找到“{table.title}”的表格" for table in absent))


def _check_fields(rule: Rule, formula: Formula) -> None:
    axes = [] if formula.axis is None else [AXES[formula.axis]]
    fields = [*axes, *formula.expression.names, *SIDES]
    for field in fields_of(rule.message):
        if field not in fields:
            raise ValueError(f"message 中的 {{{field}}} 没有值可填，{suggest(field, fields)}；请改正。")


def _check_transfer(rule: Rule, formula: Formula) -> None:
    groups = rule.params.get("explain", {}).get("transfer")
    if groups and not formula.has_groups(groups["rows"], groups["columns"]):
        raise ValueError(
            "explain 的 transfer 只用于 for_each: tableN.column，其中 rows、columns 应是该表的组名，请改正。"
        )


def _parameters_read(rule: Rule) -> list[str]:
    names = parse(rule.params["assert"]).names
    return [parameter for name in names if name in FACTS for parameter in FACTS[name].parameters]


IDENTITY = Check(
    name="identity",
    title="勾稽关系",
    compile=compile_identity,
    properties={
        "assert": {
            "type": "string",
            "minLength": 1,
            "format": EXPRESSION,
            "description": "应当成立的算式，如 本年新收 + 上年结转 == 总计 + 结转下年度；可用 + - * /、比较、"
            "and or not、括号和 合计、最大、最小、绝对值；报告年度、成文日期等事实也可写入",
        },
        "for_each": {
            "type": "string",
            "pattern": r"^table\d+\.(row|column)$",
            "description": "对表的每一行（row）或每一列（column）核对，如 table3.column",
        },
        "missing": {
            "enum": ["cannot_assess", "not_applicable"],
            "default": "cannot_assess",
            "description": "报告没有写明所需的数或日期时的结论，不写即 cannot_assess",
        },
        "missing_reason": {"type": "string", "minLength": 1, "description": "没有写明时的理由"},
        "explain": {
            "type": "object",
            "description": "对不成立的原因的推测",
            "properties": {
                "transfer": {
                    "type": "object",
                    "description": "两列差额相抵时，推测有几件填错了列",
                    "properties": {
                        "rows": {"type": "string", "description": "可能填错的各行的组名"},
                        "columns": {"type": "string", "description": "可能填错的各列的组名"},
                    },
                    "required": ["rows", "columns"],
                    "additionalProperties": False,
                }
            },
            "required": ["transfer"],
            "additionalProperties": False,
        },
    },
    required=("assert",),
    parameters=tuple(parameter for fact in FACTS.values() for parameter in fact.parameters),
    reads=_parameters_read,
)
