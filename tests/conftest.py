"""What many tests share: the ruleset as installed, a runner that judges drafts by it, the wheel, a browser.

At the end the suite says which tests were skipped for which reason.
"""

import ctypes
import gc
import os
import signal
from collections import Counter
from collections.abc import Iterator
from mmap import PAGESIZE
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from environments import ROOT, build_wheel, made_once
from hegui.project.host import Host
from hegui.proving.cases import CaseRunner
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet
from programs import chromium, only_our_font

# Where a shell runs the suite in the background, Ctrl-C is ignored, also by every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test depends on how fast the machine is.
settings.register_profile("hegui", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hegui")


_ROOM = 50 << 20
_held = [0]
"""Bytes that this process held when cycles were last looked for."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Slow tests wait for other programs for a good part of their time: one more of them runs than there are cores."""
    return (os.cpu_count() or 1) + 1 if "not slow" not in config.option.markexpr else None


@pytest.fixture(scope="session")
def ruleset() -> RuleSet:
    """The packs that come with hegui, loaded as the command line loads them."""
    return load_ruleset(Host.load())


@pytest.fixture(scope="session")
def runner(ruleset: RuleSet) -> CaseRunner:
    return CaseRunner(ruleset)


@pytest.fixture(scope="session")
def hegui_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """hegui as users install it, built from this checkout once for all workers."""
    folder = made_once(tmp_path_factory, "dist", lambda folder: build_wheel(ROOT, folder))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session", autouse=True)
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The programs that tests start show text in the font of the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(only_our_font(tmp_path_factory.mktemp("fonts"))))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    program = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Cycles are looked for when much memory has come to the process: Python goes by the number of objects, and a
    Word document or the pages of a scan are few that hold many megabytes."""
    if _resident() > _held[-1] + _ROOM:
        gc.collect()
        if give_back := getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None:
            give_back(0)
        _held.append(_resident())


def _resident() -> int:
    """Bytes that this process holds, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGESIZE
    except OSError:
        return 0


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.section(f"跳过 {reasons.total()} 项测试")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count:5} 项：{reason}")
