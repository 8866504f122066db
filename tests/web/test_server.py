"""`hegui serve` is all it takes: from nothing to a report that is gone through, in a browser's requests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from environments import ROOT

pytestmark = pytest.mark.slow

FIRST, NEW = "di-yi-ge-mi-ma", "xin-de-mi-ma-2"
SAMPLE = ROOT / "reports" / "05-某局-2024-收支不平.html"


def _hegui(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hegui", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "hegui", "serve", "--port", "0"]
    environment = {**os.environ, "HEGUI_ADMIN": "admin", "HEGUI_ADMIN_PASSWORD": FIRST}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = ""
        while "http://" not in told:
            line = process.stdout.readline()
            assert line, "it ended before it said where it is"
            told += line
        assert "已建立管理员账号 admin" in told
        found = re.search(r"http://\S+", told)
        assert found
        yield found[0]
        process.terminate()
        assert process.wait(30) in (0, 130)


def _post(client: httpx.Client, page: str, to: str, **more: Any) -> httpx.Response:
    """Send a form of a page."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page).text)
    assert token
    data = {"csrfmiddlewaretoken": token[1], **more.pop("data", {})}
    return client.post(to, data=data, headers={"Origin": str(client.base_url).rstrip("/")}, **more)


def test_from_nothing_to_a_report_that_is_gone_through(address: str, tmp_path: Path) -> None:
    with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as client:
        assert client.get("health").text == "ok"
        assert "更改密码" in _post(client, "login", "login", data={"account": "admin", "password": FIRST}).text
        changed = _post(client, "password", "password", data={"old": FIRST, "new": NEW, "again": NEW})
        assert "审查批次" in changed.text
        made = {"title": "2024年度审查", "year": "2024", "scheme": "default"}
        campaign = _post(client, "campaigns/new", "campaigns/new", data=made)
        place = campaign.url.path.lstrip("/")
        files = {"files": (SAMPLE.name, SAMPLE.read_bytes())}
        assert _post(client, place, f"{place}upload", files=files).status_code == 200
        for _ in range(240):
            page = client.get(place).text
            if "已完成" in page:
                break
            time.sleep(0.25)
        report = re.search(r"/reports/\d+/", client.get(f"{place}files").text)
        assert report
        reviewed = client.get(report[0]).text
        assert "收" in reviewed
        assert re.search(r"/findings/[0-9a-f]{16}/", reviewed)
        assert "<mark>" in client.get(f"{report[0]}marked").text or "remark" in client.get(f"{report[0]}marked").text
        assert client.get("static/htmx.min.js").status_code == 200
        assert client.get("health", headers={"Host": "elsewhere.example"}).status_code == 400
    key = tmp_path / "hegui.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert _hegui(tmp_path, "backup", "备份.zip").returncode == 0
    restored = _hegui(tmp_path, "restore", "备份.zip", "--history", "另一个.db")
    assert restored.returncode == 0, restored.stderr
    listed = _hegui(tmp_path, "history", "list", "--history", "另一个.db")
    assert "2024年度审查" in listed.stdout


def test_without_an_account_it_says_what_to_do(tmp_path: Path) -> None:
    ran = _hegui(tmp_path, "serve", "--port", "0", HEGUI_ADMIN="", HEGUI_ADMIN_PASSWORD="")
    assert (ran.returncode, "HEGUI_ADMIN" in ran.stderr) == (2, True)
    ran = _hegui(tmp_path, "serve", "--port", "0", HEGUI_ADMIN="admin", HEGUI_ADMIN_PASSWORD="1234")
    assert (ran.returncode, "密码至少 10 个字符" in ran.stderr) == (2, True), ran.stderr
    ran = _hegui(tmp_path, "serve", "--port", "0", HEGUI_ADMIN="Zhang", HEGUI_ADMIN_PASSWORD="di-yi-ge-mi-ma")
    assert (ran.returncode, "小写字母" in ran.stderr) == (2, True), ran.stderr


def test_what_there_is_not_cannot_be_backed_up(tmp_path: Path) -> None:
    ran = _hegui(tmp_path, "backup", "备份.zip")
    assert (ran.returncode, "没有这个数据库" in ran.stderr) == (2, True)
