"""Puts packs together to one ruleset; what does not fit is left out and told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.rule import Rule, RuleSource, Scope
from hegui.rules.build import form_of, merged, narrowed, rule_of, scope_of
from hegui.rules.check import Context
from hegui.rules.content import RuleEntry
from hegui.rules.contradictions import World
from hegui.rules.fault import Fault, suggest
from hegui.rules.lineage import Entry, is_local, lineage
from hegui.rules.overrides import Override, overridden, override_of, own_key_faults
from hegui.rules.packs import MANIFEST, LoadedPack
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, FoundPack, Layer, Registry, RuleSet, compiled_by
from hegui.rules.schema import CATEGORIES, RECOGNITION_LEXICONS
from hegui.rules.unread import unread_parameters

_CATEGORY_ORDER = {category: index for index, category in enumerate(CATEGORIES)}
_OVERRIDES = "overrides.yaml"
_OUTSIDE = "的适用地区不在规则包的适用地区之内，永远用不上；请改正。"


def assemble(
    loaded: Iterable[tuple[FoundPack, LoadedPack]], host: Registry, thorough: bool, only: Collection[str] = ()
) -> RuleSet:
    """The ruleset of these packs, or of those among them that count (see `load_ruleset`)."""
    entries, faults = lineage(loaded, only)
    return _Assembly(host, thorough, faults).assemble(entries)


class _Made(NamedTuple):
    """What came of compiling a rule; without a rule and a fault, its check broke."""

    rule: CompiledRule | CompiledCorpusRule | None
    faults: tuple[Fault, ...] = ()


class _Assembly:
    def __init__(self, host: Registry, thorough: bool, faults: Iterable[Fault]) -> None:
        self.host = host
        self.thorough = thorough
        self.faults = list(faults)
        self.problems: list[Problem] = []
        self.forms: dict[str, Form] = {}
        self.lexicons: dict[str, Any] = {}
        self.words: dict[str, Mapping[str, Any]] = {}
        """What each pack of an area adds to the lexicons."""
        self.schemes: dict[str, Mapping[str, Any]] = {}
        self.parameters: list[Layer] = []
        self.rules: dict[str, Rule] = {}
        self.broken: set[str] = set()
        """Rules that could not be compiled."""
        self.changes: dict[str, list[Override]] = {}
        self.owners: dict[tuple[str, str], str] = {}
        """Which pack gave a form, scheme or rule, by kind and name."""

    @cached_property
    def world(self) -> World:
        return World(self.forms, self.lexicons)

    def assemble(self, entries: Sequence[Entry]) -> RuleSet:
        for entry in entries:
            self._add_data(entry)
        for entry in entries:
            self.faults.extend(self._scope_faults(entry, MANIFEST, entry.pack.applies))
            self._add_parameters(entry)
        for entry in entries:
            for rule in entry.content.rules:
                self._add_rule(entry, rule)
        by_name = {entry.name: entry for entry in entries}
        rules = tuple(self._compiled(by_name))
        overrides = [override for entry in entries for override in self._overrides(entry)]
        if self.thorough and not (self.faults or self.problems or self.host.problems):  # else its reader may be missing
            self.faults.extend(unread_parameters(entries, self.rules.values(), self.host.checks))
        digest = sha256("".join(f"{entry.name}\0{entry.digest}\0" for entry in entries).encode())
        return RuleSet(
            packs=tuple(entry.pack for entry in entries),
            forms=self.forms,
            lexicons=self.lexicons,
            schemes=self.schemes,
            rules=tuple(one for one in rules if isinstance(one, CompiledRule)),
            corpus_rules=tuple(one for one in rules if isinstance(one, CompiledCorpusRule)),
            parameters=tuple(self.parameters),
            checks=self.host.checks,
            digest=f"sha256:{digest.hexdigest()}",
            problems=(*self.host.problems, *(fault.problem() for fault in self.faults), *self.problems),
            overrides=tuple(overrides),
            local_lexicons=tuple(Layer(by_name[name].pack.applies, words, name) for name, words in self.words.items()),
            faults=tuple(self.faults),
        )

    def _add_data(self, entry: Entry) -> None:
        content = entry.content
        for data in content.forms:
            if not is_local(entry.pack.applies) and self._claim(entry, "格式", data["id"], f"forms/{data['id']}.yaml"):
                self.forms[data["id"]] = form_of(data)
        for name, scheme in content.schemes.items():
            if self._claim(entry, "评分方案", name, f"schemes/{name}.yaml"):
                self.schemes[name] = scheme
        if not is_local(entry.pack.applies):
            self.lexicons = merged(self.lexicons, content.lexicons, append=True)
        elif content.lexicons:
            self.words[entry.name] = content.lexicons
        self.faults.extend(_not_for_an_area(entry))

    def _add_parameters(self, entry: Entry) -> None:
        content, area = entry.content, entry.pack.applies
        parameters = {key: value for key, value in content.parameters.items() if key != "layers"}
        if parameters:
            self.parameters.append(Layer(area, parameters, entry.name))
        for number, layer in enumerate(content.parameters.get("layers", ())):
            scope = narrowed(scope_of(layer["applies"]), area)
            faults = list(self._scope_faults(entry, "parameters.yaml", scope, "layers", number)) if scope else []
            self.faults.extend(faults)
            if scope is None:
                message = "有一层参数的适用地区不在规则包的适用地区之内，请改正 applies。"
                self.faults.append(entry.fault("parameters.yaml", message, "layers"))
            elif not faults:
                self.parameters.append(Layer(scope, layer["parameters"], entry.name, layer["basis"]))

    def _add_rule(self, entry: Entry, written: RuleEntry) -> None:
        scope = scope_of(written.data.get("applies", {}))
        narrower = narrowed(scope, entry.pack.applies)
        faults = list(self._points_faults(entry, written.path, written.data))
        if narrower is None:
            faults.append(entry.fault(written.path, f"规则{_OUTSIDE}", "applies"))
        else:
            faults.extend(self._scope_faults(entry, written.path, narrower))
        self.faults.extend(faults)
        if narrower is not None and not faults and self._claim(entry, "规则", written.data["id"], written.path):
            source = RuleSource(entry.name, written.path, written.line)
            self.rules[written.data["id"]] = rule_of(written.data, written.category, narrower, source)

    def _scope_faults(self, entry: Entry, file: str, scope: Scope, *place: str | int) -> Iterator[Fault]:
        """What can never come true; what is the pack's own fault is told at its pack.yaml only."""
        of_pack = () if file == MANIFEST else tuple(self.world.objections(entry.pack.applies))
        for key, message in self.world.objections(scope):
            if (key, message) not in of_pack:
                yield entry.fault(file, message, *place, "applies", key)

    def _claim(self, entry: Entry, kind: str, name: str, file: str) -> bool:
        """Whether a name is still free; told where it is not."""
        if (kind, name) not in self.owners:
            self.owners[kind, name] = entry.name
            return True
        owner = self.owners[kind, name]
        if owner == entry.name:
            message = f"{kind}“{name}”在本规则包中有两个，请删去一个或改名。"
        elif kind == "规则":
            message = f"规则“{name}”已由规则包“{owner}”给出；要改动它请写在 overrides.yaml 中，要新增请换一个编号。"
        else:
            message = f"{kind}“{name}”已由规则包“{owner}”给出，请换一个名称。"
        self.faults.append(entry.fault(file, message, "id"))
        return False

    def _overrides(self, entry: Entry) -> Iterator[Override]:
        for rule_id, change in entry.content.overrides.items():
            if rule_id in self.broken or any(fault.path.stem == rule_id for fault in self.faults):
                continue  # the rule itself is faulty, which has been told
            rule = self.rules.get(rule_id)
            if rule is None or rule.source.pack not in entry.ancestors:
                others = [other.id for other in self.rules.values() if other.source.pack in entry.ancestors]
                message = f"所依托的规则包中没有规则“{rule_id}”，{suggest(rule_id, others)}；请改正。"
                self.faults.append(entry.fault(_OVERRIDES, message, rule_id, at_key=True))
                continue
            scope = narrowed(scope_of(change.get("applies", {})), entry.pack.applies)
            faults = list(self._override_faults(entry, rule, change, scope))
            self.faults.extend(faults)
            if scope is not None and not faults:
                override = override_of(rule_id, entry.name, scope, change)
                self.changes.setdefault(rule_id, []).append(override)
                yield override

    def _override_faults(
        self, entry: Entry, rule: Rule, change: Mapping[str, Any], scope: Scope | None
    ) -> Iterator[Fault]:
        if scope is None:
            yield entry.fault(_OVERRIDES, f"“{rule.id}”的调整{_OUTSIDE}", rule.id, "applies")
            return
        yield from self._scope_faults(entry, _OVERRIDES, scope, rule.id)
        yield from self._points_faults(entry, _OVERRIDES, change, rule.id)
        if "set" not in change:
            return
        check = self.host.checks[rule.check]
        if faults := own_key_faults(entry.folder / _OVERRIDES, rule.id, change["set"], check):
            yield from faults
            return
        earlier = [one for one in self.changes.get(rule.id, ()) if one.pack in entry.ancestors]
        rule = overridden(rule, [*earlier, override_of(rule.id, entry.name, scope, change)])
        yield from self._compile(entry, rule, _OVERRIDES, rule.id, "set").faults

    def _points_faults(self, entry: Entry, file: str, data: Mapping[str, Any], *place: str) -> Iterator[Fault]:
        for name in data.get("points", ()):
            if self.schemes and name not in self.schemes:
                message = f"没有评分方案“{name}”，{suggest(name, self.schemes)}；请改正。"
                yield entry.fault(file, message, *place, "points", name, at_key=True)

    def _compiled(self, entries: Mapping[str, Entry]) -> Iterator[CompiledRule | CompiledCorpusRule]:
        order = {name: index for index, name in enumerate(entries)}
        for rule in sorted(
            self.rules.values(),
            key=lambda rule: (order[rule.source.pack], _CATEGORY_ORDER[rule.category], rule.source.path),
        ):
            made = self._compile(entries[rule.source.pack], rule, rule.source.path, "check")
            self.faults.extend(made.faults)
            if made.rule is not None:
                yield made.rule
            else:
                self.broken.add(rule.id)

    def _compile(self, entry: Entry, rule: Rule, file: str, *place: str) -> _Made:
        """A rule compiled with the words of a pack and of those that it extends."""
        lexicons = self.lexicons
        for name, more in self.words.items():
            if name == entry.name or name in entry.ancestors:
                lexicons = merged(lexicons, more, append=True)
        try:
            context = Context(self.forms, lexicons, self.thorough)
            return _Made(compiled_by(self.host.checks[rule.check], rule, context))
        except ValueError as error:
            return _Made(None, (entry.fault_quoting(file, str(error), *place),))
        except (Exception, SystemExit) as error:
            broken = f"{type(error).__name__}：{error}"
            message = f"规则种类“{rule.check}”处理规则“{rule.id}”时出错（{broken}），请联系其作者。"
            self.problems.append(Problem("plugin", message, f"{entry.name}/{file}"))
            return _Made(None)


def _not_for_an_area(entry: Entry) -> Iterator[Fault]:
    """Reports are recognised before it is known where they are from: what does that is for everybody or for nobody."""
    if not is_local(entry.pack.applies):
        return
    for kind, folder, names in (
        ("格式", "forms", [form["id"] for form in entry.content.forms]),
        ("词表", "lexicons", [name for name in entry.content.lexicons if name in RECOGNITION_LEXICONS]),
    ):
        for name in names:
            message = f"{kind}“{name}”用于识别所有报告，只能由不限适用地区的规则包给出；请移走。"
            yield Fault(next((entry.folder / folder).glob(f"{name}.*")), message)
