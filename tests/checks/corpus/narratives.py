"""Reports of units on years, as comparisons see them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from hegui.checks.corpus import CORPUS_CHECKS
from hegui.model.corpus import Corpus, Filed
from hegui.model.report import Level, Unit
from hegui.model.rule import Basis, Finding, Outcome, Rule, RuleSource, Scope, Severity
from hegui.rules.check import Context
from hegui.testing.draft import Draft

_RULES = Path(__file__).parents[3] / "ruleset" / "rules" / "corpus"


def filed(draft: Draft, **sections: str) -> Filed:
    """A report of a draft, some of its sections rewritten."""
    prose = {**draft.sections, **sections}
    row = {
        "unit": {"name": draft.unit},
        "passages": [
            {"section": section, "text": text, "paragraph": number, "line": number}
            for section, body in prose.items()
            for number, text in enumerate(body.split("\n"), 1)
            if text
        ],
    }
    unit = Unit(draft.unit, Level.DEPARTMENT, "部门")
    return Filed(0, f"{draft.unit}.html", unit, draft.year, draft.form, None, None, {}, lambda: row, tuple)


def judge(
    rule_id: str,
    reports: Sequence[Filed],
    earlier: Sequence[Filed] = (),
    parameters: Mapping[str, Any] | None = None,
    **keys: Any,
) -> Outcome:
    """What a rule of the national ruleset, some of its keys changed, says of these reports."""
    data = {**yaml.safe_load((_RULES / f"{rule_id}.yaml").read_text(encoding="utf-8")), **keys}
    check = next(check for check in CORPUS_CHECKS if check.name == data["check"])
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
