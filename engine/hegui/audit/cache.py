"""Rows of earlier audits by what was audited and by what: an unchanged report is not read again.

The key holds the SHA-256 of the content and everything that decides the row; what a file's content was is known as
long as the file is as it was, so that it need not be opened. So the same cache lets a run that was cut
off, at whatever point, go on where it was. One SQLite file: each row is one transaction, and a process that is killed
leaves whole rows only. It may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

import hegui
from hegui.audit.remote import is_address, stamp_of
from hegui.audit.rows import Packed
from hegui.audit.walk import Target
from hegui.audit.worker import Audited, Setup
from hegui.model.renderer import Record
from hegui.read import Limits, ReadError
from hegui.read.archive import Shelf
from hegui.rules.check import AnyCheck

LIMIT = 2 << 30
"""Bytes that the cache may grow to: some 200 000 reports."""

_FILE = "audits-1.sqlite"
_KEEP = 0.8
"""Share of the limit to which an overfull cache is cut down."""
_DAY = 86_400
_PATIENCE = 10.0
"""Seconds to wait for another run that is writing."""
_TABLE = """CREATE TABLE IF NOT EXISTS rows
    (key BLOB PRIMARY KEY, used INTEGER NOT NULL, checksum INTEGER NOT NULL, brief BLOB NOT NULL, row BLOB NOT NULL)"""
_FILES = "CREATE TABLE IF NOT EXISTS files (place BLOB PRIMARY KEY, stamp TEXT NOT NULL, content TEXT NOT NULL)"
_COMPARISONS = """CREATE TABLE IF NOT EXISTS comparisons
    (key BLOB PRIMARY KEY, checksum INTEGER NOT NULL, verdicts BLOB NOT NULL)"""
_KEPT = 8
"""Comparisons kept: those of the last few corpora."""
_TICK = 2
"""Seconds within which a file system may give two changes one time."""
_READERS = ("lxml", "selectolax", "pypdfium2", "rapidocr-onnxruntime")


class Cache:
    """A cache that cannot be read or written is no fault: what it does not give is audited."""

    def __init__(self, folder: Path, maker: str, limit: int = LIMIT, *, by_path: bool = False) -> None:
        """`maker` is what the rows are made by (`maker_of`); `by_path`: a file's path may decide of which unit it is.

        Raises OSError where the folder cannot be made.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._maker = maker
        self._by_path = by_path
        self._limit = limit
        self._archives = Shelf()
        self._now = int(time.time())
        self._stale: list[bytes] = []
        self._stamps: dict[str, str] = {}
        """What files at addresses are known by, those that are being audited."""
        self.kept = 0
        """Rows that this run has added."""
        self._base = _open(folder / _FILE)

    def recall(self, target: Target) -> Packed | None:
        """The row of what a file holds now, under the path that it has now."""
        if self._base is None or (content := self._content(target)) is None:
            return None
        key = self._key(content, target.path)
        try:
            found = self._base.execute("SELECT used, checksum, brief, row FROM rows WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        if found is None:
            return None
        used, checksum, *parts = found
        packed = Packed(row=parts[1], brief=parts[0])
        if _checksum(packed) != checksum:
            return None
        if used < self._now - _DAY:
            self._stale.append(key)
        if json.loads(packed.brief)["source"]["path"] == target.path:
            return packed
        row = json.loads(packed.text())
        return Packed.of({**row, "source": {**row["source"], "path": target.path}})

    def remember(self, path: str, audited: Audited) -> None:
        """Keep the row of a file from now on, unless another run might come to another."""
        if self._base is None or not audited.settled:
            return
        packed = audited.packed
        key = self._key(self._stamps.pop(path, audited.content), path)
        row = (key, self._now, _checksum(packed), packed.brief, packed.row)
        try:
            self._base.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", row)
            self.kept += 1
        except sqlite3.Error:
            self._base = None  # the disk is full, say: what was kept stays

    def compared(self, corpus: str, compare: Callable[[], list[Record]]) -> list[Record]:
        """What a corpus comes to beside one another, compared anew where it is not the same as before.

        `corpus` is a digest of everything that was compared.
        """
        key = sha256(f"{corpus}\0{self._maker}".encode()).digest()
        if (known := self._recall_comparison(key)) is not None:
            return known
        verdicts = compare()
        content = zlib.compress(json.dumps(verdicts).encode())
        if self._base is not None and all(verdict["verdict"] != "error" for verdict in verdicts):
            try:
                with self._base:
                    row = (key, zlib.crc32(content), content)
                    self._base.execute("INSERT OR REPLACE INTO comparisons VALUES (?, ?, ?)", row)
                    newest = "SELECT rowid FROM comparisons ORDER BY rowid DESC LIMIT ?"
                    self._base.execute(f"DELETE FROM comparisons WHERE rowid NOT IN ({newest})", (_KEPT,))
            except sqlite3.Error:
                self._base = None
        return verdicts

    def _recall_comparison(self, key: bytes) -> list[Record] | None:
        if self._base is None:
            return None
        try:
            found = self._base.execute("SELECT checksum, verdicts FROM comparisons WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        if found is None or zlib.crc32(found[1]) != found[0]:
            return None
        verdicts: list[Record] = json.loads(zlib.decompress(found[1]))
        return verdicts

    def close(self) -> None:
        """Note what was of use, and let go what was of use longest ago where there is too much."""
        self._archives.close()
        if self._base is None:
            return
        try:
            with self._base:
                self._base.execute("BEGIN")
                self._base.executemany(
                    "UPDATE rows SET used = ? WHERE key = ?", ((self._now, key) for key in self._stale)
                )
                self._forget()
        except sqlite3.Error:
            pass
        self._base.close()

    def _forget(self) -> None:
        assert self._base is not None
        (pages,), (free,), (size,) = (
            self._base.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
        )
        over = (pages - free) * size - self._limit
        if over <= 0:
            return
        over += int(self._limit * (1 - _KEEP))
        gone = []
        for key, length in self._base.execute("SELECT key, length(brief) + length(row) FROM rows ORDER BY used, rowid"):
            gone.append((key,))
            over -= length
            if over <= 0:
                break
        self._base.executemany("DELETE FROM rows WHERE key = ?", gone)
        self._base.execute("DELETE FROM files")

    def _key(self, content: str, path: str) -> bytes:
        # By its suffix a report is told that it belies its content.
        name = path if self._by_path else os.path.splitext(path)[1].lower()  # noqa: PTH122
        return sha256(f"{content}\0{name}\0{self._maker}".encode("utf-8", "surrogatepass")).digest()

    def _content(self, target: Target) -> str | None:
        """SHA-256 of what a file holds, of one at an address its stamp; None for what cannot be read."""
        if target.problem:
            return None
        try:
            if is_address(target.path):
                return self._stamps.setdefault(target.path, stamp_of(target.path))
            return self._content_on_disk(target)
        except (OSError, ValueError, ReadError, sqlite3.Error):
            return None

    def _content_on_disk(self, target: Target) -> str | None:
        """Read only where the file is not as it was when it was read last: its size, times and number on the disk."""
        assert self._base is not None
        file = target.archive or target.path
        status = os.stat(file)  # noqa: PTH116 - a path object takes longer than the rest
        changed = max(status.st_mtime_ns, status.st_ctime_ns)
        place = os.fsencode(os.path.abspath(file)) + b"\0%d" % target.number  # noqa: PTH100
        stamp = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
        found = self._base.execute("SELECT content FROM files WHERE place = ? AND stamp = ?", (place, stamp)).fetchone()
        if found is not None:
            return str(found[0])
        if target.archive:
            data = self._archives.read(Path(file), target.number)
        elif S_ISREG(status.st_mode) and status.st_size <= Limits().size:
            data = _read(file)
        else:
            return None
        content = sha256(data).hexdigest()
        if changed < (self._now - _TICK) * 1e9:  # else it may change once more and its time not show it
            self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (place, stamp, content))
        return content


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def _open(path: Path) -> sqlite3.Connection | None:
    """The base, made anew where it is damaged; None where that is not possible."""
    for _ in range(2):
        try:
            base = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute(_TABLE)
            base.execute(_FILES)
            base.execute(_COMPARISONS)
            base.execute("SELECT used, checksum, brief, row FROM rows LIMIT 1").fetchone()
            return base
        except sqlite3.OperationalError:  # locked, or not permitted: it may serve another run
            return None
        except sqlite3.DatabaseError:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                return None
    return None


def _checksum(packed: Packed) -> int:
    return zlib.crc32(packed.row, zlib.crc32(packed.brief))


def maker_of(setup: Setup, checks: Mapping[str, AnyCheck]) -> str:
    """Digest of everything beside a file's content that decides its row: rules, settings, and the code that judges."""
    of_setup = (setup.version, setup.digest, setup.packs, setup.scheme, setup.ocr, setup.home, setup.roster_digest)
    parts = (of_setup, sys.version_info[:3])
    return sha256(repr((parts, list(_code(checks)), list(_libraries()))).encode()).hexdigest()


def _code(checks: Mapping[str, AnyCheck]) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of every file of code: hegui's own, and that of plugins that judge."""
    engine = Path(hegui.__file__).parent
    places = {engine}
    for check in checks.values():
        module = sys.modules.get(getattr(check.compile, "__module__", ""))
        if module is not None and module.__file__ is not None:
            file = Path(module.__file__)
            places.add(file.parent if (file.parent / "__init__.py").is_file() else file)
    for place in sorted(places):
        if place == engine or not place.is_relative_to(engine):
            yield from sorted(_stamps(place))


def _stamps(place: Path) -> Iterator[tuple[str, int, int]]:
    if place.is_file():
        status = place.stat()
        yield place.name, status.st_size, status.st_mtime_ns
        return
    for folder, _, names in os.walk(place):
        for name in names:
            if name.endswith(".py"):
                status = Path(folder, name).stat()
                yield Path(folder, name).relative_to(place).as_posix(), status.st_size, status.st_mtime_ns


def _libraries() -> Iterator[tuple[str, str]]:
    """Versions of what files are read with."""
    from importlib.metadata import PackageNotFoundError, version

    for name in _READERS:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, ""
