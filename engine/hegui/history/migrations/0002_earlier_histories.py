"""Histories that hegui numbered itself (versions 1 to 3) come over whole; each decision becomes an event."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations
from django.utils.timezone import make_aware

_COPIED = (
    (
        "hegui_audits",
        "INSERT INTO hegui_run (number, label, saved_at, engine, ruleset, complete, head) "
        "SELECT number, label, saved_at, engine, ruleset, complete, head FROM hegui_audits",
    ),
    ("hegui_rows", "INSERT INTO hegui_body (digest, content) SELECT digest, content FROM hegui_rows"),
    (
        "hegui_audit_rows",
        "INSERT INTO hegui_report (run_id, position, body_id, path, unit, listed, year, source, total) "
        "SELECT audit, position, digest, '', unit, coalesce(unit, ''), year, source, total FROM hegui_audit_rows",
    ),
    ("hegui_sources", "INSERT INTO hegui_source (sha256, content) SELECT sha256, content FROM hegui_sources"),
)
_DROPPED = ("hegui_audit_rows", "hegui_rows", "hegui_audits", "hegui_sources", "hegui_decisions", "hegui_schema")


def _take_over(apps: Any, schema: Any) -> None:
    connection = schema.connection
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "hegui_schema" not in there:
            return
        for table, copy in _COPIED:
            if table in there:
                cursor.execute(copy)
        if "hegui_decisions" in there:
            cursor.execute("SELECT fingerprint, state, reason, decided_by, decided_at FROM hegui_decisions")
            for decision in cursor.fetchall():
                _decide(apps, connection.alias, *decision)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('hegui_run', 'number'), max(number)) FROM hegui_run")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in _DROPPED:
            if table in there:
                cursor.execute(f"DROP TABLE {table}")


def _decide(apps: Any, alias: str, fingerprint: str, state: str, reason: str, by: str, at: str) -> None:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:  # whatever a program wrote: the decision counts more than its hour
        moment = datetime.fromtimestamp(0, UTC)
    finding = (
        apps.get_model("hegui", "Finding")
        .objects.using(alias)
        .create(fingerprint=fingerprint, review=state, number=1, decided=1)
    )
    apps.get_model("hegui", "Event").objects.using(alias).create(
        finding=finding,
        number=1,
        at=moment if moment.tzinfo else make_aware(moment),
        kind=state,
        by=by,
        reason=reason,
        on_detection="",
        on_review="open",
    )


class Migration(migrations.Migration):
    dependencies = [("hegui", "0001_initial")]
    operations = [migrations.RunPython(_take_over, migrations.RunPython.noop)]
