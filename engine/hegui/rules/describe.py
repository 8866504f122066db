"""What a ruleset holds, for people: lists of rules, one rule explained, mistakes in files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hegui.errors import UsageError
from hegui.model.rule import Rule, Scope, Words
from hegui.recognise import UNKNOWN, Home
from hegui.rules.assembly import load_rule_file, load_ruleset
from hegui.rules.check import parameters_of
from hegui.rules.deadlines import deadline_in_words, is_deadline
from hegui.rules.layers import Layer, Read, as_read
from hegui.rules.mistake import InvalidFileError, Mistake, suggest
from hegui.rules.packs import MANIFEST, data_files, packs_at
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, Override, Registry, RuleSet
from hegui.rules.schema import CATEGORIES
from hegui.rules.scope import KnownNames, covers, narrowed, scope_in_words


def list_rules(ruleset: RuleSet) -> list[dict[str, Any]]:
    """Every rule in a line, in the ruleset's order, as plain data."""
    return [_summary(rule) for rule in ruleset.all_rules]


def tagged(rules: Sequence[dict[str, Any]], tags: Sequence[str]) -> list[dict[str, Any]]:
    """Those of the rules in a list that bear one of these tags. Raises UsageError for a tag that none bears."""
    known = {tag for rule in rules for tag in rule["tags"]}
    for tag in tags:
        if tag not in known:
            raise UsageError(f"{tag}：没有规则带这个标签，{suggest(tag, known)}。", "tag")
    return [rule for rule in rules if not set(tags).isdisjoint(rule["tags"])]


def explain_rule(ruleset: RuleSet, rule_id: str, home: Home = UNKNOWN) -> dict[str, Any] | None:
    """All about one rule as plain data, or None where there is none of this id.

    Where packs change the rule, `finally` says how it applies to whom in the end; with a `home`, to its units only.
    """
    rule = ruleset.rule(rule_id)
    if rule is None:
        return None
    check = ruleset.checks[rule.check]
    return {
        **_summary(rule),
        "check_title": check.title,
        "keys": [
            {"key": key, "value": value, "meaning": check.properties.get(key, {}).get("description", "")}
            for key, value in rule.params.items()
        ],
        "message": rule.message,
        "advice": rule.advice,
        "office": rule.office,
        "note": rule.note,
        "cases": [dict(case) for case in rule.cases],
        "source": {"pack": rule.source.pack, "path": rule.source.path, "line": rule.source.line},
        "points": dict(rule.points),
        **_effect(ruleset, rule, home),
    }


def no_such_rule(ruleset: RuleSet, rule_id: str) -> str:
    """What to tell who asks for a rule that there is not."""
    match = suggest(rule_id, (rule.id for rule in ruleset.all_rules))
    advice = match if match.startswith("最接近") else "用 hegui rules list 可列出全部规则"
    return f"没有编号为“{rule_id}”的规则，{advice}。"


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "problem": rule.problem,
        "category": rule.category,
        "category_title": CATEGORIES[rule.category],
        "severity": str(rule.severity),
        "levels": {severity.value: condition for severity, condition in rule.levels.items()},
        "check": rule.check,
        "applies": scope_in_words(rule.scope),
        "basis": str(rule.basis),
        "pack": rule.source.pack,
        "tags": list(rule.tags),
    }


def _effect(ruleset: RuleSet, rule: Rule, home: Home = UNKNOWN) -> dict[str, Any]:
    """`overrides` and `parameters` as packs lay them one over another, and in `finally` what comes of them for whom.

    With a `home`, only what applies there. Where several lines of `finally` speak of a report, the last one counts.
    """
    names = parameters_of(rule, ruleset.checks[rule.check])
    overrides = [override for override in ruleset.overrides if override.rule == rule.id]
    layers = [
        layer._replace(values={name: layer.values[name] for name in names if name in layer.values})
        for layer in ruleset.parameters
    ]
    known = KnownNames(ruleset.forms, ruleset.lexicons)

    def concerns(layer: Layer) -> bool:
        """Whether it is for any report that the rule is for."""
        common = narrowed(layer.applies, rule.scope)
        return common is not None and next(known.contradictions(common), None) is None

    layers = [layer for layer in layers if layer.values and concerns(layer)]
    if home.province:
        here = Scope(provinces=(home.province,), cities=(home.city,) if home.city else ())
        overrides = [override for override in overrides if _is_of(override.applies, here)]
        layers = [layer for layer in layers if _is_of(layer.applies, here)]
    changed = [layer.applies for layer in layers if layer.pack != rule.source.pack or layer.words.basis]
    changed += [override.applies for override in overrides]
    return {
        "overrides": [_override(override) for override in overrides],
        "parameters": [
            {
                "pack": layer.pack,
                "applies": scope_in_words(layer.applies),
                "values": dict(layer.values),
                "deadlines": _deadlines(layer.values),
                **_words(layer.words),
            }
            for layer in layers
        ],
        "finally": [
            _final(ruleset, rule, names, scope)
            for scope in _overlapping(changed)
            if next(known.contradictions(scope), None) is None
        ],
    }


