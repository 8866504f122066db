"""Reports in an object store or behind another address that fsspec knows (`s3://…`, `file://…`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hegui.judge.guard import describe
from hegui.read import Limits, ReadError

_MARK = "://"
_HIDDEN = (".", "~$")


def is_address(path: str) -> bool:
    return _MARK in path


def files_under(address: str) -> list[str]:
    """The file at an address, or all files below it in order of their names, hidden ones left out.

    Raises ReadError where there is nothing, or it cannot be reached.
    """
    with _told():
        system, place = _open(address)
        if system.isfile(place):
            return [address]
        found = sorted(system.find(place))
        if found:
            return [system.unstrip_protocol(name) for name in found if not _is_hidden(name.removeprefix(place))]
    raise ReadError("这个地址下没有文件。请检查地址是否写对。")


def content_of(address: str) -> bytes:
    """What a file holds. Raises ReadError where it cannot be read or is too large."""
    limit = Limits().size
    with _told():
        system, place = _open(address)
        with system.open(place, "rb") as file:
            content: bytes = file.read(limit + 1)
    if len(content) > limit:
        raise ReadError(f"文件超过 {limit // 1024 // 1024} MB，不像是年度报告。请检查文件是否正确。")
    return content


def stamp_of(address: str) -> str:
    """What changes when the file does (for an object store its ETag), without reading it. Raises ReadError."""
    with _told():
        system, place = _open(address)
        return f"{address}\0{system.ukey(place)}"


def _open(address: str) -> tuple[Any, str]:
    """The file system behind an address, and the place there."""
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]
    except ImportError:
        raise ReadError("读取网络地址上的文件，请先 pip install 'hegui[cluster]'。") from None
    system, place = url_to_fs(address)
    return system, place


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a file system raises becomes a sentence for the user."""
    try:
        yield
    except ReadError:
        raise
    except FileNotFoundError:
        raise ReadError("文件不存在。请检查地址是否写对。") from None
    except PermissionError:
        raise ReadError("没有读取此文件的权限。请检查访问凭据。") from None
    except ImportError as error:
        raise ReadError(f"读取这种地址还缺少组件（{error}）。请先安装。") from None
    except Exception as error:
        raise ReadError(f"文件读取失败（{describe(error)}）。请检查网络和地址后重试。") from None


def _is_hidden(name: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in name.split("/"))
