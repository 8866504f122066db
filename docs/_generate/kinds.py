"""The kinds of rules: what each judges, its keys, the names for its message, the parameters that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue import Catalogue
from wording import code, table, text_of

from hegui.rules.check import AnyCheck, CorpusCheck


def kinds(catalogue: Catalogue) -> str:
    """All kinds, those on one report first."""
    checks = catalogue.ruleset.checks.values()
    return "\n".join(
        [
            "## 审查一份报告的种类\n",
            *(line for check in checks if not isinstance(check, CorpusCheck) for line in _kind(catalogue, check)),
            "## 审查一批报告的种类\n",
            "对全部报告一起判断：与上一年度比较、单位之间比较、对照名册。\n",
            *(line for check in checks if isinstance(check, CorpusCheck) for line in _kind(catalogue, check)),
        ]
    )


def _kind(catalogue: Catalogue, check: AnyCheck) -> Iterator[str]:
    yield f"### {text_of(check.title)}（{code(check.name)}） {{ #{check.name} }}\n"
    if check.properties:
        yield table(
            ("键", "必写", "说明"),
            (
                (code(key), "是" if key in check.required else "", _meaning(schema))
                for key, schema in check.properties.items()
            ),
        )
        yield ""
    else:
        yield "没有另外的键。\n"
    if check.fields:
        yield f"问题说明中可用：{'、'.join(code('{' + name + '}') for name in check.fields)}\n"
    if check.parameters:
        yield f"读取的参数：{'、'.join(code(name) for name in check.parameters)}（花括号为规则中的同名一键）\n"
    used = [rule for rule in catalogue.ruleset.all_rules if rule.check == check.name][:6]
    if used:
        yield f"用到它的规则：{'、'.join(f'[{text_of(rule.title)}](rules/{rule.id}.md)' for rule in used)}\n"


def _meaning(schema: Mapping[str, Any]) -> str:
    meaning = text_of(schema.get("description", ""))
    choices = "、".join(code(value) for value in schema.get("enum", ()))
    inner = schema.get("items", {})
    more = [
        f"{code(key)} {text_of(value.get('description', ''))}"
        for key, value in {**schema.get("properties", {}), **inner.get("properties", {})}.items()
    ]
    return "<br>".join(filter(None, (meaning, f"可写：{choices}" if choices else "", *more)))
