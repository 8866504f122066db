"""Runs checks one by one, guarded and timed: one that raises, hangs or returns nonsense costs one verdict only."""

from __future__ import annotations

import ctypes
import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Self, TypeVar

from hegui.model.rule import Evidence, Finding, Outcome, Result, Rule

_S = TypeVar("_S")
_P = TypeVar("_P")

TIME_LIMIT = 2.0
"""Seconds that one check may take on one report."""

_TICKS = 4
"""The alarm ticks so many times within the limit; a check that sees one tick more is stopped."""

_Tick = Callable[[], bool]
_LONGEST = 200
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")


class TimeIsUp(BaseException):
    """Raised inside a check that ran too long. No Exception, so that a check that catches everything can't keep it."""


class Guard:
    """Runs checks, as a context manager in the thread that runs them.

    One alarm serves all checks: it ticks, and each check starts with no ticks counted, which costs an assignment.
    In the main thread of Unix the alarm is the interval timer; elsewhere, or where the timer is taken, it is a thread.
    """

    def __init__(self, seconds: float = TIME_LIMIT) -> None:
        self._seconds = seconds
        self._running = False
        self._ticks = 0
        self._alarm: _Timer | _Watchdog = (_Timer if _Timer.available() else _Watchdog)(self._tick, seconds / _TICKS)

    def __enter__(self) -> Self:
        self._alarm.start()
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self._alarm.stop()

    def run(self, rule: Rule, judge: Callable[[_S, _P], Outcome], subject: _S, parameters: _P) -> Outcome:
        """What the judge of a rule returns on a report or a corpus, or an outcome `error` whose reason names the rule,
        its pack and what went wrong.
        """
        self._ticks = 0
        self._running = True
        try:
            try:
                outcome = judge(subject, parameters)
            finally:
                self._running = False
                self._alarm.quiet()
        except TimeIsUp:
            self._running = False
            return _broken(rule, f"运行超过 {self._seconds:g} 秒，已停止")
        except KeyboardInterrupt:
            raise
        except BaseException as exception:  # a check that calls sys.exit() ends nothing but itself
            return _broken(rule, describe(exception))
        fault = _nonsense(outcome)
        return _broken(rule, fault) if fault else outcome

    def _tick(self) -> bool:
        """Count a tick; true when the check that is running has used up its time."""
        if not self._running:
            return False
        self._ticks += 1
        return self._ticks > _TICKS


class _Timer:
    """Ticks by the interval timer, whose signal interrupts the check itself, regular expressions included."""

    def __init__(self, tick: _Tick, interval: float) -> None:
        self._tick = tick
        self._interval = interval

    @staticmethod
    def available() -> bool:
        return (
            hasattr(signal, "setitimer")
            and threading.current_thread() is threading.main_thread()
            and signal.getitimer(signal.ITIMER_REAL)[0] == 0
        )

    def start(self) -> None:
        self._before = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._interval, self._interval)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)

    def quiet(self) -> None:
        """Nothing can be under way: the signal is handled where the check runs."""

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._tick():
            raise TimeIsUp


class _Watchdog:
    """Ticks in a thread of its own and raises in the thread that runs the checks."""

    def __init__(self, tick: _Tick, interval: float) -> None:
        self._tick = tick
        self._interval = interval
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._rang = False

    def start(self) -> None:
        self._watched = ctypes.c_ulong(threading.get_ident())
        self._thread = threading.Thread(target=self._watch, name="hegui-watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def quiet(self) -> None:
        """Take back what was raised too late to reach the check."""
        with self._lock:
            if self._rang:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(self._watched, None)
                self._rang = False

    def _watch(self) -> None:
        while not self._over.wait(self._interval):
            with self._lock:
                if self._tick():
                    self._rang = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self._watched, ctypes.py_object(TimeIsUp))


def describe(exception: BaseException) -> str:
    """Type, words and place of an exception on one line, without what changes from run to run."""
    words = _ADDRESS.sub("0x…", " ".join(str(exception).split()))[:_LONGEST]
    trace = exception.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"（{Path(trace.tb_frame.f_code.co_filename).name} 第 {trace.tb_lineno} 行）" if trace else ""
    return f"{type(exception).__name__}{'：' if words else ''}{words}{place}"


def _broken(rule: Rule, fault: str) -> Outcome:
    return Outcome(Result.ERROR, f"规则包“{rule.source.pack}”的规则“{rule.id}”（检查“{rule.check}”）未能执行：{fault}")


def _nonsense(outcome: object) -> str | None:
    """Why a returned value can't be a judgement, or None for a sound one."""
    if not isinstance(outcome, Outcome) or not isinstance(outcome.result, Result):
        return f"返回的不是检查结论，而是 {type(outcome).__name__}"
    if outcome.result is not Result.FAIL:
        if outcome.findings:
            return f"结论为 {outcome.result}，却带有问题"
        return None if outcome.reason or outcome.result is Result.PASS else f"结论为 {outcome.result}，却没有说明原因"
    if not outcome.findings:
        return "结论为 fail，却没有列出问题"
    return None if all(map(_is_sound, outcome.findings)) else "列出的问题缺少说明或证据"


def _is_sound(finding: object) -> bool:
    return (
        isinstance(finding, Finding)
        and isinstance(finding.message, str)
        and isinstance(finding.key, str)
        and bool(finding.message and finding.evidence)
        and all(isinstance(evidence, Evidence) for evidence in finding.evidence)
    )
