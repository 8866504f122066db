"""The names of rows, columns, groups and facts, as rules write them and results show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogue import Catalogue
from wording import code, table, text_of

from hegui.proving import reference
from hegui.proving.reference import NamedForm, NamedLabel

_FACTS = """## 不在表中的事实 { #facts }

算式中还可以写报告本身的年度和日期。日期可以比较先后，加减天数和工作日，见[日期、工作日和期限](expressions.md#dates)；
名称以“期限”结尾的参数，也可以这样写。`{差额}` 为相差的天数。
"""


def names(catalogue: Catalogue) -> str:
    """The tables of each form, the newest first, then the facts."""
    facts = table(("名称", "种类"), ((code(name), kind) for name, kind in reference.facts()))
    return "\n".join([*(line for form in reference.forms(catalogue.ruleset) for line in _form(form)), _FACTS, facts])


def _form(form: NamedForm) -> Iterator[str]:
    yield f"## {text_of(form.title)} {{ #form-{form.id} }}\n"
    yield f"编号 {code(form.id)}，{text_of(form.document)}。\n"
    for each in form.tables:
        yield f"### {text_of(each.title)}（{code(each.id)}） {{ #{form.id}-{each.id} }}\n"
        yield from _lines("行", each.rows)
        yield from _lines("列", each.columns)


def _lines(what: str, labels: Iterable[NamedLabel]) -> Iterator[str]:
    rows = [(code(label.name), text_of(label.text), "、".join(label.groups)) for label in labels]
    if rows:
        yield table((what, "表中的用词", "所属的组"), rows)
        yield ""
