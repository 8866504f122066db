"""The commands and the Python that the documentation prints do what it says: each page is gone through as its reader
would.

A page is a session in a folder of its own, which holds the sample reports and the files that the page shows; what one
block of Python defines, the later ones know. Blocks marked `<!-- 不运行：reason -->` are left out (they install
something, or need a network); `<!-- 状态 N -->` says with which status the commands of a block end, otherwise an audit
may end 0 or 1 and everything else 0. A block marked `<!-- 印出 -->` is what the commands before it print.
"""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from blocks import FILES, PAGES, ROOT, Block, before, blocks

from hegui.cli import main
from hegui.cli.commands import parse

READMES = [ROOT / "README.md", *sorted(ROOT.glob("plugins/*/README.md"))]


@pytest.mark.long
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(block.commands or block.code for block in blocks(page))],
    ids=lambda page: page.stem,
)
def test_a_page_can_be_followed(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "reports", tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    for block in (block for earlier in before(page) for block in blocks(earlier) if is_file(block)):
        block.write(tmp_path)
    names: dict[str, object] = {"__name__": page.stem}
    printed = ""
    for block in blocks(page):
        if is_file(block):
            block.write(tmp_path)
        exec(compile("\n" * block.line + block.code, page.name, "exec"), names)
        if block.printed:
            assert shows(block.text, printed), f"{page.name}:{block.line} but it printed\n{printed}"
        if block.commands:
            capsys.readouterr()
        for line in block.commands:
            status = run(line, monkeypatch)
            expected = (block.status,) if block.status is not None else expected_of(line)
            assert status in expected, f"{page.name}:{block.line} {line} ended {status}"
        printed = capsys.readouterr().out if block.commands else printed


def is_file(block: Block) -> bool:
    return bool(block.title) and block.language in FILES


def shows(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed; … stands for any lines, or within a line for any characters."""
    lines = (r"(?:.*\n)*?" if line == "…" else _line(line) for line in shown.splitlines())
    return re.fullmatch("".join(lines), printed.strip("\n") + "\n") is not None


def _line(shown: str) -> str:
    return ".*".join(map(re.escape, shown.split("…"))) + r" *\n"


def expected_of(line: str) -> Sequence[int]:
    """Finding faults in the sample reports is no failure."""
    words = shlex.split(line, comments=True)
    return (0, 1) if words[0] == "hegui" and (words[1] == "audit" or words[1:3] == ["rules", "try"]) else (0,)


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a command in this process and give its status. Raises ValueError for one that it does not know."""
    words = shlex.split(line, comments=True)
    match words:
        case ["cd", folder]:
            monkeypatch.chdir(folder)
            return 0
        case ["python", "-m", module, *arguments]:
            return _status(lambda: _run_module(module, arguments, monkeypatch))
        case ["hegui", *arguments, ">", file]:
            with Path(file).open("w", encoding="utf-8") as output, redirect_stdout(output):
                return _status(lambda: main(arguments))
        case ["hegui", *arguments]:
            return _status(lambda: main(arguments))
    raise ValueError(f"do not know how to run: {line}")


def _run_module(module: str, arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", [module, *arguments])
    runpy.run_module(module, run_name="__main__")
    return 0


def _status(command: Callable[[], int]) -> int:
    """The status of a command, as the shell sees it."""
    try:
        return command()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


@pytest.mark.parametrize("page", [*PAGES, *READMES], ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_every_command_and_option_exists(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also in the blocks that are not run."""
    for block in blocks(page):
        for line in re.findall(r"^(?:\$ )?hegui .*", block.text, re.MULTILINE):
            words = shlex.split(line.removeprefix("$ "), comments=True)[1:]
            arguments = words[: words.index(">")] if ">" in words else words
            if arguments != ["--version"]:
                parse(arguments)  # ends with SystemExit where it does not know one


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_block_of_commands_says_so(page: Path) -> None:
    """Else it would not be run."""
    unlabelled = [block for block in blocks(page) if not block.language and "hegui " in block.text]
    assert not unlabelled, f"{page.name}:{unlabelled[0].line} should be ```sh"


def test_queries_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    assert main(["audit", str(ROOT / "reports"), "--no-cache", "--out", ".", "--format", "parquet"]) == 1
    queries = [block for page in PAGES for block in blocks(page) if block.language == "sql"]
    assert len(queries) >= 3
    with duckdb.connect() as database:
        for query in queries:
            assert database.execute(query.text).fetchall(), f"{query.page}:{query.line}"
