"""A PostgreSQL server for the tests: the one that HEGUI_TEST_POSTGRESQL names, else one of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

NO_POSTGRESQL = "没有安装 PostgreSQL（apt-get install postgresql），也未用 HEGUI_TEST_POSTGRESQL 指定"
_numbers = count(1)


def _program(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(places[-1]) if places else shutil.which(name)


@contextmanager
def postgresql_server() -> Iterator[str | None]:
    """The address of a server, without a database; None where there is none to be had."""
    if named := os.environ.get("HEGUI_TEST_POSTGRESQL"):
        yield named
        return
    initdb, control = _program("initdb"), _program("pg_ctl")
    if not initdb or not control:
        yield None
        return
    owner = "postgres" if os.geteuid() == 0 else None  # it refuses to be run by root
    with TemporaryDirectory(prefix="hegui-") as folder:  # not among those of pytest, which only their owner may enter
        if owner:
            shutil.chown(folder, owner, owner)

        def run(*command: str) -> None:
            done = subprocess.run(
                command, capture_output=True, text=True, user=owner, cwd=folder, timeout=120, check=False
            )
            assert done.returncode == 0, done.stderr

        data = f"{folder}/data"
        run(initdb, "-D", data, "-U", "hegui", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run(control, "-D", data, "-o", settings, "-w", "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://hegui@/postgres?host={folder}"
        finally:
            run(control, "-D", data, "-m", "immediate", "-w", "stop")


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of an empty database, which goes again."""
    import psycopg

    name = f"hegui_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    base, _, options = server.partition("?")
    yield f"{base.rpartition('/')[0]}/{name}{'?' if options else ''}{options}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def server() -> Iterator[str | None]:
    """The address of a PostgreSQL server; None where there is none to be had."""
    with postgresql_server() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql(server: str | None) -> str:
    """The address of a server; the test is skipped where there is none."""
    if server is None:
        pytest.skip(NO_POSTGRESQL)
    return server


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history in a file with nothing in it, to be copied: to make one takes much longer."""
    from hegui.history import database

    made = tmp_path_factory.mktemp("empty") / "历史.db"
    database.close(database.connect(str(made)))
    return made


@pytest.fixture
def shared_place(server: str | None, tmp_path: Path) -> Iterator[str]:
    """Where an office of many has its database: a server's, in a file only where there is no server."""
    with new_database(server) if server else nullcontext(str(tmp_path / "历史.db")) as place:
        yield place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty database is: a new file, or a new database."""
    if request.param == "sqlite":
        yield str(tmp_path / "历史.db")
        return
    with new_database(request.getfixturevalue("postgresql")) as address:
        yield address
