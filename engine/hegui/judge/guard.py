"""Runs checks one by one, guarded and timed: one that raises, hangs or returns nonsense costs one verdict only."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hegui.guarding.clock import OverdueError, TimeIsUp, TimeLimit
from hegui.guarding.plugins import EndedProcess
from hegui.model.encoding import decode, encode
from hegui.model.rule import Finding, Outcome, Result, Rule

_S = TypeVar("_S")
_P = TypeVar("_P")

TIME_LIMIT = 2.0
"""Seconds that one check may take on one report."""

_LONGEST = 200
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")


class Guard(TimeLimit):
    """Runs checks, as a context manager in the thread that runs them."""

    def __init__(self, seconds: float = TIME_LIMIT) -> None:
        super().__init__(seconds)

    def run(self, rule: Rule, judge: Callable[[_S, _P], Outcome], subject: _S, parameters: _P) -> Outcome:
        """What the judge of a rule returns on a report or a corpus, or an outcome `error` whose reason names the rule,
        its pack and what went wrong.
        """
        try:
            outcome = self.call(judge, subject, parameters)
        except (KeyboardInterrupt, TimeIsUp):
            raise
        except (OverdueError, EndedProcess) as fault:
            return _broken(rule, str(fault))
        except BaseException as exception:  # a check that calls sys.exit() ends nothing but itself
            return _broken(rule, describe(exception))
        nonsense = _nonsense(outcome)
        return _broken(rule, nonsense) if nonsense else outcome


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
        if not isinstance(outcome.reason, str):
            return f"说明不是文字，而是 {type(outcome.reason).__name__}"
        return None if outcome.reason or outcome.result is Result.PASS else f"结论为 {outcome.result}，却没有说明原因"
    if not outcome.findings:
        return "结论为 fail，却没有列出问题"
    return None if all(map(_is_sound, outcome.findings)) else "列出的问题缺少说明或证据"


def _is_sound(finding: object) -> bool:
    """Whether it says what is wrong and where, in values that can be written down and read again."""
    if not isinstance(finding, Finding) or not finding.message or not finding.evidence:
        return False
    try:
        decode(encode(finding), Finding)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
