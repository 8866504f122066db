"""The packs that come with hegui: the national one and those of provinces.

In a wheel they lie in this folder; in a checkout they are where they are written, under `ruleset/` and `plugins/`.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_TEMPLATE = "example"
"""The folder under plugins/ that is there to be copied."""


def bundled_packs(here: Path = _HERE) -> dict[str, Path]:
    """Folders of the packs by their names, the national one first."""
    root = here.parents[2]
    packs = {manifest.parent.name: manifest.parent for manifest in sorted(here.glob("*/pack.yaml"))}
    if not packs and (root / "ruleset" / "pack.yaml").is_file():
        packs = {
            manifest.parent.parent.name: manifest.parent
            for manifest in sorted(root.glob("plugins/*/hegui_*/pack.yaml"))
            if manifest.parent.parent.name != _TEMPLATE
        }
        packs["national"] = root / "ruleset"
    return dict(sorted(packs.items(), key=lambda pack: (pack[0] != "national", pack[0])))
