"""The code blocks of the documentation: files that a page shows, pieces of files, and commands that it tells to run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FILES = ("yaml", "toml", "csv", "text")
"""Languages of blocks with a title that are files of the reader's."""
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))

_CONTINUED = "（接在后面）"
"""At the end of a title: what is added to a file that the page showed before."""
_BLOCK = re.compile(
    r'^(?:<!-- (?P<mark>[^\n]*?) -->\n)?```(?P<language>\w*)(?: title="(?P<title>[^"\n]+)")?\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block. `mark` is what the comment before it says: 不运行：reason, 状态 N, or 印出."""

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
    def code(self) -> str:
        """The text of a block of Python that is to be run, else nothing."""
        return self.text if self.language == "python" and not self.mark.startswith("不运行") else ""

    @property
    def status(self) -> int | None:
        """The exit status that its commands must end with; None where the page does not say."""
        found = re.fullmatch(r"状态 (\d)", self.mark)
        return int(found[1]) if found else None

    @property
    def printed(self) -> bool:
        """Whether it shows what the commands before it print, with … for lines that are left out."""
        return self.mark == "印出"

    def write(self, folder: Path) -> None:
        """Write the file that it shows, or the end of it, into the folder of its page."""
        file = folder / self.title.removesuffix(_CONTINUED)
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text("utf-8") if self.title.endswith(_CONTINUED) else ""
        file.write_text(before + self.text, "utf-8")


def before(page: Path) -> list[Path]:
    """The pages that a page goes on from, the first one first: `<!-- 接着 writing-rules -->` under its title."""
    found = re.search(r"^<!-- 接着 ([\w-]+) -->$", page.read_text("utf-8"), re.MULTILINE)
    return [*before(DOCS / f"{found[1]}.md"), DOCS / f"{found[1]}.md"] if found else []


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page in their order."""
    text = page.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        parts = {name: match[name] or "" for name in ("language", "title", "mark", "text")}
        yield Block(page.name, line, **parts)
