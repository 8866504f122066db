"""The host: loads plugins one by one, each guarded, and collects what they register.

hegui's own checks and packs come in through the same hooks as everybody else's. Where two plugins give a pack of one
name, what the user names counts before what is installed, and that before what comes with hegui.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from pathlib import Path
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

import pluggy

from hegui.about import __version__
from hegui.bundled import bundled_packs
from hegui.checks.condition import conditional
from hegui.errors import OutputError
from hegui.guarding.clock import OverdueError, TimeIsUp, within
from hegui.guarding.plugins import EndedProcess, Work, running
from hegui.model.audit import Problem
from hegui.model.corpus import Corpus
from hegui.model.renderer import Renderer
from hegui.model.report import Report
from hegui.model.rule import Outcome, Rule
from hegui.project.installed import entry_points
from hegui.project.writing import apart, write_apart
from hegui.rules import hooks
from hegui.rules.check import AnyCheck, Check, Context, CorpusCheck
from hegui.rules.mistake import shown, suggest
from hegui.rules.packs import MANIFEST, pack_name
from hegui.rules.ruleset import FoundPack

P = ParamSpec("P")
T = TypeVar("T")

_OWN = {"checks": "hegui.checks", "output": "hegui.output.formats"}
"""What comes with hegui beside its packs, by the plugin's name."""

LOADING, COMPILING = 60.0, 10.0
"""Seconds that a plugin may take to be imported and to run a hook, and its check to compile a rule."""

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

    @property
    def is_own(self) -> bool:
        """Whether it comes with hegui, which trusts its own code to end and to do no harm."""
        return self.origin == _BUNDLED


