"""Audits kept over the years: what was mended since, what is new, and what reviewers decided."""


class HistoryError(Exception):
    """Why a history cannot be used, for the user."""