def _override(override: Override) -> dict[str, Any]:
    return {
        "pack": override.pack,
        "applies": scope_in_words(override.applies),
        "enabled": override.enabled,
        "severity": override.severity,
        "levels": {severity.value: condition for severity, condition in override.levels.items()},
        "points": dict(override.points),
        "set": dict(override.params),
        "reason": override.reason,
        **_words(override.words),
    }


def _words(words: Words) -> dict[str, str]:
    return {"basis": str(words.basis or ""), "message": words.message, "advice": words.advice}


def _overlapping(scopes: Iterable[Scope]) -> list[Scope]:
    """These scopes and all that they have in common, what more of them speak to behind what fewer do."""
    found: dict[Scope, None] = {}
    for scope in dict.fromkeys(scopes):
        common = (narrowed(other, scope) for other in tuple(found))
        found.update(dict.fromkeys([scope, *(each for each in common if each is not None)]))
    return sorted(found, key=lambda scope: sum(covers(other, scope) for other in found))


def _final(ruleset: RuleSet, rule: Rule, names: Sequence[str], scope: Scope) -> dict[str, Any]:
    """The rule for the reports of a scope, as it judges them."""

    def speaks(other: Scope) -> bool:
        return covers(other, scope)

    judging: tuple[CompiledRule | CompiledCorpusRule, ...]
    judging = (*ruleset.rules_where(speaks), *ruleset.corpus_rules_where(speaks))
    compiled = next(each for each in judging if each.rule.id == rule.id)
    parameters = ruleset.parameters_where(speaks)
    read = Read()
    values = {name: as_read(parameters.noted_in(read)[name]) for name in names if name in parameters}
    final = compiled.rule
    bases = dict.fromkeys(str(words.basis) for words in read.words if words.basis)
    return {
        "applies": scope_in_words(scope),
        "disabled": compiled.disabled,
        "severity": str(final.severity),
        "levels": {severity.value: condition for severity, condition in final.levels.items()},
        "points": dict(final.points),
        "keys": {key: value for key, value in final.params.items() if value != rule.params.get(key)},
        "parameters": values,
        "deadlines": _deadlines(values),
        "basis": "；".join(bases) or (str(final.basis) if final.basis != rule.basis else ""),
        "message": final.message if final.message != rule.message else "",
        "advice": final.advice if final.advice != rule.advice else "",
    }


def _deadlines(values: Mapping[str, Any]) -> dict[str, str]:
    """Those of the values that are deadlines, in words."""
    return {name: deadline_in_words(value) for name, value in values.items() if is_deadline(name)}


def _is_of(scope: Scope, here: Scope) -> bool:
    """Whether a scope speaks to units of a province or city, be it only to some of them."""
    area = Scope(provinces=scope.provinces, cities=scope.cities)
    return covers(area, here) and not any(covers(exception, here) for exception in scope.exceptions)


def lint(host: Registry, paths: Sequence[Path] = ()) -> list[Mistake]:
    """The mistakes in files or folders; without any, in all packs of the host.

    A file of a pack is judged as part of it (with the packs that it extends); any other YAML file is taken for a rule.
    """
    packs = {path: packs_at(path) for path in paths}
    folders = tuple(dict.fromkeys(pack for found in packs.values() for pack in found))
    ruleset = load_ruleset(host, folders)
    if not paths:
        return _sorted(ruleset.mistakes)
    asked = [path.resolve() for path in paths if packs[path]]
    mistakes = [
        mistake for mistake in ruleset.mistakes if any(mistake.path.resolve().is_relative_to(path) for path in asked)
    ]
    for path in paths:
        if not packs[path]:
            mistakes.extend(_lint_file(path, ruleset))
    return _sorted(mistakes)


def _sorted(mistakes: Sequence[Mistake]) -> list[Mistake]:
    return sorted(dict.fromkeys(mistakes), key=lambda mistake: (str(mistake.path), mistake.line, mistake.column))


_OF_A_PACK = ("rules", "lexicons", "schemes", "forms", "drafts", "parameters.yaml", "overrides.yaml", "drafts.yaml")
"""Folders and files that only packs have."""


def _lint_file(path: Path, ruleset: RuleSet) -> Iterator[Mistake]:
    files = list(data_files(path).values()) if path.is_dir() else [path]
    if any(place in _OF_A_PACK for file in files for place in file.relative_to(path).parts):
        yield Mistake(path, f"这里不是规则包：文件夹中没有 {MANIFEST}，请建立一个，写明 name、title 和 version。")
        return
    if not files:
        yield Mistake(path, "文件夹里没有规则文件（.yaml），请检查路径。")
    for file in files:
        try:
            load_rule_file(file, ruleset)
        except InvalidFileError as error:
            yield from error.mistakes
