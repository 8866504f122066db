"""The whole database in one file, whatever database it is, and back again.

A ZIP of JSON lines, a file a table, so that it can be read without hegui. Sessions are left out: they are no record.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import Error, connections, models
from django.db.migrations.recorder import MigrationRecorder

from hegui.about import __version__
from hegui.errors import HistoryError, HistoryUsageError, reason
from hegui.history import database

FORMAT = "hegui/backup/1"
_ABOUT = "about.json"
_LEFT_OUT = ("session",)
_BATCH = 200


def backup(place: str, file: str | Path) -> int:
    """Write all that a database holds into a new file, as it is at one moment, and give the number of rows.

    Raises HistoryError; HistoryUsageError where the file is there already.
    """
    alias = database.connect(place)
    path = Path(file)
    count = 0
    try:
        with path.open("xb") as out, _one_moment(alias), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            about = {"format": FORMAT, "hegui": __version__, "schema": _schema(alias)}
            archive.writestr(_ABOUT, json.dumps(about, ensure_ascii=False, indent=1))
            for model in _models():
                with archive.open(f"{_name(model)}.jsonl", "w", force_zip64=True) as raw:
                    for row in model._base_manager.using(alias).order_by("pk").iterator(_BATCH):
                        raw.write(serializers.serialize("jsonl", [row], ensure_ascii=False).encode())
                        count += 1
    except FileExistsError:
        raise HistoryUsageError(f"{path}：已有这个文件，请换一个名字。") from None
    except OSError as error:
        raise HistoryError(f"{path}：写不进去（{reason(error)}）。") from None
    except Error as error:
        path.unlink(missing_ok=True)
        raise HistoryError(f"{database.shown(place)}：读不出来（{database.first_line(error)}）。") from None
    finally:
        database.close(alias)
    return count


def restore(place: str, file: str | Path) -> int:
    """Put a backup into an empty database, all of it or nothing, and give the number of rows.

    Raises HistoryUsageError where the file is no backup, is of another version, or the database is not empty.
    """
    path = Path(file)
    alias = database.connect(place)
    try:
        with zipfile.ZipFile(path) as archive, database.writing(alias):
            about = json.loads(archive.read(_ABOUT))
            if about.get("format") != FORMAT:
                raise KeyError(_ABOUT)
            if about["schema"] != _schema(alias):
                raise HistoryUsageError(
                    f"{path}：由 hegui {about['hegui']} 备份，数据表与现在的不同；请用那个版本恢复，再升级。"
                )
            if full := next((model for model in _models() if model._base_manager.using(alias).exists()), None):
                raise HistoryUsageError(f"{database.shown(place)}：已有内容（{_name(full)}），只能恢复到空的数据库。")
            count = sum(_load(alias, archive, model) for model in _models())
            with connections[alias].cursor() as cursor:
                for statement in connections[alias].ops.sequence_reset_sql(no_style(), list(_models())):
                    cursor.execute(statement)
    except FileNotFoundError:
        raise HistoryUsageError(f"{path}：没有这个文件，请检查路径。") from None
    except (zipfile.BadZipFile, KeyError, ValueError, serializers.base.DeserializationError):
        raise HistoryUsageError(f"{path}：不是 hegui 的备份，或已损坏。") from None
    finally:
        database.close(alias)
    return count


def _models() -> Iterator[type[models.Model]]:
    """All tables, those first on which others rest."""
    for app in database.APPS:
        yield from serializers.sort_dependencies([(apps.get_app_config(app), list(_tables(app)))])


def _tables(app: str) -> Iterator[type[models.Model]]:
    """The tables of an application, those between two others included."""
    return filter(_kept, apps.get_app_config(app).get_models(include_auto_created=True))


def _kept(model: type[models.Model]) -> bool:
    return model._meta.model_name not in _LEFT_OUT


def _name(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def _schema(alias: str) -> list[list[str]]:
    """The steps by which the tables have become what they are."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted([app, name] for app, name in applied if app in database.APPS)


@contextmanager
def _one_moment(alias: str) -> Iterator[None]:
    """The database as it is now, until this ends; who writes meanwhile is not held up."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        postgresql = connection.vendor == "postgresql"
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if postgresql else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _load(alias: str, archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    count = 0
    with archive.open(f"{_name(model)}.jsonl") as raw:
        rows = _rows(alias, TextIOWrapper(raw, "utf-8"))
        while batch := list(islice(rows, _BATCH)):
            if any(type(row) is not model for row in batch):
                raise ValueError(model)
            model._base_manager.using(alias).bulk_create(batch)
            count += len(batch)
    return count


def _rows(alias: str, lines: Iterable[str]) -> Iterator[models.Model]:
    for line in lines:
        for one in serializers.deserialize("jsonl", line, using=alias, handle_forward_references=False):
            yield one.object
