"""Near-duplicates are found among any texts: the same pairs as by comparing each with each."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.checks.minhash import Likeness, Pair, near_duplicates, resemblance, rows_for, shingles

LIKENESS = Likeness(0.8, least=50)


def find(texts: Sequence[str], likeness: Likeness = LIKENESS) -> list[Pair]:
    return list(near_duplicates(len(texts), texts.__getitem__, likeness))


def words(random: Random, length: int = 600) -> str:
    return "".join(chr(random.randrange(0x4E00, 0x4E00 + 1500)) for _ in range(length))


def edited(text: str, random: Random, edits: int) -> str:
    characters = list(text)
    for place in random.sample(range(len(text)), edits):
        characters[place] = "改"
    return "".join(characters)


def by_hand(one: str, other: str, length: int = 5) -> float:
    first, second = ({text[at : at + length] for at in range(len(text) - length + 1)} for text in (one, other))
    return len(first & second) / len(first | second)


@given(st.text("甲乙丙", min_size=5, max_size=60), st.text("甲乙丙", min_size=5, max_size=60))
def test_resemblance_is_that_of_the_sets_of_shingles(one: str, other: str) -> None:
    assert resemblance(shingles(one, 5), shingles(other, 5)) == pytest.approx(by_hand(one, other))


@given(st.text(max_size=12), st.integers(1, 8))
def test_any_text_has_shingles(text: str, length: int) -> None:
    assert len(shingles(text, length)) == len({text[at : at + length] for at in range(len(text) - length + 1)})


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_finds_the_pairs_that_reach_the_threshold(seed: int, edits: list[int]) -> None:
    random = Random(seed)
    texts = [words(random) for _ in range(30)]
    texts += [edited(texts[number], random, count) for number, count in enumerate(edits)]
    alike = {pair for pair in combinations(range(len(texts)), 2) if by_hand(*(texts[at] for at in pair)) >= 0.8}
    assert {(pair.first, pair.second) for pair in find(texts)} == alike


def test_tells_how_alike() -> None:
    random = Random(5)
    one = words(random)
    other = edited(one, random, 8)
    (pair,) = find([words(random), one, other])
    assert (pair.first, pair.second) == (1, 2)
    assert pair.similarity == pytest.approx(by_hand(one, other))


def test_recall_at_the_threshold() -> None:
    """Of two hundred pairs that barely reach it, all but one in two hundred at the most are found."""
    random = Random(7)
    texts: list[str] = []
    while len(texts) < 400:
        one = words(random)
        other = edited(one, random, random.randint(12, 14))
        if 0.8 <= by_hand(one, other) <= 0.84:
            texts += [one, other]
    assert len(find(texts)) >= 199


def test_many_that_are_all_alike_hang_together() -> None:
    random = Random(9)
    texts = [edited(text, random, 2) for text in [words(random)] * 120] + [words(random) for _ in range(200)]
    linked = {number for pair in find(texts) for number in (pair.first, pair.second)}
    assert linked == set(range(120))
    assert len(find(texts)) < 120 * 119 // 4


def test_what_most_texts_share_does_not_count() -> None:
    random = Random(11)
    formula = words(random, 2000)
    texts = [words(random, 300) + formula for _ in range(20)]
    assert find(texts) == []
    assert len(find([*texts, texts[3]])) == 1


def test_what_few_texts_share_counts_in_a_small_corpus() -> None:
    text = words(Random(13))
    assert len(find([text, text])) == 1
    assert len(find([text, text, text])) == 3


def test_short_texts_are_not_judged() -> None:
    text = words(Random(15), 53)
    assert find([text, text]) == []
    assert len(find([text + "外", text + "外"])) == 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_texts(count: int) -> None:
    assert find([""] * count) == []


@given(st.floats(0.3, 0.95), st.sampled_from([64, 128, 192, 256]))
def test_bands_miss_practically_none_at_the_threshold(threshold: float, bins: int) -> None:
    rows = rows_for(threshold, bins)
    assert rows == 1 or (1 - threshold**rows) ** (bins // rows) <= 0.001
