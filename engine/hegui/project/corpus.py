"""All reports of a run and those of the years before, by unit and year, against the roster: a corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import combinations
from typing import Any

from msgspec import Struct, structs

from hegui.judge.ranking import parents, ranking, scored_units
from hegui.model.audit import AuditedUnit, Cells, Summary
from hegui.model.corpus import Address, Corpus, Filed, RosterUnit, Stray
from hegui.model.form import Form
from hegui.model.report import Number, Unit
from hegui.model.reports import Reports
from hegui.model.run import Ambiguous, CorpusAudit, Repeated, RosterEntry
from hegui.model.verdict import Verdict
from hegui.project.jurisdiction import Jurisdiction
from hegui.project.matching import Match
from hegui.recognise.identity import Locality, Sighting, Units
from hegui.rules.ruleset import RuleSet

_EARLIER = -1
"""The number of a report that is not in the run itself."""
_UNREAD = "read"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A report on its way into the corpus."""

    filed: Filed | None
    """None where unit or year is not known."""
    match: Match
    stray: Stray
    is_report: bool


def gather(
    reports: Reports, earlier: Sequence[Reports], ruleset: RuleSet, jurisdiction: Jurisdiction | None = None
) -> Corpus:
    """The corpus of these reports; `earlier` are earlier reports, and those of earlier runs."""
    forms = {form.id: (form, _addresses(form)) for form in ruleset.forms.values()}
    stray_share = ruleset.parameters_for(None).get("corpus", {}).get("stray_share", 0)
    current = list(_sorted(reports, forms, jurisdiction))
    year = _year_of((one.filed for one in current if one.filed), stray_share)
    before = [
        one
        for some in earlier
        for one in _sorted(some, forms, jurisdiction, earlier=True)
        if one.filed and (year is None or one.filed.year < year)
    ]
    current, before, unjoined = _told_apart(current, before, ruleset)
    known: dict[tuple[str, int], list[Filed]] = {}
    for one in (*current, *before):
        if one.filed and not one.match.candidates:
            known.setdefault((one.filed.unit.name, one.filed.year), []).append(one.filed)
    unexpected, undecided = _strays(current, known) if jurisdiction else ((), ())
    return Corpus(
        reports=tuple(one.filed for one in current if one.filed),
        filed={key: tuple(found) for key, found in known.items()},
        year=year,
        roster=jurisdiction.roster if jurisdiction else None,
        organs=jurisdiction.organs if jurisdiction else {},
        unexpected=unexpected,
        undecided=undecided,
        unjoined=unjoined,
    )


def corpus_audit(corpus: Corpus, verdicts: tuple[Verdict, ...], reports: Reports) -> CorpusAudit:
    """What a corpus comes to, ranking included; `reports` are scored already."""
    open_ones = [
        stray
        for stray in corpus.undecided
        if not stray.unread and (stray.unit is None or stray.candidates != (stray.unit,))
    ]
    about = CorpusAudit(
        verdicts,
        units=None if corpus.roster is None else tuple(_entry(unit, corpus, reports) for unit in corpus.roster),
        ambiguous=tuple(
            Ambiguous(stray.path, stray.unit, stray.candidates) for stray in (*open_ones, *corpus.unjoined)
        ),
        repeated=tuple(_repeated(corpus)),
    )
    units = scored_units(reports.summaries(), about)
    return structs.replace(about, ranking=ranking(units), parents=parents(units))


