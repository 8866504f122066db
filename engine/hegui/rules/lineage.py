"""Which packs count, in which order and within which area: national ← province ← city, and last what the user named.

What a pack says wins over what those before it say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from hegui.model.rule import Scope
from hegui.rules.build import narrowed, scope_of
from hegui.rules.content import PackContent
from hegui.rules.fault import Fault, FaultyFile, suggest
from hegui.rules.packs import MANIFEST, LoadedPack
from hegui.rules.ruleset import FoundPack, Pack


class Entry:
    """A pack on its way into the ruleset."""

    def __init__(self, found: FoundPack, loaded: LoadedPack, content: PackContent) -> None:
        self.folder = loaded.path
        self.digest = loaded.digest
        self.content = content
        self.named = found.named
        manifest = content.manifest
        self.extends: list[str] = manifest.get("extends", [])
        self.ancestors: set[str] = set()
        self.pack = Pack(
            name=manifest["name"],
            title=manifest["title"],
            version=manifest["version"],
            path=loaded.path,
            applies=scope_of(manifest.get("applies", {})),
            plugin=found.plugin,
        )

    @property
    def name(self) -> str:
        return self.pack.name

    @property
    def is_root(self) -> bool:
        """Whether it is for everybody and extends nothing."""
        return not self.extends and not is_local(self.pack.applies)

    def fault_quoting(self, file: str, message: str, *place: str | int) -> Fault:
        """A fault at the words of a file that its message quotes, else at a place."""
        from hegui.rules.strict_yaml import read_yaml

        path = self.folder / file
        try:
            return read_yaml(path).fault_quoting(message, place)
        except FaultyFile:
            return Fault(path, message)

    def fault(self, file: str, message: str, *place: str | int, at_key: bool = False) -> Fault:
        """A fault at a place in a file of the pack, which is read once more for its line."""
        from hegui.rules.strict_yaml import read_yaml

        path = self.folder / file
        try:
            return read_yaml(path).fault(message, place, at_key=at_key)
        except FaultyFile:
            return Fault(path, message)


def is_local(scope: Scope) -> bool:
    """Whether a scope is of some provinces or cities only."""
    return bool(scope.provinces or scope.cities)


def lineage(
    loaded: Iterable[tuple[FoundPack, LoadedPack]], only: Collection[str]
) -> tuple[list[Entry], tuple[Fault, ...]]:
    """The packs that count, every one after those that it extends and within their area; and what keeps some out.

    Of packs of one name the first counts. Where nothing else decides, the order is by name, so that it (and with it
    the digest) does not depend on how the packs came to be installed.
    """
    faults: list[Fault] = []
    entries: dict[str, Entry] = {}
    told: dict[str, tuple[Fault, ...]] = {}
    for found, pack in loaded:
        if pack.content is None:
            faults.extend(pack.faults)
        elif (name := pack.content.manifest["name"]) not in entries:
            entries[name] = Entry(found, pack, pack.content)
            told[name] = pack.faults
    if only:
        entries = {name: entries[name] for name in _wanted(entries, only)}
    faults.extend(fault for name in entries for fault in told[name])
    ordered = _ordered(entries, faults)
    return ordered, tuple(faults)


def _wanted(entries: dict[str, Entry], only: Collection[str]) -> list[str]:
    wanted: dict[str, None] = {}

    def take(name: str) -> None:
        if name in entries and name not in wanted:
            wanted[name] = None
            for extended in entries[name].extends:
                take(extended)

    for name, entry in entries.items():
        if name in only or entry.named or entry.is_root:
            take(name)
    return list(wanted)


def _ordered(entries: dict[str, Entry], faults: list[Fault]) -> list[Entry]:
    extended = {name for entry in entries.values() for name in entry.extends}

    def rank(entry: Entry) -> tuple[bool, bool, bool, bool, str]:
        area = entry.pack.applies
        return entry.named, bool(area.cities), is_local(area), entry.name not in extended, entry.name

    ordered: dict[str, Entry] = {}
    waiting = dict(entries)
    while ready := [entry for entry in waiting.values() if all(name in ordered for name in entry.extends)]:
        entry = waiting.pop(min(ready, key=rank).name)
        parents = [ordered[name] for name in entry.extends]
        if outside := next(_outside(entry, parents), None):
            faults.append(outside)
            continue
        entry.ancestors = {name for parent in parents for name in (parent.name, *parent.ancestors)}
        ordered[entry.name] = entry
        own = (ordered[name].content.drafts for name in ordered if name == entry.name or name in entry.ancestors)
        entry.pack = replace(entry.pack, drafts=tuple(filter(None, own)))
    for entry in waiting.values():
        for name in (name for name in entry.extends if name not in ordered):
            reason = "它没有载入，或者与本规则包互相依托" if name in entries else suggest(name, ordered)
            message = f"本规则包依托的“{name}”不可用（{reason}），本规则包未载入；请改正 extends。"
            faults.append(entry.fault(MANIFEST, message, "extends"))
    return list(ordered.values())


def _outside(entry: Entry, parents: Iterable[Entry]) -> Iterator[Fault]:
    """Keeps a pack within the area of those that it extends; a fault where they have none in common."""
    for parent in parents:
        area = narrowed(entry.pack.applies, parent.pack.applies)
        if area is None:
            message = f"本规则包的适用地区不在所依托的“{parent.name}”的适用地区之内，本规则包未载入；请改正。"
            yield entry.fault(MANIFEST, message, "applies")
            return
        entry.pack = replace(entry.pack, applies=area)
