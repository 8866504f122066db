"""A newcomer adds rules to a checkout by the words of CONTRIBUTING, touches nothing else, and every check passes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
_SECTION = re.compile(r"^## Adding a rule$(.*?)^## ", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^ *```{}\n(.*?)^ *```", re.MULTILINE | re.DOTALL).pattern
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "site", "dist", "build")
_NOTICING = (
    "tests/acceptance/test_golden.py",
    "tests/acceptance/test_readme.py",
    "tests/docs/test_rule_examples.py",
    "tests/docs/test_site.py",
    "tests/packs/test_provinces.py",
    "tests/rules/test_schema_files.py",
)
"""The tests that look at every rule, or at what the rules say together."""


class Checkout:
    """A copy of this checkout."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "hegui"
        shutil.copytree(ROOT, self.root, ignore=_NOT_COPIED)

    def run(self, *command: str) -> str:
        """What a module of Python prints that sees this copy and no other; it must end well."""
        path = os.pathsep.join([str(self.root / "engine"), str(self.root)])
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": path, "HEGUI_CACHE_DIR": str(self.root / ".cache")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-5000:]
        return ran.stdout

    def files(self) -> set[str]:
        return {str(path.relative_to(self.root)) for path in (self.root / "ruleset").rglob("*") if path.is_file()}


def words(language: str) -> list[str]:
    """The blocks of a language in what CONTRIBUTING says of adding a rule."""
    section = _SECTION.search((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert section is not None
    return [dedent(block) for block in re.findall(_BLOCK.format(language), section[1], re.MULTILINE | re.DOTALL)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("newcomer"))


def test_a_rule_is_one_file_and_every_check_passes(checkout: Checkout) -> None:
    before = checkout.files()
    (rule,) = words("yaml")
    name = rule.partition("\n")[0].removeprefix("# ")
    (checkout.root / name).write_text(rule, "utf-8")
    checkout.run(
        *("hegui", "rules", "new", "outcome-within-total", "--into", "ruleset"),
        *("--title", "表三予以公开不多于总计", "--category", "tables", "--severity", "warning"),
        *("--document", "国办公开办函〔2021〕30号", "--clause", "附表三", "--check", "identity"),
        *("--key", "assert=总计 >= 予以公开", "--key", "for_each=table3.column"),
        *("--problem", "表三予以公开多于总计", "--advice", "核对该列各项办理结果。"),
        *("--message", "{列}：予以公开 {予以公开} 多于总计 {总计}"),
    )
    assert checkout.files() - before == {name, "ruleset/rules/tables/outcome-within-total.yaml"}

    commands = [line.split() for block in words("sh") for line in block.splitlines()]
    assert ["make", "test"] in commands
    for command in commands:
        if command[0] == "hegui":
            checkout.run(*command)
    checkout.run("hegui", "rules", "test", "outcome-within-total", "--mutants")
    listed = checkout.run("hegui", "rules", "list")
    assert "merged-hotline" in listed
    assert "outcome-within-total" in listed
    checkout.run("pytest", "-q", "-x", "-p", "no:cacheprovider", *_NOTICING)
