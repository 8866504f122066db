"""The kinds of rules that hegui brings, registered through the same hook as everybody else's."""

from hegui.plugins import hookimpl
from hegui.rules.check import AnyCheck


@hookimpl
def hegui_checks() -> list[AnyCheck]:
    """The checks of the national ruleset."""
    from hegui.checks.copies import COPIES
    from hegui.checks.corpus import CORPUS_CHECKS
    from hegui.checks.dates import DATE_VALID, SIGNATURE, YEARS
    from hegui.checks.figures import CONFLICT, FEE_UNIT, FIGURE, PARTS, RATE
    from hegui.checks.identity import IDENTITY
    from hegui.checks.sections import SECTIONS
    from hegui.checks.tables import CELLS, FORM, TABLE_PRESENT
    from hegui.checks.text import TEXT_CHECKS

    return [
        SECTIONS,
        TABLE_PRESENT,
        CELLS,
        FORM,
        COPIES,
        IDENTITY,
        FIGURE,
        RATE,
        PARTS,
        CONFLICT,
        FEE_UNIT,
        DATE_VALID,
        SIGNATURE,
        YEARS,
        *TEXT_CHECKS,
        *CORPUS_CHECKS,
    ]
