"""The sample reports against their stored audits. A change of a verdict shows as a change of these files.

`python -m tests.acceptance.test_golden` writes them anew.
"""

import json
from pathlib import Path

import pytest

from hegui.audit.record import record
from hegui.audit.run import Auditor
from hegui.rules.ruleset import RuleSet

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "reports").iterdir() if path.suffix != ".md" or path.stem != "README")
GOLDEN = ROOT / "tests" / "golden"


def audited(path: Path, ruleset: RuleSet) -> dict[str, object]:
    """The audit of a sample as the JSON has it, without what changes with the place of the checkout or of a rule."""
    row = record([Auditor.of(ruleset).audit_file(str(path))], ruleset, None)["reports"][0]
    row["source"]["path"] = path.name
    return dict(row)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_audited_as_before(ruleset: RuleSet, sample: Path) -> None:
    golden = json.loads((GOLDEN / f"{sample.name}.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(audited(sample, ruleset), ensure_ascii=False)) == golden


@pytest.mark.parametrize("sample", [path for path in SAMPLES if "合格" in path.stem], ids=lambda path: path.name)
def test_a_clean_sample_has_no_finding_above_info(ruleset: RuleSet, sample: Path) -> None:
    verdicts = Auditor.of(ruleset).audit_file(str(sample)).verdicts
    assert verdicts
    assert [v.rule.id for v in verdicts if v.result == "fail" and v.rule.severity != "info"] == []


def test_there_are_samples_of_every_kind() -> None:
    assert {path.suffix for path in SAMPLES} == {".html", ".txt", ".md", ".mht", ".docx", ".pdf"}


def _write() -> None:
    from hegui.plugins.host import Host
    from hegui.rules.ruleset import load_ruleset

    GOLDEN.mkdir(exist_ok=True)
    ruleset = load_ruleset(Host.load())
    for sample in SAMPLES:
        text = json.dumps(audited(sample, ruleset), ensure_ascii=False, indent=1)
        (GOLDEN / f"{sample.name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
