"""What packs change in the rules of the packs that they extend."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hegui.model.rule import Rule, Scope, Severity
from hegui.rules.cache import recall, remember
from hegui.rules.check import AnyCheck
from hegui.rules.fault import Fault


@dataclass(frozen=True, slots=True)
class Override:
    """What a pack changes in another pack's rule, for the reports it applies to."""

    rule: str
    pack: str
    applies: Scope
    reason: str
    enabled: bool = True
    severity: Severity | None = None
    points: Mapping[str, Any] = field(default_factory=dict)
    """What a failure costs, by name of the scoring scheme."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Keys of the rule's kind of check that take the place of the rule's own."""


def override_of(rule: str, pack: str, applies: Scope, change: Mapping[str, Any]) -> Override:
    """The override that an entry of overrides.yaml states."""
    return Override(
        rule=rule,
        pack=pack,
        applies=applies,
        reason=change["reason"],
        enabled=change.get("enabled", True),
        severity=Severity(change["severity"]) if "severity" in change else None,
        points=change.get("points", {}),
        params=change.get("set", {}),
    )


def own_key_faults(path: Path, rule: str, keys: Mapping[str, Any], check: AnyCheck) -> list[Fault]:
    """Mistakes in the keys that an override sets, which only the check of the rule can tell.

    What was found sound is remembered: a start with everything in the cache does without jsonschema.
    """
    from hegui.rules.schema import own_keys_schema

    schema = own_keys_schema(check)
    seen = sha256(json.dumps([keys, schema], sort_keys=True, default=repr).encode()).hexdigest()
    if recall(seen) is not None:
        return []
    from hegui.rules.strict_yaml import read_yaml
    from hegui.rules.validate import validate, validator

    whole = {"properties": {rule: {"properties": {"set": schema}}}}
    faults = validate(read_yaml(path), validator(whole))
    if not faults:
        remember(seen, True)
    return faults


def overridden(rule: Rule, changes: Iterable[Override]) -> Rule:
    """A rule as it is after these changes, one after another; whether it is switched off does not show in it."""
    for change in changes:
        rule = replace(
            rule,
            severity=change.severity or rule.severity,
            points={**rule.points, **change.points},
            params={**rule.params, **change.params},
        )
    return rule


def disabled_by(changes: Iterable[Override]) -> str:
    """Why a rule is switched off, or nothing where it is not."""
    off = next((change for change in changes if not change.enabled), None)
    return f"规则包“{off.pack}”停用本规则：{off.reason}" if off else ""
