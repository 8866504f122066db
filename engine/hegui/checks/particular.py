"""Kind `particular`: what a report must state of itself, such as who signed it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hegui.checks.evidence import quote
from hegui.checks.passages import BODY, PREAMBLE, texts_of
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill
from hegui.rules.trace import judged

_TAIL = 40
"""So many characters of the end are quoted where what belongs there is missing."""
_PAGE = "页面信息"
_STATED: Mapping[str, Callable[[Report], bool]] = {
    "导语": lambda report: bool(texts_of(report, (PREAMBLE,))),
    "统计期限": lambda report: report.dates.period_start is not None or report.dates.period_end is not None,
    "发布日期": lambda report: report.dates.published is not None,
    "署名机关": lambda report: report.signature.organ is not None,
    "成文日期": lambda report: report.dates.signed is not None,
}
_AT_THE_END = ("署名机关", "成文日期")


def _compile(rule: Rule, _: Context) -> Judge:
    every: list[str] = rule.params.get("all_of", [])
    one: list[str] = rule.params.get("any_of", [])
    on_page: list[str] = rule.params.get("on_page", [])
    if bool(every) is bool(one):
        raise ValueError("请写 all_of（各项都要写明）或 any_of（写明其一即可）中的一个。")
    if _PAGE in (*every, *one) and not on_page:
        raise ValueError(f"写了“{_PAGE}”的，要用 on_page 写明是页面信息中的哪些项。")

    def judge(report: Report, _: Parameters) -> Outcome:
        missing = [name for name in every or one if not stated(report, name)]
        for name in every or one:
            judged(name, "没有写明" if name in missing else "已写明", name not in missing)
        if not missing or (one and len(missing) < len(one)):
            return PASSED
        if why := report.unread():
            return cannot_assess(why)
        listed = "和".join(missing) if every else "、".join(missing)
        seen = _tail(report) if missing[0] in _AT_THE_END else _opening(report)
        return failed(Finding(fill(rule.message, {"缺项": listed}), rule.params.get("name", listed), (seen,)))

    def stated(report: Report, name: str) -> bool:
        return any(map(report.metadata.get, on_page)) if name == _PAGE else _STATED[name](report)

    return judge


def _opening(report: Report) -> Evidence:
    body = texts_of(report, (BODY,))
    return body[0].opening() if body else Evidence(section=BODY)


def _tail(report: Report) -> Evidence:
    if not report.passages:
        return Evidence(quote="文末没有文字")
    last = report.passages[-1]
    end = last.start + len(last.text)
    return quote(report, max(end - _TAIL, last.start), end)


_NAMES: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {"enum": [*_STATED, _PAGE], "description": "要素"},
}

PARTICULAR_CHECK = Check(
    name="particular",
    title="应写明的要素",
    compile=_compile,
    properties={
        "all_of": {**_NAMES, "description": "各项都要写明"},
        "any_of": {**_NAMES, "description": "写明其中一项即可"},
        "on_page": {
            "type": "array",
            "minItems": 1,
            "description": "算作“页面信息”的各项，如 发布机构",
            "items": {"type": "string", "minLength": 1, "description": "页面信息的名称"},
        },
        "name": {
            "type": "string",
            "minLength": 1,
            "description": "问题的名称：再次审查时据以认出同一问题，用了就不要改；不写则以缺项为名",
        },
    },
    required=("message",),
    fields=("缺项",),
)
