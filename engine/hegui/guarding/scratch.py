"""Folders for what a run needs only while it lasts, and their end also where the run was killed."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

_PREFIX = "hegui-run-"
_YOUNG = 60
"""Seconds for which a folder may not be locked yet by the process that makes it."""


class Scratch(TemporaryDirectory[str]):
    """A temporary folder. What killed processes have left of such folders goes when the next process makes its first:
    the system lets go of a lock with the process that holds it, however that ended."""

    def __init__(self) -> None:
        _clear_away(gettempdir())
        super().__init__(prefix=_PREFIX, ignore_cleanup_errors=True)
        self._held = _lock(self.name)

    def cleanup(self) -> None:
        super().cleanup()
        if self._held is not None:
            os.close(self._held)
            self._held = None


@cache
def _clear_away(where: str) -> None:
    """Once a process."""
    if os.name != "posix":
        return
    for folder in Path(where).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody else is at it
            about = folder.lstat()
            if about.st_uid != os.getuid() or time.time() - about.st_mtime < _YOUNG:
                continue
            if (held := _lock(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _lock(folder: str | Path) -> int | None:
    """A lock on a folder, to be closed; None where another process holds it, and where the system has none."""
    if os.name != "posix":
        return None
    import fcntl

    held = None
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if held is not None:
            os.close(held)
        return None
    return held
