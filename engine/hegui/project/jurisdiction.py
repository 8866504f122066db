"""A supervising office's units: told apart in reports, and what the roster knows of them put into these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from hegui.model.corpus import RosterUnit
from hegui.model.report import Level, Report, Unit
from hegui.project.matching import Match, Matcher
from hegui.recognise import Knowledge
from hegui.recognise.identity import Locality


@dataclass(frozen=True)
class Jurisdiction:
    """The units of a roster, made ready to be found in reports."""

    roster: tuple[RosterUnit, ...]
    knowledge: Knowledge
    remarks: tuple[str, ...] = ()
    """What of the file of the roster was not read."""

    @classmethod
    def of(cls, path: Path, knowledge: Knowledge, columns: Collection[str] = ()) -> Jurisdiction:
        """That of a roster in a file, `columns` as in `read_roster`. Raises RosterError."""
        from hegui.project.roster import read_roster

        units, remarks = read_roster(path, knowledge, columns)
        return cls(units, knowledge, remarks)

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.roster, self.knowledge)

    @cached_property
    def digest(self) -> str:
        """Changes with everything that the roster says."""
        return sha256(repr(self.roster).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def hints(self) -> Iterator[str]:
        """What was not read, and superiors that are not on the roster, yet very like a unit there: perhaps they are
        misspelt."""
        yield from self.remarks
        for unit in self.roster:
            if unit.parent_hint:
                yield (
                    f"{unit.place}：上级“{unit.parent}”不在名册中，按名册以外的单位处理；"
                    f"如果是“{unit.parent_hint}”，请改正。"
                )

    @property
    def by_path(self) -> bool:
        """Whether the path of a file may decide of which unit it is."""
        return any(unit.file or unit.url for unit in self.roster)

    def match(self, path: str, unit: Unit | None) -> Match:
        place = Locality() if unit is None or unit.assumed else Locality(unit.province, unit.city, unit.county)
        return self.matcher.match(path, unit.name if unit else None, place)

    def completed(self, report: Report) -> Report:
        """The report with what the roster says of its unit, which counts more than what its name lets one think."""
        listed = self.match(report.source.path, report.unit).unit
        if listed is None:
            return report
        return replace(report, unit=self.complete(report.unit, listed, report.year))

    @cached_property
    def listed(self) -> Mapping[str, RosterUnit]:
        """The units by their names."""
        return {unit.name: unit for unit in self.roster}

    @cached_property
    def _named(self) -> Mapping[str, Unit]:
        """What the names alone tell of the units of the roster."""
        return {listed.name: self.knowledge.units.read(listed.name) for listed in self.roster}

    @cached_property
    def organs(self) -> Mapping[str, Unit]:
        """The units of the roster by their names there."""
        return {listed.name: self.complete(None, listed, None) for listed in self.roster}

    def complete(self, unit: Unit | None, listed: RosterUnit, year: int | None) -> Unit:
        """A unit as recognised (None: not at all) in a report on a year, with what the roster says of it."""
        known = self._named[listed.name]
        unit = unit or known
        if unit.assumed:  # what the name on the roster tells is more certain
            unit = replace(unit, province=known.province or unit.province, city=known.city or unit.city)
        return replace(
            unit,
            level=Level(listed.level) if listed.level else unit.level,
            kind=listed.kind or unit.kind,
            tier=listed.tier or unit.tier or known.tier,
            province=listed.province or unit.province or known.province,
            city=listed.city or unit.city or known.city,
            county=listed.county or unit.county or known.county,
            listed=listed.name,
            deadline=listed.deadline.of(year) if listed.deadline and year else None,
            listing=listed.listing,
        )
