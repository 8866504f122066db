"""What a wheel holds beside the engine: a province's folder under plugins/ is all that it takes to be shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLUGINS = Path("plugins")
EXAMPLE = PLUGINS / "example"
"""Not a province: `hegui plugins new` copies it."""
ON_REQUEST = {EXAMPLE.name, "hints"}
"""Their packs count only where a user names them, see `hegui.bundled`."""
BUNDLED = Path("hegui/bundled")
"""Here a wheel has all packs; in a checkout they are found where they are written (`hegui.bundled`)."""


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        packs = {"ruleset": BUNDLED / "national", str(EXAMPLE): BUNDLED / EXAMPLE.name}
        for manifest in sorted(Path(self.root).glob(f"{PLUGINS}/*/hegui_*/pack.yaml")):
            pack = manifest.parent.relative_to(self.root)
            if pack.parent.name not in ON_REQUEST:
                packs[str(pack)] = BUNDLED / pack.name.removeprefix("hegui_")
        build_data["force_include"] |= {source: str(target) for source, target in packs.items()}
