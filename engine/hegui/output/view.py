"""What outputs say of a run: its words, counts and places, each worked out here once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from hegui.model.audit import Amount, Audit, Score, Summary, UnitYear, amount
from hegui.model.correction import Corrected
from hegui.model.form import PartNames
from hegui.model.report import Level
from hegui.model.run import Ambiguous, AuditRun, ParentGroup, RankedUnit, RankingGroup, Spread, UnrankedUnit
from hegui.model.verdict import SEVERITY_NAMES, ByHand, DecisionState, Evidence, Finding, Result, Severity, Verdict
from hegui.output.text import clean, shorten
from hegui.rules.schema import CATEGORIES

SEVERITIES = SEVERITY_NAMES
RESULTS = {
    Result.PASS: "符合",
    Result.FAIL: "不符合",
    Result.NOT_APPLICABLE: "不适用",
    Result.CANNOT_ASSESS: "未能判定",
    Result.ERROR: "出错",
}
LEVELS = {Level.GOVERNMENT: "人民政府", Level.DEPARTMENT: "部门"}
DECISIONS: Mapping[str, str] = {
    DecisionState.CONFIRMED: "属实",
    DecisionState.DISMISSED: "不成立",
    DecisionState.ACCEPTED: "予以接受",
    DecisionState.MENDED: "已整改",
}
PROBLEMS = {"read": "无法读取", "not-a-report": "不是年度报告", "plugin": "插件", "rule": "规则"}
MISSING, UNEXPECTED, LATE = "report-missing", "report-unexpected", "published-by-deadline"
"""The rules on the filing of reports, of which outputs have more to say."""

RANKED = ("名次", "单位", "得分", "等级", "覆盖率", "问题")
"""Headings over a ranked unit."""
RANKED_NUMBERS = ("名次", "得分", "覆盖率", "问题")

_QUOTE = 80
_NAMED = 10
_MOST_FREQUENT = 5


# -- verdicts and findings -------------------------------------------------------------------------------------------


def category_title(category: str) -> str:
    return CATEGORIES.get(category, category)


def only(verdicts: Iterable[Verdict], *results: Result) -> list[Verdict]:
    """Those that came out like that."""
    return [verdict for verdict in verdicts if verdict.result in results]


def by_category(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, list[Verdict]]]:
    """Verdicts under the titles of their categories, in their order."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.category, []).append(verdict)
    for category, members in groups.items():
        yield category_title(category), members


def failures(report: Audit | Summary) -> dict[Severity, int]:
    """Number of rules that failed, by severity; not those all of whose findings are waived."""
    failed = [verdict.severity for verdict in report.verdicts if verdict.stands]
    return {severity: failed.count(severity) for severity in SEVERITIES}


def failures_by_category(audit: Audit) -> dict[str, list[int]]:
    """Number of rules that failed, waived or not, by category and severity."""
    failed = [(verdict.category, verdict.severity) for verdict in only(audit.verdicts, Result.FAIL)]
    categories = [one.category for one in audit.score.categories] if audit.score else []
    return {category: [failed.count((category, severity)) for severity in SEVERITIES] for category in categories}


def standing(verdict: Verdict) -> list[Finding]:
    """The findings that are not waived."""
    return [finding for finding in verdict.findings if finding.waiver is None]


def waived(audit: Audit) -> int:
    """Number of findings that are waived."""
    return sum(finding.waiver is not None for verdict in audit.verdicts for finding in verdict.findings)


def on_several(run: AuditRun) -> dict[UnitYear, list[Verdict]]:
    """The verdicts on several reports by each unit that they name and its year, with the findings on that one only."""
    found: dict[UnitYear, list[Verdict]] = {}
    for verdict in run.corpus.verdicts:
        by_unit: dict[UnitYear, list[Finding]] = {}
        for finding in verdict.findings:
            for unit in finding.units:
                by_unit.setdefault((unit, finding.year), []).append(finding)
        for about, findings in by_unit.items():
            found.setdefault(about, []).append(replace(verdict, findings=tuple(findings)))
    return found


