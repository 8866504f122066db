"""Small runs, and a history to keep them in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import empty, place, postgresql, server
from handmade import make_audit, make_run, make_verdict
from hegui.history.history import History

__all__ = ["empty", "make_audit", "make_run", "make_verdict", "place", "postgresql", "server"]


@pytest.fixture
def history(place: str, empty: Path) -> Iterator[History]:
    if "://" not in place:
        shutil.copy(empty, place)
    with History(place) as made:
        yield made
