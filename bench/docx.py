"""CPU time to read a Word document, beside what it takes to walk its XML with lxml and its cells with python-docx."""

from __future__ import annotations

import gc
import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import docx
from lxml import etree
from tabulate import tabulate

from bench.aims import Row, clock, middle
from hegui.read import read
from tools.compose import compose
from tools.layouts import LAYOUTS

_LAYOUTS = ("docx", "docx-rough")
_CELLS = 20
"""Documents whose cells python-docx is asked for: it takes long."""
TARGET = 1.6
"""Times the bare walk that reading may take."""


class Timing(NamedTuple):
    """Milliseconds of CPU a document, the medians of all."""

    walk: float
    """Unpack the body, parse it, and touch every element and its text: the least that any reader does."""
    reading: float
    cells: float
    """python-docx: open the document and ask for the text of every cell by row."""

    def rows(self) -> list[Row]:
        return [Row("读取 Word 文档", self.reading, "毫秒", self.walk, TARGET)]


def make_documents(directory: Path, count: int) -> list[Path]:
    """Write `count` different reports, half of them in each layout."""
    paths = []
    for index in range(count):
        path = directory / f"{index:05}.docx"
        path.write_bytes(LAYOUTS[_LAYOUTS[index % len(_LAYOUTS)]].render(compose(Random(f"docx/{index}"))))
        paths.append(path)
    return paths


def measure(files: Sequence[Path]) -> Timing:
    """One process, one file after the other, each dropped before the next, as the command line does it."""
    for warm in files[:20]:
        _walk(warm)
        read(warm)
    gc.collect()
    gc.freeze()
    # one beside the other, so that a busy machine disturbs both alike
    walks, readings = zip(*((_seconds(_walk, file), _seconds(read, file)) for file in files), strict=True)
    return Timing(middle(walks), middle(readings), middle(_seconds(_cells, file) for file in files[:_CELLS]))


def _walk(file: Path) -> int:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return sum(len(element.tag) + len(element.text or "") for element in root.iter())


def _cells(file: Path) -> int:
    document = docx.Document(str(file))
    return sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def _seconds(work: Callable[[Path], object], file: Path) -> float:
    start = clock()
    work(file)
    return clock() - start


def measured(count: int) -> tuple[float, Timing]:
    """The mean size (KB) of the bodies of so many documents, and their times."""
    with tempfile.TemporaryDirectory() as folder:
        files = make_documents(Path(folder), count)
        body = sum(zipfile.ZipFile(file).getinfo("word/document.xml").file_size for file in files) / count / 1024
        return body, measure(files)


def table(count: int, body: float, timing: Timing) -> str:
    """The times beside one another, in words for people."""
    rows = [
        ("lxml 遍历正文 XML（基准）", timing.walk, 1.0),
        ("读取", timing.reading, timing.reading / timing.walk),
        ("python-docx 逐格取字", timing.cells, timing.cells / timing.walk),
    ]
    title = f"{count} 份 Word 文档，正文 XML 平均 {body:.0f} KB，单进程；每份 CPU 毫秒，取中位数"
    return f"{title}\n{tabulate(rows, headers=('', '毫秒', '与基准之比'), floatfmt='.2f')}"
