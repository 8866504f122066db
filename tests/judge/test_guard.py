"""A check that breaks, hangs or returns nonsense costs one verdict, and says whose fault it was."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hegui.judge.guard import Guard, describe
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
        signal.raise_signal(signal.SIGINT)
        return PASSED

    with pytest.raises(KeyboardInterrupt):
        run(judge)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("elsewhere", [False, True], ids=["main thread", "another thread"])
def test_a_check_that_pretends_ctrl_c_ends_nothing_but_itself(run: Run, elsewhere: bool) -> None:
    def judge(report: object, parameters: object) -> Outcome:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(run, judge).result() if elsewhere else run(judge)
    assert outcome.result is Result.ERROR
    assert "KeyboardInterrupt" in outcome.reason
    assert "test_guard.py" in outcome.reason


def test_where_the_host_program_handles_ctrl_c_itself_it_is_asked(run: Run) -> None:
    def judge(report: object, parameters: object) -> Outcome:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(judge)
    finally:
        signal.signal(signal.SIGINT, before)


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


needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGVTALRM"), reason="this system has no interval timer")


def _sleep(report: object, parameters: object) -> Outcome:
    time.sleep(600)
    return PASSED


def _compute_until(over: Callable[[], bool]) -> None:
    """Until then, or for a second at most."""
    end = time.process_time() + 1
    while not over() and time.process_time() < end:
        pass


@needs_signals
@pytest.mark.parametrize("judge", [_spin, _spin_in_a_pattern, _spin_and_catch_everything, _sleep])
def test_an_endless_check_is_stopped_in_the_main_thread(run: Run, judge: Any) -> None:
    outcome = run(judge, seconds=0.05)
    assert outcome.result is Result.ERROR
    assert "0.05 秒" in outcome.reason


@pytest.mark.parametrize("judge", [_spin, _spin_and_catch_everything])
def test_an_endless_check_is_stopped_in_every_other_thread(run: Run, judge: Any) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda seconds: run(judge, seconds=seconds), [0.05, 0.1, 0.05, 0.2, 0.05, 0.1]))
    assert [outcome.result for outcome in outcomes] == [Result.ERROR] * 6
    assert ["0.05 秒" in outcome.reason for outcome in outcomes] == [True, False, True, False, True, False]


def test_a_check_that_is_in_time_is_not_disturbed_by_those_that_are_not(run: Run) -> None:
    """Every thread has checks of both kinds, one after the other."""
    judges = [_nap, _spin, _nap, _nap, _spin, _nap] * 2
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda judge: run(judge, seconds=0.6), judges))
    assert [outcome.result is Result.PASS for outcome in outcomes] == [judge is _nap for judge in judges]


@needs_signals
def test_the_alarm_of_the_host_program_rings_for_it(run: Run) -> None:
    rang = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rang.append(number))
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    try:
        outcome = run(_spin, seconds=0.2)
        _compute_until(lambda: len(rang) > 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert outcome.result is Result.ERROR
    assert len(rang) > 1


@needs_signals
def test_where_the_host_program_uses_the_signal_itself_it_keeps_it(run: Run) -> None:
    rang = []

    def ring(number: int, frame: object) -> None:
        rang.append(number)

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.02, 0.02)
    try:
        outcome = run(_spin, seconds=0.1)
        _compute_until(lambda: len(rang) > 1)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert outcome.result is Result.ERROR
    assert len(rang) > 1


@needs_signals
def test_nothing_is_left_behind(run: Run) -> None:
    before = signal.getsignal(signal.SIGVTALRM), signal.getsignal(signal.SIGALRM)
    run(_spin, seconds=0.05)
    assert (signal.getsignal(signal.SIGVTALRM), signal.getsignal(signal.SIGALRM)) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    for _ in range(100):
        if not any(thread.name == "hegui-watchdog" for thread in threading.enumerate()):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the watchdog has nothing to watch and goes on")


@pytest.mark.parametrize("elsewhere", [False, True], ids=["main thread", "another thread"])
@pytest.mark.parametrize(("outer", "inner"), [(0.1, 30), (30, 0.1)])
def test_of_two_guards_one_inside_the_other_each_keeps_its_own_time(
    run: Run, outer: float, inner: float, elsewhere: bool
) -> None:
    inside: list[Outcome] = []

    def judge(report: object, parameters: object) -> Outcome:
        inside.append(run(_spin, seconds=inner))
        return PASSED

    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(run, judge, outer).result() if elsewhere else run(judge, outer)
    if outer < inner:
        assert outcome.result is Result.ERROR
        assert "0.1 秒" in outcome.reason
        assert inside == []
    else:
        assert outcome.result is Result.PASS
        assert ["0.1 秒" in one.reason for one in inside] == [True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_in_a_forked_process_too(run: Run) -> None:
    with Guard(30):  # the parent's watchdog is at work
        child = os.fork()
        if child == 0:
            ended = []
            thread = threading.Thread(target=lambda: ended.append(run(_spin, seconds=0.05).result))
            thread.start()
            thread.join(30)
            os._exit(0 if ended == [Result.ERROR] else 1)
        assert os.waitpid(child, 0)[1] == 0


def test_the_next_check_has_its_full_time(make_report: Any, make_rule: Any) -> None:
    with Guard(1) as guard:
        results = [guard.run(make_rule().rule, judge, make_report(), {}).result for judge in (_spin, _nap, _nap, _nap)]
    assert results == [Result.ERROR, Result.PASS, Result.PASS, Result.PASS]


def _nap(report: object, parameters: object) -> Outcome:
    time.sleep(0.4)
    return PASSED


def test_a_late_alarm_never_reaches_the_engine(make_report: Any, make_rule: Any) -> None:
    """Checks that end at the very moment of the alarm: either verdict is right, an exception outside is not."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)  # below it, a traced thread of Python 3.11 may never come to run
    results: list[Result] = []

    def judge_all() -> None:
        with Guard(0.004) as guard:
            results.extend(guard.run(make_rule().rule, _brief, make_report(), {}).result for _ in range(200))

    try:
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(judge_all) for _ in range(2)]:
                done.result()
    finally:
        sys.setswitchinterval(before)
    assert len(results) == 400
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
