"""`hegui plugins`: which plugins there are, what they bring, and what is wrong with them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.status import CLEAN, INCOMPLETE

if TYPE_CHECKING:
    from hegui.plugins.host import PluginRow


def add_to(commands: Any) -> None:
    parser = commands.add_parser("plugins", help="列出插件", description="列出插件和它们带来的规则包、规则种类。")
    listing.add_format(parser)
    loading.add_options(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from dataclasses import asdict

    host = loading.load_host(parsed)
    plugins = host.plugins()
    if parsed.format == "json":
        listing.write_json([asdict(plugin) for plugin in plugins])
    else:
        header = ["插件", "来源", "出处", "版本", "规则包", "规则种类", "说明"]
        listing.write_table(header, [_row(plugin) for plugin in plugins])
    return INCOMPLETE if any(plugin.errors for plugin in plugins) else CLEAN


def _row(plugin: PluginRow) -> list[str]:
    remarks = [f"出错：{error}" for error in plugin.errors] or [plugin.note]
    packs, checks = "、".join(plugin.packs), "、".join(plugin.checks)
    return [plugin.name, plugin.origin, plugin.source, plugin.version, packs, checks, "；".join(remarks)]
