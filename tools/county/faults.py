"""Which faults are planted in which units of a generated jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import NamedTuple, Protocol

Change = tuple[str, Mapping[tuple[str, ...], int]]
"""A table and what is added to some of its cells."""

MISSING, LATE, CARRIED, STOCK, COPIED, REPEATED = 5, 4, 4, 2, 3, 2
"""How many of each: reports missing and late, breaks of two kinds in the figures, pairs copied, reports repeated."""


class Planted(NamedTuple):
    """What an audit has to find: a rule and the units it names."""

    rule: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is done to which unit, by its name."""

    missing: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    broken: Mapping[str, Change] = field(default_factory=dict)
    """Changes in last year's report, which this year's then does not follow."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """Units that write what another unit writes."""
    repeated: frozenset[str] = frozenset()
    """Units that write what they wrote last year."""
    wrong_sums: Mapping[str, Change] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Units that file under a name which another unit bears, too."""
    planted: tuple[Planted, ...] = ()


class Named(Protocol):
    """A unit of the roster, as far as planning goes."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


def plan_faults(random: Random, units: Sequence[Named]) -> Plan:
    """Every kind of fault in units of its own; none where there are not two governments of counties.

    The last county is left alone but for its government, whose figures fall short of the sum of its units': so much
    can be told even by an auditor who misses reports elsewhere.
    """
    governments = [unit for unit in units if unit.kind == "county"]
    if len(governments) < 3:
        return Plan()
    last = governments[-1]
    ambiguous = list(_sharing(units, governments[1].place))
    aside = {name for pair in ambiguous for name in pair}
    pool = [unit for unit in units if unit.kind != "county" and unit.place != last.place and unit.name not in aside]
    random.shuffle(pool)
    bureaus = (unit.name for unit in pool if unit.kind == "bureau")
    copies = {next(bureaus): next(bureaus) for _ in range(COPIED)}
    taken = {name for pair in copies.items() for name in pair}
    names = (unit.name for unit in pool if unit.name not in taken)
    missing, late, carried, stock, repeated = (
        tuple(islice(names, count)) for count in (MISSING, LATE, CARRIED, STOCK, REPEATED)
    )
    alias_of = {unit.name: unit.aliases[0] for unit in units if unit.aliases}
    return Plan(
        missing=frozenset(missing),
        late=frozenset(late),
        broken={**dict.fromkeys(carried, _CARRIED_MORE), **dict.fromkeys(stock, _STOCK_MORE)},
        copies=copies,
        repeated=frozenset(repeated),
        wrong_sums={last.name: _SUM_LESS},
        names={one: alias_of[one] for one, _ in ambiguous},
        planted=(
            *_each("report-missing", missing),
            *_each("published-by-deadline", late),
            *_each("carried-forward-continuity", carried),
            *_each("normative-stock-continuity", stock),
            *(Planted("near-duplicate", pair) for pair in copies.items()),
            *_each("copied-from-last-year", repeated),
            *_each("rollup-total", (last.name,)),
        ),
    )


_CARRIED_MORE: Change = (
    "table3",
    {(row, column): 2 for row in ("本年新收", "结转下年度") for column in ("自然人", "总计")},
)
_STOCK_MORE: Change = ("table2", {("行政规范性文件", "现行有效"): 3})
_SUM_LESS: Change = (
    "table3",
    {(row, column): -5 for row in ("本年新收", "予以公开", "总计") for column in ("自然人", "总计")},
)


def _each(rule: str, names: Iterable[str]) -> Iterator[Planted]:
    return (Planted(rule, (name,)) for name in names)


def _sharing(units: Sequence[Named], place: str) -> Iterator[tuple[str, str]]:
    """Pairs of units of a place that share an alias."""
    first: dict[str, str] = {}
    for unit in units:
        for alias in unit.aliases if unit.place == place else ():
            if alias in first:
                yield first[alias], unit.name
            else:
                first[alias] = unit.name
