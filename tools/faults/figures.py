"""Faults of the narrative against the tables and against itself: a figure replaced, or one sentence more."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from hegui.proving.draft import Draft
from tools.faults.fault import Fault, Planted, Register
from tools.figure_wordings import stated

register = Register()


def _cell(table_id: str, *path: str) -> Callable[[Draft], int]:
    return lambda draft: draft.number(table_id, path)


def _issued(draft: Draft) -> int:
    path = ("行政规范性文件", "制发") if draft.form.id == "2021" else ("规范性文件", "制作")
    return draft.number("table2", path)


def _penalties(draft: Draft) -> int:
    return draft.number("table2", ("行政处罚",) if draft.form.id == "2021" else ("行政处罚", "处理决定"))


def _lawsuits(draft: Draft) -> int:
    return sum(draft.number("table4", (kind, "总计")) for kind in ("未经复议直接起诉", "复议后起诉"))


class _Statement(NamedTuple):
    """How a figure is stated: in reports at large (with the number as a group), and in a sentence to add."""

    rule: str
    stated: str
    sentence: str
    true_figure: Callable[[Draft], int]


_STATEMENTS = (
    _Statement(
        "figure-new-requests",
        r"(?:新收|收到|接收)政府信息公开申请(\d+)件",
        "全年新收政府信息公开申请{}件。",
        _cell("table3", "本年新收", "总计"),
    ),
    _Statement(
        "figure-carried-in",
        r"上年结转(?:申请)?(\d+)件",
        "上年结转政府信息公开申请{}件。",
        _cell("table3", "上年结转", "总计"),
    ),
    _Statement("figure-closed", r"办结(\d+)件", "全年共办结政府信息公开申请{}件。", _cell("table3", "总计", "总计")),
    _Statement(
        "figure-carried-out",
        r"结转下年度继续办理(\d+)件",
        "结转下年度继续办理的申请{}件。",
        _cell("table3", "结转下年度", "总计"),
    ),
    _Statement(
        "figure-outcomes",
        r"予以公开(\d+)件",
        "全年政府信息公开申请办理结果为予以公开{}件。",
        _cell("table3", "予以公开", "总计"),
    ),
    _Statement(
        "figure-reviews",
        r"行政复议(\d+)件",
        "全年因政府信息公开引发行政复议{}件。",
        _cell("table4", "行政复议", "总计"),
    ),
    _Statement("figure-lawsuits", r"行政诉讼(\d+)件", "全年因政府信息公开引发行政诉讼{}件。", _lawsuits),
    _Statement(
        "figure-normative-documents", r"制发(?:行政)?规范性文件(\d+)件", "全年共制发行政规范性文件{}件。", _issued
    ),
    _Statement("figure-decisions", r"行政处罚决定(\d+)件", "全年共作出行政处罚决定{}件。", _penalties),
)


def _wrong_figure(statement: _Statement) -> Callable[[Draft, Random], Planted]:
    """Puts another number where the report states the figure in plain digits; states it where the report does not."""

    def plant(draft: Draft, random: Random) -> Planted:
        wrong = statement.true_figure(draft) + random.randint(30, 90)  # far from any sum that might be meant
        if stated := re.search(statement.stated, draft.sections["一"]):
            words = stated[0].replace(stated[1], str(wrong))
            return Planted({"replace": {stated[0]: words}}, quote=words)
        sentence = statement.sentence.format(wrong)
        return Planted({"append": {"一": sentence}}, quote=sentence.removesuffix("。"))

    return plant


register.faults.extend(
    Fault(f"wrong-{statement.rule}", statement.rule, _wrong_figure(statement)) for statement in _STATEMENTS
)


def _in_other_words(rule: str) -> Callable[[Draft, Random], Planted | None]:
    """States a figure, or one of several cells together, in one of many wordings and far from the true number."""

    def plant(draft: Draft, random: Random) -> Planted | None:
        if draft.form.id != "2021":
            return None
        said = next(said for said in iter(lambda: stated(random, draft), None) if said.rule == rule)
        wrong = said.value + random.randint(1000, 9000)
        return Planted({"append": {"一": said.text(wrong)}}, quote=str(wrong))

    return plant


register.faults.extend(
    Fault(f"{rule}-in-other-words", rule, _in_other_words(rule))
    for rule in dict.fromkeys(statement.rule for statement in _STATEMENTS)
)


@register.fault("figure-new-requests")
def requests_denied(draft: Draft, random: Random) -> Planted | None:
    area_wide = "全县" in draft.sections["一"]  # there the sentence might speak of the organ alone
    if area_wide or not draft.number("table3", ("本年新收", "总计")):
        return None
    return Planted({"append": {"一": "全年未收到政府信息公开申请。"}}, quote="未收到政府信息公开申请")


@register.fault("completion-rate")
def completion_overstated(draft: Draft, random: Random) -> Planted | None:
    if not draft.number("table3", ("结转下年度", "总计")):
        return None
    return Planted({"append": {"一": "政府信息公开申请办结率100%。"}}, quote="办结率100%")


@register.fault("parts-sum")
def parts_do_not_add_up(draft: Draft, random: Random) -> Planted:
    parts = [random.randint(20, 60) for _ in range(3)]
    total = sum(parts) - random.randint(1, 2)
    sentence = "全年公开会议信息{}条，其中常务会议{}条、专题会议{}条、其他会议{}条。".format(total, *parts)
    return Planted({"append": {"一": sentence}}, quote=sentence.removesuffix("。"))


@register.fault("figure-conflict")
def two_totals(draft: Draft, random: Random) -> Planted | None:
    stated = re.search(r"主动公开政府信息(\d+)条", draft.sections["一"])
    if stated is None:
        return None
    sentence = f"全年主动公开政府信息{int(stated[1]) + random.randint(1, 50)}条。"
    return Planted({"append": {"一": sentence}})
