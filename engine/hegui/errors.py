"""Why something cannot be done. The words of each are Chinese sentences for the user."""

from __future__ import annotations

from collections.abc import Sequence


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
