"""Why something could not be downloaded."""

from __future__ import annotations


class FetchError(Exception):
    """Why a page could not be downloaded, for the user."""


class TransientError(FetchError):
    """A fault that may pass. `after` is what the server asks one to wait, in seconds."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after
