"""The host: loads plugins one by one, each guarded, and collects what they register.

hegui's own checks and packs come in through the same hooks as everybody else's. Where two plugins give a pack of one
name, what the user names counts before what is installed, and that before what comes with hegui.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

import hegui
from hegui.bundled import bundled_packs
from hegui.model.audit import Problem
from hegui.model.renderer import Renderer
from hegui.plugins import hookimpl, hookspecs
from hegui.rules.check import AnyCheck, Check, CorpusCheck
from hegui.rules.fault import shown, suggest
from hegui.rules.packs import MANIFEST, pack_name
from hegui.rules.ruleset import FoundPack

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "hegui"
"""The group of entry points under which plugins declare themselves."""

_OWN_METADATA = re.compile(r"hegui-\d")

_OWN = {"checks": "hegui.checks", "output": "hegui.output.formats"}
"""What comes with hegui beside its packs, by the plugin's name."""

_NAMED, _INSTALLED, _BUNDLED = "指定", "已安装", "内置"
_RANK = {_NAMED: 0, _INSTALLED: 1, _BUNDLED: 2}


@dataclass(slots=True)
class PluginRow:
    """A plugin as `hegui plugins` lists it."""

    name: str
    origin: str
    """`指定` (a file or folder that the user names), `已安装` or `内置`."""
    source: str
    """Its distribution, file or folder."""
    version: str
    hooks: list[str] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    renderers: list[str] = field(default_factory=list)
    note: str = ""
    errors: list[str] = field(default_factory=list)


class FolderPlugin:
    """A folder with a pack and no code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @hookimpl
    def hegui_packs(self) -> list[Path]:
        return [self._folder]


class Host:
    """Everything that plugins registered: packs, checks, output formats, and the problems met on the way."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("hegui")
        self._manager.add_hookspecs(hookspecs)
        self._hooks = tuple(name for name in vars(hookspecs) if name.startswith("hegui_"))
        self._rows: list[PluginRow] = []
        self._problems: list[Problem] = []
        self._packs: list[FoundPack] = []
        self._pack_owners: dict[str, PluginRow] = {}
        self._checks: dict[str, AnyCheck] = {}
        self._check_owners: dict[str, PluginRow] = {}
        self._renderers: dict[str, Renderer] = {}
        self._renderer_owners: dict[str, PluginRow] = {}

    @classmethod
    def load(cls, plugin_files: Sequence[Path] = (), pack_dirs: Sequence[Path] = ()) -> Host:
        """Load all plugins: those that the user names, those installed, and those that come with hegui.

        A plugin that breaks is told in `problems`; the others work on. Nothing is run that the user did not install or
        name.
        """
        host = cls()
        for name, module in _OWN.items():
            row = PluginRow(name, _BUNDLED, "hegui", hegui.__version__)
            host._load(row, partial(importlib.import_module, module))
        for path in plugin_files:
            file = path / "__init__.py" if path.is_dir() else path
            name = file.parent.name if file.name == "__init__.py" else file.stem
            host._load(PluginRow(name, _NAMED, shown(path), ""), partial(_module_from, file, f"hegui_plugin_{name}"))
        for folder in pack_dirs:
            host._load(PluginRow(folder.name, _NAMED, shown(folder), ""), partial(FolderPlugin, folder))
        for entry in _entry_points():
            version = entry.dist.version if entry.dist else ""
            source = entry.dist.name if entry.dist else entry.value
            host._load(PluginRow(entry.name, _INSTALLED, source, version), entry.load)
        for name, folder in bundled_packs().items():
            host._load_bundled(name, folder)
        return host

    @property
    def packs(self) -> Sequence[FoundPack]:
        return self._packs

    @property
    def checks(self) -> Mapping[str, AnyCheck]:
        return self._checks

    @property
    def renderers(self) -> Mapping[str, Renderer]:
        return self._renderers

    @property
    def problems(self) -> Sequence[Problem]:
        return self._problems

    def plugins(self) -> tuple[PluginRow, ...]:
        return tuple(self._rows)

    def _load_bundled(self, name: str, folder: Path) -> None:
        row = PluginRow(name, _BUNDLED, "hegui", hegui.__version__)
        owner = self._pack_owners.get(pack_name(folder) or "")
        if owner is not None and owner.origin == _INSTALLED:
            row.note = f"已由单独安装的 {owner.source} {owner.version} 代替"
            self._rows.append(row)
        elif (folder / "__init__.py").is_file():
            self._load(row, partial(_module_from, folder / "__init__.py", f"hegui.bundled.{name}"))
        else:
            self._load(row, partial(FolderPlugin, folder))

    def _load(self, row: PluginRow, load: Callable[[], object]) -> None:
        """Load one plugin and take what it registers, each step guarded."""
        self._rows.append(row)
        try:
            plugin = load()
            complaints = list(self._complaints(plugin))
        except (Exception, SystemExit) as error:
            self._fail(row, f"无法载入（{_describe(error)}），其余插件不受影响；请联系其作者，或卸载它。")
            return
        for complaint in complaints:
            self._fail(row, complaint)
        try:
            self._manager.register(plugin, f"{len(self._rows)} {row.name}")
        except (pluggy.PluginValidationError, ValueError) as error:
            self._fail(row, f"登记时出错（{_describe(error)}），请对照钩子说明改正其写法。")
            return
        for name in self._hooks:
            for implementation in getattr(self._manager.hook, name).get_hookimpls():
                if implementation.plugin is plugin:
                    row.hooks.append(name)
                    self._take(row, name, implementation.function)

    def _complaints(self, plugin: object) -> Iterator[str]:
        """Functions that look like hooks and are none: a hook that nobody calls is worse than an error."""
        found = False
        for name in dir(plugin):
            marked = self._manager.parse_hookimpl_opts(plugin, name) is not None
            if marked and name not in self._hooks:
                yield f"没有名为“{name}”的钩子，{suggest(name, self._hooks)}；请改正。"
            elif not marked and name in self._hooks and callable(getattr(plugin, name)):
                yield f"“{name}”没有加上 @hookimpl，不会被调用；请加上（from hegui.plugins import hookimpl）。"
            found = found or marked or name in self._hooks
        if not found:
            yield f"没有登记任何内容：插件应实现钩子 {'、'.join(self._hooks)} 中的至少一个。"

    def _take(self, row: PluginRow, hook: str, function: Callable[[], Any]) -> None:
        try:
            given = function()
            items = None if given is None else list(given)
        except (Exception, SystemExit) as error:
            self._fail(row, f"钩子“{hook}”运行时出错（{_describe(error)}），其余插件不受影响；请联系其作者。")
            return
        if items is None:
            self._fail(row, f"钩子“{hook}”没有返回列表（函数末尾应有 return），请改正。")
            return
        take = {
            "hegui_packs": self._take_pack,
            "hegui_checks": self._take_check,
            "hegui_renderers": self._take_renderer,
        }[hook]
        for item in items:
            take(row, item)

    def _take_pack(self, row: PluginRow, folder: object) -> None:
        if not isinstance(folder, Path):
            self._fail(row, f"钩子“hegui_packs”应给出文件夹（Path）的列表，其中却有 {folder!r}；请改正。")
            return
        if row.origin != _NAMED and not (folder / MANIFEST).is_file():  # the user's own slip is told by the ruleset
            self._fail(row, f"“{folder}”不是规则包：应是含有 {MANIFEST} 的文件夹，请联系其作者。")
            return
        name = pack_name(folder)
        owner = self._pack_owners.get(name or "")
        if (
            owner is not None
            and owner.origin == row.origin
            and any(folder.resolve() == found.path.resolve() for found in self._packs)
        ):
            return  # named twice
        if owner is not None:
            note = f"规则包“{name}”已由 {owner.source} 代替"
            if _RANK[owner.origin] < _RANK[row.origin]:
                row.note = note
            else:
                self._fail(row, f"{note}，本插件的没有采用；请去掉其中一个。")
            return
        if name is not None:
            self._pack_owners[name] = row
            row.packs.append(name)
        self._packs.append(FoundPack(folder, row.name, row.origin == _NAMED))

    def _take_check(self, row: PluginRow, check: object) -> None:
        if not isinstance(check, Check | CorpusCheck):
            self._fail(row, f"钩子“hegui_checks”应给出 Check 或 CorpusCheck 的列表，其中却有 {check!r}；请改正。")
        elif check.name in self._checks:
            owner = self._check_owners[check.name]
            other_edition = row.note and not row.packs  # of the same plugin: its packs have been replaced, and told so
            if not (other_edition and _RANK[owner.origin] < _RANK[row.origin]):
                self._fail(row, f"规则种类“{check.name}”已由插件“{owner.name}”登记，本插件的没有采用；请换一个名称。")
        else:
            self._checks[check.name] = check
            self._check_owners[check.name] = row
            row.checks.append(check.name)

    def _take_renderer(self, row: PluginRow, renderer: object) -> None:
        if not isinstance(renderer, Renderer):
            self._fail(row, f"钩子“hegui_renderers”应给出 Renderer 的列表，其中却有 {renderer!r}；请改正。")
        elif renderer.name in self._renderers:
            owner = self._renderer_owners[renderer.name]
            self._fail(row, f"输出格式“{renderer.name}”已由插件“{owner.name}”登记，本插件的没有采用；请换一个名称。")
        else:
            self._renderers[renderer.name] = renderer
            self._renderer_owners[renderer.name] = row
            row.renderers.append(renderer.name)

    def _fail(self, row: PluginRow, message: str) -> None:
        row.errors.append(message)
        where = f"插件 {row.name}（{f'{row.source} {row.version}'.strip()}）"
        self._problems.append(Problem("plugin", message, where))


