"""What a ruleset holds, for people: lists of rules, one rule explained, faults in files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hegui.model.rule import Rule
from hegui.recognise import UNKNOWN, Home
from hegui.rules.alone import load_alone
from hegui.rules.applies import scope_in_words
from hegui.rules.effect import effect
from hegui.rules.fault import Fault, FaultyFile, suggest
from hegui.rules.packs import data_files, packs_at
from hegui.rules.ruleset import Registry, RuleSet, load_ruleset
from hegui.rules.schema import CATEGORIES


def list_rules(ruleset: RuleSet) -> list[dict[str, Any]]:
    """Every rule in a line, in the ruleset's order, as plain data."""
    return [_summary(rule) for rule in ruleset.all_rules]


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
        "note": rule.note,
        "cases": [dict(case) for case in rule.cases],
        "source": {"pack": rule.source.pack, "path": rule.source.path, "line": rule.source.line},
        "points": dict(rule.points),
        **effect(ruleset, rule, home),
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
    packs = {path: packs_at(path) for path in paths}
    folders = tuple(dict.fromkeys(pack for found in packs.values() for pack in found))
    ruleset = load_ruleset(host, folders, thorough=True)
    if not paths:
        return _sorted(ruleset.faults)
    asked = [path.resolve() for path in paths if packs[path]]
    faults = [fault for fault in ruleset.faults if any(fault.path.resolve().is_relative_to(path) for path in asked)]
    for path in paths:
        if not packs[path]:
            faults.extend(_lint_alone(path, ruleset))
    return _sorted(faults)


def _sorted(faults: Sequence[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda fault: (str(fault.path), fault.line, fault.column))


def _lint_alone(path: Path, ruleset: RuleSet) -> Iterator[Fault]:
    files = list(data_files(path).values()) if path.is_dir() else [path]
    if not files:
        yield Fault(path, "文件夹里没有规则文件（.yaml），请检查路径。")
    for file in files:
        try:
            load_alone(file, ruleset)
        except FaultyFile as error:
            yield from error.faults
