"""The sample reports: those in reports/ are what samples.yaml describes."""

from pathlib import Path

from hegui.testing.samples import sample_files, samples, write_samples

REPORTS = Path(__file__).parents[2] / "reports"
HOW = "reports/ 与 samples.yaml 不一致，请运行 python -m hegui.testing.samples reports"


def test_the_reports_are_up_to_date() -> None:
    wanted = sample_files()
    assert {path.name for path in REPORTS.iterdir()} == set(wanted), HOW
    stale = [name for name, content in wanted.items() if (REPORTS / name).read_bytes() != content]
    assert stale == [], HOW


def test_they_show_clean_and_faulty_reports_of_both_forms_in_every_kind_of_layout() -> None:
    assert len(samples()) >= 10
    assert {sample.draft for sample in samples()} == {"bureau", "county", "town", "trial"}
    layouts = {"html", "word", "cms", "broken", "mhtml", "pipe", "tab", "spaced", "compact", "rows", "markdown"}
    assert {sample.layout for sample in samples()} == layouts
    assert sum(not sample.edits for sample in samples()) == 4


def test_writing_them_gives_the_files_and_a_list_of_them(tmp_path: Path) -> None:
    write_samples(tmp_path / "样例")
    listed = (tmp_path / "样例" / "README.md").read_text(encoding="utf-8")
    for sample in samples():
        assert (tmp_path / "样例" / sample.file_name).read_bytes() == sample.render()
        assert f"| {sample.file_name} |" in listed
