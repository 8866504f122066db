"""Audits files: read, recognise, judge, score. Whatever breaks becomes part of the file's row, never a traceback."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hegui.audit.guard import TIME_LIMIT, describe
from hegui.audit.judge import judge
from hegui.audit.walk import Target, find_targets
from hegui.model.audit import Audit, Problem
from hegui.model.document import Document, Source
from hegui.read import ReadError, read, read_content
from hegui.read.archive import Shelf
from hegui.recognise import Knowledge, NotAReport, recognise
from hegui.rules.ruleset import RuleSet
from hegui.score import Scheme, find_scheme, judged, score

DEFAULT_SCHEME = "default"

Progress = Callable[[int, int, str], None]
"""Called before each file: its number counted from 1, how many there are, its path."""


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

    @classmethod
    def of(
        cls, ruleset: RuleSet, scheme: str = DEFAULT_SCHEME, seconds: float = TIME_LIMIT, ocr: bool = False
    ) -> Auditor:
        """Raises SchemeError where the ruleset has no such scheme, or a faulty one."""
        knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)
        return cls(ruleset, knowledge, find_scheme(scheme, ruleset), seconds, ocr)

    def audit_file(self, path: str) -> Audit:
        """The audit of one file, or what kept it from being audited."""
        return self._audit(path, lambda: read(Path(path), ocr=self.ocr))

    def _audit(self, path: str, load: Callable[[], Document]) -> Audit:
        source = Source(path, "", "")
        try:
            document = load()
            source = document.source
            report = recognise(document, self.knowledge)
            verdicts = judge(report, self.ruleset, self.seconds)
            return Audit(source, report, verdicts, score(list(map(judged, verdicts)), self.scheme))
        except ReadError as error:
            problem = Problem("read", str(error), path)
        except NotAReport as error:
            problem = Problem("not-a-report", str(error), path)
        except Exception as error:
            problem = Problem("read", f"处理这份文件时程序出错，未能审查（{describe(error)}）", path)
        return Audit(source, None, problems=(problem,))

    def audit_targets(self, targets: Iterable[Target], progress: Progress | None = None) -> Iterator[Audit]:
        """An audit for each row, one at a time, so that a caller need not hold them all."""
        rows = list(targets)
        with closing(Shelf()) as archives:
            for number, target in enumerate(rows, 1):
                if progress:
                    progress(number, len(rows), target.path)
                if target.problem:
                    yield Audit(Source(target.path, "", ""), None, problems=(target.problem,))
                elif target.archive:
                    yield self._audit(target.path, partial(self._load_entry, target, Path(target.archive), archives))
                else:
                    yield self.audit_file(target.path)

    def _load_entry(self, target: Target, archive: Path, archives: Shelf) -> Document:
        return read_content(archives.read(archive, target.number), target.path, ocr=self.ocr)


def audit_file(path: str, ruleset: RuleSet) -> Audit:
    """The audit of one file by the default scheme. For many files, make one `Auditor`."""
    return Auditor.of(ruleset).audit_file(path)


def audit_paths(paths: Iterable[str], ruleset: RuleSet, progress: Progress | None = None) -> list[Audit]:
    """The audits of files and folders by the default scheme, one for each row of `find_targets`."""
    return list(Auditor.of(ruleset).audit_targets(find_targets(paths).rows, progress))
