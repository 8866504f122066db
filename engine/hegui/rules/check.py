"""The interface between a rule and the code that judges it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hegui.model.corpus import Corpus, Filed
from hegui.model.form import Form
from hegui.model.frozen import frozen
from hegui.model.report import Report
from hegui.model.rule import Finding, Outcome, Result, Rule
from hegui.rules.mistake import suggest

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
    deadlines: Collection[str] = ()
    """Names of the deadlines that packs set beside 公布期限: formulas may name them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "forms", frozen(self.forms))
        object.__setattr__(self, "lexicons", frozen(self.lexicons))


ParametersOf = Callable[[Filed], Parameters]
"""The parameters that apply to the unit of a report."""

CorpusJudge = Callable[[Corpus, ParametersOf], Outcome]
"""A compiled rule on many reports. It is given only those to which the rule applies; each finding names its `units`."""

_Judging = TypeVar("_Judging")


@dataclass(frozen=True, slots=True)
class _Check(Generic[_Judging]):
    name: str
    title: str
    compile: Callable[[Rule, Context], _Judging]
    properties: Mapping[str, Any]
    required: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    reads: Callable[[Rule], Collection[str]] | None = None
    measures: bool = False


class Check(_Check[Judge]):
    """A kind of rule.

    `properties` and `required` are the JSON Schema (draft 2020-12) of the keys that a rule of this kind bears beside
    the common ones; a key that may be left out says in `default` what is the same as to leave it out. `fields` are the
    names that its message may use in braces, beside `EVERYWHERE`. `compile` may raise ValueError with a Chinese
    sentence when the keys do not fit together.

    `parameters` are the names of the parameters that it reads; one that is named by a key of the rule is that key in
    braces: `{limits}`, `{id}`. `reads` tells which a rule reads, where its keys tell that in another way. A parameter
    that no rule reads is told as a mistake.

    `measures` says that its findings tell the difference of two numbers, by which points and severity may go.
    """

    __slots__ = ()


class CorpusCheck(_Check[CorpusJudge]):
    """A kind of rule that judges all reports together; else as `Check`."""

    __slots__ = ()


AnyCheck = Check | CorpusCheck
"""A kind of rule, on one report or on many."""

CONDITIONS = ("when", "unless")
"""Keys that rules of every kind may have beside those of their kind."""


def conditions_of(rule: Rule, *keys: str) -> list[str | Mapping[str, Any]]:
    """The conditions of a rule under these keys, under both where none is named, each as it is written."""
    written = (rule.params.get(key, []) for key in keys or CONDITIONS)
    return [one for some in written for one in (some if isinstance(some, list) else [some])]


PASSED = Outcome(Result.PASS)


def parameters_of(rule: Rule, check: AnyCheck) -> tuple[str, ...]:
    """Names of the parameters that a rule reads."""
    if check.reads is not None:
        return tuple(check.reads(rule))
    return tuple(fill(name, {"id": rule.id, **rule.params}) for name in check.parameters)


def failed(*findings: Finding) -> Outcome:
    return Outcome(Result.FAIL, findings=findings)


def cannot_assess(reason: str) -> Outcome:
    return Outcome(Result.CANNOT_ASSESS, reason)


def not_applicable(reason: str) -> Outcome:
    return Outcome(Result.NOT_APPLICABLE, reason)


def verdict_of(findings: list[Finding]) -> Outcome:
    """Fail with these findings, or pass without any."""
    return failed(*findings) if findings else PASSED


EVERYWHERE = ("单位", "年度", "统计期限", "文件")
"""Names that every message and every advice may use in braces, beside those that a kind gives to its messages."""

ROSTER = "名册."
"""With which the name of a column of the roster begins, in expressions, messages and advice: 名册.在编人数."""

_FIELD = re.compile(r"\{([^{}]+)\}")
_STRAY = re.compile("[{}｛｝]")


def fields_of(template: str) -> tuple[str, ...]:
    """Names in braces in a message template."""
    return tuple(_FIELD.findall(template))


def unknown_fields(data: Mapping[str, Any], fields: Collection[str]) -> Iterator[tuple[str, str]]:
    """Names in braces in the message and advice of a rule, or of what changes it, that nothing would fill: each with
    the key that it stands in and what to tell its author. Without `fields` the kind itself examines its messages.
    """
    told = (("message", "问题说明", fields), ("advice", "改正建议", EVERYWHERE), ("office", "办理提示", EVERYWHERE))
    for key, what, known in told:
        if stray := _STRAY.search(_FIELD.sub("", data.get(key, ""))):
            yield key, f"{what}中的“{stray[0]}”没有成对，名称应写在一对半角的花括号中，如 {{单位}}；请改正。"
        for name in fields_of(data.get(key, "")):
            if name == ROSTER:
                yield key, f"{what}中的“{{{name}}}”没有写明是名册的哪一列，如 {{名册.联系科室}}；请改正。"
            elif known and name not in known and name not in EVERYWHERE and not name.startswith(ROSTER):
                near = suggest(name, dict.fromkeys((*known, *EVERYWHERE)))
                yield key, f"{what}中的“{{{name}}}”不能用，{near}；请改正。"


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values into a message template; a name without a value stays as it is. Quotation marks of a value that is
    quoted itself become inner ones."""

    def put(match: re.Match[str]) -> str:
        value, before = str(values.get(match[1], match[0])), template[: match.start()]
        return inner_quotes(value) if before.count("“") > before.count("”") else value

    return _FIELD.sub(put, template)


_QUOTES = str.maketrans("“”‘’", "‘’“”")


def inner_quotes(text: str) -> str:
    """A text whose quotation marks are those of a quotation within one (GB/T 15834—2011)."""
    return text.translate(_QUOTES)
