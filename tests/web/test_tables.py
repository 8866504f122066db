"""The tables in the database are those of the models, and what is append-only is so in the database."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from hegui.history.append_only import AppendOnly


def test_the_migrations_make_the_tables_of_the_models(workbench: str) -> None:
    call_command("makemigrations", "--check", "--dry-run")


@pytest.mark.parametrize(
    "table", sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))
)
def test_what_is_append_only_is_so_in_the_database(workbench: str, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        made = {name for (name,) in cursor.fetchall()}
    assert made == {f"{table}_append_only_update", f"{table}_append_only_delete"}
