"""`hegui rules watch`: each save is examined, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

RULE = """\
id: somewhere-hotline
title: 不再提及旧热线
basis: {document: 某州通知}
severity: warning
check: pattern
scope: 一
forbid: [{pattern: 旧热线}]
message: 提到“{词}”
advice: 请删去。
cases:
  - fail: {append: {一: 旧热线是8888。}}
  - pass: {}
"""


@pytest.fixture
def rule(folder: Path) -> Path:
    """The file of the only rule of a pack."""
    category = folder / "某州" / "rules" / "statements"
    category.mkdir(parents=True)
    manifest = 'name: somewhere\ntitle: 某州规则包\nversion: "1"\nextends: [national]\n'
    (folder / "某州" / "pack.yaml").write_text(manifest, "utf-8")
    file = category / "somewhere-hotline.yaml"
    file.write_text(RULE, "utf-8")
    return file


class _Watching:
    """A process that watches, and what it has said since it was last asked."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._output = folder / "输出.txt"
        self._read = 0
        command = [sys.executable, "-m", "hegui", "rules", "watch", "某州", *arguments]
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    def until(self, words: str) -> str:
        """Everything that is said until these words are."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            said = self._output.read_text("utf-8", "replace")[self._read :]
            if words in said:
                self._read += said.index(words) + len(words)
                return said
            assert self.process.poll() is None, said
            time.sleep(0.1)
        raise AssertionError(f"{words} was not said, but: {said}")


@pytest.fixture
def watching(folder: Path, rule: Path, write_report: Any) -> Iterator[_Watching]:
    write_report("甲.html")
    made = _Watching(folder, "--on", "甲.html")
    yield made
    made.process.kill()
    made.process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_each_save_is_examined_until_it_is_ended(watching: _Watching, rule: Path) -> None:
    watching.until("1 条规则的 6 个用例，全部通过。")
    rule.write_text(RULE.replace("severity: warning", "severity: warn"), "utf-8")
    assert "rules/statements/somewhere-hotline.yaml:4:11" in watching.until("最接近的是“warning”")
    rule.write_text(RULE.replace("pattern: 旧热线", "pattern: 申请"), "utf-8")
    tried = watching.until("个未通过")
    assert "甲.html" in tried
    assert "提到“申请”" in tried
    assert "somewhere-hotline 用例 2：应为符合，实为不符合" in tried
    rule.write_text(RULE, "utf-8")
    assert "甲.html" in watching.until("全部通过。")
    watching.process.send_signal(signal.SIGINT)
    watching.until("已结束。")
    assert watching.process.wait(timeout=20) == 0


@pytest.mark.parametrize(("name", "message"), [("没有", "没有：没有这个文件夹"), ("空", "空：其中没有规则包")])
def test_what_it_refuses(hegui: Any, folder: Path, name: str, message: str) -> None:
    (folder / "空").mkdir()
    ran = hegui("rules", "watch", name)
    assert ran.status == 2
    assert message in ran.err
