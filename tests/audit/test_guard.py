"""A check that breaks, hangs or returns nonsense costs one verdict, and says whose fault it was."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hegui.audit.guard import Guard, describe
from hegui.model.rule import Evidence, Finding, Outcome, Result
from hegui.rules.check import PASSED, cannot_assess, failed, not_applicable

Run = Callable[..., Outcome]


@pytest.fixture
def run(make_report: Any, make_rule: Any) -> Run:
    """Run a function as the check of a rule."""

    def run(judge: Any, seconds: float = 5) -> Outcome:
        with Guard(seconds) as guard:
            return guard.run(make_rule("broken-rule").rule, judge, make_report(), {})

    return run


def _finding(**changes: Any) -> Finding:
    return Finding(**{"message": "有误", "key": "处", "evidence": (Evidence(quote="原文"),), **changes})


@pytest.mark.parametrize(
    "outcome",
    [PASSED, failed(_finding()), cannot_assess("读不出"), not_applicable("不适用"), Outcome(Result.ERROR, "坏了")],
)
def test_a_sound_outcome_is_handed_on(run: Run, outcome: Outcome) -> None:
    assert run(lambda report, parameters: outcome) is outcome


def test_report_and_parameters_reach_the_check(make_report: Any, make_rule: Any) -> None:
    seen = []
    report, parameters = make_report(), {"期限": "01-31"}
    with Guard() as guard:
        guard.run(make_rule().rule, lambda *arguments: seen.append(arguments) or PASSED, report, parameters)
    assert seen == [(report, parameters)]


@pytest.mark.parametrize("exception", [ZeroDivisionError("除数为零"), SystemExit(1), RecursionError(), GeneratorExit()])
def test_an_exception_becomes_an_error_with_its_name(run: Run, exception: BaseException) -> None:
    def judge(report: object, parameters: object) -> Outcome:
        raise exception

    outcome = run(judge)
    assert outcome.result is Result.ERROR
    for words in ("national", "broken-rule", "made-up", type(exception).__name__, "test_guard.py"):
        assert words in outcome.reason


def test_ctrl_c_is_not_the_rules_fault(run: Run) -> None:
    def judge(report: object, parameters: object) -> Outcome:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(judge)


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        True,
        "pass",
        Outcome("fail"),  # type: ignore[arg-type]
        Outcome(Result.FAIL),
        Outcome(Result.PASS, findings=(_finding(),)),
        Outcome(Result.CANNOT_ASSESS),
        Outcome(Result.NOT_APPLICABLE),
        Outcome(Result.FAIL, findings=("有误",)),  # type: ignore[arg-type]
        failed(_finding(message="")),
        failed(_finding(evidence=())),
        failed(_finding(key=None)),
        failed(_finding(evidence=("原文",))),
    ],
)
def test_nonsense_is_an_error(run: Run, nonsense: object) -> None:
    outcome = run(lambda report, parameters: nonsense)
    assert outcome.result is Result.ERROR
    assert "broken-rule" in outcome.reason


def _spin(report: object, parameters: object) -> Outcome:
    while True:
        pass


def _spin_in_a_pattern(report: object, parameters: object) -> Outcome:
    re.match(r"(a+)+$", "a" * 60 + "b")
    return PASSED


def _spin_and_catch_everything(report: object, parameters: object) -> Outcome:
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


@contextmanager
def _timer_taken() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timer")


@needs_timer
@pytest.mark.parametrize("judge", [_spin, _spin_in_a_pattern, _spin_and_catch_everything])
def test_an_endless_check_is_stopped_by_the_timer(run: Run, judge: Any) -> None:
    outcome = run(judge, seconds=0.05)
    assert outcome.result is Result.ERROR
    assert "0.05 秒" in outcome.reason


@needs_timer
@pytest.mark.parametrize("judge", [_spin, _spin_and_catch_everything])
def test_an_endless_check_is_stopped_by_the_watchdog(run: Run, judge: Any) -> None:
    with _timer_taken():
        outcome = run(judge, seconds=0.05)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 900, "somebody else's timer is left alone"
    assert outcome.result is Result.ERROR
    assert "0.05 秒" in outcome.reason


def test_in_another_thread_too(run: Run) -> None:
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(run(_spin, seconds=0.05)))
    thread.start()
    thread.join(60)
    assert [outcome.result for outcome in outcomes] == [Result.ERROR]


def test_the_next_check_has_its_full_time(make_report: Any, make_rule: Any) -> None:
    with Guard(0.2) as guard:
        results = [guard.run(make_rule().rule, judge, make_report(), {}).result for judge in (_spin, _nap, _nap, _nap)]
    assert results == [Result.ERROR, Result.PASS, Result.PASS, Result.PASS]


def _nap(report: object, parameters: object) -> Outcome:
    time.sleep(0.1)
    return PASSED


@needs_timer
def test_the_timer_is_given_back(run: Run) -> None:
    before = signal.getsignal(signal.SIGALRM)
    run(_spin, seconds=0.05)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_a_late_alarm_never_reaches_the_engine(make_report: Any, make_rule: Any) -> None:
    """Checks that end at the very moment of the alarm: either verdict is right, an exception outside is not."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    results: list[Result] = []

    def judge_all() -> None:
        with Guard(0.004) as guard:
            results.extend(guard.run(make_rule().rule, _brief, make_report(), {}).result for _ in range(200))

    thread = threading.Thread(target=judge_all)
    thread.start()
    thread.join(60)
    sys.setswitchinterval(before)
    assert len(results) == 200
    assert set(results) <= {Result.PASS, Result.ERROR}


def _brief(report: object, parameters: object) -> Outcome:
    until = time.perf_counter() + 0.005
    while time.perf_counter() < until:
        pass
    return PASSED


def test_a_description_is_the_same_in_every_run() -> None:
    class Thing:
        pass

    descriptions = {describe(ValueError(f"不是 {Thing()!r}\n第二行")) for _ in range(3)}
    assert len(descriptions) == 1
    assert "\n" not in descriptions.pop()
