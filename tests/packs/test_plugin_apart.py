"""No plugin ends the program, keeps another output from being written or speaks in the place of hegui."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hegui.project import host as host_module
from hegui.project.host import Host
from hegui.proving import load_draft
from hegui.rules.assembly import load_ruleset
from tools.layouts import document_of

pytestmark = pytest.mark.slow

_PLUGIN = """
import os, signal, sys, threading, time
from pathlib import Path
from hegui.plugin import PASSED, Check, CorpusCheck, OutputFile, Renderer, hookimpl, text_renderer

def at(place):
    if place == "@PLACE@":
        @ACT@

def compiled(rule, context):
    at("compile")
    def judge(report, parameters):
        at("check")
        return PASSED
    return judge

def compiled_on_all(rule, context):
    def judge(corpus, parameters_of):
        at("corpus check")
        return PASSED
    return judge

def files(run, options):
    run.ruleset.forms.clear()
    at("renderer")
    yield OutputFile("mine.txt", [b"mine"])

@hookimpl
def hegui_packs():
    return [Path(__file__).parent]

@hookimpl
def hegui_checks():
    at("hook")
    return [Check("strange-kind", "某种", compiled, {}), CorpusCheck("strange-all", "某种", compiled_on_all, {})]

@hookimpl
def hegui_renderers():
    at("formats")
    text = text_renderer("mytext", "某种", ".txt", lambda run: at("text") or ["mine\\n"])
    return [Renderer("mine", "某种", files), text]

