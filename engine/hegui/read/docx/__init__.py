"""Word documents (docx, docm, dotx)."""

from hegui.read.docx.document import read_docx

__all__ = ["read_docx"]