class FolderPlugin:
    """A folder with a pack and no code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @hooks.hookimpl
    def hegui_packs(self) -> list[Path]:
        return [self._folder]


class Host:
    """Everything that plugins registered: packs, checks, output formats, and the problems met on the way."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("hegui")
        self._manager.add_hookspecs(hooks)
        self._hooks = tuple(name for name in vars(hooks) if name.startswith("hegui_"))
        self._rows: list[PluginRow] = []
        self._problems: list[Problem] = []
        self._packs: list[FoundPack] = []
        self._checks: dict[str, AnyCheck] = {}
        self._renderers: dict[str, Renderer] = {}
        self._plain_renderers: dict[str, Renderer] = {}
        self._named: tuple[tuple[Path, ...], tuple[Path, ...]] = (), ()
        """Plugins and packs that the user names, for a process that loads the same."""
        self._owners: dict[tuple[str, str], PluginRow] = {}
        """Who registered a pack, check or renderer, by the hook and its name."""

    @classmethod
    def load(cls, plugin_files: Sequence[Path] = (), pack_dirs: Sequence[Path] = ()) -> Host:
        """Load all plugins: those that the user names, those installed, and those that come with hegui.

        A plugin that breaks is told in `problems`; the others work on. Nothing is run that the user did not install or
        name.
        """
        host = cls()
        host._named = tuple(path.absolute() for path in plugin_files), tuple(path.absolute() for path in pack_dirs)
        for name, module in _OWN.items():
            row = PluginRow(name, _BUNDLED, "hegui", __version__)
            host._load(row, partial(importlib.import_module, module))
        for path in plugin_files:
            file = path / "__init__.py" if path.is_dir() else path
            name = file.parent.name if file.name == "__init__.py" else file.stem
            host._load(PluginRow(name, _NAMED, shown(path), ""), partial(_module_from, file, f"hegui_plugin_{name}"))
        for folder in pack_dirs:
            host._load(PluginRow(folder.name, _NAMED, shown(folder), ""), partial(FolderPlugin, folder))
        for entry in entry_points():
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
        row = PluginRow(name, _BUNDLED, "hegui", __version__)
        owner = self._owners.get(("hegui_packs", pack_name(folder) or ""))
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
            plugin = self._run(row, "载入", load)
            complaints = list(self._complaints(plugin))
        except (KeyboardInterrupt, TimeIsUp):
            raise
        except BaseException as error:
            self._fail(row, f"无法载入（{_describe(error)}），其余插件不受影响；请联系其作者，或卸载它。")
            return
        for complaint in complaints:
            self._fail(row, complaint)
        try:
            self._manager.register(plugin, f"{len(self._rows)} {row.name}")
        except (pluggy.PluginValidationError, ValueError) as error:
            if not complaints:
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
                yield f"“{name}”没有加上 @hookimpl，不会被调用；请加上（from hegui.plugin import hookimpl）。"
            found = found or marked or name in self._hooks
            if marked and name in self._hooks and (needed := _arguments(getattr(plugin, name))):
                yield f"钩子“{name}”不接收参数，这里却写了 {'、'.join(needed)}；请去掉。"
        if not found:
            yield f"没有登记任何内容：插件应实现钩子 {'、'.join(self._hooks)} 中的至少一个。"

    def _take(self, row: PluginRow, hook: str, function: Callable[[], Any]) -> None:
        try:
            items = self._run(row, f"运行钩子“{hook}”", _listed, function)
        except (KeyboardInterrupt, TimeIsUp):
            raise
        except BaseException as error:
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

    @staticmethod
    def _run(row: PluginRow, doing: str, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """What a function of a plugin returns, within its time and under its name where it is not hegui's own."""
        if row.is_own:
            return function(*arguments, **named)
        return _within(LOADING, Work(row.name, doing), function, *arguments, **named)

    def _take_pack(self, row: PluginRow, folder: object) -> None:
        if not isinstance(folder, Path):
            self._fail(row, f"钩子“hegui_packs”应给出文件夹（Path）的列表，其中却有 {folder!r}；请改正。")
            return
        if row.origin != _NAMED and not (folder / MANIFEST).is_file():  # the user's own slip is told by the ruleset
            self._fail(row, f"“{folder}”不是规则包：应是含有 {MANIFEST} 的文件夹，请联系其作者。")
            return
        name = pack_name(folder)
        owner = self._owners.get(("hegui_packs", name or ""))
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
            self._owners["hegui_packs", name] = row
            row.packs.append(name)
        self._packs.append(FoundPack(folder, row.name, row.origin == _NAMED))

    def _take_check(self, row: PluginRow, check: object) -> None:
        if not isinstance(check, Check | CorpusCheck):
            self._fail(row, f"钩子“hegui_checks”应给出 Check 或 CorpusCheck 的列表，其中却有 {check!r}；请改正。")
        elif check.name in self._checks:
            owner = self._owners["hegui_checks", check.name]
            other_edition = row.note and not row.packs  # of the same plugin: its packs have been replaced, and told so
            if not (other_edition and _RANK[owner.origin] < _RANK[row.origin]):
                self._fail(row, f"规则种类“{check.name}”已由插件“{owner.name}”登记，本插件的没有采用；请换一个名称。")
        else:
            try:
                check = conditional(check)
            except ValueError as error:
                self._fail(row, str(error))
                return
            self._checks[check.name] = check if row.is_own else self._guarded(check, row)
            self._owners["hegui_checks", check.name] = row
            row.checks.append(check.name)

    def _take_renderer(self, row: PluginRow, renderer: object) -> None:
        if not isinstance(renderer, Renderer):
            self._fail(row, f"钩子“hegui_renderers”应给出 Renderer 的列表，其中却有 {renderer!r}；请改正。")
        elif renderer.name in self._renderers:
            owner = self._owners["hegui_renderers", renderer.name]
            self._fail(row, f"输出格式“{renderer.name}”已由插件“{owner.name}”登记，本插件的没有采用；请换一个名称。")
        else:
            self._renderers[renderer.name] = renderer if row.is_own else self._apart(renderer, row.name)
            self._plain_renderers[renderer.name] = renderer
            self._owners["hegui_renderers", renderer.name] = row
            row.renderers.append(renderer.name)

    def _guarded(self, check: AnyCheck, row: PluginRow) -> AnyCheck:
        return _guarded(check, row.name, partial(self._fail, row))

    def _apart(self, renderer: Renderer, plugin: str) -> Renderer:
        return apart(renderer, plugin, _write_apart, *self._named, renderer.name, plugin)

    def _fail(self, row: PluginRow, message: str) -> None:
        if message in row.errors:
            return
        row.errors.append(message)
        where = f"插件 {row.name}（{f'{row.source} {row.version}'.strip()}）"
        self._problems.append(Problem("plugin", message, where))


def _module_from(file: Path, name: str) -> ModuleType:
    """Import a file (or, for `__init__.py`, its folder) under a name of its own."""
    if not file.is_file():
        raise FileNotFoundError(f"没有文件 {file}")
    package = [str(file.parent)] if file.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=package)
    if spec is None or spec.loader is None:
        raise ImportError("不是 Python 文件（.py）")
    module = importlib.util.module_from_spec(spec)
    for part in [known for known in sys.modules if known.startswith(f"{name}.")]:
        sys.modules.pop(part, None)  # of another folder of this name, loaded before
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        if sys.modules.get(name) is module:  # one that hung may end only after another of this name was loaded
            del sys.modules[name]
        raise
    return module


