"""Documents of older office programs (doc, wps, rtf, odt, Word XML): converted to DOCX by LibreOffice, then read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import quoteattr

from hegui.model.document import Document, Source
from hegui.read.reader import Limits, ReadError
from hegui.read.suffixes import KINDS
from hegui.read.zipped import open_zip

_VARIABLE = "HEGUI_SOFFICE"
_NAMES = ("soffice", "libreoffice", "soffice.com", "soffice.exe")
_USUAL_PLACES = {
    "win32": (
        r"%ProgramFiles%\LibreOffice\program\soffice.com",
        r"%ProgramFiles(x86)%\LibreOffice\program\soffice.com",
        r"%LocalAppData%\Programs\LibreOffice\program\soffice.com",
    ),
    "darwin": (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "~/Applications/LibreOffice.app/Contents/MacOS/soffice",
    ),
}
_UNIX_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/local/lib/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
    "/var/lib/flatpak/exports/bin/org.libreoffice.LibreOffice",
)
_CONVERT = (
    "请在 Word、WPS 或 LibreOffice 中打开，另存为 .docx 后再审查；"
    f"或安装 LibreOffice（装在别处时用环境变量 {_VARIABLE} 指明 soffice 的位置），即可直接审查。"
)

# No macros, no links followed, no way out to the network: what a document asks for must not happen.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Load", "UpdateDocMode", "0"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Save/Document", "AutoSave", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_NAMESPACES = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def read_office(data: bytes, source: Source, limits: Limits) -> Document:
    """Convert a document and read what comes out; the source keeps its own format.

    Raises:
        ReadError: there is no LibreOffice, or it cannot convert the file in time.
    """
    from hegui.read.docx import read_docx

    title = KINDS[source.format].title
    program = find_program()
    if program is None:
        raise ReadError(f"这是{title}，要先转换才能读取，而这台电脑上没有找到 LibreOffice。{_CONVERT}")
    if source.format == "odt":
        with open_zip(data, limits) as archive:
            if sum(entry.file_size for entry in archive.filelist) > limits.expansion:
                raise ReadError("文件解压后过大，可能经过特殊构造，未予读取。请检查文件来源。")
    converted = convert(program, data, source.format, limits.seconds)
    if converted is None:
        raise ReadError(f"这是{title}，LibreOffice 没能转换，文件可能已损坏或设了密码。{_CONVERT}")
    document = read_docx(converted, source, limits)
    note = "文件由 LibreOffice 转换为 .docx 后读取，版面可能与原文略有出入。"
    return replace(document, notes=(note, *document.notes))


def find_program() -> str | None:
    """LibreOffice as the user names it in HEGUI_SOFFICE, on the search path, or where it usually lies; None without."""
    named = os.environ.get(_VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise ReadError(f"环境变量 {_VARIABLE} 指明的 {named} 不存在或不能运行。请改正，或删去这个环境变量。")
        return found
    return next((path for name in _NAMES if (path := shutil.which(name))), None) or next(_usual(), None)


def _usual() -> Iterator[str]:
    import glob

    for pattern in _USUAL_PLACES.get(sys.platform, _UNIX_PLACES):
        place = str(Path(os.path.expandvars(pattern)).expanduser())
        for path in sorted(glob.glob(place), reverse=True):  # noqa: PTH207 - the newest of several versions first
            if os.access(path, os.X_OK):
                yield path


def convert(program: str, data: bytes, name: str, seconds: float) -> bytes | None:
    """A document of the format with this name as DOCX, or None where LibreOffice makes nothing of it.

    Raises:
        ReadError: LibreOffice does not start, or takes longer than `seconds`.
    """
    with TemporaryDirectory(prefix="hegui-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        profile = place / "profile"
        _write_profile(profile)
        original = place / f"original.{'xml' if name == 'wordxml' else name}"
        original.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nolockcheck", "--nologo", "--nodefault"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(place / "converted"), str(original)),
        ]
        _run(command, place, seconds)
        try:
            return (place / "converted" / "original.docx").read_bytes()
        except FileNotFoundError:
            return None


def _write_profile(profile: Path) -> None:
    user = profile / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name={quoteattr(name)} oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><oor:items {_NAMESPACES}>{items}</oor:items>'
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run LibreOffice in a process group of its own, so that all it starts ends with it."""
    environment = {**os.environ, "HOME": str(folder)}
    nowhere = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise ReadError(f"LibreOffice 无法启动（{error.strerror}）。{_CONVERT}") from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise ReadError(f"LibreOffice 转换用时超过 {seconds:g} 秒，已停止。{_CONVERT}") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs of it: the program, and what it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
