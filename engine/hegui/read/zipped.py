"""ZIP files within limits: archives of reports, and documents that are ZIP files (docx, xlsx, odt)."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hegui.read.reader import Limits, ReadError

_END = b"PK\5\6"
_END_LOCATOR_64 = b"PK\6\7"
_END_SIZE = 22
_LONGEST_COMMENT = 65535
_ENTRY = 2048
"""Bytes of the directory that one entry may take on average, far more than any path needs."""
_MEGABYTE = 1024 * 1024
_ENCRYPTED = 1
_DAMAGED = "文件已损坏，或没有下载完整。请重新获取后再审查。"


def open_zip(content: bytes | Path, limits: Limits) -> ZipFile:
    """Open a ZIP file for reading.

    Raises:
        ReadError: it is damaged, or has too many entries.
    """
    try:
        file: BinaryIO = io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")
        try:
            if _directory_size(file) > limits.entries * _ENTRY:
                raise ReadError(_too_many(limits))
            archive = ZipFile(file)
            if len(archive.filelist) > limits.entries:
                raise ReadError(_too_many(limits))
        except BaseException:
            file.close()
            raise
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise ReadError(_DAMAGED) from None
    return archive


def _too_many(limits: Limits) -> str:
    return f"压缩文件中的条目超过 {limits.entries} 个，不像是年度报告。请检查文件，或分成几个压缩包。"


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the directory by the file's own word, before anything is made of it; 0 where it says nothing."""
    length = file.seek(0, io.SEEK_END)
    file.seek(max(length - _END_SIZE - _LONGEST_COMMENT - 20, 0))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        return 0
    size: int = struct.unpack_from("<L", tail, end + 12)[0]
    if end >= 20 and tail[end - 20 : end - 16] == _END_LOCATOR_64:
        file.seek(min(struct.unpack_from("<Q", tail, end - 12)[0], length))
        record = file.read(56)
        size = max(size % 0xFFFFFFFF, struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else 0)
    file.seek(0)
    return size


def read_entry(archive: ZipFile, entry: ZipInfo, limits: Limits) -> bytes:
    """Content of an entry.

    Raises:
        ReadError: it is locked with a password, too large, packed too tightly to be honest or in an unusual way, or
            damaged.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise ReadError("文件已加密，没有密码读不了。请解密后再审查。")
    if entry.file_size > limits.size:
        raise ReadError(
            f"解压后过大（{entry.file_size / _MEGABYTE:.1f} MB，上限 {limits.size / _MEGABYTE:.1f} MB），"
            "不像是年度报告。请检查文件是否正确。"
        )
    if entry.file_size > max(_MEGABYTE, entry.compress_size * limits.ratio):
        raise ReadError(f"压缩比超过 {limits.ratio} 倍，文件可能经过特殊构造，未予解压。请检查文件来源。")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ReadError("压缩方法不常见，无法解压。请用系统自带的压缩功能重新打包，或解压后再审查。")
    try:
        return archive.read(entry)
    except (BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error, struct.error):
        raise ReadError(_DAMAGED) from None
