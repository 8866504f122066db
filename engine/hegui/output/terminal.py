"""The audit for reading on a terminal: a scorecard for one report, a list for several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from hegui.audit.rows import briefs
from hegui.model.renderer import Record
from hegui.output import ranking
from hegui.output.table import table
from hegui.output.text import clean, width, wrap
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
    stands,
    unit_in_words,
    unit_year,
    units_concerned,
    verdicts,
    waiver_in_words,
)

WIDTH = 80
_FINDINGS = 10
_EVIDENCE = 5
_ROWS = 1000
_COLUMNS_BESIDE_UNIT = 48
_COLOURS = {"error": "31", "warning": "33", "info": "36", "title": "1"}


def render(record: Record, columns: int = WIDTH, colour: bool = False) -> str:
    """The record in lines of at most so many columns, coloured by escape sequences on request only."""
    page = _Page(columns, colour)
    reports = record["reports"]
    if len(reports) == 1 and audited(reports[0]):
        page.scorecard(reports[0])
    else:
        page.overview(report for report in briefs(reports) if audited(report))
        for group in record["corpus"].get("ranking", ()):
            page.group(ranking.group_title(group), group)
    page.corpus(record["corpus"])
    page.unaudited(report for report in briefs(reports) if not audited(report))
    page.errors(record["errors"])
    page.closing(record)
    return page.text()


def render_ranking(
    groups: Iterable[Record], parents: Iterable[Record], columns: int = WIDTH, colour: bool = False
) -> str:
    """Every group with its units, then how those of each parent did."""
    page = _Page(columns, colour)
    for group in groups:
        page.group(ranking.group_title(group), group)
        page.ranked(group)
    for parent in parents:
        page.group(ranking.parent_title(parent), parent)
    return page.text()


class _Page:
    """Lines written one under another."""

    def __init__(self, columns: int, colour: bool) -> None:
        self.lines: list[str] = []
        self._columns = columns
        self._colour = colour

    def text(self) -> str:
        return "\n".join(self.lines).strip("\n") + "\n"

    def scorecard(self, report: Record) -> None:
        self._title(heading(report))
        score = report["score"]
        about = {
            "文件": report["source"]["path"],
            "单位": unit_in_words(report),
            "得分": score_in_words(score),
            "覆盖": coverage_in_words(report),
            "说明": score["note"],
            "问题": counts_in_words(report),
        }
        for word, text in about.items():
            if text:
                self._item(f"{word}　", text)
        self._categories(report)
        lost = points_lost(report)
        for title, members in by_category(verdicts(report, "fail")):
            self._title(f"【{title}】")
            for verdict in members:
                self._failure(verdict, lost.get(verdict["rule"], 0))
        self._reasons("未能判定的规则", verdicts(report, "cannot_assess"))
        self._reasons("出错的规则", verdicts(report, "error"))
        if report["notes"]:
            self._title("【读取说明】")
            for note in report["notes"]:
                self._item("· ", note)

    def overview(self, reports: Iterator[Record]) -> None:
        rows = [
            [
                "\n".join(wrap(name(report), self._columns - _COLUMNS_BESIDE_UNIT)),
                str(report["year"] or ""),
                number(report["score"]["total"]),
                clean(report["score"]["grade"] or "—"),
                percent(report["score"]["coverage"]),
                *(str(count or "") for count in failures(report).values()),
            ]
            for report in islice(reports, _ROWS)
        ]
        if not rows:
            return
        numbers = ["覆盖率", *SEVERITIES.values()]
        self.lines += [*table(["单位", "年度", "得分", "等级", *numbers], rows, ["得分", *numbers]), ""]
        if more := sum(1 for _ in reports):
            self._item("", f"以上只列前 {_ROWS} 份，另有 {more} 份。")
        self._item("", "每份报告的问题、证据和建议：单独审查该报告，或以 --format md、csv、json 输出。")

    def group(self, title: str, summary: Record) -> None:
        """How a group of units did together."""
        self._title(f"【{title}】")
        self._item("", ranking.summary_in_words(summary))
        if faults := ranking.faults_in_words(summary):
            self._item("常见问题　", faults)

    def ranked(self, group: Record) -> None:
        """The units of a group by rank, and those without one."""
        rows = [
            [place, "\n".join(wrap(unit, self._columns - _COLUMNS_BESIDE_UNIT)), *rest]
            for place, unit, *rest in map(ranking.cells, group["units"])
        ]
        if rows:
            self.lines += ["", *table(ranking.HEADER, rows, ranking.NUMBERS)]
        for unit in group["unranked"]:
            self._item("不排名　", f"{unit['name']}：{unit['reason']}")

    def corpus(self, corpus: Record) -> None:
        """What the reports come to beside one another, and which could not be matched to a unit."""
        failed = [verdict for verdict in corpus["verdicts"] if verdict["verdict"] == "fail"]
        broken = [verdict for verdict in corpus["verdicts"] if verdict["verdict"] == "error"]
        if failed:
            self._title(f"【{category_title('corpus')}】")
        for verdict in failed:
            severity = verdict["severity"]
            self._item(f"[{SEVERITIES[severity]}] ", f"{verdict['title']}（{verdict['rule']}）", severity)
            for finding in verdict["findings"][:_FINDINGS]:
                self._item("  · ", concerned(finding))
                if waiver := waiver_in_words(finding):
                    self._item("    ", waiver)
            if (more := len(verdict["findings"]) - _FINDINGS) > 0:
                self._item("  · ", f"另有 {more} 处，全部问题见 json、csv 或 md 格式的结果")
        if ambiguous := corpus.get("ambiguous"):
            self._title("【未能确定单位的报告】")
        for one in ambiguous or ():
            self._item("· ", f"{one['path']}：{perhaps(one)}")
        self._reasons("出错的规则", broken)

    def unaudited(self, reports: Iterable[Record]) -> None:
        rows = [(report["source"]["path"], error) for report in reports for error in report["errors"]]
        if rows:
            self._title("【未能审查】")
        for path, error in rows:
            self._item("· ", f"{path}：{PROBLEMS.get(error['kind'], error['kind'])}。{error['message']}")

    def errors(self, errors: Sequence[Record]) -> None:
        if errors:
            self._title("【程序、插件与规则的问题】")
        for error in errors:
            where = f"{error['where']}：" if error["where"] else ""
            self._item("· ", f"{where}{error['message']}")

    def closing(self, record: Record) -> None:
        reports = record["reports"]
        self.lines.append("")
        if len(reports) > 1:
            named = units_concerned(record)
            judged = [
                not any(map(stands, verdicts(report, "fail"))) and unit_year(report) not in named
                for report in briefs(reports)
                if audited(report)
            ]
            self._item("", f"共 {len(reports)} 份：已审查 {len(judged)} 份，其中未发现问题 {sum(judged)} 份。")
        if record["skipped"]:
            self._item("", f"文件夹中另有 {len(record['skipped'])} 个文件不是报告，未审查。")
        for line in idle_waivers(record):
            self._item("", line)
        if not record["complete"]:
            self._item("", "本次审查不完整：有文件未能审查，或有规则、插件出错。")

    def _categories(self, report: Record) -> None:
        failed = [(verdict["category"], verdict["severity"]) for verdict in verdicts(report, "fail")]
        rows = [
            [
                category_title(one["category"]),
                *(str(failed.count((one["category"], severity)) or "") for severity in SEVERITIES),
                number(one["lost"]),
                number(one["of"]),
            ]
            for one in report["score"]["categories"]
        ]
        numbers = [*SEVERITIES.values(), "扣分", "满分"]
        self.lines += ["", *table(["类别", *numbers], rows, numbers)]

    def _failure(self, verdict: Record, lost: float) -> None:
        severity, findings = verdict["severity"], verdict["findings"]
        points = f"，扣 {number(lost)} 分" if lost else ""
        self._item(f"[{SEVERITIES[severity]}] ", f"{verdict['title']}（{verdict['rule']}{points}）", severity)
        basis, advice = shared(findings, "basis"), shared(findings, "advice")
        for finding in findings[:_FINDINGS]:
            self._item("  · ", finding["message"])
            if waiver := waiver_in_words(finding):
                self._item("    ", waiver)
            for evidence in finding["evidence"][:_EVIDENCE]:
                self._item("    证据　", in_words(evidence, finding["message"]))
            if (more := len(finding["evidence"]) - _EVIDENCE) > 0:
                self._item("    ", f"同类证据另有 {more} 处")
            if basis is None:
                self._item("    依据　", finding["basis"])
            if advice is None:
                self._item("    建议　", finding["advice"])
        if (more := len(findings) - _FINDINGS) > 0:
            self._item("  · ", f"另有 {more} 处，全部问题见 json、csv 或 md 格式的结果")
        if basis:
            self._item("    依据　", basis)
        if advice:
            self._item("    建议　", advice)

    def _reasons(self, title: str, found: Sequence[Record]) -> None:
        if found:
            self._title(f"【{title}】")
        for verdict in found:
            self._item("· ", f"{verdict['title']}（{verdict['rule']}）：{verdict['reason']}")

    def _title(self, text: str) -> None:
        self.lines += ["", *(self._painted(line, "title") for line in wrap(clean(text), self._columns))]

    def _item(self, lead: str, text: str, style: str = "") -> None:
        """A text after its lead, further lines indented as far."""
        first, *more = wrap(clean(text), self._columns - width(lead))
        indent = " " * width(lead)
        self.lines += [self._painted(lead, style) + first, *(indent + line for line in more)]

    def _painted(self, text: str, style: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self._colour and style else text
