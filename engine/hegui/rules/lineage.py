"""Which packs count, in which order and within which area: national ← province ← city, and last what the user named.

What a pack says wins over what those before it say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from hegui.rules.mistake import InvalidFileError, Mistake, suggest
from hegui.rules.packs import MANIFEST, LoadedPack, PackContent
from hegui.rules.requirement import requirement_of
from hegui.rules.ruleset import ABOUT, FoundPack, Pack
from hegui.rules.scope import fineness, is_local, narrowed, scope_of

if TYPE_CHECKING:
    from hegui.rules.strict_yaml import YamlFile


class Member:
    """A pack that counts, and its place among those that do."""

    def __init__(self, found: FoundPack, loaded: LoadedPack, content: PackContent) -> None:
        self.folder = loaded.path
        self.digest = loaded.digest
        self.content = content
        self.named = found.named
        manifest = content.manifest
        self.requirements = [requirement_of(written) for written in manifest.get("extends", ())]
        self.extends = [requirement.name for requirement in self.requirements]
        self.ancestors: set[str] = set()
        self.pack = Pack(
            name=manifest["name"],
            title=manifest["title"],
            version=manifest["version"],
            path=loaded.path,
            applies=scope_of(manifest.get("applies", {})),
            plugin=found.plugin,
            extends=tuple(self.extends),
            about={key: manifest[key] for key in ABOUT if key in manifest},
            gate=tuple(manifest.get("gate", ())),
        )

    @property
    def name(self) -> str:
        return self.pack.name

    @property
    def is_root(self) -> bool:
        """Whether it is for everybody and extends nothing."""
        return not self.extends and not is_local(self.pack.applies)

    def mistake(self, file: str, message: str, *place: str | int, at_key: bool = False) -> Mistake:
        """A mistake at a place in a file of the pack, which is read once more for its line."""
        yaml = self._read(file)
        return yaml.mistake(message, place, at_key=at_key) if yaml else Mistake(self.folder / file, message)

    def mistake_at_quote(self, file: str, message: str) -> Mistake | None:
        """A mistake at the words that its message quotes; None where a file of the pack does not have them."""
        yaml = self._read(file)
        return yaml.mistake_at_quote(message) if yaml else None

    def _read(self, file: str) -> YamlFile | None:
        from hegui.rules.strict_yaml import read_yaml

        try:
            return read_yaml(self.folder / file)
        except InvalidFileError:
            return None


def lineage(
    loaded: Iterable[tuple[FoundPack, LoadedPack]], only: Collection[str]
) -> tuple[list[Member], tuple[Mistake, ...]]:
    """The packs that count, every one after those that it extends and within their area; and what keeps some out.

    Of packs of one name the first counts. Where nothing else decides, the order is by name, so that it (and with it
    the digest) does not depend on how the packs came to be installed.
    """
    mistakes: list[Mistake] = []
    members: dict[str, Member] = {}
    told: dict[str, tuple[Mistake, ...]] = {}
    for found, pack in loaded:
        if pack.content is None:
            mistakes.extend(pack.mistakes)
        elif (name := pack.content.manifest["name"]) not in members:
            members[name] = Member(found, pack, pack.content)
            told[name] = pack.mistakes
    if only:
        members = {name: members[name] for name in _wanted(members, only)}
    mistakes.extend(mistake for name in members for mistake in told[name])
    ordered = _ordered(members, mistakes)
    return ordered, tuple(mistakes)


def _wanted(members: dict[str, Member], only: Collection[str]) -> list[str]:
    wanted: dict[str, None] = {}

    def take(name: str) -> None:
        if name in members and name not in wanted:
            wanted[name] = None
            for extended in members[name].extends:
                take(extended)

    for name, member in members.items():
        if name in only or member.named or member.is_root:
            take(name)
    return list(wanted)


def _ordered(members: dict[str, Member], mistakes: list[Mistake]) -> list[Member]:
    extended = {name for member in members.values() for name in member.extends}

    def rank(member: Member) -> tuple[bool, int, bool, bool, str]:
        area = member.pack.applies
        return member.named, fineness(area), is_local(area), member.name not in extended, member.name

    ordered: dict[str, Member] = {}
    waiting = dict(members)
    while ready := [member for member in waiting.values() if all(name in ordered for name in member.extends)]:
        member = waiting.pop(min(ready, key=rank).name)
        parents = [ordered[name] for name in member.extends]
        if unmet := [*_unmet(member, parents)]:
            mistakes += unmet
            continue
        if outside := next(_outside(member, parents), None):
            mistakes.append(outside)
            continue
        member.ancestors = {name for parent in parents for name in (parent.name, *parent.ancestors)}
        ordered[member.name] = member
        own = (
            ordered[name].content.draft_changes for name in ordered if name == member.name or name in member.ancestors
        )
        member.pack = replace(member.pack, draft_changes=tuple(filter(None, own)))
    for member in waiting.values():
        for name in (name for name in member.extends if name not in ordered):
            reason = "它没有载入，或者与本规则包互相依托" if name in members else suggest(name, ordered)
            message = f"本规则包依托的“{name}”不可用（{reason}），本规则包未载入；请改正 extends。"
            mistakes.append(member.mistake(MANIFEST, message, "extends"))
    return list(ordered.values())


def _unmet(member: Member, parents: Iterable[Member]) -> Iterator[Mistake]:
    """A mistake for each pack that is not of a version that is asked for."""
    for number, (requirement, parent) in enumerate(zip(member.requirements, parents, strict=True)):
        if why := requirement.unmet_by(parent.pack.version):
            message = f"本规则包依托的“{parent.name}”{why}，本规则包未载入；请换用合适的版本，或改正 extends。"
            yield member.mistake(MANIFEST, message, "extends", number)


def _outside(member: Member, parents: Iterable[Member]) -> Iterator[Mistake]:
    """Keeps a pack within the area of those that it extends; a mistake where they have none in common."""
    for parent in parents:
        area = narrowed(member.pack.applies, parent.pack.applies)
        if area is None:
            message = f"本规则包的适用地区不在所依托的“{parent.name}”的适用地区之内，本规则包未载入；请改正。"
            yield member.mistake(MANIFEST, message, "applies")
            return
        member.pack = replace(member.pack, applies=area)
