"""How an audit of many files is run: in how many processes, on which machines, with what is known from before."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
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


def audit_rows(parsed: argparse.Namespace, auditor: Auditor, targets: Sequence[Target]) -> Sequence[Record]:
    """A row for each target. Raises Stop where they cannot be audited as the command line says, and on Ctrl-C."""
    from hegui.audit.run import settle

    if len(targets) == 1 and not parsed.cluster:
        return _row_alone(auditor, targets[0])
    from hegui.audit.batch import audit_all
    from hegui.audit.worker import Unlike
    from hegui.cli.console import Progress

    settle()
    setup = _setup(parsed, auditor)
    cache = _cache(parsed, setup, auditor)
    progress = Progress()
    try:
        return audit_all(targets, _way(parsed, auditor, setup, len(targets)), auditor.ruleset, cache, progress)
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


def compared(
    parsed: argparse.Namespace, auditor: Auditor, rows: Iterable[Sequence[Record]], jurisdiction: Jurisdiction | None
) -> Compared:
    """Gives the verdicts on a corpus of these rows: from the cache where the very same was compared before."""

    def give(compare: Callable[[], list[Record]]) -> list[Record]:
        cache = _cache(parsed, _setup(parsed, auditor), auditor)
        if cache is None:
            return compare()
        from hegui.audit.rows import digest_of

        try:
            parts = [jurisdiction.digest if jurisdiction else "", *map(digest_of, rows)]
            return cache.compared("\n".join(parts), compare)
        finally:
            cache.close()

    return give


def _row_alone(auditor: Auditor, target: Target) -> list[Record]:
    from contextlib import closing

    from hegui.audit.record import row_of
    from hegui.read.archive import Shelf

    with closing(Shelf()) as archives:
        return [row_of(auditor.audit(target, archives), auditor.ruleset)]


def _setup(parsed: argparse.Namespace, auditor: Auditor) -> Setup:
    from pathlib import Path

    from hegui.audit.worker import Setup

    def everywhere(paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(str(Path(path).absolute()) for path in paths)

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


def _way(parsed: argparse.Namespace, auditor: Auditor, setup: Setup, count: int) -> Way:
    from hegui.audit import pool

    if parsed.cluster:
        from hegui.audit.cluster import NoCluster, on_cluster

        try:
            return on_cluster(setup, parsed.cluster)
        except NoCluster as error:
            raise Stop(str(error)) from None
    processes = pool.default_processes(count) if parsed.processes is None else parsed.processes
    return pool.in_processes(setup, processes) if processes else pool.in_this_process(auditor)


def _cache(parsed: argparse.Namespace, setup: Setup, auditor: Auditor) -> Cache | None:
    from pathlib import Path

    from hegui.audit.cache import Cache, maker_of
    from hegui.rules.cache import cache_directory

    if parsed.no_cache:
        return None
    try:
        folder = Path(parsed.cache) if parsed.cache else cache_directory()
        by_path = auditor.jurisdiction is not None and auditor.jurisdiction.by_path
        return Cache(folder, maker_of(setup, auditor.ruleset.checks), by_path=by_path)
    except (OSError, RuntimeError) as error:  # RuntimeError: no home directory
        if parsed.cache:
            raise Stop(
                f"--cache {parsed.cache}：不能用作缓存文件夹（{getattr(error, 'strerror', error)}），请检查路径和权限。"
            ) from None
        return None