def failed(audit: Audit, beside: Mapping[UnitYear, Sequence[Verdict]]) -> list[Verdict]:
    """The verdicts of the rules that a report breaks: its own, then those `on_several` reports."""
    return [*only(audit.verdicts, Result.FAIL), *beside.get(audit.unit_year, ())]


def units_concerned(verdict: Verdict) -> list[str]:
    """The units that a verdict on several reports names, once each; what is waived left aside."""
    return list(dict.fromkeys(unit for finding in standing(verdict) for unit in finding.units))


def is_here(evidence: Evidence, audit: Audit) -> bool:
    """Whether evidence stands in this very report, and not in that of another unit or year."""
    unit, year = audit.unit_year
    return evidence.unit in (None, unit) and evidence.year in (None, year)


def points_lost(audit: Audit) -> dict[str, float]:
    """Points lost by rule."""
    lost: dict[str, float] = {}
    for deduction in audit.score.deductions if audit.score else ():
        lost[deduction.rule] = lost.get(deduction.rule, 0) + deduction.points
    return lost


def cells(audit: Audit) -> Iterator[tuple[str, str, str | None, Amount | None]]:
    """Table, row, column where there is one, and value of each cell that was found; None: no number stands there."""
    for table, rows in audit.tables.items():
        for row, values in rows.items():
            for column, value in values.items() if isinstance(values, dict) else [(None, values)]:
                yield table, row, column, value


Common = TypeVar("Common")


