"""Many small reports, and a rule that notes what it judges and misbehaves where a file's name says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hegui.proving import edit, load_draft
from tools.layouts import document_of

_PLUGIN = """
import os, signal, sys, time
from pathlib import PurePath
from hegui.plugin import hookimpl
from hegui.rules.check import PASSED, Check

def judge(report, parameters):
    name = PurePath(report.source.path).name
    with open(os.environ["CROWD_LOG"], "a", encoding="utf-8") as log:
        log.write(name + "\\n")
    if "慢" in name:
        time.sleep(0.1)
    if "挂起" in name:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        time.sleep(600)
    if "崩溃" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "迟退" in name:
        sys.setprofile(lambda frame, *_: os._exit(0) if frame.f_code.co_name == "audit_of" else None)
    if "内存" in name:
        bytearray(1 << 42)
    return PASSED

@hookimpl
def hegui_checks():
    return [Check("crowd", "记录", lambda rule, context: judge, {"message": {}})]
"""
_RULE = """
id: crowd-noted
title: 记录
basis: {document: 某省文件}
severity: info
check: crowd
message: 记录
advice: 无。
cases: [{fail: {}}, {pass: {}}]
"""


class Crowd:
    """A folder with reports, and what is needed to audit them."""

    def __init__(self, folder: Path) -> None:
        self.reports = folder / "reports"
        self.reports.mkdir()
        self.plugin = folder / "crowd.py"
        self.plugin.write_text(_PLUGIN, "utf-8")
        self.pack = folder / "pack"
        rule = self.pack / "rules" / "dates" / "crowd-noted.yaml"
        rule.parent.mkdir(parents=True)
        rule.write_text(_RULE, "utf-8")
        (self.pack / "pack.yaml").write_text("name: crowd\ntitle: 记录\nversion: '1'\n", "utf-8")
        self.log = folder / "log.txt"
        self.log.touch()
        self.cache = folder / "cache"

    def add(self, *names: str) -> None:
        """Write reports under these names, each of another content."""
        draft = load_draft("bureau")
        for name in names:
            number = len(list(self.reports.iterdir()))
            content = document_of(edit(draft, {"set": {"table2.行政许可": 1000 + number}}), "html")
            (self.reports / name).write_bytes(content)

    def judged(self) -> list[str]:
        """The names of the files that the rule has judged so far, in order."""
        return self.log.read_text("utf-8").split()

    def command(self, *options: str | Path) -> list[str]:
        """`hegui audit` of the reports, to JSON on standard output."""
        fixed = ["audit", self.reports, "--plugin", self.plugin, "--rules", self.pack, "--format", "json"]
        return [sys.executable, "-m", "hegui", *map(str, [*fixed, "--no-timestamp", *options])]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "CROWD_LOG": str(self.log), "HEGUI_CACHE_DIR": str(self.cache)}

    def start(self, *options: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*options),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def audit(self, *options: str | Path, statuses: Sequence[int] = (0, 1)) -> bytes:
        """What a whole run writes."""
        process = self.start(*options)
        out, err = process.communicate(timeout=120)
        assert process.returncode in statuses, err.decode()
        return out
