"""Loading the ruleset with the packs and plugins named on the command line or in the settings file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hegui.cli.parser import Each
from hegui.cli.status import Stop

if TYPE_CHECKING:
    from hegui.plugins.host import Host
    from hegui.recognise import Home
    from hegui.rules.ruleset import RuleSet


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", metavar="DIR", action=Each, default=[], help="另外载入的规则包文件夹，可多次给出")
    parser.add_argument(
        "--plugin",
        dest="plugins",
        metavar="FILE.py",
        action=Each,
        default=[],
        help="另外载入的插件：文件或文件夹，可多次给出",
    )
    parser.add_argument(
        "--pack",
        dest="packs",
        metavar="NAME",
        action=Each,
        default=[],
        help="只用这个规则包和它所依托的，可多次给出；不限地区的全国规则包和 --rules 给出的规则包总是采用",
    )


def add_home(parser: argparse.ArgumentParser, province: str, city: str) -> None:
    """Options that say where units are, with what each means to the command."""
    parser.add_argument("--province", metavar="省", help=province)
    parser.add_argument("--city", metavar="市", help=city)


def load_host(parsed: argparse.Namespace) -> Host:
    """The host with everything installed and named. Raises Stop where what is named is not there."""
    from pathlib import Path

    from hegui.plugins.host import Host
    from hegui.rules.packs import MANIFEST

    for folder in parsed.rules:
        if not Path(folder, MANIFEST).is_file():
            raise Stop(f"--rules {folder}：不是规则包（应是含有 {MANIFEST} 的文件夹），请检查路径。")
    for file in parsed.plugins:
        if not (Path(file).is_file() or Path(file, "__init__.py").is_file()):
            raise Stop(f"--plugin {file}：没有这个插件（应是 .py 文件，或含有 __init__.py 的文件夹），请检查路径。")
    return Host.load([Path(file) for file in parsed.plugins], [Path(folder) for folder in parsed.rules])


def load_rules(parsed: argparse.Namespace, *, thorough: bool = False) -> RuleSet:
    """The ruleset, with what is faulty in it left out and in `faults`."""
    return load_packs(parsed, load_host(parsed), thorough=thorough)


def load_packs(parsed: argparse.Namespace, host: Host, *, thorough: bool = False) -> RuleSet:
    """The ruleset of the host's packs that count. Raises Stop where one that is named is not there."""
    from hegui.rules.packs import pack_name
    from hegui.rules.ruleset import load_ruleset

    if parsed.packs:
        known = {name for pack in host.packs if (name := pack_name(pack.path))}
        _hold("--pack", "规则包", parsed.packs, known)
    return load_ruleset(host, thorough=thorough, only=parsed.packs)


def home_of(parsed: argparse.Namespace, ruleset: RuleSet) -> Home:
    """Where units are that do not tell it. Raises Stop for a place that there is not."""
    from hegui.recognise import UNKNOWN, Home
    from hegui.recognise.divisions import Gazetteer

    if parsed.province is None and parsed.city is None:
        return UNKNOWN
    gazetteer = Gazetteer(ruleset.lexicons.get("divisions", ()))
    province, city = None, None
    if parsed.province is not None:
        _hold("--province", "省、自治区、直辖市", [parsed.province], gazetteer.provinces)
        province = gazetteer.provinces[parsed.province]
    if parsed.city is not None:
        _hold("--city", "市、州、盟、地区", [parsed.city], gazetteer.cities)
        within, city = gazetteer.cities[parsed.city]
        if province is not None and within != province:
            raise Stop(f"--city {parsed.city}：{city}属于{within}，不属于{province}，请改正。")
        province = within
    return Home(province, city)


def _hold(option: str, what: str, names: Iterable[str], known: Iterable[str]) -> None:
    from hegui.rules.fault import suggest

    valid = set(known)
    for name in names:
        if name not in valid:
            raise Stop(f"{option} {name}：没有这个{what}，{suggest(name, valid)}。")


def faults_in_words(ruleset: RuleSet) -> str:
    return "\n".join(["规则文件有误，请改正：", *map(str, ruleset.faults)])
