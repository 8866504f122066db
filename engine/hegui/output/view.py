"""What outputs say of a run: its words, counts and places, each worked out here once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypeVar

from hegui.judge.totals import broken, faults, share
from hegui.model.audit import Amount, Audit, CategoryLoss, Score, Summary, UnitYear, VerdictSummary, amount
from hegui.model.correction import Corrected
from hegui.model.form import PartNames
from hegui.model.report import Level
from hegui.model.run import (
    Ambiguous,
    AuditRun,
    FrequentFault,
    ParentGroup,
    RankedUnit,
    RankingGroup,
    Repeated,
    RulesetUsed,
    Spread,
    UnrankedUnit,
)
from hegui.model.totals import RuleTotal, Totals
from hegui.model.verdict import SEVERITY_NAMES, ByHand, DecisionState, Evidence, Finding, Result, Severity, Verdict
from hegui.output.text import clean, shorten
from hegui.rules.check import inner_quotes
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
RANKED = ("名次", "单位", "得分", "等级", "覆盖率", "问题")
"""Headings over a ranked unit."""
RANKED_NUMBERS = ("名次", "得分", "覆盖率", "问题")

_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")
"""What a path of Windows begins with that is absolute."""
_QUOTE = 80
_PASSAGE = 8
"""Words from which on two quotations are a passage that reports share, rather than a cell."""
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


def broken_by(audit: Audit, beside: Mapping[UnitYear, Sequence[Verdict]]) -> list[Verdict]:
    """The verdicts on the rules that a report breaks, by itself and beside others; without those that are waived."""
    return broken(audit.verdicts, beside.get(audit.unit_year, ()))


def faults_of(summary: Summary, beside: Mapping[UnitYear, Sequence[VerdictSummary]]) -> dict[Severity, int]:
    """The number of these, by severity."""
    return faults(broken(summary.verdicts, beside.get(summary.unit_year, ())))


def faults_by_category(
    score: Score, broken: Sequence[Verdict]
) -> Iterator[tuple[str, Sequence[int], CategoryLoss | None]]:
    """The categories that bear points or that a rule broken belongs to: its name, the number of these rules by
    severity, and what was lost in it."""
    losses = {one.category: one for one in score.categories}
    found = Counter((verdict.category, verdict.severity) for verdict in broken)
    for category in dict.fromkeys((*losses, *(verdict.category for verdict in broken))):
        yield category, [found[category, severity] for severity in SEVERITIES], losses.get(category)


def standing(verdict: Verdict) -> list[Finding]:
    """The findings that are not waived."""
    return [finding for finding in verdict.findings if finding.waiver is None]


def waived(audit: Audit) -> int:
    """Number of findings that are waived."""
    return sum(finding.waiver is not None for verdict in audit.verdicts for finding in verdict.findings)


def failed(audit: Audit, beside: Mapping[UnitYear, Sequence[Verdict]]) -> list[Verdict]:
    """Every verdict against a report, be it waived or not: its own, then those `on_several` reports."""
    return [*only(audit.verdicts, Result.FAIL), *beside.get(audit.unit_year, ())]


def is_here(evidence: Evidence, audit: Audit) -> bool:
    """Whether evidence stands in this very report, and not in that of another unit or year."""
    unit, year = audit.unit_year
    return evidence.unit in (None, unit) and evidence.year in (None, year)


def printed_labels(audit: Audit) -> dict[tuple[str, str], str]:
    """What stands in a table for a row or column whose label is itself at fault, by the table and the name."""
    found = (one for verdict in only(audit.verdicts, Result.FAIL) for each in verdict.findings for one in each.evidence)
    return {
        (one.table, name): clean(one.quote)
        for one in found
        if one.table and one.quote and one.instead and (name := one.row or one.column) and not (one.row and one.column)
    }


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


def totals_in_words(totals: Totals) -> Iterator[tuple[str, str]]:
    """The figures on the run as a whole: what each is of, and the figure."""
    if totals.listed is not None:
        unclear = f"，未见报告、尚不能认定未报送 {totals.unclear} 个" if totals.unclear else ""
        filed = f"有报告 {totals.filed} 个，未报送 {totals.missing} 个{unclear}"
        yield "名册", f"应报 {totals.listed} 个单位，{filed}"
    unread = f"，未能审查 {totals.unread} 份" if totals.unread else ""
    yield "报告", f"共 {totals.reports} 份，审查 {totals.audited} 份{unread}"
    if totals.late:
        yield "逾期", f"{totals.late} 份"
    counts = "，".join(f"{SEVERITIES[severity]} {count} 项" for severity, count in totals.faults.items())
    yield "问题", f"{counts}；没有发现错误和警告的报告 {totals.without_faults} 份"
    if totals.median is not None:
        of = "各评分表满分不同，折合为百分" if totals.scaled else f"满分 {number(totals.of)} 分"
        spread = {"中位数": totals.median, "最高": totals.highest, "最低": totals.lowest}
        yield "得分", f"{'，'.join(f'{word} {number(value)} 分' for word, value in spread.items())}（{of}）"
        yield (
            "等级",
            "，".join(
                f"{clean(one.grade or '未评级')} {one.count} 份（{percent(one.share)}）" for one in totals.grades
            ),
        )


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


def problem_of(fault: RuleTotal | FrequentFault | Verdict, rules: RulesetUsed) -> str:
    """What kind of fault it is, where lists tell of many units."""
    return clean(rules.problem_of(fault.rule, fault.title))


def faults_in_words(group: Spread, rules: RulesetUsed) -> str:
    """The most frequent faults of a group; empty where it has none."""
    return "；".join(
        f"[{SEVERITIES[fault.severity]}] {problem_of(fault, rules)} {fault.count} 份（{percent(fault.share)}）"
        for fault in group.most_frequent[:_MOST_FREQUENT]
    )


# -- words -----------------------------------------------------------------------------------------------------------


def name(report: Audit | Summary) -> str:
    """The unit, or the file where the unit is not known."""
    return clean(report.unit.name or "") or path(report.source.path)


def path(name: str) -> str:
    """A file as those are told who do not sit at the machine: of an absolute path its last folder and its name."""
    file = PureWindowsPath(name) if _DRIVE.match(name) else PurePosixPath(name)
    return clean("/".join(file.parts[-2:]) if file.is_absolute() and len(file.parts) > 2 else name)


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


def moment(at: str | None) -> str:
    """A moment as an office writes it, by the clock of whoever audited; empty for none."""
    return clean(at or "")[:16].replace("T", " ")


def percent(part: float) -> str:
    """A share with one decimal, where it has one; only the whole is 100 %."""
    return f"{number(float(Decimal(str(share(part, 1))) * 100))}%"


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


def counts_in_words(counts: Mapping[Severity, int]) -> str:
    """The number of rules broken."""
    words = [f"{SEVERITIES[severity]} {count} 项" for severity, count in counts.items() if count]
    return "，".join(words) or "未发现"


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


def repeated(one: Repeated) -> str:
    """That a unit has more than one report on a year, and what is to be done."""
    return f"{one.year} 年度有 {len(one.paths)} 份报告，各作一份审查和排名，请只留作准的一份"


def several(one: Repeated) -> str:
    """The same, and where they lie."""
    places = "、".join(map(path, one.paths[:_NAMED]))
    more = " 等" if len(one.paths) > _NAMED else ""
    return f"{repeated(one)}：{places}{more}"


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


def evidence_in_words(finding: Finding, names: PartNames, own: UnitYear = (None, None)) -> list[str]:
    """Every piece of evidence in words: in whose report it stands where that is not the `own` one, and words that stand
    in two reports once, behind both places."""
    told: list[str] = []
    alike: list[Evidence] = []
    for one in (*finding.evidence, None):
        if one and alike and _whose(one) != _whose(alike[-1]) and same_words(one, alike[0]):
            alike.append(one)
            continue
        if alike:
            places = "；".join(f"{report_of(each, own)}{place(each, names)}" for each in alike[:-1])
            last = f"{report_of(alike[-1], own)}{in_words(alike[-1], finding.message, names)}"
            told.append("；".join(filter(None, (places, last))))
        alike = [one] if one else []
    return [words for words in told if words]


def _whose(evidence: Evidence) -> UnitYear:
    return evidence.unit, evidence.year


def report_of(evidence: Evidence, own: UnitYear) -> str:
    """In whose report it stands; empty for one's own, and where there is but one."""
    unit, year = (mine if one is None else one for one, mine in zip(_whose(evidence), own, strict=True))
    if (evidence.unit is None and evidence.year is None) or (unit, year) == own:
        return ""
    owner = "" if unit == own[0] else unit or ""
    of_year = f"{' ' if owner else ''}{year} 年" if year and year != own[1] else ""
    return clean(f"{owner}{of_year}报告，")


def same_words(one: Evidence, other: Evidence) -> bool:
    """Whether two passages say the same but for numbers and punctuation."""
    first, second = (re.sub(r"[\W\d_]", "", each.quote or "") for each in (one, other))
    return len(first) >= _PASSAGE and first == second


def in_words(evidence: Evidence, message: str, names: PartNames) -> str:
    """Place, quotation and formula of a piece of evidence; a formula that the message states already is left out."""
    words: list[str] = []
    if evidence.quote is not None:
        quote = inner_quotes(shorten(clean(evidence.quote), _QUOTE))
        words.append(f"“{quote}”" if evidence.quote.strip() else "（空白）")
    if evidence.formula and evidence.formula not in message:
        words.append(f"算式 {clean(evidence.formula)}")
    if evidence.corrected:
        words.append("经更正")
    return "：".join(part for part in (place(evidence, names), "，".join(words)) if part)
