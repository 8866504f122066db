"""Runs functions one by one, each within a time limit.

Limits work in any thread, many at a time, also one inside another. One watchdog thread a process looks at all of them,
and ends when there is nothing to watch. How a function is stopped:

- in the main thread of a Unix process by SIGVTALRM, which interrupts whatever the function does, a wait or a long
  regular expression too. Where the host program uses that signal itself, as below. SIGALRM is left to the host program.
- in any other thread by an exception that Python raises at the next instruction of the function. What runs outside of
  Python's bytecode is not interrupted: a wait ends first, and a long regular expression holds up even the watchdog,
  since it keeps the interpreter's lock. Patterns are therefore bounded where they are compiled; what is run seldom is
  left behind in a thread of its own (`within`); and a program that audits untrusted files in threads does better with
  child processes, which have a time limit and can be killed.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import threading
from collections.abc import Callable
from contextvars import copy_context
from time import monotonic
from types import FrameType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_LOOKS = 4
"""The watchdog looks so many times within the limit; so a function is stopped at the limit or up to a quarter later."""

_NOT_RUNNING = math.inf
_NOT_STOPPED = -math.inf


class TimeIsUp(BaseException):
    """Raised inside a function that ran too long. No Exception, so that code that catches everything can't keep it."""


class OverdueError(Exception):
    """It ran for too long, in words for the user."""


class KeyboardInterruptRaised(Exception):  # noqa: N818
    """Raised in the place of a KeyboardInterrupt that is no Ctrl-C: the function raised it itself."""


class TimeLimit:
    """Runs functions within so many seconds each, as a context manager in the thread that runs them."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._began = _NOT_RUNNING
        """When the function that is running began."""
        self._stopped = _NOT_STOPPED
        """When it was last told to stop."""

    def __enter__(self) -> Self:
        self._thread = threading.get_ident()
        self._outer = _watchdog.guards.get(self._thread)
        own = self.seconds / _LOOKS
        self.interval: float = min(own, self._outer.interval) if self._outer else own  # the shorter is looked after too
        self._signals = _Signals.of_this_thread(self.interval)
        self._interrupts = _Interrupts()
        _watchdog.watch(self._thread, self)
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        _watchdog.watch(self._thread, self._outer)
        if self._signals:
            self._signals.give_back()
        self._interrupts.give_back()

    def call(self, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
        """What a function returns.

        Raises:
            OverdueError: It ran for too long.
            TimeIsUp: So did that inside which it runs.
            KeyboardInterrupt: Ctrl-C was pressed.
            BaseException: Whatever it raises, but a KeyboardInterrupt of its own as KeyboardInterruptRaised.
        """
        self._began = monotonic()
        try:
            try:
                return function(*arguments, **named)
            finally:
                self._end()
        except TimeIsUp:
            self._end()
            if self._outer and self._outer.is_overdue(monotonic()):
                raise
            raise OverdueError(f"运行超过 {self.seconds:g} 秒，已停止") from None
        except KeyboardInterrupt as interrupt:
            if self._interrupts.came():
                raise
            raise KeyboardInterruptRaised().with_traceback(interrupt.__traceback__) from None

    @property
    def interrupts_waits(self) -> bool:
        """Whether a function is stopped wherever it is."""
        return self._signals is not None

    def _end(self) -> None:
        """The check is over: from here on nothing is raised, and what was raised too late to reach it ends here."""
        self._began = _NOT_RUNNING
        if self._stopped != _NOT_STOPPED:
            with _watchdog.looking:
                if not self._signals:
                    _let_arrive(self._thread)
                self._stopped = _NOT_STOPPED

    def is_overdue(self, now: float) -> bool:
        """Whether the check that is running, or the one inside which it runs, has used up its time."""
        if self._began == _NOT_RUNNING:
            return False
        return now - self._began > self.seconds or (self._outer is not None and self._outer.is_overdue(now))

    def must_stop(self, now: float) -> bool:
        """As `is_overdue`, noted, and true only once within a limit: a check that catches it is told again later."""
        if not self.is_overdue(now) or now - self._stopped < self.seconds:
            return False
        self._stopped = now
        return self.is_overdue(now)  # it may just have ended, with nothing yet to take back

    def stop_if_overdue(self) -> None:
        """Called by the watchdog."""
        if self._signals:
            if self.is_overdue(monotonic()):
                self._signals.send()  # who handles it asks `must_stop`
        elif self.must_stop(monotonic()):
            _raise_in(self._thread)


def _raise_in(thread: int) -> None:
    """Have Python raise `TimeIsUp` in a thread, in place of what it had yet to raise there."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeIsUp))


