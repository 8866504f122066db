"""What a plugin may register. A plugin implements the hooks it needs; each is called once, alone and guarded."""

from __future__ import annotations

from pathlib import Path

import pluggy

from hegui.model.renderer import Renderer
from hegui.rules.check import AnyCheck

hookspec = pluggy.HookspecMarker("hegui")
hookimpl = pluggy.HookimplMarker("hegui")
"""Marks a function of a plugin as its implementation of one of the hooks below."""


@hookspec
def hegui_packs() -> list[Path]:  # type: ignore[empty-body]
    """Folders of packs (each with a pack.yaml) that this plugin brings."""


@hookspec
def hegui_checks() -> list[AnyCheck]:  # type: ignore[empty-body]
    """Kinds of rules that this plugin brings; their names must not be taken yet."""


@hookspec
def hegui_renderers() -> list[Renderer]:  # type: ignore[empty-body]
    """Output formats that this plugin brings; their names must not be taken yet."""
