"""The check `identity`: a formula that must hold between cells of the tables and facts of the report.

A table all of whose cells are whole numbers is put through one compiled function for all its rows or columns; only where
that does not hold, or cells are missing, is the formula judged place by place.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hegui.checks.evidence import cell_evidence
from hegui.checks.facts import FACTS, Reading
from hegui.checks.formula import AXES, Formula, Instance, Program, merged_rows
from hegui.checks.names import CellSlot
from hegui.checks.transfer import Transfer, transfers
from hegui.model.form import Form
from hegui.model.report import Cell, CellKind, Number, Report
from hegui.model.rule import Evidence, Finding, Outcome, Result, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, fields_of, fill, not_applicable
from hegui.rules.expression import Account, Exact, Term, value_text
from hegui.rules.fault import suggest

_SIDES = ("左边", "右边", "差额")
_EMPTY = (CellKind.BLANK, CellKind.MARK)
_MOST_EVIDENCE = 8
_MOST_PLACES = 6
_MOST_CELLS = 4


class Identity:
    """A rule of this kind, compiled."""

    def __init__(self, rule: Rule, context: Context) -> None:
        self._rule = rule
        self._forms = {key: form for key, form in context.forms.items() if key in (rule.scope.forms or context.forms)}
        self._formula = Formula(rule.params["assert"], rule.params.get("for_each"), self._forms)
        fields = (*self._formula.expression.names, *_SIDES, *_axis(self._formula))
        for field in fields_of(rule.message):
            if field not in fields:
                raise ValueError(f"message 中的 {{{field}}} 没有值可填，{suggest(field, fields)}")

    def judge(self, report: Report, parameters: Parameters) -> Outcome:
        formula = self._formula
        program = None
        if not formula.tables:
            program = formula.program(None)
        else:
            table = report.tables.get(formula.tables[0])
            form = self._forms.get((table.form if table else report.form) or "")
            if form:
                program = formula.program(form)
                if not program:
                    return not_applicable(f"《{form.title}》（{form.document}）没有本规则核对的项目")
                if table and program.holds and table.integers and _true(program, table.integers):
                    return PASSED

