"""A project: what reports are audited by, and the one place where a run is composed.

targets → (read → recognise → judge) of each report → verdicts on all together → waivers and decisions → score → run
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hegui.about import __version__
from hegui.errors import Interrupted, StoredError, UsageError, reason
from hegui.judge.corrections import Corrections, read_corrections
from hegui.judge.gate import stopping
from hegui.judge.scheme import Scheme, find_scheme
from hegui.judge.score import score_all
from hegui.judge.totals import totals
from hegui.judge.waivers import Waivers, read_waivers
from hegui.model.audit import Audit
from hegui.model.reports import Reports
from hegui.model.run import SCHEMA, AuditRun, CorpusAudit, FormUsed, PackUsed, RulesetUsed, RuleUsed
from hegui.model.stored import read_reports
from hegui.model.verdict import Decided, Result, Verdict
from hegui.project.auditor import Auditor, Recipe
from hegui.project.remote import is_address
from hegui.project.rules import Paths, Rules, home_in, load
from hegui.project.targets import Target, find_targets
from hegui.project.workers import Progress, Workers, audit_all, default_processes, in_processes, in_this_process
from hegui.rules.cache import cache_directory

if TYPE_CHECKING:
    from hegui.model.corpus import Corpus, RosterUnit
    from hegui.model.report import Unit
    from hegui.project.cache import Cache
    from hegui.project.jurisdiction import Jurisdiction

DEFAULT_SCHEME = "default"
_MOST_NAMED = 2

Remark = Callable[[str], None]
"""Takes a sentence for the user."""
Stage = Callable[[str], None]
"""Takes a few words on what begins."""


class Project:
    """What reports are audited by. It may be used by several threads at once, and for any number of runs."""

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        roster: str | Path | None = None,
        previous: Paths = (),
        waivers: str | Path | None = None,
        corrections: str | Path | None = None,
        decisions: Mapping[str, Decided] | None = None,
        scheme: str = DEFAULT_SCHEME,
        province: str | None = None,
        city: str | None = None,
        ocr: bool = False,
        cache: str | Path | bool = True,
    ) -> None:
        """
        Args:
            rules: What `hegui.load` has loaded; by default all packs that there are.
            roster: A list of the units that have to report (CSV, Excel or YAML).
            previous: Reports of the years before, or stored runs (`.json`), to compare with.
            waivers: A list of findings that the office lets pass (YAML).
            corrections: A list of what was not read, or read wrong, and of verdicts given by hand (YAML).
            decisions: What reviewers decided of findings, by their fingerprints.
            scheme: Name of the scoring scheme.
            province: Where those units are whose names do not tell it.
            city: As `province`.
            ocr: Whether scans and pictures are recognised, which takes seconds a page.
            cache: Whether, or in which folder, audits are kept, so that an unchanged report is not read again. By
                default that is in the user's cache folder.

        Raises:
            UsageError: Something named is not there or cannot be used: a RosterError, SchemeError, WaiversError or
                CorrectionsError.
        """
        self.rules = rules or load()
        self.scheme: Scheme = find_scheme(scheme, self.rules.ruleset)
        self._roster = None if roster is None else str(roster)
        home = home_in(self.rules.ruleset, province, city)
        self._corrections = None if corrections is None else read_corrections(Path(corrections), self.rules.ruleset)
        self._auditor = Auditor.of(
            self.rules.ruleset, home=home, roster=self._roster, ocr=ocr, corrections=self._corrections or Corrections()
        )
        self._previous = [str(path) for path in previous]
        self._waivers = None if waivers is None else read_waivers(Path(waivers), self.rules.ruleset)
        self._decisions = decisions
        self._cache = cache

    @property
    def units(self) -> tuple[RosterUnit, ...]:
        """The units of the roster in its order; none where no roster was given."""
        jurisdiction = self._auditor.jurisdiction
        return jurisdiction.roster if jurisdiction else ()

    @property
    def organs(self) -> Mapping[str, Unit]:
        """The units of the roster by their names there, with what these tell besides: level, kind, tier, place."""
        jurisdiction = self._auditor.jurisdiction
        return jurisdiction.organs if jurisdiction else {}

    def stopping(self, report: Audit) -> tuple[Verdict, ...]:
        """The failures that keep a unit from handing in its report, by the `gate` of each pack that is for it.

        What is lighter than its rule, or waived, stops nothing.
        """
        return stopping(report, self.rules.ruleset.packs)

    def audit(
        self,
        paths: str | Path | Paths,
        *,
        progress: Progress | None = None,
        stage: Stage | None = None,
        remark: Remark | None = None,
        workers: int | None = None,
        cluster: str | None = None,
        partial: bool = False,
        timestamp: bool = True,
    ) -> AuditRun:
        """Audit files, folders, archives, or files at addresses. Every path is a row of the run, whatever happens.

        Args:
            paths: What to audit.
            progress: Told of each file that is done: its number, how many there are, its path.
            stage: Told what begins, in a few words: the reports of which year are audited, that they are compared.
            remark: Given sentences for the user about the run as a whole.
            workers: How many processes audit; by default as many as there are cores, for a few files none but this.
            cluster: Address of a Dask scheduler, on whose workers to audit instead.
            partial: Whether these are only some of the roster's reports, so that none is missing.
            timestamp: Whether the run says when it was made.

        Raises:
            UsageError: A path of `previous`, the cache or the cluster cannot be used; a MismatchError where another
                process would judge otherwise.
            Interrupted: Ctrl-C, with what the cache has kept.
        """
        from hegui.project.corpus import corpus_audit, gather, why_not_compared

        ruleset = self.rules.ruleset
        named = [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
        make = _Making(progress, workers, cluster)
        tell = stage or (lambda words: None)
        targets = find_targets(named, self._auditor.ocr)
        if self._previous:
            tell(f"正在审查上一年度的报告（{_named(self._previous)}）")
        earlier = self._earlier(make)
        tell(f"正在审查本年度的报告（{_named(named)}）" if self._previous else "正在审查")
        reports = self._reports(targets.rows, make)
        jurisdiction = None if partial else self._auditor.jurisdiction
        if remark and jurisdiction:
            for hint in jurisdiction.hints:
                remark(f"roster {hint}")
        corpus = None
        verdicts: tuple[Verdict, ...] = ()
        if len(reports) > 1 or earlier or jurisdiction:
            tell("正在比较各份报告")
            corpus = gather(reports, earlier, ruleset, jurisdiction)
            verdicts = self._compared(corpus, (reports, *earlier), jurisdiction)
            if remark and earlier and (why := why_not_compared(corpus, earlier)):
                remark(f"previous 给出的报告未能与本次的对比：{why}。")
        if waivers := self._waivers_today():
            verdicts = waivers.on_corpus(verdicts)
        complete = score_all(reports, self.scheme, corpus, verdicts, waivers)
        broken = ruleset.problems or any(verdict.result is Result.ERROR for verdict in verdicts)
        beside = corpus_audit(corpus, verdicts, reports) if corpus else CorpusAudit(())
        return AuditRun(
            schema=SCHEMA,
            engine=__version__,
            generated_at=datetime.now().astimezone().isoformat(timespec="seconds") if timestamp else None,
            ruleset=RulesetUsed(
                ruleset.digest,
                tuple(PackUsed(pack.name, pack.version, pack.title) for pack in ruleset.packs),
                {form.id: FormUsed.of(form) for form in ruleset.forms.values()},
                {
                    rule.id: RuleUsed(str(rule.basis), rule.advice, rule.note, rule.problem)
                    for rule in (one.rule for one in ruleset.compiled)
                },
            ),
            complete=complete and not broken,
            reports=reports,
            skipped=targets.skipped,
            corpus=beside,
            errors=tuple(ruleset.problems),
            totals=totals(reports.summaries(), beside),
            waivers=waivers.without_effect() if waivers else None,
            corrections=self._corrections.idle(reports.summaries()) if self._corrections else None,
        )

    def _reports(self, targets: Sequence[Target], make: _Making) -> Reports:
        """The audits of files, not scored yet."""
        if len(targets) == 1 and not make.cluster and make.workers is None:
            return audit_all(targets, in_this_process(self._auditor))
        with self._open_cache() as known:
            try:
                return audit_all(targets, self._workers(len(targets), make), known, make.progress)
            except KeyboardInterrupt:
                raise Interrupted(known.kept if known else 0) from None

    def _workers(self, count: int, make: _Making) -> Workers:
        if make.cluster:
            from hegui.project.cluster import on_cluster

            return on_cluster(self._recipe, make.cluster)
        processes = default_processes(count) if make.workers is None else make.workers
        return in_processes(self._recipe, processes) if processes else in_this_process(self._auditor)

    def _earlier(self, make: _Making) -> list[Reports]:
        """The reports of the years before, and those of stored runs."""
        stored = [path for path in self._previous if path.lower().endswith(".json")]
        named = [path for path in self._previous if path not in stored]
        targets = find_targets(named, self._auditor.ocr).rows
        for target in targets:
            if target.path in named and not is_address(target.path) and not Path(target.path).exists():
                raise UsageError(f"{target.path}：没有这个文件或文件夹，请检查路径。", "previous")
        try:
            runs = list(map(read_reports, stored))
        except StoredError as error:
            raise StoredError(str(error), "previous") from None
        return [*runs, self._reports(targets, make)] if targets else runs

    def _compared(
        self, corpus: Corpus, reports: Sequence[Reports], jurisdiction: Jurisdiction | None
    ) -> tuple[Verdict, ...]:
        """The verdicts on a corpus: from the cache where the very same was compared before."""
        from hegui.judge.corpus import judge_corpus

        with self._open_cache() as known:
            if known is None:
                return judge_corpus(corpus, self.rules.ruleset)
            parts = [jurisdiction.digest if jurisdiction else "", *(some.digest() for some in reports)]
            return known.compared("\n".join(parts), lambda: judge_corpus(corpus, self.rules.ruleset))

    def _waivers_today(self) -> Waivers | None:
        if self._waivers is None and self._decisions is None:
            return None
        return Waivers(self._waivers or (), decisions=self._decisions or {})

    @cached_property
    def _recipe(self) -> Recipe:
        jurisdiction = self._auditor.jurisdiction
        return Recipe(
            plugins=tuple(str(path.absolute()) for path in self.rules.plugins),
            rules=tuple(str(path.absolute()) for path in self.rules.folders),
            packs=self.rules.packs,
            home=self._auditor.knowledge.home,
            roster=str(Path(self._roster).absolute()) if self._roster else None,
            ocr=self._auditor.ocr,
            corrections=self._auditor.corrections,
            ruleset_digest=self.rules.ruleset.digest,
            roster_digest=jurisdiction.digest if jurisdiction else "",
        )

    @cached_property
    def _maker(self) -> str:
        from hegui.project.cache import maker_of

        return maker_of(self._recipe, self.rules.ruleset.checks)

    @contextmanager
    def _open_cache(self) -> Iterator[Cache | None]:
        """The cache, or None where none is wanted, or the user's own cannot be used."""
        jurisdiction = self._auditor.jurisdiction
        known = None
        if self._cache is not False:
            from hegui.project.cache import Cache

            try:
                folder = cache_directory() if self._cache is True else Path(self._cache)
                by_path = jurisdiction is not None and jurisdiction.by_path
                known = Cache(folder, self._maker, by_path=by_path, corrections=self._auditor.corrections)
            except (OSError, RuntimeError) as error:  # RuntimeError: no home directory
                if self._cache is not True:
                    words = f"{self._cache}：不能用作缓存文件夹（{reason(error)}），请检查路径和权限。"
                    raise UsageError(words, "cache") from None
        try:
            yield known
        finally:
            if known:
                known.close()


def _named(paths: Sequence[str]) -> str:
    """What a person calls reports that lie there."""
    return "、".join(Path(path).name or path for path in paths[:_MOST_NAMED])


class _Making(NamedTuple):
    """How the audits of a run are made."""

    progress: Progress | None
    workers: int | None
    cluster: str | None


@cache
def _default() -> Project:
    return Project()


def audit(path: str | Path) -> Audit:
    """The audit of one report by all rules that there are, with its score. What kept it from being audited is told in
    its `errors`.
    """
    return _default().audit(path).reports[0]
