"""The roster of a campaign becomes units, each below its superior; what will change is told before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import hegui
from hegui.guarding.scratch import Scratch
from hegui.history.models import Concern, Report
from hegui.web.models import Campaign, Unit
from hegui.web.setup import Setup

K = TypeVar("K", int, str)

LEVELS: Mapping[str, str] = {"government": "人民政府", "department": "部门"}
"""The levels of units, as a roster has them, in words."""
_FIELDS = {"code": "代码", "level": "层级", "kind": "类别", "tier": "级别"}
_TOLD_OTHERWISE = ("name", "code", "level", "kind", "parent")
"""Columns of which more is known than their texts."""


class Change(NamedTuple):
    """What a roster says otherwise of a unit than before."""

    unit: str
    what: str
    before: str
    after: str


@dataclass
class Changes:
    """What a roster will change."""

    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """No longer awaited in the campaign; the units stay, with all that is known of them."""
    renamed: list[tuple[str, str]] = field(default_factory=list)
    """The name before, and the new one."""
    moved: list[Change] = field(default_factory=list)
    """Now below another superior."""
    changed: list[Change] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether it changes what is known of units, which are other campaigns' as well. (What was not is added.)"""
        return bool(self.renamed or self.moved or any(one.before for one in self.changed))

    @property
    def none(self) -> bool:
        return not (self.new or self.gone or self.renamed or self.moved or self.changed)


def read(setup: Setup, name: str, content: bytes) -> hegui.Project:
    """A project with the roster of a file. Raises hegui.UsageError with every mistake in it."""
    with Scratch() as folder:
        place = Path(folder) / f"名册{Path(name).suffix}"
        place.write_bytes(content)
        try:
            return hegui.Project(setup.loaded(), roster=place, province=setup.province, city=setup.city)
        except hegui.RosterError as error:
            raise hegui.UsageError(str(error).replace(str(place), name)) from None


def of(setup: Setup, campaign: Campaign) -> hegui.Project | None:
    """A project with the roster that a campaign has; None: it has none, or one that can no longer be read."""
    if campaign.roster is None:
        return None
    try:
        return read(setup.with_packs(campaign.packs), campaign.roster_name, campaign.roster.file)
    except hegui.UsageError:
        return None


def changes(project: hegui.Project, campaign: Campaign | None = None, former: hegui.Project | None = None) -> Changes:
    """What keeping a roster for a campaign would change; None: for one that is yet to be made. `former` has the roster
    that it is to take the place of. Raises hegui.UsageError where old and new together have a circle of superiors.
    """
    rows, new_rows = _rows(former) if former else {}, _rows(project)
    known = {unit.name: unit for unit in Unit.objects.select_related("parent")}
    renamed = _renamed(project, known)
    _find_circle(project, known, renamed)
    told = Changes(renamed=[(unit.name, new) for new, unit in renamed.items()])
    for one in project.units:
        unit = renamed.get(one.name) or known.get(one.name)
        if unit is None:
            told.new.append(one.name)
            continue
        before = unit.parent.name if unit.parent else ""
        if one.parent and one.parent != before and not _is_same(one.parent, unit.parent, renamed):
            told.moved.append(Change(one.name, "上级", before, one.parent))
        said = _said(project, one, unit)
        for name, words in _FIELDS.items():
            was, now = getattr(unit, name), said[name]
            if was != now:
                told.changed.append(Change(one.name, words, LEVELS.get(was, was), LEVELS.get(now, now)))
        if (had := rows.get(unit.name)) is not None:
            has = new_rows[one.name]
            texts = ((column, had.get(column, ""), has.get(column, "")) for column in {**had, **has})
            told.changed += [Change(one.name, *text) for text in texts if text[1] != text[2]]
    listed = {one.name for one in project.units} | {unit.name for unit in renamed.values()}
    if campaign:
        told.gone = [unit.name for unit in campaign.units.order_by("path") if unit.name not in listed]
    return told


