"""What a pack asks of one that it extends: `national`, or `national>=2025.2`."""

from __future__ import annotations

import re
from typing import NamedTuple

_REQUIREMENT = re.compile(r"([a-z0-9-]+?)\s*([<>=!~].*)?")


class Requirement(NamedTuple):
    """The name of a pack, and what its version must be; empty where any will do."""

    name: str
    versions: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.versions}"

    def unmet_by(self, version: str) -> str:
        """Why a version will not do, in Chinese; empty where it does.

        Versions are ordered as those of Python packages are: 2025.10 comes after 2025.9.
        """
        if not self.versions:
            return ""
        from packaging.specifiers import InvalidSpecifier, SpecifierSet  # only for those who ask for versions
        from packaging.version import InvalidVersion, Version

        try:
            asked = SpecifierSet(self.versions)
        except InvalidSpecifier:
            return f"版本条件“{self.versions}”的写法不对，应如 >=2025.2，几个条件以逗号相连"
        try:
            there = Version(version)
        except InvalidVersion:
            return f"要求版本 {self.versions}，而现有的版本“{version}”不是由点隔开的数字，无从比较"
        return "" if asked.contains(there, prereleases=True) else f"要求版本 {self.versions}，现有的是 {version}"


def requirement_of(written: str) -> Requirement:
    """What an entry of `extends` asks for. Raises ValueError for one that its schema would not have let pass."""
    match = _REQUIREMENT.fullmatch(written)
    if match is None:
        raise ValueError(written)
    return Requirement(match[1], "".join((match[2] or "").split()))
