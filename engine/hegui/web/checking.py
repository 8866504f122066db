"""A draft of a report or of a rule is checked: in a process of its own with limits, at once, and kept nowhere."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

import hegui
from hegui.guarding.scratch import Scratch
from hegui.web import child, own_pack, worker
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
    with _folder() as folder:
        (folder / child.FOLDER / name).write_bytes(content)
        given: dict[str, Any] = {"roster": None, "scheme": scheme, "decisions": {}, "draft": True}
        return _done(folder, {"what": child.AUDIT, **asdict(setup), **given})


def examine(
    setup: Setup, file: str, text: str, report: tuple[str, bytes] | None = None, sample: str = ""
) -> hegui.Examined:
    """What there is to say of a file of the office's own pack, were this text in it; tried on a report, or a sample.

    Args:
        file: As `own_pack.file_of` makes it.
        report: Name, as `office.safe_name` makes it, and content.

    Raises:
        BusyError: It should be sent again later.
        hegui.UsageError: It could not be examined.
    """
    with _folder() as folder:
        if report:
            (folder / child.FOLDER / report[0]).write_bytes(report[1])
        own_pack.copy(setup.own, folder / child.PACK)
        written = folder / child.PACK / file
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(text, "utf-8")
        others = [rules for rules in setup.rules if rules != setup.own]
        task = {"what": child.EXAMINE, **asdict(setup), "rules": others, "file": file, "sample": sample}
        return msgspec.json.decode(_done(folder, task), type=hegui.Examined)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for a check, one of the few at the same time. Raises BusyError."""
    if not _AT_ONCE.acquire(blocking=False):
        raise BusyError
    try:
        with Scratch() as name:
            (Path(name) / child.FOLDER).mkdir()
            yield Path(name)
    finally:
        _AT_ONCE.release()


def _done(folder: Path, task: Mapping[str, Any]) -> bytes:
    limits = {"seconds": LONGEST + _GRACE, "memory": _MEMORY}
    child.write_task(folder, **task, limits=limits)
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
