"""The kinds of rules that hegui brings, registered through the same hook as everybody else's."""

from hegui.rules.check import AnyCheck
from hegui.rules.hooks import hookimpl


@hookimpl
def hegui_checks() -> list[AnyCheck]:
    """The checks of the national ruleset, those on one report first."""
    from hegui.checks.citation import CITATION_CHECK
    from hegui.checks.continuity import CONTINUITY_CHECK
    from hegui.checks.copies import COPY_CHECK
    from hegui.checks.figure import FIGURE_CHECK
    from hegui.checks.filing import FILING_CHECK
    from hegui.checks.identity import IDENTITY_CHECK
    from hegui.checks.length import LENGTH_CHECK
    from hegui.checks.likeness import LIKENESS_CHECK
    from hegui.checks.lists import ENUMERATION_CHECK, LIST_CHECK
    from hegui.checks.mention import MENTION_CHECK
    from hegui.checks.particular import PARTICULAR_CHECK
    from hegui.checks.pattern import PATTERN_CHECK
    from hegui.checks.repetition import TABLE_REPETITION_CHECK, TEXT_REPETITION_CHECK
    from hegui.checks.rollup import ROLLUP_CHECK
    from hegui.checks.section import SECTION_CHECK
    from hegui.checks.statement import STATEMENT_CHECK
    from hegui.checks.sums import SUM_CHECK
    from hegui.checks.table import CELL_CHECK, TABLE_CHECK
    from hegui.checks.topic import TOPIC_CHECK
    from hegui.checks.unit_name import UNIT_NAME_CHECK

    return [
        SECTION_CHECK,
        TABLE_CHECK,
        CELL_CHECK,
        IDENTITY_CHECK,
        FIGURE_CHECK,
        SUM_CHECK,
        PATTERN_CHECK,
        TOPIC_CHECK,
        STATEMENT_CHECK,
        PARTICULAR_CHECK,
        LENGTH_CHECK,
        MENTION_CHECK,
        CITATION_CHECK,
        LIST_CHECK,
        ENUMERATION_CHECK,
        UNIT_NAME_CHECK,
        COPY_CHECK,
        CONTINUITY_CHECK,
        TEXT_REPETITION_CHECK,
        TABLE_REPETITION_CHECK,
        LIKENESS_CHECK,
        ROLLUP_CHECK,
        FILING_CHECK,
    ]
