"""`hegui plugins new`: a plugin for a province or a city, made from the one that is there to be copied.

What of that is not wanted by everybody stands there between two lines with the words `可选：` (and the option by which
it is asked for) and `可选完`; a file of which only remarks are left is not copied.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from hegui.rules.ruleset import RuleSet

_NAME = re.compile(r"[a-z][a-z0-9]*", re.ASCII)
_TITLE = re.compile(r"[\w（）《》、· -]{1,40}")
"""Nothing that YAML or TOML would take for something else."""
_COPIED_NAME, _COPIED_TITLE, _COPIED_PROVINCE = "example", "规则包样板", "湖南省"
"""How the plugin to copy calls itself and whose units it is for; nothing else in it bears these words."""
_COPIED_OFFICES = ("城乡", "档案事务局", "保密事务局")
"""Offices of the province in its cases, which become those of the city."""

_OPTIONAL = ("corpus-check", "renderer")
_MARKED = re.compile(r"^.*可选：([a-z-]+).*\n((?:.*\n)*?).*可选完.*\n", re.MULTILINE)

_MADE = """\
已建立“{title}”：{folder}
适用于{place}的单位{hint}。里面的规则、参数、词表和评分方案都是示范，请改成自己的，写明依据，不要的删去。接下来：
  1. 写规则：{pack}/rules/ 中一个文件一条，连同用例
  2. 检查写法：hegui rules lint --plugin {pack}
  3. 运行用例：hegui rules test {name} --plugin {pack}
  4. 试审报告：hegui audit 报告 --plugin {pack}
  5. 安装使用：pip install {folder}，以后自动生效
"""


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "new",
        help="新建一个省或市的规则包",
        description="由样板新建一个省或市的规则包，规则、参数、词表、评分方案、自己的规则种类和测试俱全，可以单独安装。",
    )
    parser.add_argument("name", metavar="NAME", help="名称：小写英文字母和数字，如 shaanxi")
    parser.add_argument("--title", metavar="TITLE", help="标题，如“陕西省规则包”")
    parser.add_argument("--province", metavar="省", help="适用的省、自治区、直辖市，写全称")
    parser.add_argument("--city", metavar="市", help="适用的市、州、盟、地区，写全称：新建这个市的规则包，依托所在省的")
    parser.add_argument("--corpus-check", action="store_true", help="带上对一批报告一起判断的规则种类的示范")
    parser.add_argument("--renderer", action="store_true", help="带上自己的输出格式的示范")
    parser.add_argument("--into", metavar="DIR", default=".", help="建在哪个文件夹中，默认为当前文件夹")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write

    _hold_name(parsed.name)
    place = _place(parsed.province, parsed.city)
    folder = Path(parsed.into, parsed.name)
    if folder.exists():
        raise UsageError(f"{folder}：已经有了，不会覆盖；请换一个名称，或用 --into 换一个文件夹。")
    given = bool(parsed.province or parsed.city)
    title = parsed.title or (f"{place.name}规则包" if given else f"{parsed.name} 规则包")
    if not _TITLE.fullmatch(title) or title.isascii():
        raise UsageError(f"标题“{title}”不能用：应为 40 字以内的中文名称，不带引号、冒号等符号，如“陕西省规则包”。")
    words = {**place.words, _COPIED_NAME: parsed.name, _COPIED_TITLE: title, _COPIED_PROVINCE: place.province}
    wanted = {option for option in _OPTIONAL if getattr(parsed, option.replace("-", "_"))}
    _copy(folder, words, wanted)
    hint = "" if given else "（没有写 --province，暂用样板的）"
    pack = folder / f"hegui_{parsed.name}"
    _name_schemas(pack)
    shown = f"./{folder}" if not folder.is_absolute() else folder  # so that pip takes it for a folder
    write(_MADE.format(title=title, folder=shown, place=place.name, hint=hint, pack=pack, name=parsed.name))
    return CLEAN


class _Place(NamedTuple):
    """Whose units a new pack is for, and what of the copied one reads otherwise then."""

    name: str
    province: str
    words: Mapping[str, str] = {}


def _place(province: str | None, city: str | None) -> _Place:
    """Raises UsageError for a place that there is not."""
    from hegui.project.host import Host
    from hegui.project.rules import home_in
    from hegui.rules.assembly import load_ruleset

    ruleset = load_ruleset(Host.load())
    _hold_province(province or _COPIED_PROVINCE, ruleset)
    if city is None:
        return _Place(province or _COPIED_PROVINCE, province or _COPIED_PROVINCE)
    home = home_in(ruleset, province, city)
    if home.province is None or home.city is None:
        raise UsageError(f"{city}：没有这个市、州、盟、地区；请写全称。", "city")
    above = next(
        (pack.name for pack in ruleset.packs if pack.applies.provinces == (home.province,) and not pack.applies.cities),
        "",
    )
    words = {
        **{f"{_COPIED_PROVINCE}{office}": f"{home.city}{office}" for office in _COPIED_OFFICES},
        f"{_COPIED_PROVINCE}临河县": f"{home.city}临河县",
        f"provinces: [{_COPIED_PROVINCE}]": f"cities: [{home.city}]",
        f'"省", "{_COPIED_PROVINCE}")': f'"市", "{home.province}", "{home.city}")',
        "本省": "本市",
        "某省": "某市",
        **({"extends: [national>=2025.1]": f"extends: [{above}]"} if above else {}),
    }
    return _Place(home.city, home.province, words)


def _hold_name(name: str) -> None:
    from hegui.bundled import bundled_packs

    if not _NAME.fullmatch(name):
        raise UsageError(f"名称“{name}”不能用：应为小写英文字母和数字，以字母开头，如 shaanxi。")
    if name in (*bundled_packs(), _COPIED_NAME):
        raise UsageError(f"已经有名为“{name}”的规则包，请换一个名称。")


def _hold_province(name: str, ruleset: RuleSet) -> None:
    from hegui.rules.mistake import suggest

    provinces = [division["name"] for division in ruleset.lexicons["divisions"] if division["code"].endswith("0000")]
    if name not in provinces:
        raise UsageError(f"没有名为“{name}”的省、自治区、直辖市，{suggest(name, provinces)}；请写全称。")


def _copy(folder: Path, words: Mapping[str, str], wanted: Collection[str]) -> None:
    from hegui.bundled import template

    source = template()
    for file in _files(source):
        text = _chosen(file.read_text("utf-8"), wanted)
        if not re.search(r"^[^#\s]", text, re.MULTILINE):
            continue
        copy = folder / _renamed(file.relative_to(source).as_posix(), words)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_renamed(text, words), "utf-8")


def _chosen(text: str, wanted: Collection[str]) -> str:
    """A text without the parts that are not wanted, and without the lines around those that are."""
    left = _MARKED.sub(lambda match: match[2] if match[1] in wanted else "", text)
    return text if left == text else re.sub(r"\n{4,}", "\n\n\n", left).rstrip("\n") + "\n"


def _name_schemas(pack: Path) -> None:
    """Give it schemas of its own, for editors: those that the files of the copied one name are elsewhere."""
    from hegui.project.host import Host
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
