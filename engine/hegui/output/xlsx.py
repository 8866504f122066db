"""The audit as a workbook: totals, findings to be mended, common faults, what is missing, all figures, the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec.structs import replace

from hegui.guarding.scratch import Scratch
from hegui.judge.totals import LATE, MISSING, UNEXPECTED, faults, missing_units, on_several, share, totals_of
from hegui.model.audit import Audit, Score, UnitYear, amount
from hegui.model.correction import Corrected
from hegui.model.form import PartNames, form_names
from hegui.model.renderer import Options, OutputFile, parts_of
from hegui.model.run import AuditRun, RuleUsed
from hegui.model.totals import RuleTotal
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict
from hegui.output import view
from hegui.output.tally import Rules, RuleTally, commonest
from hegui.output.text import shorten
from hegui.output.workbook import Book, Column, Sheet, Style, Value
from hegui.rules.schema import CATEGORIES

_FINDINGS = "问题清单"
PROGRESS_MENDED = "已整改"
"""What the office chooses for a finding that the unit has put right."""
_EVIDENCE, _QUOTE = 5, 80


def files(run: AuditRun, _: Options) -> Iterator[OutputFile]:
    """One workbook, `audit.xlsx`."""
    yield OutputFile("audit.xlsx", _workbook(run))


def _workbook(run: AuditRun) -> Iterator[bytes]:
    """The workbook in pieces; it is written to disk as it grows, whatever its size."""
    with Scratch() as folder:
        path = Path(folder) / "audit.xlsx"
        _write(run, path)
        yield from parts_of(path)


def _write(run: AuditRun, path: Path) -> None:
    """Each sheet takes from every report what it shows; none keeps reports."""
    book = Book(path)
    units, findings = _Units(book, run), _Findings(book, run)
    book.sheet("概况", "政府信息公开工作年度报告审查概况", _ABOUT_COLUMNS).fill(view.totals_in_words(totals_of(run)))
    common = book.sheet("共性问题", "政府信息公开工作年度报告共性问题", _COMMON_COLUMNS)
    filing, figures = _Filing(book), _Figures(book, run)
    used = book.sheet("规则说明", "审查所用规则及判定情况", _RULE_COLUMNS)
    rules = Rules(run)
    for audit in run.reports:
        row = findings.add(audit)
        broken = rules.add(audit)
        units.add(audit, broken, row)
        filing.add(audit, broken)
        figures.add(audit)
    findings.finish()
    units.finish(run)
    found = rules.all()
    common.fill(_common(found, run), bars={"占审查报告": 1})
    filing.finish(run)
    figures.finish()
    used.fill((rule, run.ruleset.rules.get(rule.verdict.rule)) for rule in found)
    if any(summary.corrected for summary in run.summaries()):
        book.sheet("人工更正", "对报告的人工更正", _CORRECTION_COLUMNS).fill(
            _Correction(audit, one, run.ruleset.form_of(audit)) for audit in run.reports for one in audit.corrections
        )
    book.sheet("运行信息", "审查的运行信息", _ABOUT_COLUMNS).fill(_about(run))
    book.close()


# -- 总表 --------------------------------------------------------------------------------------------------------------


class _Unit(NamedTuple):
    """A report, or a unit of the roster without one."""

    name: str
    tier: str | None
    kind: str | None
    year: int | None
    audit: Audit | None = None
    group: str | None = None
    rank: int | None = None
    faults: Mapping[Severity, int] = {}
    without: str = ""
    """What is said in place of a grade where there is none to be given."""


def _of_audit(value: Callable[[Audit], Value]) -> Callable[[_Unit], Value]:
    """The value of a column that stays blank where there is no report."""
    return lambda row: value(row.audit) if row.audit else None


def _of_score(value: Callable[[Score], Value]) -> Callable[[_Unit], Value]:
    """The value of a column that stays blank for what was not audited."""
    return _of_audit(lambda audit: value(audit.score) if audit.score else None)


def _grade(row: _Unit) -> str:
    return view.grade_in_words(row.audit.score) if row.audit and row.audit.score else row.without


def _lost(category: str, score: Score) -> Value:
    return next((one.lost for one in score.categories if one.category == category), 0)


def _lost_across(score: Score) -> Value:
    """Lost to groups of rules of several categories, which count in none of these."""
    across = (Decimal(str(one.lost)) for one in score.categories if one.category not in CATEGORIES)
    return amount(sum(across, Decimal(0))) or None


def _failed(severity: Severity, row: _Unit) -> Value:
    return row.faults.get(severity) or None


def _before_waivers(score: Score) -> Value:
    """Where waivers make a difference."""
    return score.before_waivers.total if score.before_waivers else None


def _unjudged(audit: Audit) -> int | None:
    return len(view.only(audit.verdicts, Result.CANNOT_ASSESS)) or None


_UNIT_COLUMNS: Sequence[Column[_Unit]] = (
    Column("序号", 6, style="ordinal"),
    Column("单位", 28, lambda row: row.name, "link"),
    Column("层级", 8, lambda row: f"{row.tier}级" if row.tier else None, "centre"),
    Column("类别", 12, lambda row: row.kind, "centre"),
    Column("年度", 7, lambda row: row.year, "centre"),
    Column("豁免前得分", 8, _of_score(_before_waivers), "score", optional=True),
    Column("得分", 10, _of_score(lambda score: score.total), "score"),
    Column("覆盖率", 8, _of_score(lambda score: share(score.coverage, 1)), "percent"),
    Column("等级", 8, _grade, "centre"),
    Column("名次所在组", 14, lambda row: row.group, "centre"),
    Column("名次", 6, lambda row: row.rank, "centre"),
    *(
        Column(f"{title}扣分", 7, _of_score(partial(_lost, category)), "points", optional=True)
        for category, title in CATEGORIES.items()
    ),
    Column("合计封顶的扣分", 7, _of_score(_lost_across), "points", optional=True),
    Column("附加分", 7, _of_score(lambda score: view.bonus_of(score) or None), "points", optional=True),
    Column("评分表", 14, _of_score(lambda score: score.table or None), "centre", optional=True),
    *(Column(f"{words}项数", 6, partial(_failed, severity), "centre") for severity, words in view.SEVERITIES.items()),
    Column("未能判定", 6, _of_audit(_unjudged), "centre", optional=True),
    Column("豁免处数", 6, _of_audit(lambda audit: view.waived(audit) or None), "centre", optional=True),
    Column("更正处数", 6, _of_audit(lambda audit: len(audit.corrections) or None), "centre", optional=True),
    Column("文件", 60, _of_audit(lambda audit: view.path(audit.source.path)), printed=False),
)


class _Units:
    """A row for each unit in the order of the audit; its name leads to its findings."""

    def __init__(self, book: Book, run: AuditRun) -> None:
        self._sheet = book.sheet("总表", "政府信息公开工作年度报告审查总表", _UNIT_COLUMNS, frozen=2)
        self._ranks = {path: (group, rank) for path, (group, rank) in view.ranks(run).items() if rank}
        self._full_marks = 100.0

    def add(self, audit: Audit, broken: Iterable[Verdict], row: int | None) -> None:
        """`row` is where its findings begin on their sheet, or None where it has none."""
        if audit.score:
            self._full_marks = max(self._full_marks, audit.score.of)
        of, (group, rank) = audit.unit, self._ranks.get(audit.source.path, (None, None))
        name = of.name or "（未能认出）"
        unit = _Unit(name, of.tier, of.kind, audit.year, audit, group, rank, faults(broken), "未能审查")
        self._sheet.add(unit, link=f"'{_FINDINGS}'!A{row}" if row else "")

    def finish(self, run: AuditRun) -> None:
        """Units without a report stand last."""
        missing = missing_units(run.corpus)
        for one in run.corpus.units or ():
            if one.report is None:
                without = "未报送" if one.name in missing else "未见报告"
                self._sheet.add(_Unit(one.name, one.tier, one.kind, one.year, without=without))
        self._sheet.close(bars={"得分": self._full_marks})


# -- 问题清单 ----------------------------------------------------------------------------------------------------------


class _Found(NamedTuple):
    unit: str
    year: int | None
    audit: Audit | None
    """None where the unit has no report."""
    verdict: Verdict
    finding: Finding
    points: float | None
    """At the first finding of a rule, what the rule cost."""
    names: PartNames

    @property
    def about(self) -> UnitYear:
        """Under what findings on several reports name it."""
        return self.audit.unit_year if self.audit else (self.unit, self.year)

    @property
    def evidence(self) -> Sequence[Evidence]:
        return self.finding.evidence[:_EVIDENCE]


_PROGRESS = ("未整改", "整改中", PROGRESS_MENDED, "情况说明")


def _decided(row: _Found, what: Literal["state", "reason", "by", "until"]) -> str | None:
    """What a reviewer has decided already; the columns are read back by `hegui history import`."""
    decision = row.finding.decision
    if not decision:
        return None
    return view.DECISIONS[decision.state] if what == "state" else getattr(decision, what)


_SHADES: dict[Severity, Style] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "centre"}


def _quotes(row: _Found) -> str:
    """The words; a passage that reports share once."""
    told: list[Evidence] = []
    for one in row.evidence:
        if one.quote and not any(view.same_words(one, other) for other in told):
            told.append(one)
    return _joined(shorten(one.quote or "", _QUOTE) for one in told)


_FINDING_COLUMNS: Sequence[Column[_Found]] = (
    Column("序号", 5, style="ordinal"),
    Column("单位", 20, lambda row: row.unit),
    Column("类别", 9, lambda row: view.category_title(row.verdict.category), "centre"),
    Column("严重程度", 6, lambda row: view.SEVERITIES[row.verdict.severity], lambda row: _SHADES[row.verdict.severity]),
    Column("规则名称", 18, lambda row: row.verdict.title),
    Column("问题", 44, lambda row: row.finding.message),
    Column("位置", 22, lambda row: _joined(_place(one, row) for one in row.evidence)),
    Column("原文", 34, _quotes),
    Column("扣分", 5, lambda row: row.points, "points"),
    Column("依据", 22, lambda row: row.finding.basis),
    Column("整改建议", 28, lambda row: row.finding.advice),
    Column("整改情况", 10, style="centre", choices=_PROGRESS),
    Column("备注", 16, printed=False),
    Column(
        "复核意见", 10, lambda row: _decided(row, "state"), "centre", printed=False, choices=(*view.DECISIONS.values(),)
    ),
    Column("复核理由", 24, lambda row: _decided(row, "reason"), printed=False),
    Column("复核人", 10, lambda row: _decided(row, "by"), "centre", printed=False),
    Column("有效至", 12, lambda row: _decided(row, "until"), "centre", printed=False),
    Column("办理提示", 30, lambda row: row.finding.office, printed=False),
    Column("算式（应有与实有）", 30, lambda row: _joined(one.formula for one in row.evidence), printed=False),
    Column("豁免", 24, lambda row: view.waiver_in_words(row.finding), printed=False),
    Column("人工认定", 24, lambda row: view.by_hand_in_words(row.verdict), printed=False),
    Column("年度", 7, lambda row: row.year, "centre", printed=False),
    Column("规则", 26, lambda row: row.verdict.rule, printed=False),
    Column("指纹", 19, lambda row: row.finding.fingerprint, printed=False),
    Column("文件", 40, lambda row: view.path(row.audit.source.path) if row.audit else "", printed=False),
)


class _Findings:
    """A row for each finding in the order of the audit: those of a report, then what it shows beside others; last those
    on units without a report. With room to note what was done about it."""

    def __init__(self, book: Book, run: AuditRun) -> None:
        self._rules = run.ruleset
        self._on_several = on_several(run.corpus)
        self._without_report = dict(self._on_several)
        self._sheet = book.sheet(_FINDINGS, "政府信息公开工作年度报告问题清单", _FINDING_COLUMNS, frozen=2)

    def add(self, audit: Audit) -> int | None:
        """Write the findings of a report and return the row where they begin, or None where there is none."""
        self._without_report.pop(audit.unit_year, None)
        return self._add(view.name(audit), audit.year, view.failed(audit, self._on_several), audit)

    def finish(self) -> None:
        for (unit, year), verdicts in self._without_report.items():
            self._add(unit or "", year, verdicts)
        self._sheet.close()

    def _add(self, unit: str, year: int | None, verdicts: Sequence[Verdict], audit: Audit | None = None) -> int | None:
        begin = None
        lost = view.points_lost(audit) if audit else {}
        names = self._rules.form_of(audit) if audit else self._rules.any_form
        for verdict in verdicts:
            for finding in verdict.findings:
                row = self._sheet.add(_Found(unit, year, audit, verdict, finding, lost.pop(verdict.rule, None), names))
                begin = begin or row
        return begin


def _place(evidence: Evidence, row: _Found) -> str:
    """A cell is found by the names of its row and column; counting rows is for who reads the file itself."""
    plain = evidence if evidence.row is None else replace(evidence, grid=None, line=None)
    return view.report_of(evidence, row.about) + view.place(plain, row.names)


def _joined(words: Iterable[str | None]) -> str:
    return "；".join(dict.fromkeys(word for word in words if word))


# -- 共性问题 ----------------------------------------------------------------------------------------------------------


class _Common(NamedTuple):
    problem: str
    rule: RuleTally
    total: RuleTotal


def _common(rules: Iterable[RuleTally], run: AuditRun) -> Iterator[_Common]:
    for rule, total in commonest(rules):
        yield _Common(view.problem_of(total, run.ruleset), rule, total)


def _examples(row: _Common) -> str:
    return f"{'、'.join(row.rule.examples)}{' 等' if row.total.units > len(row.rule.examples) else ''}"


_COMMON_COLUMNS: Sequence[Column[_Common]] = (
    Column("序号", 6, style="ordinal"),
    Column("问题", 34, lambda row: row.problem),
    Column("类别", 10, lambda row: view.category_title(row.total.category), "centre"),
    Column("严重程度", 9, lambda row: view.SEVERITIES[row.total.severity], lambda row: _SHADES[row.total.severity]),
    Column("有此问题的单位", 9, lambda row: row.total.units, "centre"),
    Column("有此问题的报告", 9, lambda row: row.total.reports, "centre"),
    Column("占审查报告", 9, lambda row: row.total.share, "percent"),
    Column("问题处数", 8, lambda row: row.total.findings, "centre"),
    Column("共扣分", 8, lambda row: row.total.points, "points"),
    Column("举例（单位）", 46, _examples),
    Column("整改建议", 44, lambda row: row.rule.advice),
    Column("规则", 24, lambda row: row.total.rule, printed=False),
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
    Column("文件", 50, lambda row: view.path(row.path), printed=False),
)


class _Filing:
    """Late reports and unreadable files as they come, then what the roster shows."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet("未报送与逾期", "未报送、逾期和未能审查的报告", _FILING_COLUMNS)

    def add(self, audit: Audit, broken: Iterable[Verdict]) -> None:
        for verdict in broken:
            if verdict.rule == LATE:
                words = "；".join(finding.message for finding in view.standing(verdict))
                self._add("逾期", view.name(audit), words, audit.source.path, audit)
        if not audit.score:
            for error in audit.errors:
                self._add(view.PROBLEMS[error.kind], "", error.message, audit.source.path, audit)

    def finish(self, run: AuditRun) -> None:
        kinds = {MISSING: "未报送", UNEXPECTED: "不在名册"}
        for verdict in run.corpus.verdicts:
            if verdict.rule in kinds:
                for finding in verdict.findings:
                    kind = f"{kinds[verdict.rule]}{'（已豁免）' if finding.waiver else ''}"
                    words = "；".join(filter(None, (finding.message, view.waiver_in_words(finding))))
                    self._add(kind, "、".join(finding.units), words)
        missing = [unit for one in run.corpus.verdicts if one.rule == MISSING for unit in _named_in(one)]
        for unit in run.corpus.units or ():
            if unit.report is None and unit.name not in missing:
                self._add("未见报告", unit.name, "名册列有，没有见到报告，但不能认定没有报送")
        for one in run.corpus.ambiguous:
            self._add("单位不明", one.unit or "", view.perhaps(one), one.path)
        for repeated in run.corpus.repeated:
            self._add("有几份报告", repeated.unit, view.several(repeated))
        self._sheet.close()

    def _add(self, kind: str, unit: str, message: str, path: str = "", audit: Audit | None = None) -> None:
        self._sheet.add(_Filed(kind, unit, message, path, audit))