def why_not_compared(corpus: Corpus, earlier: Sequence[Reports]) -> str | None:
    """Why no report of the run could be held against one of the year before, for the user; None where one could.

    `earlier` are the reports given to compare with.
    """
    if any(corpus.before(report) for report in corpus.reports):
        return None
    given = [summary for some in earlier for summary in some.summaries()]
    known = [one for one in given if one.unit.name and one.year]
    if not known:
        return f"{len(given)} 份都没有认出单位和年度"
    if not any(one.year and corpus.year and one.year < corpus.year for one in known):
        return "没有早于本次审查年度的"
    if corpus.unjoined:
        first = corpus.unjoined[0]
        return f"“{first.unit}”可能是{'、'.join(first.candidates[:_MOST_NAMED])}，请在单位名称中写明所在的市县"
    names = {report.unit.name for report in corpus.reports}
    if any(corpus.disputed(report.unit.name, report.year - 1) for report in corpus.reports):
        return "同一单位上一年度的报告有几份，数字不同"
    if any(
        name in names and (name, corpus.year) in corpus.filed and year != corpus.year for name, year in corpus.filed
    ):
        return "没有本次审查的单位上一年度的"
    others = dict.fromkeys(str(one.unit.name) for one in known)
    told, own = ("、".join(list(some)[:_MOST_NAMED]) for some in (others, sorted(names)))
    return f"没有同一个单位的（给出的是{told}，本次审查的是{own}）"


def _entry(unit: RosterUnit, corpus: Corpus, reports: Reports) -> RosterEntry:
    """A unit of the roster, with its report of the run's year."""
    filed = corpus.filed.get((unit.name, corpus.year)) if corpus.year is not None else None
    report = filed[0] if filed else None
    score = reports.summary(report.number).score if report else None
    known = report.unit if report else corpus.organs[unit.name]
    return RosterEntry(
        name=unit.name,
        code=unit.code,
        level=known.level,
        kind=known.kind,
        tier=known.tier,
        parent=unit.parent,
        year=corpus.year,
        report=report.path if report else None,
        total=score.total if score else None,
        grade=score.grade if score else None,
    )


def _repeated(corpus: Corpus) -> Iterator[Repeated]:
    """Units of which the run has more than one report on a year."""
    for (name, year), filed in corpus.filed.items():
        paths = tuple(report.path for report in filed if report.number != _EARLIER)
        if len(paths) > 1:
            yield Repeated(name, year, paths)


_Cells = tuple[Form | None, Mapping[Address, int]]
"""A form, and the index of each of its cells."""


def _addresses(form: Form) -> Mapping[Address, int]:
    """The cells of a form; one mapping for all of its reports."""
    cells = ((table.id, path) for table in form.tables for path in table.paths)
    return {address: index for index, address in enumerate(cells)}


def _sorted(
    reports: Reports,
    forms: Mapping[str, _Cells],
    jurisdiction: Jurisdiction | None,
    *,
    earlier: bool = False,
) -> Iterator[_Sorted]:
    for number, summary in enumerate(reports.summaries()):
        path, unit, year = summary.source.path, unit_of(summary.unit), summary.year
        unread = any(problem.kind == _UNREAD for problem in summary.errors)
        match = _match(summary, unit, unread, jurisdiction) if jurisdiction else Match()
        if jurisdiction and match.unit:
            unit = replace(jurisdiction.complete(unit, match.unit, year), name=match.unit.name)
        filed = None
        if unit and year is not None and not summary.errors:
            form, cells = forms.get(summary.form or "", (None, {}))
            filed = Filed(
                number=_EARLIER if earlier else number,
                path=path,
                unit=unit,
                year=year,
                form=summary.form,
                signed=summary.dates.signed,
                published=summary.dates.published,
                addresses=cells,
                audit=partial(reports.__getitem__, number),
                numbers=partial(_numbers, reports, number, form, cells),
            )
        candidates = (match.unit.name,) if match.unit else match.candidates
        stray = Stray(path, unit.name if unit else None, year, candidates, unread)
        yield _Sorted(filed, match, stray, not summary.errors)


def _match(summary: Summary, unit: Unit | None, unread: bool, jurisdiction: Jurisdiction) -> Match:
    """The unit of the roster that a report is of."""
    if unread:
        return jurisdiction.matcher.match_file(summary.source.path)
    if listed := jurisdiction.listed.get(summary.unit.roster or ""):
        return Match(listed)
    return Match() if summary.errors else jurisdiction.match(summary.source.path, unit)


