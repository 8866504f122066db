"""A process that ends with the one that started it, so that nothing goes on unattended."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

_LET_GO = 1


def hang_on(pipe: int) -> None:
    """End this process as soon as nobody holds the other end of a pipe any more; nothing is ever written to it."""
    threading.Thread(target=_wait, args=(pipe,), name="hegui-lifeline", daemon=True).start()


def _wait(pipe: int) -> None:
    with suppress(OSError):
        os.read(pipe, 1)  # not by a stream of Python's, which would be held when Python ends
    os._exit(_LET_GO)
