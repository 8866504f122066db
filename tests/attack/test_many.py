"""Outputs of many reports take no more memory than those of a few."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hegui.proving import load_draft
from measured import most_memory
from tools.layouts import document_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="别的系统不计各进程的内存"),
]

_FEW, _MANY = 10, 80


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("many") / "某局.html"
    file.write_bytes(document_of(load_draft("bureau"), "html"))
    return file


def test_each_notice_is_dropped_before_the_next(report: Path, tmp_path: Path) -> None:
    memory = {}
    for count in (_FEW, _MANY):
        roster = tmp_path / f"{count}.csv"
        roster.write_text("\n".join(["单位", *(f"某县第{number}局" for number in range(count))]), "utf-8")
        options = ("--roster", str(roster), "--format", "docx", "--out", str(count), "--no-cache")
        memory[count] = most_memory(["-m", "hegui", "audit", str(report), *options], tmp_path)
        assert len(list((tmp_path / f"{count}/整改通知书").iterdir())) == count
    assert memory[_MANY] - memory[_FEW] < _MANY - _FEW, "of the three megabytes that a document takes"


@pytest.mark.parametrize("lines", [True, False], ids=["a report a line", "all on one line"])
def test_of_a_stored_run_a_report_is_held_at_a_time(report: Path, tmp_path: Path, lines: bool) -> None:
    """All on one line, the text is in memory, and nothing beside it."""
    stored = tmp_path / "audit.json"
    command = ["-m", "hegui", "audit", str(report), "--format", "json", "--no-cache"]
    with stored.open("wb") as out:
        most_memory(command, tmp_path, out)
    head, begin, rest = stored.read_text("utf-8").partition('"reports": [\n')
    line, end, tail = rest.partition("\n")
    memory, sizes = [], []
    for count in (_FEW, 20 * _MANY):
        text = f"{head}{begin}{f',{end}'.join([line] * count)}{end}{tail}"
        file = tmp_path / f"{count}.json"
        file.write_text(text if lines else text.replace("\n", ""), "utf-8")
        sizes.append(file.stat().st_size / 2**20)
        memory.append(most_memory(["-m", "hegui", "render", str(file), "--format", "csv"], tmp_path))
    assert memory[1] - memory[0] < (0.5 if lines else 1.5) * (sizes[1] - sizes[0])
