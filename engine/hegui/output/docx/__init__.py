"""What an office sends out in Word: a notice to each unit that has something to mend, and a bulletin on all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from msgspec.structs import replace

from hegui.judge.ranking import ranking, scored_units
from hegui.judge.totals import (
    LATE,
    MISSING,
    UNEXPECTED,
    is_without_faults,
    missing_units,
    on_several,
    totals_of,
)
from hegui.model.audit import Audit, Score, UnitYear
from hegui.model.form import PartNames
from hegui.model.renderer import Options, OutputFile
from hegui.model.run import AuditRun, RankedUnit, RankingGroup, UnrankedUnit
from hegui.model.verdict import DecisionState, Finding, Result, Severity, Verdict
from hegui.output.docx.letters import Letters
from hegui.output.text import clean, file_name, free_name
from hegui.output.view import (
    bonus_of,
    broken_by,
    by_hand_in_words,
    evidence_in_words,
    grade_in_words,
    group_title,
    members,
    name,
    number,
    only,
    path,
    problem_of,
    standing,
)

_FOLDER = "整改通知书"
_GROUPS = {
    Severity.ERROR: "必须改正的问题",
    Severity.WARNING: "应当改正或者说明的问题",
    Severity.INFO: "供核对的提示",
}
_NUMERALS = "一二三"
_EVIDENCE = 6
_COMMON = 10
_GOOD = 20
_NAMED = 10
"""Units that a kind of fault is told with; of more, how many they are."""

Content = dict[str, Any]
"""What a template is filled with, by its placeholders."""


def check(options: Options) -> None:
    """Raises OutputError for options with which no letter can be written."""
    Letters(None, options).check()


def files(run: AuditRun, options: Options) -> Iterator[OutputFile]:
    """`整改通知书/<unit>.docx` for each unit, then `通报.docx`.

    Raises OutputError for a template that cannot be used.
    """
    letters = Letters(run.generated_at, options)
    confirmed = str(options.get("confirmed", "")).lower() == "true"
    notices, bulletin = _Notices(letters, run, confirmed=confirmed), _Bulletin(run)
    for audit in run.reports:
        bulletin.add(audit)
        yield from notices.of(audit)
    yield from notices.of_missing()
    yield letters.bulletin("通报.docx", bulletin.content())


# -- 整改通知书 --------------------------------------------------------------------------------------------------------


class _Notices:
    """To the units with an error or a warning; hints alone are worth no letter. A notice holds the unit's own faults
    and nothing else."""

    def __init__(self, letters: Letters, run: AuditRun, *, confirmed: bool = False) -> None:
        """`confirmed`: only what a reviewer has confirmed is told."""
        self._letters = letters
        self._confirmed = confirmed
        self._on_several = on_several(run.corpus)
        self._rules = run.ruleset
        self._taken: set[str] = set()

    def of(self, audit: Audit) -> Iterator[OutputFile]:
        """The notice on a report, where there is something to mend in it."""
        if not audit.score or not audit.unit.name:
            return
        verdicts = only(audit.verdicts, Result.FAIL) + self._on_several.pop(audit.unit_year, [])
        hand = f"，{len(audit.corrections)}处经人工更正" if audit.corrections else ""
        bonus = f"，含附加分{number(earned)}分" if (earned := bonus_of(audit.score)) else ""
        marks = f"{number(audit.score.total)}分（满分{number(audit.score.of)}分{bonus}{hand}）"
        yield from self._notice(name(audit), audit.unit_year, verdicts, marks, self._rules.form_of(audit))

    def of_missing(self) -> Iterator[OutputFile]:
        """The notices to units of which no report was audited."""
        for about, verdicts in self._on_several.items():
            yield from self._notice(clean(about[0] or ""), about, verdicts, "", self._rules.any_form)

    def _notice(
        self, unit: str, about: UnitYear, verdicts: Sequence[Verdict], marks: str, names: PartNames
    ) -> Iterator[OutputFile]:
        """What is the office's own affair is not the unit's to mend; that it has not filed is said by itself."""
        year = about[1]
        found = [
            (verdict, finding)
            for verdict in verdicts
            for finding in standing(verdict)
            if verdict.rule not in (MISSING, UNEXPECTED) and self._is_told(finding)
        ]
        absent = next((one for verdict in verdicts if verdict.rule == MISSING for one in standing(verdict)), None)
        to_mend = sum(verdict.severity is not Severity.INFO for verdict, _ in found)
        if not to_mend and not absent:
            return
        content = {
            "单位": unit,
            "年度": f"{year}年度" if year else "",
            "得分": marks,
            "未报送": {"依据": clean(absent.basis), "建议": clean(absent.advice)} if absent else None,
            "问题数": to_mend,
            "问题": list(_groups(found, names, about)),
        }
        file = free_name(file_name(f"{unit}{year or ''}"), ".docx", self._taken)
        yield self._letters.notice(f"{_FOLDER}/{file}", content)

    def _is_told(self, finding: Finding) -> bool:
        decision = finding.decision
        return not self._confirmed or (decision is not None and decision.state is DecisionState.CONFIRMED)


def _groups(found: Sequence[tuple[Verdict, Finding]], names: PartNames, about: UnitYear) -> Iterator[Content]:
    """The faults by severity, numbered through."""
    count = 0
    groups = [(title, [one for one in found if one[0].severity is severity]) for severity, title in _GROUPS.items()]
    for numeral, (title, own) in zip(_NUMERALS, [group for group in groups if group[1]], strict=False):
        yield {
            "标题": f"{numeral}、{title}",
            "条目": [_item(at, verdict, finding, names, about) for at, (verdict, finding) in enumerate(own, count + 1)],
        }
        count += len(own)


def _item(count: int, verdict: Verdict, finding: Finding, names: PartNames, about: UnitYear) -> Content:
    evidence = evidence_in_words(finding, names, about)
    evidence += filter(None, [by_hand_in_words(verdict)])
    more = f"等 {len(evidence)} 处" if len(evidence) > _EVIDENCE else ""
    return {
        "序号": count,
        "名称": clean(verdict.title),
        "问题": clean(finding.message),
        "证据": "；".join(evidence[:_EVIDENCE]) + more,
        "依据": clean(finding.basis),
        "建议": clean(finding.advice),
    }


# -- 通报 --------------------------------------------------------------------------------------------------------------


class _Bulletin:
    """How the units did, what many of them got wrong, and who did well. It keeps no report."""

    def __init__(self, run: AuditRun) -> None:
        self._run = run
        self._totals = totals_of(run)
        self._grades = {one.grade for one in self._totals.grades}
        self._on_several = on_several(run.corpus)
        self._years: Counter[int] = Counter()
        self._scores: dict[str, Score] = {}
        """By the path of the report."""
        self._corrected: set[str] = set()
        self._good: list[str] = []
        self._late: list[str] = []
        self._breaking: dict[str, dict[str, str]] = {}
        """By rule the first units that break it, and what they are called."""

    def add(self, audit: Audit) -> None:
        if not audit.score:
            return
        self._years.update([audit.year] if audit.year else [])
        self._scores[audit.source.path] = replace(audit.score, categories=(), deductions=())
        if audit.corrections:
            self._corrected.add(audit.source.path)
        broken = broken_by(audit, self._on_several)
        if is_without_faults(audit.score, broken, self._grades):
            self._good.append(name(audit))
        if any(verdict.rule == LATE for verdict in broken):
            self._late.append(name(audit))
        unit = audit.unit.in_findings
        self._note(unit or audit.source.path, clean(unit or "") or path(audit.source.path), broken)

    def _note(self, unit: str, called: str, broken: Sequence[Verdict]) -> None:
        for verdict in broken:
            units = self._breaking.setdefault(verdict.rule, {})
            if len(units) < _NAMED:
                units.setdefault(unit, called)

    def content(self) -> Content:
        """From everything that was added."""
        totals = self._totals
        for (unit, _), verdicts in self._on_several.items():
            self._note(unit or "", clean(unit or ""), [verdict for verdict in verdicts if verdict.stands])
        return {
            "年度": f"{self._years.most_common(1)[0][0]}年度" if self._years else "",
            "应报": totals.listed,
            "已报": totals.filed,
            "待核实": totals.unclear,
            "审查": totals.audited,
            "未能审查": totals.unread,
            "最高分": number(totals.highest or 0),
            "最低分": number(totals.lowest or 0),
            "中位数": number(totals.median or 0),
            "折合": totals.scaled,
            "等级": "，".join(f"{clean(one.grade)}{one.count}份" for one in totals.grades if one.grade is not None),
            "不评等级": next((one.count for one in totals.grades if one.grade is None), 0),
            "得分": [self._group(group) for group in self._ranking()],
            "共性问题": list(islice(self._common(), _COMMON)),
            "未报送": list(map(clean, missing_units(self._run.corpus))),
            "逾期": list(dict.fromkeys(self._late)),
            "较好": self._good[:_GOOD],
            "较好数": totals.without_faults,
        }

    def _ranking(self) -> Sequence[RankingGroup]:
        """That of the run. A single report has none, and is first of its own."""
        if self._run.corpus.ranking:
            return self._run.corpus.ranking
        return ranking(scored_units(self._run.summaries(), self._run.corpus))

    def _group(self, group: RankingGroup) -> Content:
        """Who could not be judged enough stands at the end, without a rank."""
        return {"组": group_title(group), "单位": [self._line(unit) for unit in members(group)]}

    def _line(self, unit: RankedUnit | UnrankedUnit) -> Content:
        score = self._scores[unit.path]
        rank = unit.rank if isinstance(unit, RankedUnit) else "—"
        grade = grade_in_words(score) + ("（经更正）" if unit.path in self._corrected else "")
        return {"名次": rank, "单位": clean(unit.name), "得分": number(score.total), "等级": grade}

    def _common(self) -> Iterator[Content]:
        for one in self._totals.rules:
            if one.severity is not Severity.INFO and one.rule not in (MISSING, UNEXPECTED, LATE):
                units = self._breaking.get(one.rule, {}).values() if one.units <= _NAMED else ()
                yield {
                    "问题": problem_of(one, self._run.ruleset),
                    "名称": clean(one.title),
                    "单位数": one.units,
                    "单位": list(units),
                }
