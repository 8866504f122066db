"""Figures beside the baselines and aims that they are held against, and the machine on which they were measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from statistics import median
from time import thread_time
from typing import NamedTuple

from tabulate import tabulate

clock = thread_time
"""CPU seconds. A process that has set a timer is told its `process_time` in steps of some milliseconds only."""


class Row(NamedTuple):
    """A figure; with a baseline what counts is how many times that it is, without one the figure itself."""

    work: str
    figure: float
    unit: str
    baseline: float | None
    aim: float
    least: bool = False
    """Whether the aim is to be reached rather than not to be exceeded."""

    @property
    def counts(self) -> float:
        return self.figure if self.baseline is None else self.figure / self.baseline

    @property
    def is_met(self) -> bool:
        return self.counts >= self.aim if self.least else self.counts <= self.aim


def table(rows: Iterable[Row]) -> str:
    heads = ("工作", "本次", "基准", "之比", "目标", "")
    lines = [
        (
            row.work,
            f"{row.figure:.2f} {row.unit}",
            "" if row.baseline is None else f"{row.baseline:.2f} {row.unit}",
            "" if row.baseline is None else f"{row.counts:.2f} 倍",
            f"{'至少' if row.least else '至多'} {row.aim:g} {row.unit if row.baseline is None else '倍'}",
            "达到" if row.is_met else "未达到",
        )
        for row in rows
    ]
    return tabulate(lines, headers=heads, disable_numparse=True)


def machine() -> str:
    """Interpreter, cores, and how many processes wanted them."""
    load = "、".join(f"{each:.1f}" for each in os.getloadavg())
    return f"Python {platform.python_version()}，{os.cpu_count()} 核，1、5、15 分钟的平均负载 {load}"


def middle(seconds: Iterable[float]) -> float:
    """The median in milliseconds."""
    return median(seconds) * 1000
