"""The tables of a history, and how an older one becomes one of today."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
)

metadata = MetaData()

version = Table("hegui_schema", metadata, Column("version", Integer, nullable=False))

audits = Table(
    "hegui_audits",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("label", Text, nullable=False),
    Column("saved_at", String(40), nullable=False),
    Column("engine", String(40), nullable=False),
    Column("ruleset", String(80), nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("head", LargeBinary, nullable=False),  # the record without its reports: JSON, compressed by zlib
)

rows = Table(
    "hegui_rows",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),  # a report's row: JSON, compressed by zlib
)

audit_rows = Table(
    "hegui_audit_rows",
    metadata,
    Column("audit", ForeignKey(audits.c.number), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("digest", ForeignKey(rows.c.digest), nullable=False),
    Column("unit", Text),
    Column("year", Integer),
    Column("source", String(64)),
    Column("total", Float),
    Index("hegui_audit_rows_unit", "unit", "year"),
)

decisions = Table(
    "hegui_decisions",
    metadata,
    Column("fingerprint", String(16), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", String(40), nullable=False),
)

sources = Table(
    "hegui_sources",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),  # the file as it was audited, compressed by zlib
)

Migration = Callable[[Connection], None]


def _creating(*tables: Table) -> Migration:
    def migrate(connection: Connection) -> None:
        metadata.create_all(connection, tables)

    return migrate


MIGRATIONS: tuple[Migration, ...] = (
    _creating(audits, rows, audit_rows),
    _creating(decisions),
    _creating(sources),
)
"""What makes each version of the one before; the first makes it of nothing. None is ever changed, only added to."""


class NewerHistoryError(Exception):
    """A history written by a later hegui."""


def migrate(connection: Connection, to: int = len(MIGRATIONS)) -> None:
    """Bring a history up to date, within the transaction of its connection."""
    if not inspect(connection).has_table(version.name):
        version.create(connection)
        connection.execute(version.insert().values(version=0))
    at = connection.execute(select(version.c.version)).scalar_one()
    if at > len(MIGRATIONS):
        raise NewerHistoryError
    for step in MIGRATIONS[at:to]:
        step(connection)
    if at < to:
        connection.execute(version.update().values(version=to))
