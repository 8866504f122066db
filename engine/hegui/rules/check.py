"""The interface between a rule and the code that judges it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hegui.model.corpus import Corpus, Filed
from hegui.model.form import Form
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Result, Rule

Parameters = Mapping[str, Any]
"""The parameters that apply to a unit: the national ones, overridden by its province's and city's packs."""

Judge = Callable[[Report, Parameters], Outcome]
"""A compiled rule. It reads the report and returns an outcome; it never prints, formats files or reads settings."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may use when it compiles a rule."""

    forms: Mapping[str, Form]
    lexicons: Mapping[str, Any]
    """Content of each lexicon file by its name without suffix."""
    thorough: bool = False
    """True where the rules themselves are examined: then nothing is left to be compiled when first needed."""


ParametersOf = Callable[[Filed], Parameters]
"""The parameters that apply to the unit of a report."""

CorpusJudge = Callable[[Corpus, ParametersOf], Outcome]
"""A compiled rule on many reports. It is given only those to which the rule applies; each finding names its `units`."""

_Judging = TypeVar("_Judging")


@dataclass(frozen=True, slots=True)
class _Kind(Generic[_Judging]):
    name: str
    title: str
    compile: Callable[[Rule, Context], _Judging]
    properties: Mapping[str, Any]
    required: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    reads: Callable[[Rule], Collection[str]] | None = None


class Check(_Kind[Judge]):
    """A kind of rule.

    `properties` and `required` are the JSON Schema (draft 2020-12) of the keys that a rule of this kind bears beside
    the common ones; a key that may be left out says in `default` what is the same as to leave it out. `fields` are the
    names that its message may use in braces. `compile` may raise ValueError with a Chinese sentence when the keys do
    not fit together.

    `parameters` are the names of the parameters that it reads; one that is named by a key of the rule is that key in
    braces: `{limits}`, `{id}`. `reads` tells which of them a rule reads, where that is not all. A parameter that no
    rule reads is told as a mistake.
    """

    __slots__ = ()


class CorpusCheck(_Kind[CorpusJudge]):
    """A kind of rule that judges all reports together; else as `Check`."""

    __slots__ = ()


AnyCheck = Check | CorpusCheck
"""A kind of rule, on one report or on many."""

PASSED = Outcome(Result.PASS)


def parameters_of(rule: Rule, check: AnyCheck) -> tuple[str, ...]:
    """Names of the parameters that a rule reads."""
    values = {"id": rule.id, **rule.params}
    names = (fill(name, values) for name in check.parameters)
    return tuple(name for name in names if check.reads is None or name in check.reads(rule))


def failed(*findings: Finding) -> Outcome:
    return Outcome(Result.FAIL, findings=findings)


def cannot_assess(reason: str) -> Outcome:
    return Outcome(Result.CANNOT_ASSESS, reason)


def not_applicable(reason: str) -> Outcome:
    return Outcome(Result.NOT_APPLICABLE, reason)


def verdict_of(findings: list[Finding]) -> Outcome:
    """Fail with these findings, or pass without any."""
    return failed(*findings) if findings else PASSED


_FIELD = re.compile(r"\{([^{}]+)\}")


def fields_of(template: str) -> tuple[str, ...]:
    """Names in braces in a message template."""
    return tuple(_FIELD.findall(template))


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into a message template; a name without a value stays as it is."""
    return _FIELD.sub(lambda match: str(values.get(match[1], match[0])), template)
