"""The rules that a project judges by, loaded from the packs and plugins that there are and that are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui.errors import RulesError, UsageError
from hegui.model.renderer import Renderer
from hegui.project.host import Host
from hegui.recognise import UNKNOWN, Home
from hegui.rules.assembly import load_ruleset
from hegui.rules.mistake import suggest
from hegui.rules.packs import MANIFEST, pack_name
from hegui.rules.ruleset import RuleSet

Paths = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all packs that count, and the plugins that they come from."""

    host: Host
    ruleset: RuleSet
    """What is faulty is left out of it and told in its `mistakes`."""
    plugins: tuple[Path, ...] = ()
    """Files and folders of plugins that were named."""
    folders: tuple[Path, ...] = ()
    """Folders of packs that were named."""
    packs: tuple[str, ...] = ()
    """Names of the packs that count; all where empty."""

    @property
    def formats(self) -> Mapping[str, Renderer]:
        """The output formats by their names, those of plugins among them."""
        return self.host.renderers

    def mistakes_in_corrections(self, entries: Sequence[Mapping[str, Any]]) -> list[str]:
        """What is wrong in entries of a list of corrections, a sentence each; nothing where it may be used."""
        from hegui.judge.corrections import mistakes_in

        return mistakes_in(entries, self.ruleset)

    def check(self) -> None:
        """Raises RulesError where a rule file is faulty."""
        if self.ruleset.mistakes:
            raise RulesError([str(mistake) for mistake in self.ruleset.mistakes])


def load(packs: Sequence[str] = (), plugins: Paths = (), rules: Paths = ()) -> Rules:
    """Load the rules to judge by: those that come with hegui, of plugins that are installed, and those named here.

    Args:
        packs: Names of the packs that count, with those that they extend; all where none is named.
        plugins: Files and folders of plugins to load besides.
        rules: Folders of packs to load besides.

    Raises:
        UsageError: Something that is named is not there.
        RulesError: A rule file is faulty.
    """
    loaded = load_unchecked(packs, plugins, rules)
    loaded.check()
    return loaded


def load_unchecked(packs: Sequence[str] = (), plugins: Paths = (), rules: Paths = ()) -> Rules:
    """As `load`, but faults in rule files are kept for whoever wants to tell them."""
    host = load_host(plugins, rules)
    if packs:
        _hold("packs", "规则包", packs, {name for pack in host.packs if (name := pack_name(pack.path))})
    ruleset = load_ruleset(host, only=packs)
    return Rules(host, ruleset, tuple(map(Path, plugins)), tuple(map(Path, rules)), tuple(packs))


def load_host(plugins: Paths = (), rules: Paths = ()) -> Host:
    """Everything that plugins bring, those that are named among them. Raises UsageError where one is not there."""
    for folder in map(Path, rules):
        if not (folder / MANIFEST).is_file():
            raise UsageError(f"{folder}：不是规则包（应是含有 {MANIFEST} 的文件夹），请检查路径。", "rules")
    for file in map(Path, plugins):
        if not (file.is_file() or (file / "__init__.py").is_file()):
            words = "没有这个插件（应是 .py 文件，或含有 __init__.py 的文件夹），请检查路径。"
            raise UsageError(f"{file}：{words}", "plugins")
    return Host.load([Path(file) for file in plugins], [Path(folder) for folder in rules])


def home_in(ruleset: RuleSet, province: str | None = None, city: str | None = None) -> Home:
    """Where units are whose names do not tell it. Raises UsageError for a place that there is not."""
    from hegui.recognise.units import Gazetteer

    if province is None and city is None:
        return UNKNOWN
    gazetteer = Gazetteer.of(ruleset.lexicons)
    if province is not None:
        _hold("province", "省、自治区、直辖市", [province], gazetteer.provinces)
        province = gazetteer.provinces[province]
    if city is None:
        return Home(province)
    _hold("city", "市、州、盟、地区", [city], gazetteer.cities)
    within, full = gazetteer.cities[city]
    if province not in (None, within):
        raise UsageError(f"{city}：{full}属于{within}，不属于{province}，请改正。", "city")
    return Home(within, full)


def _hold(option: str, what: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raises UsageError, with the nearest one, for a name that is none of those known."""
    valid = set(known)
    for name in names:
        if name not in valid:
            raise UsageError(f"{name}：没有这个{what}，{suggest(name, valid)}。", option)
