"""What every reader is given, returns and may raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hegui.model.document import Document, Source

RESAVE = "请用原程序打开后另存一份再审查。"
UNUSUAL = f"文件可能过大或经过特殊构造，{RESAVE}"
"""What the user may do about a file that takes too much."""


class ReadError(Exception):
    """A file that cannot be read. The message is a Chinese sentence for the user: what is wrong and what to do.

    It does not name the file: whoever asked for it knows.
    """


class OwnOutputError(ReadError):
    """The file is one that hegui made."""


class NoTextError(ReadError):
    """A file that holds pictures and no text: recognition may read it. The message says what it is, one sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a hostile or broken file from exhausting memory. No report comes near them."""

    size: int = 20 * 1024 * 1024
    """Bytes of a file."""
    columns: int = 200
    """Columns that one table cell may span."""
    depth: int = 64
    """Containers in the path of a block; what is nested deeper shares the path of its ancestor at this depth."""
    cells: int = 50_000
    """Cells of one table."""
    all_cells: int = 100_000
    """Cells of all tables."""
    characters: int = 2_000_000
    """Characters of a document; of a workbook those that its cells show, a text once for each that refers to it."""
    paragraphs: int = 50_000
    """Paragraphs of a document; of a Word document those in cells too."""
    elements: int = 200_000
    """Elements of a web page, and attributes of one element."""
    nesting: int = 12_000
    """Elements of a web page in one another."""
    pages: int = 300
    archive: int = 1024 * 1024 * 1024
    """Bytes of an archive of reports, which is never read as a whole."""
    entries: int = 5000
    """Entries of an archive, or of a document that is one."""
    expansion: int = 1024 * 1024 * 1024
    """Bytes that the entries of an archive may unpack to together; one alone is held to `size`."""
    ratio: int = 200
    """How many times its packed size an entry of more than a megabyte may have."""
    pixels: int = 100_000_000
    """Pixels of a picture: an A3 page at 600 dpi has 70 million."""
    seconds: float = 60
    """Time to read a file."""
    recognition_seconds: float = 900
    """Time to recognise the text of a scan."""


Reader = Callable[[bytes, Source, Limits], Document]
"""Content of a file of the reader's format to a document; may raise ReadError."""


def megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
