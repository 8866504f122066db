from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from small_packs import FakeHost, MakePack


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """Writes a pack folder: `make_pack("name", {"rules/wording/x.yaml": text}, "extends: [national]")`."""

    def make(name: str, files: Mapping[str, str | bytes] | None = None, manifest: str = "") -> Path:
        folder = tmp_path / name
        pack = f'name: {folder.name}\ntitle: 标题\nversion: "1"\n{manifest}'
        for file, content in {"pack.yaml": pack, **(files or {})}.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "cache"))
