"""What every renderer for people says of rankings: the `ranking` and `parents` of an audit record's `corpus`."""

from __future__ import annotations

from hegui.model.renderer import Record
from hegui.output.text import clean
from hegui.output.view import SEVERITIES, number, percent

HEADER = ("名次", "单位", "得分", "等级", "覆盖率", "问题")
NUMBERS = ("名次", "得分", "覆盖率", "问题")
_MOST_FAULTS = 5


def group_title(group: Record) -> str:
    year = f"{group['year']} 年" if group["year"] else ""
    return clean(f"{year}{group['group']}")


def parent_title(parent: Record) -> str:
    return f"{group_title({**parent, 'group': parent['parent']})}所属单位"


def cells(unit: Record) -> tuple[str, ...]:
    """A ranked unit in the columns of `HEADER`."""
    return (
        str(unit["rank"]),
        clean(unit["name"]),
        number(unit["total"]),
        clean(unit["grade"]),
        percent(unit["coverage"]),
        str(unit["faults"]),
    )


def summary_in_words(summary: Record) -> str:
    """How a group did: how many, the spread of points, the grades."""
    counted = f"共 {summary['count']} 份，排名 {summary['ranked']} 份"
    if not summary["ranked"]:
        return f"{counted}。"
    spread = "，".join(
        f"{word} {number(summary[key])}"
        for word, key in (("中位数", "median"), ("平均", "mean"), ("最高", "highest"), ("最低", "lowest"))
    )
    lower, upper = summary["lower_quartile"], summary["upper_quartile"]
    middle = f"，中间一半在 {number(lower)} 至 {number(upper)} 之间" if lower < upper else ""
    grades = "，".join(f"{clean(grade)} {count} 份" for grade, count in summary["grades"].items())
    return f"{counted}；{spread}{middle}；{grades}。"


def faults_in_words(summary: Record) -> str:
    """The most frequent faults of a group; empty where it has none."""
    return "；".join(
        f"[{SEVERITIES[fault['severity']]}] {clean(fault['title'])} {fault['count']} 份（{percent(fault['share'])}）"
        for fault in summary["most_frequent"][:_MOST_FAULTS]
    )
