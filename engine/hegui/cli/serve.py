"""`hegui serve` and `hegui worker`: the workbench; `hegui backup` and `hegui restore`: its database in one file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import loading
from hegui.cli.status import CLEAN
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.web.setup import Setup

_DATABASE = "工作台.db"


def add_to(commands: Any) -> None:
    serving = _add(commands, "serve", "启动工作台：在浏览器里审查、复核", _serve)
    serving.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="监听的地址，默认只供本机使用")
    serving.add_argument("--port", metavar="N", type=int, default=8000, help="端口，默认 8000")
    serving.add_argument(
        "--name", metavar="NAME", dest="names", action="append", default=[], help="用户访问所用的主机名，可多次给出"
    )
    serving.add_argument(
        "--proxy", metavar="ADDRESS", help="前面的 HTTPS 代理的地址，如 127.0.0.1：登录只在加密连接中有效"
    )
    serving.add_argument(
        "--key-file", metavar="FILE", default="hegui.key", help="签名用的密钥，没有则新做，默认 hegui.key"
    )
    _add_rules(serving)
    _add_rules(_add(commands, "worker", "另开一个审查进程，分担工作台的审查", _work))
    for name, words, run in (
        ("backup", "把数据库备份成一个文件", _backup),
        ("restore", "把备份恢复到空的数据库", _restore),
    ):
        _add(commands, name, words, run).add_argument("file", metavar="FILE", help="备份文件，如 备份.zip")


def _add(commands: Any, name: str, words: str, run: Any) -> Any:
    parser = commands.add_parser(name, help=words, description=f"{words}。")
    parser.add_argument(
        "--history", metavar="FILE", default=_DATABASE, help=f"数据库：一个文件，或 PostgreSQL 的地址，默认 {_DATABASE}"
    )
    parser.set_defaults(run=run)
    return parser


def _add_rules(parser: Any) -> None:
    loading.add_options(parser)
    parser.add_argument(
        "--own-rules", metavar="DIR", help="本单位自己的规则包：在网页上编写、经审批的规则写入这个文件夹，没有则新建"
    )
    loading.add_home(parser, "单位名称看不出所在省时，按这个省处理", "单位名称看不出所在市时，按这个市处理")


def _setup(parsed: argparse.Namespace) -> Setup:
    from pathlib import Path

    from hegui.web import own_pack
    from hegui.web.setup import Setup

    own = str(Path(parsed.own_rules).absolute()) if parsed.own_rules else None
    if own:
        own_pack.make(Path(own))
    return Setup(
        packs=tuple(parsed.packs),
        plugins=tuple(str(Path(path).absolute()) for path in parsed.plugins),
        rules=tuple(str(Path(path).absolute()) for path in (*parsed.rules, *filter(None, [own]))),
        own=own,
        province=parsed.province,
        city=parsed.city,
    )


def _server() -> Any:
    """The module of the server. Raises UsageError where what it needs is not installed."""
    from importlib.util import find_spec

    if not all(map(find_spec, ("django", "ninja", "waitress", "whitenoise"))):
        raise UsageError("工作台的功能未安装，请先 pip install 'hegui[web]'。")
    from hegui.web import server

    return server


def _serve(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import flush, write

    server = _server()
    setup = _setup(parsed)
    server.open_database(parsed.history)
    if first := server.first_administrator(_ask, _ask_secret):
        write(f"已建立管理员账号 {first.account}，第一次登录后请更改密码。\n")
    names = [*server.names_of(parsed.host), *parsed.names]
    app = server.application(setup, server.secret_key(Path(parsed.key_file)), names, secure=parsed.proxy is not None)

    def tell(address: str) -> None:
        write(f"工作台已启动：{address}\n按 Ctrl-C 停止。\n")
        flush()

    server.serve(app, parsed.host, parsed.port, _worker_command(parsed, setup), tell, proxy=parsed.proxy)
    return CLEAN


def _worker_command(parsed: argparse.Namespace, setup: Setup) -> list[str]:
    options = {"--pack": setup.packs, "--plugin": setup.plugins, "--rules": parsed.rules}
    single = {"--province": setup.province, "--city": setup.city, "--own-rules": setup.own}
    command = ["worker", "--history", parsed.history]
    command += [word for option, values in options.items() for value in values for word in (option, value)]
    return command + [word for option, value in single.items() if value for word in (option, value)]


def _work(parsed: argparse.Namespace) -> int:
    server = _server()
    setup = _setup(parsed)
    server.open_database(parsed.history)
    server.work(setup)
    return CLEAN


def _ask(question: str) -> str:
    import sys

    if not sys.stdin.isatty():
        return ""
    return input(question)


def _ask_secret(question: str) -> str:
    import sys
    from getpass import getpass

    return getpass(question) if sys.stdin.isatty() else ""


def _backup(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write

    module = _backup_module()
    if "://" not in parsed.history and not Path(parsed.history).exists():
        raise UsageError(f"{parsed.history}：没有这个数据库，请用 --history 指明。")
    write(f"已备份 {module.backup(parsed.history, parsed.file)} 行。\n")
    return CLEAN


def _restore(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write

    write(f"已恢复 {_backup_module().restore(parsed.history, parsed.file)} 行。\n")
    return CLEAN


def _backup_module() -> Any:
    try:
        from hegui.history import backup
    except ImportError:
        raise UsageError("审查历史的功能未安装，请先 pip install 'hegui[history]'。") from None
    return backup
