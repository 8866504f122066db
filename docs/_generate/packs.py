"""A page for every pack: whom it is for, its rules, what it changes in those of others, its parameters and schemes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue import Catalogue
from wording import code, file_block, table, text_of

from hegui.output.view import SEVERITIES
from hegui.rules.ruleset import Override, Pack
from hegui.rules.scope import scope_in_words


def pack_pages(catalogue: Catalogue) -> dict[str, str]:
    """The pages by their paths."""
    return {f"packs/{pack.name}.md": "\n".join(_page(catalogue, pack)) for pack in catalogue.packs}


def _page(catalogue: Catalogue, pack: Pack) -> Iterator[str]:
    yield f"# {text_of(pack.title)}\n"
    extends = "、".join(f"[{code(name)}]({name}.md)" for name in catalogue.extends(pack))
    yield table(
        ("项目", "内容"),
        (
            ("名称", code(pack.name)),
            ("版本", text_of(pack.version)),
            ("适用", text_of(scope_in_words(pack.applies))),
            ("依托", extends or "无"),
            *((heading, text_of(words)) for heading, words in pack.about_in_words),
        ),
    )
    yield ""
    categories = catalogue.by_category(pack.name)
    if categories:
        yield "## 规则\n"
        yield table(
            ("规则", "类别", "级别", "编号"),
            (
                (f"[{text_of(rule.title)}](../rules/{rule.id}.md)", title, SEVERITIES[rule.severity], code(rule.id))
                for title, rules in categories.items()
                for rule in rules
            ),
        )
        yield ""
    overrides = [one for one in catalogue.ruleset.overrides if one.pack == pack.name]
    if overrides:
        yield "## 对其他规则包的调整\n"
        yield table(
            ("规则", "对谁", "改为", "理由"),
            (
                (
                    f"[{one.rule}](../rules/{one.rule}.md)",
                    text_of(scope_in_words(one.applies)),
                    _changed(one),
                    text_of(one.reason),
                )
                for one in overrides
            ),
        )
        yield ""
    parameters = pack.path / "parameters.yaml"
    if parameters.is_file():
        yield "## 参数\n"
        yield file_block(parameters, parameters.name)
        yield ""
    yield from _schemes(catalogue, pack)
    yield from _notes(pack)


def _schemes(catalogue: Catalogue, pack: Pack) -> Iterator[str]:
    own = [catalogue.schemes[name] for name in catalogue.own_schemes(pack)]
    if own:
        yield "## 评分方案\n"
        yield table(
            ("方案", "满分", "等级"),
            (
                (
                    f"{text_of(one.title)}（{code(one.name)}）",
                    one.of,
                    "，".join(f"{grade.title} {grade.least} 分起" for grade in one.grades),
                )
                for one in own
            ),
        )
        yield "\n选用：`--scheme 方案名称`。算法见[评分方案](../scoring.md)。\n"


def _changed(one: Override) -> str:
    parts = [] if one.enabled else ["停用"]
    parts += [f"级别 {SEVERITIES[one.severity]}"] if one.severity else []
    parts += [f"{scheme} 扣 {cost} 分" for scheme, cost in one.points.items()]
    parts += [f"{code(key)} {code(value)}" for key, value in one.params.items()]
    return "，".join(parts)


def _notes(pack: Pack) -> Iterator[str]:
    """Where its rules come from and how sure that is, as the README of its plugin tells."""
    readme = pack.path.parent / "README.md"
    if pack.path.parent.parent.name == "plugins" and readme.is_file():
        _, _, text = readme.read_text("utf-8").partition("\n")
        yield "## 来源和把握\n"
        yield re.sub(r"^(?=##)", "#", text, flags=re.MULTILINE)
