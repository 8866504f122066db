"""Packs that a project holds: copies in its folder, with a register of where each is from and what it was.

They are used like packs that are installed, without any setting, and without a network.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hegui.errors import UsageError
from hegui.project.unpacking import NOTES
from hegui.rules.packs import data_files, pack_digest

FOLDER = "规则包"
REGISTER = "登记.json"


class VendoredPack(msgspec.Struct, frozen=True):
    """An entry of the register."""

    name: str
    version: str
    source: str
    """An address, or a path, which is relative to the project where that can be."""
    sha256: str
    """Of its files when it was added."""


class Vendor:
    """The packs of the project in a folder."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._folder = project / FOLDER
        self._register = self._folder / REGISTER

    @property
    def packs(self) -> tuple[VendoredPack, ...]:
        """By name. Raises UsageError where the register cannot be read."""
        try:
            return msgspec.json.decode(self._register.read_bytes(), type=tuple[VendoredPack, ...])
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except (OSError, msgspec.DecodeError) as error:
            raise UsageError(
                f"{self._register}：规则包的登记读不出（{error}），请恢复它，或删去后用 hegui packs add 重新添加。"
            ) from None

    def folder_of(self, pack: VendoredPack) -> Path:
        """Where the copy lies."""
        return self._folder / pack.name

    def is_as_added(self, pack: VendoredPack) -> bool:
        """Whether its files are those that were added. Raises UsageError where it is gone."""
        folder = self.folder_of(pack)
        if not folder.is_dir():
            raise UsageError(
                f"{folder}：登记的规则包不在了，请用 hegui packs update {pack.name} --yes 取回，或用 remove 移除。"
            )
        return pack_digest(folder) == pack.sha256

    def put(self, name: str, version: str, folder: Path, source: str) -> VendoredPack:
        """Copy a pack into the project, in the place of the one that bears its name."""
        copy, aside = self._folder / name, self._folder / f".{name}"
        shutil.rmtree(aside, ignore_errors=True)
        files = {**data_files(folder), **{note: folder / note for note in NOTES if (folder / note).is_file()}}
        for file, path in files.items():
            (aside / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, aside / file)
        if copy.exists():
            shutil.rmtree(copy)
        aside.rename(copy)
        pack = VendoredPack(name, version, source, pack_digest(copy))
        self._write([*(other for other in self.packs if other.name != name), pack])
        return pack

    def remove(self, pack: VendoredPack) -> None:
        """Take a pack out of the project."""
        shutil.rmtree(self.folder_of(pack), ignore_errors=True)
        self._write([other for other in self.packs if other.name != pack.name])

    def source_of(self, path: Path) -> str:
        """A path as the register has it."""
        try:
            return Path(os.path.relpath(path.resolve(), self._project.resolve())).as_posix()
        except ValueError:  # on another drive
            return str(path.resolve())

    def path_of(self, source: str) -> Path:
        """A source that is no address, as seen from the working folder."""
        return self._project / source

    def _write(self, packs: Sequence[VendoredPack]) -> None:
        ordered = tuple(sorted(packs, key=lambda pack: pack.name))
        self._folder.mkdir(exist_ok=True)
        self._register.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n")
