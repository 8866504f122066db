"""Why the system refused is told in Chinese, wherever it refuses."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

import hegui
from hegui.errors import reason

_COMMON = (
    errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
    errno.ELOOP, errno.ENAMETOOLONG, errno.EMFILE, errno.EIO, errno.ENOMEM, errno.EBUSY,
)  # fmt: skip


@pytest.mark.parametrize("number", _COMMON, ids=errno.errorcode.get)
def test_a_reason_is_chinese(number: int) -> None:
    assert re.fullmatch("[一-鿿，]+", reason(OSError(number, os.strerror(number))))


def test_what_is_not_known_is_told_as_the_system_has_it() -> None:
    assert reason(OSError(errno.EDOM, "Numerical argument out of domain")) == "Numerical argument out of domain"
    assert reason(OSError("words")) == "words"
    assert reason(OSError()) == "OSError"


def test_no_message_has_the_words_of_the_system_beside_it() -> None:
    package = Path(hegui.__file__).parent
    users = [file.name for file in package.rglob("*.py") if "strerror" in file.read_text("utf-8")]
    assert users == ["errors.py"]
