"""Kind `identity`: a formula that must hold between cells of the tables and facts of the report.

A table all of whose cells are whole numbers is put through one compiled function for all its rows or columns; only
where that does not hold, or cells are missing, is the formula judged place by place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hegui.checks.evidence import table_located
from hegui.checks.facts import facts_with, kinds_of, parameters_of_facts, roster_facts
from hegui.checks.formula import AXIS_FIELDS, SIDES, Formula, check_fields, check_unit, merged_rows
from hegui.checks.limits import LIMITS, check_limits, limit_facts, parameters_of_limits
from hegui.checks.names import BEFORE
from hegui.checks.placewise import Placewise, missing
from hegui.model.form import Form
from hegui.model.report import Report
from hegui.model.rule import Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, not_applicable
from hegui.rules.expression import Expression, parse
from hegui.rules.schema import EXPRESSION
from hegui.rules.trace import listening


def compile_identity(rule: Rule, context: Context) -> Judge:
    """The judge of a rule. Raises ValueError with a Chinese sentence where its formula or its message has a mistake."""
    forms = {key: form for key, form in context.forms.items() if key in (rule.scope.forms or context.forms)}
    expression = parse(rule.params["assert"])
    _check_names(rule, expression)
    facts = {**facts_with(context.deadlines), **roster_facts(expression), **limit_facts(rule)}
    formula = Formula(rule.params["assert"], rule.params.get("for_each"), forms, kinds_of(facts))
    axis = () if formula.axis is None else (AXIS_FIELDS[formula.axis],)
    check_unit(rule.message, formula.expression)
    check_limits(rule, formula.expression.names, context)
    check_fields(rule.message, (*axis, *formula.expression.names, *SIDES))
    _check_transfer(rule, formula)

    def judge(report: Report, parameters: Parameters) -> Outcome:
        table = report.tables.get(formula.tables[0]) if formula.tables else None
        form = formula.form_of(report)
        program = formula.program(form)
        if form and not program:
            return not_applicable(f"《{form.title}》（{form.document}）没有本规则核对的项目")
        if listening():  # then every place is judged by itself
            for key in formula.tables:
                table_located(report, key)
        elif table and program and program.holds and (integers := table.integers) and program.holds(integers):
            return PASSED
        if any(key not in report.tables for key in formula.tables):
            return _without_table(rule, formula, forms.values(), report)
        if form and (merged := merged_rows(form, report)):
            program = formula.program(form, merged) or program
        if program is None:
            return cannot_assess("未能识别表格所用的格式")
        return Placewise(rule, formula, program, facts, report, parameters).outcome()

    return judge


def _without_table(rule: Rule, formula: Formula, forms: Iterable[Form], report: Report) -> Outcome:
    tables = {table.id: table for form in forms for table in form.tables}
    absent = [tables[key] for key in formula.tables if key not in report.tables]
    pictures = [table for table in absent if table.section in report.pictures]
    if pictures:
        return cannot_assess("；".join(f"“{table.title}”的表格是图片，读不出数字" for table in pictures))
    return missing(rule, "；".join(f"未找到“{table.title}”的表格" for table in absent))


def _check_names(rule: Rule, expression: Expression) -> None:
    for name in expression.names:
        if name.startswith(BEFORE):
            raise ValueError(
                f"“{name}”是上一年度报告中的数，要看两年的报告：请改用 check: continuity，放在 rules/corpus/ 下。"
            )


def _check_transfer(rule: Rule, formula: Formula) -> None:
    groups = rule.params.get("explain", {}).get("transfer")
    if groups and not formula.has_groups(groups["rows"], groups["columns"]):
        raise ValueError(
            "explain 的 transfer 只用于 for_each: 某表.column，其中 rows、columns 应是该表的组名，请改正。"
        )


def _parameters_read(rule: Rule) -> Sequence[str]:
    return [*parameters_of_facts(parse(rule.params["assert"]).names), *parameters_of_limits(rule)]


IDENTITY_CHECK = Check(
    name="identity",
    title="勾稽关系",
    compile=compile_identity,
    properties={
        "assert": {
            "type": "string",
            "minLength": 1,
            "format": EXPRESSION,
            "description": "应当成立的算式，如 本年新收 + 上年结转 == 总计 + 结转下年度；可用 + - * /、比较、"
            "and or not、括号和 合计、最大、最小、绝对值、至少；报告年度、成文日期等事实和各种期限也可写入，"
            "如 发布日期 <= 公布期限 + 3 天、工作日数(成文日期, 发布日期) <= 20、成文日期 <= 顺延(报送期限)；"
            '还有名册的各栏（名册.在编人数、名册.类型 == "乡镇"）和 limits 的界限',
        },
        "for_each": {
            "type": "string",
            "pattern": r"^[^\s.]+\.(row|column)$",
            "description": "对表的每一行（row）或每一列（column）核对，如 table3.column",
        },
        "limits": LIMITS,
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
    measures=True,
    parameters=("deadlines",),
    reads=_parameters_read,
)
