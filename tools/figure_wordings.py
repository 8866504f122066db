"""Figures of the tables as offices put them into words, right or wrong, and numbers that no table holds.

said = stated(Random(1), draft)    # a sentence with a figure of the draft's tables
said.text(said.value)              # true: accuses nobody
said.text(said.value + 40)         # wrong: the rule `said.rule` must find it
unrelated(Random(1))               # a sentence with numbers of other matters: accuses nobody
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

import yaml

from hegui.proving.draft import Draft
from tools.random_tables import APPLICANTS, outcomes

_JOINTS = ("、", "，", "；")
_ALIKE = ("及", "和", "与", "、")


class Stated(NamedTuple):
    """A sentence with the figure of some cells, and the rule that holds it against them."""

    rule: str
    value: int
    before: str
    after: str

    def text(self, number: int) -> str:
        """The sentence with this number in the figure's place."""
        return f"{self.before}{number}{self.after}"


class _Item(NamedTuple):
    """A label in a list, and the number that belongs to it."""

    label: str
    value: int


def stated(random: Random, draft: Draft) -> Stated:
    """A sentence with a figure of the draft (in the form of 2021), in one of many wordings."""
    makers: Sequence[Callable[[Random, Draft], Stated]] = (_single, _outcomes, _applicants, _results)
    return random.choices(makers, weights=(3, 5, 2, 1))[0](random, draft)


def unrelated(random: Random) -> str:
    """A sentence whose numbers are of other matters, other organs, other times, or of parts."""
    sentence: str = random.choice(_words()["others"])
    topic = random.choice(("", "（二）依申请公开。"))
    return topic + sentence.format(n=random.randint(1, 90), m=random.randint(1, 90))


def _single(random: Random, draft: Draft) -> Stated:
    figure = random.choice(_words()["figures"])
    value = sum(draft.number(table, tuple(path)) for table, *path in (cell.split(".") for cell in figure["of"]))
    return _put(figure["rule"], value, random.choice(figure["say"]), draft)


def _outcomes(random: Random, draft: Draft) -> Stated:
    """A list of outcomes, some of them told together."""
    items = [_outcome(random, draft) for _ in range(random.randint(1, 4))]
    return _listed(random, draft, "figure-outcomes", "outcomes", items)


def _outcome(random: Random, draft: Draft) -> _Item:
    groups = outcomes(draft.form)
    rows = {row: draft.number("table3", (row, "总计")) for members in groups.values() for row in members}
    totals = {group: sum(rows[row] for row in members) for group, members in groups.items()}
    group, other = random.sample(list(groups), 2)
    members = [row for row in groups[group] if row in _words()["names"]]
    some = random.sample(members, min(len(members), random.randint(1, 2)))
    together = random.choice(("共", "合计", "的共", ""))
    ways = [
        _Item(_label(random, group), totals[group]),
        _Item(f"{_joined(random, [group, other])}{together}", totals[group] + totals[other]),
    ]
    if members != [group]:
        reasons = _joined(random, some)
        ways += [
            _Item(reasons, sum(rows[row] for row in some)),
            _Item(f"{reasons}等{random.choice(('', '原因'))}{group}{random.choice(('', '的'))}", totals[group]),
            _Item(f"{reasons}{group}", sum(rows[row] for row in some)),
        ]
    return random.choice(ways)


def _applicants(random: Random, draft: Draft) -> Stated:
    names = random.sample(list(_words()["applicants"]), random.randint(1, 2))
    organisations = APPLICANTS[1:]
    items = [
        _Item(
            random.choice(_words()["applicants"][name]),
            sum(
                draft.number("table3", ("本年新收", each)) for each in ([name] if name in APPLICANTS else organisations)
            ),
        )
        for name in names
    ]
    return _listed(random, draft, "figure-new-requests", "requests", items)


def _results(random: Random, draft: Draft) -> Stated:
    matter, rule, kinds = random.choice(
        (
            ("reviews", "figure-reviews", ["行政复议"]),
            ("suits", "figure-lawsuits", ["未经复议直接起诉", "复议后起诉"]),
        )
    )
    items = [
        _Item(random.choice(_words()["results"][name]), sum(draft.number("table4", (kind, name)) for kind in kinds))
        for name in random.sample(list(_words()["results"]), random.randint(1, 3))
    ]
    return _listed(random, draft, rule, matter, items)


def _label(random: Random, name: str) -> str:
    label: str = random.choice(_words()["names"][name])
    return label


def _joined(random: Random, names: Sequence[str]) -> str:
    first, *others = (_label(random, name) for name in names)
    return first.removesuffix("的") + "".join(random.choice(_ALIKE) + other for other in others) if others else first


def _listed(random: Random, draft: Draft, rule: str, matter: str, items: Sequence[_Item]) -> Stated:
    """The items in a frame of their matter, any one of them the figure in question."""
    chosen, joint = random.randrange(len(items)), random.choice(_JOINTS)
    parts = [f"{item.label}{'{n}' if at == chosen else item.value}件" for at, item in enumerate(items)]
    frame = random.choice(_words()["frames"][matter])
    return _put(rule, items[chosen].value, frame.replace("{list}", joint.join(parts)), draft)


def _put(rule: str, value: int, sentence: str, draft: Draft) -> Stated:
    true_figures = {
        "new": draft.number("table3", ("本年新收", "总计")),
        "in": draft.number("table3", ("上年结转", "总计")),
        "closed": draft.number("table3", ("总计", "总计")),
        "out": draft.number("table3", ("结转下年度", "总计")),
        "reviews": draft.number("table4", ("行政复议", "总计")),
        "suits": sum(draft.number("table4", (kind, "总计")) for kind in ("未经复议直接起诉", "复议后起诉")),
    }
    before, after = sentence.split("{n}")
    return Stated(rule, value, before.format(**true_figures), after.format(**true_figures))


@cache
def _words() -> Mapping[str, Any]:
    text = files("tools").joinpath("figure_wordings.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data
