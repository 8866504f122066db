"""The page: an audit as one HTML file that needs no network, to be looked at, searched and printed."""

from hegui.output.html.page import files

__all__ = ["files"]
