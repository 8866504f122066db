"""The suffixes of every format, and what to do with those that are not read, as the readers declare them."""

from __future__ import annotations

from catalogue import Catalogue
from wording import code, table

from hegui.read.formats import formats


def suffixes(_: Catalogue) -> str:
    """A table of the formats that have suffixes of their own."""
    rows = [
        (each.title, " ".join(map(code, each.suffixes)), each.refusal) for each in formats().values() if each.suffixes
    ]
    return table(("格式", "扩展名", "不能读取时"), rows)
