"""The command line, run in this process on reports made to order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hegui.cli import main
from hegui.model.encoding import decode
from hegui.model.run import AuditRun
from hegui.project.host import Host
from hegui.proving import edit, load_draft
from hegui.rules.assembly import load_ruleset
from tools.layouts import document_of


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def run(self) -> AuditRun:
        return decode(self.out.encode(), AuditRun)


@pytest.fixture(autouse=True, scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEGUI_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        load_ruleset(Host.load())  # known to be sound, the packs that come with hegui are not examined in each test
        yield


@pytest.fixture
def hegui(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `hegui` with these arguments."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write_report(folder: Path) -> Callable[..., Path]:
    """Write a draft, edited as in a rule's case, to a file."""

    def write(name: str = "报告.html", draft: str = "bureau", **edits: Any) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document_of(edit(load_draft(draft), edits), "html"))
        return Path(name)

    return write


UNBALANCED = {"table3.自然人.本年新收": 99}


@pytest.fixture
def write_pack(folder: Path) -> Callable[..., Path]:
    """Write a pack with one rule, some of whose lines may be replaced."""

    def write(**lines: str) -> Path:
        pack = folder / "pack"
        rule = {
            "id": "local-title",
            "title": "标题",
            "basis": "{document: 某省文件}",
            "severity": "warning",
            "check": "identity",
            "for_each": "table3.column",
            "assert": "本年新收 >= 0",
            "message": '"{列}：本年新收 {本年新收}"',
            "advice": "改正。",
            "cases": "[{fail: {set: {table3.自然人.本年新收: -1}}}, {pass: {}}]",
            **lines,
        }
        (pack / "rules" / "tables").mkdir(parents=True)
        (pack / "pack.yaml").write_text("name: local\ntitle: 某省规则\nversion: '1'\nextends: [national]\n", "utf-8")
        text = "".join(f"{key}: {value}\n" for key, value in rule.items())
        (pack / "rules" / "tables" / "local-title.yaml").write_text(text, "utf-8")
        return pack

    return write
