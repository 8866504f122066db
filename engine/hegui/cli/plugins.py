"""`hegui plugins`: which plugins there are, what they bring, and what is wrong with them."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading, plugins_new
from hegui.cli.console import say
from hegui.cli.status import CLEAN, FAULTY, INCOMPLETE

if TYPE_CHECKING:
    from hegui.project.host import PluginRow
    from hegui.rules.ruleset import Pack


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "plugins",
        help="列出插件，新建规则包",
        description="列出插件和它们带来的规则包、规则种类；new 新建一个省的规则包。",
    )
    listing.add_format(parser)
    loading.add_options(parser)
    parser.add_argument(
        "--trust", action="store_true", help="同意运行上级文件夹（或他人）的设置文件所指定的插件，内容不变即一直有效"
    )
    plugins_new.add_to(parser.add_commands("ACTION"))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from dataclasses import asdict

    loaded = loading.load(parsed)
    ruleset, plugins = loaded.ruleset, loaded.host.plugins()
    rules = Counter(rule.source.pack for rule in ruleset.all_rules)
    packs = {pack.name: pack for pack in ruleset.packs}
    if parsed.format == "json":
        listing.write_json(
            [
                {
                    **asdict(plugin),
                    "rules": {pack: rules[pack] for pack in plugin.packs},
                    "about": {pack: dict(packs[pack].about) for pack in plugin.packs if pack in packs},
                }
                for plugin in plugins
            ]
        )
    else:
        header = ["插件", "来源", "出处", "版本", "钩子", "带来的内容", "说明"]
        listing.write_table(header, [_row(plugin, rules, packs) for plugin in plugins])
    if ruleset.mistakes:
        say(loading.mistakes_in_words(ruleset))
    if any(plugin.errors for plugin in plugins):
        return INCOMPLETE
    return FAULTY if ruleset.mistakes else CLEAN


def _row(plugin: PluginRow, rules: Mapping[str, int], packs: Mapping[str, Pack]) -> list[str]:
    brought = [f"规则包 {pack}（{_about(rules[pack], packs.get(pack))}）" for pack in plugin.packs]
    brought += [f"规则种类 {'、'.join(plugin.checks)}"] if plugin.checks else []
    brought += [f"输出格式 {'、'.join(plugin.renderers)}"] if plugin.renderers else []
    remarks = [f"出错：{error}" for error in plugin.errors] or [plugin.note]
    hooks = "、".join(hook.removeprefix("hegui_") for hook in plugin.hooks)
    return [plugin.name, plugin.origin, plugin.source, plugin.version, hooks, "；".join(brought), "；".join(remarks)]


def _about(rules: int, pack: Pack | None) -> str:
    told = [f"{heading}：{words}" for heading, words in pack.about_in_words] if pack else []
    return "；".join([f"{rules} 条规则", *told])
