"""Files to documents: what a file is, is told by its content, and the reader of that format reads it.

The formats and their readers are in `hegui.read.formats`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from hegui.errors import reason
from hegui.model.document import Document, Source
from hegui.read.bounded import read_bounded
from hegui.read.formats import Format, format_of, refusal, sniff, suffix_note
from hegui.read.own import is_own
from hegui.read.reader import Limits, NoTextError, OwnOutputError, ReadError, megabytes

__all__ = ["Limits", "ReadError", "read", "read_content", "sniff"]

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
    if is_own(data):
        raise OwnOutputError(
            "这是 hegui 输出的文件（通知书、通报、工作簿、网页或批注副本），不是单位的报告，没有审查。"
        )
    of = format_of(data)
    document = _document(data, of, Source(path, hashlib.sha256(data).hexdigest(), of.name), limits, ocr)
    if not document.blocks and not document.pictures:
        raise ReadError("文件里没有读到任何文字。若网页内容由脚本生成，请在浏览器中打开，待内容显示后再另存。")
    note = suffix_note(path, of)
    return replace(document, notes=(note, *document.notes)) if note else document


def _document(data: bytes, of: Format, source: Source, limits: Limits, ocr: bool) -> Document:
    if of.read is None:
        raise ReadError(refusal(of, source.path))
    try:
        document = read_bounded(of, data, source, limits)
    except NoTextError as error:
        if ocr:
            return _scanned(data, source, limits)
        raise ReadError(f"{error}{_RECOGNISE}") from None
    if ocr and of.pictures and any(picture.name for picture in document.pictures):
        return _with_pictures(document, data, limits)
    if ocr and not of.pictures and (document.gaps or document.pictures):
        return _scanned(data, source, limits)
    return document


def _scanned(data: bytes, source: Source, limits: Limits) -> Document:
    from hegui.read.formats.ocr import read_scan
    from hegui.read.isolate import call_at_length

    return call_at_length(limits.recognition_seconds, read_scan, data, source, limits)


def _with_pictures(document: Document, data: bytes, limits: Limits) -> Document:
    from hegui.read.formats.ocr import read_within
    from hegui.read.isolate import call_at_length

    return call_at_length(limits.recognition_seconds, read_within, document, data, limits)


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise ReadError("这是文件夹，不是文件。请指定其中的年度报告文件。")
        if not S_ISREG(status.st_mode):
            raise ReadError("这不是普通文件，无法读取。请指定年度报告文件。")
        if status.st_size > limits.size:
            raise ReadError(
                f"文件过大（{megabytes(status.st_size)}，上限 {megabytes(limits.size)}），不像是年度报告。"
                "请检查文件是否正确；网页中内嵌的大图可删去后再审查。"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadError("文件不存在。请检查路径是否写对。") from None
    except PermissionError:
        raise ReadError("没有读取此文件的权限。请检查文件权限，或确认文件未被其他程序独占。") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL byte
        raise ReadError(f"文件读取失败（{reason(error)}）。请检查磁盘、网络或路径后重试。") from None
