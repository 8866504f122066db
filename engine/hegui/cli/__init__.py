"""The command line. Starting it imports little: each command imports what it needs when it runs."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from hegui.cli.status import INCOMPLETE, INTERRUPTED, status_of
from hegui.errors import HeguiError, Interrupted, UsageError, reason
from hegui.guarding import TRAIL


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; whatever happens, the user gets a sentence and no traceback."""
    from hegui.cli import console

    if arguments is None:
        _start_again_where_names_are_ascii()
    _open_what_is_closed()
    console.use_utf8()
    if arguments is None and TRAIL in os.environ:
        from hegui.cli import supervision

        return supervision.looked_after(lambda: _run(None, supervise=False))
    return _run(arguments, supervise=arguments is None)


def _run(arguments: Sequence[str] | None, supervise: bool) -> int:
    from hegui.cli import console
    from hegui.cli.commands import parse

    try:
        parsed = parse(arguments)
        from hegui.cli import supervision  # not before: `--version` needs none

        if supervise and supervision.is_wanted(parsed):
            return supervision.supervised()
        with console.plugins_heard():
            status: int = parsed.run(parsed)
            sys.stdout.flush()
    except HeguiError as error:
        console.say(f"hegui：{_flag(error)}{error}")
        return status_of(error)
    except KeyboardInterrupt as interrupt:
        console.say(f"hegui：已中断，结果不完整。{_how_to_go_on(interrupt)}")
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        console.say("hegui：接收输出的程序已关闭，结果没有写完。")
        return INCOMPLETE
    except OSError as error:
        _drop_output()
        console.say(f"hegui：{_in_words(error)}")
        return INCOMPLETE
    except Exception as error:
        from hegui.judge.guard import describe

        console.say(f"hegui：程序出错，请将下面这行反馈给开发者。\n{describe(error)}")
        return INCOMPLETE
    return status


def _start_again_where_names_are_ascii() -> None:
    """In a bare locale with Python's own remedy switched off no file with a Chinese name could be opened."""
    if os.name != "posix" or sys.getfilesystemencoding() not in ("ascii", "us-ascii"):
        return
    if os.environ.get("PYTHONUTF8") != "1":  # else it has been started again, in vain
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _open_what_is_closed() -> None:
    """Where the shell has closed a standard stream (`>&-`), what goes there goes nowhere: no file takes its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 -- for good


def _flag(error: HeguiError) -> str:
    if not isinstance(error, UsageError) or not error.option:
        return ""
    return f"--{_FLAGS.get(error.option, error.option)} "


_FLAGS = {"plugins": "plugin", "packs": "pack"}
"""Flags that are called otherwise than the parameters behind them."""


def _how_to_go_on(interrupt: KeyboardInterrupt) -> str:
    if not isinstance(interrupt, Interrupted) or not interrupt.kept:
        return ""
    return f"已审查的 {interrupt.kept} 份记在缓存中，用同样的参数再运行一次，即从中断处接着审查。"


def _drop_output() -> None:
    """What is still buffered has nowhere to go; without this the interpreter would try again and complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _in_words(error: OSError) -> str:
    from tempfile import gettempdir

    where = f"（{error.filename}）" if error.filename else ""
    match error.errno:
        case errno.ENOSPC:
            return (
                f"磁盘空间不足，结果没有写完{where}。"
                f"请清理结果文件夹和临时文件夹 {gettempdir()} 所在的磁盘，再运行一次。"
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"没有写入或读取的权限{where}，请检查权限，或另选一个文件夹。"
    return f"读写出错{where}：{reason(error)}，请检查路径。"
