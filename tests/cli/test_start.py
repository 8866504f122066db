"""Starting: help and complaints in Chinese, little imported, output that survives any console."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.about import __version__
from hegui.cli.commands import build_parser

COMMANDS = [[], ["audit"], ["rules"], ["rules", "list"], ["rules", "explain"], ["rules", "test"], ["rules", "lint"],
            ["plugins"], ["render"]]  # fmt: skip


def _python(*arguments: object, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-X", "utf8=0", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, **settings)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_in_chinese(hegui: Any, command: list[str]) -> None:
    ran = hegui(*command, "--help")
    assert ran.status == 0
    assert ran.out.startswith("用法：hegui")
    assert not re.search(r"\b(usage|positional|options|optional|show|exit|arguments)\b", ran.out)


@pytest.mark.parametrize("command", [[], ["rules"]])
def test_without_a_command_the_help_is_shown_as_for_wrong_usage(hegui: Any, command: list[str]) -> None:
    ran = hegui(*command)
    assert (ran.status, ran.out) == (2, "")
    assert "命令" in ran.err


def test_an_unknown_command_is_told(hegui: Any) -> None:
    ran = hegui("audti")
    assert ran.status == 2
    assert "audti" in ran.err
    assert "audit" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["audit", "a", "--out"],
        ["audit", "a", "--fail-on", "x"],
        ["audit", "a", "--no-timestamp=1"],
        ["rules", "explain"],
        ["rules", "explain", "a", "b"],
        ["render"],
        ["plugins", "--format", "xml"],
        ["--version=1"],
    ],
)
def test_complaints_hold_no_english_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args(arguments)
    assert end.value.code == 2
    assert not re.search(
        r"\b(argument|arguments|expected|invalid|unrecognized|required|the|choose)\b", capsys.readouterr().err
    )


def test_argparse_speaks_to_others_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    build_parser().parse_args(["plugins"])
    with pytest.raises(SystemExit):
        argparse.ArgumentParser().parse_args(["--nonsense"])
    assert "unrecognized arguments" in capsys.readouterr().err


def test_the_version_needs_next_to_nothing() -> None:
    script = """import sys; from hegui.cli import main
try: main(["--version"])
finally: print(*sys.modules, file=sys.stderr)"""
    ran = _python("-c", script)
    assert ran.stdout.decode().strip() == f"hegui {__version__}"
    heavy = {
        "yaml",
        "pluggy",
        "selectolax",
        "jsonschema",
        "wcwidth",
        "tabulate",
        "hegui.rules",
        "hegui.read",
        "dataclasses",
        "django",
        "hegui.cli.audit",
        "hegui.cli.rules",
        "hegui.output",
    }
    assert heavy.isdisjoint(ran.stderr.decode().split())


def test_the_module_runs_like_the_command() -> None:
    assert _python("-m", "hegui", "--version").stdout.decode().strip() == f"hegui {__version__}"


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1"])
def test_output_is_utf8_on_every_console(write_report: Any, encoding: str) -> None:
    path = write_report("𠮷县报告.html")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    ran = _python("-m", "hegui", "audit", path, "没有.txt", "--format", "json", env=environment)
    assert "𠮷县报告.html" in ran.stdout.decode("utf-8")
    assert ran.stderr.decode("utf-8") == ""


@pytest.mark.skipif(os.name == "nt", reason="file names are always text here")
def test_a_file_name_that_is_no_text_is_survived(write_report: Any) -> None:
    name = os.fsdecode(b"\xff\xfe.html")
    try:
        Path(write_report()).rename(name)
    except OSError:
        pytest.skip("this file system takes text only")
    for form in ("terminal", "json", "md", "csv"):
        ran = _python("-m", "hegui", "audit", name, "--format", form)
        assert ran.returncode == 0
        ran.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
def test_a_full_disk_is_told(write_report: Any) -> None:
    path = write_report()
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "hegui", "audit", str(path)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
    assert ran.returncode == 3
    assert ran.stderr.decode().startswith("hegui：磁盘空间不足，结果没有写完。请清理")


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise here")
def test_a_reader_that_goes_away_is_told(write_report: Any) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "hegui", "audit", str(write_report())],
            stdout=writing, stderr=subprocess.PIPE, check=False, timeout=120,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert ran.returncode == 3
    assert ran.stderr.decode() == "hegui：接收输出的程序已关闭，结果没有写完。\n"


@pytest.mark.parametrize(
    ("variables", "terminal", "colour"),
    [({}, True, True), ({}, False, False), ({"NO_COLOR": "1"}, True, False), ({"TERM": "dumb"}, True, False)],
)
def test_colour_is_for_terminals_that_want_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], terminal: bool, colour: bool
) -> None:
    from hegui.cli.console import wants_colour

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    assert wants_colour() is colour


def test_progress_is_for_terminals_and_many_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hegui.cli.console import Progress

    def shown(count: int, terminal: bool) -> str:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
        progress = Progress()
        for number in range(1, count + 1):
            progress(number, count, "报告.html")
        progress.done()
        return capsys.readouterr().err

    assert "20/20" in shown(20, True)
    assert shown(20, False) == ""
    assert shown(2, True) == ""


@pytest.mark.parametrize(
    ("rate", "left", "words"),
    [
        (0, 10, ""),
        (50, 0, "，每秒 50 份，约剩 0 秒"),
        (50.4, 1000, "，每秒 50 份，约剩 20 秒"),
        (2, 300, "，每秒 2 份，约剩 2 分 30 秒"),
        (0.5, 4000, "，每分钟 30 份，约剩 2 小时 13 分"),
    ],
)
def test_the_pace_is_told(rate: float, left: int, words: str) -> None:
    from hegui.cli.console import pace_in_words

    assert pace_in_words(rate, left) == words


def test_the_pace_is_that_of_the_last_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hegui.cli import console

    clock = [0.0]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(console, "monotonic", lambda: clock[0])
    progress = console.Progress()
    for number in range(1, 1001):  # these a cache knew
        clock[0] += 0.001
        progress(number, 1100, "报告.html")
    for number in range(1001, 1061):
        clock[0] += 1
        progress(number, 1100, "报告.html")
    assert capsys.readouterr().err.rpartition("\r")[2] == "\x1b[K正在审查 1060/1100，每分钟 60 份，约剩 40 秒"


@pytest.mark.skipif(os.name == "nt", reason="Windows 的命令行关不掉标准输出")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_fault_of_the_program(tmp_path: Path, closed: str) -> None:
    (tmp_path / "报告.txt").write_text("不是报告", "utf-8")
    command = f"{sys.executable} -m hegui audit 报告.txt --format json {closed}"
    ran = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert "程序出错" not in ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows 的文件名不依语言环境")
def test_names_are_chinese_in_a_bare_locale_too(tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text("不是报告", "utf-8")
    bare = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "hegui", "audit", "报告.txt", "--format", "docx", "--out", "结果"]
    ran = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, check=False)
    assert ran.returncode == 3
    assert (tmp_path / "结果" / "通报.docx").exists()
