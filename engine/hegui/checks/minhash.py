"""Which of many texts resemble each other: MinHash with banding finds candidates, shingles compared decide.

Resemblance is Jaccard's: of the shingles (runs of so many characters) of two texts together, the share that stands in
both. What most texts share - set phrases, what a form prescribes - says nothing of any two of them and is left out.

A text costs one sort of its shingle hashes: their range is cut into as many bins as the signature is long, and the
least hash of each bin is kept (one-permutation hashing). Only signatures are held; texts are fetched when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]
"""Different shingles of a text as hashes in ascending order."""
Indices: TypeAlias = NDArray[np.int64]

_SURE = 0.999
"""The least share of pairs at the threshold that the bands must find."""
_NEIGHBOURS = 16
"""In a band, texts of the same key are paired with so many that follow, which links them all in linear time."""
_SAMPLE = 1000
"""What most texts share shows in so many of them."""
_REMEMBERED = 256
"""Shingles of so many texts are kept at hand while candidates are compared."""
_BLOCK = 1 << 15
"""So many pairs of signatures are compared at a time."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class Pair(NamedTuple):
    """Two texts, by their place in the sequence, and their resemblance from 0 to 1."""

    first: int
    second: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """What counts as resemblance."""

    threshold: float
    shingle: int = 5
    """Characters of a shingle."""
    least: int = 200
    """A text with fewer shingles of its own is not judged."""
    common: float = 0.5
    """Shingles that stand in more than this share of all texts are left out …"""
    common_least: int = 5
    """… if so many texts have them: of two texts that are alike, each shares everything with half of all."""
    bins: int = 192
    """Length of a signature: the longer, the better it tells how alike two texts are."""


def near_duplicates(count: int, text: Callable[[int], str], likeness: Likeness) -> Iterator[Pair]:
    """The pairs among so many texts, fetched by number, whose resemblance reaches the threshold; in order.

    Of more than a few texts that are all alike, each is paired with some of the others: enough to link them all.
    """
    common = common_shingles(count, text, likeness)

    def own(number: int) -> Hashes:
        return _without(common, shingles(text(number), likeness.shingle))

    remembered = lru_cache(maxsize=_REMEMBERED)(own)
    signatures = np.zeros((count, likeness.bins), np.uint32)
    judged: list[int] = []
    for number in range(count):
        hashes = own(number)
        if len(hashes) >= max(likeness.least, 1):
            signatures[len(judged)] = signature(hashes, likeness.bins)
            judged.append(number)
    for one, other in candidates(signatures[: len(judged)], likeness.threshold):
        first, second = judged[one], judged[other]
        similarity = resemblance(remembered(first), remembered(second))
        if similarity >= likeness.threshold:
            yield Pair(first, second, similarity)


def shingles(text: str, length: int) -> Hashes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = len(codes) - length + 1
    if count < 1:
        return np.empty(0, np.uint64)
    hashes = codes[:count].copy()
    for offset in range(1, length):
        hashes *= _FACTOR
        hashes += codes[offset : offset + count]
    return _distinct(_mixed(hashes))


def common_shingles(count: int, text: Callable[[int], str], likeness: Likeness) -> Hashes:
    """Shingles that stand in more than the given share of the texts, told from a sample of them."""
    sample = range(0, count, max(count // _SAMPLE, 1))
    if len(sample) < likeness.common_least:
        return np.empty(0, np.uint64)
    everything = np.sort(np.concatenate([shingles(text(number), likeness.shingle) for number in sample]))
    # In ascending order, a hash stands in so many texts as long as the one so many places on is the same.
    most = max(likeness.common_least - 1, int(likeness.common * len(sample)))
    return np.unique(everything[most:][everything[most:] == everything[: len(everything) - most]])


def signature(hashes: Hashes, bins: int) -> NDArray[np.uint32]:
    """The least hash of each bin; a bin without any takes over that of another, the same one in every text."""
    starts = np.searchsorted(hashes, _bounds(bins))
    filled = starts[:-1] < starts[1:]
    least = (hashes[np.minimum(starts[:-1], len(hashes) - 1)] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    if not filled.all():
        probes = _probes(bins)
        least = least[probes[np.arange(bins), filled[probes].argmax(axis=1)]]
    return least


def candidates(signatures: NDArray[np.uint32], threshold: float) -> Iterator[tuple[int, int]]:
    """Pairs that agree in a whole band, and in about as many bins as the threshold demands; in order, each once."""
    count, bins = signatures.shape
    rows = rows_for(threshold, bins)
    least = threshold - 4 * sqrt(threshold * (1 - threshold) / bins)
    bands = (signatures[:, start : start + rows] for start in range(0, bins - rows + 1, rows))
    found = np.concatenate([_alike(signatures, _pairs_in_band(band), least) for band in bands])
    for pair in np.unique(found).tolist():
        yield divmod(pair, count)


def rows_for(threshold: float, bins: int) -> int:
    """The most rows of a band with which the bands still find practically every pair at the threshold."""
    return max(rows for rows in range(1, 17) if rows == 1 or 1 - (1 - threshold**rows) ** (bins // rows) >= _SURE)


def resemblance(one: Hashes, other: Hashes) -> float:
    """Jaccard's resemblance of two sets of shingles."""
    both = np.concatenate((one, other))
    both.sort()
    shared = int((both[1:] == both[:-1]).sum())
    return shared / max(len(both) - shared, 1)


def _pairs_in_band(band: NDArray[np.uint32]) -> Iterator[tuple[Indices, Indices]]:
    keys = np.zeros(len(band), np.uint64)
    for column in band.T:
        keys = _mixed(keys * _FACTOR + column)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    for distance in range(1, min(_NEIGHBOURS, len(keys) - 1) + 1):
        same = keys[distance:] == keys[:-distance]
        if not same.any():
            return
        yield order[:-distance][same], order[distance:][same]


def _alike(signatures: NDArray[np.uint32], pairs: Iterator[tuple[Indices, Indices]], least: float) -> NDArray[np.int64]:
    """Those pairs whose signatures agree in enough bins, each as first · count + second."""
    found = [np.empty(0, np.int64)]
    for firsts, seconds in pairs:
        for start in range(0, len(firsts), _BLOCK):
            first, second = firsts[start : start + _BLOCK], seconds[start : start + _BLOCK]
            agreeing = (signatures[first] == signatures[second]).mean(axis=1) >= least
            found.append(first[agreeing] * len(signatures) + second[agreeing])
    return np.concatenate(found)


def _without(common: Hashes, hashes: Hashes) -> Hashes:
    if not len(common):
        return hashes
    kept: Hashes = hashes[common[np.minimum(np.searchsorted(common, hashes), len(common) - 1)] != hashes]
    return kept


def _distinct(hashes: Hashes) -> Hashes:
    hashes.sort()
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))]


def _mixed(values: Hashes) -> Hashes:
    """Spread over the whole range of 64 bits, so that the least hash of a bin is any of its shingles."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _bounds(bins: int) -> Hashes:
    """Where each bin begins, and the end of the last."""
    whole = 1 << 64
    return np.array([min(whole * place // bins, whole - 1) for place in range(bins + 1)], np.uint64)


@lru_cache(maxsize=1)
def _probes(bins: int) -> NDArray[np.int64]:
    """For each bin all bins in an order of its own, itself first."""
    random = np.random.default_rng(1)
    others = np.array([random.permutation(bins) for _ in range(bins)])
    return np.concatenate((np.arange(bins)[:, None], others), axis=1)
