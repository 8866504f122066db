"""What is said at the end of a run: what it comes to, and where it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePath

from hegui.model.run import AuditRun, Repeated
from hegui.model.totals import Totals
from hegui.model.verdict import SEVERITY_NAMES

_MOST_NAMED = 3
_MOST_FILES = 12
"""Files of one folder that are named one by one."""


def closing(run: AuditRun, written: Sequence[Path], kept: str = "") -> str:
    """Lines for the user: units, reports, what could not be audited and why, faults, files; `kept` is under which
    number it went into which history."""
    from hegui.judge.totals import totals_of

    totals = totals_of(run)
    lines = [
        ("名册", [_units(totals)]),
        ("报告", [_reports(totals)]),
        ("未审", _few(_unaudited(run))),
        ("重复", _few(map(_repeated, run.corpus.repeated))),
        ("问题", [_faults(totals)]),
        ("出错", _few(f"{one.where}：{one.message}" if one.where else one.message for one in run.errors)),
        ("写入", _places(written)),
        ("历史", [kept]),
    ]
    return "\n".join(
        f"{'　　' if number else title}　{words}"
        for title, told in lines
        for number, words in enumerate(filter(None, told))
    )


def _units(totals: Totals) -> str:
    if totals.listed is None:
        return ""
    more = f"，看不出是否报送 {totals.unclear} 个" if totals.unclear else ""
    return f"{totals.listed} 个单位：已报送 {totals.filed} 个，未报送 {totals.missing} 个{more}"


def _reports(totals: Totals) -> str:
    late = f"，其中逾期 {totals.late} 份" if totals.late else ""
    return f"{totals.reports} 份：已审查 {totals.audited} 份{late}；未能审查 {totals.unread} 份"


def _unaudited(run: AuditRun) -> Iterator[str]:
    """Why each file that could not be audited was not."""
    for one in run.summaries():
        if not one.score:
            yield f"{one.source.path}：{'；'.join(error.message for error in one.errors)}"


def _repeated(one: Repeated) -> str:
    from hegui.output.view import repeated

    return f"{one.unit}：{repeated(one)}"


def _few(told: Iterable[str]) -> Iterator[str]:
    """The first of them, and how many more there are, which stand in the outputs."""
    every = iter(told)
    yield from islice(every, _MOST_NAMED)
    if more := sum(1 for _ in every):
        yield f"另有 {more} 项，见结果文件"


def _faults(totals: Totals) -> str:
    if not totals.audited:
        return ""
    counts = "，".join(f"{SEVERITY_NAMES[severity]} {count} 项" for severity, count in totals.faults.items())
    return f"{counts}；没有错误和警告的 {totals.without_faults} 份"


def _places(written: Iterable[Path]) -> Iterator[str]:
    """The files that were written; of a folder with many how many there are."""
    files = list(dict.fromkeys(written))
    count = Counter(file.parent for file in files)
    told: set[Path] = set()
    for file in files:
        if count[file.parent] <= _MOST_FILES:
            yield str(file)
        elif file.parent not in told:
            told.add(file.parent)
            yield f"{file.parent}/（{count[file.parent]} 个文件）"


def pictures_left(skipped: Iterable[str]) -> str:
    """That pictures in the folders were not looked at, which may be scanned reports; empty without any."""
    from hegui.read.formats import formats

    suffixes = formats()["image"].suffixes
    pictures = [path for path in skipped if PurePath(path).suffix.lower() in suffixes and not _is_of_a_page(path)]
    if not pictures:
        return ""
    named = "、".join(pictures[:_MOST_NAMED])
    more = f" 等 {len(pictures)} 个" if len(pictures) > _MOST_NAMED else ""
    return f"图片没有审查：{named}{more}。如果是扫描的报告，请加 --ocr；是网页中的插图，不用管。"


def _is_of_a_page(path: str) -> bool:
    """Whether a picture lies in the folder that a browser saves beside a page."""
    return PurePath(path).parent.name.lower().endswith((".files", "_files", "的文件"))
