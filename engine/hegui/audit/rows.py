"""Rows of an audit on disk, read one by one: a corpus of any size needs no more memory than its largest report."""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, overload

from hegui.model.renderer import Record

_FAST = 1
_SCORE_IN_FULL = frozenset(["categories", "deductions"])
_TOLD = frozenset(["fail", "error"])

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON allows in a string but a terminal would obey, or UTF-8 cannot hold."""


def encode(value: object) -> str:
    """A value as JSON on one line, as it stands in every output."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", _encode(value))


class Packed(NamedTuple):
    """A row as it is kept and sent: compressed JSON, and beside it what overviews need of it."""

    row: bytes
    brief: bytes

    @classmethod
    def of(cls, row: Record) -> Packed:
        return cls(zlib.compress(encode(row).encode(), _FAST), encode(brief_of(row)).encode())

    def text(self) -> str:
        return zlib.decompress(self.row).decode()


def brief_of(row: Record) -> Record:
    """What an overview tells of a row, in the same keys: source, unit, year, form, dates, score without its reasons,
    and of the verdicts those that failed or broke, their findings by fingerprint and waiver only.
    """
    return {
        **{key: row[key] for key in ("source", "unit", "year", "form", "dates", "errors") if key in row},
        "score": row["score"] and {key: value for key, value in row["score"].items() if key not in _SCORE_IN_FULL},
        "verdicts": [
            {
                **{key: verdict[key] for key in ("rule", "title", "category", "severity", "verdict")},
                "findings": [
                    {key: finding[key] for key in ("fingerprint", "waiver") if key in finding}
                    for finding in verdict["findings"]
                ],
            }
            for verdict in row["verdicts"]
            if verdict["verdict"] in _TOLD
        ],
    }


class Rows(Sequence[Record]):
    """So many rows, to be put in any order, each read from disk when it is asked for.

    Putting a row again takes the place of the one before. The file goes when the object does, however the process ends.
    """

    def __init__(self, count: int) -> None:
        import tempfile  # not needed for one report

        self._file = tempfile.TemporaryFile(prefix="hegui-")  # noqa: SIM115 - as long as the rows are in use
        self._places = array("q", [-1]) * count
        self._sizes = array("q", [0]) * (2 * count)
        self._end = 0

    def put(self, number: int, packed: Packed) -> None:
        """Set the row with this number, counted from 0."""
        self._file.seek(self._end)
        self._file.write(packed.brief + packed.row)
        self._places[number] = self._end
        self._sizes[2 * number], self._sizes[2 * number + 1] = len(packed.brief), len(packed.row)
        self._end += len(packed.brief) + len(packed.row)

    def append(self, packed: Packed) -> None:
        """One row more."""
        self._places.append(-1)
        self._sizes.extend((0, 0))
        self.put(len(self) - 1, packed)

    def packed(self, number: int) -> Packed:
        if self._places[number] < 0:
            raise LookupError(f"row {number} has not been put")
        brief, row = self._sizes[2 * number], self._sizes[2 * number + 1]
        self._file.seek(self._places[number])
        data = self._file.read(brief + row)
        return Packed(data[brief:], data[:brief])

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, number: int) -> Record: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Record]: ...
    def __getitem__(self, number: int | slice) -> Record | Sequence[Record]:
        if isinstance(number, slice):
            return [self[index] for index in range(*number.indices(len(self)))]
        row: Record = json.loads(self.packed(range(len(self))[number]).text())
        return row

    def __setitem__(self, number: int, row: Record) -> None:
        """Change a row: a score that was made again, say."""
        self.put(range(len(self))[number], Packed.of(row))

    def __iter__(self) -> Iterator[Record]:
        return map(self.__getitem__, range(len(self)))

    def texts(self) -> Iterator[str]:
        """Each row as `encode` gives it, without decoding it."""
        return (self.packed(number).text() for number in range(len(self)))

    def parts(self) -> Iterator[bytes]:
        """Each row as it is kept."""
        return (self.packed(number).row for number in range(len(self)))

    def briefs(self) -> Iterator[Record]:
        return (json.loads(self.packed(number).brief) for number in range(len(self)))


def digest_of(rows: Iterable[Any]) -> str:
    """SHA-256 of all rows in their order, wherever they are."""
    digest = sha256()
    for part in rows.parts() if isinstance(rows, Rows) else (encode(row).encode() for row in rows):
        digest.update(b"%d\0" % len(part) + part)
    return digest.hexdigest()


def briefs(rows: Iterable[Record]) -> Iterable[Record]:
    """The brief of each row, wherever the rows are: one decoded row at a time at most."""
    return rows.briefs() if isinstance(rows, Rows) else map(brief_of, rows)


def texts(rows: Iterable[Any]) -> Iterable[str]:
    """Each row as JSON on one line, wherever the rows are."""
    return rows.texts() if isinstance(rows, Rows) else map(encode, rows)
