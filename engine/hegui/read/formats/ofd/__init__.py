"""OFD (GB/T 33190—2016): its pages, with the characters, lines and pictures on them."""

from __future__ import annotations

from hegui.model.document import Document, Source
from hegui.read.formats import Format
from hegui.read.reader import Limits


def read_ofd(data: bytes, source: Source, limits: Limits) -> Document:
    """Read an OFD file; of several documents in it one after the other.

    Raises:
        ReadError: it is damaged, encrypted or empty; as NoTextError where all its pages are scans.
    """
    from hegui.read.formats.ofd.file import read_ofd as read

    return read(data, source, limits)


FORMATS = (Format("ofd", "OFD 版式文件", lambda content: content.is_package("OFD.xml"), read_ofd, suffixes=(".ofd",)),)
