"""The audit for reading on a terminal: a scorecard for one report, a list for several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePath

from hegui.judge.totals import faults, on_several, standing_on_several, totals_of
from hegui.model.audit import Audit, Problem, Score, Summary, UnitYear, VerdictSummary
from hegui.model.form import PartNames
from hegui.model.run import AuditRun, CorpusAudit, ParentGroup, RankingGroup, RulesetUsed
from hegui.model.verdict import Finding, Result, Verdict
from hegui.output import view
from hegui.output.text import clean, in_cell, table, width, wrap

WIDTH = 80
_FINDINGS = 10
_EVIDENCE = 5
_ROWS = 1000
_COLUMNS_BESIDE_UNIT = 48
_GAP = 2
_FILE_COLUMN = 16
"""The least for the name of a file, with the gap before it."""
_COLOURS = {"error": "31", "warning": "33", "info": "36", "title": "1"}


def render(run: AuditRun, columns: int = WIDTH, colour: bool = False) -> Iterator[str]:
    """The run in lines of at most so many columns, coloured by escape sequences on request only."""
    page = _Page(columns, colour)
    only_one = run.reports[0] if len(run.reports) == 1 else None
    if only_one and only_one.score:
        broken = view.broken_by(only_one, on_several(run.corpus))
        page.scorecard(only_one, only_one.score, broken, run.ruleset.form_of(only_one))
    else:
        page.overview(run.summaries(), standing_on_several(run.corpus))
        for group in run.corpus.ranking:
            page.group(group, run.ruleset)
    page.corpus(run.corpus)
    page.unaudited(run.summaries())
    page.errors(run.errors)
    page.closing(run)
    return page.text()


def render_ranking(
    groups: Iterable[RankingGroup],
    parents: Iterable[ParentGroup],
    rules: RulesetUsed,
    columns: int = WIDTH,
    colour: bool = False,
) -> Iterator[str]:
    """Every group with its units, then how those of each parent did."""
    page = _Page(columns, colour)
    for group in groups:
        page.group(group, rules)
        page.ranked(group)
    for parent in parents:
        page.group(parent, rules)
    return page.text()


class _Page:
    """Lines written one under another."""

    def __init__(self, columns: int, colour: bool) -> None:
        self._lines: list[str] = []
        self._columns = columns
        self._colour = colour

    def text(self) -> Iterator[str]:
        yield "\n".join(self._lines).strip("\n") + "\n"

    def scorecard(self, audit: Audit, score: Score, broken: Sequence[Verdict], names: PartNames) -> None:
        """`broken` is every rule that it breaks, also beside other reports."""
        self._title(view.heading(audit))
        about = {
            "文件": audit.source.path,
            "单位": view.unit_in_words(audit),
            "得分": view.score_in_words(score),
            "覆盖": view.coverage_in_words(audit, score),
            "加分": view.bonuses_in_words(score),
            "说明": score.note,
            "问题": view.counts_in_words(faults(broken)),
        }
        for word, text in about.items():
            if text:
                self._item(f"{word}　", text)
        self._categories(score, broken)
        lost = view.points_lost(audit)
        for title, members in view.by_category(view.only(audit.verdicts, Result.FAIL)):
            self._title(f"【{title}】")
            for verdict in members:
                self._failure(verdict, lost.get(verdict.rule, 0), names)
        self._reasons("未能判定的规则", view.only(audit.verdicts, Result.CANNOT_ASSESS))
        self._reasons("出错的规则", view.only(audit.verdicts, Result.ERROR))
        if corrections := view.corrections_in_words(audit, names):
            self._title("【人工更正】")
            for line in corrections:
                self._item("· ", line)
        if audit.notes:
            self._title("【读取说明】")
            for note in audit.notes:
                self._item("· ", note)

    def overview(self, summaries: Iterable[Summary], beside: Mapping[UnitYear, Sequence[VerdictSummary]]) -> None:
        scored = ((one, one.score) for one in summaries if one.score)
        listed = list(islice(scored, _ROWS))
        room = self._columns - _COLUMNS_BESIDE_UNIT
        beside_file = room - _FILE_COLUMN if room >= 2 * _FILE_COLUMN else room  # a narrow screen has no room for files
        unit = min(max((width(view.name(one)) for one, _ in listed), default=0), beside_file)
        files = ["文件"] if beside_file < room else []
        rows = [
            [
                in_cell(view.name(one), unit),
                str(one.year or ""),
                view.number(score.total),
                view.grade_in_words(score),
                view.percent(score.coverage),
                *(str(count or "") for count in view.faults_of(one, beside).values()),
                *(in_cell(PurePath(one.source.path).name, room - unit - _GAP) for _ in files),
            ]
            for one, score in listed
        ]
        if not rows:
            return
        numbers = ["覆盖率", *view.SEVERITIES.values()]
        self._lines += [*table(["单位", "年度", "得分", "等级", *numbers, *files], rows, ["得分", *numbers]), ""]
        if more := sum(1 for _ in scored):
            self._item("", f"以上只列前 {_ROWS} 份，另有 {more} 份。")
        self._item("", "每份报告的问题、证据和建议：单独审查该报告，或以 --format md、csv、json 输出。")

    def group(self, group: RankingGroup | ParentGroup, rules: RulesetUsed) -> None:
        """How a group of units did together."""
        self._title(f"【{view.group_title(group)}】")
        self._item("", view.spread_in_words(group))
        if faults := view.faults_in_words(group, rules):
            self._item("常见问题　", faults)

    def ranked(self, group: RankingGroup) -> None:
        """The units of a group by rank, and those without one."""
        rows = [[rank, self._unit(unit), *rest] for rank, unit, *rest in map(view.ranked_cells, group.units)]
        if rows:
            self._lines += ["", *table(view.RANKED, rows, view.RANKED_NUMBERS)]
        for one in group.unranked:
            self._item("不排名　", f"{one.name}：{one.reason}")

    def corpus(self, corpus: CorpusAudit) -> None:
        """What the reports come to beside one another, and which could not be matched to a unit."""
        failed = view.only(corpus.verdicts, Result.FAIL)
        if failed:
            self._title(f"【{view.category_title('corpus')}】")
        for verdict in failed:
            self._rule(verdict)
            for finding in verdict.findings[:_FINDINGS]:
                self._finding(finding, view.concerned(finding))
            self._cut(verdict)
        if corpus.ambiguous:
            self._title("【未能确定单位的报告】")
        for one in corpus.ambiguous:
            self._item("· ", f"{one.path}：{view.perhaps(one)}")
        if corpus.repeated:
            self._title("【同一单位的几份报告】")
        for unit in corpus.repeated:
            self._item("· ", f"{unit.unit}：{view.several(unit)}")
        self._reasons("出错的规则", view.only(corpus.verdicts, Result.ERROR))

    def unaudited(self, summaries: Iterable[Summary]) -> None:
        problems = [(one.source.path, error) for one in summaries if not one.score for error in one.errors]
        if problems:
            self._title("【未能审查】")
        for path, error in problems:
            self._item("· ", f"{path}：{view.PROBLEMS[error.kind]}。{error.message}")

    def errors(self, errors: Sequence[Problem]) -> None:
        if errors:
            self._title("【程序、插件与规则的问题】")
        for error in errors:
            where = f"{error.where}：" if error.where else ""
            self._item("· ", f"{where}{error.message}")

    def closing(self, run: AuditRun) -> None:
        self._lines.append("")
        if len(run.reports) > 1:
            totals = totals_of(run)
            self._item(
                "",
                f"共 {totals.reports} 份：已审查 {totals.audited} 份，"
                f"其中没有发现错误和警告的 {totals.without_faults} 份。",
            )
        if run.skipped:
            self._item("", f"文件夹中另有 {len(run.skipped)} 个文件不是报告，未审查。")
        if len(run.reports) > 1 and (count := sum(1 for one in run.summaries() if one.corrected)):
            self._item("", f"其中经人工更正 {count} 份，更正了什么见单独审查该报告的结果。")
        for line in (*view.idle_waivers(run), *view.idle_corrections(run)):
            self._item("", line)
        if not run.complete:
            self._item("", "本次审查不完整：有文件未能审查，或有规则、插件出错。")

    def _categories(self, score: Score, broken: Sequence[Verdict]) -> None:
        rows = [
            [
                view.category_title(category),
                *(str(count or "") for count in counts),
                view.number(loss.lost if loss else 0),
                view.number(loss.of if loss else None),
            ]
            for category, counts, loss in view.faults_by_category(score, broken)
        ]
        numbers = [*view.SEVERITIES.values(), "扣分", "满分"]
        self._lines += ["", *table(["类别", *numbers], rows, numbers)]

    def _failure(self, verdict: Verdict, lost: float, names: PartNames) -> None:
        self._rule(verdict, f"，扣 {view.number(lost)} 分" if lost else "")
        if hand := view.by_hand_in_words(verdict):
            self._item("  ", hand)
        basis = view.shared(finding.basis for finding in verdict.findings)
        advice = view.shared(finding.advice for finding in verdict.findings)
        for finding in verdict.findings[:_FINDINGS]:
            self._finding(finding, finding.message)
            for evidence in finding.evidence[:_EVIDENCE]:
                self._item("    证据　", view.in_words(evidence, finding.message, names))
            if (more := len(finding.evidence) - _EVIDENCE) > 0:
                self._item("    ", f"同类证据另有 {more} 处")
            if basis is None:
                self._item("    依据　", finding.basis)
            if advice is None:
                self._item("    建议　", finding.advice)
        self._cut(verdict)
        if basis:
            self._item("    依据　", basis)
        if advice:
            self._item("    建议　", advice)

    def _rule(self, verdict: Verdict, points: str = "") -> None:
        self._item(
            f"[{view.SEVERITIES[verdict.severity]}] ", f"{verdict.title}（{verdict.rule}{points}）", verdict.severity
        )

    def _finding(self, finding: Finding, words: str) -> None:
        self._item("  · ", words)
        if waiver := view.waiver_in_words(finding):
            self._item("    ", waiver)

    def _cut(self, verdict: Verdict) -> None:
        if (more := len(verdict.findings) - _FINDINGS) > 0:
            self._item("  · ", f"另有 {more} 处，全部问题见 json、csv 或 md 格式的结果")

    def _reasons(self, title: str, verdicts: Sequence[Verdict]) -> None:
        if verdicts:
            self._title(f"【{title}】")
        for verdict in verdicts:
            self._item("· ", f"{verdict.title}（{verdict.rule}）：{verdict.reason}")

    def _unit(self, unit: str) -> str:
        return in_cell(unit, self._columns - _COLUMNS_BESIDE_UNIT)

    def _title(self, text: str) -> None:
        self._lines += ["", *(self._painted(line, "title") for line in wrap(clean(text), self._columns))]

    def _item(self, lead: str, text: str, style: str = "") -> None:
        """A text after its lead, further lines indented as far."""
        first, *more = wrap(clean(text), self._columns - width(lead))
        indent = " " * width(lead)
        self._lines += [self._painted(lead, style) + first, *(indent + line for line in more)]

    def _painted(self, text: str, style: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self._colour and style else text
