"""Fuzzing guided by coverage: `python tests/fuzz/run.py TARGET [options of libFuzzer]`. Needs atheris."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["hegui"]):
    from targets import CORPUS, TARGETS


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"用法：python tests/fuzz/run.py {{{'|'.join(TARGETS)}}} [libFuzzer 的选项]")
    name, *options = sys.argv[1:]
    found = Path("build") / "fuzz" / name  # what it finds on its way; only what breaks a reader is stored
    found.mkdir(parents=True, exist_ok=True)
    stored = sorted(CORPUS.iterdir()) if name == "any" else [CORPUS / name]
    atheris.Setup([sys.argv[0], str(found), *map(str, stored), *options], TARGETS[name])
    atheris.Fuzz()


main()
