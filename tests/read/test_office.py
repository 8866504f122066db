"""Old formats by way of LibreOffice; where it is not installed, a message that tells how to convert."""

from __future__ import annotations

import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from hegui.model.document import Grid, Paragraph
from hegui.read import Limits, ReadError, read_content
from hegui.read.formats import office
from programs import needs_libreoffice

RTF = rb"{\rtf1\ansi\ansicpg936\uc1 \u19968?\u12289?\u24635?\u20307?\u24773?\u20917?\par 2024\par}"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)
_MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def _odt(body: str) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {_NAMESPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'office:version="1.2"><office:body><office:text>{body}</office:text></office:body></office:document-content>',
        )
    return file.getvalue()


_TABLE = "".join(
    "<table:table-row>" + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
    + "</table:table-row>"
    for row in (("规章", "3"), ("规范性文件", "12"))
)  # fmt: skip


@needs_libreoffice
def test_an_rtf_document_is_read_and_keeps_its_format() -> None:
    document = read_content(RTF, "报告.rtf")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["一、总体情况", "2024"]
    assert document.source.format == "rtf"
    assert any("LibreOffice" in note for note in document.notes)


@needs_libreoffice
def test_tables_survive_the_conversion() -> None:
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    document = read_content(_odt(f"<table:table>{columns}{_TABLE}</table:table>"), "报告.odt")
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.cells] == ["规章", "3", "规范性文件", "12"]
    assert document.source.format == "odt"


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine, and the paths that were asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - as http.server wants them

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()


@needs_libreoffice
def test_nothing_that_a_document_links_to_is_fetched(
    server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = server
    picture = f'<draw:frame text:anchor-type="as-char"><draw:image xlink:href="{address}/a.png"/></draw:frame>'
    data = _odt(f"<text:p>正文{picture}</text:p>")
    assert read_content(data, "报告.odt").blocks
    assert asked == []
    monkeypatch.setattr(office, "_SETTINGS", ())  # the trap works: without our settings it is asked for
    read_content(data, "报告.odt")
    assert "/a.png" in asked


@needs_libreoffice
def test_what_cannot_be_converted_is_told() -> None:
    with pytest.raises(ReadError, match=r"旧版 Word 文档.*没能转换"):
        read_content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "报告.doc")


def test_without_libreoffice_the_user_learns_how_to_convert(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEGUI_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_UNIX_PLACES", ())
    monkeypatch.setattr(office, "_USUAL_PLACES", {})
    with pytest.raises(ReadError, match=r"RTF 文档.*没有找到 LibreOffice.*另存为 \.docx.*HEGUI_SOFFICE"):
        read_content(RTF, "报告.rtf")


def test_a_wrong_place_of_libreoffice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEGUI_SOFFICE", "/没有/soffice")
    with pytest.raises(ReadError, match="HEGUI_SOFFICE 指明的 /没有/soffice 不存在"):
        read_content(RTF, "报告.rtf")


@pytest.mark.skipif(os.name == "nt", reason="此系统不运行 shell 脚本")
def test_a_conversion_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, started = tmp_path / "soffice", tmp_path / "started"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {started}\nwait\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("HEGUI_SOFFICE", str(program))
    with pytest.raises(ReadError, match="用时超过 1 秒"):
        read_content(RTF, "报告.rtf", limits=Limits(seconds=1))
    child = Path(f"/proc/{started.read_text().strip()}/stat")
    assert not child.exists() or child.read_text().split()[2] == "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="别的系统没有 /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_ended_leaves_nothing_behind(tmp_path: Path, end: signal.Signals) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    started = tmp_path / "started"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\ntouch $TMPDIR/lu1.tmp\nsleep 600 &\necho $! > {started}\nwait\n", "utf-8")
    program.chmod(0o755)
    code = "import sys; from hegui.read.formats.office import convert; convert(sys.argv[1], b'x', 'rtf', 600)"
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(program)], env=environment, stderr=subprocess.DEVNULL
    ) as run:
        _wait_until(lambda: started.exists() and started.read_text().strip() != "")
        run.send_signal(end)
    _wait_until(lambda: _has_ended(started.read_text().strip()))
    _wait_until(lambda: not list(temporary.iterdir()))


def _has_ended(process: str) -> bool:
    """Also where nobody has asked for its end yet."""
    try:
        return Path("/proc", process, "stat").read_text().split()[2] == "Z"
    except OSError:
        return True


def _wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("等了一分钟")


def test_a_full_disk_is_called_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(ReadError, match="磁盘已满"):
        office.convert("soffice", b"x", "rtf", 1)
