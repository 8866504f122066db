"""How an audit of many files is run: in how many processes, on which machines, with what is known from before."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from hegui.cli.status import INTERRUPTED, Stop

if TYPE_CHECKING:
    from hegui.audit.cache import Cache
    from hegui.audit.corpus import Compared
    from hegui.audit.pool import Way
    from hegui.audit.run import Auditor
    from hegui.audit.walk import Target
    from hegui.audit.worker import Setup
    from hegui.jurisdiction.jurisdiction import Jurisdiction
    from hegui.model.renderer import Record


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--processes",
        metavar="N",
        type=_count,
        help="同时审查的进程数，默认与处理器核数相同；文件不多时只用当前进程",
    )
    parser.add_argument(
        "--cache",
        metavar="DIR",
        help="缓存文件夹，默认在用户的缓存目录中；一次审查多份时，内容和规则都没有变的报告直接取上次的结果",
    )
    parser.add_argument("--no-cache", action="store_true", help="不用缓存，全部重新审查，也不记入缓存")
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="在已有的 Dask 集群上审查，如 tcp://10.0.0.5:8786（须先 pip install 'hegui[cluster]'）",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"应为不小于 1 的整数，而不是“{text}”")
    return int(text)


class Run:
    """One audit as the command line says. What decides its rows is worked out once, for all that is audited in it."""

    def __init__(self, parsed: argparse.Namespace, auditor: Auditor) -> None:
        self._parsed = parsed
        self._auditor = auditor

    def rows(self, targets: Sequence[Target]) -> Sequence[Record]:
        """A row for each target. Raises Stop where they cannot be audited as the command line says, and on Ctrl-C."""
        from hegui.audit.run import settle

        if len(targets) == 1 and not self._parsed.cluster:
            return _row_alone(self._auditor, targets[0])
        from hegui.audit.batch import audit_all
        from hegui.audit.worker import Unlike
        from hegui.cli.console import Progress

        settle()
        cache = self._cache()
        progress = Progress()
        try:
            return audit_all(targets, self._way(len(targets)), self._auditor.ruleset, cache, progress)
        except Unlike as error:
            raise Stop(f"{error}。") from None
        except KeyboardInterrupt:
            if cache and cache.kept:
                again = f"已审查的 {cache.kept} 份记在缓存中，用同样的参数再运行一次，即从中断处接着审查。"
                raise Stop(f"已中断，结果不完整。{again}", INTERRUPTED) from None
            raise
        finally:
            progress.done()
            if cache:
                cache.close()

    def compared(self, rows: Iterable[Sequence[Record]], jurisdiction: Jurisdiction | None) -> Compared:
        """Gives the verdicts on a corpus of these rows: from the cache where the very same was compared before."""

        def give(compare: Callable[[], list[Record]]) -> list[Record]:
            cache = self._cache()
            if cache is None:
                return compare()
            from hegui.audit.rows import digest_of

            try:
                parts = [jurisdiction.digest if jurisdiction else "", *map(digest_of, rows)]
                return cache.compared("\n".join(parts), compare)
            finally:
                cache.close()

        return give

    @cached_property
    def _setup(self) -> Setup:
        from pathlib import Path

        from hegui.audit.worker import Setup

        def everywhere(paths: Sequence[str]) -> tuple[str, ...]:
            return tuple(str(Path(path).absolute()) for path in paths)

        parsed, auditor = self._parsed, self._auditor
        return Setup(
            plugins=everywhere(parsed.plugins),
            rules=everywhere(parsed.rules),
            packs=tuple(parsed.packs),
            scheme=parsed.scheme,
            ocr=parsed.ocr,
            home=auditor.knowledge.home,
            digest=auditor.ruleset.digest,
            roster=str(Path(parsed.roster).absolute()) if auditor.jurisdiction else None,
            roster_digest=auditor.jurisdiction.digest if auditor.jurisdiction else "",
        )

    @cached_property
    def _maker(self) -> str:
        from hegui.audit.cache import maker_of

        return maker_of(self._setup, self._auditor.ruleset.checks)

    def _way(self, count: int) -> Way:
        from hegui.audit import pool

        if self._parsed.cluster:
            from hegui.audit.cluster import NoCluster, on_cluster

            try:
                return on_cluster(self._setup, self._parsed.cluster)
            except NoCluster as error:
                raise Stop(str(error)) from None
        given = self._parsed.processes
        processes = pool.default_processes(count) if given is None else given
        return pool.in_processes(self._setup, processes) if processes else pool.in_this_process(self._auditor)

    def _cache(self) -> Cache | None:
        from pathlib import Path

        from hegui.audit.cache import Cache
        from hegui.rules.cache import cache_directory

        parsed, jurisdiction = self._parsed, self._auditor.jurisdiction
        if parsed.no_cache:
            return None
        try:
            folder = Path(parsed.cache) if parsed.cache else cache_directory()
            return Cache(folder, self._maker, by_path=jurisdiction is not None and jurisdiction.by_path)
        except (OSError, RuntimeError) as error:  # RuntimeError: no home directory
            if parsed.cache:
                why = getattr(error, "strerror", error)
                raise Stop(f"--cache {parsed.cache}：不能用作缓存文件夹（{why}），请检查路径和权限。") from None
            return None


def _row_alone(auditor: Auditor, target: Target) -> list[Record]:
    from contextlib import closing

    from hegui.audit.record import row_of
    from hegui.read.archive import Shelf

    with closing(Shelf()) as archives:
        return [row_of(auditor.audit(target, archives), auditor.ruleset)]
