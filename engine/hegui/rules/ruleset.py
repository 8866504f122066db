"""The ruleset: everything that the loaded packs give, ready to judge by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.report import Unit
from hegui.model.rule import Outcome, Period, Rule, Scope
from hegui.rules.applies import applicability
from hegui.rules.build import merged
from hegui.rules.check import AnyCheck, Context, CorpusCheck, CorpusJudge, Judge, Parameters
from hegui.rules.fault import Fault
from hegui.rules.overrides import Override, disabled_by, overridden
from hegui.rules.packs import load_packs

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules, forms, lexicons, schemes and parameters of one authority."""

    name: str
    title: str
    version: str
    path: Path
    applies: Scope
    """To whose units its rules and parameters apply."""
    plugin: str
    """The plugin that registered it."""
    drafts: tuple[Mapping[str, Mapping[str, Any]], ...] = ()
    """How clean drafts look on which its rules are proven: edits by draft, first those of the packs it extends."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with the judge that its check made of it."""

    rule: Rule
    judge: Judge
    disabled: str = ""
    """Why it is switched off for the unit at hand; empty where it is not. Its verdict is `not_applicable` with this."""


@dataclass(frozen=True, slots=True)
class CompiledCorpusRule:
    """A rule on many reports; else as `CompiledRule`."""

    rule: Rule
    judge: CorpusJudge
    disabled: str = ""


_R = TypeVar("_R", CompiledRule, CompiledCorpusRule)


class Layer(NamedTuple):
    """Parameters or words that a pack lays over those before it, for the reports it applies to."""

    applies: Scope
    values: Mapping[str, Any]
    pack: str = ""
    basis: str = ""


class FoundPack(NamedTuple):
    """A pack folder and the plugin that registered it."""

    path: Path
    plugin: str
    named: bool = False
    """True where the user named it: then it has the last word."""


class Registry(Protocol):
    """What a ruleset is loaded from (the plugin host)."""

    @property
    def packs(self) -> Sequence[FoundPack]: ...
    @property
    def checks(self) -> Mapping[str, AnyCheck]: ...
    @property
    def problems(self) -> Sequence[Problem]: ...


