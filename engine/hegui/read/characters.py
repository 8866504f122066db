"""Bytes to clean text: encodings, characters that are in a file and not in its text, blanks.

Chinese office files often declare one encoding and are in another, or have a few broken bytes. charset-normalizer tells
clean files as well, but none with a broken byte, and takes four times as long.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030（GBK）"}
_USUAL = re.compile("[\t\n\r -~\u00a0-\u00ff\u2010-\u203a\u2460-\u249b\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
_PLAUSIBLE = 0.9
_SAMPLE = 4096
_CONTENT = re.compile(rb"[^\s\0]")
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
_REPLACEMENT = "\ufffd"

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_ILLEGIBLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
WIDE = "\u2e80"
"""From this character on they are Chinese, or as wide as Chinese ones."""
_LINE_BREAK = re.compile(r"(?<=[^\x00-\u2e7f])[ \t\r]*\n\s*(?=[^\x00-\u2e7f])")
"""In the source between two Chinese characters: it stands for nothing, not for a blank."""

OUTLINE_NUMBERS = (
    re.compile("[一二三四五六七八九十]{1,3}、"),
    re.compile("[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\d{1,2}[.．、]\D"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
"""The numbers of headings, by level from 1, as GB/T 9704—2012, 7.3.3 has them."""


class Decoded(NamedTuple):
    """Text, the codec that gave it (`utf-8`, `utf-16-le`, `utf-16-be`, `gb18030`), and how many places it replaced."""

    text: str
    encoding: str
    broken: int = 0

    @property
    def name(self) -> str:
        """The encoding as an office knows it."""
        return _NAMES[self.encoding]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was replaced, in Chinese; empty where nothing was."""
        if not self.broken:
            return ()
        return (
            f"文件编码为 {self.name}，其中 {self.broken} 处字节无法识别，已用“{_REPLACEMENT}”代替，请对照原文核实。",
        )


def decode(data: bytes) -> Decoded:
    """Decode by what the bytes are, whatever the file declares. Broken bytes are replaced.

    UTF-8 is tried before GB18030: Chinese in GB18030 is practically never valid UTF-8, while the reverse happens.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding)
    if 0 in data and (utf_16 := _utf_16(data)):
        return utf_16
    for encoding in ("utf-8", "gb18030"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    decoded = _tolerant(data, "utf-8")
    foreign = len(decoded.text) - len(decoded.text.encode("ascii", "ignore"))
    # Chinese in GB18030 has hardly a character that UTF-8 can read.
    return decoded if decoded.broken * 2 < foreign else _tolerant(data, "gb18030")


def beginning(data: bytes, size: int) -> str | None:
    """The first `size` bytes as text, without blanks at the start; empty where all is blank, None for a binary file."""
    mark = next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")
    content = _CONTENT.search(data, len(mark))
    if not content:
        return ""
    start = content.start() - (content.start() - len(mark)) % 2  # UTF-16 stays in step
    sample = data[start : start + size]
    decoded = decode(mark + sample)
    if decoded.encoding.startswith("utf-16"):
        return decoded.text if _share_of_usual(decoded.text) > _PLAUSIBLE else None
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return decoded.text if (controls + decoded.broken) * 10 <= len(decoded.text) else None


def _utf_16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark. Its blanks, digits and line ends have NUL bytes; the wrong byte order gives characters
    that no report has.
    """
    both = [_tolerant(data, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    found = max(both, key=lambda decoded: _share_of_usual(decoded.text))
    return found if not found.broken and _share_of_usual(found.text) > _PLAUSIBLE else None


def _share_of_usual(text: str) -> float:
    """Share of characters that a report may have, in a sample."""
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) / max(len(sample), 1)


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    broken = text.count(_REPLACEMENT)
    if broken:  # the file's own replacement characters are not broken bytes
        broken -= data.count(_REPLACEMENT.encode(encoding))
    return Decoded(text, encoding, max(broken, 0))


def is_legible(text: str) -> bool:
    """False where a character stands for one that was lost, or has a meaning in its own font only (private use)."""
    return _ILLEGIBLE.search(text) is None


def visible(text: str) -> str:
    """Without control characters (tabs and line ends stay), zero-width characters and byte order marks."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def without_between(text: str, start: str, end: str) -> str:
    """Without what stands between marks, such as comments, and these; what is begun and not ended is text."""
    kept, begin = [], 0
    while (first := text.find(start, begin)) >= 0 and (last := text.find(end, first + len(start))) >= 0:
        kept.append(text[begin:first])
        begin = last + len(end)
    return "".join((*kept, text[begin:]))


def tidy(text: str) -> str:
    """One line as a reader sees it: runs of blanks of any kind are one blank, none at the ends."""
    if text.isalnum():
        return text
    if "\n" in text and "\n" in (text := text.strip()):
        text = _LINE_BREAK.sub("", text)
    text = " ".join(text.split())
    return text if text.isprintable() else _INVISIBLE.sub("", text).strip()
