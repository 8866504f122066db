"""Scoring: verdicts and a scheme give points. Nothing here reads a report or its text."""

from hegui.score.deduct import score
from hegui.score.judged import Judged, judged, judged_record
from hegui.score.scheme import Scheme, SchemeError, find_scheme, scheme_of

__all__ = ["Judged", "Scheme", "SchemeError", "find_scheme", "judged", "judged_record", "scheme_of", "score"]
