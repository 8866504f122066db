"""The door for other programs: every public name, one after another, at once in threads and in processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import hegui
from hegui.proving import edit, load_draft
from tools.layouts import document_of

UNBALANCED = {"set": {"table3.自然人.本年新收": 99}}
SCRIPT = """
import sys
import hegui

run = hegui.Project(cache=False).audit(sys.argv[1], timestamp=False, workers=2)
run.save(sys.argv[2])
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Six reports, every other one with a fault."""
    folder = tmp_path / "报告"
    folder.mkdir()
    for number in range(6):
        draft = edit(load_draft("bureau"), {"unit": f"临澧县第{number}局", **(UNBALANCED if number % 2 else {})})
        (folder / f"{number}.html").write_bytes(document_of(draft, "html"))
    return folder


def test_every_public_name_is_there_typed_and_told_of() -> None:
    for name in hegui.__all__:
        assert getattr(hegui, name).__doc__ or name == "__version__", name
    told = {line.split()[-1] for line in Path(hegui.__file__).read_text("utf-8").splitlines() if " as " in line}
    assert told == set(hegui.__all__) - {"__version__"}
    with pytest.raises(AttributeError):
        hegui.nonsense  # noqa: B018


def test_importing_it_imports_next_to_nothing() -> None:
    script = "import sys, hegui; print(*(name for name in sys.modules if name.startswith('hegui')))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) == {"hegui", "hegui.about"}


def test_from_reports_to_results(reports: Path, tmp_path: Path) -> None:
    project = hegui.Project(hegui.load(), cache=False)
    run = project.audit(reports)
    assert isinstance(run, hegui.AuditRun)
    failed = [[verdict.rule for verdict in report.verdicts if verdict.stands] for report in run.reports]
    assert ["table3-column-balance" in rules for rules in failed] == [False, True] * 3
    run.save(tmp_path / "audit.json")
    again = hegui.read_run(tmp_path / "audit.json")
    assert list(again.reports) == list(run.reports)
    told: list[int] = []
    (book,) = hegui.render(again, "xlsx", tmp_path / "结果", progress=told.append)
    assert told == [1]
    assert book.suffix == ".xlsx"
    assert hegui.json_schema()["title"] == "hegui/audit/1"
    comparison = hegui.compare(run, again)
    assert isinstance(comparison, hegui.Comparison)
    assert (comparison.sum.mended, comparison.sum.still) == (0, comparison.sum.still)


def test_a_list_of_ones_own_runs_as_no_formula() -> None:
    rows = [{"单位": "甲局", "得分": 90.5}, {"单位": "＝1+1"}]
    lines = "".join(hegui.as_csv(("单位", "得分"), rows))
    assert lines == "\ufeff单位,得分\r\n甲局,90.5\r\n'＝1+1,\r\n"


def test_a_history_keeps_runs_and_decisions(reports: Path, tmp_path: Path) -> None:
    run = hegui.Project(cache=False).audit(reports)
    verdict = next(verdict for verdict in run.reports[1].verdicts if verdict.result is hegui.Result.FAIL)
    finding = verdict.findings[0]
    with hegui.History(str(tmp_path / "历史.db")) as history:
        number = history.save(run, "初审")
        assert list(history.run(number).reports) == list(run.reports)
        decided = hegui.Decided(hegui.DecisionState.DISMISSED, "经核实无误", "李某", "2025-03-01T08:00:00+08:00")
        history.decide(finding.fingerprint, decided)
        decisions = history.decisions()
    later = hegui.Project(decisions=decisions, cache=False).audit(reports)
    same = next(one for one in later.reports[1].verdicts if one.rule == verdict.rule)
    assert same.findings[0].decision == decided


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        (lambda folder: hegui.load(packs=["没有"]), hegui.UsageError),
        (lambda folder: hegui.Project(scheme="没有"), hegui.SchemeError),
        (lambda folder: hegui.Project(roster=folder / "没有.csv"), hegui.RosterError),
        (lambda folder: hegui.Project(waivers=folder / "没有.yaml"), hegui.WaiversError),
        (lambda folder: hegui.read_run(folder / "没有.json"), hegui.StoredError),
        (lambda folder: hegui.History(str(folder / "没有" / "历史.db")), hegui.HistoryUsageError),
        (lambda folder: hegui.render(hegui.Project(cache=False).audit(folder), "没有", folder), hegui.UsageError),
    ],
)
def test_what_cannot_be_done_is_told_in_one_family_of_errors(
    deed: Callable[[Path], object], error: type[Exception], reports: Path
) -> None:
    with pytest.raises(error) as caught:
        deed(reports)
    assert isinstance(caught.value, hegui.HeguiError)
    assert "没有" in str(caught.value)
    assert str(caught.value).endswith("。")


def test_it_may_be_called_from_several_threads_at_once(reports: Path, tmp_path: Path) -> None:
    """As a web server does: one project for all, runs and reports side by side."""
    project = hegui.Project(cache=tmp_path / "cache")
    files = sorted(reports.iterdir())
    expected = {file: hegui.audit(file) for file in files}
    run = project.audit(reports, timestamp=False)

    def one(file: Path) -> bool:
        return hegui.audit(file) == project.audit(file, timestamp=False).reports[0] == expected[file]

    def many(_: int) -> bool:
        return list(project.audit(reports, timestamp=False, workers=1).reports) == list(run.reports)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(one, files * 2))
        assert all(threads.map(many, range(3)))


def test_it_may_be_called_from_several_processes_at_once(reports: Path, tmp_path: Path) -> None:
    out = [tmp_path / f"{number}.json" for number in range(2)]
    running = [subprocess.Popen([sys.executable, "-c", SCRIPT, str(reports), str(file)]) for file in out]
    assert [process.wait(120) for process in running] == [0, 0]
    assert out[0].read_bytes() == out[1].read_bytes()
