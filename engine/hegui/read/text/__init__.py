"""Plain text and Markdown."""

from hegui.read.text.plain import read_text

__all__ = ["read_text"]
