"""`hegui packs`: packs that a project holds: added from a folder, a ZIP file or an address, updated, removed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.parser import Each
from hegui.cli.status import CLEAN, FINDINGS
from hegui.errors import HeguiError, UsageError

if TYPE_CHECKING:
    from hegui.project.rules import Rules
    from hegui.project.vendored import Vendor, VendoredPack


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "packs",
        help="把规则包收进项目，更新、移除",
        description="把别人做的规则包收进本项目：复制一份，登记来源和摘要，以后自动采用，审查时不联网。",
    )
    actions = parser.add_commands("ACTION")
    adding = actions.add_parser(
        "add",
        help="收入规则包",
        description="从文件夹、.zip 压缩包或网址收入规则包；其中的 Python 代码不收，也不运行。",
    )
    adding.add_argument("source", metavar="DIR|ZIP|URL", help="规则包的文件夹、.zip 压缩包，或压缩包的网址")
    updating = actions.add_parser(
        "update",
        help="按登记的来源更新",
        description="从登记的来源重新取规则包，先说明规则会有什么改动，确认后才采用。",
    )
    updating.add_argument("name", metavar="NAME", nargs="*", help="规则包名称，不写则全部")
    updating.add_argument("--yes", action="store_true", help="不再询问，直接采用")
    updating.add_argument(
        "--on", metavar="PATH", action=Each, default=[], help="同时看这些报告上的问题会有什么变化，可多次给出"
    )
    removing = actions.add_parser("remove", help="移除规则包", description="从项目中移除收入的规则包。")
    removing.add_argument("name", metavar="NAME", help="规则包名称")
    listed = actions.add_parser(
        "list",
        help="列出收入的规则包",
        description="列出收入的规则包、来源，以及是否被改动过；有改动过的以状态 1 退出。",
    )
    listing.add_format(listed)
    from hegui.cli.rules.diff import add_judging

    add_judging(updating)
    for action, run in ((adding, add), (updating, update), (removing, remove), (listed, show)):
        loading.add_options(action)
        action.set_defaults(run=run)
    for action in (adding, updating):
        action.add_argument("--allow-private", action="store_true", help="允许从内部网络的网址下载")


def add(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import say, write
    from hegui.project.states import load_with

    vendor = _vendor(parsed)
    with _fetched(parsed.source, parsed) as folders:
        rules = load_with(folders, parsed.packs, parsed.plugins, loading.folders(parsed))
        found = [pack for pack in rules.ruleset.packs if pack.path in folders]
        for pack in found:
            if pack.name in {other.name for other in vendor.packs}:
                raise UsageError(f"规则包“{pack.name}”已经收入；更新请用 hegui packs update {pack.name}。")
        for pack in found:
            if any(pack.path.glob("*.py")):
                say(f"hegui：规则包“{pack.name}”的 Python 代码没有收入：规则种类、输出格式请用 pip 安装。")
            source = parsed.source if _is_web_address(parsed.source) else vendor.source_of(Path(parsed.source))
            added = vendor.put(pack.name, pack.version, pack.path, source)
            write(f"已收入规则包“{pack.title}”（{pack.name} {pack.version}）：{vendor.folder_of(added)}\n")
            write(f"摘要 {added.sha256}\n")
    return CLEAN


def update(parsed: argparse.Namespace) -> int:
    vendor = _vendor(parsed)
    chosen = [_named(vendor, name) for name in parsed.name] or list(vendor.packs)
    if not chosen:
        raise UsageError("还没有收入规则包，请先用 hegui packs add 收入。")
    adopted = [_update(vendor, pack, parsed) for pack in chosen]
    return CLEAN if all(adopted) else FINDINGS


def _update(vendor: Vendor, pack: VendoredPack, parsed: argparse.Namespace) -> bool:
    """Whether the pack is now as its source has it."""
    from hegui.cli.console import say, write
    from hegui.project.rules import load_unchecked
    from hegui.project.states import load_with
    from hegui.rules.packs import pack_digest, pack_name

    here = vendor.folder_of(pack)
    source = pack.source if _is_web_address(pack.source) else str(vendor.path_of(pack.source))
    with _fetched(source, parsed) as folders:
        folder = next((each for each in folders if pack_name(each) == pack.name), None)
        if folder is None:
            raise UsageError(f"{source}：其中没有规则包“{pack.name}”，没有更新；请检查来源。")
        edited = here.is_dir() and not vendor.is_as_added(pack)
        if here.is_dir() and pack_digest(folder) == pack_digest(here):
            write(f"规则包“{pack.name}”没有变化。\n")
            return True
        others = loading.folders(parsed, but=pack.name)
        new = load_with([folder], parsed.packs, parsed.plugins, others)
        copies = [here] if here.is_dir() else []  # which may be what has to be mended
        old = load_unchecked(parsed.packs, parsed.plugins, [*others, *copies])
        version = next(each.version for each in new.ruleset.packs if each.name == pack.name)
        write(f"规则包“{pack.name}”：{pack.version} → {version}\n")
        write("".join(_changes(old, new, parsed)))
        if edited:
            say(f"hegui：{here} 收入后改动过，更新会丢掉这些改动。")
        if not (parsed.yes or _agreed()):
            write("没有采用；确要更新的，请加 --yes。\n")
            return False
        vendor.put(pack.name, version, folder, pack.source)
        write("已更新。\n")
        return True


def _changes(old: Rules, new: Rules, parsed: argparse.Namespace) -> Iterator[str]:
    from hegui.cli.rules.diff import found, in_words, rules_in_words
    from hegui.history.difference import rule_changes

    if parsed.on:
        return in_words(found(old, new, parsed.on, parsed))
    changes = [*rules_in_words(rule_changes(old.ruleset, new.ruleset))]
    return iter(changes or ["规则没有增删改，有变化的是词表、用例等其他文件。\n"])


def _agreed() -> bool:
    """Whether there is somebody to ask, who says yes."""
    import sys

    return sys.stdin.isatty() and input("采用吗？[y/N] ").strip().lower() in ("y", "yes", "是")


def remove(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write

    vendor = _vendor(parsed)
    pack = _named(vendor, parsed.name)
    rules = loading.load(parsed)
    names = {other.name for other in vendor.packs}
    if above := [each.name for each in rules.ruleset.packs if pack.name in each.extends and each.name in names]:
        raise UsageError(f"规则包“{'、'.join(above)}”依托“{pack.name}”，没有移除；请先移除它们。")
    vendor.remove(pack)
    write(f"已移除规则包“{pack.name}”。\n")
    return CLEAN


def show(parsed: argparse.Namespace) -> int:
    from msgspec import to_builtins

    vendor = _vendor(parsed)
    states = [(pack, vendor.folder_of(pack).is_dir() and vendor.is_as_added(pack)) for pack in vendor.packs]
    if parsed.format == "json":
        listing.write_json([{**to_builtins(pack), "unchanged": unchanged} for pack, unchanged in states])
    else:
        rows = [
            [pack.name, pack.version, pack.source, pack.sha256[:12], "" if unchanged else "与登记的不一致"]
            for pack, unchanged in states
        ]
        listing.write_table(["规则包", "版本", "来源", "摘要", "说明"], rows)
    return CLEAN if all(unchanged for _, unchanged in states) else FINDINGS


def _vendor(parsed: argparse.Namespace) -> Vendor:
    from hegui.project.vendored import Vendor

    if (project := getattr(parsed, "project", None)) is None:
        raise UsageError("这里不是审查项目（没有设置文件 hegui.toml），请先用 hegui init 新建。")
    return Vendor(project)


def _named(vendor: Vendor, name: str) -> VendoredPack:
    from hegui.rules.mistake import suggest

    for pack in vendor.packs:
        if pack.name == name:
            return pack
    raise UsageError(f"{name}：项目没有收入这个规则包，{suggest(name, [pack.name for pack in vendor.packs])}。")


def _is_web_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


@contextmanager
def _fetched(source: str, parsed: argparse.Namespace) -> Iterator[list[Path]]:
    """The folders of the packs at a path or an address, for as long as they are looked at."""
    from hegui.guarding.scratch import Scratch
    from hegui.project.states import pack_folders

    with Scratch() as scratch:
        path = Path(source)
        if _is_web_address(source):
            path = Path(scratch, "规则包.zip")
            path.write_bytes(_download(source, parsed.allow_private))
        elif not path.exists():
            raise UsageError(f"{source}：没有这个文件夹或压缩包，请检查路径。")
        try:
            folders = pack_folders(path, Path(scratch, "unpacked"))
        except UsageError as error:
            raise UsageError(str(error).replace(str(path), source)) from None  # the name that the user knows
        yield folders


def _download(address: str, allow_private: bool) -> bytes:
    from hegui.fetch.client import Client
    from hegui.fetch.errors import FetchError

    try:
        client = Client(allow_private=allow_private, robots=False)
    except ImportError:
        raise UsageError("下载功能未安装，请先 pip install 'hegui[fetch]'，或自行下载后收入。") from None
    try:
        return client.get(address).content
    except FetchError as error:
        raise HeguiError(f"{address}：{error}。") from None
    finally:
        client.close()