def _let_arrive(thread: int) -> None:
    """Leave nothing to be raised in this thread later.

    Whether the check has met its exception is not known, so it is raised once more and met here. It can't be taken
    back instead: Python 3.11 then keeps looking for it, and never gets out of a function that a debugger or a
    measurement of coverage traces.
    """
    try:
        _raise_in(thread)
        while True:
            pass
    except TimeIsUp:
        pass


class _Watchdog:
    """Looks at the innermost guard of each thread from time to time."""

    def __init__(self) -> None:
        self.guards: dict[int, TimeLimit] = {}
        """By the thread's number."""
        self.looking = threading.RLock()
        """Held while it looks, and by whoever must not be looked at."""
        self._changed = threading.Condition(self.looking)
        self._pause = 0.0
        self._awake = False

    def watch(self, thread: int, guard: TimeLimit | None) -> None:
        """Look at this guard in the place of the thread's present one; at none with None."""
        with self.looking:
            if guard is None:
                self.guards.pop(thread, None)
                return
            self.guards[thread] = guard
            if not self._awake:
                self._awake = True
                threading.Thread(target=self._watch, name="hegui-watchdog", daemon=True).start()
            elif guard.interval < self._pause:
                self._changed.notify()

    def _watch(self) -> None:
        with self.looking:
            while self.guards:
                for guard in self.guards.values():
                    guard.stop_if_overdue()
                self._pause = min(guard.interval for guard in self.guards.values())
                self._changed.wait(self._pause)
            self._awake = False


_watchdog = _Watchdog()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_watchdog.__init__)  # type: ignore[misc]  # the thread stays with the parent


class _Interrupts:
    """Tells Ctrl-C from a KeyboardInterrupt that a function raises itself."""

    def __init__(self) -> None:
        self._in_main = threading.current_thread() is threading.main_thread()
        self._handler = signal.getsignal(signal.SIGINT) if self._in_main else None
        self._is_ours = self._handler in (signal.default_int_handler, _on_interrupt)
        if self._handler is signal.default_int_handler:
            _pressed.clear()
            signal.signal(signal.SIGINT, _on_interrupt)

    def came(self) -> bool:
        """Whether Ctrl-C was pressed; taken for granted where the host program handles it itself."""
        return self._in_main and (_pressed.is_set() or not self._is_ours)

    def give_back(self) -> None:
        if self._handler is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._handler)


_pressed = threading.Event()


def _on_interrupt(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    signal.default_int_handler(number, frame)


class _Signals:
    """SIGVTALRM in the main thread: from the watchdog, and by the timer that counts the time computed, for as long as
    what holds the interpreter's lock keeps the watchdog from looking.
    """

    def __init__(self, interval: float) -> None:
        self._handler = signal.signal(signal.SIGVTALRM, _on_signal)
        self._timer = signal.setitimer(signal.ITIMER_VIRTUAL, interval, interval)

    @classmethod
    def of_this_thread(cls, interval: float) -> _Signals | None:
        """None where signals do not reach, or are not free."""
        if not hasattr(signal, "SIGVTALRM") or threading.current_thread() is not threading.main_thread():
            return None
        handler = signal.getsignal(signal.SIGVTALRM)
        free = handler == signal.SIG_DFL and signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
        return cls(interval) if free or handler is _on_signal else None

    def send(self) -> None:
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGVTALRM)

    def give_back(self) -> None:
        """As it was before; the timer first, so that nothing is under way when the handler goes."""
        signal.setitimer(signal.ITIMER_VIRTUAL, *self._timer)
        signal.signal(signal.SIGVTALRM, self._handler)


def _on_signal(number: int, frame: FrameType | None) -> None:
    guard = _watchdog.guards.get(threading.get_ident())
    if guard and guard.must_stop(monotonic()):
        raise TimeIsUp


def within(seconds: float, function: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
    """What a function returns, from any thread within so many seconds, whatever it does.

    Where it can't be interrupted in a wait it runs in a thread of its own, which is left to itself when time is up.
    Raises as `TimeLimit.call`.
    """
    with TimeLimit(seconds) as limit:
        if limit.interrupts_waits:
            return limit.call(function, *arguments, **named)
    done: list[T] = []
    failed: list[BaseException] = []
    context = copy_context()

    def run() -> None:
        try:
            with TimeLimit(seconds) as own:
                done.append(own.call(lambda: context.run(function, *arguments, **named)))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="hegui-plugin", daemon=True)
    thread.start()
    thread.join(1.5 * seconds)  # its own limit stops it before, if it can be stopped
    if failed:
        raise failed[0]
    if done:
        return done[0]
    raise OverdueError(f"运行超过 {seconds:g} 秒，已停止等待")
