"""The audits of a run on disk, read one by one: any number of reports needs no more memory than the largest of them."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import IO, NamedTuple, TypeVar, overload

from msgspec.structs import replace

from hegui.model.audit import Audit, Summary
from hegui.model.encoding import decode, encode, json_line

_T = TypeVar("_T")

_FAST = 1
_IN_MEMORY = 4 << 20
"""Bytes up to which no file is needed."""


class StoredAudit(NamedTuple):
    """An audit as it is kept and sent: its summary, which can be exchanged, and all of it but the score."""

    summary: bytes
    body: bytes
    """Its JSON as outputs have it, compressed."""

    @classmethod
    def of(cls, audit: Audit) -> StoredAudit:
        body = json_line(replace(audit, score=None)).encode()
        return cls(encode(audit.summary()), zlib.compress(body, _FAST))

    def audit(self) -> Audit:
        return decode(zlib.decompress(self.body), Audit).with_summary(decode(self.summary, Summary))

    def line(self) -> str:
        """The audit as JSON on one line. Mostly nothing but the score has come to it since it was stored."""
        summary = decode(self.summary, Summary)
        text = zlib.decompress(self.body).decode()
        about = f'{{"source": {json_line(summary.source)}, "unit": {json_line(summary.unit)}, '
        if summary.is_marked or not text.startswith(about):
            return json_line(self.audit())
        head, scored, tail = text.rpartition('"score": null')  # no text of the JSON holds a bare quotation mark
        return f'{head}"score": {json_line(summary.score)}{tail}' if scored else json_line(self.audit())


class Reports(Sequence[Audit]):
    """So many audits, to be put in any order, each read from disk when it is asked for; any thread may read.

    Putting one again takes the place of the one before. The file goes when the object does, however the process ends.
    """

    def __init__(self, count: int = 0) -> None:
        self._file: IO[bytes] = BytesIO()
        self._lock = Lock()
        self._places = array("q", [-1]) * (2 * count)
        """Of each audit where its summary and its body begin."""
        self._sizes = array("q", [0]) * (2 * count)
        self._end = 0

    @classmethod
    def of(cls, audits: Iterable[Audit]) -> Reports:
        reports = cls()
        for audit in audits:
            reports.append(StoredAudit.of(audit))
        return reports

    def put(self, number: int, stored: StoredAudit) -> None:
        """Set the audit with this number, counted from 0."""
        with self._lock:
            for part, data in enumerate(stored):
                self._write(2 * number + part, data)

    def append(self, stored: StoredAudit) -> None:
        """One audit more."""
        self._places.extend((-1, -1))
        self._sizes.extend((0, 0))
        self.put(len(self) - 1, stored)

    def change(self, number: int, summary: Summary) -> None:
        """Exchange the summary of an audit, and with it the score and what is said of its findings."""
        with self._lock:
            self._write(2 * number, encode(summary))

    def stored(self, number: int) -> StoredAudit:
        return StoredAudit(self._read(2 * number), self._read(2 * number + 1))

    def summary(self, number: int) -> Summary:
        return decode(self._read(2 * number), Summary)

    def summaries(self) -> Iterator[Summary]:
        return map(self.summary, range(len(self)))

    def lines(self) -> Iterator[str]:
        """Each audit as JSON on one line."""
        return (self.stored(number).line() for number in range(len(self)))

    def read(self, number: int, kind: type[_T]) -> _T:
        """Those keys of an audit that a type has: less than all of it is read faster."""
        return decode(zlib.decompress(self._read(2 * number + 1)), kind)

    def digest(self) -> str:
        """SHA-256 of all audits in their order."""
        digest = sha256()
        for part in map(self._read, range(len(self._places))):
            digest.update(b"%d\0" % len(part) + part)
        return digest.hexdigest()

    def __len__(self) -> int:
        return len(self._places) // 2

    @overload
    def __getitem__(self, number: int) -> Audit: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Audit]: ...
    def __getitem__(self, number: int | slice) -> Audit | Sequence[Audit]:
        if isinstance(number, slice):
            return [self[index] for index in range(*number.indices(len(self)))]
        return self.stored(range(len(self))[number]).audit()

    def __iter__(self) -> Iterator[Audit]:
        return map(self.__getitem__, range(len(self)))

    def _write(self, at: int, data: bytes) -> None:
        if self._end + len(data) > _IN_MEMORY and isinstance(self._file, BytesIO):
            import tempfile  # not needed for a few reports

            memory, self._file = self._file, tempfile.TemporaryFile(prefix="hegui-")  # noqa: SIM115
            self._file.write(memory.getbuffer())
        self._file.seek(self._end)
        self._file.write(data)
        self._places[at], self._sizes[at] = self._end, len(data)
        self._end += len(data)

    def _read(self, at: int) -> bytes:
        if self._places[at] < 0:
            raise LookupError(f"report {at // 2} has not been put")
        with self._lock:
            self._file.seek(self._places[at])
            return self._file.read(self._sizes[at])
