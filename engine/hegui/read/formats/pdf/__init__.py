"""PDF: its pages, with the characters, lines and pictures on them."""

from __future__ import annotations

from hegui.model.document import Document, Source
from hegui.read.formats import Format
from hegui.read.reader import Limits


def read_pdf(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a PDF; text that a page does not show is left out.

    Raises:
        ReadError: it is damaged, encrypted or empty; as NoTextError where all its pages are scans.
    """
    from hegui.read.formats.pdf.pdfium import pages
    from hegui.read.formats.pdf.tags import with_tags
    from hegui.read.pages.composition import compose

    return with_tags(compose(pages(data, limits), source), data, limits)


FORMATS = (
    Format(
        "pdf",
        "PDF 文件",
        lambda content: not content.is_packed and b"%PDF-" in content.data[:1024],
        read_pdf,
        suffixes=(".pdf",),
        apart_from=0,
    ),
)
