"""Small runs, and a history to keep them in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import place, postgresql
from handmade import make_audit, make_run, make_verdict
from hegui.history.history import History

__all__ = ["make_audit", "make_run", "make_verdict", "place", "postgresql"]


@pytest.fixture
def history(place: str) -> Iterator[History]:
    with History(place) as made:
        yield made
