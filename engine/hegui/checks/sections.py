"""The six sections: there, in order, under their official headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hegui.checks.evidence import words_at
from hegui.checks.passages import section_name
from hegui.model.report import How
from hegui.model.rule import Evidence, Finding
from hegui.rules.check import Check, cannot_assess, fill, verdict_of
from hegui.rules.trace import listening, located

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hegui.model.form import SectionForm
    from hegui.model.report import Report, Section
    from hegui.model.rule import Outcome, Rule
    from hegui.rules.check import Context, Judge, Parameters


def _heading(section: Section) -> str:
    return f"{section.number}、{section.title}" if section.number else section.title


def _outline(report: Report) -> str:
    return "；".join(_heading(section) for section in report.sections)


def _evidence(section: Section) -> Evidence:
    return words_at(_heading(section), section.place, section.key)


def _missing(report: Report, official: Mapping[str, SectionForm], rule: Rule) -> Iterator[Finding]:
    for key, form in official.items():
        if key not in report.section_by_key:
            name = f"{key}、{form.title}"
            seen = Evidence(
                section=key, quote=f"现有：{_outline(report)}" if report.sections else "没有找到任何部分的标题"
            )
            yield Finding(fill(rule.message, {"section": name}), key, (seen,))


def _disorder(report: Report, official: Mapping[str, SectionForm], rule: Rule) -> Iterator[Finding]:
    order = list(official)
    printed = [section for section in report.sections if section.key in official]
    right = sorted(printed, key=lambda section: order.index(section.key))
    if printed != right:
        moved = [section for section, due in zip(printed, right, strict=True) if section is not due]
        message = fill(rule.message, {"order": " → ".join(section.title for section in printed)})
        yield Finding(message, "order", tuple(map(_evidence, moved)))


def _altered(report: Report, official: Mapping[str, SectionForm], rule: Rule) -> Iterator[Finding]:
    complete = [section.key for section in report.sections] == list(official)
    for section in report.sections:
        form = official[section.key]
        renumbered = complete and section.number not in ("", section.key)
        if section.how is How.SIMILAR or renumbered:
            values = {"title": _heading(section), "section": f"{section.key}、{form.title}"}
            yield Finding(fill(rule.message, values), section.key, (_evidence(section),))


_EXPECTATIONS = {"present": _missing, "order": _disorder, "titles": _altered}


def _compile(rule: Rule, context: Context) -> Judge:
    find = _EXPECTATIONS[rule.params["expect"]]
    by_year = sorted(context.forms.values(), key=lambda form: form.years.first or 0)
    official = {form.id: {section.key: section for section in form.sections} for form in by_year}
    newest = official[by_year[-1].id]

    def judge(report: Report, _: Parameters) -> Outcome:
        if listening():
            for section in report.sections:
                located(section_name(section.key), _heading(section), _evidence(section))
        if report.truncated and rule.params["expect"] == "present":
            findings = list(find(report, official.get(report.form or "", newest), rule))
            return cannot_assess("文件没有读全，不能判断缺少的部分是否存在") if findings else verdict_of([])
        return verdict_of(list(find(report, official.get(report.form or "", newest), rule)))

    return judge


SECTIONS = Check(
    name="sections",
    title="六个部分",
    compile=_compile,
    properties={
        "expect": {
            "enum": list(_EXPECTATIONS),
            "description": "present 是否齐全；order 顺序；titles 标题用词与序号",
        }
    },
    required=("expect",),
    fields=("section", "title", "order"),
)
