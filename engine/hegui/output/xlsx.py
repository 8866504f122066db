"""The audit as a workbook: totals, findings to be mended, common faults, what is missing, all figures, the rules."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from hegui.model.audit import Audit, Score, amount
from hegui.model.correction import Corrected
from hegui.model.form import PartNames, form_names
from hegui.model.renderer import Options, OutputFile, parts_of
from hegui.model.run import AuditRun
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict
from hegui.output import view
from hegui.output.tally import Rules, RuleTally
from hegui.output.workbook import Book, Column, Sheet, Style, Value
from hegui.rules.schema import CATEGORIES

_FINDINGS = "问题清单"
_EVIDENCE = 5


def files(run: AuditRun, _: Options) -> Iterator[OutputFile]:
    """One workbook, `audit.xlsx`."""
    yield OutputFile("audit.xlsx", _workbook(run))


def _workbook(run: AuditRun) -> Iterator[bytes]:
    """The workbook in pieces; it is written to disk as it grows, whatever its size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.xlsx"
        _write(run, path)
        yield from parts_of(path)


def _write(run: AuditRun, path: Path) -> None:
    """Each sheet takes from every report what it shows; none keeps reports."""
    book = Book(path)
    units, findings = _Units(book, run), _Findings(book, run)
    common = book.sheet("共性问题", "政府信息公开工作年度报告共性问题", _COMMON_COLUMNS)
    filing, figures = _Filing(book), _Figures(book, run)
    used = book.sheet("规则说明", "审查所用规则及判定情况", _RULE_COLUMNS)
    rules = Rules(run)
    for audit in run.reports:
        units.add(audit, findings.add(audit))
        filing.add(audit)
        figures.add(audit)
        rules.add(audit)
    units.finish()
    findings.finish(run)
    common.fill(rules.broken, bars={"占比": 1})
    filing.finish(run)
    figures.finish()
    used.fill(rules.all)
    if any(summary.corrected for summary in run.summaries()):
        book.sheet("人工更正", "对报告的人工更正", _CORRECTION_COLUMNS).fill(
            _Correction(audit, one, run.ruleset.form_of(audit)) for audit in run.reports for one in audit.corrections
        )
    book.sheet("运行信息", "审查的运行信息", _ABOUT_COLUMNS).fill(_about(run))
    book.close()


# -- 总表 --------------------------------------------------------------------------------------------------------------


class _Unit(NamedTuple):
    audit: Audit
    group: str | None
    rank: int | None


def _of_score(value: Callable[[Score], Value]) -> Callable[[_Unit], Value]:
    """The value of a column that stays blank for what was not audited."""
    return lambda row: value(row.audit.score) if row.audit.score else None


def _grade(row: _Unit) -> str:
    return view.grade_in_words(row.audit.score) if row.audit.score else "未能审查"


def _lost(category: str, score: Score) -> Value:
    return next((one.lost for one in score.categories if one.category == category), 0)


def _lost_across(score: Score) -> Value:
    """Lost to groups of rules of several categories, which count in none of these."""
    across = (Decimal(str(one.lost)) for one in score.categories if one.category not in CATEGORIES)
    return amount(sum(across, Decimal(0))) or None


def _failed(severity: Severity, row: _Unit) -> Value:
    return view.failures(row.audit)[severity] or None


