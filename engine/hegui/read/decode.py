"""Bytes to text, whatever the file declares: Chinese office files often declare one encoding and are in another."""

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
_SAMPLE = 4096
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
_REPLACEMENT = "\ufffd"


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
        """What was mended, in Chinese; empty where nothing was."""
        if not self.broken:
            return ()
        return (
            f"文件编码为 {self.name}，其中 {self.broken} 处字节无法识别，已用“{_REPLACEMENT}”代替，请对照原文核实。",
        )


def decode(data: bytes) -> Decoded:
    """Decode by what the bytes are. Strict readings come first; a file with broken bytes is read with replacements.

    UTF-8 is tried before GB18030: Chinese in GB18030 is practically never valid UTF-8, while the reverse happens.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding)
    if 0 in data and (wide := _wide(data)):
        return wide
    for encoding in ("utf-8", "gb18030"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return min((_tolerant(data, encoding) for encoding in ("utf-8", "gb18030")), key=lambda decoded: decoded.broken)


def is_text(sample: bytes) -> bool:
    """Whether the beginning of a file is text in an encoding that `decode` knows."""
    decoded = decode(sample)
    if decoded.encoding.startswith("utf-16"):
        return _plausible(decoded.text)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return (controls + decoded.broken) * 20 <= len(decoded.text)


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, given away by the NUL bytes of its blanks, digits and line ends on one side."""
    odd = data[1::2].count(0)
    even = data.count(0) - odd
    if min(odd, even) * 20 > max(odd, even):
        return None
    decoded = _tolerant(data, "utf-16-le" if odd > even else "utf-16-be")
    return decoded if not decoded.broken and _plausible(decoded.text) else None


def _plausible(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) * 10 >= len(sample) * 9


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    broken = text.count(_REPLACEMENT)
    if broken:  # the file's own replacement characters are no fault of its bytes
        broken -= data.count(_REPLACEMENT.encode(encoding))
    return Decoded(text, encoding, max(broken, 0))
