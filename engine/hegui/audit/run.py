"""Audits files: read, recognise, judge, score. Whatever breaks becomes part of the file's row, never a traceback."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hegui.audit.guard import TIME_LIMIT, describe
from hegui.audit.judge import judge
from hegui.audit.remote import content_of, is_address
from hegui.audit.walk import Target, find_targets
from hegui.model.audit import Audit, Problem
from hegui.model.document import Document, Source
from hegui.read import ReadError, read, read_content
from hegui.read.archive import Shelf
from hegui.recognise import UNKNOWN, Home, Knowledge, NotAReport, recognise
from hegui.rules.ruleset import RuleSet
from hegui.score import Scheme, find_scheme, judged, score

if TYPE_CHECKING:
    from hegui.jurisdiction.jurisdiction import Jurisdiction

DEFAULT_SCHEME = "default"

Progress = Callable[[int, int, str], None]
"""Told how far a run is: the number of a file, counted from 1, how many there are, and the file's path."""


def settle() -> None:
    """Spare the garbage collector what is loaded and stays to the end, and let it look for cycles seldom.

    Reports are dropped whole and hold hardly any cycles: a sixth of an audit's time would go into looking for them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@dataclass(frozen=True, slots=True)
class Auditor:
    """A ruleset made ready once for any number of files."""

    ruleset: RuleSet
    knowledge: Knowledge
    scheme: Scheme
    seconds: float = TIME_LIMIT
    """Time limit of one check on one report."""
    ocr: bool = False
    """Whether the text of scans is recognised."""
    jurisdiction: Jurisdiction | None = None
    """The units of a roster, which knows them better than their reports do."""

    @classmethod
    def of(
        cls,
        ruleset: RuleSet,
        scheme: str = DEFAULT_SCHEME,
        seconds: float = TIME_LIMIT,
        ocr: bool = False,
        home: Home = UNKNOWN,
        roster: str | None = None,
    ) -> Auditor:
        """`home` is where those units are whose names do not tell it; `roster` is the path of a roster.

        Raises SchemeError where the ruleset has no such scheme, or a faulty one, and RosterError for a faulty roster.
        """
        knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons, home)
        jurisdiction = None
        if roster:
            from hegui.jurisdiction.jurisdiction import Jurisdiction

            jurisdiction = Jurisdiction.of(Path(roster), knowledge)
        return cls(ruleset, knowledge, find_scheme(scheme, ruleset), seconds, ocr, jurisdiction)

    def audit_file(self, path: str) -> Audit:
        """The audit of one file, or what kept it from being audited."""
        return self._audit(path, lambda: read(Path(path), ocr=self.ocr))

    def _audit(self, path: str, load: Callable[[], Document]) -> Audit:
        source = Source(path, "", "")
        try:
            document = load()
            source = document.source
            report = recognise(document, self.knowledge)
            if self.jurisdiction:
                report = self.jurisdiction.completed(report)
            verdicts = judge(report, self.ruleset, self.seconds)
            return Audit(source, report, verdicts, score(list(map(judged, verdicts)), self.scheme))
        except ReadError as error:
            problem = Problem("read", str(error), path)
        except NotAReport as error:
            problem = Problem("not-a-report", str(error), path)
        except MemoryError:
            problem = Problem(
                "read", "内存不足，未能审查。文件可能过大或经过特殊构造，请用原程序打开后另存一份再审查。", path
            )
        except Exception as error:
            problem = Problem("read", f"处理这份文件时程序出错，未能审查（{describe(error)}）", path)
        return Audit(source, None, problems=(problem,))

    def audit(self, target: Target, archives: Shelf) -> Audit:
        """The audit of one row: of a file, or of an entry of an archive."""
        if target.problem:
            return Audit(Source(target.path, "", ""), None, problems=(target.problem,))
        if target.archive:
            return self._audit(target.path, partial(self._load_entry, target, Path(target.archive), archives))
        if is_address(target.path):
            return self._audit(target.path, lambda: read_content(content_of(target.path), target.path, ocr=self.ocr))
        return self.audit_file(target.path)

    def audit_targets(self, targets: Sequence[Target], progress: Progress | None = None) -> Iterator[Audit]:
        """An audit for each row, one at a time, so that a caller need not hold them all."""
        with closing(Shelf()) as archives:
            for number, target in enumerate(targets, 1):
                if progress:
                    progress(number, len(targets), target.path)
                yield self.audit(target, archives)

    def _load_entry(self, target: Target, archive: Path, archives: Shelf) -> Document:
        return read_content(archives.read(archive, target.number), target.path, ocr=self.ocr)


def audit_file(path: str, ruleset: RuleSet) -> Audit:
    """The audit of one file by the default scheme. For many files, make one `Auditor`."""
    return Auditor.of(ruleset).audit_file(path)


def audit_paths(paths: Iterable[str], ruleset: RuleSet, progress: Progress | None = None) -> list[Audit]:
    """The audits of files and folders by the default scheme, one for each row of `find_targets`."""
    return list(Auditor.of(ruleset).audit_targets(find_targets(paths).rows, progress))