def _named_in(verdict: Verdict) -> Iterator[str]:
    return (unit for finding in verdict.findings for unit in finding.units)


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
            Column("文件", 30, lambda row: view.path(row.audit.source.path)),
            *(_cell_column(cell, names) for cell in found),
        ]
        title = f"统计表数据（{form_names([form])}；底色单元格不是数字；供查阅统计，不打印）"
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
    Column("文件", 50, lambda row: view.path(row.audit.source.path), printed=False),
)


# -- 规则说明, 运行信息 ------------------------------------------------------------------------------------------------


_Explained = tuple[RuleTally, RuleUsed | None]


def _came_to(result: Result) -> Column[_Explained]:
    return Column(view.RESULTS[result], 7, lambda row: row[0].results[result] or None, "centre")


_RULE_COLUMNS: Sequence[Column[_Explained]] = (
    Column("类别", 10, lambda row: view.category_title(row[0].verdict.category), "centre"),
    Column("要求", 30, lambda row: row[0].verdict.title),
    Column("严重程度", 7, lambda row: view.SEVERITIES[row[0].verdict.severity], "centre"),
    Column("依据", 34, lambda row: row[1].basis if row[1] else None),
    Column("说明", 50, lambda row: row[1].note if row[1] else None),
    Column("不符合的怎样改", 40, lambda row: row[1].advice if row[1] else None),
    *map(_came_to, (Result.PASS, Result.FAIL, Result.CANNOT_ASSESS, Result.NOT_APPLICABLE)),
    Column("规则出错", 7, lambda row: row[0].results[Result.ERROR] or None, "centre", optional=True),
    Column("规则", 28, lambda row: row[0].verdict.rule, printed=False),
    Column("规则包", 16, lambda row: row[0].verdict.pack, "centre", printed=False),
)

_ABOUT_COLUMNS: Sequence[Column[tuple[str, str | None]]] = (
    Column("项目", 22, lambda row: row[0], "centre"),
    Column("内容", 110, lambda row: row[1]),
)


def _about(run: AuditRun) -> Iterator[tuple[str, str | None]]:
    """When, by what and how completely the audit was made."""
    yield "审查程序", f"hegui {run.engine}"
    yield "审查时间", view.moment(run.generated_at)
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
        yield "未审查的文件", view.path(path)
