"""The code blocks of the documentation: files that a page shows, pieces of files, and commands that it tells to run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))

_BLOCK = re.compile(
    r'^(?:<!-- (?P<mark>[^\n]*?) -->\n)?```(?P<language>\w*)(?: title="(?P<title>[^"\n]+)")?\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block. `mark` is what the comment before it says: 不运行：reason, or 状态 N."""

    page: str
    line: int
    language: str
    title: str
    mark: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The lines of a block for the shell, where it is to be run."""
        if self.language != "sh" or self.mark.startswith("不运行"):
            return []
        return [line for line in self.text.splitlines() if line and not line.startswith("#")]

    @property
    def status(self) -> int | None:
        """The exit status that its commands must end with; None where the page does not say."""
        found = re.fullmatch(r"状态 (\d)", self.mark)
        return int(found[1]) if found else None


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page in their order."""
    text = page.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        parts = {name: match[name] or "" for name in ("language", "title", "mark", "text")}
        yield Block(page.name, line, **parts)
