"""Regular expressions of rules and lexicons, compiled once in a process."""

from __future__ import annotations

import re
from functools import lru_cache

_KEPT = 2048


@lru_cache(maxsize=_KEPT)
def compiled_once(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`, which remembers fewer patterns than the rules that come with hegui have: a server, a watch, a
    program that audits file by file would compile each of them anew. Raises re.error."""
    return re.compile(pattern, flags)
