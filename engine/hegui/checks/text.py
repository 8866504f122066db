"""The kinds of rules that judge prose."""

from __future__ import annotations

from hegui.checks.citations import DOCUMENT_NUMBERS_CHECK, LAW_NAMES_CHECK
from hegui.checks.fee import FEE_CHECK
from hegui.checks.length import LENGTH_CHECK
from hegui.checks.lists import ANNOUNCED_PARTS_CHECK, COUNTED_LISTS_CHECK
from hegui.checks.pattern import PATTERN_CHECK
from hegui.checks.privacy import PERSONAL_DATA_CHECK
from hegui.checks.punctuation import NUMBERING_CHECK, PUNCTUATION_CHECK
from hegui.checks.stale import STALE_YEAR_CHECK
from hegui.checks.statement import STATEMENT_CHECK
from hegui.checks.topics import TOPICS_CHECK
from hegui.checks.unit_names import UNIT_NAMES_CHECK
from hegui.checks.words import INTERRUPTED_CHECK, WORDS_CHECK
from hegui.rules.check import Check

TEXT_CHECKS: tuple[Check, ...] = (
    PATTERN_CHECK,
    TOPICS_CHECK,
    STATEMENT_CHECK,
    LENGTH_CHECK,
    ANNOUNCED_PARTS_CHECK,
    COUNTED_LISTS_CHECK,
    STALE_YEAR_CHECK,
    FEE_CHECK,
    LAW_NAMES_CHECK,
    DOCUMENT_NUMBERS_CHECK,
    WORDS_CHECK,
    INTERRUPTED_CHECK,
    PUNCTUATION_CHECK,
    NUMBERING_CHECK,
    UNIT_NAMES_CHECK,
    PERSONAL_DATA_CHECK,
)
