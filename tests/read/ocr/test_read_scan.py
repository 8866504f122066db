"""Scans: every digit right or marked, and nothing that is marked is judged."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from environments import made_once
from hegui.model.document import Document, Grid, GridCell, Paragraph, Place, Source
from hegui.model.report import CellKind
from hegui.model.rule import Result
from hegui.proving import load_draft
from hegui.proving.cases import CaseRunner
from hegui.read import Limits, ReadError, read_content
from hegui.read.formats.ocr import engine
from hegui.read.formats.ocr.scan import Doubt, doubted, doubted_paragraphs, read_scan
from hegui.read.isolate import AMPLE_MEMORY, Child
from hegui.recognise import Knowledge, recognise
from hegui.rules.ruleset import RuleSet
from tools.layouts import document_of
from tools.layouts.ofd import Canvas, body, entry, package
from tools.scanning import CONDITIONS, Pixels, photographed, plain, printed, saved, sealed

pytestmark = pytest.mark.slow

Recognised = Callable[[str, Callable[[], Document]], Document]

needs_recogniser = pytest.mark.skipif(
    not all(map(find_spec, ("rapidocr", "cv2", "pypdfium2", "reportlab"))),
    reason="没有安装识别组件（pip install 'hegui[ocr]'）或 reportlab",
)


@pytest.fixture(scope="session")
def recognised(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[], Document]], Document]:
    """A document under a name, made by the first worker that asks: a page takes seconds."""

    def document(name: str, make: Callable[[], Document]) -> Document:
        def write(folder: Path) -> None:
            (folder / "document").write_bytes(pickle.dumps(make()))

        kept: Document = pickle.loads((made_once(tmp_path_factory, f"scan {name}", write) / "document").read_bytes())
        return kept

    return document


@pytest.fixture(scope="session")
def scan(recognised: Recognised) -> Document:
    """The clean sample as it comes from a scanner."""

    def make() -> Document:
        pages = [CONDITIONS["plain"].spoil(page) for page in printed(load_draft("bureau"))]
        return read_content(saved(pages), "扫描.pdf", ocr=True)

    return recognised("plain", make)


@needs_recogniser
def test_every_digit_of_a_scan_is_right_or_marked(scan: Document, ruleset: RuleSet) -> None:
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    true = recognise(read_content(document_of(load_draft("bureau")), "报告.html"), knowledge)
    found = recognise(scan, knowledge)
    assert set(found.tables) == set(true.tables)
    read = 0
    for name, table in true.tables.items():
        for path, cell in table.cells.items():
            seen = found.tables[name].cells.get(path)
            if seen is None:
                assert path in found.tables[name].doubtful, f"{name} {path} 既没有读到也没有标出"
            else:
                assert (seen.kind, seen.value) == (cell.kind, cell.value), f"{name} {path}"
                read += 1
    assert read > 180  # of 200: to mark them all would be no reading
    assert (found.year, found.dates.signed and found.dates.signed.value) == (
        true.year, true.dates.signed and true.dates.signed.value
    )  # fmt: skip


@needs_recogniser
def test_a_clean_scan_gives_no_findings_and_says_that_it_is_one(scan: Document, runner: CaseRunner) -> None:
    from hegui.judge.report import judge

    assert scan.source.ocr
    assert "OCR" in scan.notes[0]
    knowledge = Knowledge.of(runner.ruleset.forms, runner.ruleset.lexicons)
    verdicts = judge(recognise(scan, knowledge), runner.ruleset)
    assert [verdict.rule for verdict in verdicts if verdict.result in (Result.FAIL, Result.ERROR)] == []
    assert {verdict.rule for verdict in verdicts if verdict.result is Result.PASS} >= {"table3-column-balance"}


@pytest.fixture(scope="session")
def mixed(recognised: Recognised) -> Document:
    """The clean sample with its third page, where table 2 ends and table 3 begins, put in as a scan."""

    def make() -> Document:
        import pypdfium2

        whole = pypdfium2.PdfDocument(document_of(load_draft("bureau"), "pdf"))
        scan = pypdfium2.PdfDocument(saved([_third_page()]))
        file = pypdfium2.PdfDocument.new()
        for source, page in ((whole, 0), (whole, 1), (scan, 0), (whole, 3), (whole, 4)):
            file.import_pages(source, [page])
        stream = io.BytesIO()
        file.save(stream)
        return read_content(stream.getvalue(), "部分扫描.pdf", ocr=True)

    return recognised("mixed", make)


def _third_page() -> Pixels:
    return CONDITIONS["plain"].spoil(printed(load_draft("bureau"))[2])


@pytest.mark.long
@needs_recogniser
def test_of_a_partly_scanned_file_only_the_scans_are_recognised(mixed: Document, ruleset: RuleSet) -> None:
    assert mixed.notes[0].startswith("第 3 页为扫描件")
    assert (mixed.gaps, mixed.pictures) == (False, ())
    assert [mixed.source.is_recognised(page) for page in (1, 2, 3, 4, 5, None)] == [
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    report = recognise(mixed, Knowledge.of(ruleset.forms, ruleset.lexicons))
    for name, wanted in load_draft("bureau").tables.items():
        table = report.tables[name]
        for path, raw in wanted.items():
            cell = table.cells.get(path) or table.doubtful[path]
            assert cell.place.page == 3 or (cell.kind, cell.raw) == (CellKind.NUMBER, raw)
            assert cell.raw == raw or path in table.doubtful
    whole = read_content(document_of(load_draft("bureau"), "pdf"), "报告.pdf")
    texts = {block.text for block in mixed.blocks if isinstance(block, Paragraph)}
    assert texts >= {block.text for block in whole.blocks if isinstance(block, Paragraph) and block.place.page != 3}


@pytest.mark.long
@needs_recogniser
def test_evidence_from_a_page_with_text_is_not_marked_as_recognised(mixed: Document, ruleset: RuleSet) -> None:
    from dataclasses import replace

    from hegui.judge.report import judge

    blocks = tuple(
        replace(block, text=block.text.replace("新收政府信息公开申请26件", "新收政府信息公开申请62件"))
        if isinstance(block, Paragraph)
        else block
        for block in mixed.blocks
    )
    report = recognise(replace(mixed, blocks=blocks), Knowledge.of(ruleset.forms, ruleset.lexicons))
    verdict = next(verdict for verdict in judge(report, ruleset) if verdict.rule == "figure-new-requests")
    assert {(each.page, each.ocr) for each in verdict.findings[0].evidence} == {(2, False), (3, True)}


BELOW = 0.755
"""Share of the height of the fourth page below which table 4 stands, with its heading."""


def last_table(condition: str = "plain") -> Pixels:
    """A page with nothing but table 4 of the clean sample and its heading: little to recognise."""
    layout, dpi = CONDITIONS[condition].layout, CONDITIONS[condition].dpi
    page = printed(load_draft("bureau"), layout, dpi)[3]
    page[: int(BELOW * len(page))] = 255
    return page


@pytest.mark.long
@needs_recogniser
@pytest.mark.parametrize(
    ("condition", "least"),
    [("faxed", 5), ("folded", 14), ("sealed", 10), ("photographed", 14), ("upside down", 14), ("sideways", 14)],
)
def test_what_a_condition_spoils_is_marked_and_never_wrong(condition: str, least: int, ruleset: RuleSet) -> None:
    """`least`: how many of the 15 numbers are read. All conditions, on whole tables, are in `bench/scans.py`."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    data = saved([CONDITIONS[condition].spoil(last_table(condition))], "PNG")
    table = recognise(read_content(data, "扫描.png", ocr=True), knowledge).tables["table4"]
    true = recognise(read_content(document_of(load_draft("bureau")), "报告.html"), knowledge).tables["table4"]
    assert {path: cell.raw for path, cell in table.cells.items()}.items() <= {
        path: cell.raw for path, cell in true.cells.items()
    }.items()
    assert len(table.cells) >= least
    assert set(table.cells) | set(table.doubtful) == set(true.cells)


