"""Layouts: the ways in which the same report comes to an auditor.

Text as scrapers leave it (`pipe`, `tab`, `spaced`, `compact`, `text`, `csv`, `listed`, `markdown`), pages as offices
publish them (`html`, `word`, `cms`, `broken`, `mhtml`), Word documents as they hand them in (`docx`, `docx-rough`), PDF
(`pdf`, `pdf-plain`, `pdf-landscape`) and OFD (`ofd`). Each prints every fact of a draft once; page furniture is all it
adds.
"""

from __future__ import annotations

from collections.abc import Mapping

from hegui.proving.draft import Draft
from hegui.proving.layouts import HTML, TEXT, Layout
from tools.layouts import broken, cms, docx, listed, mhtml, pdf, text, word

LAYOUTS: Mapping[str, Layout] = {
    layout.name: layout
    for layout in (
        HTML,
        Layout("word", ".html", word.render),
        Layout("cms", ".html", cms.render),
        Layout("broken", ".html", broken.render),
        Layout("mhtml", ".mht", mhtml.render),
        Layout("docx", ".docx", docx.styled),
        Layout("docx-rough", ".docx", docx.rough),
        Layout("pdf", ".pdf", pdf.ruled),
        Layout("pdf-plain", ".pdf", pdf.plain),
        Layout("pdf-landscape", ".pdf", pdf.landscape),
        Layout("ofd", ".ofd", pdf.ofd),
        Layout("pipe", ".txt", text.pipe, pictures=False, grid=False),
        Layout("tab", ".txt", text.tab, pictures=False, grid=False),
        Layout("spaced", ".txt", text.spaced, blanks=False, pictures=False, grid=False),
        Layout("compact", ".txt", text.compact, blanks=False, pictures=False, grid=False),
        TEXT,
        Layout("csv", ".txt", text.exported, pictures=False),
        Layout("listed", ".txt", listed.listed, pictures=False, rows=False),
        Layout("markdown", ".md", text.markdown),
    )
}


__all__ = ["LAYOUTS", "Layout", "document_of"]


def document_of(draft: Draft, layout: str = "html") -> bytes:
    """The draft as a file in the layout of this name. Raises ValueError in Chinese for an unknown layout."""
    if layout not in LAYOUTS:
        raise ValueError(f"没有名为“{layout}”的版式；可用的版式有：{'、'.join(LAYOUTS)}。")
    return LAYOUTS[layout].render(draft)
