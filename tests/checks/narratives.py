"""Reports of units on years, as comparisons see them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from made_rules import CHECKS
from msgspec.structs import replace

from handmade import audit_made_up
from hegui.model.audit import PrintedPassage
from hegui.model.corpus import Corpus, Filed
from hegui.model.report import Level, Unit
from hegui.model.rule import Basis, Finding, Outcome, Rule, RuleSource, Scope, Severity
from hegui.proving.draft import Draft
from hegui.rules.check import Context

_RULES = Path(__file__).parents[2] / "ruleset" / "rules" / "corpus"


def filed(draft: Draft, **sections: str) -> Filed:
    """A report of a draft, some of its sections rewritten."""
    prose = {**draft.sections, **sections}
    passages = tuple(
        PrintedPassage(section, text, number, number)
        for section, body in prose.items()
        for number, text in enumerate(body.split("\n"), 1)
        if text
    )
    audit = replace(audit_made_up(draft.unit), passages=passages)
    unit = Unit(draft.unit, Level.DEPARTMENT, "部门")
    return Filed(0, f"{draft.unit}.html", unit, draft.year, draft.form, None, None, {}, lambda: audit, tuple)


def judge(
    rule_id: str,
    reports: Sequence[Filed],
    earlier: Sequence[Filed] = (),
    parameters: Mapping[str, Any] | None = None,
    **keys: Any,
) -> Outcome:
    """What a rule of the national ruleset, some of its keys changed, says of these reports."""
    data = {**yaml.safe_load((_RULES / f"{rule_id}.yaml").read_text(encoding="utf-8")), **keys}
    check = CHECKS[data["check"]]
    rule = Rule(
        id=rule_id,
        title=data["title"],
        category="corpus",
        basis=Basis(**data["basis"]),
        severity=Severity(data["severity"]),
        check=data["check"],
        params={key: data[key] for key in check.properties if key in data},
        message=data["message"],
        advice=data["advice"],
        scope=Scope(),
        cases=(),
        source=RuleSource("national", "", 1),
    )
    by_key: dict[tuple[str, int], tuple[Filed, ...]] = {}
    for one in (*reports, *earlier):
        key = one.unit.name, one.year
        by_key[key] = (*by_key.get(key, ()), one)
    corpus = Corpus(tuple(reports), by_key)
    return check.compile(rule, Context({}, {}))(corpus, lambda _: parameters or {})


def quotes(finding: Finding) -> list[str]:
    """The words that the evidence shows, without what is not compared."""
    return ["".join(filter(str.isalpha, evidence.quote or "")) for evidence in finding.evidence]
