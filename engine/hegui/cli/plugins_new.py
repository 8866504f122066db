"""`hegui plugins new`: a plugin for a province, made from the one that is there to be copied."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hegui.cli.status import CLEAN, Stop

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9]*", re.ASCII)
_TITLE = re.compile(r"[\w（）《》、· -]{1,40}")
"""Nothing that YAML or TOML would take for something else."""
_COPIED_NAME, _COPIED_TITLE, _COPIED_PROVINCE = "example", "规则包样板", "湖南省"
"""How the plugin to copy calls itself and whose units it is for; nothing else in it bears these words."""

_MADE = """\
已建立“{title}”：{folder}
适用于{province}的单位{hint}。里面的规则、参数、词表和评分方案都是示范，请改成本省的，写明依据，不要的删去。接下来：
  1. 写规则：{pack}/rules/ 中一个文件一条，连同用例
  2. 检查写法：hegui rules lint --plugin {pack}
  3. 运行用例：hegui rules test {name} --plugin {pack}
  4. 试审报告：hegui audit 报告 --plugin {pack}
  5. 安装使用：pip install {folder}，以后自动生效
"""


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "new",
        help="新建一个省的规则包",
        description="由样板新建一个省的规则包，规则、参数、词表、评分方案、自己的规则种类和测试俱全，可以单独安装。",
    )
    parser.add_argument("name", metavar="NAME", help="名称：小写英文字母和数字，如 shaanxi")
    parser.add_argument("--title", metavar="TITLE", help="标题，如“陕西省规则包”")
    parser.add_argument("--province", metavar="省", help="适用的省、自治区、直辖市，写全称")
    parser.add_argument("--into", metavar="DIR", default=".", help="建在哪个文件夹中，默认为当前文件夹")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write

    _hold_name(parsed.name)
    province = parsed.province or _COPIED_PROVINCE
    _hold_province(province)
    folder = Path(parsed.into, parsed.name)
    if folder.exists():
        raise Stop(f"{folder}：已经有了，不会覆盖；请换一个名称，或用 --into 换一个文件夹。")
    title = parsed.title or (f"{province}规则包" if parsed.province else f"{parsed.name} 规则包")
    if not _TITLE.fullmatch(title) or title.isascii():
        raise Stop(f"标题“{title}”不能用：应为 40 字以内的中文名称，不带引号、冒号等符号，如“陕西省规则包”。")
    _copy(folder, {_COPIED_NAME: parsed.name, _COPIED_TITLE: title, _COPIED_PROVINCE: province})
    hint = "" if parsed.province else "（没有写 --province，暂用样板的）"
    pack = folder / f"hegui_{parsed.name}"
    _name_schemas(pack)
    shown = f"./{folder}" if not folder.is_absolute() else folder  # so that pip takes it for a folder
    write(_MADE.format(title=title, folder=shown, province=province, hint=hint, pack=pack, name=parsed.name))
    return CLEAN


def _hold_name(name: str) -> None:
    from hegui.bundled import bundled_packs

    if not _NAME.fullmatch(name):
        raise Stop(f"名称“{name}”不能用：应为小写英文字母和数字，以字母开头，如 shaanxi。")
    if name in (*bundled_packs(), _COPIED_NAME):
        raise Stop(f"已经有名为“{name}”的规则包，请换一个名称。")


def _hold_province(name: str) -> None:
    from hegui.plugins.host import Host
    from hegui.rules.fault import suggest
    from hegui.rules.ruleset import load_ruleset

    divisions = load_ruleset(Host.load()).lexicons["divisions"]
    provinces = [division["name"] for division in divisions if division["code"].endswith("0000")]
    if name not in provinces:
        raise Stop(f"没有名为“{name}”的省、自治区、直辖市，{suggest(name, provinces)}；请写全称。")


def _copy(folder: Path, words: Mapping[str, str]) -> None:
    from hegui.bundled import template

    source = template()
    for file in _files(source):
        copy = folder / _renamed(file.relative_to(source).as_posix(), words)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_renamed(file.read_text("utf-8"), words), "utf-8")


def _name_schemas(pack: Path) -> None:
    """Give it schemas of its own, for editors: those that the files of the copied one name are elsewhere."""
    from hegui.plugins.host import Host
    from hegui.rules.schemas import FOLDER, mark, write_schemas

    write_schemas(pack / FOLDER, Host.load([pack]).checks.values())
    mark(pack, pack / FOLDER)


def _files(folder: Path) -> Iterator[Path]:
    """What was written by hand: nothing that running it has left behind."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__pycache__")) or path.suffix in (".egg-info", ".pyc"):
            continue
        yield from _files(path) if path.is_dir() else [path]


def _renamed(text: str, words: Mapping[str, str]) -> str:
    pattern = re.compile("|".join(map(re.escape, words)))  # all at once: what is put in is not renamed again
    return pattern.sub(lambda match: words[match[0]], text)
