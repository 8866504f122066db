"""Programs that open what hegui writes, and the reasons why a test that needs one is skipped."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from hegui.read.formats import office
from tools.fonts import FONT

NO_LIBREOFFICE = "没有安装 LibreOffice（apt-get install libreoffice-writer-nogui libreoffice-calc-nogui）"
NO_CHROMIUM = "没有安装 Chromium（apt-get install chromium）"

needs_libreoffice = pytest.mark.skipif(office.find_program() is None, reason=NO_LIBREOFFICE)


def only_our_font(folder: Path) -> Path:
    """Settings for fontconfig that know of no font but that of the tests, so that every machine shows text alike."""
    settings = folder / "fonts.conf"
    settings.write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><dir>{FONT.parent}</dir>"
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return settings


def printed(files: Iterable[Path], folder: Path) -> dict[str, PdfDocument]:
    """What LibreOffice prints of files, by their names without suffix; `folder` is for its own files."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    program = office.find_program()
    assert program is not None
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {file.stem: PdfDocument(folder / f"{file.stem}.pdf") for file in files}


def words_on(document: PdfDocument) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def chromium() -> str:
    """Where Chromium is; skips the test where it is not."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip(NO_CHROMIUM)
    return program
