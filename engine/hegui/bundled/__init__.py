"""What comes with hegui beside its code: the national pack, those of provinces and cities, and the plugin to copy.

In a wheel all of it lies in this folder; in a checkout it is where it is written, under `ruleset/` and `plugins/`.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_TEMPLATE = "example"
"""The folder under plugins/ that is there to be copied."""
_ON_REQUEST = {_TEMPLATE, "hints"}
"""Folders under plugins/ whose packs count only where a user names them: one to copy, and hints by no norm."""
_PACKAGE = "hegui_"
"""Every pack of a plugin is a package of its own, named after it: hegui_hunan, hegui_huaihua."""


def bundled_packs(here: Path = _HERE) -> dict[str, Path]:
    """Folders of the packs by their names, the national one first."""
    root = here.parents[2]
    packs = {manifest.parent.name: manifest.parent for manifest in sorted(here.glob("*/pack.yaml"))}
    if not packs and (root / "ruleset" / "pack.yaml").is_file():
        packs = {
            manifest.parent.name.removeprefix(_PACKAGE): manifest.parent
            for manifest in sorted(root.glob(f"plugins/*/{_PACKAGE}*/pack.yaml"))
            if manifest.parent.parent.name not in _ON_REQUEST
        }
        packs["national"] = root / "ruleset"
    return dict(sorted(packs.items(), key=lambda pack: (pack[0] != "national", pack[0])))


def template(here: Path = _HERE) -> Path:
    """Folder of the plugin that is there to be copied."""
    carried = here / _TEMPLATE
    return carried if carried.is_dir() else here.parents[2] / "plugins" / _TEMPLATE
