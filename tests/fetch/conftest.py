"""A web server on this machine, for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from misbehaving_site import Site, start


@pytest.fixture
def site() -> Iterator[Site]:
    server, site = start()
    yield site
    server.shutdown()
    server.server_close()
