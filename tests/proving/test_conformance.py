"""The exported cases say enough for another program: this one reads the files alone and comes to the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from environments import made_once
from hegui.cli import main
from hegui.model.verdict import Verdict
from hegui.project.project import Project
from hegui.project.rules import Rules, load

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load(packs=["national"])


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "conformance", export) / "用例"


def export(folder: Path) -> None:
    assert main(["rules", "export-cases", "--out", str(folder / "用例")]) == 0


@pytest.fixture(scope="module")
def index(suite: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((suite / "index.json").read_text("utf-8"))
    return read


def _verdicts(case: Mapping[str, Any], rules: Rules, alone: Project) -> Iterator[Verdict]:
    """What the rule of a case says to its files."""
    files = [case["report"], *case.get("others", ())]
    if not case.get("of_many"):
        run = alone.audit(files[0], workers=0)
        return (verdict for verdict in run.reports[0].verdicts if verdict.rule == case["rule"])
    project = Project(rules, roster=case.get("roster"), previous=case.get("previous", ()), cache=False)
    run = project.audit(files, workers=0)
    return (verdict for verdict in run.corpus.verdicts if verdict.rule == case["rule"])


def _told(finding: Any) -> tuple[Any, ...]:
    places = [
        tuple(getattr(one, key) for key in ("section", "table", "row", "column", "quote", "formula"))
        for one in finding.evidence
    ]
    return finding.message, finding.units, tuple(places)


def _asked(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    places = [
        tuple(one.get(key) for key in ("section", "table", "row", "column", "quote", "formula"))
        for one in finding["evidence"]
    ]
    return finding["message"], tuple(finding.get("units", ())), tuple(places)


def test_the_index_is_as_its_schema_says(suite: Path, index: dict[str, Any]) -> None:
    schema = json.loads((suite / "index.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(index)
    named = {case["report"] for case in index["cases"]} | set(index["clean"])
    named |= {name for case in index["cases"] for key in ("others", "previous") for name in case.get(key, ())}
    named |= {case["roster"] for case in index["cases"] if "roster" in case}
    written = {
        file.relative_to(suite).as_posix() for folder in ("cases", "clean") for file in suite.glob(f"{folder}/**/*.*")
    }
    assert named == written
    assert f"共 {len({case['rule'] for case in index['cases']})} 条规则的" in (suite / "README.md").read_text("utf-8")


def test_nothing_in_it_is_of_the_machine_that_made_it(suite: Path) -> None:
    assert tempfile.gettempdir() not in (suite / "index.json").read_text("utf-8")


def test_every_rule_is_in_it(index: dict[str, Any], rules: Rules) -> None:
    cases = [case["rule"] for case in index["cases"]]
    assert {rule.id: len(rule.cases) for rule in rules.ruleset.all_rules} == {rule: cases.count(rule) for rule in cases}


def test_the_files_alone_lead_to_what_is_expected(
    suite: Path, index: dict[str, Any], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(suite)
    alone = Project(rules, cache=False)
    for case in index["cases"]:
        verdicts = list(_verdicts(case, rules, alone))
        where = f"{case['rule']} {case['report']}"
        results = {str(verdict.result) for verdict in verdicts} or {"not_applicable"}  # nothing to compare with
        assert results == {case["expected"]["verdict"]}, where
        found = [_told(finding) for verdict in verdicts for finding in verdict.findings]
        assert found == [_asked(finding) for finding in case["expected"].get("findings", ())], where
        if quote := case.get("quote"):
            assert any(quote in str(part) for one in found for part in (one[0], *one[2])), where


def test_no_rule_fails_on_what_is_clean(suite: Path, index: dict[str, Any], rules: Rules) -> None:
    alone = Project(rules, cache=False)
    assert len(index["clean"]) >= 4
    for name in index["clean"]:
        (report,) = alone.audit(suite / name, workers=0).reports
        assert [verdict.rule for verdict in report.verdicts if verdict.result == "fail"] == [], name


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "某文件").write_text("", "utf-8")
    assert main(["rules", "export-cases", "--out", str(tmp_path)]) == 2
    assert "不是空文件夹" in capsys.readouterr().err


def test_a_case_that_does_not_hold_is_not_asked_of_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "某州"
    (pack / "rules" / "wording").mkdir(parents=True)
    (pack / "pack.yaml").write_text('name: somewhere\ntitle: 某州规则包\nversion: "1"\nextends: [national]\n', "utf-8")
    (pack / "rules" / "wording" / "somewhere-word.yaml").write_text(
        "id: somewhere-word\ntitle: 某词\nbasis: {document: 某通知}\nseverity: info\ncheck: pattern\n"
        "forbid: [{pattern: 某词}]\nmessage: 有某词\nadvice: 删去。\ncases:\n  - fail: {}\n  - pass: {}\n",
        "utf-8",
    )
    assert main(["rules", "export-cases", str(pack), "--out", str(tmp_path / "用例")]) == 2
    told = capsys.readouterr().err
    assert "用例没有通过，没有导出" in told
    assert "somewhere-word 用例 1" in told
