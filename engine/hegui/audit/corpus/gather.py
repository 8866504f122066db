"""All reports of a run and those of the years before, by unit and year, against the roster: a corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

from hegui.audit.corpus.filed import EARLIER, Filer, unit_of
from hegui.audit.rows import briefs
from hegui.jurisdiction.jurisdiction import Jurisdiction
from hegui.jurisdiction.matching import Match, Place
from hegui.model.corpus import Corpus, Filed, Stray
from hegui.model.renderer import Record
from hegui.model.report import Unit
from hegui.rules.ruleset import RuleSet

_UNREAD = "read"


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A row on its way into the corpus."""

    filed: Filed | None
    """None where unit or year is not known."""
    match: Match
    stray: Stray
    is_report: bool


def gather(
    rows: Sequence[Record],
    earlier: Sequence[Sequence[Record]],
    ruleset: RuleSet,
    jurisdiction: Jurisdiction | None = None,
) -> Corpus:
    """The corpus of these rows; `earlier` are the rows of earlier reports, and of earlier audits."""
    filer = Filer(ruleset.forms)
    stray_share = ruleset.parameters_for(None).get("corpus", {}).get("stray_share", 0)
    current = [_sorted(rows, at, brief, filer, jurisdiction) for at, brief in enumerate(briefs(rows))]
    year = _year_of((one.filed for one in current if one.filed), stray_share)
    before = [one for some in earlier for one in _earlier(some, filer, jurisdiction, year)]
    current, before = _told_apart(current, before)
    reports = [one.filed for one in current if one.filed]
    known: dict[tuple[str, int], list[Filed]] = {}
    for one in (*current, *before):
        if one.filed and not one.match.candidates:
            known.setdefault((one.filed.unit.name, one.filed.year), []).append(one.filed)
    unexpected, undecided = _strays(current, known) if jurisdiction else ((), ())
    return Corpus(
        reports=tuple(reports),
        filed={key: tuple(found) for key, found in known.items()},
        year=year,
        roster=jurisdiction.roster if jurisdiction else None,
        organs=jurisdiction.organs if jurisdiction else {},
        unexpected=unexpected,
        undecided=undecided,
    )


def _sorted(
    rows: Sequence[Record],
    at: int,
    brief: Record,
    filer: Filer,
    jurisdiction: Jurisdiction | None,
    *,
    earlier: bool = False,
) -> _Sorted:
    path, unit, year = brief["source"]["path"], unit_of(brief), brief["year"]
    unread = any(error["kind"] == _UNREAD for error in brief["errors"])
    match = Match()
    if jurisdiction and unread:
        match = jurisdiction.matcher.match_file(path)
    elif jurisdiction and (listed := jurisdiction.listed.get(brief["unit"].get("roster"))):
        match = Match(listed)
    elif jurisdiction and not brief["errors"]:
        match = jurisdiction.match(path, unit)
    if jurisdiction and match.unit:
        unit = replace(jurisdiction.complete(unit, match.unit, year), name=match.unit.name)
    filed = None
    if unit and year is not None and not brief["errors"]:
        filed = filer.filed(rows, at, brief, unit, earlier=earlier)
    candidates = (match.unit.name,) if match.unit else match.candidates
    stray = Stray(path, unit.name if unit else None, year, candidates, unread)
    return _Sorted(filed, match, stray, not brief["errors"])


def _earlier(
    rows: Sequence[Record], filer: Filer, jurisdiction: Jurisdiction | None, year: int | None
) -> Iterator[_Sorted]:
    """The reports of years before the run's."""
    for at, brief in enumerate(briefs(rows)):
        one = _sorted(rows, at, brief, filer, jurisdiction, earlier=True)
        if one.filed and (year is None or one.filed.year < year):
            yield one


def _told_apart(*many: Iterable[_Sorted]) -> Iterator[list[_Sorted]]:
    """Reports of units that bear one name and are of different places get the place into their unit's name."""
    groups = [list(some) for some in many]
    places: dict[str, set[Place]] = {}
    for one in chain(*groups):
        if one.filed:
            places.setdefault(one.filed.unit.name, set()).add(_place(one.filed.unit))
    names = {name: _names_by_place(name, found) for name, found in places.items() if _differ(found)}
    return ([_placed(one, names) for one in some] for some in groups)


def _placed(one: _Sorted, names: Mapping[str, Mapping[Place, str]]) -> _Sorted:
    if not one.filed or one.match.unit or one.filed.unit.name not in names:
        return one
    unit = one.filed.unit
    named = replace(unit, name=names[unit.name][_place(unit)])
    return replace(one, filed=replace(one.filed, unit=named))


def _names_by_place(name: str, places: Iterable[Place]) -> dict[Place, str]:
    """A name with as much of each place before it as it takes to tell apart those that differ."""
    found: dict[Place, str] = {}
    for most in range(1, len(Place._fields) + 1):
        found = {
            place: "".join([part for part in place if part and part not in name][-most:]) + name for place in places
        }
        alike: dict[str, list[Place]] = {}
        for place, placed in found.items():
            alike.setdefault(placed, []).append(place)
        if not any(map(_differ, alike.values())):
            break
    return found


def _differ(places: Iterable[Place]) -> bool:
    return any(one.contradicts(other) for one, other in combinations(places, 2))


def _place(unit: Unit) -> Place:
    return Place(unit.province, unit.city, unit.county)


def _year_of(reports: Iterable[Filed], stray_share: float) -> int | None:
    """The latest year of the reports; one that only few of them name is taken for a slip in these."""
    counts = Counter(report.year for report in reports)
    most = max(counts.values(), default=0)
    return max((year for year, count in counts.items() if count >= most * stray_share), default=None)


def _strays(
    current: Sequence[_Sorted], known: Mapping[tuple[str, int], object]
) -> tuple[tuple[Stray, ...], tuple[Stray, ...]]:
    """Reports of no unit of the roster, and those of which it cannot be told.

    A report whose name is only like that of a unit which has a report of its own is of another unit.
    """
    unexpected: list[Stray] = []
    undecided: list[Stray] = []
    for one in current:
        stray = one.stray
        if one.filed and one.match.unit:
            continue
        akin_to_others = one.match.akin and all((name, stray.year) in known for name in stray.candidates)
        if one.is_report and stray.unit is not None and (not stray.candidates or akin_to_others):
            unexpected.append(stray)
        elif one.is_report or stray.unread:
            undecided.append(stray)
    return tuple(unexpected), tuple(undecided)


def repeated(corpus: Corpus) -> list[Record]:
    """Units of which the run has more than one report on a year."""
    return [
        {"unit": name, "year": year, "paths": [report.path for report in found]}
        for (name, year), all_found in corpus.filed.items()
        if len(found := [report for report in all_found if report.number != EARLIER]) > 1
    ]
