"""The database: a SQLite file, or PostgreSQL by its address, brought up to date when it is opened.

Importing this module makes Django ready, so that models may be imported after it. Any number of databases may be open
in one process: each has an alias of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, Error, OperationalError, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from hegui.errors import HistoryError, HistoryUsageError, reason
from hegui.history import settings as own

_PATIENCE = 120
"""Seconds to wait for others that are writing: to keep the audit of a whole province takes half a minute."""
_WRITING = 0x6865677569
"""Number of the lock that whoever writes holds in PostgreSQL: `hegui`."""
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
APPS = ("hegui", "hegui_web")
"""Whose tables there are."""
_LAST_OWN_VERSION = 3
"""Histories were numbered by hegui itself up to this version; since, Django keeps the account."""


def _set_up() -> None:
    if settings.configured:
        if "hegui.history.apps.HistoryConfig" not in settings.INSTALLED_APPS:
            raise HistoryUsageError(
                "这个程序已有自己的 Django 设置，其中没有 hegui 的数据表：请另起一个进程使用审查历史。"
            )
    else:
        settings.configure(**{name: getattr(own, name) for name in dir(own) if name.isupper()})
    # Everything here waits for its answer; that a notebook has an event loop of its own does not matter.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    django.setup()


_set_up()


def connect(place: str, *, default: bool = False) -> str:
    """Open the database at a place, made where there is none yet, and give its alias.

    Args:
        place: A file, or an address such as `postgresql://user@host/name`.
        default: Whether it is the one that is meant where no alias is given, as in a server.

    Raises:
        HistoryUsageError: It cannot be opened, or is of a later hegui.
    """
    known = place if "://" in place else str(Path(place).absolute())
    alias = DEFAULT_DB_ALIAS if default or _place_of(DEFAULT_DB_ALIAS) == known else known
    try:
        if _place_of(alias) != known:
            described = {**_described(known), "PLACE": known}
            _forget(alias)
            connections.settings[alias] = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: described})[
                alias
            ]
        _bring_up_to_date(alias)
    except NewerHistoryError:
        raise HistoryUsageError(f"{shown(place)}：由更新版本的 hegui 写成，请升级后再用。") from None
    except (Error, ImproperlyConfigured, ImportError, OSError, ValueError) as error:
        _forget(alias)
        raise HistoryUsageError(f"{shown(place)}：打不开，或不是审查历史（{first_line(error)}），请检查。") from None
    return alias


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """Read from a database. Raises HistoryError."""
    try:
        yield
    except (Error, OverflowError) as error:  # OverflowError: a number that no column holds
        raise _told(alias, "读不出来", error) from None


@contextmanager
def writing(alias: str) -> Iterator[None]:
    """Write into a database, nobody else at the same time: what is written holds when it ends well, and not at all
    otherwise. Raises HistoryError."""
    try:
        with _alone(alias):
            yield
    except (Error, OverflowError) as error:
        raise _told(alias, "写不进去", error) from None


@contextmanager
def _alone(alias: str) -> Iterator[None]:
    """A transaction in which nobody else writes: in SQLite each is, from its beginning."""
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = %s", [int(_PATIENCE * 1000)])
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITING])
        yield


def close(alias: str) -> None:
    """Let go of this thread's connection; the next question opens another."""
    connections[alias].close()


def default_place() -> str:
    """The place of the database that is meant where no alias is given. Raises HistoryUsageError where there is none."""
    place = _place_of(DEFAULT_DB_ALIAS)
    if place is None:
        raise HistoryUsageError("还没有打开数据库。")
    return place


def shown(place: str) -> str:
    """A place as it may be said: an address without its password."""
    if "://" not in place:
        return place
    parts = urlsplit(place)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query=""))


def storable(text: str) -> str:
    """A text as a column holds it: what is no character (a byte of a name in another encoding) shows by its number. The
    audit itself keeps it as it is."""
    return text.replace("\0", "").encode("utf-8", "backslashreplace").decode("utf-8")


