"""The kinds of rules: what each judges, its keys, the names for its message, the parameters that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogue import Catalogue
from wording import code, table, text_of

from hegui.proving import reference
from hegui.proving.reference import Kind, KindKey


def kinds(catalogue: Catalogue) -> str:
    """All kinds, those on one report first."""
    found = reference.kinds(catalogue.ruleset)
    return "\n".join(
        [
            "## 各种类都有的键\n",
            _keys(reference.common_keys()),
            "",
            "## 审查一份报告的种类\n",
            *(line for kind in found if not kind.of_many for line in _kind(kind)),
            "## 审查一批报告的种类\n",
            "对全部报告一起判断：与上一年度比较、单位之间比较、对照名册。\n",
            *(line for kind in found if kind.of_many for line in _kind(kind)),
        ]
    )


def _kind(kind: Kind) -> Iterator[str]:
    yield f"### {text_of(kind.title)}（{code(kind.name)}） {{ #{kind.name} }}\n"
    if kind.keys:
        yield _keys(kind.keys)
        yield ""
    else:
        yield "没有另外的键。\n"
    if kind.fields:
        yield f"问题说明中可用：{'、'.join(code('{' + name + '}') for name in kind.fields)}\n"
    if kind.parameters:
        yield f"读取的参数：{'、'.join(code(name) for name in kind.parameters)}（花括号为规则中的同名一键）\n"
    if kind.rules:
        yield f"用到它的规则：{'、'.join(f'[{text_of(title)}](rules/{rule}.md)' for rule, title in kind.rules)}\n"


def _keys(keys: Iterable[KindKey]) -> str:
    rows = ((code(key.key), "是" if key.required else "", _meaning(key)) for key in keys)
    return table(("键", "必写", "说明"), rows)


def _meaning(key: KindKey) -> str:
    choices = "、".join(code(value) for value in key.choices)
    inner = (f"{code(name)} {text_of(meaning)}" for name, meaning in key.inner)
    return "<br>".join(filter(None, (text_of(key.meaning), f"可写：{choices}" if choices else "", *inner)))