_UNIT_COLUMNS: Sequence[Column[_Unit]] = (
    Column("序号", 6, style="ordinal"),
    Column("单位", 28, lambda row: row.audit.unit.name or "（未能认出）", "link"),
    Column("层级", 9, lambda row: view.LEVELS[row.audit.unit.level] if row.audit.unit.level else None, "centre"),
    Column("类别", 13, lambda row: row.audit.unit.kind, "centre"),
    Column("年度", 7, lambda row: row.audit.year, "centre"),
    Column("豁免前得分", 8, _of_score(lambda score: (score.before_waivers or score).total), "score"),
    Column("得分", 10, _of_score(lambda score: score.total), "score"),
    Column("覆盖率", 8, _of_score(lambda score: score.coverage), "percent"),
    Column("等级", 8, _grade, "centre"),
    Column("名次所在组", 14, lambda row: row.group, "centre"),
    Column("名次", 6, lambda row: row.rank, "centre"),
    *(
        Column(f"{title}扣分", 7, _of_score(partial(_lost, category)), "points")
        for category, title in CATEGORIES.items()
    ),
    Column("合计封顶的扣分", 7, _of_score(_lost_across), "points"),
    Column("附加分", 7, _of_score(lambda score: view.bonus_of(score) or None), "points"),
    Column("评分表", 14, _of_score(lambda score: score.table or None), "centre"),
    *(Column(f"{words}项数", 6, partial(_failed, severity), "centre") for severity, words in view.SEVERITIES.items()),
    Column("未能判定", 6, lambda row: len(view.only(row.audit.verdicts, Result.CANNOT_ASSESS)) or None, "centre"),
    Column("豁免处数", 6, lambda row: view.waived(row.audit) or None, "centre"),
    Column("更正处数", 6, lambda row: len(row.audit.corrections) or None, "centre"),
    Column("文件", 60, lambda row: row.audit.source.path, printed=False),
)


class _Units:
    """A row for each unit in the order of the audit; its name leads to its findings."""

    def __init__(self, book: Book, run: AuditRun) -> None:
        self._sheet = book.sheet("总表", "政府信息公开工作年度报告审查总表", _UNIT_COLUMNS, frozen=2)
        self._ranks = {path: (group, rank) for path, (group, rank) in view.ranks(run).items() if rank}
        self._full_marks = 100.0

    def add(self, audit: Audit, row: int | None) -> None:
        """`row` is where its findings begin on their sheet, or None where it has none."""
        if audit.score:
            self._full_marks = max(self._full_marks, audit.score.of)
        unit = _Unit(audit, *self._ranks.get(audit.source.path, (None, None)))
        self._sheet.add(unit, link=f"'{_FINDINGS}'!A{row}" if row else "")

    def finish(self) -> None:
        self._sheet.close(bars={"得分": self._full_marks, "覆盖率": 1})


# -- 问题清单 ----------------------------------------------------------------------------------------------------------


class _Found(NamedTuple):
    audit: Audit | None
    """None for what several reports show."""
    verdict: Verdict
    finding: Finding
    points: float | None
    """At the first finding of a rule, what the rule cost."""
    names: PartNames

    @property
    def evidence(self) -> Sequence[Evidence]:
        return self.finding.evidence[:_EVIDENCE]


_SHADES: dict[Severity, Style] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "centre"}

_FINDING_COLUMNS: Sequence[Column[_Found]] = (
    Column("序号", 5, style="ordinal"),
    Column("单位", 20, lambda row: "、".join(row.finding.units) or (view.name(row.audit) if row.audit else "")),
    Column("类别", 9, lambda row: view.category_title(row.verdict.category), "centre"),
    Column("严重程度", 6, lambda row: view.SEVERITIES[row.verdict.severity], lambda row: _SHADES[row.verdict.severity]),
    Column("规则名称", 18, lambda row: row.verdict.title),
    Column("问题", 44, lambda row: row.finding.message),
    Column("位置", 18, lambda row: _joined(_place(one, row.names) for one in row.evidence)),
    Column("原文", 24, lambda row: _joined(one.quote for one in row.evidence)),
    Column("扣分", 5, lambda row: row.points, "points"),
    Column("依据", 24, lambda row: row.finding.basis),
    Column("整改建议", 30, lambda row: row.finding.advice),
    Column("整改情况", 10, style="centre", choices=("未整改", "整改中", "已整改", "情况说明")),
    Column("备注", 16, printed=False),
    Column("算式（应有与实有）", 30, lambda row: _joined(one.formula for one in row.evidence), printed=False),
    Column("豁免", 24, lambda row: view.waiver_in_words(row.finding), printed=False),
    Column("人工认定", 24, lambda row: view.by_hand_in_words(row.verdict), printed=False),
    Column("年度", 7, lambda row: row.audit.year if row.audit else None, "centre", printed=False),
    Column("规则", 26, lambda row: row.verdict.rule, printed=False),
    Column("指纹", 19, lambda row: row.finding.fingerprint, printed=False),
    Column("文件", 40, lambda row: row.audit.source.path if row.audit else "", printed=False),
)


