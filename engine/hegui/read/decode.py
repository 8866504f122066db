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
_PLAUSIBLE = 0.9
_SAMPLE = 4096
_CONTENT = re.compile(rb"[^\s\0]")
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
    decoded = _tolerant(data, "utf-8")
    foreign = len(decoded.text) - len(decoded.text.encode("ascii", "ignore"))
    # Chinese in GB18030 has hardly a character that UTF-8 can read.
    return decoded if decoded.broken * 2 < foreign else _tolerant(data, "gb18030")


def beginning(data: bytes, size: int) -> str | None:
    """The beginning of a file as text, without the blanks that it starts with; None where the file is binary.

    `size` counts bytes; a text that is all blanks is empty.
    """
    mark = next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")
    content = _CONTENT.search(data, len(mark))
    if not content:
        return ""
    start = content.start() - (content.start() - len(mark)) % 2  # UTF-16 stays in step
    sample = data[start : start + size]
    decoded = decode(mark + sample)
    if decoded.encoding.startswith("utf-16"):
        return decoded.text if _usual(decoded.text) > _PLAUSIBLE else None
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return decoded.text if (controls + decoded.broken) * 10 <= len(decoded.text) else None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark. The NUL bytes of its blanks, digits and line ends call for a try; the wrong order of bytes
    gives characters that no report has.
    """
    found = max(
        (_tolerant(data, encoding) for encoding in ("utf-16-le", "utf-16-be")), key=lambda decoded: _usual(decoded.text)
    )
    return found if not found.broken and _usual(found.text) > _PLAUSIBLE else None


def _usual(text: str) -> float:
    """Share of characters that a report may have, in a sample."""
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) / max(len(sample), 1)


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    broken = text.count(_REPLACEMENT)
    if broken:  # the file's own replacement characters are no fault of its bytes
        broken -= data.count(_REPLACEMENT.encode(encoding))
    return Decoded(text, encoding, max(broken, 0))
