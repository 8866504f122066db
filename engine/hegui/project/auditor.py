"""Audits a file: read, recognise, judge. Whatever breaks becomes part of its audit, never a traceback."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hegui.about import __version__
from hegui.errors import MismatchError, RosterError
from hegui.guarding.clock import OverdueError, TimeLimit
from hegui.judge.audit import audit_of, not_audited
from hegui.judge.corrections import Corrections, corrected, given_by_hand, not_applied
from hegui.judge.guard import TIME_LIMIT, describe
from hegui.judge.report import judge
from hegui.model.audit import Audit, Problem
from hegui.model.correction import NOTHING, Given, merged
from hegui.model.document import Document, Source
from hegui.model.report import Report
from hegui.project.host import Host
from hegui.project.remote import content_of, is_address
from hegui.project.targets import Target
from hegui.read import Limits, ReadError, read, read_content
from hegui.read.archive import Archives
from hegui.read.reader import UNUSUAL, OwnOutputError
from hegui.recognise import UNKNOWN, Home, Knowledge, NotAReport, recognise
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from hegui.project.jurisdiction import Jurisdiction


_BUDGET = 120.0
"""Seconds in which a file is read, recognised and judged: a real one takes a hundredth. What the text of scans takes
comes on top."""


def budget(*, ocr: bool) -> float:
    """Seconds that a file may take."""
    return _BUDGET + (Limits().recognition_seconds if ocr else 0)


class Recipe(NamedTuple):
    """What an auditor is made of, in words: enough for another process to make the same."""

    plugins: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Folders of packs."""
    packs: tuple[str, ...] = ()
    """Names of the packs that count; all where empty."""
    home: Home = UNKNOWN
    roster: str | None = None
    """Its path."""
    ocr: bool = False
    corrections: Corrections = Corrections()
    ruleset_digest: str = ""
    roster_digest: str = ""
    version: str = __version__

    def auditor(self) -> Auditor:
        """Raises MismatchError where what is made here is not what was meant."""
        if __version__ != self.version:
            raise MismatchError(f"这里的 hegui 是 {__version__} 版，发起审查的是 {self.version} 版，请装成同一版本。")
        host = Host.load([Path(file) for file in self.plugins], [Path(folder) for folder in self.rules])
        ruleset = load_ruleset(host, only=self.packs)
        if ruleset.digest != self.ruleset_digest:
            raise MismatchError(
                "这里的规则与发起审查处的不同（规则文件在审查途中被修改，或各机器上的规则包不一致），请统一后重新审查。"
            )
        try:
            auditor = Auditor.of(
                ruleset, home=self.home, roster=self.roster, ocr=self.ocr, corrections=self.corrections
            )
        except RosterError:
            raise MismatchError(f"这里读不到单位名册 {self.roster}，请把它放在各机器都能读到的位置。") from None
        if auditor.jurisdiction and auditor.jurisdiction.digest != self.roster_digest:
            raise MismatchError("单位名册在审查途中被修改，或各机器上的不一致，请统一后重新审查。")
        return auditor


@dataclass(frozen=True, slots=True)
class Auditor:
    """A ruleset made ready once for any number of files."""

    ruleset: RuleSet
    knowledge: Knowledge
    jurisdiction: Jurisdiction | None = None
    """The units of a roster, which knows them better than their reports do."""
    ocr: bool = False
    """Whether the text of scans is recognised."""
    seconds: float = TIME_LIMIT
    """Time limit of one check on one report."""
    corrections: Corrections = Corrections()  # noqa: RUF009 -- frozen

    @classmethod
    def of(
        cls,
        ruleset: RuleSet,
        *,
        home: Home = UNKNOWN,
        roster: str | None = None,
        ocr: bool = False,
        corrections: Corrections = Corrections(),  # noqa: B008 -- frozen
    ) -> Auditor:
        """`home` is where those units are whose names do not tell it; `roster` is the path of a roster.

        Raises RosterError for a faulty roster.
        """
        knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons, home)
        jurisdiction = None
        if roster:
            from hegui.project.jurisdiction import Jurisdiction

            jurisdiction = Jurisdiction.of(Path(roster), knowledge, ruleset.roster_columns)
        return cls(ruleset, knowledge, jurisdiction, ocr, corrections=corrections)

    def audit(self, target: Target, archives: Archives) -> Audit:
        """The verdicts on a file, or what kept it from being audited. There is no score yet."""
        try:
            with self._time_limit() as limit:
                return limit.call(self._audit, target, archives)
        except OverdueError as error:
            return not_audited(Source(target.path, "", ""), problem_of(error, target.path))

    def _time_limit(self) -> TimeLimit:
        return TimeLimit(budget(ocr=self.ocr))

    def _audit(self, target: Target, archives: Archives) -> Audit:
        source = Source(target.path, "", "")
        try:
            document = self.document(target, archives)
            source = document.source
            corrections = self.corrections.of(target.path, source.sha256 or "")
            report = self.report(document, merged(corrections))
            verdicts = judge(report, self.ruleset, self.seconds)
            if not corrections:
                return audit_of(report, verdicts)
            report = replace(report, notes=(*report.notes, *not_applied(merged(corrections), report)))
            verdicts = given_by_hand(verdicts, corrections, report, self.ruleset)
            return audit_of(report, verdicts, corrected(corrections, self._uncorrected(document), report, verdicts))
        except Exception as error:
            return not_audited(source, problem_of(error, target.path))

    def document(self, target: Target, archives: Archives) -> Document:
        """What a file holds. Raises ReadError, and whatever a reader stumbles over."""
        if target.problem:
            raise ReadError(target.problem)
        if target.archive:
            return read_content(archives.read(Path(target.archive), target.number), target.path, ocr=self.ocr)
        if is_address(target.path):
            return read_content(content_of(target.path), target.path, ocr=self.ocr)
        return read(Path(target.path), ocr=self.ocr)

    def report(self, document: Document, given: Given = NOTHING) -> Report:
        """The report in a document, its unit completed by the roster; `given`: what a person has settled. Raises
        NotAReport."""
        report = recognise(document, self.knowledge, given)
        return self.jurisdiction.completed(report) if self.jurisdiction else report

    def recognised(self, target: Target, archives: Archives) -> Report:
        """The report in a file, within its time. Raises ReadError, NotAReport, OverdueError and what a reader stumbles
        over."""
        with self._time_limit() as limit:
            return limit.call(lambda: self.report(self.document(target, archives)))

    def _uncorrected(self, document: Document) -> Report | None:
        try:
            return self.report(document)
        except NotAReport:
            return None


def problem_of(error: Exception, path: str) -> Problem:
    """What kept a file from being audited, for the user."""
    match error:
        case OwnOutputError():
            return Problem("not-a-report", str(error), path)
        case ReadError():
            return Problem("read", str(error), path)
        case NotAReport():
            return Problem("not-a-report", str(error), path)
        case MemoryError():
            return Problem("read", f"内存不足，未能审查。{UNUSUAL}", path)
        case OverdueError():
            return Problem("read", f"审查这份文件：{error}。{UNUSUAL}", path)
    return Problem("read", f"处理这份文件时程序出错，未能审查（{describe(error)}）", path)
