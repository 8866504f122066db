"""The audit as a Markdown document: every report with all its findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hegui.audit.rows import briefs
from hegui.model.renderer import Record
from hegui.output import ranking
from hegui.output.text import clean
from hegui.output.view import (
    PROBLEMS,
    SEVERITIES,
    audited,
    by_category,
    category_title,
    concerned,
    counts_in_words,
    coverage_in_words,
    failures,
    heading,
    idle_waivers,
    in_words,
    name,
    number,
    percent,
    perhaps,
    points_lost,
    score_in_words,
    shared,
    unit_in_words,
    verdicts,
    waiver_in_words,
)

_EVIDENCE = 20
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")


def render(record: Record) -> Iterator[str]:
    """The document line by line."""
    return (f"{line}\n" for line in _document(record))


def _document(record: Record) -> Iterator[str]:
    reports = record["reports"]
    yield "# 政府信息公开工作年度报告合规审查结果"
    packs = "、".join(f"{pack['title']} {pack['version']}" for pack in record["ruleset"]["packs"])
    yield from ("", f"- 审查程序：hegui {record['engine']}", f"- 规则：{_safe(packs)}")
    if "generated_at" in record:
        yield f"- 审查时间：{_safe(record['generated_at'])}"
    if not record["complete"]:
        yield "- **本次审查不完整**：有文件未能审查，或有规则、插件出错"
    if len(reports) > 1:
        yield from _overview(briefs(reports))
        yield from rankings(record["corpus"].get("ranking", ()), record["corpus"].get("parents", ()))
    yield from _corpus(record["corpus"])
    for report in reports:
        yield from _report(report)
    if record["errors"]:
        yield from ("", "## 程序、插件与规则的问题", "")
    for error in record["errors"]:
        where = f"{error['where']}：" if error["where"] else ""
        yield f"- {_safe(where + error['message'])}"
    if idle := list(idle_waivers(record)):
        yield from ("", "## 没有用到的豁免", "", *(f"- {_safe(line)}" for line in idle))
    if record["skipped"]:
        yield from ("", "## 未审查的文件", "", "下列文件在所审查的文件夹中，但不是报告：", "")
    for path in record["skipped"]:
        yield f"- {_safe(path)}"


def _corpus(corpus: Record) -> Iterator[str]:
    """What the reports come to beside one another, and which could not be matched to a unit."""
    told = [verdict for verdict in corpus["verdicts"] if verdict["verdict"] in ("fail", "error")]
    if told:
        yield from ("", f"## {category_title('corpus')}")
    for verdict in told:
        yield from (
            "",
            f"**〔{SEVERITIES[verdict['severity']]}〕{_safe(verdict['title'])}**（`{verdict['rule']}`）",
            "",
        )
        if verdict["reason"]:
            yield f"- {_safe(verdict['reason'])}"
        for finding in verdict["findings"]:
            yield f"- {_safe(concerned(finding))}"
            for evidence in finding["evidence"][:_EVIDENCE]:
                yield f"  - 证据：{_safe(in_words(evidence, finding['message']))}"
            if waiver := waiver_in_words(finding):
                yield f"  - {_safe(waiver)}"
    if ambiguous := corpus.get("ambiguous"):
        yield from ("", "## 未能确定单位的报告", "")
    for one in ambiguous or ():
        yield f"- {_safe(one['path'])}：{_safe(perhaps(one))}"


def _overview(reports: Iterable[Record]) -> Iterator[str]:
    yield from ("", "## 总览", "")
    yield from _row("单位", "年度", "得分", "等级", "覆盖率", *SEVERITIES.values())
    yield "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |"
    for report in reports:
        if score := report["score"]:
            cells = number(score["total"]), score["grade"] or "—", percent(score["coverage"])
            yield from _row(name(report), report["year"] or "", *cells, *failures(report).values())
        else:
            yield from _row(name(report), "", "未能审查", *[""] * 5)


def rankings(groups: Iterable[Record], parents: Iterable[Record]) -> Iterator[str]:
    """The lines of a section on rankings."""
    for group in groups:
        yield from ("", f"## {_safe(ranking.group_title(group))}排名", "", _safe(ranking.summary_in_words(group)))
        if group["units"]:
            yield ""
            yield from _row(*ranking.HEADER)
            yield "| ---: | --- | ---: | --- | ---: | ---: |"
        for unit in group["units"]:
            yield from _row(*ranking.cells(unit))
        if group["unranked"]:
            yield ""
        for unit in group["unranked"]:
            yield f"- 不排名：{_safe(unit['name'])}：{_safe(unit['reason'])}"
        yield from _faults(group)
    for parent in parents:
        yield from ("", f"## {_safe(ranking.parent_title(parent))}", "", _safe(ranking.summary_in_words(parent)))
        yield from _faults(parent)


def _faults(summary: Record) -> Iterator[str]:
    if faults := ranking.faults_in_words(summary):
        yield from ("", f"常见问题：{_safe(faults)}")


def _report(report: Record) -> Iterator[str]:
    yield from ("", f"## {_safe(heading(report) if audited(report) else report['source']['path'])}", "")
    if not audited(report):
        for error in report["errors"]:
            yield f"- **{PROBLEMS.get(error['kind'], error['kind'])}**：{_safe(error['message'])}"
        return
    yield f"- 文件：{_safe(report['source']['path'])}"
    yield f"- 单位：{_safe(unit_in_words(report))}"
    yield f"- 得分：**{_safe(score_in_words(report['score']))}**"
    yield f"- 覆盖：{coverage_in_words(report)}"
    yield f"- 问题：{counts_in_words(report)}"
    if note := report["score"]["note"]:
        yield f"- 说明：{_safe(note)}"
    yield from _categories(report)
    lost = points_lost(report)
    failed = list(by_category(verdicts(report, "fail")))
    for title, members in failed:
        yield from ("", f"### {_safe(title)}")
        for verdict in members:
            yield from _failure(verdict, lost.get(verdict["rule"], 0))
    for title, result in (("未能判定的规则", "cannot_assess"), ("出错的规则", "error")):
        found = verdicts(report, result)
        if found:
            yield from ("", f"### {title}", "")
        for verdict in found:
            yield f"- {_safe(verdict['title'])}（`{verdict['rule']}`）：{_safe(verdict['reason'])}"
    if report["notes"]:
        yield from ("", "### 读取说明", "")
    for note in report["notes"]:
        yield f"- {_safe(note)}"


def _categories(report: Record) -> Iterator[str]:
    failed = [(verdict["category"], verdict["severity"]) for verdict in verdicts(report, "fail")]
    yield ""
    yield from _row("类别", *SEVERITIES.values(), "扣分", "满分")
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for one in report["score"]["categories"]:
        counts = (failed.count((one["category"], severity)) for severity in SEVERITIES)
        yield from _row(category_title(one["category"]), *counts, number(one["lost"]), number(one["of"]))


def _failure(verdict: Record, lost: float) -> Iterator[str]:
    points = f"，扣 {number(lost)} 分" if lost else ""
    findings = verdict["findings"]
    basis, advice = shared(findings, "basis"), shared(findings, "advice")
    yield from (
        "",
        f"**〔{SEVERITIES[verdict['severity']]}〕{_safe(verdict['title'])}**（`{verdict['rule']}`{points}）",
        "",
    )
    for finding in findings:
        yield f"- 问题：{_safe(finding['message'])}"
        for evidence in finding["evidence"][:_EVIDENCE]:
            yield f"  - 证据：{_safe(in_words(evidence, finding['message']))}"
        if (more := len(finding["evidence"]) - _EVIDENCE) > 0:
            yield f"  - 同类证据另有 {more} 处"
        if waiver := waiver_in_words(finding):
            yield f"  - {_safe(waiver)}"
        if basis is None:
            yield f"  - 依据：{_safe(finding['basis'])}"
        if advice is None:
            yield f"  - 建议：{_safe(finding['advice'])}"
    if basis:
        yield f"- 依据：{_safe(basis)}"
    if advice:
        yield f"- 建议：{_safe(advice)}"


def _row(*cells: object) -> Iterator[str]:
    yield "| " + " | ".join(_safe(str(cell)) for cell in cells) + " |"


def _safe(text: str) -> str:
    """Text that is shown as it is, whatever marks it contains."""
    return _MARKUP.sub(r"\\\1", clean(text))