at("import")
"""
_RULE = """
id: {id}
title: 标题
basis: {{document: 某文件}}
severity: warning
check: {kind}
message: 某事
advice: 请改正。
cases: [{{fail: {{}}}}, {{pass: {{}}}}]
"""


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def strange(tmp_path: Path) -> Callable[[str, str], Path]:
    """A plugin that does something at a place of its code."""

    def write(place: str, act: str) -> Path:
        folder = tmp_path / "strange"
        (folder / "rules" / "wording").mkdir(parents=True)
        (folder / "pack.yaml").write_text("name: strange\ntitle: 某省规则\nversion: '1'\n", "utf-8")
        (folder / "__init__.py").write_text(_PLUGIN.replace("@PLACE@", place).replace("@ACT@", act), "utf-8")
        for name, kind in (("strange-one", "strange-kind"), ("strange-many", "strange-all")):
            (folder / "rules" / "wording" / f"{name}.yaml").write_text(_RULE.format(id=name, kind=kind), "utf-8")
        return folder

    return write


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def program(tmp_path: Path, cache: Path) -> Callable[..., Ran]:
    """Run `hegui` as users do, in a folder with two reports."""
    (tmp_path / "reports").mkdir()
    for number, draft in enumerate(("bureau", "county")):
        (tmp_path / "reports" / f"{number}.html").write_bytes(document_of(load_draft(draft), "html"))

    def run(*arguments: object) -> Ran:
        command = [sys.executable, "-m", "hegui", *map(str, arguments)]
        environment = {**os.environ, "HEGUI_CACHE_DIR": str(cache), "PYTHONUTF8": "1"}
        ran = subprocess.run(command, check=False, cwd=tmp_path, env=environment, capture_output=True, timeout=300)
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    return run


_OUTPUTS = ("--format", "mine,json,csv", "--out", "out")


@pytest.mark.parametrize(
    ("place", "act"),
    [
        *((place, "os._exit(0)") for place in ("import", "hook", "compile", "check", "corpus check", "renderer")),
        *((place, "raise KeyboardInterrupt") for place in ("import", "check", "renderer")),
        ("check", "os.abort()"),
        ("renderer", "sys.exit(0)"),
    ],
)
def test_no_plugin_ends_the_audit(place: str, act: str, strange: Any, program: Any, tmp_path: Path) -> None:
    plugin = strange(place, act)
    broken_format = place in ("import", "renderer")
    formats = ("--format", "json,csv", "--out", "out") if place == "import" else _OUTPUTS
    ran = program("audit", "reports", "--plugin", plugin, *formats)
    assert ran.status == 3, ran.err
    written = sorted(file.name for file in (tmp_path / "out").iterdir() if file.name[0] != ".")  # its own listing apart
    assert written == ["audit.csv", "audit.json"] + ["mine.txt"] * (not broken_format)
    told = (tmp_path / "out" / "audit.json").read_text("utf-8") + ran.err
    assert "strange" in told
    run = json.loads((tmp_path / "out" / "audit.json").read_text("utf-8"))
    assert len(run["reports"]) == 2
    assert run["ruleset"]["forms"], "what a renderer does to the run is seen by no other"
    assert run["complete"] is (place == "renderer")
    assert all(len(report["verdicts"]) > 20 and not report["errors"] for report in run["reports"])
    if place == "renderer":
        assert "没有输出 mine 格式" in ran.err


_ALL_AT_ONCE = (
    "threading.Thread(target=time.sleep, args=(600,)).start(); os.fork() == 0 and time.sleep(600); "
    "os.fork(); os.chdir('/'); signal.signal(signal.SIGINT, signal.SIG_IGN); sys.setrecursionlimit(90)"
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="别的系统没有 fork")
@pytest.mark.parametrize("place", ["import", "check"])
def test_what_a_plugin_starts_or_sets_for_all_ends_with_its_work(
    place: str, strange: Any, program: Any, tmp_path: Path
) -> None:
    """The output of the command closes when the last process that could write to it has ended."""
    ran = program("audit", "reports", "--no-cache", "--plugin", strange(place, _ALL_AT_ONCE), *_OUTPUTS)
    assert ran.status == 0, ran.err
    assert ran.err.count("audit.csv") == 1
    written = {file.name for file in (tmp_path / "out").iterdir() if file.name[0] != "."}
    assert written == {"audit.csv", "audit.json", "mine.txt"}
    run = json.loads((tmp_path / "out" / "audit.json").read_text("utf-8"))
    assert (run["complete"], len(run["reports"])) == (True, 2)


@pytest.mark.parametrize("place", ["import", "check", "corpus check"])
def test_what_a_plugin_prints_is_told_under_its_name(place: str, strange: Any, program: Any) -> None:
    act = "print('某句'); sys.stdout.buffer.write(b'bytes\\n'); os.write(1, b'raw\\n'); os.system('echo child')"
    plugin = strange(place, act)
    for more in ((), ("--processes", 2)) if place == "check" else ((),):
        ran = program("audit", "reports", "--plugin", plugin, "--format", "json", "--no-cache", *more)
        assert ran.status == 0, ran.err
        assert len(json.loads(ran.out)["reports"]) == 2
        assert "插件 strange：某句\n" in ran.err
        assert "插件 strange：bytes\n" in ran.err


def test_what_a_renderer_prints_is_not_its_output(strange: Any, program: Any) -> None:
    plugin = strange("text", "print('某句')")
    ran = program("audit", "reports", "--plugin", plugin, "--format", "mytext")
    assert (ran.status, ran.out) == (0, "mine\n")
    assert "插件 strange：某句\n" in ran.err


def test_a_format_that_is_missing_because_its_plugin_broke_leads_to_that_plugin(strange: Any, program: Any) -> None:
    plugin = strange("formats", "os._exit(0)")
    ran = program("audit", "reports", "--plugin", plugin, "--format", "mytext")
    assert ran.status == 2
    assert "没有输出格式 mytext" in ran.err
    assert "使整个程序终止" in ran.err
    assert "strange" in ran.err


@pytest.mark.parametrize("command", [("rules", "lint"), ("rules", "test", "strange-one"), ("plugins",)])
def test_no_command_claims_success_that_a_plugin_ended(command: tuple[str, ...], strange: Any, program: Any) -> None:
    ran = program(*command, "--plugin", strange("compile", "os._exit(0)"))
    assert ran.status not in (0, 1), ran.out + ran.err
    assert "strange" in ran.out + ran.err
    if command != ("plugins",):  # there in a column of a table, over several lines
        assert "插件 strange 在处理规则“strange-one”时使整个程序终止" in ran.out + ran.err


@pytest.mark.skipif(os.name != "posix", reason="只有 POSIX 系统有 SIGKILL")
def test_nothing_goes_on_when_the_process_that_looks_after_it_is_killed(strange: Any, tmp_path: Path) -> None:
    begun, done = tmp_path / "begun", tmp_path / "done"
    act = f"Path({str(begun)!r}).write_text(str(os.getpid())); time.sleep(30); Path({str(done)!r}).touch()"
    command = [sys.executable, "-m", "hegui", "plugins", "--plugin", strange("import", act)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        while not (begun.exists() and begun.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        assert int(begun.read_text()) != process.pid
        process.kill()
        process.communicate(timeout=60)  # the output closes when nobody is left who could write to it
    finally:
        process.kill()
    assert not done.exists()


def test_a_plugin_that_is_gone_from_the_modules_when_it_fails_is_told_for_what_it_did(strange: Any) -> None:
    plugin = strange("import", "del sys.modules[__name__]; raise ValueError('that was it')")
    problems = [problem.message for problem in Host.load([plugin]).problems]
    assert len(problems) == 1
    assert "that was it" in problems[0]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["main thread", "another thread"])
@pytest.mark.parametrize("act", ["time.sleep(5)", "exec('while True: pass')"])
@pytest.mark.parametrize("place", ["import", "hook", "compile"])
def test_a_plugin_that_hangs_is_told_and_the_rest_goes_on(
    place: str, act: str, elsewhere: bool, strange: Any, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(cache))
    monkeypatch.setattr(host_module, "COMPILING" if place == "compile" else "LOADING", 1)
    plugin = strange(place, act)
    with ThreadPoolExecutor(1) as pool:
        load = lambda: load_ruleset(Host.load([plugin]))  # noqa: E731
        ruleset = pool.submit(load).result() if elsewhere else load()
    problems = [problem for problem in ruleset.problems if "运行超过 1 秒" in problem.message]
    assert [problem.kind for problem in problems] == ["plugin"], ruleset.problems
    assert "插件 strange" in problems[0].message
    assert ruleset.mistakes == ()
    assert len(ruleset.rules) > 20
    assert ruleset.rule("strange-one") is None
    assert threading.active_count() < 20