def unit_of(unit: AuditedUnit) -> Unit | None:
    """The unit of a report as recognised; None where it was not."""
    if unit.name is None or unit.level is None or unit.kind is None:
        return None
    return Unit(unit.name, unit.level, unit.kind, unit.tier, unit.province, unit.city, unit.county)


class _Tables(Struct):
    """What comparisons read of most reports."""

    tables: dict[str, Cells]


def _numbers(
    reports: Reports, number: int, form: Form | None, addresses: Mapping[Address, int]
) -> tuple[Number | None, ...]:
    """What the cells of a report hold; None where that is no number, or one that may not stand there."""
    tables = reports.read(number, _Tables).tables
    values = [_number(tables.get(table), path) for table, path in addresses]
    if form is None or all(type(value) is int and value >= 0 for value in values):
        return tuple(values)
    return tuple(
        value if value is None or form.table(table).admits(path, value) else None
        for value, (table, path) in zip(values, addresses, strict=True)
    )


def _number(cells: Cells | None, path: tuple[str, ...]) -> Number | None:
    value: Any = cells
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    if isinstance(value, float):
        return Decimal(repr(value))
    return value if isinstance(value, int) else None


def _told_apart(
    current: list[_Sorted], before: list[_Sorted], ruleset: RuleSet
) -> tuple[list[_Sorted], list[_Sorted], tuple[Stray, ...]]:
    """The reports with one name for each unit: the newest that they give it, with its place before it where another
    unit bears that name. With them those whose unit may be any of several."""
    every = [*current, *before]
    fixed = {(one.filed.unit.name, _place(one.filed.unit)) for one in every if one.filed and one.match.unit}
    free = [one for one in every if one.filed and not one.match.unit and not one.match.candidates]
    units = Units(map(_sighting, free), ruleset.lexicons)
    called: dict[str, dict[Locality, list[Sighting]]] = {}
    for group in units.groups():
        place = max((one.place for one in group), key=lambda place: sum(map(bool, place)))
        newest = max(group, key=lambda one: (one.among[0], one.among[1] or 0))
        called.setdefault(newest.name, {}).setdefault(place, []).extend(group)
    names: dict[tuple[str, Locality], str] = {}
    for name, groups in called.items():
        places = {*groups, *(place for other, place in fixed if other == name)}
        placed = _names_by_place(name, places) if _differ(places) else dict.fromkeys(places, name)
        names |= {(one.name, one.place): placed[place] for place, group in groups.items() for one in group}
    openly = {one.name: one.candidates for one in units.open}
    unjoined = tuple(
        one.stray._replace(candidates=openly[one.filed.unit.name])
        for one in free
        if one.filed and one.filed.unit.name in openly
    )
    return [_named(one, names) for one in current], [_named(one, names) for one in before], unjoined


def _sighting(one: _Sorted) -> Sighting:
    assert one.filed
    return Sighting(one.filed.unit.name, _place(one.filed.unit), (int(one.filed.number != _EARLIER), one.filed.year))


def _named(one: _Sorted, names: Mapping[tuple[str, Locality], str]) -> _Sorted:
    """A report with the name that its unit has among the others."""
    if not one.filed or one.match.unit:
        return one
    unit = one.filed.unit
    return replace(
        one, filed=replace(one.filed, unit=replace(unit, name=names.get((unit.name, _place(unit)), unit.name)))
    )


def _names_by_place(name: str, places: Iterable[Locality]) -> dict[Locality, str]:
    """A name with as much of each place before it as it takes to tell apart those that differ."""
    found: dict[Locality, str] = {}
    for most in range(1, len(Locality._fields) + 1):
        found = {
            place: "".join([part for part in place if part and part not in name][-most:]) + name for place in places
        }
        alike: dict[str, list[Locality]] = {}
        for place, placed in found.items():
            alike.setdefault(placed, []).append(place)
        if not any(map(_differ, alike.values())):
            break
    return found


def _differ(places: Iterable[Locality]) -> bool:
    return any(one.contradicts(other) for one, other in combinations(places, 2))


def _place(unit: Unit) -> Locality:
    return Locality(unit.province, unit.city, unit.county)


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
