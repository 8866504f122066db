"""Tables into which rows are only added: the model refuses to change or delete them, and so does the database."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import migrations, models


class AppendOnlyError(TypeError):
    """What has been written down is to be changed or deleted. The database refuses it as well."""


class _AppendOnlyRows(models.QuerySet[Any]):
    def update(self, **_: Any) -> NoReturn:
        raise AppendOnlyError(self.model.__name__)

    def delete(self) -> NoReturn:
        raise AppendOnlyError(self.model.__name__)

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise AppendOnlyError(self.model.__name__)


class AppendOnly(models.Model):
    """A table into which rows are only added. Its migration puts triggers on it, see `triggers`."""

    objects = _AppendOnlyRows.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **settings: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(type(self).__name__)
        super().save(*args, **{**settings, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise AppendOnlyError(type(self).__name__)


def triggers(table: str) -> Any:
    """A step of a migration: the database itself refuses to change or delete rows of a table.

    (SQLite makes a table anew to alter it, and loses its triggers: such a migration has to end with this step again.)
    """

    def make(apps: Any, schema: Any) -> None:
        name = f"{table}_append_only"
        with schema.connection.cursor() as cursor:
            if schema.connection.vendor == "sqlite":
                for deed in ("UPDATE", "DELETE"):
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {name}_{deed.lower()} BEFORE {deed} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{table}: append only'); END"
                    )
            elif schema.connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{table}: append only'; END $$"
                )
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
                )
            else:
                raise NotImplementedError(schema.connection.vendor)

    return migrations.RunPython(make, migrations.RunPython.noop, elidable=False)
