"""A command that runs code of plugins is looked after by a process of its own, which no plugin can end.

The command itself runs in a child. Where a plugin ends that (`os._exit`, a crash), the child's trail tells which plugin
and what it was at; the command is run again without that piece of work, which is told and ends with status 3. What was
audited is in the cache.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from hegui.cli import console
from hegui.cli.status import INCOMPLETE
from hegui.guarding import ENDED, TRAIL
from hegui.guarding.lifeline import hang_on
from hegui.guarding.plugins import Work, finished, leave_trail, left_at

_COMMAND = "import sys; sys.path[:] = {path!r}; from hegui.cli import main; sys.exit(main())"
_LIFELINE = "HEGUI_LIFELINE"
"""Names the pipe that a child shares with the process that looks after it."""
_SIGNALLED = 128
"""What shells add to the number of the signal by which a process was ended."""


def is_wanted(parsed: argparse.Namespace) -> bool:
    """Whether the command loads plugins, and there is code of any beside what comes with hegui."""
    if not hasattr(parsed, "plugins"):
        return False
    from hegui.project.installed import anybody_declares_plugins

    return bool(parsed.plugins) or anybody_declares_plugins()


def looked_after(run: Callable[[], int]) -> int:
    """Run the command as the child."""
    leave_trail(os.environ.pop(TRAIL))  # it is this process's alone
    if pipe := os.environ.pop(_LIFELINE, None):
        hang_on(int(pipe))
    console.keep_standard_output()
    try:
        status = run()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else INCOMPLETE
    sys.stdout.flush()
    finished(status)
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.current_thread()):
        sys.stderr.flush()
        os._exit(status)  # threads of plugins go on, which Python would wait for
    return status


def supervised() -> int:
    """Have a child run the command of this process, as often as it takes. Returns its exit status."""
    from hegui.guarding.scratch import Scratch  # not needed by most commands

    ended: list[Work] = []
    with Scratch() as folder:
        while True:
            trail = Path(folder, str(len(ended)))
            code = _run(trail, ended)
            left = left_at(trail)
            if isinstance(left, int):
                return left
            killed = -code in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGKILL", None))
            if killed or left is None or left in ended:
                console.say("hegui：程序意外终止，结果不完整。可能是内存不足；请重新运行一次。")
                return _SIGNALLED - code if killed else INCOMPLETE
            ended.append(left)


def _run(trail: Path, ended: list[Work]) -> int:
    import subprocess

    command = [sys.executable, "-P", "-c", _COMMAND.format(path=sys.path), *sys.argv[1:]]
    told = {**os.environ, TRAIL: str(trail), ENDED: json.dumps(ended)}
    if os.name == "posix":
        pipe, held = os.pipe()  # its other end closes with this process, however that ends
        process = subprocess.Popen(command, env={**told, _LIFELINE: str(pipe)}, pass_fds=(pipe,))
        os.close(pipe)
    else:
        held = None
        process = subprocess.Popen(command, env=told)
    handlers = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),  # the child has it too
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    }
    try:
        return process.wait()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if held is not None:
            os.close(held)
