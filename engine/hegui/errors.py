"""Why something cannot be done. The words of each are Chinese sentences for the user."""

from __future__ import annotations

import errno
from collections.abc import Sequence

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘是只读的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件过大",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ELOOP: "链接指来指去，没有尽头",
    errno.ENAMETOOLONG: "名称太长",
    errno.EINVAL: "名称中有不能用的字符，或者磁盘不支持",
    errno.EBUSY: "正被别的程序使用",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
    errno.ENOMEM: "内存不足",
    errno.EIO: "磁盘或网络盘读写失败",
    errno.ENOEXEC: "不是这台计算机能运行的程序",
}
"""What the system says in English, for the user."""


def reason(error: Exception) -> str:
    """Why the system refused, or what else went wrong: a clause without a full stop."""
    said = (_REASONS.get(error.errno or 0) or error.strerror) if isinstance(error, OSError) else None
    return said or str(error) or type(error).__name__


class HeguiError(Exception):
    """The family of all errors that hegui raises on purpose."""


class UsageError(HeguiError):
    """What was asked for cannot be done as asked: a path, a name or a setting is wrong."""

    def __init__(self, message: str, option: str = "") -> None:
        """`option` is the parameter that is wrong, by its name, where the message does not say it."""
        super().__init__(message)
        self.option = option


class RulesError(UsageError):
    """Rule files are faulty. `mistakes` has a sentence for each of them, with its place."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(["规则文件有误，请改正：", *mistakes]))
        self.mistakes = tuple(mistakes)


class SchemeError(UsageError):
    """There is no such scoring scheme, or it does not fit together."""


class RosterError(UsageError):
    """A roster cannot be used: one mistake a line."""


class WaiversError(UsageError):
    """A list of waivers cannot be used: one mistake a line."""


class CorrectionsError(UsageError):
    """A list of corrections cannot be used: one mistake a line."""


class StoredError(UsageError):
    """A file is no stored audit, or not a whole one."""


class MismatchError(UsageError):
    """Another process or machine would judge otherwise: it has another hegui, other rules or another roster."""


class OutputError(HeguiError):
    """An output cannot be made. What a format itself raises says why, without a full stop."""


class HistoryError(HeguiError):
    """A history cannot be read or written."""


class HistoryUsageError(HistoryError, UsageError):
    """A history is not there, or what was asked of it is wrong."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during an audit of many files."""

    def __init__(self, kept: int) -> None:
        super().__init__()
        self.kept = kept
        """Audits that the cache has kept, which the next run need not make again."""