@pytest.mark.long
@needs_recogniser
def test_a_scan_without_ruling_lines_is_never_read_wrong(ruleset: RuleSet) -> None:
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    pages = [CONDITIONS["unruled"].spoil(page) for page in printed(load_draft("bureau"), "pdf-plain")[3:4]]
    document = read_content(saved(pages, "TIFF"), "扫描.tif", ocr=True)
    true = recognise(read_content(document_of(load_draft("bureau")), "报告.html"), knowledge)
    for name, table in recognise(document, knowledge).tables.items():
        for path, cell in table.cells.items():
            assert (cell.kind, cell.value) == (true.tables[name].cells[path].kind, true.tables[name].cells[path].value)


@pytest.fixture(scope="module")
def apart() -> Iterator[Child]:
    """A process for the model, which holds hundreds of megabytes to its end."""
    child = Child(AMPLE_MEMORY)
    yield child
    child.stop()


@needs_recogniser
class TestSheets:
    """What is done to a picture before its text is looked at; nothing is recognised here but where text stands."""

    def test_a_sheet_on_a_desk_is_cut_out_and_a_scan_is_left_as_it_is(self) -> None:
        from hegui.read.formats.ocr.sheet import cut_out

        page = printed(load_draft("bureau"))[3]
        cut = cut_out(photographed(page))
        assert cut.shape[0] / cut.shape[1] == pytest.approx(297 / 210, rel=0.05)
        assert cut.min(axis=2).mean() > 150  # paper, no desk
        assert all(cut[row, column].min() > 100 for row in (20, -20) for column in (20, -20))
        for condition in ("plain", "faxed", "folded", "sealed"):
            spoilt = CONDITIONS[condition].spoil(page)
            assert cut_out(spoilt) is spoilt

    @pytest.mark.parametrize("turns", range(4))
    def test_a_page_is_turned_as_its_text_is_read(self, turns: int, apart: Child) -> None:
        import numpy as np

        from hegui.read.formats.ocr.sheet import upright

        page = printed(load_draft("bureau"), dpi=100)[1]
        lying = np.ascontiguousarray(np.rot90(page, turns))
        pixels, turned = apart.call(600, upright, lying)
        assert turned == turns
        assert (pixels == page).all()

    def test_a_seal_goes_and_what_stands_under_it_stays(self) -> None:
        from hegui.read.formats.ocr.sheet import without_seals

        page = printed(load_draft("bureau"))[3][:, :, ::-1].copy()
        under = sealed(page[:, :, ::-1])[:, :, ::-1].copy()
        cleared, taken = without_seals(under, 200 / 72)
        reddish = (cleared[:, :, 2].astype(int) - cleared[:, :, 1] > 60).sum()
        assert taken.any()
        assert reddish < 0.02 * (taken > 0).sum()
        askew = plain(page)
        assert without_seals(askew, 200 / 72)[0] is askew

    def test_red_letters_and_red_lines_are_no_seal(self) -> None:
        import numpy as np

        from hegui.read.formats.ocr.sheet import without_seals

        page = np.full((1000, 800, 3), 255, np.uint8)
        page[100:103, 50:750] = (40, 40, 210)
        page[300:303, 50:750] = (40, 40, 210)
        page[100:303, 50:53] = (40, 40, 210)
        page[400:430, 100:120] = (40, 40, 210)
        assert without_seals(page, 2.0)[0] is page


