"""Puts packs together to one ruleset; what does not fit is left out and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.rule import Rule, RuleSource, Scope, Severity
from hegui.rules.build import form_of, merged, narrowed, rule_of, scope_of
from hegui.rules.check import Context
from hegui.rules.content import PackContent, RuleEntry
from hegui.rules.fault import Fault, FaultyFile, suggest
from hegui.rules.packs import MANIFEST, LoadedPack
from hegui.rules.ruleset import CompiledRule, FoundPack, Override, Pack, Registry, RuleSet
from hegui.rules.schema import CATEGORIES

_CATEGORY_ORDER = {category: index for index, category in enumerate(CATEGORIES)}


def assemble(loaded: Iterable[tuple[FoundPack, LoadedPack]], host: Registry, thorough: bool) -> RuleSet:
    """The ruleset of these packs. Of packs of one name the first counts."""
    return _Assembly(host, thorough).assemble(loaded)


class _Entry:
    """A pack on its way into the ruleset."""

    def __init__(self, found: FoundPack, loaded: LoadedPack, content: PackContent) -> None:
        self.folder = loaded.path
        self.digest = loaded.digest
        self.content = content
        manifest = content.manifest
        self.extends: list[str] = manifest.get("extends", [])
        self.ancestors: set[str] = set()
        self.pack = Pack(
            name=manifest["name"],
            title=manifest["title"],
            version=manifest["version"],
            path=loaded.path,
            applies=scope_of(manifest.get("applies", {})),
            plugin=found.plugin,
        )

    def fault(self, file: str, message: str, *place: str) -> Fault:
        """A fault at a place in a file of the pack, which is read once more for its line."""
        from hegui.rules.strict_yaml import read_yaml

        path = self.folder / file
        try:
            return read_yaml(path).fault(message, place)
        except FaultyFile:
            return Fault(path, message)


class _Assembly:
    def __init__(self, host: Registry, thorough: bool) -> None:
        self.host = host
        self.thorough = thorough
        self.faults: list[Fault] = []
        self.problems: list[Problem] = []
        self.forms: dict[str, Form] = {}
        self.lexicons: dict[str, Any] = {}
        self.schemes: dict[str, Mapping[str, Any]] = {}
        self.parameters: list[tuple[Scope, Mapping[str, Any]]] = []
        self.rules: dict[str, Rule] = {}
        self.owners: dict[tuple[str, str], str] = {}
        """Which pack gave a form, scheme or rule, by kind and name."""

    def assemble(self, loaded: Iterable[tuple[FoundPack, LoadedPack]]) -> RuleSet:
        entries = self._in_order(self._distinct(loaded))
        for entry in entries:
            self._add_data(entry)
        for entry in entries:
            for rule in entry.content.rules:
                self._add_rule(entry, rule)
        overrides = [override for entry in entries for override in self._overrides(entry)]
        rules = self._compiled({entry.pack.name: entry for entry in entries})
        digest = sha256("".join(f"{entry.pack.name}\0{entry.digest}\0" for entry in entries).encode())
        return RuleSet(
            packs=tuple(entry.pack for entry in entries),
            forms=self.forms,
            lexicons=self.lexicons,
            schemes=self.schemes,
            rules=rules,
            parameters=tuple(self.parameters),
            checks=self.host.checks,
            digest=f"sha256:{digest.hexdigest()}",
            problems=(*self.host.problems, *(fault.problem() for fault in self.faults), *self.problems),
            overrides=tuple(overrides),
            faults=tuple(self.faults),
        )

    def _distinct(self, loaded: Iterable[tuple[FoundPack, LoadedPack]]) -> dict[str, _Entry]:
        entries: dict[str, _Entry] = {}
        for found, pack in loaded:
            if pack.content is not None and pack.content.manifest["name"] in entries:
                continue
            self.faults.extend(pack.faults)
            if pack.content is not None:
                entries[pack.content.manifest["name"]] = _Entry(found, pack, pack.content)
        return entries

    def _in_order(self, entries: dict[str, _Entry]) -> list[_Entry]:
        """Every pack after those that it extends; else those that others build upon first, and then by name.

        So the order, and with it the digest, does not depend on how the packs came to be installed.
        """
        extended = {name for entry in entries.values() for name in entry.extends}
        ordered: dict[str, _Entry] = {}
        waiting = {name: entries[name] for name in sorted(entries, key=lambda name: (name not in extended, name))}
        while ready := [entry for entry in waiting.values() if all(name in ordered for name in entry.extends)]:
            for entry in ready:
                for name in entry.extends:
                    entry.ancestors |= {name, *ordered[name].ancestors}
                ordered[entry.pack.name] = waiting.pop(entry.pack.name)
        for entry in waiting.values():
            for name in (name for name in entry.extends if name not in ordered):
                reason = "它没有载入，或者与本规则包互相依托" if name in entries else suggest(name, ordered)
                message = f"本规则包依托的“{name}”不可用（{reason}），本规则包未载入；请改正 extends。"
                self.faults.append(entry.fault(MANIFEST, message, "extends"))
        return list(ordered.values())

    def _add_data(self, entry: _Entry) -> None:
        content, area = entry.content, entry.pack.applies
        for data in content.forms:
            if self._claim(entry, "格式", data["id"], f"forms/{data['id']}.yaml"):
                self.forms[data["id"]] = form_of(data)
        for name, scheme in content.schemes.items():
            if self._claim(entry, "评分方案", name, f"schemes/{name}.yaml"):
                self.schemes[name] = scheme
        self.lexicons = merged(self.lexicons, content.lexicons, append=True)
        parameters = {key: value for key, value in content.parameters.items() if key != "layers"}
        if parameters:
            self.parameters.append((area, parameters))
        for layer in content.parameters.get("layers", ()):
            scope = narrowed(scope_of(layer["applies"]), area)
            if scope is None:
                message = "有一层参数的适用地区不在规则包的适用地区之内，请改正 applies。"
                self.faults.append(entry.fault("parameters.yaml", message, "layers"))
            else:
                self.parameters.append((scope, layer["parameters"]))

    def _add_rule(self, entry: _Entry, written: RuleEntry) -> None:
        scope = scope_of(written.data.get("applies", {}))
        narrower = narrowed(scope, entry.pack.applies)
        faults = list(self._scope_faults(entry, written, scope))
        if narrower is None:
            message = "规则的适用地区不在规则包的适用地区之内，永远用不上；请改正。"
            faults.append(entry.fault(written.path, message, "applies"))
        self.faults.extend(faults)
        if narrower is not None and not faults and self._claim(entry, "规则", written.data["id"], written.path):
            source = RuleSource(entry.pack.name, written.path, written.line)
            self.rules[written.data["id"]] = rule_of(written.data, written.category, narrower, source)

    def _scope_faults(self, entry: _Entry, written: RuleEntry, scope: Scope) -> Iterator[Fault]:
        """A misspelt form or kind of organ would silence a rule for good."""
        for key, names, known in (
            ("forms", scope.forms, self.forms.keys()),
            ("kinds", scope.kinds, _unit_kinds(self.lexicons)),
        ):
            for name in names:
                if known and name not in known:
                    message = f"没有“{name}”，{suggest(name, known)}；请改正。"
                    yield entry.fault(written.path, message, "applies", key)

    def _claim(self, entry: _Entry, kind: str, name: str, file: str) -> bool:
        """Whether a name is still free; told where it is not."""
        if (kind, name) not in self.owners:
            self.owners[kind, name] = entry.pack.name
            return True
        owner = self.owners[kind, name]
        if owner == entry.pack.name:
            message = f"{kind}“{name}”在本规则包中有两个，请删去一个或改名。"
        elif kind == "规则":
            message = f"规则“{name}”已由规则包“{owner}”给出；要改动它请写在 overrides.yaml 中，要新增请换一个编号。"
        else:
            message = f"{kind}“{name}”已由规则包“{owner}”给出，请换一个名称。"
        self.faults.append(entry.fault(file, message, "id"))
        return False

    def _overrides(self, entry: _Entry) -> Iterator[Override]:
        for rule_id, change in entry.content.overrides.items():
            rule = self.rules.get(rule_id)
            if any(fault.path.stem == rule_id for fault in self.faults):
                continue  # its own file is faulty, which has been told
            if rule is None or rule.source.pack not in entry.ancestors:
                others = [other.id for other in self.rules.values() if other.source.pack in entry.ancestors]
                message = f"所依托的规则包中没有规则“{rule_id}”，{suggest(rule_id, others)}；请改正。"
                self.faults.append(entry.fault("overrides.yaml", message, rule_id))
                continue
            severity = change.get("severity")
            yield Override(
                rule=rule_id,
                pack=entry.pack.name,
                applies=entry.pack.applies,
                reason=change["reason"],
                enabled=change.get("enabled", True),
                severity=Severity(severity) if severity else None,
            )

    def _compiled(self, entries: Mapping[str, _Entry]) -> tuple[CompiledRule, ...]:
        context = Context(self.forms, self.lexicons, self.thorough)
        compiled = []
        order = {name: index for index, name in enumerate(entries)}
        for rule in sorted(
            self.rules.values(),
            key=lambda rule: (order[rule.source.pack], _CATEGORY_ORDER[rule.category], rule.source.path),
        ):
            entry, check = entries[rule.source.pack], self.host.checks[rule.check]
            try:
                compiled.append(CompiledRule(rule, check.compile(rule, context)))
            except ValueError as error:
                self.faults.append(entry.fault(rule.source.path, str(error), "check"))
            except Exception as error:
                broken = f"{type(error).__name__}：{error}"
                message = f"规则种类“{rule.check}”处理规则“{rule.id}”时出错（{broken}），请联系其作者。"
                self.problems.append(Problem("plugin", message, f"{rule.source.pack}/{rule.source.path}"))
        return tuple(compiled)


def _unit_kinds(lexicons: Mapping[str, Any]) -> set[str]:
    """Every kind of organ that the lexicon of units knows."""
    units = lexicons.get("units")
    if not isinstance(units, Mapping):
        return set()
    entries = [*units.get("kinds", ()), *units.values()]
    return {entry["kind"] for entry in entries if isinstance(entry, Mapping) and "kind" in entry}
