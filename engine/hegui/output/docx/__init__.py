"""What an office sends out in Word: a notice to each unit that has something to mend, and a bulletin on all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from msgspec.structs import replace

from hegui.judge.ranking import ranking, scored_units
from hegui.model.audit import Audit, Score
from hegui.model.form import PartNames
from hegui.model.renderer import Options, OutputFile
from hegui.model.run import AuditRun, RankedUnit, RankingGroup, UnrankedUnit
from hegui.model.verdict import DecisionState, Finding, Result, Severity, Verdict
from hegui.output.docx.letters import Letters
from hegui.output.tally import Marks, Rules
from hegui.output.text import clean, file_name, free_name
from hegui.output.view import (
    LATE,
    MISSING,
    bonus_of,
    by_hand_in_words,
    grade_in_words,
    group_title,
    in_words,
    members,
    name,
    number,
    on_several,
    only,
    standing,
    units_concerned,
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

Content = dict[str, Any]
"""What a template is filled with, by its placeholders."""


def files(run: AuditRun, options: Options) -> Iterator[OutputFile]:
    """`整改通知书/<unit>.docx` for each unit, then `通报.docx`.

    Raises OutputError for a template that cannot be used.
    """
    letters = Letters(run, options)
    confirmed = str(options.get("confirmed", "")).lower() == "true"
    notices, bulletin = _Notices(letters, run, confirmed=confirmed), _Bulletin(run)
    for audit in run.reports:
        bulletin.add(audit)
        yield from notices.of(audit)
    yield from notices.of_missing()
    yield letters.letter("通报.docx", "bulletin", bulletin.content())


# -- 整改通知书 --------------------------------------------------------------------------------------------------------


class _Notices:
    """To the units with an error or a warning; hints alone are worth no letter. A notice holds the unit's own faults
    and nothing else."""

    def __init__(self, letters: Letters, run: AuditRun, *, confirmed: bool = False) -> None:
        """`confirmed`: only what a reviewer has confirmed is told."""
        self._letters = letters
        self._confirmed = confirmed
        self._on_several = on_several(run)
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
        yield from self._notice(name(audit), audit.year, verdicts, marks, self._rules.form_of(audit))

    def of_missing(self) -> Iterator[OutputFile]:
        """The notices to units of which no report was audited."""
        for (unit, year), verdicts in self._on_several.items():
            yield from self._notice(clean(unit or ""), year, verdicts, "", self._rules.any_form)

    def _notice(
        self, unit: str, year: int | None, verdicts: Sequence[Verdict], marks: str, names: PartNames
    ) -> Iterator[OutputFile]:
        found = [(verdict, finding) for verdict in verdicts for finding in standing(verdict) if self._is_told(finding)]
        to_mend = sum(verdict.severity is not Severity.INFO for verdict, _ in found)
        if not to_mend:
            return
        content = {
            "单位": unit,
            "年度": f"{year}年度" if year else "",
            "得分": marks,
            "问题数": to_mend,
            "问题": list(_groups(found, names)),
        }
        file = free_name(file_name(f"{unit}{year or ''}"), ".docx", self._taken)
        yield self._letters.letter(f"{_FOLDER}/{file}", "notice", content)

    def _is_told(self, finding: Finding) -> bool:
        decision = finding.decision
        return not self._confirmed or (decision is not None and decision.state is DecisionState.CONFIRMED)


def _groups(found: Sequence[tuple[Verdict, Finding]], names: PartNames) -> Iterator[Content]:
    """The faults by severity, numbered through."""
    count = 0
    groups = [(title, [one for one in found if one[0].severity is severity]) for severity, title in _GROUPS.items()]
    for numeral, (title, own) in zip(_NUMERALS, [group for group in groups if group[1]], strict=False):
        yield {
            "标题": f"{numeral}、{title}",
            "条目": [_item(at, verdict, finding, names) for at, (verdict, finding) in enumerate(own, count + 1)],
        }
        count += len(own)


def _item(count: int, verdict: Verdict, finding: Finding, names: PartNames) -> Content:
    evidence = [in_words(one, finding.message, names) for one in finding.evidence]
    evidence += filter(None, [by_hand_in_words(verdict)])
    more = f"等 {len(evidence)} 处" if len(evidence) > _EVIDENCE else ""
    return {
        "序号": count,
        "名称": clean(verdict.title),
        "问题": clean(finding.message),
        "证据": "；".join(one for one in evidence[:_EVIDENCE] if one) + more,
        "依据": clean(finding.basis),
        "建议": clean(finding.advice),
    }


# -- 通报 --------------------------------------------------------------------------------------------------------------


class _Bulletin:
    """How the units did, what many of them got wrong, and who did well. It keeps no report."""

    def __init__(self, run: AuditRun) -> None:
        self._run = run
        self._marks = Marks()
        self._rules = Rules(run)
        self._years: Counter[int] = Counter()
        self._scores: dict[str, Score] = {}
        """By the path of the report."""
        self._corrected: set[str] = set()
        self._good: list[str] = []
        self._late: list[str] = []
        self._unread = 0

    def add(self, audit: Audit) -> None:
        if not audit.score:
            self._unread += 1
            return
        self._marks.add(audit.score)
        self._years.update([audit.year] if audit.year else [])
        self._scores[audit.source.path] = replace(audit.score, categories=(), deductions=())
        if audit.corrections:
            self._corrected.add(audit.source.path)
        broken = self._rules.add(audit)
        if audit.score.grade is not None and all(verdict.severity is Severity.INFO for verdict in broken):
            self._good.append(name(audit))
        if any(verdict.rule == LATE for verdict in broken):
            self._late.append(name(audit))

    def content(self) -> Content:
        """From everything that was added."""
        missing = [unit for one in self._run.corpus.verdicts if one.rule == MISSING for unit in units_concerned(one)]
        totals, grades = self._marks.totals, self._marks.grades
        return {
            "年度": f"{self._years.most_common(1)[0][0]}年度" if self._years else "",
            "应报": len(self._run.corpus.units or ()) or None,
            "审查": len(self._scores),
            "未能审查": self._unread,
            "最高分": number(max(totals, default=0)),
            "最低分": number(min(totals, default=0)),
            "中位数": number(self._marks.median or 0),
            "折合": self._marks.is_scaled,
            "等级": "，".join(f"{grade}{count}份" for grade, count in grades.items() if grade is not None),
            "不评等级": grades.get(None, 0),
            "得分": [self._group(group) for group in self._ranking()],
            "共性问题": list(islice(self._common(), _COMMON)),
            "未报送": list(map(clean, missing)),
            "逾期": list(dict.fromkeys(self._late)),
            "较好": self._good[:_GOOD],
            "较好数": len(self._good),
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
        for rule in self._rules.broken:
            if rule.verdict.severity is not Severity.INFO and rule.verdict.rule != MISSING:
                yield {"名称": clean(rule.verdict.title), "单位数": rule.units}
