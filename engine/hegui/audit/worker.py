"""Audits files in child processes: a file that hangs, crashes or exhausts memory costs its own row only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hegui import __version__
from hegui.audit.guard import describe
from hegui.audit.record import row_of
from hegui.audit.rows import Packed
from hegui.audit.run import DEFAULT_SCHEME, Auditor, settle
from hegui.audit.walk import Target
from hegui.jurisdiction import RosterError
from hegui.model.audit import Audit, Problem
from hegui.model.rule import Result
from hegui.plugins.host import Host
from hegui.read import Limits, ReadError
from hegui.read.archive import Shelf
from hegui.read.isolate import Child, Lost
from hegui.recognise import UNKNOWN, Home
from hegui.rules.ruleset import load_ruleset

_START = 120.0
"""Seconds that loading the ruleset may take."""
_JUDGING = 120.0
"""Seconds beyond reading that a file may take."""


class Setup(NamedTuple):
    """What an audit is made by, in words: enough for another process to make the same."""

    plugins: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Folders of packs."""
    packs: tuple[str, ...] = ()
    """Names of the packs that count; all where empty."""
    scheme: str = DEFAULT_SCHEME
    ocr: bool = False
    home: Home = UNKNOWN
    digest: str = ""
    """Of the ruleset."""
    roster: str | None = None
    """Path of the roster."""
    roster_digest: str = ""
    version: str = __version__

    @property
    def seconds(self) -> float:
        """Time that a file may take."""
        limits = Limits()
        return (limits.recognition_seconds if self.ocr else limits.seconds) + _JUDGING


class Audited(NamedTuple):
    """A row, and what is to be known to keep it."""

    packed: Packed
    content: str
    """SHA-256 of the file; empty where it could not be read."""
    settled: bool
    """False where something broke: another run may come to another result."""


class Unlike(Exception):  # noqa: N818 - what the process is
    """A process that would not judge as this one does: it has another hegui, or other rules."""


def audited(audit: Audit, auditor: Auditor) -> Audited:
    """The row of an audit; where a plugin's finding cannot be written down, the row says so."""
    try:
        row = row_of(audit, auditor.ruleset)
    except Exception as error:
        problem = Problem("read", f"审查结果无法写出（{describe(error)}）", audit.source.path)
        audit = Audit(audit.source, None, problems=(problem,))
        row = row_of(audit, auditor.ruleset)
    broken = audit.problems or any(verdict.result is Result.ERROR for verdict in audit.verdicts)
    return Audited(Packed.of(row), audit.source.sha256, not broken)


@lru_cache(maxsize=1)
def _auditor(setup: Setup) -> tuple[Auditor, Shelf]:
    """Made once a process. Raises Unlike."""
    host = Host.load([Path(file) for file in setup.plugins], [Path(folder) for folder in setup.rules])
    ruleset = load_ruleset(host, only=setup.packs)
    if __version__ != setup.version:
        raise Unlike(f"这里的 hegui 是 {__version__} 版，发起审查的是 {setup.version} 版，请装成同一版本")
    if ruleset.digest != setup.digest:
        raise Unlike(
            "这里的规则与发起审查处的不同（规则文件在审查途中被修改，或各机器上的规则包不一致），请统一后重新审查"
        )
    try:
        auditor = Auditor.of(ruleset, setup.scheme, ocr=setup.ocr, home=setup.home, roster=setup.roster)
    except RosterError:
        raise Unlike(f"这里读不到单位名册 {setup.roster}，请把它放在各机器都能读到的位置") from None
    if auditor.jurisdiction and auditor.jurisdiction.digest != setup.roster_digest:
        raise Unlike("单位名册在审查途中被修改，或各机器上的不一致，请统一后重新审查")
    settle()
    return auditor, Shelf()


def _prepare(setup: Setup) -> None:
    _auditor(setup)


def _audit(setup: Setup, target: Target) -> Audited:
    auditor, archives = _auditor(setup)
    return audited(auditor.audit(target, archives), auditor)


class Crew:
    """Child processes that audit files, as many as there are callers at a time, each started when first needed."""

    def __init__(self, seconds: float | None = None) -> None:
        """`seconds` is what a file may take, where it is another time than the setup's."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._all: list[Child] = []
        self._idle: list[Child] = []

    def audit(self, setup: Setup, targets: Sequence[Target]) -> list[Audited | Problem]:
        """The rows of some files, or what became of the process that was at them. Any thread may call.

        Raises Unlike where the child does not judge as this process does.
        """
        child = self._take()
        try:
            return [self._audit(child, setup, target) for target in targets]
        finally:
            with self._lock:
                self._idle.append(child)

    def _take(self) -> Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            self._all.append(Child())
            return self._all[-1]

    def _audit(self, child: Child, setup: Setup, target: Target) -> Audited | Problem:
        seconds = self._seconds or setup.seconds
        try:
            if not child.is_running():  # to load the ruleset takes no time of the file's
                child.call(_START, _prepare, setup)
            return child.call(seconds, _audit, setup, target)
        except Lost as lost:
            return Problem("read", _fate(lost, seconds), target.path)
        except ReadError as error:
            return Problem("read", str(error), target.path)

    def stop(self) -> None:
        """End every process at once."""
        with self._lock:
            for child in self._all:
                child.stop()


def _fate(lost: Lost, seconds: float) -> str:
    if not lost.in_time:
        return (
            f"审查用时超过 {seconds:g} 秒，已停止，其余文件不受影响。"
            "文件可能过大、已损坏或经过特殊构造，请用原程序打开后另存一份再审查。"
        )
    return (
        "审查时处理这份文件的进程意外终止，其余文件不受影响。可能是内存不足，或文件已损坏、经过特殊构造；"
        "请重新审查一次，仍不行的，用原程序打开后另存一份再审查。"
    )
