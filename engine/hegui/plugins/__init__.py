"""Plugins: what others may register, and the host that loads them."""

import pluggy

hookimpl = pluggy.HookimplMarker("hegui")
"""Marks a function as an implementation of one of the hooks in `hegui.plugins.hookspecs`."""

__all__ = ["hookimpl"]