def keep(project: hegui.Project) -> list[Unit]:
    """Make units of what the roster lists, within the transaction that there is, and give them. Units that it does not
    list stay; one whose code or former name it lists under another name is renamed. Of one that is known, the superior
    and the code stay where it gives none.
    """
    listed = {one.name: one for one in project.units}
    known = {unit.name: unit for unit in Unit.objects.select_for_update()}
    for new, unit in _renamed(project, known).items():
        _rename(known.pop(unit.name), new)
        known[new] = unit
    superiors = {one.parent for one in listed.values() if one.parent} - set(listed)
    for name in [*sorted(superiors - set(known)), *(name for name in listed if name not in known)]:
        known[name] = Unit.objects.create(name=name, path="")
    for name, one in listed.items():
        unit = known[name]
        if one.parent:
            unit.parent = known[one.parent]
        for key, value in _said(project, one, unit).items():
            setattr(unit, key, value)
    _give_paths(list(known.values()))
    fields = ("name", "code", "level", "kind", "tier", "parent", "path")
    Unit.objects.bulk_update(known.values(), fields, batch_size=200)
    return [known[name] for name in listed]


def root_of(units: Sequence[Unit]) -> int | None:
    """The number of the lowest unit that is one of these and all others below it, or stands above all; None: none."""
    ways = [unit.path.strip("/").split("/") for unit in units]
    shared = [numbers[0] for numbers in zip(*ways, strict=False) if len(set(numbers)) == 1]
    return int(shared[-1]) if shared else None


def _said(project: hegui.Project, one: Any, unit: Unit) -> dict[str, str]:
    """What a roster says of a unit, or the unit's name where the roster says nothing, by our own fields."""
    organ = project.organs[one.name]
    return {"code": one.code or unit.code, "level": organ.level.value, "kind": organ.kind, "tier": organ.tier or ""}


def _rows(project: hegui.Project) -> Mapping[str, Mapping[str, str]]:
    """What a roster has in all other columns, its own ones among them, by the first name of each, by its units."""
    words = project.rules.ruleset.lexicons["roster"]
    first = {heading: (name, headings[0]) for name, headings in words["columns"].items() for heading in headings}
    passed = {heading for heading, (name, _) in first.items() if name in _TOLD_OTHERWISE} | set(words["ignored"])
    return {
        one.name: {
            first.get(heading, ("", heading))[1]: text for heading, text in one.listing.items() if heading not in passed
        }
        for one in project.units
    }


def _renamed(project: hegui.Project, known: Mapping[str, Unit]) -> dict[str, Unit]:
    """Units that a roster lists under a new name: it has their code, or their name among the former ones."""
    listed = {one.name for one in project.units}
    left = {name: unit for name, unit in known.items() if name not in listed}
    by_code = {unit.code: unit for unit in left.values() if unit.code}
    found: dict[str, Unit] = {}
    for one in project.units:
        if one.name in known:
            continue
        unit = by_code.get(one.code or "") or next((left[name] for name in one.aliases if name in left), None)
        if unit is not None and unit not in found.values():
            found[one.name] = unit
    return found


def _rename(unit: Unit, name: str) -> None:
    """What concerns a unit is found by its name."""
    Concern.objects.filter(unit=unit.name).exclude(finding__concerns__unit=name).update(unit=name)
    Report.objects.filter(listed=unit.name).update(listed=name)
    unit.name = name


def _is_same(name: str, parent: Unit | None, renamed: Mapping[str, Unit]) -> bool:
    """Whether a superior is the same by a new name."""
    return parent is not None and renamed.get(name) == parent


def _find_circle(project: hegui.Project, known: Mapping[str, Unit], renamed: Mapping[str, Unit]) -> None:
    """Raises as `_give_paths` would once the roster is kept."""
    names = {unit.pk: unit.name for unit in known.values()} | {unit.pk: new for new, unit in renamed.items()}
    above = {names[unit.pk]: names[unit.parent_id] for unit in known.values() if unit.parent_id}
    above |= {one.name: one.parent for one in project.units if one.parent}
    for name in above:
        _way_up(name, above, name)


def _give_paths(units: Sequence[Unit]) -> None:
    """The way from the top down to each unit. (A roster has no circles; old and new ones together may.)"""
    above = {unit.pk: unit.parent_id for unit in units if unit.parent_id}
    for unit in units:
        unit.path = f"/{'/'.join(map(str, reversed(_way_up(unit.pk, above, unit.name))))}/"


def _way_up(key: K, above: Mapping[K, K], name: str) -> list[K]:
    """The key of a unit and of those above it. Raises hegui.UsageError, which names it, where the way has no end."""
    way: dict[K, None] = {}
    at: K | None = key
    while at is not None:
        if at in way:
            raise hegui.UsageError(f"“{name}”的上级与原有名册合在一起成了圈，请核对“上级”一栏。")
        way[at] = None
        at = above.get(at)
    return list(way)
