"""Documents of older office programs (doc, wps, rtf, odt, Word XML): converted to DOCX by LibreOffice, then read."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hegui.errors import reason
from hegui.model.document import Document, Source
from hegui.read.embedded import parts_of_package
from hegui.read.formats import Format, format_of, formats
from hegui.read.reader import Limits, ReadError
from hegui.read.zipped import open_zip

if TYPE_CHECKING:
    from subprocess import Popen

_VARIABLE = "HEGUI_SOFFICE"
_ROOM = 50 << 20
"""Bytes that LibreOffice takes to start and to convert a document, beside the document."""
_PROGRAMS = ("soffice", "libreoffice", "soffice.com", "soffice.exe")
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
_SAVE_AS_DOCX = (
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
_WORD_XML = re.compile(r"(?:<[?!][^>]*>\s*)*<(?:w:wordDocument|pkg:package)\b")


def read_office(data: bytes, source: Source, limits: Limits) -> Document:
    """Convert a document and read what comes out; the source keeps its own format.

    Raises:
        ReadError: there is no LibreOffice, or it cannot convert the file in time.
    """
    from hegui.read.formats.docx import read_docx

    title = formats()[source.format].title
    program = find_program()
    if program is None:
        raise ReadError(f"这是{title}，要先转换才能读取，而这台电脑上没有找到 LibreOffice。{_SAVE_AS_DOCX}")
    if source.format == "odt":
        with open_zip(data, limits) as archive:
            if sum(entry.file_size for entry in archive.filelist) > limits.expansion:
                raise ReadError("文件解压后过大，可能经过特殊构造，未予读取。请检查文件来源。")
    converted = convert(program, data, source.format, limits.seconds)
    if converted is None:
        raise ReadError(f"这是{title}，LibreOffice 没能转换，文件可能已损坏或设了密码。{_SAVE_AS_DOCX}")
    document = read_docx(converted, source, limits)
    note = "文件由 LibreOffice 转换为 .docx 后读取，版面可能与原文略有出入。"
    return replace(document, notes=(note, *document.notes))


def pictures_in_office(data: bytes, names: Sequence[str], limits: Limits) -> Iterator[bytes | None]:
    """Those of the document that it is converted to, once more."""
    program = find_program()
    converted = program and convert(program, data, format_of(data).name, limits.seconds)
    return parts_of_package(converted, names, limits) if converted else iter([None] * len(names))


def find_program() -> str | None:
    """LibreOffice as the user names it in HEGUI_SOFFICE, on the search path, or where it usually lies; None without."""
    from shutil import which

    if named := os.environ.get(_VARIABLE):
        if found := which(named):
            return found
        raise ReadError(f"环境变量 {_VARIABLE} 指明的 {named} 不存在或不能运行。请改正，或删去这个环境变量。")
    return next((path for name in _PROGRAMS if (path := which(name))), None) or next(_usual(), None)


def _usual() -> Iterator[str]:
    import glob

    for pattern in _USUAL_PLACES.get(sys.platform, _UNIX_PLACES):
        place = str(Path(os.path.expandvars(pattern)).expanduser())
        for path in sorted(glob.glob(place), reverse=True):  # noqa: PTH207 - the newest of several versions first
            if os.access(path, os.X_OK):
                yield path


def convert(program: str, data: bytes, name: str, seconds: float) -> bytes | None:
    """A document of the format with this name as DOCX, or None where LibreOffice cannot read it.

    Raises:
        ReadError: LibreOffice does not start, or takes longer than `seconds`.
    """
    import shutil
    from tempfile import gettempdir

    from hegui.guarding.scratch import Scratch

    try:
        free = shutil.disk_usage(gettempdir()).free
    except OSError:  # no folder for what passes: there is no room either
        free = 0
    if free < _ROOM + 2 * len(data):
        raise ReadError("临时文件夹所在的磁盘已满或不能写，文件无法转换。请腾出空间后再审查。")
    with Scratch() as folder:
        place = Path(folder)
        profile = place / "profile"
        original = place / f"original.{'xml' if name == 'wordxml' else name}"
        try:
            _write_settings(profile)
            original.write_bytes(data)
        except OSError as error:
            raise ReadError(f"临时文件夹 {folder} 写不进去（{reason(error)}），文件无法转换。请检查磁盘。") from None
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


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    text = f'<?xml version="1.0" encoding="UTF-8"?><oor:items {_NAMESPACES}>{items}</oor:items>'
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run LibreOffice so that it and all that it starts end with this, and with this process however that ends."""
    from subprocess import TimeoutExpired

    # What it leaves for later, and in its own folder for what passes, goes with the folder.
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    try:
        with _started(command, folder, environment) as process:
            process.wait(seconds)
    except OSError as error:
        raise ReadError(f"LibreOffice 无法启动（{reason(error)}）。{_SAVE_AS_DOCX}") from None
    except TimeoutExpired:
        raise ReadError(f"LibreOffice 转换用时超过 {seconds:g} 秒，已停止。{_SAVE_AS_DOCX}") from None


@contextmanager
def _started(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Popen[bytes]]:
    if sys.platform != "win32":
        from hegui.guarding.lifeline import attended

        with attended(command, str(folder), environment) as process:
            yield process
        return
    from subprocess import DEVNULL, Popen, run

    process = Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=folder, env=environment)
    try:
        yield process
    finally:  # what still runs of it, and what it started
        if process.poll() is None:
            run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        process.wait()


FORMATS = (
    Format(
        "doc",
        "旧版 Word 文档（doc、wps）",
        lambda content: content.office_stream == "WordDocument",
        read_office,
        pictures_in_office,
        suffixes=(".doc", ".dot", ".wps", ".wpt"),
    ),
    Format(
        "rtf",
        "RTF 文档",
        lambda content: content.data.startswith(b"{\\rtf"),
        read_office,
        pictures_in_office,
        suffixes=(".rtf",),
    ),
    Format(
        "odt",
        "OpenDocument 文档（odt）",
        lambda content: content.open_document in ("text", "text-template"),
        read_office,
        pictures_in_office,
        suffixes=(".odt", ".ott"),
    ),
    Format(
        "wordxml",
        "Word XML 文档",
        lambda content: not content.opens_as_page and _WORD_XML.match(content.head or "") is not None,
        read_office,
        pictures_in_office,
        order=1,
        suffixes=(".xml",),
        is_rare=True,
    ),
)
