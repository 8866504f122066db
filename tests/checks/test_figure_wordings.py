"""Whatever the tables, however an office puts it: a right figure accuses nobody, a wrong one is found by its rule."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from offices import Office

from hegui.proving.cases import CaseRunner
from hegui.recognise import Knowledge
from hegui.rules.ruleset import RuleSet
from tools.compose import compose
from tools.figure_wordings import Stated, stated, unrelated

_SENTENCES = 8
"""Tried on one report, whose making costs more than they do."""


def made_up_office(random: Random, ruleset: RuleSet, runner: CaseRunner) -> tuple[Office, list[Stated]]:
    """A random office, and sentences with figures of its tables."""
    draft = compose(random, random.choice(("bureau", "county", "town")))
    office = Office(runner.report_of(draft), ruleset, Knowledge.of(ruleset.forms, ruleset.lexicons))
    return office, [stated(random, draft) for _ in range(_SENTENCES)]


@given(st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_figures_right_and_wrong(ruleset: RuleSet, runner: CaseRunner, random: Random) -> None:
    office, sentences = made_up_office(random, ruleset, runner)
    for said in sentences:
        assert office.accusations(said.text(said.value)) == {}
        wrong = said.value + 1000  # far from whatever else may be meant
        found = office.accusations(said.text(wrong))
        assert list(found) == [said.rule], said.text(wrong)
        assert any(str(wrong) in quote for quote in found[said.rule]), said.text(wrong)


@given(st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_numbers_that_no_table_holds(ruleset: RuleSet, runner: CaseRunner, random: Random) -> None:
    office, _ = made_up_office(random, ruleset, runner)
    for _ in range(_SENTENCES):
        sentence = unrelated(random)
        assert office.accusations(sentence) == {}, sentence
