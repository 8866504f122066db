"""Earlier audits by what was audited and by what: an unchanged report is not read again.

Each row is sealed with a secret of the user: nobody else can put one there that is believed.

The key holds the SHA-256 of the content and everything that decides the verdicts; what a file's content was is known as
long as the file is as it was, so that it need not be opened. So the same cache lets a run that was cut
off, at whatever point, go on where it was. One SQLite file: each audit is one transaction, and a process that is killed
leaves whole ones only. It may be deleted at any time.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from msgspec.structs import replace

from hegui.judge.corrections import Corrections
from hegui.model.audit import Summary
from hegui.model.encoding import decode, encode
from hegui.model.reports import StoredAudit
from hegui.model.verdict import Result, Verdict
from hegui.project.auditor import Recipe
from hegui.project.remote import is_address, stamp_of
from hegui.project.targets import Target
from hegui.read import Limits, ReadError
from hegui.read.archive import Archives
from hegui.rules.cache import cache_directory
from hegui.rules.check import AnyCheck
from hegui.rules.code import Stamp, stamps, stamps_of_plugins

LIMIT = 2 << 30
"""Bytes that the cache may grow to: some 200 000 reports."""

_FILE = "audits-3.sqlite"
_SECRET = "cache.key"
_SECRET_SIZE = 32
_KEEP = 0.8
"""Share of the limit to which an overfull cache is cut down."""
_DAY = 86_400
_PATIENCE = 10.0
"""Seconds to wait for another run that is writing."""
_AUDITS = """CREATE TABLE IF NOT EXISTS audits (key BLOB PRIMARY KEY, used INTEGER NOT NULL, seal BLOB NOT NULL,
    summary BLOB NOT NULL, body BLOB NOT NULL)"""
_FILES = "CREATE TABLE IF NOT EXISTS files (place BLOB PRIMARY KEY, stamp TEXT NOT NULL, content TEXT NOT NULL)"
_COMPARISONS = """CREATE TABLE IF NOT EXISTS comparisons
    (key BLOB PRIMARY KEY, seal BLOB NOT NULL, verdicts BLOB NOT NULL)"""
_KEPT = 8
"""Comparisons kept: those of the last few corpora."""
_TICK = 2
"""Seconds within which a file system may give two changes one time."""
_READERS = ("lxml", "selectolax", "pypdfium2", "rapidocr")
_HOLIDAYS = "chinesecalendar"


class Cache:
    """A cache that cannot be read or written is no fault: what it does not give is audited."""

    def __init__(
        self,
        folder: Path,
        maker: str,
        limit: int = LIMIT,
        *,
        by_path: bool = False,
        corrections: Corrections = Corrections(),  # noqa: B008 -- frozen
    ) -> None:
        """`maker` is what audits are made by (`maker_of`); `by_path`: a file's path may decide of which unit it is.
        `corrections` count for the files that they are made in.

        Raises OSError where the folder cannot be made.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._maker = maker
        self._by_path = by_path
        self._corrections = corrections
        self._limit = limit
        self._archives = Archives()
        self._now = int(time.time())
        self._stale: list[bytes] = []
        self._stamps: dict[str, str] = {}
        """What files at addresses are known by, those that are being audited."""
        self.kept = 0
        """Audits that this run has added."""
        self._secret = _secret()
        self._base = _open(folder / _FILE)

    def recall(self, target: Target) -> StoredAudit | None:
        """The audit of what a file holds now, under the path that it has now."""
        if self._base is None or (content := self._content(target)) is None:
            return None
        key = self._key(content, target.path)
        try:
            query = "SELECT used, seal, summary, body FROM audits WHERE key = ?"
            found = self._base.execute(query, (key,)).fetchone()
        except sqlite3.Error:
            return None
        if found is None:
            return None
        used, seal, *parts = found
        if not self._is_sealed(seal, key, *parts):
            return None
        if used < self._now - _DAY:
            self._stale.append(key)
        summary = decode(parts[0], Summary)
        if summary.source.path != target.path:
            parts[0] = encode(replace(summary, source=replace(summary.source, path=target.path)))
        return StoredAudit(*parts)

    def remember(self, path: str, audit: StoredAudit) -> None:
        """Keep the audit of a file from now on, unless something broke, so that another run might come to another."""
        if self._base is None:
            return
        summary = decode(audit.summary, Summary)
        if not summary.complete or summary.source.sha256 is None:
            return
        key = self._key(self._stamps.pop(path, summary.source.sha256), path)
        try:
            row = (key, self._now, self._seal(key, *audit), *audit)
            self._base.execute("INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?, ?)", row)
            self.kept += 1
        except sqlite3.Error:
            self._base = None  # the disk is full, say: what was kept stays

    def compared(self, corpus: str, compare: Callable[[], tuple[Verdict, ...]]) -> tuple[Verdict, ...]:
        """What a corpus comes to beside one another, compared anew where it is not the same as before.

        `corpus` is a digest of everything that was compared.
        """
        key = sha256(f"{corpus}\0{self._maker}".encode()).digest()
        if (known := self._recall_comparison(key)) is not None:
            return known
        verdicts = compare()
        content = zlib.compress(encode(verdicts))
        if self._base is not None and all(verdict.result is not Result.ERROR for verdict in verdicts):
            try:
                with self._base:
                    row = (key, self._seal(key, content), content)
                    self._base.execute("INSERT OR REPLACE INTO comparisons VALUES (?, ?, ?)", row)
                    newest = "SELECT rowid FROM comparisons ORDER BY rowid DESC LIMIT ?"
                    self._base.execute(f"DELETE FROM comparisons WHERE rowid NOT IN ({newest})", (_KEPT,))
            except sqlite3.Error:
                self._base = None
        return verdicts

    def _recall_comparison(self, key: bytes) -> tuple[Verdict, ...] | None:
        if self._base is None:
            return None
        try:
            found = self._base.execute("SELECT seal, verdicts FROM comparisons WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        if found is None or not self._is_sealed(found[0], key, found[1]):
            return None
        return decode(zlib.decompress(found[1]), tuple[Verdict, ...])

    def _seal(self, key: bytes, *parts: bytes) -> bytes:
        """What shows that the parts of a row were written by this user, and for this key."""
        seal = hmac.new(self._secret, digestmod="sha256")
        for part in (key, *parts):
            seal.update(len(part).to_bytes(8))
            seal.update(part)
        return seal.digest()

    def _is_sealed(self, seal: object, key: bytes, *parts: object) -> bool:
        """Also of a row whose columns hold anything."""
        sealed = [part for part in (seal, *parts) if isinstance(part, bytes)]
        return len(sealed) == 1 + len(parts) and hmac.compare_digest(sealed[0], self._seal(key, *sealed[1:]))

    def close(self) -> None:
        """Note what was of use, and let go what was of use longest ago where there is too much."""
        self._archives.close()
        if self._base is None:
            return
        try:
            with self._base:
                self._base.execute("BEGIN")
                self._base.executemany(
                    "UPDATE audits SET used = ? WHERE key = ?", ((self._now, key) for key in self._stale)
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
        for key, length in self._base.execute(
            "SELECT key, length(summary) + length(body) FROM audits ORDER BY used, rowid"
        ):
            gone.append((key,))
            over -= length
            if over <= 0:
                break
        self._base.executemany("DELETE FROM audits WHERE key = ?", gone)
        self._base.execute("DELETE FROM files")

    def _key(self, content: str, path: str) -> bytes:
        # By its suffix a report is told that it belies its content.
        name = path if self._by_path else os.path.splitext(path)[1].lower()  # noqa: PTH122
        corrected = self._corrections.of(path, None if is_address(path) else content)
        return sha256(f"{content}\0{name}\0{corrected or ''}\0{self._maker}".encode("utf-8", "surrogatepass")).digest()

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
            base.execute(_AUDITS)
            base.execute(_FILES)
            base.execute(_COMPARISONS)
            base.execute("SELECT used, seal, summary, body FROM audits LIMIT 1").fetchone()
            return base
        except sqlite3.OperationalError:  # locked, or not permitted: it may serve another run
            return None
        except sqlite3.DatabaseError:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                return None
    return None


def _secret() -> bytes:
    """The user's own, made when first needed; where it can't be kept, one for this run, and no row is believed."""
    try:
        place = cache_directory() / _SECRET
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():  # put there whole, or another run's is
            fresh = place.with_name(f"{_SECRET}.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(_SECRET_SIZE))
            fresh.replace(place)
        found = place.read_bytes()
    except (OSError, RuntimeError):  # RuntimeError: no home directory
        found = b""
    return found if len(found) == _SECRET_SIZE else secrets.token_bytes(_SECRET_SIZE)


def maker_of(recipe: Recipe, checks: Mapping[str, AnyCheck]) -> str:
    """Digest of everything beside a file's content that decides its verdicts: rules, settings, the code that judges."""
    decisive = recipe._replace(
        plugins=(), rules=(), roster=None, corrections=Corrections()
    )  # wherever they lie, the digests tell what they say
    parts = (decisive, sys.version_info[:3], list(_code(checks)), list(_libraries()))
    return sha256(repr(parts).encode()).hexdigest()


def _code(checks: Mapping[str, AnyCheck]) -> Iterator[Stamp]:
    """Name, size and time of every file of code: hegui's own, and that of plugins that judge."""
    yield from sorted(stamps(Path(__file__).parents[1]))
    yield from stamps_of_plugins(checks)


def _libraries() -> Iterator[tuple[str, str]]:
    """Versions of what files are read with, and of the calendar of holidays."""
    from importlib.metadata import PackageNotFoundError, version

    for name in (*_READERS, _HOLIDAYS):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, ""
