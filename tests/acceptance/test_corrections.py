"""What a person has seen is judged from there, by the command line and by `Project`, and every output says so."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from hegui.cli import main
from hegui.model.audit import Audit
from hegui.model.correction import Corrected
from hegui.model.verdict import Result
from hegui.project.project import Project
from hegui.project.rendering import render
from hegui.proving import Draft, edit, load_draft
from tools.layouts import document_of

UNIT = "临澧县公共事业监督管理局"
BY = {"by": "张三", "date": "2025-03-01", "reason": "对照原件"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _draft(**edits: Any) -> Draft:
    return edit(load_draft("bureau"), edits)


def _write(folder: Path, page: str) -> Path:
    path = folder / "报告.html"
    path.write_text(page, "utf-8")
    return path


def _page(draft: Draft) -> str:
    return document_of(draft, "html").decode()


def _list(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "更正.yaml"
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), "utf-8")
    return path


def _audit(folder: Path, report: Path, **given: Any) -> Audit:
    corrections = _list(folder, {"file": report.name, **BY, **given})
    return Project(corrections=corrections, cache=False).audit(report).reports[0]


def _result(audit: Audit, rule: str) -> Result:
    return next(verdict.result for verdict in audit.verdicts if verdict.rule == rule)


def test_unit_year_and_dates_are_those_given(folder: Path) -> None:
    report = _write(
        folder, _page(_draft(drop=["signature", "preamble", "period"])).replace(UNIT, "").replace("2024年", "")
    )
    blind = Project(cache=False).audit(report).reports[0]
    assert (blind.unit.name, blind.year) == (None, None)
    audit = _audit(folder, report, unit=UNIT, year=2024, dates={"signed": "2025-02-20"})
    assert (audit.unit.name, audit.unit.county, audit.year, str(audit.dates.signed)) == (
        UNIT,
        "临澧县",
        2024,
        "2025-02-20",
    )
    assert _result(audit, "published-by-deadline") is Result.FAIL
    assert audit.corrections[0] == Corrected("unit", None, UNIT, "张三", "对照原件", "2025-03-01")


def test_cells_are_judged_as_given(folder: Path) -> None:
    broken = _write(folder, _page(_draft(set={"table3.自然人.本年新收": 99})))
    assert _result(Project(cache=False).audit(broken).reports[0], "table3-column-balance") is Result.FAIL
    clean = load_draft("bureau").tables["table3"]["本年新收", "自然人"]
    audit = _audit(folder, broken, cells={"table3.本年新收.自然人": int(clean)})
    assert _result(audit, "table3-column-balance") is Result.PASS
    assert [(one.place, one.before, one.after) for one in audit.corrections] == [
        ("table3.本年新收.自然人", "99", clean)
    ]


def test_a_table_that_is_a_picture_is_judged_by_the_numbers_given(folder: Path) -> None:
    draft = _draft()
    page = _page(draft)
    start = page.rindex("<table", 0, page.index("本年新收"))
    end = page.index("</table>", start)
    report = _write(folder, page[:start] + '<p><img src="表三.png"></p>' + page[end:])
    cells = {f"table3.{'.'.join(path)}": float(raw) for path, raw in draft.tables["table3"].items()}
    audit = _audit(folder, report, cells=cells)
    whole = Project(cache=False).audit(_write(folder, page)).reports[0]
    assert {v.rule: v.result for v in audit.verdicts} == {v.rule: v.result for v in whole.verdicts}
    assert audit.score is not None
    assert audit.score.grade == "优秀"


def test_a_line_is_the_heading_that_it_is_said_to_be(folder: Path) -> None:
    heading = "五、存在的主要问题及改进情况"
    report = _write(folder, _page(_draft()).replace(heading, "对今年工作的思考"))
    assert _result(Project(cache=False).audit(report).reports[0], "sections-present") is Result.FAIL
    audit = _audit(folder, report, sections={"五": "对今年工作的思考"})
    assert _result(audit, "sections-present") is Result.PASS
    assert _result(audit, "problems-and-improvements") is Result.PASS
    assert {section.key: section.title for section in audit.sections}["五"] == "对今年工作的思考"


def test_what_the_report_does_not_have_is_told(folder: Path) -> None:
    report = _write(folder, _page(_draft()))
    audit = _audit(folder, report, sections={"五": "没有这一行"}, cells={"table2.政府集中采购.总金额": 1})
    assert not audit.corrections
    assert [note for note in audit.notes if "更正没有采用" in note] == [
        "更正没有采用：文中没有找到“没有这一行”这一行，不能作为第五部分的标题。",
        "更正没有采用：表二没有“政府集中采购·总金额”这一格。",
    ]


def test_verdicts_by_hand_take_the_place_of_the_rules_own(folder: Path) -> None:
    report = _write(folder, _page(_draft(set={"table3.自然人.本年新收": 99})))
    audit = _audit(
        folder,
        report,
        verdicts={
            "table3-column-balance": {"verdict": "pass", "reason": "原件相符"},
            "overview-length": {"verdict": "fail", "reason": "只有一句话"},
        },
    )
    by_rule = {verdict.rule: verdict for verdict in audit.verdicts}
    assert by_rule["table3-column-balance"].result is Result.PASS
    assert by_rule["table3-column-balance"].by_hand is not None
    assert by_rule["table3-column-balance"].by_hand.before is Result.FAIL
    (finding,) = by_rule["overview-length"].findings
    assert (finding.message, len(finding.fingerprint)) == ("只有一句话", 16)
    assert [(one.place, one.before, one.after) for one in audit.corrections] == [
        ("verdicts.overview-length", "pass", "fail"),
        ("verdicts.table3-column-balance", "fail", "pass"),
    ]


def test_a_file_that_has_changed_is_not_corrected(folder: Path) -> None:
    report = _write(folder, _page(_draft()))
    digest = sha256(report.read_bytes()).hexdigest()[:16]
    corrections = _list(
        folder, {"file": report.name, "digest": digest, "year": 2020, **BY}, {"file": "别的.pdf", "year": 2020, **BY}
    )
    run = Project(corrections=corrections, cache=folder / "缓存").audit([report, report])
    assert run.reports[0].year == 2020
    assert run.corrections is not None
    assert [one.line for one in run.corrections.unused] == [7]
    report.write_text(report.read_text("utf-8") + "<p></p>", "utf-8")
    run = Project(corrections=corrections, cache=folder / "缓存").audit([report, report])
    assert run.reports[0].year == 2024
    assert not run.reports[0].corrections
    assert run.corrections is not None
    assert [one.file for one in run.corrections.changed] == [report.name]


@pytest.mark.slow
def test_a_new_correction_is_not_answered_from_the_cache(folder: Path) -> None:
    reports = [_write(folder, _page(_draft()))]
    other = folder / "又一份.html"
    other.write_text(_page(_draft(unit="临澧县水利局")), "utf-8")
    reports.append(other)
    for year in (2021, 2022):
        corrections = _list(folder, {"file": "报告.html", "year": year, **BY})
        run = Project(corrections=corrections, cache=folder / "缓存").audit(reports, workers=2)
        assert [report.year for report in run.reports] == [year, 2024]


@pytest.mark.parametrize("output", ["terminal", "md", "csv", "json", "xlsx", "docx", "html"])
def test_every_output_says_what_was_corrected(output: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = _write(folder, _page(_draft(set={"table3.自然人.本年新收": 99})))
    _list(
        folder,
        {
            "file": report.name,
            "year": 2023,
            **BY,
            "verdicts": {"title-form": {"verdict": "fail", "reason": "另有不妥"}},
        },
    )
    (folder / "hegui.toml").write_text('corrections = "更正.yaml"\n', "utf-8")
    if output in ("terminal", "md", "csv", "json"):
        main(["audit", str(report), "--format", output, "--no-cache"])
        text = capsys.readouterr().out
        if output == "json":
            assert json.loads(text)["reports"][0]["corrections"][0]["place"] == "year"
        else:
            assert "年度由“2024”更正为“2023”" in text
            assert "张三" in text
        return
    run = Project(corrections="更正.yaml", cache=False).audit(report)
    places = list(render(run, output, folder / "结果"))
    content = "".join(_text(Path(place)) for place in places)
    assert ("经更正" if output == "docx" else "更正为") in content


def _text(path: Path) -> str:
    if path.suffix == ".html":
        page = path.read_text("utf-8")
        packed = re.findall(r"[A-Za-z0-9+/=]{200,}", page)
        return "".join(zlib.decompress(b64decode(part)).decode() for part in packed if part.startswith("eN"))
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