@dataclass(frozen=True)
class RuleSet:
    """All packs together. `digest` is `sha256:…` over every file of every pack."""

    packs: tuple[Pack, ...]
    forms: Mapping[str, Form]
    lexicons: Mapping[str, Any]
    """Those of packs for everybody: what reports are recognised by."""
    schemes: Mapping[str, Mapping[str, Any]]
    """Scheme files by name, as validated data."""
    rules: tuple[CompiledRule, ...]
    parameters: tuple[Layer, ...]
    """National first."""
    checks: Mapping[str, AnyCheck]
    digest: str
    problems: tuple[Problem, ...] = ()
    """Packs, plugins and rules that could not be loaded."""
    overrides: tuple[Override, ...] = ()
    local_lexicons: tuple[Layer, ...] = ()
    """What packs of an area add to the lexicons, for the rules on units of that area."""
    faults: tuple[Fault, ...] = ()
    """The mistakes in pack files behind `problems`, with line and excerpt."""
    corpus_rules: tuple[CompiledCorpusRule, ...] = ()
    """The rules that are held against all reports together."""
    _memory: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules on one report, then those on many."""
        return (*(each.rule for each in self.rules), *(each.rule for each in self.corpus_rules))

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.all_rules if rule.id == rule_id), None)

    def rules_for(
        self, unit: Unit | None, year: int | None = None, form: str | None = None, issued: Period | None = None
    ) -> tuple[CompiledRule, ...]:
        """All rules in their order, as the packs that apply to a report of this unit change them."""
        return self._for(self.rules, self._local(unit, year, form, issued))

    def corpus_rules_for(
        self, unit: Unit | None, year: int | None = None, form: str | None = None, issued: Period | None = None
    ) -> tuple[CompiledCorpusRule, ...]:
        """The rules on many reports, as the packs that apply to this one change them."""
        return self._for(self.corpus_rules, self._local(unit, year, form, issued))

    def _local(
        self, unit: Unit | None, year: int | None, form: str | None, issued: Period | None
    ) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
        """Which of the overrides and which of the local lexicons apply to a report."""

        def apply(scopes: Iterable[Scope]) -> tuple[bool, ...]:
            return tuple(applicability(scope, year, form, unit, issued) is None for scope in scopes)

        return apply(one.applies for one in self.overrides), apply(layer.applies for layer in self.local_lexicons)

    def _for(self, rules: tuple[_R, ...], local: tuple[tuple[bool, ...], tuple[bool, ...]]) -> tuple[_R, ...]:
        changes, lexicons = local
        if not any(changes) and not any(lexicons):
            return rules
        of_corpus = rules is self.corpus_rules
        return self._remembered(
            ("rules", of_corpus, *local),
            lambda: tuple(
                self._changed(rules, compress(self.overrides, changes), compress(self.local_lexicons, lexicons))
            ),
        )

    def parameters_for(
        self, unit: Unit | None, year: int | None = None, form: str | None = None, issued: Period | None = None
    ) -> Parameters:
        """Parameters for a report of a unit: every layer whose scope it is in, later over earlier, mappings merged."""
        layers = tuple(applicability(layer.applies, year, form, unit, issued) is None for layer in self.parameters)
        return self._remembered(("parameters", layers), lambda: _layered(compress(self.parameters, layers)))

    def _changed(self, rules: Iterable[_R], overrides: Iterable[Override], lexicons: Iterable[Layer]) -> Iterator[_R]:
        """Every rule with what these packs change; compiled anew where its keys or the words it judges by change."""
        changes: dict[str, list[Override]] = {}
        for override in overrides:
            changes.setdefault(override.rule, []).append(override)
        more: list[Layer] = list(lexicons)
        context = Context(self.forms, _layered([Layer(Scope(), self.lexicons), *more], append=True))
        for compiled in rules:
            own = changes.get(compiled.rule.id, ())
            rule = overridden(compiled.rule, own)
            same = not more and rule.params == compiled.rule.params
            judge: Any = compiled.judge if same else _judge_of(rule, self.checks[rule.check], context)
            yield replace(compiled, rule=rule, judge=judge, disabled=disabled_by(own))

    def _remembered(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Many units share one area: what was made for one serves all."""
        if key not in self._memory:
            self._memory[key] = make()
        made: _T = self._memory[key]
        return made


def _layered(layers: Iterable[Layer], *, append: bool = False) -> Mapping[str, Any]:
    data: Mapping[str, Any] = {}
    for layer in layers:
        data = merged(data, layer.values, append=append)
    return data


def _judge_of(rule: Rule, check: AnyCheck, context: Context) -> Judge | CorpusJudge:
    """The judge of a rule. Where changes of several packs do not fit together, judging raises what compiling did."""
    try:
        return check.compile(rule, context)
    except (Exception, SystemExit) as error:
        broken = error

    def judge(_: object, __: object) -> Outcome:
        raise broken.with_traceback(None)

    return judge


def compiled_by(check: AnyCheck, rule: Rule, context: Context) -> CompiledRule | CompiledCorpusRule:
    """A rule made ready by its check. Raises what compiling raises: ValueError for a mistake in the rule."""
    if isinstance(check, CorpusCheck):
        return CompiledCorpusRule(rule, check.compile(rule, context))
    return CompiledRule(rule, check.compile(rule, context))


def load_ruleset(
    host: Registry, extra: Sequence[Path] = (), *, thorough: bool = False, only: Collection[str] = ()
) -> RuleSet:
    """All packs of the host, and of the folders named by the user, as one ruleset.

    A folder of `extra` takes the place of a pack of the host that bears its name. Never raises for a faulty file: what
    could not be loaded is in `problems` (and, with its line, in `faults`). `thorough` leaves nothing to be compiled
    when first needed, so that every mistake shows.

    `only` names the packs that count; empty means all. With them count those that they extend, those that the user
    named, and those for everybody that extend none.
    """
    from hegui.rules.assembly import assemble

    found = [*(FoundPack(folder, "--rules", named=True) for folder in extra), *host.packs]
    loaded = load_packs((pack.path for pack in found), host.checks)
    return assemble(zip(found, loaded, strict=True), host, thorough, only)
