"""The door for plugins: everything that a pack may import. It re-exports and defines nothing.

    from hegui.plugin import Check, Context, Finding, Judge, hookimpl, texts_of, verdict_of

**Registering.** `hookimpl` marks the functions that give packs (folders), kinds of rules (`Check`, `CorpusCheck`) and
output formats (`Renderer`).

**A kind of rule.** `compile` makes a `Judge` of a `Rule` and a `Context` (forms, lexicons); the judge makes an
`Outcome` of a `Report` and `Parameters`. A `CorpusCheck` makes a `CorpusJudge`, which is given a `Corpus`, and
`ParametersOf` each report in it.

**Outcomes.** `PASSED`, `failed`, `verdict_of`, `cannot_assess`, `not_applicable` make one; a `Finding` has a message
(`fill`) and `Evidence` (`cell_evidence`, `quote`, `title_evidence`, `words_at`; across reports `filed_cell`). What a
judge looked at is noted with `located` and `judged` for whoever tries the rule.

**A report.** `Report` with its `Unit`, `Section`, `Passage`, `Table`, `Cell`, `Figure`, `Dates`, `Signature`; the
`Form` by which it was read; `Corpus` with `Filed` reports and the `RosterUnit`s.

**Text.** `texts_of` gives the parts that a rule names (`scope_of`, `section_of`) as `Text`; `missing_parts` those that
are not there. Patterns of rules are made by `regex` and `any_of`; words come from `lexicon_of`.

**Values.** `FACTS` are the year and dates of a report, `limits_of` bounds that parameters set; `parse_number` reads a
number as offices write it, `value_text` writes it. `compare_years` holds every report against that of the year before
and counts what comes of it in a `Tally`.

**Keys of a rule.** JSON Schemas for what many kinds have: `SCOPE`, `SECTION_KEY`, `PATTERN`, `PATTERNS`, `LEXICON`,
`LIMITS`, and the formats `EXPRESSION` and `REGEX`.

**Output.** A `Renderer` makes `OutputFile`s of an `AuditRun`, and says which `Setting`s it takes; `text_renderer` makes
a single text file.
"""

from hegui.checks.evidence import cell_evidence, quote, words_at
from hegui.checks.facts import FACTS, Fact, Reading
from hegui.checks.limits import LIMITS, limits_of, parameters_of_limits
from hegui.checks.outline import headings_of, subheading
from hegui.checks.passages import (
    BODY,
    FIRST_PARAGRAPH,
    PREAMBLE,
    SCOPE,
    SECTION_KEY,
    SIGNATURE,
    TITLE,
    WHOLE,
    Text,
    length_of,
    missing_parts,
    scope_of,
    section_of,
    sentence_span,
    texts_of,
    title_evidence,
)
from hegui.checks.patterns import LEXICON, PATTERN, PATTERNS, AnyOf, Patterns, Regex, any_of, lexicon_of, regex
from hegui.checks.tally import Tally, compare_years, filed_cell, total_of
from hegui.errors import OutputError
from hegui.model.corpus import Address, Corpus, Due, Filed, RosterUnit, Stray
from hegui.model.document import Place, Source
from hegui.model.form import CellPath, Form, Label, SectionForm, TableBlock, TableForm, Years
from hegui.model.renderer import Options, OutputFile, Renderer, Setting, text_renderer
from hegui.model.report import (
    Cell,
    CellKind,
    Dated,
    Dates,
    Figure,
    LabelSeen,
    Level,
    MatchedBy,
    Number,
    Passage,
    Report,
    Section,
    Signature,
    Table,
    Unit,
)
from hegui.model.rule import Basis, Evidence, Finding, Outcome, Result, Rule, Scope, Severity, Verdict
from hegui.model.run import AuditRun
from hegui.recognise.numerals import parse_number
from hegui.rules.check import (
    PASSED,
    AnyCheck,
    Check,
    Context,
    CorpusCheck,
    CorpusJudge,
    Judge,
    Parameters,
    ParametersOf,
    cannot_assess,
    failed,
    fields_of,
    fill,
    not_applicable,
    verdict_of,
)
from hegui.rules.evaluation import value_text
from hegui.rules.hooks import hookimpl
from hegui.rules.schema import EXPRESSION, REGEX
from hegui.rules.trace import judged, listening, located

__all__ = [
    "BODY",
    "EXPRESSION",
    "FACTS",
    "FIRST_PARAGRAPH",
    "LEXICON",
    "LIMITS",
    "PASSED",
    "PATTERN",
    "PATTERNS",
    "PREAMBLE",
    "REGEX",
    "SCOPE",
    "SECTION_KEY",
    "SIGNATURE",
    "TITLE",
    "WHOLE",
    "Address",
    "AnyCheck",
    "AnyOf",
    "AuditRun",
    "Basis",
    "Cell",
    "CellKind",
    "CellPath",
    "Check",
    "Context",
    "Corpus",
    "CorpusCheck",
    "CorpusJudge",
    "Dated",
    "Dates",
    "Due",
    "Evidence",
    "Fact",
    "Figure",
    "Filed",
    "Finding",
    "Form",
    "Judge",
    "Label",
    "LabelSeen",
    "Level",
    "MatchedBy",
    "Number",
    "Options",
    "Outcome",
    "OutputError",
    "OutputFile",
    "Parameters",
    "ParametersOf",
    "Passage",
    "Patterns",
    "Place",
    "Reading",
    "Regex",
    "Renderer",
    "Report",
    "Result",
    "RosterUnit",
    "Rule",
    "Scope",
    "Section",
    "SectionForm",
    "Setting",
    "Severity",
    "Signature",
    "Source",
    "Stray",
    "Table",
    "TableBlock",
    "TableForm",
    "Tally",
    "Text",
    "Unit",
    "Verdict",
    "Years",
    "any_of",
    "cannot_assess",
    "cell_evidence",
    "compare_years",
    "failed",
    "fields_of",
    "filed_cell",
    "fill",
    "headings_of",
    "hookimpl",
    "judged",
    "length_of",
    "lexicon_of",
    "limits_of",
    "listening",
    "located",
    "missing_parts",
    "not_applicable",
    "parameters_of_limits",
    "parse_number",
    "quote",
    "regex",
    "scope_of",
    "section_of",
    "sentence_span",
    "subheading",
    "text_renderer",
    "texts_of",
    "title_evidence",
    "total_of",
    "value_text",
    "verdict_of",
    "words_at",
]
