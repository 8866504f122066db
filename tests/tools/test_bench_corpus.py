"""Measurements: a corpus of different pages, the same for the same seed, and the stages of an audit on it."""

import gc
from pathlib import Path

import pytest

from bench import pipeline
from bench.aims import Row, table
from bench.corpus import make_corpus
from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_corpus(tmp_path_factory.mktemp("corpus"), 20, seed=3)


def test_it_writes_as_many_different_pages_as_asked_for(pages: list[Path]) -> None:
    assert len({path.name for path in pages}) == 20
    assert len({path.read_bytes() for path in pages}) == 20
    sizes = sorted(path.stat().st_size for path in pages)
    assert 75_000 < sizes[len(sizes) // 2] < 100_000


def test_the_same_seed_gives_the_same_corpus_and_another_seed_another(pages: list[Path], tmp_path: Path) -> None:
    again = make_corpus(tmp_path / "again", 5, seed=3)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in pages[:5]]
    other = make_corpus(tmp_path / "other", 5, seed=4)
    assert not {path.read_bytes() for path in other} & {path.read_bytes() for path in again}


def test_every_stage_of_an_audit_is_measured(pages: list[Path]) -> None:
    threshold = gc.get_threshold()
    try:
        timing = pipeline.measure(pages, load_ruleset(Host.load()))
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    assert min(timing.lxml, timing.reading, timing.recognition, timing.rules) > 0
    assert timing.total == pytest.approx(timing.reading + timing.recognition + timing.rules)


def test_a_figure_is_held_against_its_baseline_or_against_its_aim_alone() -> None:
    rows = [
        Row("读取", 3.0, "毫秒", 2.0, 1.6),
        Row("识别", 3.0, "毫秒", 1.0, 1.6),
        Row("两个进程", 39.0, "份", 20.0, 1.95, least=True),
        Row("内存", 200.0, "MB", None, 150),
    ]
    assert [row.is_met for row in rows] == [True, False, True, False]
    assert ["未达到" in line for line in table(rows).splitlines()[2:]] == [False, True, False, True]
