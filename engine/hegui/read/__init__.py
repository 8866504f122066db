"""Files to documents: decides what a file is by its content and hands it to the reader of that format.

A format is a module with one function of type `Reader`, a name that `sniff` gives it, and a line in `_READERS`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from hegui.model.document import Document, Source
from hegui.read.reader import Limits, PictureOnly, Reader, ReadError
from hegui.read.sniff import sniff
from hegui.read.suffixes import belied

__all__ = ["Limits", "ReadError", "read", "read_content", "sniff"]


def _text(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.text import read_text

    return read_text(data, source, limits)


def _html(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.html import read_html

    return read_html(data, source, limits)


def _mhtml(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.html import read_mhtml

    return read_mhtml(data, source, limits)


def _docx(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.docx import read_docx

    return read_docx(data, source, limits)


def _xlsx(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.xlsx import read_xlsx

    return read_xlsx(data, source, limits)


def _office(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.office import read_office

    return read_office(data, source, limits)


def _pdf(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.isolate import call
    from hegui.read.pdf import read_pdf

    return call(limits.seconds, read_pdf, data, source, limits)


def _scan(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.isolate import call
    from hegui.read.ocr import read_scan

    return call(limits.recognition_seconds, read_scan, data, source, limits)


_READERS: dict[str, Reader] = {
    "text": _text,
    "html": _html,
    "mhtml": _mhtml,
    "docx": _docx,
    "pdf": _pdf,
    "xlsx": _xlsx,
    "doc": _office,
    "rtf": _office,
    "odt": _office,
    "wordxml": _office,
}

_SAVE_AS = "请在原程序中打开，另存为 Word 文档（.docx）或 PDF 后再审查。"
_UNREADABLE = {
    "empty": "文件是空的，没有任何内容。请检查文件是否下载或导出完整。",
    "encrypted": "文件设了打开密码，无法读取。请用密码打开，取消密码并另存后再审查。",
    "xls": "这是旧版 Excel 工作簿（.xls 或 .et），暂不支持直接读取。请在原程序中打开，另存为 .xlsx 后再审查。",
    "ods": "这是 OpenDocument 表格（.ods），暂不支持直接读取。请在原程序中打开，另存为 .xlsx 后再审查。",
    "ppt": f"这是演示文稿（.ppt），不是年度报告全文。{_SAVE_AS}",
    "pptx": f"这是演示文稿（.pptx），不是年度报告全文。{_SAVE_AS}",
    "ofd": f"这是 OFD 版式文件，暂不支持直接读取。{_SAVE_AS}",
    "archive": "这是 .zip 以外的压缩包、压缩包中的压缩包，或已损坏的压缩包，打不开。请先解压，再审查其中的年度报告。",
    "binary": "这不是文本文件，内容无法识别（扩展名可能被改过，或文件已损坏）。请提供网页、Word 或 PDF 的年度报告。",
}
_PICTURE = "这是图片，没有文字可读。"
_RECOGNISE = "如需识别图片中的文字，请加 --ocr 后重新审查；识别可能有误，最好提供含有文字的文件。"


def read(path: Path, *, limits: Limits = Limits(), ocr: bool = False) -> Document:  # noqa: B008 -- frozen
    """Read a file, whatever its suffix. With `ocr`, the text of a scan is recognised.

    Raises:
        ReadError: the file is missing, empty, too large, not permitted to be read, or of a format that no reader knows.
    """
    return read_content(_bytes(path, limits), str(path), limits=limits, ocr=ocr)


def read_content(data: bytes, path: str, *, limits: Limits = Limits(), ocr: bool = False) -> Document:  # noqa: B008
    """Read what is in a file, where it did not come from a file of its own (an entry of an archive).

    Raises:
        ReadError: it is empty, or of a format that no reader knows.
    """
    name = sniff(data)
    document = _document(data, Source(path, hashlib.sha256(data).hexdigest(), name), limits, ocr)
    if not document.blocks and not document.pictures:
        raise ReadError("文件里没有读到任何文字。若网页内容由脚本生成，请在浏览器中打开，待内容显示后再另存。")
    note = belied(path, name)
    return replace(document, notes=(note, *document.notes)) if note else document


def _document(data: bytes, source: Source, limits: Limits, ocr: bool) -> Document:
    try:
        if source.format == "image":
            raise PictureOnly(_PICTURE)
        if source.format not in _READERS:
            raise ReadError(_UNREADABLE[source.format])
        document = _READERS[source.format](data, source, limits)
    except PictureOnly as error:
        if ocr:
            return _scan(data, source, limits)
        raise ReadError(f"{error}{_RECOGNISE}") from None
    return _scan(data, source, limits) if ocr and document.gaps else document


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise ReadError("这是文件夹，不是文件。请指定其中的年度报告文件。")
        if not S_ISREG(status.st_mode):
            raise ReadError("这不是普通文件，无法读取。请指定年度报告文件。")
        if status.st_size > limits.size:
            raise ReadError(
                f"文件过大（{_megabytes(status.st_size)}，上限 {_megabytes(limits.size)}），不像是年度报告。"
                "请检查文件是否正确；网页中内嵌的大图可删去后再审查。"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadError("文件不存在。请检查路径是否写对。") from None
    except PermissionError:
        raise ReadError("没有读取此文件的权限。请检查文件权限，或确认文件未被其他程序独占。") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL byte
        raise ReadError(
            f"文件读取失败（{getattr(error, 'strerror', None) or error}）。请检查磁盘、网络或路径后重试。"
        ) from None


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
