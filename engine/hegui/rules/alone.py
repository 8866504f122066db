"""A rule file that is in no pack, made ready to judge with a ruleset's forms and lexicons."""

from __future__ import annotations

from pathlib import Path

from hegui.model.rule import RuleSource
from hegui.rules.build import rule_of, scope_of
from hegui.rules.check import Context
from hegui.rules.fault import FaultyFile
from hegui.rules.ruleset import CompiledCorpusRule, CompiledRule, RuleSet, compiled_by


def load_alone(path: Path, ruleset: RuleSet) -> CompiledRule | CompiledCorpusRule:
    """The rule in a file. Raises `FaultyFile` with every mistake in it."""
    from hegui.rules.loader import PackReader

    file = PackReader(path.parent, ruleset.checks).rule(path)
    rule = rule_of(file.data, "", scope_of(file.data.get("applies", {})), RuleSource("", path.name, file.line(("id",))))
    context = Context(ruleset.forms, ruleset.lexicons, thorough=True)
    try:
        return compiled_by(ruleset.checks[rule.check], rule, context)
    except ValueError as error:
        raise FaultyFile([file.fault_quoting(str(error), ("check",))]) from None
