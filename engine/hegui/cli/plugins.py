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
    from hegui.plugins.host import PluginRow


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "plugins",
        help="列出插件，新建规则包",
        description="列出插件和它们带来的规则包、规则种类；new 新建一个省的规则包。",
    )
    listing.add_format(parser)
    loading.add_options(parser)
    plugins_new.add_to(parser.add_commands("ACTION"))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from dataclasses import asdict

    host = loading.load_host(parsed)
    ruleset = loading.load_packs(parsed, host)
    rules = Counter(rule.source.pack for rule in ruleset.all_rules)
    plugins = host.plugins()
    if parsed.format == "json":
        listing.write_json(
            [{**asdict(plugin), "rules": {pack: rules[pack] for pack in plugin.packs}} for plugin in plugins]
        )
    else:
        header = ["插件", "来源", "出处", "版本", "钩子", "带来的内容", "说明"]
        listing.write_table(header, [_row(plugin, rules) for plugin in plugins])
    if ruleset.faults:
        say(loading.faults_in_words(ruleset))
    if any(plugin.errors for plugin in plugins):
        return INCOMPLETE
    return FAULTY if ruleset.faults else CLEAN


def _row(plugin: PluginRow, rules: Mapping[str, int]) -> list[str]:
    brought = [f"规则包 {pack}（{rules[pack]} 条规则）" for pack in plugin.packs]
    brought += [f"规则种类 {'、'.join(plugin.checks)}"] if plugin.checks else []
    brought += [f"输出格式 {'、'.join(plugin.renderers)}"] if plugin.renderers else []
    remarks = [f"出错：{error}" for error in plugin.errors] or [plugin.note]
    hooks = "、".join(hook.removeprefix("hegui_") for hook in plugin.hooks)
    return [plugin.name, plugin.origin, plugin.source, plugin.version, hooks, "；".join(brought), "；".join(remarks)]
