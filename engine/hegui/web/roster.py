"""The roster of a campaign becomes units, each below its superior."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import hegui
from hegui.web.models import Unit
from hegui.web.setup import Setup


def read(setup: Setup, name: str, content: bytes) -> hegui.Project:
    """A project with the roster of a file. Raises hegui.UsageError with every mistake in it."""
    with TemporaryDirectory(prefix="hegui-") as folder:
        place = Path(folder) / f"名册{Path(name).suffix}"
        place.write_bytes(content)
        try:
            return hegui.Project(setup.loaded(), roster=place, province=setup.province, city=setup.city)
        except hegui.RosterError as error:
            raise hegui.UsageError(str(error).replace(str(place), name)) from None


def keep(project: hegui.Project) -> None:
    """Make units of what the roster lists, within the transaction that there is. Units that it does not list stay."""
    listed = {one.name: one for one in project.units}
    superiors = {one.parent for one in listed.values() if one.parent} - set(listed)
    known = {unit.name: unit for unit in Unit.objects.select_for_update()}
    for name in [*sorted(superiors - set(known)), *(name for name in listed if name not in known)]:
        known[name] = Unit.objects.create(name=name, path="")
    for name, one in listed.items():
        unit = known[name]
        unit.code, unit.level, unit.kind = one.code or "", one.level or "", one.kind or ""
        unit.tier, unit.parent = one.tier or "", known[one.parent] if one.parent else None
    _give_paths(list(known.values()))
    fields = ("code", "level", "kind", "tier", "parent", "path")
    Unit.objects.bulk_update(known.values(), fields, batch_size=200)


def _give_paths(units: Sequence[Unit]) -> None:
    """The way from the top down to each unit. (A roster has no circles; old and new ones together may.)"""
    by_number = {unit.pk: unit for unit in units}
    for unit in units:
        way: list[int] = []
        at: Unit | None = unit
        while at is not None:
            if at.pk in way:
                raise hegui.UsageError(f"“{unit.name}”的上级与原有名册合在一起成了圈，请核对“上级”一栏。")
            way.append(at.pk)
            at = by_number[at.parent_id] if at.parent_id else None
        unit.path = f"/{'/'.join(map(str, reversed(way)))}/"
