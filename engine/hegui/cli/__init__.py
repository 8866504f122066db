"""The command line. Starting it imports little: each command imports what it needs when it runs."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from hegui.cli.status import INCOMPLETE, INTERRUPTED, Stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; whatever happens, the user gets a sentence and no traceback."""
    from hegui.cli import console
    from hegui.cli.parser import parse
    from hegui.history import HistoryError

    console.use_utf8()
    try:
        parsed = parse(arguments)
        status: int = parsed.run(parsed)
        sys.stdout.flush()
    except Stop as stop:
        console.say(f"hegui：{stop}")
        return stop.status
    except HistoryError as error:
        console.say(f"hegui：{error}")
        return INCOMPLETE
    except KeyboardInterrupt:
        console.say("hegui：已中断，结果不完整。")
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
        from hegui.audit.guard import describe

        console.say(f"hegui：程序出错，请将下面这行反馈给开发者。\n{describe(error)}")
        return INCOMPLETE
    return status


def _drop_output() -> None:
    """What is still buffered has nowhere to go; without this the interpreter would try again and complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _in_words(error: OSError) -> str:
    where = f"（{error.filename}）" if error.filename else ""
    match error.errno:
        case errno.ENOSPC:
            return f"磁盘空间不足，结果没有写完{where}。"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"没有写入或读取的权限{where}。"
    return f"读写出错{where}：{error.strerror or error}。"