class _Findings:
    """A row for each finding in the order of the audit, then those on several reports; with room to note what was done
    about it."""

    def __init__(self, book: Book, run: AuditRun) -> None:
        self._rules = run.ruleset
        self._sheet = book.sheet(_FINDINGS, "政府信息公开工作年度报告问题清单", _FINDING_COLUMNS, frozen=2)

    def add(self, audit: Audit) -> int | None:
        """Write the findings of a report and return the row where they begin, or None where there is none."""
        return self._add(audit.verdicts, audit, view.points_lost(audit))

    def finish(self, run: AuditRun) -> None:
        self._add(run.corpus.verdicts, None, {})
        self._sheet.close()

    def _add(self, verdicts: Sequence[Verdict], audit: Audit | None, lost: dict[str, float]) -> int | None:
        begin = None
        names = self._rules.form_of(audit) if audit else self._rules.any_form
        for verdict in view.only(verdicts, Result.FAIL):
            for number, finding in enumerate(verdict.findings):
                points = lost.get(verdict.rule) if number == 0 else None
                row = self._sheet.add(_Found(audit, verdict, finding, points, names))
                begin = begin or row
        return begin


def _place(evidence: Evidence, names: PartNames) -> str:
    """A cell is found by the names of its row and column; counting rows is for who reads the file itself."""
    return view.place(evidence if evidence.row is None else replace(evidence, grid=None, line=None), names)


def _joined(words: Iterable[str | None]) -> str:
    return "；".join(dict.fromkeys(word for word in words if word))


# -- 共性问题 ----------------------------------------------------------------------------------------------------------


def _examples(row: RuleTally) -> str:
    return f"{'、'.join(row.examples)}{' 等' if row.units > len(row.examples) else ''}"


def _judged(row: RuleTally) -> int | None:
    """On how many reports it could be judged; None for a rule on several of them."""
    return None if row.verdict.category == "corpus" else row.results[Result.PASS] + row.results[Result.FAIL]


_COMMON_COLUMNS: Sequence[Column[RuleTally]] = (
    Column("序号", 6, style="ordinal"),
    Column("规则", 24, lambda row: row.verdict.rule),
    Column("规则名称", 34, lambda row: row.verdict.title),
    Column("类别", 10, lambda row: view.category_title(row.verdict.category), "centre"),
    Column("严重程度", 9, lambda row: view.SEVERITIES[row.verdict.severity], "centre"),
    Column("不符合的报告", 10, lambda row: row.units, "centre"),
    Column("已判定的报告", 10, _judged, "centre"),
    Column("占比", 9, lambda row: row.reports / judged if (judged := _judged(row)) else None, "percent"),
    Column("问题处数", 9, lambda row: row.findings, "centre"),
    Column("举例（单位）", 50, _examples),
    Column("整改建议", 44, lambda row: row.advice),
)


# -- 未报送与逾期 ------------------------------------------------------------------------------------------------------


class _Filed(NamedTuple):
    kind: str
    unit: str
    message: str
    path: str = ""
    audit: Audit | None = None


def _day(key: str, row: _Filed) -> Value:
    day = getattr(row.audit.dates, key) if row.audit else None
    return day and str(day)


