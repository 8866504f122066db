"""Layouts: the ways in which the same report comes to an auditor.

Text as scrapers leave it (`pipe`, `tab`, `spaced`, `compact`, `rows`, `markdown`), pages as offices publish them
(`html`, `word`, `cms`, `broken`, `mhtml`), Word documents as they hand them in (`docx`, `docx-rough`) and PDF (`pdf`,
`pdf-plain`, `pdf-landscape`). Each prints every fact of a draft once; page furniture is all it adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hegui.testing.draft import Draft
from hegui.testing.layouts import cms, docx, mhtml, pdf, text, web, word


class Layout(NamedTuple):
    """A way of printing a draft."""

    name: str
    suffix: str
    """Of a file in this layout: .txt, .md, .html, .mht, .docx, .pdf."""
    render: Callable[[Draft], bytes]
    blanks: bool = True
    """Whether it can print a blank cell. Where it can't, a blank cell leaves no trace."""
    pictures: bool = True
    """Whether it can print a picture. Where it can't, a picture leaves no trace."""
    grid: bool = True
    """Whether it keeps rows and columns, so that words in a number's place do not shift what follows."""


LAYOUTS: Mapping[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("html", ".html", web.plain),
        Layout("word", ".html", word.render),
        Layout("cms", ".html", cms.render),
        Layout("broken", ".html", web.broken),
        Layout("mhtml", ".mht", mhtml.render),
        Layout("docx", ".docx", docx.styled),
        Layout("docx-rough", ".docx", docx.rough),
        Layout("pdf", ".pdf", pdf.ruled),
        Layout("pdf-plain", ".pdf", pdf.plain),
        Layout("pdf-landscape", ".pdf", pdf.landscape),
        Layout("pipe", ".txt", text.pipe, pictures=False, grid=False),
        Layout("tab", ".txt", text.tab, pictures=False, grid=False),
        Layout("spaced", ".txt", text.spaced, blanks=False, pictures=False, grid=False),
        Layout("compact", ".txt", text.compact, blanks=False, pictures=False, grid=False),
        Layout("rows", ".txt", text.rows, pictures=False),
        Layout("markdown", ".md", text.markdown),
    )
}


def document_of(draft: Draft, layout: str = "html") -> bytes:
    """The draft as a file in the layout of this name. Raises ValueError in Chinese for an unknown layout."""
    if layout not in LAYOUTS:
        raise ValueError(f"没有名为“{layout}”的版式；可用的版式有：{'、'.join(LAYOUTS)}。")
    return LAYOUTS[layout].render(draft)
