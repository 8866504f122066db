"""The cache: what was judged is not judged again, and nothing else is taken for it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hegui.judge.audit import audit_of, not_audited
from hegui.model.audit import Problem
from hegui.model.document import Source
from hegui.model.reports import StoredAudit
from hegui.model.verdict import Evidence, Finding, Result, Severity, Verdict
from hegui.project.auditor import Recipe
from hegui.project.cache import Cache, maker_of
from hegui.project.targets import Target
from hegui.read.archive import Archive

AuditFile = Callable[..., StoredAudit]
Keep = Callable[[Cache, Path], Target]


@pytest.fixture
def audit_file(make_report: Any) -> AuditFile:
    """The audit of what a file holds, under its path."""

    def audit(path: Path, *verdicts: Verdict) -> StoredAudit:
        source = Source(str(path), sha256(path.read_bytes()).hexdigest(), "html")
        return StoredAudit.of(audit_of(make_report(source=source), verdicts))

    return audit


@pytest.fixture
def keep(audit_file: AuditFile) -> Keep:
    """Lets a cache remember a file."""

    def keep(cache: Cache, path: Path) -> Target:
        cache.remember(str(path), audit_file(path))
        return Target(str(path))

    return keep


def _verdict(result: Result, *findings: Finding) -> Verdict:
    return Verdict("near-duplicate", "雷同", "national", "corpus", Severity.ERROR, result, "", findings)


@pytest.fixture
def open_cache(tmp_path: Path) -> Any:
    opened = []

    def opening(maker: str = "一", **options: Any) -> Cache:
        opened.append(Cache(tmp_path / "cache", maker, **options))
        return opened[-1]

    yield opening
    for cache in opened:
        cache.close()


def test_a_row_comes_back_in_another_run(open_cache: Any, tmp_path: Path, audit_file: AuditFile, keep: Keep) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    cache = open_cache()
    assert cache.recall(Target(str(file))) is None
    target = keep(cache, file)
    assert cache.recall(target) == audit_file(file)
    assert open_cache().recall(target) == audit_file(file)


def test_what_has_changed_is_not_known(open_cache: Any, tmp_path: Path, keep: Keep) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    target = keep(open_cache(), file)
    assert open_cache("另一套规则").recall(target) is None
    file.write_text("改过的内容", "utf-8")
    assert open_cache().recall(target) is None
    file.unlink()
    assert open_cache().recall(target) is None


def test_what_has_not_changed_is_not_even_opened(
    open_cache: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: Keep
) -> None:
    monkeypatch.setattr("hegui.project.cache._TICK", -60)  # written just now: its time is trusted all the same
    opened = []

    def read(path: str) -> bytes:
        opened.append(path)
        return Path(path).read_bytes()

    monkeypatch.setattr("hegui.project.cache._read", read)
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    cache = open_cache()
    assert cache.recall(Target(str(file))) is None
    target = keep(cache, file)
    assert cache.recall(target)
    assert open_cache().recall(target)
    assert len(opened) == 1
    file.write_text("新内容", "utf-8")
    assert open_cache().recall(target) is None
    assert len(opened) == 2


def test_a_time_that_may_hide_a_change_is_not_relied_upon(open_cache: Any, tmp_path: Path, keep: Keep) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    before = file.stat()
    cache = open_cache()
    cache.recall(Target(str(file)))
    target = keep(cache, file)
    file.write_text("换了", "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache.recall(target) is None


def test_a_file_is_known_under_another_path_and_told_by_it(
    open_cache: Any, tmp_path: Path, audit_file: AuditFile, keep: Keep
) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    cache = open_cache()
    keep(cache, file)
    moved = file.rename(tmp_path / "改名.html")
    found = cache.recall(Target(str(moved)))
    assert found is not None
    assert found.audit() == audit_file(moved).audit()
    assert cache.recall(Target(str(moved.rename(tmp_path / "改名.txt")))) is None  # its suffix is remarked upon


def test_what_broke_is_tried_again(open_cache: Any, tmp_path: Path, audit_file: AuditFile) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    cache = open_cache()
    cache.remember(str(file), audit_file(file, _verdict(Result.ERROR)))
    assert cache.recall(Target(str(file))) is None
    cache.remember(str(file), StoredAudit.of(not_audited(Source(str(file), "", ""), Problem("read", "没读完"))))
    assert cache.kept == 0
    assert cache.recall(Target(str(tmp_path))) is None
    assert cache.recall(Target("没有", "没有这个文件")) is None


def test_entries_of_archives_are_known(open_cache: Any, tmp_path: Path, keep: Keep) -> None:
    from zipfile import ZipFile

    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.html", "内容")
    (entry,) = Archive(tmp_path / "a.zip").entries()
    target = Target(f"{tmp_path}/a.zip/1.html", "", str(tmp_path / "a.zip"), entry.number)
    alike = tmp_path / "报告.html"
    alike.write_text("内容", "utf-8")
    cache = open_cache()
    keep(cache, alike)
    found = cache.recall(target)
    assert found is not None
    assert found.audit().source.path == target.path


def test_a_damaged_row_is_judged_again(open_cache: Any, tmp_path: Path, keep: Keep) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    cache = open_cache()
    target = keep(cache, file)
    cache.close()
    base = sqlite3.connect(tmp_path / "cache" / "audits-3.sqlite")
    base.execute("UPDATE audits SET body = x'00'")
    base.commit()
    base.close()
    assert open_cache().recall(target) is None


def test_a_damaged_cache_is_made_anew(open_cache: Any, tmp_path: Path, audit_file: AuditFile, keep: Keep) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "audits-3.sqlite").write_bytes(b"no base at all" * 100)
    target = keep(open_cache(), file)
    assert open_cache().recall(target) == audit_file(file)


def test_two_runs_may_use_it_at_once(open_cache: Any, tmp_path: Path, keep: Keep) -> None:
    first, second = open_cache(), open_cache()
    targets = []
    for number in range(20):
        file = tmp_path / f"{number}.html"
        file.write_text(str(number), "utf-8")
        targets.append(keep((first, second)[number % 2], file))
    assert all(first.recall(target) and second.recall(target) for target in targets)


def test_the_oldest_go_when_there_is_too_much(
    open_cache: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audit_file: AuditFile
) -> None:
    clock = [1_000_000.0]
    monkeypatch.setattr("hegui.project.cache.time.time", lambda: clock[0])
    targets = []
    for day in range(40):
        clock[0] += 100_000
        cache = open_cache()
        file = tmp_path / f"{day}.html"
        file.write_text(str(day), "utf-8")
        cache.remember(str(file), audit_file(file)._replace(body=bytes(20_000)))
        targets.append(Target(str(file)))
        cache.recall(targets[0])  # in use all the time
        cache.close()
    clock[0] += 100_000
    open_cache(limit=400_000).close()
    left = [day for day, target in enumerate(targets) if open_cache().recall(target)]
    assert left[0] == 0
    assert left[1:] == list(range(41 - len(left), 40))
    assert 5 < len(left) < 20


def test_all_that_decides_a_row_is_in_the_key() -> None:
    makers = [
        maker_of(recipe, {})
        for recipe in (
            Recipe(ruleset_digest="a"),
            Recipe(ruleset_digest="b"),
            Recipe(ruleset_digest="a", ocr=True),
            Recipe(ruleset_digest="a", roster_digest="c"),
            Recipe(ruleset_digest="a", packs=("hunan",)),
            Recipe(ruleset_digest="a", version="0"),
        )
    ]
    assert len(set(makers)) == len(makers)
    assert maker_of(Recipe(ruleset_digest="a"), {}) == makers[0]
    assert maker_of(Recipe(ruleset_digest="a", rules=("elsewhere",)), {}) == makers[0]


class _Comparison:
    """Compares, and counts how often."""

    def __init__(self, result: Result = Result.FAIL) -> None:
        self.verdicts = (_verdict(result, Finding("雷同", "处", (Evidence(grid=(1, 2, 3)),), units=("甲局",))),)
        self.times = 0

    def __call__(self) -> tuple[Verdict, ...]:
        self.times += 1
        return self.verdicts


def test_a_corpus_is_compared_once(open_cache: Any) -> None:
    compare = _Comparison()
    for _ in range(3):
        assert open_cache().compared("甲", compare) == compare.verdicts
    assert compare.times == 1
    open_cache().compared("乙", compare)
    open_cache("二").compared("甲", compare)
    assert compare.times == 3


def test_a_comparison_that_broke_is_made_again(open_cache: Any) -> None:
    compare = _Comparison(Result.ERROR)
    open_cache().compared("甲", compare)
    open_cache().compared("甲", compare)
    assert compare.times == 2


def test_a_damaged_comparison_is_made_again(open_cache: Any, tmp_path: Path) -> None:
    compare = _Comparison()
    cache = open_cache()
    cache.compared("甲", compare)
    with sqlite3.connect(tmp_path / "cache" / "audits-3.sqlite") as base:
        base.execute("UPDATE comparisons SET verdicts = zeroblob(20)")
    assert cache.compared("甲", compare) == compare.verdicts
    assert compare.times == 2


def test_only_the_last_few_comparisons_are_kept(open_cache: Any, tmp_path: Path) -> None:
    compare = _Comparison()
    cache = open_cache()
    for number in range(20):
        cache.compared(str(number), compare)
    with sqlite3.connect(tmp_path / "cache" / "audits-3.sqlite") as base:
        assert base.execute("SELECT count(*) FROM comparisons").fetchone() == (8,)
    cache.compared("19", compare)
    assert compare.times == 20


def test_a_row_of_another_file_is_not_believed(open_cache: Any, tmp_path: Path, keep: Keep) -> None:
    """A clean row put in the place of another, whole as it is: its seal is of its own place."""
    cache = open_cache()
    targets = []
    for name in ("甲", "乙"):
        file = tmp_path / f"{name}.html"
        file.write_text(name, "utf-8")
        targets.append(keep(cache, file))
    assert all(cache.recall(target) for target in targets)
    cache.close()
    with sqlite3.connect(tmp_path / "cache" / "audits-3.sqlite") as base:
        (_, row), (other, _) = ((found[0], found[1:]) for found in base.execute("SELECT * FROM audits").fetchall())
        base.execute("UPDATE audits SET used = ?, seal = ?, summary = ?, body = ? WHERE key = ?", (*row, other))
    again = open_cache()
    assert [again.recall(target) is not None for target in targets].count(True) == 1


def test_what_somebody_else_has_written_is_not_believed(
    open_cache: Any, tmp_path: Path, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "other"))
    cache = open_cache()
    target = keep(cache, file)
    cache.close()
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "own"))
    assert open_cache().recall(target) is None


@pytest.mark.parametrize("value", ["'text'", "NULL + 1", "12", "1e400"])
def test_a_row_of_anything_is_judged_again(open_cache: Any, tmp_path: Path, keep: Keep, value: str) -> None:
    file = tmp_path / "报告.html"
    file.write_text("内容", "utf-8")
    cache = open_cache()
    target = keep(cache, file)
    cache.close()
    with sqlite3.connect(tmp_path / "cache" / "audits-3.sqlite") as base:
        base.execute(f"UPDATE audits SET body = coalesce({value}, 0), seal = coalesce({value}, 0)")
    assert open_cache().recall(target) is None