def test_a_picture_is_not_recognised_unasked() -> None:
    with pytest.raises(ReadError, match=r"图片.*--ocr"):
        read_content(b"\x89PNG\r\n\x1a\n", "a.png")


def test_without_the_extra_the_user_learns_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    engine.recogniser.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(ReadError, match=r"pip install 'hegui\[ocr\]'"):
        read_scan(b"", Source("a.png", "", "image"), Limits())


@needs_recogniser
@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\x89PNG\r\n\x1a\n" + bytes(100), "图片已损坏"), (b"II*\0" + b"\xff" * 100, "图片已损坏")],
)
def test_a_damaged_picture_is_told(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        read_content(data, "a.png", ocr=True)


@pytest.mark.long
@needs_recogniser
def test_an_ofd_file_of_pictures_is_read_as_the_pictures_are() -> None:
    picture = saved([last_table()], "PNG")
    canvas = Canvas(pages=[((210.0, 297.0), '<ofd:ImageObject ID="9" Boundary="0 0 210 297" ResourceID="50"/>')])
    canvas.pictures[50] = picture
    file = package({"OFD.xml": entry(body("Doc_0/Document.xml")), **canvas.parts("Doc_0")})
    read, alone = read_content(file, "扫描.ofd", ocr=True), read_content(picture, "扫描.png", ocr=True)
    assert read.blocks == alone.blocks
    assert read.source.ocr


@needs_recogniser
def test_a_picture_beyond_the_limits_is_told() -> None:
    import numpy as np

    with pytest.raises(ReadError, match="太小"):
        read_content(saved([np.full((300, 200, 3), 255, np.uint8)], "PNG"), "a.png", ocr=True)
    with pytest.raises(ReadError, match="图片过大"):
        read_content(
            saved([np.full((1500, 1000, 3), 255, np.uint8)], "PNG"), "a.png", ocr=True, limits=Limits(pixels=1000)
        )
    with pytest.raises(ReadError, match="没有识别出任何文字"):
        read_content(saved([np.full((1500, 1000, 3), 255, np.uint8)], "PNG"), "a.png", ocr=True)


_BOXES = {
    (0, 0): (1, (0.0, 0.0, 50.0, 20.0)),
    (0, 1): (1, (50.0, 0.0, 100.0, 20.0)),
    (0, 2): (1, (100.0, 0, 150.0, 20.0)),
}


def _grid(*texts: str, spans: bool = True) -> Grid:
    cells = tuple(GridCell(text, 0, column) for column, text in enumerate(texts))
    return Grid(cells, 1, len(cells), Place(page=1, table=1, box=(0, 0, 150, 20)), spans=spans, boxes=_BOXES)


@pytest.mark.parametrize(
    ("grid", "doubt", "expected"),
    [
        (_grid("新收", "24", "0"), Doubt("24", 1, (70, 5, 80, 15)), {(0, 1)}),
        (_grid("新收", "24", "0"), Doubt("24", 2, (70, 5, 80, 15)), set()),
        (_grid("新收", "", "0"), Doubt("", 1, (70, 5, 80, 15)), {(0, 1)}),
        (_grid("新收", "", "0"), Doubt("", 1, (70, 5, 72, 7), faint=True), {(0, 1)}),
        (_grid("新收", "24", "0"), Doubt("", 1, (70, 5, 72, 7), faint=True), set()),
        (_grid("新收", "", "0"), None, set()),
        (_grid("新收", "", "0", spans=False), None, {(0, 1)}),
        (_grid("新收", "o", "2b"), None, {(0, 1), (0, 2)}),
    ],
)
def test_which_cells_are_doubtful(grid: Grid, doubt: Doubt | None, expected: set[tuple[int, int]]) -> None:
    source = Source("a.png", "", "image", ocr=True)
    assert doubted(grid, [doubt] if doubt else [], source).doubts == expected


def test_a_doubtful_cell_is_neither_a_number_nor_a_blank(ruleset: RuleSet, runner: CaseRunner) -> None:
    """What is marked is set apart: rules that need it cannot judge, and say what was read there."""
    from dataclasses import replace

    from hegui.judge.report import judge

    page = read_content(document_of(load_draft("bureau")), "报告.html")
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
    path = ("本年新收", "自然人")
    place = recognise(page, knowledge).tables["table3"].cells[path].place
    assert place.row
    assert place.column
    doubts = frozenset([(place.row - 1, place.column - 1)])
    blocks = tuple(
        replace(block, doubts=doubts) if isinstance(block, Grid) and block.place.table == place.table else block
        for block in page.blocks
    )
    report = recognise(replace(page, blocks=blocks, source=replace(page.source, ocr=True)), knowledge)
    table = report.tables["table3"]
    assert path not in table.cells
    assert (table.doubtful[path].kind, table.doubtful[path].raw) == (CellKind.NOT_FOUND, "24")
    verdicts = {verdict.rule: verdict for verdict in judge(report, runner.ruleset)}
    assert [name for name, verdict in verdicts.items() if verdict.result is Result.FAIL] == []
    balance = verdicts["table3-column-balance"]
    assert balance.result is Result.CANNOT_ASSESS
    assert "识别为“24”，把握不足" in balance.reason
    assert verdicts["table-blank-cells"].result is Result.CANNOT_ASSESS


def test_doubtful_paragraphs_are_named() -> None:
    paragraph = Paragraph("新收申请26件", Place(paragraph=4, page=1, box=(0, 0, 100, 20)))
    assert set(doubted_paragraphs([paragraph], [Doubt("26", 1, (50, 5, 60, 15))])) == {4}
    assert set(doubted_paragraphs([paragraph], [Doubt("", 1, (50, 5, 60, 15))])) == set()