def _entry_points() -> Iterable[EntryPoint]:
    """Entry points of other distributions, by name. hegui's own checks and packs are loaded anyway."""
    if not _anybody_declares_plugins():
        return ()
    from importlib.metadata import entry_points

    found = [entry for entry in entry_points(group=GROUP) if entry.dist is None or entry.dist.name != "hegui"]
    return sorted(found, key=lambda entry: (entry.name, entry.value))


def _anybody_declares_plugins() -> bool:
    """A quick look through what is installed: importing importlib.metadata takes longer than judging a report."""
    for place in map(Path, dict.fromkeys(sys.path)):
        if place.suffix in (".zip", ".egg", ".whl") and place.is_file():
            return True
        for declared in place.glob("*-info/entry_points.txt"):
            if not _OWN_METADATA.match(declared.parent.name) and f"[{GROUP}]" in declared.read_text("utf-8", "replace"):
                return True
    return False


def _module_from(file: Path, name: str) -> ModuleType:
    """Import a file (or, for `__init__.py`, its folder) under a name of its own."""
    if not file.is_file():
        raise FileNotFoundError(f"没有文件 {file}")
    package = [str(file.parent)] if file.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=package)
    if spec is None or spec.loader is None:
        raise ImportError("不是 Python 文件（.py）")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _describe(error: BaseException) -> str:
    """An exception in one line, with the place where it was raised."""
    from traceback import extract_tb

    what = f"{type(error).__name__}：{' '.join(str(error).split())}"
    frames = extract_tb(error.__traceback__)
    return f"{what}，在 {frames[-1].filename} 第 {frames[-1].lineno} 行" if frames else what
