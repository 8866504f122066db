"""A corpus to measure on: `python bench/corpus.py DIR COUNT [SEED]` writes so many reports of about 80 KB each."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from hegui.proving import edit
from hegui.proving.draft import Draft
from tools.compose import compose
from tools.faults import FAULTS
from tools.layouts import LAYOUTS

_LAYOUTS = ("word", "cms")
_SHARE_OF_FAULTS = 0.1


def make_corpus(directory: Path, count: int, seed: int = 1) -> list[Path]:
    """Write `count` different reports, about one in ten with a planted fault; the same seed gives the same files."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for index in range(count):
        random = Random(f"{seed}/{index}")
        draft = compose(random)
        if random.random() < _SHARE_OF_FAULTS:
            draft = _spoilt(draft, random)
        layout = LAYOUTS[random.choice(_LAYOUTS)]
        path = directory / f"{index:05}-{draft.unit}-{draft.year}{layout.suffix}"
        path.write_bytes(layout.render(draft))
        paths.append(path)
    return paths


def _spoilt(draft: Draft, random: Random) -> Draft:
    for fault in random.sample(FAULTS, len(FAULTS)):
        if planted := fault.plant(draft, random):
            return edit(draft, planted.edits)
    return draft


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("用法：python bench/corpus.py 目录 份数 [种子]")
    make_corpus(Path(sys.argv[1]), *map(int, sys.argv[2:]))
