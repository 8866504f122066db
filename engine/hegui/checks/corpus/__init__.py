"""The kinds of rules that judge many reports together: over the years, over the units, against the roster."""

from hegui.checks.corpus.copying import COPIED
from hegui.checks.corpus.duplicates import DUPLICATES
from hegui.checks.corpus.filing import MISSING, UNEXPECTED
from hegui.checks.corpus.jump import JUMP
from hegui.checks.corpus.rollup import ROLLUP
from hegui.checks.corpus.unchanged import UNCHANGED
from hegui.checks.corpus.years import ACROSS_YEARS

CORPUS_CHECKS = (ACROSS_YEARS, JUMP, UNCHANGED, COPIED, DUPLICATES, ROLLUP, MISSING, UNEXPECTED)
