"""Scoring: verdicts and a scheme give points. Nothing here reads a report or its text."""

from hegui.score.deduct import score
from hegui.score.scheme import Scheme, SchemeError, find_scheme, scheme_of

__all__ = ["Scheme", "SchemeError", "find_scheme", "scheme_of", "score"]
