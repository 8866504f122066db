"""Faults of the narrative against the tables and against itself: one more sentence with a wrong figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from hegui.testing.draft import Draft
from hegui.testing.faults.fault import Fault, Planted, Register

register = Register()


def _cell(table_id: str, *path: str) -> Callable[[Draft], int]:
    return lambda draft: draft.number(table_id, path)


def _issued(draft: Draft) -> int:
    path = ("行政规范性文件", "制发") if draft.form == "2021" else ("规范性文件", "制作")
    return draft.number("table2", path)


def _penalties(draft: Draft) -> int:
    return draft.number("table2", ("行政处罚",) if draft.form == "2021" else ("行政处罚", "处理决定"))


def _lawsuits(draft: Draft) -> int:
    return sum(draft.number("table4", (kind, "总计")) for kind in ("未经复议直接起诉", "复议后起诉"))


_STATEMENTS: tuple[tuple[str, str, Callable[[Draft], int]], ...] = (
    ("figure-new-requests", "全年新收政府信息公开申请{}件。", _cell("table3", "本年新收", "总计")),
    ("figure-carried-in", "全年承接上年结转政府信息公开申请{}件。", _cell("table3", "上年结转", "总计")),
    ("figure-closed", "全年共办结政府信息公开申请{}件。", _cell("table3", "总计", "总计")),
    ("figure-carried-out", "全年结转下年度继续办理的申请{}件。", _cell("table3", "结转下年度", "总计")),
    ("figure-outcomes", "全年政府信息公开申请办理结果为予以公开{}件。", _cell("table3", "予以公开", "总计")),
    ("figure-reviews", "全年因政府信息公开引发行政复议{}件。", _cell("table4", "行政复议", "总计")),
    ("figure-lawsuits", "全年因政府信息公开引发行政诉讼{}件。", _lawsuits),
    ("figure-normative-documents", "全年共制发行政规范性文件{}件。", _issued),
    ("figure-decisions", "全年共作出行政处罚决定{}件。", _penalties),
)


def _scoped(draft: Draft, sentence: str) -> str:
    """The sentence with the scope of the report's own figures: without it, it might speak of the organ alone."""
    scope = next((scope for scope in ("全县", "全区") if f"{scope}新收" in draft.sections["一"]), "全年")
    return scope + sentence.removeprefix("全年")


def _wrong_figure(statement: str, true_figure: Callable[[Draft], int]) -> Callable[[Draft, Random], Planted]:
    def plant(draft: Draft, random: Random) -> Planted:
        sentence = _scoped(draft, statement.format(true_figure(draft) + random.randint(1, 9)))
        return Planted({"append": {"一": sentence}}, quote=sentence.removesuffix("。"))

    return plant


register.faults.extend(
    Fault(f"wrong-{rule}", rule, _wrong_figure(statement, true_figure)) for rule, statement, true_figure in _STATEMENTS
)


@register.fault("figure-new-requests")
def requests_denied(draft: Draft, random: Random) -> Planted | None:
    if not draft.number("table3", ("本年新收", "总计")):
        return None
    return Planted({"append": {"一": _scoped(draft, "全年未收到政府信息公开申请。")}}, quote="未收到政府信息公开申请")


@register.fault("completion-rate")
def completion_overstated(draft: Draft, random: Random) -> Planted | None:
    if not draft.number("table3", ("结转下年度", "总计")):
        return None
    return Planted({"append": {"一": "政府信息公开申请办结率100%。"}}, quote="办结率100%")


@register.fault("parts-sum")
def parts_do_not_add_up(draft: Draft, random: Random) -> Planted:
    parts = [random.randint(10, 60) for _ in range(3)]
    total = sum(parts) - random.randint(1, 9)  # parts that exceed their total are wrong however partial the list
    sentence = "全年公开会议信息{}条，其中常务会议{}条、专题会议{}条、其他会议{}条。".format(total, *parts)
    return Planted({"append": {"一": sentence}}, quote=sentence.removesuffix("。"))


@register.fault("figure-conflict")
def two_totals(draft: Draft, random: Random) -> Planted | None:
    stated = re.search(r"主动公开政府信息(\d+)条", draft.sections["一"])
    if stated is None:
        return None
    sentence = f"全年主动公开政府信息{int(stated[1]) + random.randint(1, 50)}条。"
    return Planted({"append": {"一": sentence}})
