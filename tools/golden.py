"""The stored audits of the sample reports: `make golden` writes them anew.

Of the verdicts they hold what fails and what could not be assessed, by the rules that `rules.json` lists. A rule that
is not in it yet is held by its own cases alone, so that a new rule changes no file here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hegui.model.encoding import encode
from hegui.project.host import Host
from hegui.project.project import Project
from hegui.project.rules import Rules
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path for path in (ROOT / "reports").iterdir() if path.name != "README.md")
GOLDEN = ROOT / "tests" / "golden"
RULES = GOLDEN / "rules.json"

_SILENT = ("pass", "not_applicable")


def audit_of(sample: Path, ruleset: RuleSet, rules: Collection[str]) -> dict[str, Any]:
    """The audit of a sample as the JSON has it, by these rules: without what changes with the place of the checkout,
    with a rule beside them, or with one that has nothing to say.
    """
    audit = Project(Rules(Host.load(), ruleset), cache=False).audit(sample).reports[0]
    row: dict[str, Any] = json.loads(encode(audit))
    row["source"]["path"] = sample.name
    row["verdicts"] = [one for one in row["verdicts"] if one["verdict"] not in _SILENT and one["rule"] in rules]
    for key in ("coverage", "note"):  # they count the rules
        del row["score"][key]
    return row


def write_golden() -> None:
    GOLDEN.mkdir(exist_ok=True)
    ruleset = load_ruleset(Host.load())
    rules = sorted(rule.id for rule in ruleset.all_rules)
    _write(RULES, rules)
    for sample in SAMPLES:
        _write(GOLDEN / f"{sample.name}.json", audit_of(sample, ruleset, rules))


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write_golden()
