"""The sample reports: those in reports/ are what samples.yaml describes."""

import io
import zipfile
from pathlib import Path

import pytest

from hegui.model.document import Grid
from hegui.read import read_content
from tools.layouts import LAYOUTS
from tools.samples import Sample, sample_files, samples, write_samples

REPORTS = Path(__file__).parents[2] / "reports"
HOW = "reports/ 与 samples.yaml 不一致，请运行 python -m tools.samples reports"


def content(name: str, data: bytes) -> object:
    """What a file holds: the bytes of a Word document vary with the build of zlib, those of a PDF with the fonts."""
    match Path(name).suffix:
        case ".docx":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                return {part: package.read(part) for part in package.namelist()}
        case ".pdf":
            document = read_content(data, name)
            blocks = [block.cells if isinstance(block, Grid) else block.text for block in document.blocks]
            return blocks, len(document.pictures)
        case _:
            return data


def test_there_are_the_reports_of_the_list_and_no_others() -> None:
    assert {path.name for path in REPORTS.iterdir()} == set(sample_files()), HOW


@pytest.mark.parametrize("name", ["README.md", *(sample.file_name for sample in samples())])
def test_a_report_is_up_to_date(name: str) -> None:
    assert content(name, (REPORTS / name).read_bytes()) == content(name, sample_files()[name]), HOW


def test_they_show_reports_of_both_forms_in_every_layout() -> None:
    assert {sample.draft for sample in samples()} == {"bureau", "county", "town", "trial"}
    assert {sample.layout for sample in samples()} == set(LAYOUTS)


@pytest.mark.parametrize("suffix", [".html", ".txt", ".docx", ".pdf"])
@pytest.mark.parametrize("clean", [True, False], ids=["clean", "faulty"])
def test_there_are_clean_and_faulty_ones_of_every_common_format(suffix: str, clean: bool) -> None:
    def fits(sample: Sample) -> bool:
        return LAYOUTS[sample.layout].suffix == suffix and (not sample.edits) == clean

    assert any(map(fits, samples()))


def test_writing_them_gives_the_files_and_a_list_of_them(tmp_path: Path) -> None:
    write_samples(tmp_path / "样例")
    listed = (tmp_path / "样例" / "README.md").read_text(encoding="utf-8")
    for sample in samples():
        assert (tmp_path / "样例" / sample.file_name).is_file()
        assert f"| {sample.file_name} |" in listed