def _write_apart(plugins: Sequence[Path], packs: Sequence[Path], name: str, plugin: str, *rest: Any) -> list[str]:
    """As `write_apart`, with the renderer as it is loaded here. Raises OutputError where it is not."""
    host = Host.load(plugins, packs)
    if name not in host._plain_renderers:
        raise OutputError(f"插件 {plugin} 在输出它的进程中没有载入")
    return write_apart(host._plain_renderers[name], plugin, *rest)


def _within(seconds: float, work: Work, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """What a function of a plugin returns within its time. Raises as `within` and `running`."""
    try:
        return within(seconds, running, work, function, *arguments, **named)
    except OverdueError as overdue:
        raise OverdueError(f"插件 {work.plugin} {work.doing}时{overdue}") from None


def _listed(hook: Callable[[], Any]) -> list[Any] | None:
    given = hook()
    return None if given is None else list(given)


def _guarded(check: AnyCheck, plugin: str, broken: Callable[[str], None]) -> AnyCheck:
    """A kind of rule whose code runs within its time, under the name of its plugin, wherever it is used.

    `broken` is told of a rule that it cannot compile in time.
    """
    compile_it, reads = check.compile, check.reads

    @wraps(compile_it)
    def compiled(rule: Rule, context: Context) -> Any:
        try:
            judge: Any = _within(COMPILING, Work(plugin, f"处理规则“{rule.id}”"), compile_it, rule, context)
        except (OverdueError, EndedProcess) as error:
            broken(f"规则“{rule.id}”没有载入，其余规则照常（{error}）。")
            raise

        def judged(subject: Report | Corpus, parameters: Any) -> Outcome:
            where = subject.source.path if isinstance(subject, Report) else "全部报告"
            work = Work(plugin, f"以规则种类“{check.name}”判断 {where} ")
            outcome: Outcome = running(work, judge, subject, parameters)
            return outcome

        return judged

    def read(rule: Rule) -> Collection[str]:
        assert reads is not None
        return _within(COMPILING, Work(plugin, f"处理规则“{rule.id}”"), reads, rule)

    return replace(check, compile=compiled, reads=None if reads is None else read)


def _arguments(function: Callable[..., object]) -> list[str]:
    """Names of the arguments that a function takes."""
    return list(inspect.signature(function).parameters)


def _describe(error: BaseException) -> str:
    """An exception in one line, with the place where it was raised."""
    if isinstance(error, OverdueError | EndedProcess):
        return str(error)
    from traceback import extract_tb

    what = f"{type(error).__name__}：{' '.join(str(error).split())}"
    frames = extract_tb(error.__traceback__)
    return f"{what}，在 {frames[-1].filename} 第 {frames[-1].lineno} 行" if frames else what
