"""Kind `copy`: a report that stands twice in one file (page and attachment), and copies that differ.

A kind of its own: only here is a report held against another of the same file, cell by cell and date by date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hegui.checks.evidence import cell_evidence
from hegui.checks.passages import TITLE
from hegui.model.rule import Evidence, Finding
from hegui.rules.check import PASSED, Check, fill, not_applicable, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hegui.model.report import Report
    from hegui.model.rule import Outcome, Rule
    from hegui.rules.check import Context, Judge, Parameters

_DATES = {"signed": "成文日期", "period_start": "统计期限起日", "period_end": "统计期限止日"}


def _compile(rule: Rule, _: Context) -> Judge:
    return _judge_single(rule) if rule.params["expect"] == "single" else _judge_same(rule)


def _judge_single(rule: Rule) -> Judge:
    def judge(report: Report, _: Parameters) -> Outcome:
        if not report.copies:
            return PASSED
        evidence = tuple(
            Evidence(
                section=TITLE,
                quote=copy.title or (copy.sections[0].title if copy.sections else ""),
                line=copy.title_place.line or (copy.sections[0].place.line if copy.sections else None),
                paragraph=copy.title_place.paragraph,
            )
            for copy in (report, *report.copies)
        )
        return verdict_of([Finding(fill(rule.message, {"份数": len(evidence)}), "copies", evidence)])

    return judge


def _judge_same(rule: Rule) -> Judge:
    def judge(report: Report, _: Parameters) -> Outcome:
        if not report.copies:
            return not_applicable("文件内只有一份报告")
        return verdict_of([finding for copy in report.copies for finding in _differences(rule, report, copy)])

    return judge


def _differences(rule: Rule, report: Report, copy: Report) -> Iterator[Finding]:
    for table_id, table in report.tables.items():
        other = copy.tables.get(table_id)
        if other is None:
            continue
        for path, cell in table.cells.items():
            twin = other.cells.get(path)
            if twin is not None and (twin.value, twin.kind) != (cell.value, cell.kind):
                values = {"位置": "·".join(path), "一份": cell.raw or "空", "另一份": twin.raw or "空"}
                formula = f"{values['一份']} ≠ {values['另一份']}"
                evidence = (cell_evidence(table_id, path, cell, formula), cell_evidence(table_id, path, twin))
                yield Finding(fill(rule.message, values), f"{table_id}/{'/'.join(path)}", evidence)
    for name, title in _DATES.items():
        first, second = getattr(report.dates, name), getattr(copy.dates, name)
        if first and second and first.value != second.value:
            values = {"位置": title, "一份": first.quote, "另一份": second.quote}
            words = tuple(
                Evidence(quote=dated.quote, line=dated.place.line, paragraph=dated.place.paragraph)
                for dated in (first, second)
            )
            yield Finding(fill(rule.message, values), name, words)


COPY_CHECK = Check(
    name="copy",
    title="同一文件内的多份报告",
    compile=_compile,
    properties={"expect": {"enum": ["single", "same"], "description": "single 只应有一份；same 各份数字相同"}},
    required=("expect", "message"),
    fields=("份数", "位置", "一份", "另一份"),
)
