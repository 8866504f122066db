"""Files damaged on purpose: as bytes, as markup, and inside the ZIP files that documents are."""

from __future__ import annotations

import io
import re
import zlib
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+|[<>]")
_NUMBER = re.compile(rb"\d+")
_NUMBERS = [b"-1", b"0", b"65536", b"99999999999999999999"]
_ODD = [b"", b"\0", b"\xff\xff\xff\xff", *_NUMBERS, b"<![CDATA[", b"&#0;", b"\xed\xa0\x80"]


def mutated(data: bytes, random: Random) -> bytes:
    """The file with one to four damages; in a ZIP file mostly to one of its parts, which is then packed again."""
    if data.startswith(b"PK") and random.random() < 0.8:
        return _repacked(data, random)
    for _ in range(random.randint(1, 4)):
        data = random.choice((_cut, _flip, _insert, _repeat, _shuffle, _number))(data, random)
    return data


def _repacked(data: bytes, random: Random) -> bytes:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error):
        return _flip(data, random)
    if not parts:
        return _flip(data, random)
    name = random.choice(sorted(parts, key=lambda part: (len(parts[part]), part))[-4:])
    parts[name] = mutated(parts[name], random)
    if random.random() < 0.1:
        del parts[random.choice(sorted(parts))]
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return file.getvalue()


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(start + random.choice((1, 4, 30, 400)), len(data))


def _cut(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] if random.random() < 0.2 else data[:start] + data[end:]


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(random.choice((1, 3, 20)), len(changed))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _insert(data: bytes, random: Random) -> bytes:
    start, _ = _span(data, random)
    return data[:start] + random.choice(_ODD) + data[start:]


def _repeat(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:end] + data[start:end] * random.choice((1, 5, 300)) + data[end:]


def _shuffle(data: bytes, random: Random) -> bytes:
    """Two tokens of the markup change places, or one goes."""
    tokens = _TOKEN.findall(data)
    if len(tokens) > 2:
        one, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        tokens[one], tokens[other] = tokens[other], tokens[one]
        if random.random() < 0.5:
            del tokens[one]
    return b"".join(tokens)


def _number(data: bytes, random: Random) -> bytes:
    """A number becomes another: sizes, spans and references are what readers trust."""
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    found = random.choice(numbers)
    return data[: found.start()] + random.choice((b"0", b"1", b"-7", b"4294967296", b"99999")) + data[found.end() :]
