"""What a ruleset holds, for people: lists of rules, one rule explained, faults in files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hegui.model.rule import Rule, RuleSource
from hegui.rules.applies import scope_in_words
from hegui.rules.build import rule_of, scope_of
from hegui.rules.check import Context
from hegui.rules.fault import Fault, FaultyFile, suggest
from hegui.rules.packs import MANIFEST, data_files
from hegui.rules.ruleset import Registry, RuleSet, load_ruleset
from hegui.rules.schema import CATEGORIES


def list_rules(ruleset: RuleSet) -> list[dict[str, Any]]:
    """Every rule in a line, in the ruleset's order, as plain data."""
    return [_summary(compiled.rule) for compiled in ruleset.rules]


def explain_rule(ruleset: RuleSet, rule_id: str) -> dict[str, Any] | None:
    """All about one rule as plain data, or None where there is none of this id."""
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
        "note": rule.note,
        "cases": [dict(case) for case in rule.cases],
        "source": {"pack": rule.source.pack, "path": rule.source.path, "line": rule.source.line},
        "overrides": [
            {
                "pack": override.pack,
                "applies": scope_in_words(override.applies),
                "enabled": override.enabled,
                "severity": override.severity,
                "reason": override.reason,
            }
            for override in ruleset.overrides
            if override.rule == rule.id
        ],
    }


def no_such_rule(ruleset: RuleSet, rule_id: str) -> str:
    """What to tell who asks for a rule that there is not."""
    match = suggest(rule_id, (compiled.rule.id for compiled in ruleset.rules))
    advice = match if match.startswith("最接近") else "用 hegui rules list 可列出全部规则"
    return f"没有编号为“{rule_id}”的规则，{advice}。"


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "category": rule.category,
        "category_title": CATEGORIES[rule.category],
        "severity": str(rule.severity),
        "check": rule.check,
        "applies": scope_in_words(rule.scope),
        "basis": str(rule.basis),
        "pack": rule.source.pack,
    }


def lint(host: Registry, paths: Sequence[Path] = ()) -> list[Fault]:
    """The faults in files or folders; without any, in all packs of the host.

    A file of a pack is judged as part of it (with the packs that it extends); any other YAML file is taken for a rule.
    """
    packs = {path: _packs_at(path) for path in paths}
    folders = tuple(dict.fromkeys(pack for found in packs.values() for pack in found))
    ruleset = load_ruleset(host, folders, thorough=True)
    if not paths:
        return _sorted(ruleset.faults)
    asked = [path.resolve() for path in paths if packs[path]]
    faults = [fault for fault in ruleset.faults if any(fault.path.resolve().is_relative_to(path) for path in asked)]
    for path in paths:
        if not packs[path]:
            faults.extend(_lint_alone(path, host, ruleset))
    return _sorted(faults)


def _sorted(faults: Sequence[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda fault: (str(fault.path), fault.line, fault.column))


def _packs_at(path: Path) -> list[Path]:
    """The folder of the pack that a file or folder belongs to, else those of the packs in it."""
    here = path.resolve()
    around = next((folder for folder in (here, *here.parents) if (folder / MANIFEST).is_file()), None)
    if around is not None:
        return [around]
    return [file.parent for file in data_files(here).values() if file.name == MANIFEST]


def _lint_alone(path: Path, host: Registry, ruleset: RuleSet) -> Iterator[Fault]:
    files = list(data_files(path).values()) if path.is_dir() else [path]
    if not files:
        yield Fault(path, "文件夹里没有规则文件（.yaml），请检查路径。")
    for file in files:
        try:
            _load_alone(file, host, Context(ruleset.forms, ruleset.lexicons, thorough=True))
        except FaultyFile as error:
            yield from error.faults


def _load_alone(path: Path, host: Registry, context: Context) -> None:
    from hegui.rules.loader import PackReader

    file = PackReader(path.parent, host.checks).rule(path)
    data: Mapping[str, Any] = file.data
    rule = rule_of(data, "", scope_of(data.get("applies", {})), RuleSource("", path.name, 1))
    try:
        host.checks[rule.check].compile(rule, context)
    except ValueError as error:
        raise FaultyFile([file.fault(str(error), ("check",))]) from None
