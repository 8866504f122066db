"""A page for every rule and one that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogue import Catalogue, Example
from wording import CaseWords, code, file_block, short, table, text_of, value_in_words

from hegui.judge.prices import price
from hegui.model.form import Form
from hegui.model.rule import Finding, Rule
from hegui.output.view import SEVERITIES


def rule_pages(catalogue: Catalogue) -> dict[str, str]:
    """The pages by their paths."""
    pages = {f"rules/{rule.id}.md": "\n".join(_page(catalogue, rule)) for rule in catalogue.ruleset.all_rules}
    return {"rules/index.md": "\n".join(_index(catalogue)), **pages}


def _index(catalogue: Catalogue) -> Iterator[str]:
    yield "# 全部规则\n"
    yield f"共 {len(catalogue.ruleset.all_rules)} 条。全国规则对所有报告适用，各省、市的规则只对该地的单位适用。\n"
    for pack in catalogue.packs:
        categories = catalogue.by_category(pack.name)
        if not categories:
            continue
        yield f"## {pack.title}\n"
        for title, rules in categories.items():
            yield f"### {title}\n" if pack.name == "national" else f"**{title}**\n"
            yield table(
                ("规则", "级别", "编号"),
                (
                    (f"[{text_of(rule.title)}]({rule.id}.md)", SEVERITIES[rule.severity], code(rule.id))
                    for rule in rules
                ),
            )
            yield ""


def _page(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    about = catalogue.about(rule)
    pack = next(pack for pack in catalogue.packs if pack.name == rule.source.pack)
    yield f"# {text_of(rule.title)}\n"
    yield table(
        ("项目", "内容"),
        (
            ("编号", code(rule.id)),
            *([("问题的名称", text_of(rule.problem))] if rule.problem else ()),
            ("类别", about["category_title"]),
            ("级别", _severity(rule)),
            ("依据", text_of(about["basis"])),
            ("适用", text_of(about["applies"])),
            ("规则包", f"[{pack.title}](../packs/{pack.name}.md)"),
            *([("标签", text_of("、".join(rule.tags)))] if rule.tags else ()),
            ("种类", f"[{about['check_title']}（{code(rule.check)}）](../kinds.md#{rule.check})"),
        ),
    )
    yield ""
    if rule.note:
        yield f"{text_of(rule.note)}\n"
    yield f"## 怎样改正\n\n{text_of(rule.advice)}\n"
    yield "## 扣分\n"
    yield table(
        ("评分方案", "扣分"),
        (
            (f"{one.title}{one.table}（{code(name)}）", price(one, rule))
            for name, scheme in catalogue.schemes_for(rule).items()
            for one in scheme.parts
        ),
    )
    yield "\n算法见[评分方案](../scoring.md)；省、市规则包可以另行规定。\n"
    yield "## 例子\n"
    failing, passing = catalogue.examples[rule.id]
    words = CaseWords(catalogue.ruleset)
    yield from _example("不符合", failing, "fail", words)
    yield from _example("符合", passing, "pass", words)
    yield from _changes(about)
    yield "## 写法\n"
    yield file_block(pack.path / rule.source.path, rule.source.path)
    yield f"\n各键的含义见[规则种类](../kinds.md#{rule.check})，怎样写见[各种规则怎样写](../kinds-by-example.md)。\n"


def _severity(rule: Rule) -> str:
    """The severity, or what difference makes which."""
    levels = (f"{code(condition)} 为{SEVERITIES[level]}" for level, condition in rule.levels.items())
    return "；".join(levels) or SEVERITIES[rule.severity]


def _example(title: str, example: Example, expected: str, words: CaseWords) -> Iterator[str]:
    name = f"：{text_of(example.case['name'])}" if "name" in example.case else ""
    yield f"### {title}{name}\n"
    changes = words.changes(example.case, expected)
    draft = words.draft(example.case)
    if changes:
        yield f"在{draft}上改动：\n"
        yield from (f"- {change}" for change in changes)
        yield ""
    else:
        yield f"{draft}，不作改动。\n"
    if not example.findings:
        yield "没有问题。\n"
    for finding in example.findings[:3]:
        yield '!!! failure "问题"\n'
        yield f"    {text_of(short(finding.message))}\n"
        for proof in _evidence(finding, words.form(example.case)):
            yield f"    - {proof}"
        yield ""


def _evidence(finding: Finding, form: Form) -> Iterator[str]:
    for one in finding.evidence[:3]:
        section = form.section_name(one.section or "")
        table_name = form.table_name(one.table or "")
        where = " ".join(filter(None, (one.unit, section, table_name, one.row, one.column)))
        words = f"：{code(short(one.quote))}" if one.quote else ""
        formula = f"，算式 {code(one.formula)}" if one.formula else ""
        if where or words or formula:
            yield f"{text_of(where) or '证据'}{words}{formula}"


def _changes(about: dict[str, Any]) -> Iterator[str]:
    if about["parameters"]:
        yield "## 参数\n"
        yield table(
            ("规则包", "对谁", "参数", "依据"),
            (
                (one["pack"], text_of(one["applies"]), _values(one["values"]), text_of(one["basis"]))
                for one in about["parameters"]
            ),
        )
        yield ""
    if about["overrides"]:
        yield "## 各规则包的调整\n"
        yield table(
            ("规则包", "对谁", "改为", "理由"),
            (
                (one["pack"], text_of(one["applies"]), _changed(one), text_of(one["reason"]))
                for one in about["overrides"]
            ),
        )
        yield ""


def _values(values: dict[str, Any]) -> str:
    return "<br>".join(f"{code(name)}<br>{value_in_words(value)}" for name, value in values.items())


def _changed(override: dict[str, Any]) -> str:
    if not override["enabled"]:
        return "停用"
    parts = [f"级别 {SEVERITIES[override['severity']]}"] if override["severity"] else []
    parts += [f"{scheme} 扣 {cost} 分" for scheme, cost in override["points"].items()]
    parts += [f"{code(key)} {code(value)}" for key, value in override["set"].items()]
    return "，".join(parts)
