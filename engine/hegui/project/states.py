"""A pack as it is in some folder or ZIP file, put among the packs that there are: one state of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from hegui.errors import UsageError
from hegui.project.rules import Paths, Rules, load
from hegui.project.unpacking import unpack
from hegui.read.archive import is_archive
from hegui.rules.mistake import suggest
from hegui.rules.packs import MANIFEST, pack_name, packs_at


def load_state(name: str, scratch: Path, packs: Sequence[str] = (), plugins: Paths = (), rules: Paths = ()) -> Rules:
    """The rules with the packs of a folder or ZIP file in the place of those that bear their names.

    Args:
        name: A folder, a ZIP file, or the name of a pack that is among the others: then the rules are as they are.
        scratch: An empty folder to unpack into; it must be there for as long as the rules are used.
        packs: As for `load`, as are `plugins` and `rules`.

    Raises:
        UsageError: There is no such pack.
        RulesError: A rule file is faulty.
    """
    if not Path(name).exists():
        loaded = load(packs, plugins, rules)
        known = {pack.name for pack in loaded.ruleset.packs}
        if name not in known:
            raise UsageError(f"{name}：没有这个文件夹或压缩包，也没有这个名称的规则包，{suggest(name, known)}。")
        return loaded
    return load_with(pack_folders(Path(name), scratch), packs, plugins, rules, with_code=True)


def load_with(
    folders: Sequence[Path],
    packs: Sequence[str] = (),
    plugins: Paths = (),
    rules: Paths = (),
    *,
    with_code: bool = False,
) -> Rules:
    """The rules with the packs in these folders in the place of those that bear their names.

    Code that lies beside their data is run only `with_code`. Raises as `load_state`.
    """
    names = {pack_name(folder) for folder in folders}
    coded = [folder for folder in folders if with_code and (folder / "__init__.py").is_file()]
    return load(
        packs,
        [*_others(plugins, names), *coded],
        [*_others(rules, names), *(folder for folder in folders if folder not in coded)],
    )


def pack_folders(path: Path, scratch: Path) -> list[Path]:
    """The folders of the packs in a folder or ZIP file, which is unpacked into `scratch`. Raises UsageError where it
    has none."""
    if path.is_file() and is_archive(path):
        unpack(path, scratch)
        folders = packs_at(scratch)
    else:
        folders = packs_at(path) if path.is_dir() else []
    if not folders:
        raise UsageError(f"{path}：其中没有规则包（规则包是含有 {MANIFEST} 的文件夹），请检查路径。")
    return folders


def _others(paths: Iterable[str | Path], names: Iterable[str | None]) -> list[Path]:
    """The folders that hold none of the packs of these names."""
    taken = set(names)
    return [path for path in map(Path, paths) if pack_name(path) not in taken]