def shared(values: Iterable[Common]) -> Common | None:
    """The value that all have in common."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


# -- rankings --------------------------------------------------------------------------------------------------------


def ranks(run: AuditRun) -> dict[str, tuple[str, int | None]]:
    """Group and rank of each scored report, by its path; no rank where its unit is not ranked."""
    return {
        unit.path: (group.group, unit.rank if isinstance(unit, RankedUnit) else None)
        for group in run.corpus.ranking
        for unit in members(group)
    }


def members(group: RankingGroup) -> list[RankedUnit | UnrankedUnit]:
    """Its units by rank, then those without one."""
    return [*group.units, *group.unranked]


def group_title(group: RankingGroup | ParentGroup) -> str:
    year = f"{group.year} 年" if group.year else ""
    table = f"（{group.table}）" if group.table else ""
    if isinstance(group, ParentGroup):
        return clean(f"{year}{group.parent}所属单位{table}")
    return clean(f"{year}{group.group}{table}")


def ranked_cells(unit: RankedUnit) -> tuple[str, ...]:
    """A ranked unit under the headings `RANKED`."""
    about = str(unit.rank), clean(unit.name), number(unit.total), clean(unit.grade)
    return (*about, percent(unit.coverage), str(unit.faults))


def spread_in_words(group: Spread) -> str:
    """How a group did: how many, the spread of points, the grades."""
    counted = f"共 {group.count} 份，排名 {group.ranked} 份"
    if not group.ranked:
        return f"{counted}。"
    values = {"中位数": group.median, "平均": group.mean, "最高": group.highest, "最低": group.lowest}
    spread = "，".join(f"{word} {number(value)}" for word, value in values.items())
    lower, upper = group.lower_quartile or 0, group.upper_quartile or 0
    middle = f"，中间一半在 {number(lower)} 至 {number(upper)} 之间" if lower < upper else ""
    grades = "，".join(f"{clean(grade)} {count} 份" for grade, count in group.grades.items())
    return f"{counted}；{spread}{middle}；{grades}。"


def faults_in_words(group: Spread) -> str:
    """The most frequent faults of a group; empty where it has none."""
    return "；".join(
        f"[{SEVERITIES[fault.severity]}] {clean(fault.title)} {fault.count} 份（{percent(fault.share)}）"
        for fault in group.most_frequent[:_MOST_FREQUENT]
    )


# -- words -----------------------------------------------------------------------------------------------------------


def name(report: Audit | Summary) -> str:
    """The unit, or the file where the unit is not known."""
    return clean(report.unit.name or report.source.path)


def heading(report: Audit) -> str:
    year = f" {report.year} 年" if report.year else ""
    return f"{name(report)}{year}政府信息公开工作年度报告"


def unit_in_words(audit: Audit) -> str:
    unit = audit.unit
    if not unit.name:
        return "未能认出"
    more = [LEVELS[unit.level] if unit.level else "", unit.province or ""]
    return clean(f"{unit.name}（{'，'.join(word for word in more if word)}）")


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def percent(share: float) -> str:
    """Rounded down, so that only the whole is 100 %."""
    return f"{int(share * 100)}%"


def score_in_words(score: Score) -> str:
    grade = f"，{grade_in_words(score)}"
    before = f"，豁免前 {number(score.before_waivers.total)} 分" if score.before_waivers else ""
    bonus = f"，含附加分 {number(earned)} 分" if (earned := bonus_of(score)) else ""
    scheme = f"{scheme_in_words(score)}，满分 {number(score.of)} 分{bonus}{before}"
    return clean(f"{number(score.total)} 分（{scheme}）{grade}")


def scheme_in_words(score: Score) -> str:
    """The scheme, with the table where it has several."""
    return f"{score.title}·{score.table}" if score.table else score.title


def bonus_of(score: Score) -> Amount:
    """All bonus points together."""
    return amount(sum((Decimal(str(one.points)) for one in score.bonuses), Decimal(0)))


def bonuses_in_words(score: Score) -> str:
    """Each bonus and what for."""
    return clean("。".join(f"加 {number(one.points)} 分：{one.why}" for one in score.bonuses))


def grade_in_words(score: Score) -> str:
    """The grade, or that there is none: too little could be judged."""
    return clean(score.grade) if score.grade else "未评级"


def coverage_in_words(audit: Audit, score: Score) -> str:
    applicable = len(audit.verdicts) - len(only(audit.verdicts, Result.NOT_APPLICABLE))
    unjudged = len(only(audit.verdicts, Result.CANNOT_ASSESS, Result.ERROR))
    return f"{percent(score.coverage)}（适用规则 {applicable} 条，未能判定 {unjudged} 条）"


def counts_in_words(audit: Audit) -> str:
    counts = [f"{SEVERITIES[severity]} {count} 项" for severity, count in failures(audit).items() if count]
    return "，".join(counts) or "未发现"


def waiver_in_words(finding: Finding) -> str:
    """What the office has to say of a finding: a reviewer's decision, or why, by whom and until when it is waived.
    Empty where it has nothing to say."""
    if decision := finding.decision:
        end = f"，至 {decision.until}" if decision.until else ""
        return clean(f"复核{DECISIONS[decision.state]}：{decision.reason}（{decision.by} {decision.at[:10]}{end}）")
    if not (waiver := finding.waiver):
        return ""
    until = f"，至 {waiver.expires}" if waiver.expires else ""
    return clean(f"已豁免：{waiver.reason}（{waiver.approver} {waiver.date} 批准{until}）")


_CORRECTED = {
    "unit": "单位",
    "year": "年度",
    "dates.signed": "成文日期",
    "dates.published": "发布日期",
    "dates.period_start": "统计期起",
    "dates.period_end": "统计期止",
}


def correction_in_words(one: Corrected, audit: Audit, names: PartNames) -> str:
    """What a person has corrected, and from what."""
    kind, _, rest = one.place.partition(".")
    if kind == "verdicts":
        title = next((verdict.title for verdict in audit.verdicts if verdict.rule == rest), rest)
        before, after = (RESULTS[Result(word)] if word else "" for word in (one.before, one.after))
        return clean(f"“{title}”（{rest}）由“{before}”认定为“{after}”")
    if one.place in _CORRECTED:
        what = _CORRECTED[one.place]
    elif kind == "sections":
        what = f"{names.section_name(rest)}的标题"
    else:
        what = f"{names.table_name(kind)} {rest.replace('.', ' · ')}"
    before = f"由“{one.before}”更正为" if one.before is not None else "更正为"
    return clean(f"{what}{before}{'空白' if one.after is None else f'“{one.after}”'}")


def corrector(one: Corrected | ByHand) -> str:
    """Who has corrected it, when and why."""
    return clean(f"{one.by}{f' {one.date}' if one.date else ''}{f'：{one.reason}' if one.reason else ''}")


def corrections_in_words(audit: Audit, names: PartNames) -> list[str]:
    return [f"{correction_in_words(one, audit, names)}（{corrector(one)}）" for one in audit.corrections]


def by_hand_in_words(verdict: Verdict) -> str:
    """That a verdict was given by hand, by whom and why; empty for any other."""
    return f"人工认定（{corrector(verdict.by_hand)}）" if verdict.by_hand else ""


def idle_corrections(run: AuditRun) -> Iterator[str]:
    """A line for each entry of the list of corrections that was not applied, and why."""
    if not run.corrections:
        return
    for words, idle in (
        ("更正没有采用，文件已经变动", run.corrections.changed),
        ("更正没有对应的文件", run.corrections.unused),
    ):
        for one in idle:
            yield clean(f"{words}：{one.file or one.digest}（更正清单第 {one.line} 行，{one.by}）")


def idle_waivers(run: AuditRun) -> Iterator[str]:
    """A line for each waiver that had no effect, and why."""
    if not run.waivers:
        return
    for words, waivers in (("豁免已过期", run.waivers.expired), ("豁免没有用到", run.waivers.unused)):
        for one in waivers:
            about = "，".join(str(part) for part in (one.rule, one.unit, one.year, one.fingerprint) if part is not None)
            until = f"，至 {one.expires}" if one.expires else ""
            yield clean(f"{words}：{about}（豁免清单第 {one.line} 行，{one.approver} 批准{until}）")


def concerned(finding: Finding) -> str:
    """What was found, after the units that a finding on several reports concerns and does not name itself."""
    unnamed = [unit for unit in finding.units if unit not in finding.message]
    return clean("：".join(part for part in ("、".join(unnamed), finding.message) if part))


def perhaps(one: Ambiguous) -> str:
    """Of which units a report may be whose unit could not be determined."""
    names = one.candidates
    more = f"等 {len(names)} 个单位之一" if len(names) > _NAMED else ""
    return f"可能是{'、'.join(names[:_NAMED])}{more}" if names else "没有认出单位"


def place(evidence: Evidence, names: PartNames) -> str:
    """Where a piece of evidence stands, as far as it is known."""
    words: list[str] = []
    if evidence.table:
        cell = " · ".join(part for part in (evidence.row, evidence.column) if part is not None)
        words.append(f"{names.table_name(evidence.table)} {cell}".rstrip())
    elif evidence.section:
        words.append(names.section_name(evidence.section))
    if evidence.page:
        words.append(f"第 {evidence.page} 页")
    if evidence.line:
        words.append(f"第 {evidence.line} 行")
    elif evidence.grid:
        words.append("第 {} 个表格第 {} 行第 {} 列".format(*evidence.grid))
    elif evidence.paragraph:
        words.append(f"第 {evidence.paragraph} 段")
    return clean("，".join(words))


def in_words(evidence: Evidence, message: str, names: PartNames) -> str:
    """Place, quotation and formula of a piece of evidence; a formula that the message states already is left out."""
    words: list[str] = []
    if evidence.quote is not None:
        words.append(f"“{shorten(clean(evidence.quote), _QUOTE)}”" if evidence.quote.strip() else "（空白）")
    if evidence.formula and evidence.formula not in message:
        words.append(f"算式 {clean(evidence.formula)}")
    if evidence.corrected:
        words.append("经更正")
    return "：".join(part for part in (place(evidence, names), "，".join(words)) if part)
