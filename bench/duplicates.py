"""Near-duplicates among many texts, and what other choices would give: `python -m bench.duplicates [COUNT]`."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np
from tabulate import tabulate

from hegui.checks import minhash
from hegui.checks.minhash import Likeness, near_duplicates, resemblance, rows_for, shingles

_COUNT = 20_000
_LENGTH = 4_000
_SENTENCES = 900
"""Sentences from which texts are drawn, about a hundred each: two texts share some, as reports do."""
_PLANTED = 0.05
_LIKENESS = Likeness(0.6)
"""As in the rule near-duplicate."""
_WANTED = 0.8
"""Planted pairs at least so alike must be found."""
_TARGETS = "目标：15 秒、400 MB、检出 99.5%"


class Measure(NamedTuple):
    seconds: float
    recall: float
    """Of the planted pairs that are alike enough."""
    found: int


class Corpus(NamedTuple):
    texts: Sequence[str]
    planted: Sequence[tuple[int, int]]


def corpus(count: int) -> Corpus:
    """Texts of about 4,000 characters; one in twenty is another one edited here and there, the more so by number."""
    random = Random(1)
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 2500)))
    sentences = ["".join(random.choices(characters, k=random.randint(20, 60))) for _ in range(_SENTENCES)]
    texts = ["".join(random.sample(sentences, 100))[:_LENGTH] for _ in range(count)]
    planted = []
    for number in range(int(count * _PLANTED)):
        copy = list(texts[number])
        for place in random.sample(range(len(copy)), random.randint(0, 120)):
            copy[place] = random.choice(characters)
        texts[count - 1 - number] = "".join(copy)
        planted.append((number, count - 1 - number))
    return Corpus(texts, planted)


def measure(texts: Corpus, likeness: Likeness = _LIKENESS) -> Measure:
    """CPU seconds, and how many of the planted pairs that are alike enough are found."""

    def alike(one: int, other: int) -> float:
        return resemblance(*(shingles(texts.texts[number], likeness.shingle) for number in (one, other)))

    wanted = {pair for pair in texts.planted if alike(*pair) >= max(likeness.threshold, _WANTED)}
    start = time.process_time()
    found = {(pair.first, pair.second) for pair in near_duplicates(len(texts.texts), texts.texts.__getitem__, likeness)}
    return Measure(time.process_time() - start, len(wanted & found) / max(len(wanted), 1), len(found))


def permutations(texts: Corpus, length: int = 192) -> float:
    """CPU seconds a text takes where each hash of the signature is the least under a permutation of its own."""
    random = np.random.default_rng(1)
    factors = random.integers(1, 1 << 63, length, np.uint64) | np.uint64(1)
    sample = texts.texts[:200]
    start = time.process_time()
    for text in sample:
        hashes = shingles(text, _LIKENESS.shingle)
        for factor in factors:
            (hashes * factor).min()
    return (time.process_time() - start) / len(sample)


def bins(texts: Corpus) -> float:
    """CPU seconds a text takes where its hashes are sorted into bins."""
    sample = texts.texts[:200]
    start = time.process_time()
    for text in sample:
        minhash.signature(shingles(text, _LIKENESS.shingle), _LIKENESS.bins)
    return (time.process_time() - start) / len(sample)


def table(count: int = _COUNT) -> str:
    """The measure at full size, then the alternatives at a tenth of it."""
    before = _peak()
    whole = corpus(count)
    held = _peak()
    result = measure(whole)
    lines = [
        f"{count:,} 份文字，每份 {_LENGTH:,} 字（{_TARGETS}）：{result.seconds:.1f} 秒，检出 {result.recall:.2%}，"
        f"共 {result.found} 对；内存峰值 {_peak():.0f} MB，其中文字本身 {held - before:.0f} MB"
    ]
    small = corpus(count // 10)
    rows = [
        (name, likeness.shingle, likeness.bins, rows_for(likeness.threshold, likeness.bins), *measure(small, likeness))
        for name, likeness in _alternatives()
    ]
    lines.append(tabulate(rows, headers=("", "片段字数", "签名", "每带行数", "秒", "检出", "对数"), floatfmt=".3f"))
    lines.append(
        f"每份文字求签名：一次排序分箱 {bins(small) * 1e3:.2f} 毫秒，逐个置换 {permutations(small) * 1e3:.2f} 毫秒"
    )
    return "\n".join(lines)


def _alternatives() -> list[tuple[str, Likeness]]:
    chosen = [("采用", _LIKENESS)]
    shingle = [(f"片段 {length} 字", Likeness(_LIKENESS.threshold, shingle=length)) for length in (3, 4, 8)]
    signature = [(f"签名 {length}", Likeness(_LIKENESS.threshold, bins=length)) for length in (64, 128, 256)]
    threshold = [(f"阈值 {share}", Likeness(share)) for share in (0.7, 0.8, 0.9)]
    return chosen + shingle + signature + threshold


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(table(int(sys.argv[1]) if len(sys.argv) > 1 else _COUNT))
