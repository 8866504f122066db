# 可选：renderer
"""输出格式 example-notes：每份报告一行，说明得分和问题，可以直接发给单位。"""

from __future__ import annotations

from collections.abc import Iterator

from hegui.plugin import AuditRun, Result, text_renderer


def _text(run: AuditRun) -> Iterator[str]:
    """只根据审查结果写，不重新审查；一份一份地读，多少份都不占内存。"""
    for report in run.reports:
        unit = report.unit.name or report.source.path
        if report.score is None:
            yield f"{unit}：没有审查，{'；'.join(problem.message for problem in report.errors)}\n"
            continue
        faults = sum(verdict.result is Result.FAIL for verdict in report.verdicts)
        yield f"{unit}：{report.score.total:g} 分，{faults} 条规则不符合。\n"


NOTES = text_renderer("example-notes", "每份报告一行", ".txt", _text)
# 可选完