_FILING_COLUMNS: Sequence[Column[_Filed]] = (
    Column("序号", 6, style="ordinal"),
    Column("情形", 14, lambda row: row.kind, "centre"),
    Column("单位", 36, lambda row: row.unit),
    Column("年度", 8, lambda row: row.audit.year if row.audit else None, "centre"),
    Column("落款日期", 12, partial(_day, "signed"), "centre"),
    Column("发布日期", 12, partial(_day, "published"), "centre"),
    Column("说明", 70, lambda row: row.message),
    Column("文件", 50, lambda row: row.path, printed=False),
)


class _Filing:
    """Late reports and unreadable files as they come, then what the roster shows."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet("未报送与逾期", "未报送、逾期和未能审查的报告", _FILING_COLUMNS)

    def add(self, audit: Audit) -> None:
        for verdict in audit.verdicts:
            if verdict.rule == view.LATE:
                for finding in verdict.findings:
                    self._add("逾期", view.name(audit), _words(finding), audit.source.path, audit)
        if not audit.score:
            for error in audit.errors:
                self._add(view.PROBLEMS[error.kind], "", error.message, audit.source.path, audit)

    def finish(self, run: AuditRun) -> None:
        kinds = {view.MISSING: "未报送", view.UNEXPECTED: "不在名册"}
        for verdict in run.corpus.verdicts:
            if verdict.rule in kinds:
                for finding in verdict.findings:
                    self._add(kinds[verdict.rule], "、".join(finding.units), _words(finding))
        for one in run.corpus.ambiguous:
            self._add("单位不明", one.unit or "", view.perhaps(one), one.path)
        self._sheet.close()

    def _add(self, kind: str, unit: str, message: str, path: str = "", audit: Audit | None = None) -> None:
        self._sheet.add(_Filed(kind, unit, message, path, audit))


def _words(finding: Finding) -> str:
    """What is wrong, and whether it was let pass."""
    return "；".join(filter(None, (finding.message, view.waiver_in_words(finding))))


# -- 表格数据 ----------------------------------------------------------------------------------------------------------

CellName = tuple[str, str, str | None]
"""Table, row and, where there is one, column."""


class _Figured(NamedTuple):
    audit: Audit
    cells: dict[CellName, Value]
    """What stands in each cell that was found."""


def _cell_column(cell: CellName, names: PartNames) -> Column[_Figured]:
    def style(row: _Figured) -> Style:
        return "odd" if isinstance(row.cells.get(cell, 0), str) else "number"

    table, *path = cell
    title = "·".join(part for part in (names.table_name(table), *path) if part is not None)
    return Column(title, 10, lambda row: row.cells.get(cell), style)


class _Figures:
    """Every recognised cell, a row for each report, so that units can be compared and columns summed up: a sheet for
    each form of tables."""

    def __init__(self, book: Book, run: AuditRun) -> None:
        self._sheets = {
            form: self._sheet(book, form, found, run.ruleset.forms.get(form) or run.ruleset.any_form)
            for form, found in _cells_of_forms(run).items()
        }

    def _sheet(self, book: Book, form: str, found: Iterable[CellName], names: PartNames) -> Sheet[_Figured]:
        columns: list[Column[_Figured]] = [
            Column("单位", 30, lambda row: view.name(row.audit)),
            Column("年度", 8, lambda row: row.audit.year, "centre"),
            Column("文件", 30, lambda row: row.audit.source.path),
            *(_cell_column(cell, names) for cell in found),
        ]
        title = f"统计表数据（{form_names([form])}；底色单元格不是数字）"
        return book.sheet(f"表格数据 {form}", title, columns, frozen=2, broad=True)

    def add(self, audit: Audit) -> None:
        if _has_tables(audit):
            self._sheets[_form(audit)].add(_Figured(audit, _figures(audit)))

    def finish(self) -> None:
        for sheet in self._sheets.values():
            sheet.close()


def _cells_of_forms(run: AuditRun) -> dict[str, Sequence[CellName]]:
    """The cells of each form: those of the report that has most of them, then what others have beside."""
    seen: dict[str, Sequence[CellName]] = {}
    for audit in run.reports:
        if _has_tables(audit):
            found = list(_figures(audit))
            known = seen.get(_form(audit), [])
            longer, shorter = (found, known) if len(found) > len(known) else (known, found)
            seen[_form(audit)] = list(dict.fromkeys((*longer, *shorter)))
    return dict(sorted(seen.items(), reverse=True))


def _has_tables(audit: Audit) -> bool:
    return audit.score is not None and bool(audit.tables)


def _form(audit: Audit) -> str:
    return audit.form or "未知"


def _figures(audit: Audit) -> dict[CellName, Value]:
    """The value of each cell; of one that holds no number, what stands there."""
    raw = {(cell.table, cell.row, cell.column): cell.raw for cell in audit.cells}
    return {
        (table, row, column): raw.get((table, row, column), "") if value is None else value
        for table, row, column, value in view.cells(audit)
    }


# -- 人工更正 ----------------------------------------------------------------------------------------------------------


class _Correction(NamedTuple):
    audit: Audit
    one: Corrected
    names: PartNames


_CORRECTION_COLUMNS: Sequence[Column[_Correction]] = (
    Column("序号", 6, style="ordinal"),
    Column("单位", 28, lambda row: view.name(row.audit)),
    Column("年度", 8, lambda row: row.audit.year, "centre"),
    Column("更正", 60, lambda row: view.correction_in_words(row.one, row.audit, row.names)),
    Column("更正人", 10, lambda row: row.one.by, "centre"),
    Column("日期", 12, lambda row: row.one.date, "centre"),
    Column("理由", 40, lambda row: row.one.reason),
    Column("文件", 50, lambda row: row.audit.source.path, printed=False),
)


# -- 规则说明, 运行信息 ------------------------------------------------------------------------------------------------


_RULE_COLUMNS: Sequence[Column[RuleTally]] = (
    Column("类别", 10, lambda row: view.category_title(row.verdict.category), "centre"),
    Column("规则", 28, lambda row: row.verdict.rule),
    Column("规则名称", 44, lambda row: row.verdict.title),
    Column("严重程度", 9, lambda row: view.SEVERITIES[row.verdict.severity], "centre"),
    Column("规则包", 16, lambda row: row.verdict.pack, "centre"),
    Column("符合", 8, lambda row: row.results[Result.PASS] or None, "centre"),
    Column("不符合", 8, lambda row: row.results[Result.FAIL] or None, "centre"),
    Column("未能判定", 8, lambda row: row.results[Result.CANNOT_ASSESS] or None, "centre"),
    Column("不适用", 8, lambda row: row.results[Result.NOT_APPLICABLE] or None, "centre"),
    Column("规则出错", 8, lambda row: row.results[Result.ERROR] or None, "centre"),
)

_ABOUT_COLUMNS: Sequence[Column[tuple[str, str | None]]] = (
    Column("项目", 22, lambda row: row[0], "centre"),
    Column("内容", 110, lambda row: row[1]),
)


def _about(run: AuditRun) -> Iterator[tuple[str, str | None]]:
    """When, by what and how completely the audit was made."""
    yield "审查程序", f"hegui {run.engine}"
    yield "审查时间", run.generated_at
    yield "是否完整", "完整" if run.complete else "不完整：有文件未能审查，或有规则、插件出错"
    for pack in run.ruleset.packs:
        yield "规则包", f"{pack.title}（{pack.name}）{pack.version}"
    yield "规则摘要", run.ruleset.digest
    for error in run.errors:
        yield view.PROBLEMS[error.kind], f"{error.where}：{error.message}" if error.where else error.message
    for line in view.idle_waivers(run):
        yield "豁免", line
    for line in view.idle_corrections(run):
        yield "更正", line
    for path in run.skipped:
        yield "未审查的文件", path
