"""What code of a plugin is given is read-only: nothing that it can reach changes what others see."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from hegui.judge.audit import audit_of
from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.model.encoding import decode, encode
from hegui.model.frozen import FrozenDict, FrozenList, frozen
from hegui.model.reports import Reports
from hegui.plugin import (
    PASSED,
    AnyCheck,
    Context,
    Corpus,
    CorpusCheck,
    Outcome,
    Parameters,
    ParametersOf,
    Report,
    Rule,
)
from hegui.project.corpus import gather
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner
from hegui.rules.ruleset import RuleSet, compiled_by

_READ = (str, bytes, int, float, type(None), type)
_CHANGES: Mapping[type, Mapping[str, Callable[[Any], object]]] = {
    dict: {
        "an item set": lambda it: it.__setitem__("x", 1),
        "an item deleted": lambda it: it.__delitem__(next(iter(it), "x")),
        "clear": lambda it: it.clear(),
        "pop": lambda it: it.pop("x", None),
        "popitem": lambda it: it.popitem(),
        "setdefault": lambda it: it.setdefault("x", 1),
        "update": lambda it: it.update(x=1),
        "|=": lambda it: it.__ior__({"x": 1}),
    },
    list: {
        "an item set": lambda it: it.__setitem__(slice(0, 0), [1]),
        "an item deleted": lambda it: it.__delitem__(slice(0, 1)),
        "append": lambda it: it.append(1),
        "clear": lambda it: it.clear(),
        "extend": lambda it: it.extend([1]),
        "insert": lambda it: it.insert(0, 1),
        "pop": lambda it: it.pop(),
        "remove": lambda it: it.remove(it[0] if it else 1),
        "reverse": lambda it: it.reverse(),
        "sort": lambda it: it.sort(key=id),
        "+=": lambda it: it.__iadd__([1]),
        "*=": lambda it: it.__imul__(2),
    },
}


def changeable(value: object) -> Iterator[str]:
    """Where in a value, or in anything that can be reached from it, something can be changed."""
    seen: dict[int, object] = {}
    ahead = [("", value)]
    while ahead:
        place, one = ahead.pop()
        if isinstance(one, _READ) or id(one) in seen:
            continue
        seen[id(one)] = one
        if isinstance(one, set | bytearray):
            yield f"{place}: {type(one).__name__}"
        for kind, ways in _CHANGES.items():
            if isinstance(one, kind):
                yield from (f"{place}: {name}" for name, way in ways.items() if not _refuses(way, one))
        if isinstance(one, Mapping):
            ahead += [(f"{place}[{key!r}]", inner) for key, inner in one.items()]
        elif isinstance(one, tuple | list | frozenset):
            ahead += [(f"{place}[{number}]", inner) for number, inner in enumerate(one)]
        for name in _attributes(one):
            inner = getattr(one, name, None)
            if not callable(inner):
                ahead.append((f"{place}.{name}", inner))


def _refuses(way: Callable[[Any], object], value: Any) -> bool:
    before = value.copy()
    try:
        way(value)
    except TypeError:
        return bool(value == before)
    except (KeyError, IndexError, ValueError):  # nothing there to take away
        return False
    return False


def _attributes(value: object) -> Iterator[str]:
    """Fields, properties and what is computed once, of values of hegui; what is private left out."""
    kind = type(value)
    if kind.__module__.partition(".")[0] == "hegui":
        names = {name for each in kind.__mro__ for name in vars(each)} | getattr(value, "__dict__", {}).keys()
        yield from (name for name in names if not name.startswith("_"))


class Given:
    """What checks of every rule were given."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.values: list[object] = []
        self.ruleset = replace(
            ruleset,
            rules=tuple(replace(one, judge=self._judge, remade=None) for one in ruleset.rules),
            corpus_rules=tuple(replace(one, judge=self._judge_corpus, remade=None) for one in ruleset.corpus_rules),
            checks={name: self._given_to(check) for name, check in ruleset.checks.items()},
        )

    def _given_to(self, check: AnyCheck) -> AnyCheck:
        def compiled(rule: Rule, context: Context) -> Any:
            self.values += [rule, context]
            return self._judge_corpus if isinstance(check, CorpusCheck) else self._judge

        return replace(check, compile=compiled)

    def _judge(self, report: Report, parameters: Parameters) -> Outcome:
        self.values += [report, parameters]
        return PASSED

    def _judge_corpus(self, corpus: Corpus, parameters_of: ParametersOf) -> Outcome:
        self.values += [corpus, *map(parameters_of, corpus.reports), *(one.values for one in corpus.reports)]
        return PASSED


@pytest.fixture(scope="module")
def reports(ruleset: RuleSet) -> list[Report]:
    """Of several places and years, one with two copies of itself that differ, one of a city whose packs change much."""
    runner = CaseRunner(ruleset)
    units = ("湖南省水利厅", "长沙市财政局", "宿迁市财政局", "北京市财政局")
    made = [
        runner.report_of(edit(load_draft("bureau"), {"unit": unit, "organ": unit, "year": year}))
        for unit in units
        for year in (2020, 2023, 2024)
    ]
    return [*made, replace(made[-1], copies=(made[0],))]


def test_a_check_is_given_nothing_that_can_be_changed(ruleset: RuleSet, reports: list[Report]) -> None:
    given = Given(ruleset)
    for report in reports:
        judge(report, given.ruleset)
    stored = Reports.of(audit_of(report) for report in reports)
    corpus = gather(stored, [], ruleset, None)
    assert corpus.reports
    judge_corpus(corpus, given.ruleset)
    for rule in ruleset.all_rules:
        compiled_by(given.ruleset.checks[rule.check], rule, Context(ruleset.forms, ruleset.lexicons))
    assert {type(value) for value in given.values} >= {Report, Corpus, Rule, Context}
    assert list(changeable(tuple(given.values))) == []


def test_what_could_be_changed_would_be_found() -> None:
    """Else the test above would prove nothing."""
    found = {place.partition(":")[0] for place in changeable(([1], {"a": 1}, FrozenDict({"a": {2}})))}
    assert found == {"[0]", "[1]", "[2]['a']"}


@pytest.mark.parametrize("value", [FrozenDict({"a": FrozenList([1, 2])}), FrozenList([3, FrozenDict(b=1)])])
def test_what_is_frozen_reads_as_an_ordinary_value(value: Any) -> None:
    assert list(changeable(value)) == []
    ordinary = json.loads(json.dumps(value))
    assert ordinary == value
    for same in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), frozen(ordinary)):
        assert same == value
        assert type(same) is type(value)
    assert decode(encode(value), type(ordinary)) == value
    assert type(value.copy()) is type(ordinary), "a copy may be changed"


def test_frozen_data_is_not_gone_through_again() -> None:
    value = frozen({"a": [1, {"b": {2}}], "c": ([3],)})
    assert frozen(value) is value
    assert frozen({"more": value})["more"] is value
    assert value == {"a": [1, {"b": {2}}], "c": ([3],)}
