"""The audit as a Markdown document: every report with all its findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hegui.judge.totals import faults, on_several, standing_on_several, totals_of
from hegui.model.audit import Audit, Score
from hegui.model.form import PartNames
from hegui.model.run import AuditRun, CorpusAudit, ParentGroup, RankingGroup, RulesetUsed, Spread
from hegui.model.verdict import Finding, Result, Verdict
from hegui.output import view
from hegui.output.text import clean

_EVIDENCE = 20
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&])")


def render(run: AuditRun) -> Iterator[str]:
    """The document line by line."""
    return (f"{line}\n" for line in _document(run))


def render_ranking(groups: Iterable[RankingGroup], parents: Iterable[ParentGroup], rules: RulesetUsed) -> Iterator[str]:
    """A document of rankings only, line by line."""
    return (f"{line}\n" for line in ("# 政府信息公开工作年度报告排名", *_rankings(groups, parents, rules)))


def _document(run: AuditRun) -> Iterator[str]:
    yield "# 政府信息公开工作年度报告合规审查结果"
    packs = "、".join(f"{pack.title} {pack.version}" for pack in run.ruleset.packs)
    yield from ("", f"- 审查程序：hegui {run.engine}", f"- 规则：{_safe(packs)}")
    if run.generated_at:
        yield f"- 审查时间：{_safe(view.moment(run.generated_at))}"
    if not run.complete:
        yield "- **本次审查不完整**：有文件未能审查，或有规则、插件出错"
    if len(run.reports) > 1:
        yield from _overview(run)
        yield from _rankings(run.corpus.ranking, run.corpus.parents, run.ruleset)
    yield from _corpus(run.corpus, run.ruleset.any_form)
    beside = on_several(run.corpus)
    for audit in run.reports:
        if audit.score:
            yield from _report(audit, audit.score, view.broken_by(audit, beside), run.ruleset.form_of(audit))
        else:
            yield from ("", f"## {_safe(view.path(audit.source.path))}", "")
            yield from (f"- **{view.PROBLEMS[error.kind]}**：{_safe(error.message)}" for error in audit.errors)
    if run.errors:
        yield from ("", "## 程序、插件与规则的问题", "")
    for error in run.errors:
        where = f"{error.where}：" if error.where else ""
        yield f"- {_safe(where + error.message)}"
    if idle := list(view.idle_waivers(run)):
        yield from ("", "## 没有用到的豁免", "", *(f"- {_safe(line)}" for line in idle))
    if idle := list(view.idle_corrections(run)):
        yield from ("", "## 没有采用的更正", "", *(f"- {_safe(line)}" for line in idle))
    if run.skipped:
        yield from ("", "## 未审查的文件", "", "下列文件在所审查的文件夹中，但不是报告：", "")
    for path in run.skipped:
        yield f"- {_safe(view.path(path))}"


def _corpus(corpus: CorpusAudit, names: PartNames) -> Iterator[str]:
    """What the reports come to beside one another, and which could not be matched to a unit."""
    told = view.only(corpus.verdicts, Result.FAIL, Result.ERROR)
    if told:
        yield from ("", f"## {view.category_title('corpus')}")
    for verdict in told:
        yield from _title(verdict)
        if verdict.reason:
            yield f"- {_safe(verdict.reason)}"
        for finding in verdict.findings:
            yield f"- {_safe(view.concerned(finding))}"
            yield from _evidence(finding, names)
            yield from (f"  - {word}：{_safe(words)}" for word, words in _what_to_do(finding))
            yield from _waiver(finding)
    if corpus.ambiguous:
        yield from ("", "## 未能确定单位的报告", "")
    for one in corpus.ambiguous:
        yield f"- {_safe(view.path(one.path))}：{_safe(view.perhaps(one))}"
    if corpus.repeated:
        yield from ("", "## 同一单位的几份报告", "")
    for unit in corpus.repeated:
        yield f"- {_safe(unit.unit)}：{_safe(view.several(unit))}"


def _overview(run: AuditRun) -> Iterator[str]:
    beside = standing_on_several(run.corpus)
    yield from (
        "",
        "## 总览",
        "",
        *(f"- {what}：{_safe(words)}" for what, words in view.totals_in_words(totals_of(run))),
        "",
    )
    yield _row("单位", "年度", "得分", "等级", "覆盖率", *view.SEVERITIES.values())
    yield "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |"
    for one in run.summaries():
        if score := one.score:
            cells = view.number(score.total), view.grade_in_words(score), view.percent(score.coverage)
            yield _row(view.name(one), one.year or "", *cells, *view.faults_of(one, beside).values())
        else:
            yield _row(view.name(one), "", "未能审查", *[""] * 5)


def _rankings(groups: Iterable[RankingGroup], parents: Iterable[ParentGroup], rules: RulesetUsed) -> Iterator[str]:
    for group in groups:
        yield from ("", f"## {_safe(view.group_title(group))}排名", "", _safe(view.spread_in_words(group)))
        if group.units:
            yield from ("", _row(*view.RANKED), "| ---: | --- | ---: | --- | ---: | ---: |")
        for unit in group.units:
            yield _row(*view.ranked_cells(unit))
        if group.unranked:
            yield ""
        for one in group.unranked:
            yield f"- 不排名：{_safe(one.name)}：{_safe(one.reason)}"
        yield from _faults(group, rules)
    for parent in parents:
        yield from ("", f"## {_safe(view.group_title(parent))}", "", _safe(view.spread_in_words(parent)))
        yield from _faults(parent, rules)


def _faults(group: Spread, rules: RulesetUsed) -> Iterator[str]:
    if faults := view.faults_in_words(group, rules):
        yield from ("", f"常见问题：{_safe(faults)}")


def _report(audit: Audit, score: Score, broken: Sequence[Verdict], names: PartNames) -> Iterator[str]:
    """`broken` is every rule that it breaks, also beside other reports."""
    yield from ("", f"## {_safe(view.heading(audit))}", "")
    yield f"- 文件：{_safe(view.path(audit.source.path))}"
    yield f"- 单位：{_safe(view.unit_in_words(audit))}"
    yield f"- 得分：**{_safe(view.score_in_words(score))}**"
    yield f"- 覆盖：{view.coverage_in_words(audit, score)}"
    yield f"- 问题：{view.counts_in_words(faults(broken))}"
    if score.bonuses:
        yield f"- 加分：{_safe(view.bonuses_in_words(score))}"
    if score.note:
        yield f"- 说明：{_safe(score.note)}"
    yield from (
        "",
        _row("类别", *view.SEVERITIES.values(), "扣分", "满分"),
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    )
    for category, counts, loss in view.faults_by_category(score, broken):
        lost_there, most = (view.number(loss.lost), view.number(loss.of)) if loss else ("0", "")
        yield _row(view.category_title(category), *counts, lost_there, most)
    lost = view.points_lost(audit)
    for title, members in view.by_category(view.only(audit.verdicts, Result.FAIL)):
        yield from ("", f"### {_safe(title)}")
        for verdict in members:
            yield from _failure(verdict, lost.get(verdict.rule, 0), names)
    for title, result in (("未能判定的规则", Result.CANNOT_ASSESS), ("出错的规则", Result.ERROR)):
        found = view.only(audit.verdicts, result)
        if found:
            yield from ("", f"### {title}", "")
        for verdict in found:
            yield f"- {_safe(verdict.title)}（`{verdict.rule}`）：{_safe(verdict.reason)}"
    if corrections := view.corrections_in_words(audit, names):
        yield from ("", "### 人工更正", "", *(f"- {_safe(line)}" for line in corrections))
    if audit.notes:
        yield from ("", "### 读取说明", "")
    for note in audit.notes:
        yield f"- {_safe(note)}"


def _failure(verdict: Verdict, lost: float, names: PartNames) -> Iterator[str]:
    yield from _title(verdict, f"，扣 {view.number(lost)} 分" if lost else "")
    if hand := view.by_hand_in_words(verdict):
        yield f"- {_safe(hand)}"
    basis = view.shared(finding.basis for finding in verdict.findings)
    advice = view.shared(finding.advice for finding in verdict.findings)
    for finding in verdict.findings:
        yield f"- 问题：{_safe(finding.message)}"
        yield from _evidence(finding, names)
        if (more := len(finding.evidence) - _EVIDENCE) > 0:
            yield f"  - 同类证据另有 {more} 处"
        yield from _waiver(finding)
        if basis is None:
            yield f"  - 依据：{_safe(finding.basis)}"
        if advice is None:
            yield f"  - 建议：{_safe(finding.advice)}"
    if basis:
        yield f"- 依据：{_safe(basis)}"
    if advice:
        yield f"- 建议：{_safe(advice)}"


def _title(verdict: Verdict, points: str = "") -> Iterator[str]:
    yield from (
        "",
        f"**〔{view.SEVERITIES[verdict.severity]}〕{_safe(verdict.title)}**（`{verdict.rule}`{points}）",
        "",
    )


def _evidence(finding: Finding, names: PartNames) -> Iterator[str]:
    for words in view.evidence_in_words(finding, names)[:_EVIDENCE]:
        yield f"  - 证据：{_safe(words)}"


def _what_to_do(finding: Finding) -> Iterator[tuple[str, str]]:
    """What the unit is told, and the office."""
    yield from ((word, words) for word, words in (("建议", finding.advice), ("办理提示", finding.office)) if words)


def _waiver(finding: Finding) -> Iterator[str]:
    if waiver := view.waiver_in_words(finding):
        yield f"  - {_safe(waiver)}"


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a table."""
    columns = tuple(header)
    yield from (_row(*columns), "|" + " --- |" * len(columns))
    yield from (_row(*row) for row in rows)


def _row(*cells: object) -> str:
    return "| " + " | ".join(_safe(str(cell)) for cell in cells) + " |"


def _safe(text: str) -> str:
    """Text that is shown as it is, whatever marks it contains."""
    return _MARKUP.sub(r"\\\1", clean(text))
