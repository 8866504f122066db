"""Deadlines among the parameters: by level, tier or kind of organ a day of the year, by the names that rules use.

    报送期限: {department: "01-20", government: {县: "02-10", 市: "02-20"}, postpone: true}

Every parameter whose name ends in 期限 is one, and so is `deadlines`, which rules call 公布期限.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from hegui.rules.layers import Layer
from hegui.rules.schema import TIERS, object_of

PUBLICATION = "deadlines"
"""The parameter behind 公布期限."""
_ENDING = "期限"
NAMES = f"{_ENDING}$"
"""What the names of all other deadlines are like, as a regular expression."""
KINDS, YEAR, POSTPONE = "kinds", "year", "postpone"
LEVELS = {"department": "部门", "government": "政府"}
NEXT_YEAR = 1
"""A deadline lies in the year after that of the report, where it says nothing else."""
_YEARS = ("当年", "次年", "第三年")

_DAY = {
    "type": "string",
    "pattern": r"^\d\d-\d\d$",
    "description": '月-日，如 "01-31"，要加引号。当日不算逾期',
}
_BY_TIER = {
    "description": '月-日，如 "01-31"，要加引号；各层级不同的，写 {县: "01-20", 市: "01-25"}',
    "anyOf": [_DAY, {**object_of("各层级的月-日", dict.fromkeys(TIERS, _DAY)), "minProperties": 1}],
}
DEADLINE = {
    "description": '期限：月-日，如 "01-31"，要加引号；因单位而异的，分 department、government、kinds 写。'
    "名称以“期限”结尾的参数，规则的算式和问题说明可以直接用它的名称",
    "anyOf": [
        _DAY,
        object_of(
            "期限",
            {
                "department": {**_BY_TIER, "description": f"政府部门的期限：{_BY_TIER['description']}"},
                "government": {**_BY_TIER, "description": f"各级政府的期限：{_BY_TIER['description']}"},
                KINDS: {
                    "type": "object",
                    "minProperties": 1,
                    "description": '按机关类别另定的期限，优先于 department、government，如 {街道办事处: "03-15"}',
                    "additionalProperties": _BY_TIER,
                },
                YEAR: {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": len(_YEARS) - 1,
                    "description": "在报告年度之后第几年：0 当年，1 次年，2 第三年；不写即 1",
                },
                POSTPONE: {
                    "type": "boolean",
                    "description": "true 为遇休息日、法定节假日的，顺延到其后第一个工作日；不写即不顺延",
                },
            },
            minProperties=1,
        ),
    ],
}
"""JSON Schema of a deadline."""


def is_deadline(name: str) -> bool:
    """Whether a parameter of this name is a deadline."""
    return name == PUBLICATION or name.endswith(_ENDING)


def deadline_names(layers: Iterable[Layer]) -> tuple[str, ...]:
    """The deadlines that layers of parameters set, by the names that formulas use; without that of publication."""
    names = (name for layer in layers for name in layer.values if name != PUBLICATION and is_deadline(name))
    return tuple(dict.fromkeys(names))


def day_for(deadline: Any, kind: str | None, level: str | None, tier: str | None) -> Any:
    """The month and day that a deadline sets for a unit; None where it sets none."""
    if not isinstance(deadline, Mapping):
        return deadline
    day = deadline.get(KINDS, {}).get(kind) or deadline.get(level)
    return day.get(tier) if isinstance(day, Mapping) else day


def is_day(text: str) -> bool:
    """Whether a month and a day (`01-31`) are there in every year."""
    month, day = map(int, text.split("-"))
    try:
        date(2023, month, day)
    except ValueError:
        return False
    return True


def deadline_in_words(deadline: Any) -> str:
    """部门为次年1月31日，政府（县）为次年3月20日，遇非工作日顺延."""
    return "，".join(_phrases(deadline))


def _phrases(deadline: Any) -> Iterator[str]:
    if not isinstance(deadline, Mapping):
        yield _in_words(deadline, NEXT_YEAR)
        return
    year = deadline.get(YEAR, NEXT_YEAR)
    whose = {LEVELS[level]: deadline[level] for level in LEVELS if level in deadline} | dict(deadline.get(KINDS, {}))
    for who, day in whose.items():
        by_tier = day.items() if isinstance(day, Mapping) else [("", day)]
        for tier, text in by_tier:
            yield f"{who}{f'（{tier}）' if tier else ''}为{_in_words(text, year)}"
    if YEAR in deadline and not whose:
        yield f"改在{_YEARS[year]}"
    if POSTPONE in deadline:
        yield "遇非工作日顺延" if deadline[POSTPONE] else "遇非工作日不顺延"


def _in_words(day: str, year: int) -> str:
    month, _, number = day.partition("-")
    return f"{_YEARS[year]}{int(month)}月{int(number)}日"
