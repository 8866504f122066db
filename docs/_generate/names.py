"""The names of rows, columns, groups and facts, as rules write them and results show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogue import Catalogue
from wording import code, table, text_of

from hegui.checks.facts import FACTS
from hegui.model.form import Form, Label, TableForm

_FACTS = """## 不在表中的事实 { #facts }

算式中还可以写报告本身的年度和日期。日期可以比较先后，不能加减；`{差额}` 为相差的天数。
"""


def names(catalogue: Catalogue) -> str:
    """The tables of each form, the newest first, then the facts."""
    forms = sorted(catalogue.ruleset.forms.values(), key=lambda form: form.id, reverse=True)
    facts = table(("名称", "种类"), ((code(name), str(fact.kind)) for name, fact in FACTS.items()))
    return "\n".join([*(line for form in forms for line in _form(form)), _FACTS, facts])


def _form(form: Form) -> Iterator[str]:
    yield f"## {text_of(form.title)} {{ #form-{form.id} }}\n"
    yield f"编号 {code(form.id)}，{text_of(form.document)}。\n"
    for each in form.tables:
        yield f"### {text_of(each.title)}（{code(each.id)}） {{ #{form.id}-{each.id} }}\n"
        yield from _lines("行", _labels(each, 0))
        yield from _lines("列", _labels(each, 1))


def _labels(form: TableForm, axis: int) -> list[Label]:
    """Rows (axis 0) or columns (axis 1), each key once."""
    found = [label for block in form.blocks for label in (block.rows, block.columns)[axis] if label.key]
    return list({label.key: label for label in found}.values())


def _lines(what: str, labels: Iterable[Label]) -> Iterator[str]:
    rows = [(code(label.key), text_of(label.text), "、".join(label.groups)) for label in labels]
    if rows:
        yield table((what, "表中印的", "合计"), rows)
        yield ""
