"""A report that an office program has saved as another format is the same report: every sample keeps its verdicts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from hegui.judge.report import judge
from hegui.model.verdict import Result
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.read import read
from hegui.read.formats import office
from hegui.recognise import recognise
from programs import needs_libreoffice
from tools.layouts import LAYOUTS, document_of
from tools.samples import Sample, samples

pytestmark = pytest.mark.slow

Judged = Mapping[str, tuple[Result, list[str]]]

SAMPLES = {sample.name: sample for sample in {(one.draft, str(one.edits)): one for one in reversed(samples())}.values()}
"""Each report once, whatever layouts it is printed in."""
FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "odt": "odt:writer8",
    "html": "html:HTML (StarWriter)",
    "pdf": "pdf:writer_pdf_Export",
}
SAVED = [("docx", "docx"), ("docx", "odt"), ("docx", "html"), ("docx", "pdf"), ("html", "docx")]
"""What a report is made as, and what it is saved as."""
UNNUMBERED = {"problems-answered"}
"""Rules that go by the numbers of a list, which a web page does not have in its text."""


@pytest.fixture(scope="module")
def office_program(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Has many files saved in a format by LibreOffice at once; gives the folder."""
    place = tmp_path_factory.mktemp("office")

    def save(folder: Path, wanted: str) -> Path:
        program = office.find_program()
        assert program is not None
        out = folder.parent / f"{folder.name}-{wanted}"
        files = sorted(path for path in folder.iterdir() if path.suffix != ".png")
        as_text = ["--infilter=HTML (StarWriter)"] if files[0].suffix == ".html" else []
        command = [program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", *as_text]
        command += ["--convert-to", FILTERS[wanted], "--outdir", str(out), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return out

    return save


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, office_program: Callable[..., Path]) -> Callable[..., Path]:
    """The folder with all samples made as one format and saved as another."""
    place = tmp_path_factory.mktemp("saved")

    @cache
    def made(layout: str) -> Path:
        folder = place / layout
        folder.mkdir()
        for number in (2, 3, 4):  # those that pages show in place of tables
            Image.new("RGB", (600, 300), "white").save(folder / f"table{number}.png")
        for name, sample in SAMPLES.items():
            (folder / f"{name}{LAYOUTS[layout].suffix}").write_bytes(printed(sample, layout))
        return folder

    @cache
    def save(layout: str, wanted: str) -> Path:
        folder = office_program(made(layout), wanted)
        return office_program(folder, "docx") if wanted == "odt" else folder  # all at once what the reader does to each

    return save


def printed(sample: Sample, layout: str) -> bytes:
    return document_of(edit(load_draft(sample.draft), sample.edits), layout)


@pytest.fixture(scope="module")
def judged(runner: CaseRunner) -> Callable[[Path], Judged]:
    """What the rules say to the report in a file, without the blanks in which formats differ."""

    @cache
    def said(path: Path) -> Judged:
        verdicts = judge(recognise(read(path), runner.knowledge), runner.ruleset)
        return {one.rule: (one.result, ["".join(found.message.split()) for found in one.findings]) for one in verdicts}

    return said


@needs_libreoffice
@pytest.mark.parametrize(("layout", "wanted"), SAVED)
def test_a_sample_keeps_its_verdicts(
    saved: Callable[..., Path], judged: Callable[[Path], Judged], tmp_path: Path, layout: str, wanted: str
) -> None:
    for name, sample in SAMPLES.items():
        (found,) = (path for path in saved(layout, wanted).iterdir() if path.stem == name and path.suffix != ".png")
        before, after = judged(original(sample, layout, tmp_path)), judged(found)
        changed = {rule: (before[rule], after[rule]) for rule in before if before[rule] != after[rule]}
        if wanted == "html":
            assert {after[rule][0] for rule in changed.keys() & UNNUMBERED} <= {Result.NOT_APPLICABLE}
            changed = {rule: words for rule, words in changed.items() if rule not in UNNUMBERED}
        assert not changed, name


def test_a_sample_keeps_its_verdicts_as_ofd(judged: Callable[[Path], Judged], tmp_path: Path) -> None:
    for sample in SAMPLES.values():
        assert judged(original(sample, "ofd", tmp_path)) == judged(original(sample, "html", tmp_path)), sample.name


@needs_libreoffice
def test_a_page_printed_without_the_borders_of_its_tables_accuses_nobody(
    saved: Callable[..., Path], judged: Callable[[Path], Judged], tmp_path: Path
) -> None:
    """LibreOffice prints tables of a page without lines where the page draws none."""
    for name, sample in SAMPLES.items():
        before = judged(original(sample, "html", tmp_path))
        for rule, verdict in judged(saved("html", "pdf") / f"{name}.pdf").items():
            assert verdict[0] is not Result.FAIL or verdict == before[rule], (name, rule, verdict)


def original(sample: Sample, layout: str, folder: Path) -> Path:
    path = folder / f"{sample.name}{LAYOUTS[layout].suffix}"
    path.write_bytes(printed(sample, layout))
    return path
