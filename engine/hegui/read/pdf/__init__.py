"""PDF with text in it: characters and lines to tables, these over pages to paragraphs and grids."""

from hegui.read.pdf.document import read_pdf

__all__ = ["read_pdf"]
