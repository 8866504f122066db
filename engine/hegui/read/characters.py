"""Characters that are in a source and not in its text: controls, zero-width characters, layout blanks."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_WRAP = re.compile(r"(?<=[^\x00-\u2e7f])[ \t\r]*\n\s*(?=[^\x00-\u2e7f])")
"""A line break in the source between two Chinese characters: it stands for nothing, not for a blank."""


def visible(text: str) -> str:
    """Without control characters (tabs and line ends stay), zero-width characters and byte order marks."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def tidy(text: str) -> str:
    """One line as a reader of the page sees it: runs of blanks of any kind are one blank, none at the ends."""
    if text.isalnum():
        return text
    if "\n" in text:
        text = _WRAP.sub("", text)
    text = " ".join(text.split())
    return text if text.isprintable() else _INVISIBLE.sub("", text).strip()
