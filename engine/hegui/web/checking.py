"""A draft is checked: audited in a process of its own with limits, at once, and kept nowhere."""

from __future__ import annotations

import json
import subprocess
import threading
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import hegui
from hegui.web import child, worker
from hegui.web.setup import Setup

LONGEST = 120
"""Seconds that a check may take, on the clock and of the processor."""
_GRACE = 5
"""Seconds more that the processor may take: what runs out first is the clock, which is told."""
_MEMORY = 4 << 30
_AT_ONCE = threading.BoundedSemaphore(2)
"""Checks at the same time: the pages are answered by the same server."""


class BusyError(Exception):
    """As many drafts as may be are being checked."""


def check(setup: Setup, name: str, content: bytes, scheme: str) -> bytes:
    """The run as `audit.json` has it.

    Args:
        name: A name without folders, as `office.safe_name` makes it.

    Raises:
        BusyError: It should be sent again later.
        hegui.UsageError: It could not be checked.
    """
    if not _AT_ONCE.acquire(blocking=False):
        raise BusyError
    try:
        with TemporaryDirectory(prefix="hegui-") as folder:
            return _check(Path(folder), setup, name, content, scheme)
    finally:
        _AT_ONCE.release()


def _check(folder: Path, setup: Setup, name: str, content: bytes, scheme: str) -> bytes:
    (folder / child.FOLDER).mkdir()
    (folder / child.FOLDER / name).write_bytes(content)
    task = {
        "do": child.AUDIT,
        **asdict(setup),
        "roster": None,
        "scheme": scheme,
        "decisions": {},
        "draft": True,
        "limits": {"seconds": LONGEST + _GRACE, "memory": _MEMORY},
    }
    (folder / child.TASK).write_text(json.dumps(task, ensure_ascii=False), "utf-8")
    with worker.started(folder) as (process, _):
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            raise hegui.UsageError(f"{LONGEST} 秒没有审查完，请检查文件是否过大。") from None
    if process.returncode == 0:
        return (folder / child.RESULT).read_bytes()
    if process.returncode == child.CANNOT:
        raise hegui.UsageError((folder / "stderr").read_text("utf-8", "replace").strip())
    raise hegui.UsageError("审查程序意外终止：文件可能已损坏，或过于复杂。")
