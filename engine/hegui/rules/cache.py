"""Data that was read and validated before, kept in the user's cache directory. It may be deleted at any time."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import Any

_KEPT = 256
"""Entries kept; the oldest go first."""


def cache_directory() -> Path:
    """`HEGUI_CACHE_DIR`, or where the platform keeps caches."""
    if chosen := os.environ.get("HEGUI_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local", "hegui", "Cache")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "hegui"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "hegui")


def recall(key: str) -> Any:
    """What was remembered under a key, or None: also where the entry is damaged or cannot be read."""
    try:
        digest, _, payload = _file(key).read_bytes().partition(b"\n")
        return json.loads(payload) if digest == _digest(payload) else None
    except (OSError, ValueError, RuntimeError):
        return None


def remember(key: str, data: Any) -> None:
    """Keep data for the next start. A cache that cannot be written does no harm."""
    try:
        file = _file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = file.with_suffix(f".{os.getpid()}-{get_ident()}")
        payload = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        scratch.write_bytes(_digest(payload) + b"\n" + payload)
        scratch.replace(file)  # nobody ever meets half an entry
        _forget_oldest(file.parent)
    except (OSError, ValueError, RuntimeError):
        return


def _digest(payload: bytes) -> bytes:
    return sha256(payload).hexdigest().encode()


def _file(key: str) -> Path:
    return cache_directory() / f"pack-{key}.json"


def _forget_oldest(directory: Path) -> None:
    entries = sorted(directory.glob("pack-*.json"), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[_KEPT:]:
        entry.unlink(missing_ok=True)
