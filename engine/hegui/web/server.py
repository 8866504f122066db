"""`hegui serve` and `hegui worker`: the pages, and the work behind them."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

import hegui
from hegui.history import database
from hegui.web import hooks, mail, worker
from hegui.web.accounts import make_first_administrator
from hegui.web.forms import AccountForm
from hegui.web.models import User
from hegui.web.services import from_environment, services
from hegui.web.setup import Setup, current

_STATIC = Path(__file__).parent / "static"
_LARGEST = 512 << 20
"""Bytes of a request."""
_THREADS = 8
_PAUSE = 5.0
"""Seconds before a worker that ended is started again."""
_BELIEVED = {"x-forwarded-for", "x-forwarded-proto"}
_LOG = "%(asctime)s %(name)s %(message)s"
KEY, ACCOUNT, PASSWORD = "HEGUI_SECRET_KEY", "HEGUI_ADMIN", "HEGUI_ADMIN_PASSWORD"
"""Variables of the environment: the key that signs cookies, the first administrator's account and password."""
_ADMINISTRATOR = "管理员"
"""What the first administrator is called."""


def open_database(place: str) -> None:
    """Open the database of this process. Raises hegui.UsageError."""
    database.connect(place, default=True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")  # who reads does not wait for who writes


def application(setup: Setup, key: str, names: Sequence[str], *, secure: bool = False) -> Any:
    """The pages as a WSGI application, called by these host names; `secure` where they are reached by HTTPS alone.

    Raises hegui.UsageError where there are no such rules.
    """
    import ninja
    from whitenoise import WhiteNoise

    setup.loaded()
    mail.set_up()
    current.setup = setup
    services.provider, services.directory = from_environment()
    settings.SECRET_KEY = key
    settings.ALLOWED_HOSTS = list(names)
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = secure
    files = WhiteNoise(get_wsgi_application(), root=_STATIC, prefix="static/", allow_all_origins=False)
    files.add_files(str(Path(ninja.__file__).parent / "static" / "ninja"), prefix="static/ninja/")
    return files


def first_administrator(ask: Callable[[str], str], ask_secret: Callable[[str], str]) -> User | None:
    """Make the first administrator where there is no account yet: from the environment, or by asking.

    Raises hegui.UsageError where the password will not do.
    """
    if User.objects.exists():
        return None
    account = os.environ.get(ACCOUNT) or ask("第一位管理员的账号（小写字母、数字）：").strip()
    password = os.environ.get(PASSWORD) or ask_secret("密码（至少 10 个字符）：")
    if not account:
        raise hegui.UsageError(f"还没有账号：请在终端中运行 hegui serve，或用环境变量 {ACCOUNT}、{PASSWORD} 给出。")
    form = AccountForm({"account": account, "name": _ADMINISTRATOR, "password": password})
    if mistakes := "".join(str(words[0]) for words in form.errors.values()):
        raise hegui.UsageError(f"没有建立第一位管理员：{mistakes}")
    return make_first_administrator(account, _ADMINISTRATOR, password)


def secret_key(file: Path) -> str:
    """The key that signs cookies: from the environment, or a file that is made where there is none."""
    if key := os.environ.get(KEY):
        return key
    with suppress(FileExistsError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(secrets.token_urlsafe(50))
    key = file.read_text("utf-8").strip()
    if len(key) < 32:
        raise hegui.UsageError(f"{file}：密钥过短，请删去这个文件，重新启动时会另做一个。")
    return key


def serve(
    app: Any, host: str, port: int, work: Sequence[str], tell: Callable[[str], None], *, proxy: str | None = None
) -> None:
    """Serve the pages until told to stop, with one worker beside.

    `work` is the worker's command; `proxy` the address of the proxy that is believed where a request comes from.
    """
    from waitress.server import create_server

    logging.basicConfig(level=logging.WARNING, format=_LOG)
    believed: dict[str, Any] = {"trusted_proxy": proxy, "trusted_proxy_headers": _BELIEVED} if proxy else {}
    server: Any = create_server(
        app,
        host=host,
        port=port,
        threads=_THREADS,
        max_request_body_size=_LARGEST,
        ident="",
        clear_untrusted_proxy_headers=True,
        **believed,
    )
    signal.signal(signal.SIGTERM, _interrupt)
    shown = "localhost" if host in ("0.0.0.0", "127.0.0.1") else host
    stop = threading.Event()
    threading.Thread(target=hooks.work, args=(stop,), daemon=True).start()
    with _worker_beside([sys.executable, "-m", "hegui", *work]):
        tell(f"http://{shown}:{getattr(server, 'effective_port', port)}/")
        try:
            server.run()
        finally:
            stop.set()
            server.close()


@contextmanager
def _worker_beside(command: Sequence[str]) -> Iterator[None]:
    """A worker that is started again when it ends, until this does."""
    over = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not over.is_set():
            running[:] = [subprocess.Popen(command, stdin=subprocess.DEVNULL)]
            running[0].wait()
            over.wait(_PAUSE)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        for process in running:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
        keeper.join(10)


def work(setup: Setup) -> None:
    """Do jobs until told to stop."""
    logging.basicConfig(level=logging.WARNING, format=_LOG)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.work(setup, stop)


def names_of(host: str) -> list[str]:
    """Names by which this machine may be called."""
    return list(dict.fromkeys(["localhost", "127.0.0.1", host, socket.gethostname(), socket.getfqdn()]))


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
