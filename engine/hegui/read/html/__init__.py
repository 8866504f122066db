"""Web pages, and pages saved as one file."""

from hegui.read.html.mhtml import read_mhtml
from hegui.read.html.page import read_html

__all__ = ["read_html", "read_mhtml"]
