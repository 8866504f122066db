"""What may be done to a report without making it faulty accuses nobody, and what is wrong is found all the same.

`make fuzz` tries many more reports, other ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hegui.judge.report import judge
from hegui.model.document import Block, Document, Grid
from hegui.model.rule import Result, Verdict
from hegui.proving import edit
from hegui.read import read_content
from hegui.recognise import Knowledge, NotAReport, recognise
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.disturbances import ALL, DISTURBANCES, Disturbance, ends_properly
from tools.faults import FAULTS
from tools.layouts import LAYOUTS, document_of

FUZZ = int(os.environ.get("HEGUI_FUZZ", "0"))
"""Examples of each test in a longer run; 0 for the usual few, always the same."""
tried = settings(max_examples=FUZZ or 5, deadline=None, derandomize=not FUZZ)
SEEDS = st.integers(0, 10**9)

JudgedDocument = Callable[[Document], Mapping[str, Verdict]]
Judged = Callable[[str, str], Mapping[str, Verdict]]


@pytest.fixture(scope="module")
def judged_document(ruleset: RuleSet) -> JudgedDocument:
    """Verdicts by rule; none for a document that is no report any more."""
    knowledge = Knowledge.of(ruleset.forms, ruleset.lexicons)

    def verdicts(document: Document) -> Mapping[str, Verdict]:
        try:
            report = recognise(document, knowledge)
        except NotAReport:
            return {}
        return {verdict.rule: verdict for verdict in judge(report, ruleset)}

    return verdicts


@pytest.fixture(scope="module")
def judged(judged_document: JudgedDocument) -> Judged:
    """`judged(text, suffix)`."""
    return lambda text, suffix: judged_document(read_content(text.encode(), f"report{suffix}"))


def _accusations(verdicts: Mapping[str, Verdict]) -> set[tuple[str, str]]:
    """Rules that fail, hints too, with what they say."""
    failing = (verdict for verdict in verdicts.values() if verdict.result in (Result.FAIL, Result.ERROR))
    return {(each.rule, finding.message) for each in failing for finding in each.findings}


@pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda each: each.name)
@tried
@given(seed=SEEDS)
def test_a_disturbance_accuses_nobody(disturbance: Disturbance, seed: int, judged: Judged) -> None:
    random = Random(seed)
    layout = LAYOUTS[random.choice(disturbance.layouts)]
    text = document_of(compose(random), layout.name).decode()
    disturbed = disturbance.disturb(text, random)
    before = {rule for rule, _ in _accusations(judged(text, layout.suffix))}
    after = _accusations(judged(disturbed, layout.suffix))
    assert {(rule, says) for rule, says in after if rule not in before} == set(), (layout.name, seed)


def _cut(document: Document, random: Random) -> Document:
    """The document up to a row of a table or a character of a paragraph behind its title."""
    blocks = document.blocks
    begun = random.choice([index for index, block in enumerate(blocks) if index > 2 and _size(block) > 2])
    at = random.randrange(2, _size(block := blocks[begun]))
    if isinstance(block, Grid):
        above = (cell for cell in block.cells if cell.row < at)
        cells = tuple(cell._replace(rowspan=min(cell.rowspan, at - cell.row)) for cell in above)
        part: Block = replace(block, cells=cells, rows=at)
    else:
        part = replace(block, text=block.text[:at], raw="")
        assume(not ends_properly(part.text))
    return replace(document, blocks=(*blocks[:begun], part))


def _size(block: Block) -> int:
    return block.rows if isinstance(block, Grid) else len(block.text)


@pytest.mark.parametrize("layout", sorted(LAYOUTS.keys() - ALL))
@tried
@given(seed=SEEDS)
def test_a_document_may_break_off_anywhere(layout: str, seed: int, judged_document: JudgedDocument) -> None:
    random = Random(seed)
    document = read_content(document_of(compose(random), layout), f"report{LAYOUTS[layout].suffix}")
    before = {rule for rule, _ in _accusations(judged_document(document))}
    after = _accusations(judged_document(_cut(document, random)))
    assert {(rule, says) for rule, says in after if rule not in before} == set(), seed


@tried
@given(seed=SEEDS)
@pytest.mark.parametrize("layout", ALL)
def test_a_text_may_break_off_within_table_four(layout: str, seed: int, judged: Judged) -> None:
    random = Random(seed)
    text, suffix = document_of(compose(random), layout).decode(), LAYOUTS[layout].suffix
    begin = text.rindex("结转下年度继续办理")
    part = text[: random.randrange(begin + 10, text.index("五、", begin))].rstrip()
    before = {rule for rule, _ in _accusations(judged(text, suffix))}
    assert {(rule, says) for rule, says in _accusations(judged(part, suffix)) if rule not in before} == set(), seed


@pytest.mark.parametrize("disturbance", [each for each in DISTURBANCES if each.harmless], ids=lambda each: each.name)
@tried
@given(seed=SEEDS)
def test_a_planted_fault_is_found_all_the_same(disturbance: Disturbance, seed: int, judged: Judged) -> None:
    random = Random(seed)
    layout = LAYOUTS[random.choice(disturbance.layouts)]
    fault = random.choice([fault for fault in FAULTS if fault.fits(layout) and fault.result is Result.FAIL])
    draft = compose(random)
    planted = fault.plant(draft, random)
    assume(planted is not None)
    assert planted is not None
    text = disturbance.disturb(document_of(edit(draft, planted.edits), layout.name).decode(), random)
    verdict = judged(text, layout.suffix)[fault.rule]
    assert verdict.result in (Result.FAIL, Result.CANNOT_ASSESS), (fault.name, layout.name, seed)
