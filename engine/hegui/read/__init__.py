"""Files to documents: decides what a file is by its content and hands it to the reader of that format.

A format is a module with one function of type `Reader`, a name that `sniff` gives it, and a line in `_READERS`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from hegui.model.document import Document, Source
from hegui.read.reader import Limits, Reader, ReadError
from hegui.read.sniff import sniff

__all__ = ["Limits", "ReadError", "read", "sniff"]


def _text(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.text import read_text

    return read_text(data, source, limits)


def _html(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.html import read_html

    return read_html(data, source, limits)


def _mhtml(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.mhtml import read_mhtml

    return read_mhtml(data, source, limits)


_READERS: dict[str, Reader] = {"text": _text, "html": _html, "mhtml": _mhtml}

_SAVE_AS = "请在原程序中打开，另存为网页（.html）或纯文本（.txt）后再审查。"
_UNREADABLE = {
    "empty": "文件是空的，没有任何内容。请检查文件是否下载或导出完整。",
    "pdf": f"这是 PDF 文件，暂不支持直接读取。{_SAVE_AS}",
    "doc": f"这是旧版 Office 文件（.doc、.xls 或 .wps），暂不支持直接读取。{_SAVE_AS}",
    "docx": f"这是 Word 文档（.docx），暂不支持直接读取。{_SAVE_AS}",
    "xlsx": f"这是 Excel 工作簿（.xlsx），不是年度报告全文。{_SAVE_AS}",
    "pptx": f"这是演示文稿（.pptx），不是年度报告全文。{_SAVE_AS}",
    "ofd": f"这是 OFD 版式文件，暂不支持直接读取。{_SAVE_AS}",
    "rtf": f"这是 RTF 文档，暂不支持直接读取。{_SAVE_AS}",
    "wordxml": f"这是 Word XML 文档，暂不支持直接读取。{_SAVE_AS}",
    "image": "这是图片，读不到其中的文字和表格。请提供网页、纯文本等含有文字的文件。",
    "archive": "这是压缩包。请先解压，再对其中的年度报告逐个审查。",
    "binary": "这不是文本文件，内容无法识别（扩展名可能被改过，或文件已损坏）。请提供网页或纯文本格式的年度报告。",
}


def read(path: Path, *, limits: Limits = Limits()) -> Document:  # noqa: B008 -- frozen
    """Read a file, whatever its suffix.

    Raises:
        ReadError: the file is missing, empty, too large, not permitted to be read, or of a format that no reader knows.
    """
    data = _bytes(path, limits)
    name = sniff(data)
    if name not in _READERS:
        raise ReadError(_UNREADABLE[name])
    document = _READERS[name](data, Source(str(path), hashlib.sha256(data).hexdigest(), name), limits)
    if not document.blocks and not document.pictures:
        raise ReadError("文件里没有读到任何文字。若网页内容由脚本生成，请在浏览器中打开，待内容显示后再另存。")
    return document


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
