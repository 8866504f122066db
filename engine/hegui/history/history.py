"""A history: audits, the files they were made of, and reviewers' decisions, in one database.

SQLite through SQLAlchemy Core: one file that any office can copy, which takes the many small writes of decisions and
survives a crash in the middle of one; PostgreSQL is the same code by another address. For questions over millions of
findings there is Parquet.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median, mode
from typing import Any, NamedTuple, Self, overload

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from hegui.audit.rows import briefs
from hegui.history import HistoryError
from hegui.history.schema import NewerHistoryError, audit_rows, audits, decisions, migrate, rows, sources
from hegui.model.renderer import Record
from hegui.output.view import DECISIONS

_BATCH = 200
_FINGERPRINT = re.compile("[0-9a-f]{16}")


class Saved(NamedTuple):
    """An audit in a history."""

    number: int
    label: str
    saved_at: str
    engine: str
    ruleset: str
    complete: bool
    reports: int


class Decision(NamedTuple):
    """What a reviewer decided of a finding. It holds for every later audit that finds the same again."""

    fingerprint: str
    state: str
    reason: str
    by: str
    at: str


class History:
    """An open history. Use as a context manager."""

    def __init__(self, place: str) -> None:
        """`place` is a file, or an address such as `postgresql+psycopg://user@host/name`. Raises HistoryError."""
        self._place = place
        try:
            self._engine = _engine(place)
            with self._engine.begin() as connection:
                migrate(connection)
        except NewerHistoryError:
            raise HistoryError(f"{_shown(place)}：由更新版本的 hegui 写成，请升级后再用。") from None
        except (SQLAlchemyError, ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
            raise HistoryError(f"{_shown(place)}：打不开，或不是审查历史（{_first_line(error)}）。") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    @contextmanager
    def _connection(self, *, writing: bool = False) -> Iterator[Connection]:
        """A connection; what is written holds when it ends well, and not at all otherwise. Raises HistoryError."""
        try:
            with self._engine.begin() if writing else self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OverflowError) as error:  # OverflowError: a number that no column holds
            what = "写不进去" if writing else "读不出来"
            advice = "请检查文件是否只读、磁盘是否已满、是否有别的程序正在使用"
            raise HistoryError(f"{_shown(self._place)}：{what}（{_first_line(error)}），{advice}。") from None

    def save(self, record: Record, label: str = "", *, keep_sources: bool = False) -> int:
        """Keep an audit and return its number. All of it is kept, or nothing.

        A row that an earlier audit has too is kept once. With `keep_sources` the audited files are kept beside it,
        each content once; a file that is gone or has changed since is left out.
        """
        head = {key: value for key, value in record.items() if key != "reports"}
        with self._connection(writing=True) as connection:
            number: int = connection.execute(
                audits.insert()
                .values(
                    label=label,
                    saved_at=record.get("generated_at") or _now(),
                    engine=record["engine"],
                    ruleset=record["ruleset"]["digest"],
                    complete=record["complete"],
                    head=_packed(head),
                )
                .returning(audits.c.number)
            ).scalar_one()
            reports = iter(record["reports"])
            position = 0
            while batch := list(islice(reports, _BATCH)):
                self._save_rows(connection, number, position, batch)
                if keep_sources:
                    _save_missing(connection, sources, "sha256", dict(_contents(batch)))
                position += len(batch)
        return number

    def audits(self) -> list[Saved]:
        """All audits, the oldest first."""
        counted = (
            select(audit_rows.c.audit, func.count().label("reports")).group_by(audit_rows.c.audit).subquery("counted")
        )
        columns = (audits.c[name] for name in Saved._fields[:-1])
        query = (
            select(*columns, func.coalesce(counted.c.reports, 0))
            .outerjoin(counted, counted.c.audit == audits.c.number)
            .order_by(audits.c.number)
        )
        with self._connection() as connection:
            return [Saved._make(row) for row in connection.execute(query)]

    def record(self, number: int) -> Record:
        """An audit as it was saved; its reports are read as they are looked at. Raises HistoryError."""
        with self._connection() as connection:
            found = connection.execute(select(audits.c.head, audits.c.label).where(audits.c.number == number)).first()
            count = select(func.count()).where(audit_rows.c.audit == number)
            length = connection.execute(count).scalar_one()
        if found is None:
            raise HistoryError(f"{_shown(self._place)}：没有编号为 {number} 的审查，用 hegui history list 可列出全部。")
        head: Record = _unpacked(found.head)
        reports = _Reports(self._connection, number, length)
        before = dict(islice(head.items(), list(head).index("complete") + 1))
        return {**before, "reports": reports, **head, "label": found.label, "number": number}

    def trend(self, units: Iterable[str] | None = None) -> list[Record]:
        """Year, median score and number of reports of each audit that scored any, the oldest first."""
        columns = audit_rows.c.audit, audit_rows.c.total, audit_rows.c.year
        query = select(*columns).where(audit_rows.c.total.is_not(None))
        if units is not None:
            query = query.where(audit_rows.c.unit.in_(list(units)))
        totals: dict[int, list[float]] = {}
        years: dict[int, list[int | None]] = {}
        with self._connection() as connection:
            for number, total, year in connection.execute(query):
                totals.setdefault(number, []).append(total)
                years.setdefault(number, []).append(year)
        return [
            {
                "label": saved.label or saved.saved_at[:10],
                "number": saved.number,
                "year": mode(years[saved.number]),
                "median": median(totals[saved.number]),
                "units": len(totals[saved.number]),
            }
            for saved in self.audits()
            if saved.number in totals
        ]

    def trend_with(self, record: Record, label: str) -> list[Record]:
        """The trend up to an audit that is not saved yet."""
        scored = [(one["score"]["total"], one["year"]) for one in briefs(record["reports"]) if one["score"]]
        if not scored:
            return self.trend()
        totals, years = zip(*scored, strict=True)
        label = label or str(record.get("generated_at") or "")[:10] or "本次"
        now = {"label": label, "year": mode(years), "median": median(totals), "units": len(totals)}
        return [*self.trend(), now]

    def source(self, digest: str) -> bytes | None:
        """A file as it was audited, by its SHA-256; None where it was not kept."""
        with self._connection() as connection:
            query = select(sources.c.content).where(sources.c.sha256 == digest)
            content = connection.execute(query).scalar_one_or_none()
        return None if content is None else zlib.decompress(content)

    def decide(self, decision: Decision) -> None:
        """Write down a decision, in place of an earlier one on the same finding. Raises HistoryError."""
        if decision.state not in DECISIONS:
            raise HistoryError(f"没有“{decision.state}”这种意见，可用的有：{'、'.join(DECISIONS)}。")
        if not _FINGERPRINT.fullmatch(decision.fingerprint):
            raise HistoryError(f"“{decision.fingerprint}”不是指纹，应是审查结果中的 16 位数字和小写字母。")
        if not decision.reason.strip():
            raise HistoryError("请写明理由。")
        values = {
            "state": decision.state,
            "reason": decision.reason,
            "decided_by": decision.by,
            "decided_at": decision.at,
        }
        with self._connection(writing=True) as connection:
            changed = connection.execute(
                decisions.update().where(decisions.c.fingerprint == decision.fingerprint).values(values)
            )
            if not changed.rowcount:
                connection.execute(decisions.insert().values(fingerprint=decision.fingerprint, **values))

    def decisions(self) -> dict[str, Decision]:
        """All decisions by fingerprint."""
        with self._connection() as connection:
            found = [Decision._make(row) for row in connection.execute(select(decisions))]
        return {decision.fingerprint: decision for decision in found}

    def _save_rows(self, connection: Connection, number: int, position: int, batch: Sequence[Record]) -> None:
        contents = {sha256(content).hexdigest(): content for content in map(_json, batch)}
        digests = [sha256(_json(report)).hexdigest() for report in batch]
        _save_missing(connection, rows, "digest", {digest: zlib.compress(text) for digest, text in contents.items()})
        connection.execute(
            audit_rows.insert(),
            [
                {
                    "audit": number,
                    "position": position + index,
                    "digest": digest,
                    "unit": report["unit"]["name"],
                    "year": report["year"],
                    "source": report["source"]["sha256"],
                    "total": report["score"]["total"] if report["score"] else None,
                }
                for index, (report, digest) in enumerate(zip(batch, digests, strict=True))
            ],
        )


class _Reports(Sequence[Record]):
    """The rows of a saved audit, read in batches as they are looked at."""

    def __init__(self, connection: Callable[[], AbstractContextManager[Connection]], number: int, length: int) -> None:
        self._connection = connection
        self._number = number
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(self._length))]
        position = range(self._length)[index]
        return self._read(position, position + 1)[0]

    def __iter__(self) -> Iterator[Record]:
        for start in range(0, self._length, _BATCH):
            yield from self._read(start, start + _BATCH)

    def _read(self, start: int, end: int) -> list[Record]:
        query = (
            select(rows.c.content)
            .join(audit_rows, audit_rows.c.digest == rows.c.digest)
            .where(audit_rows.c.audit == self._number, audit_rows.c.position >= start, audit_rows.c.position < end)
            .order_by(audit_rows.c.position)
        )
        with self._connection() as connection:
            return [_unpacked(content) for content in connection.execute(query).scalars()]


def _engine(place: str) -> Engine:
    if "://" in place:
        return create_engine(place)
    engine = create_engine(URL.create("sqlite", database=place))

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _save_missing(connection: Connection, table: Table, key: str, contents: dict[str, bytes]) -> None:
    """Keep what is not there yet."""
    if not contents:
        return
    column = table.c[key]
    known = set(connection.execute(select(column).where(column.in_(list(contents)))).scalars())
    new = [{key: digest, "content": content} for digest, content in contents.items() if digest not in known]
    if new:
        connection.execute(table.insert(), new)


def _contents(batch: Iterable[Record]) -> Iterator[tuple[str, bytes]]:
    for report in batch:
        path, digest = Path(report["source"]["path"]), report["source"]["sha256"]
        if digest and path.is_file() and sha256(content := path.read_bytes()).hexdigest() == digest:
            yield digest, zlib.compress(content)


def _json(data: Record) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()


def _packed(data: Record) -> bytes:
    return zlib.compress(_json(data))


def _unpacked(content: bytes) -> Record:
    data: Record = json.loads(zlib.decompress(content))
    return data


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _shown(place: str) -> str:
    """A place as it may be said: an address without its password."""
    try:
        return make_url(place).render_as_string() if "://" in place else place
    except ArgumentError:
        return place


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0] or type(error).__name__
