"""The sample reports against their stored audits. A change of a verdict shows as a change of these files."""

import json
from pathlib import Path

import pytest

from hegui.project.host import Host
from hegui.project.project import Project
from hegui.project.rules import Rules
from hegui.rules.ruleset import RuleSet
from tools.golden import GOLDEN, RULES, SAMPLES, audit_of


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_audited_as_before(ruleset: RuleSet, sample: Path) -> None:
    """`make golden` writes them anew."""
    rules = json.loads(RULES.read_text("utf-8"))
    golden = json.loads((GOLDEN / f"{sample.name}.json").read_text("utf-8"))
    assert audit_of(sample, ruleset, rules) == golden


def test_no_rule_has_gone_unnoticed(ruleset: RuleSet) -> None:
    assert set(json.loads(RULES.read_text("utf-8"))) <= {rule.id for rule in ruleset.all_rules}


@pytest.mark.parametrize("sample", [path for path in SAMPLES if "合格" in path.stem], ids=lambda path: path.name)
def test_a_clean_sample_has_no_finding_above_info(ruleset: RuleSet, sample: Path) -> None:
    verdicts = Project(Rules(Host.load(), ruleset)).audit(sample).reports[0].verdicts
    assert verdicts
    assert [v.rule for v in verdicts if v.result == "fail" and v.severity != "info"] == []


def test_there_are_samples_of_every_kind() -> None:
    assert {path.suffix for path in SAMPLES} == {".html", ".txt", ".md", ".ofd", ".mht", ".docx", ".pdf"}