_SAID = {
    r"unable to open database file": "没有这个文件夹，或没有读写的权限",
    r"database or disk is full|No space left on device": "磁盘空间不足",
    r"disk I/O error": "磁盘或网络盘读写失败",
    r"attempt to write a readonly database": "文件是只读的",
    r"file is not a database": "文件是别的程序的",
    r"database disk image is malformed": "文件已损坏",
    r"Connection refused|socket .* failed: No such file or directory": "数据库没有运行，或地址、端口不对",
    r"failed to resolve host|could not translate host name": "没有这台主机，或网络不通",
    r"timeout expired|Connection timed out": "等了很久没有回应",
    r"password authentication failed": "账号或密码不对",
    r"no password supplied": "没有给出密码",
    r"no pg_hba\.conf entry|authentication failed": "数据库不许这个账号从这台机器登录",
    r'role ".*" does not exist': "没有这个账号",
    r'database ".*" does not exist': "没有这个数据库，请先建好",
    r"permission denied|must be owner": "这个账号没有读写的权限",
    r"read-only transaction|read-only mode": "数据库是只读的",
    r"database system is (?:starting up|shutting down|in recovery mode)": "数据库正在启动或停止，请稍后再试",
    r"too many (?:clients|connections)|remaining connection slots": "同时使用数据库的人太多，请稍后再试",
    r"server closed the connection|connection is lost|terminating connection": "数据库断开了连接",
}
"""What SQLite and PostgreSQL say in English, for the user."""


def first_line(error: BaseException) -> str:
    """Why a database refused: a clause for the user."""
    if isinstance(error, OSError):
        return reason(error)
    said = str(error).strip()
    meant = next((meaning for words, meaning in _SAID.items() if re.search(words, said)), None)
    return meant or said.partition("\n")[0] or type(error).__name__


class NewerHistoryError(Exception):
    """A database written by a later hegui."""


def _forget(alias: str) -> None:
    if alias in connections.settings:
        close(alias)
        del connections[alias]
        del connections.settings[alias]


def _place_of(alias: str) -> str | None:
    described: Mapping[str, Any] = connections.settings.get(alias, {})
    return described.get("PLACE")


def _told(alias: str, what: str, error: BaseException) -> HistoryError:
    place = _place_of(alias) or alias
    if _is_taken(error):
        return HistoryError(f"{shown(place)}：{what}，别的程序一直在写，等了 {_PATIENCE} 秒。请稍后再试。")
    advice = "请检查数据库" if "://" in place else "请检查文件是否只读、磁盘是否已满"
    return HistoryError(f"{shown(place)}：{what}（{first_line(error)}），{advice}。")


def _is_taken(error: BaseException) -> bool:
    """Whether somebody else held what was to be written for too long."""
    words = str(error)
    return isinstance(error, OperationalError) and ("locked" in words or "lock timeout" in words)


def _described(place: str) -> dict[str, Any]:
    """A place as Django has it. Raises ValueError for an address of another kind."""
    if "://" not in place:
        options = {"timeout": _PATIENCE, "transaction_mode": "IMMEDIATE"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": place, "OPTIONS": options}
    address = urlsplit(place)
    if address.scheme not in _POSTGRESQL:
        raise ValueError(f"不认识的数据库地址，应以 postgresql:// 开头，而不是 {address.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.removeprefix("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": unquote(address.hostname or ""),
        "PORT": str(address.port or ""),
        "OPTIONS": dict(parse_qsl(address.query)),
    }


def _bring_up_to_date(alias: str) -> None:
    """Make what tables are missing. Raises NewerHistoryError."""
    if not _plan(alias):
        return
    connection = connections[alias]
    connection.disable_constraint_checking()  # SQLite does so only outside of a transaction
    try:
        with _alone(alias):
            if plan := _plan(alias):  # several programs may be the first to open it, and another was before
                _refuse_newer(alias)
                executor = MigrationExecutor(connection)
                executor.migrate([node for app in APPS for node in executor.loader.graph.leaf_nodes(app)], plan)
    finally:
        connection.enable_constraint_checking()


def _plan(alias: str) -> list[Any]:
    """The migrations that are missing. Raises NewerHistoryError."""
    executor = MigrationExecutor(connections[alias])
    loader = executor.loader
    if any(app in APPS for app, _ in set(loader.applied_migrations) - set(loader.disk_migrations)):
        raise NewerHistoryError
    return executor.migration_plan([node for app in APPS for node in loader.graph.leaf_nodes(app)])


def _refuse_newer(alias: str) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if "hegui_schema" in connection.introspection.table_names(cursor):
            cursor.execute("SELECT version FROM hegui_schema")
            if cursor.fetchone()[0] > _LAST_OWN_VERSION:
                raise NewerHistoryError
