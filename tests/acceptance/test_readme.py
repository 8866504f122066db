"""What the README shows is what happens: the scorecard, and the rule that it teaches to write."""

import re
from pathlib import Path

import pytest

from hegui.cli import main
from tools.readme import README, ROOT, printed, shown

TEXT = README.read_text(encoding="utf-8")


def test_the_scorecard_is_what_hegui_prints() -> None:
    """But for what one more rule may change: how many there are, and which could not be assessed."""
    command, scorecard = shown(TEXT)
    lines = iter(printed(command).splitlines())
    missing = [line for line in scorecard.splitlines() if not line.startswith("覆盖") and line not in lines]
    assert missing == [], "README.md is out of date; `make readme` writes the scorecard anew"


def test_the_rule_of_the_readme_loads_proves_itself_and_speaks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule, pack = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
    name = re.match(r"# \S+?/(\S+)", rule)
    assert name is not None
    file = tmp_path / name[1]
    file.parent.mkdir(parents=True)
    file.write_text(rule, encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(pack, encoding="utf-8")
    assert main(["rules", "lint", str(tmp_path)]) == 0
    assert main(["rules", "test", "--rules", str(tmp_path), file.stem]) == 0, capsys.readouterr().out
    report = tmp_path / "报告.txt"
    sample = next((ROOT / "reports").glob("01-*.html")).read_text(encoding="utf-8")
    report.write_text(sample.replace("微信公众号", "掌上某市APP", 1), encoding="utf-8")
    assert main(["audit", "--rules", str(tmp_path), "--fail-on", "warning", str(report)]) == 1
    assert "报告提到已停用的“掌上某市APP”" in capsys.readouterr().out
