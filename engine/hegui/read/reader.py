"""What every reader is given, gives and may raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hegui.model.document import Document, Source


class ReadError(Exception):
    """A file that cannot be read. The message is a Chinese sentence for the user: what is wrong and what to do.

    It does not name the file: whoever asked for it knows.
    """


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a hostile or broken file from exhausting memory. No report comes near them."""

    size: int = 20 * 1024 * 1024
    """Bytes of a file."""
    columns: int = 200
    """Columns that one table cell may span."""
    depth: int = 64
    """Containers in the path of a block; what is nested deeper shares the path of its ancestor at this depth."""


Reader = Callable[[bytes, Source, Limits], Document]
"""Content of a file, already known to be of the reader's format, to a document; may raise ReadError."""
