"""The ruleset: everything that the loaded packs give, ready to judge by."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from hegui.guarding.clock import TimeIsUp
from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.report import Unit
from hegui.model.rule import Basis, Outcome, Period, Rule, RuleSource, Scope, Severity, Words
from hegui.rules.check import AnyCheck, Context, CorpusCheck, CorpusJudge, Judge
from hegui.rules.columns import columns_read
from hegui.rules.deadlines import deadline_names
from hegui.rules.grading import Levels, check_levels, levels_of, severity_of
from hegui.rules.layers import Layer, Layered, layered
from hegui.rules.mistake import Mistake
from hegui.rules.overrides import WrittenOverride
from hegui.rules.schema import COMMON_KEYS, FORM_PARTS
from hegui.rules.scope import Data, applicability

_T = TypeVar("_T")

Speaks = Callable[[Scope], bool]
"""Whether what is for a scope is for the reports that are meant."""


ABOUT = {"description": "说明", "maintainer": "维护", "homepage": "网址", "license": "许可", "tags": "标签"}
"""What a pack may say of itself for people: the key in its pack.yaml, and what it is called."""


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
    extends: tuple[str, ...] = ()
    """Names of the packs that it extends."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """What it says of itself, by the keys of `ABOUT`."""

    gate: tuple[str, ...] = ()
    """Rules whose failure keeps its units from handing in a report."""

    draft_changes: tuple[Mapping[str, Mapping[str, Any]], ...] = ()
    """How clean drafts look on which its rules are proven: edits by draft, first those of the packs it extends."""

    @property
    def about_in_words(self) -> Iterator[tuple[str, str]]:
        """Headings and texts."""
        for key, value in self.about.items():
            yield ABOUT[key], "、".join(value) if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Override:
    """What a pack changes in another pack's rule, for the reports it applies to."""

    rule: str
    pack: str
    applies: Scope
    reason: str
    enabled: bool = True
    severity: Severity | None = None
    levels: Levels = field(default_factory=dict)
    """With `severity`: where it goes by the size of a difference."""
    points: Mapping[str, Any] = field(default_factory=dict)
    """What a failure costs, by name of the scoring scheme."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Keys of the rule's kind of check that take the place of the rule's own."""
    words: Words = field(default_factory=Words)
    """What it says in the place of the rule."""
    cases: tuple[Mapping[str, Any], ...] = ()
    """What proves it."""
    place: tuple[str | int, ...] = ()
    """Where it stands in its file."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with the judge that its check made of it."""

    rule: Rule
    judge: Judge
    disabled: str = ""
    """Why it is switched off for the unit at hand; empty where it is not. Its verdict is `not_applicable` with this."""
    about: tuple[str, ...] = ()
    """Sections and tables that it looks at; empty where that is all of a report."""
    remade: Callable[[Rule], Judge] | None = None
    """Makes the judge of this rule with other words."""


@dataclass(frozen=True, slots=True)
class CompiledCorpusRule:
    """A rule on many reports; else as `CompiledRule`."""

    rule: Rule
    judge: CorpusJudge
    disabled: str = ""
    remade: Callable[[Rule], CorpusJudge] | None = None


_R = TypeVar("_R", CompiledRule, CompiledCorpusRule)


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
    mistakes: tuple[Mistake, ...] = ()
    """The mistakes in pack files behind `problems`, with line and excerpt."""
    corpus_rules: tuple[CompiledCorpusRule, ...] = ()
    """The rules that are held against all reports together."""
    drafts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Clean drafts by name, as validated data: those of the first pack first."""
    _memory: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def compiled(self) -> tuple[CompiledRule | CompiledCorpusRule, ...]:
        """The rules on one report, then those on many."""
        return (*self.rules, *self.corpus_rules)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """As `compiled`."""
        return tuple(each.rule for each in self.compiled)

    @cached_property
    def roster_columns(self) -> frozenset[str]:
        """The columns of a roster that any rule reads, by their headings."""
        return columns_read(self.all_rules, self.checks)

    @cached_property
    def context(self) -> Context:
        """What a rule is compiled with of which nobody knows yet whether it is sound."""
        return Context(self.forms, self.lexicons, thorough=True, deadlines=deadline_names(self.parameters))

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.all_rules if rule.id == rule_id), None)

    def rules_for(
        self, unit: Unit | None, year: int | None = None, form: str | None = None, issued: Period | None = None
    ) -> tuple[CompiledRule, ...]:
        """All rules in their order, as the packs that apply to a report of this unit change them."""
        return self.rules_where(_speaking_to(unit, year, form, issued))

    def corpus_rules_for(
        self, unit: Unit | None, year: int | None = None, form: str | None = None, issued: Period | None = None
    ) -> tuple[CompiledCorpusRule, ...]:
        """The rules on many reports, as the packs that apply to this one change them."""
        return self.corpus_rules_where(_speaking_to(unit, year, form, issued))

    def parameters_for(
        self, unit: Unit | None, year: int | None = None, form: str | None = None, issued: Period | None = None
    ) -> Layered:
        """Parameters for a report of a unit: every layer whose scope it is in, later over earlier, mappings merged."""
        return self.parameters_where(_speaking_to(unit, year, form, issued))

    def rules_where(self, speaks: Speaks) -> tuple[CompiledRule, ...]:
        """All rules in their order, as everything changes them whose scope speaks to the reports that are meant."""
        return self._where(self.rules, speaks)

    def corpus_rules_where(self, speaks: Speaks) -> tuple[CompiledCorpusRule, ...]:
        """As `rules_where`, of the rules on many reports."""
        return self._where(self.corpus_rules, speaks)

    def parameters_where(self, speaks: Speaks) -> Layered:
        """Parameters as `rules_where` means it."""
        layers = tuple(speaks(layer.applies) for layer in self.parameters)
        return self._remembered(("parameters", layers), lambda: Layered(compress(self.parameters, layers)))

    def _where(self, rules: tuple[_R, ...], speaks: Speaks) -> tuple[_R, ...]:
        changes = tuple(speaks(one.applies) for one in self.overrides)
        lexicons = tuple(speaks(layer.applies) for layer in self.local_lexicons)
        if not any(changes) and not any(lexicons):
            return rules
        of_corpus = rules is self.corpus_rules
        return self._remembered(
            ("rules", of_corpus, changes, lexicons),
            lambda: tuple(
                self._changed(rules, compress(self.overrides, changes), compress(self.local_lexicons, lexicons))
            ),
        )

    def _changed(self, rules: Iterable[_R], overrides: Iterable[Override], lexicons: Iterable[Layer]) -> Iterator[_R]:
        """Every rule with what these packs change; compiled anew where its keys or the words it judges by change."""
        changes: dict[str, list[Override]] = {}
        for override in overrides:
            changes.setdefault(override.rule, []).append(override)
        more: list[Layer] = list(lexicons)
        words = layered([Layer(Scope(), self.lexicons), *more], append=True)
        context = Context(self.forms, words, deadlines=deadline_names(self.parameters))
        for compiled in rules:
            own = changes.get(compiled.rule.id, ())
            rule = overridden(compiled.rule, own)
            same = not more and (rule.params, rule.message) == (compiled.rule.params, compiled.rule.message)
            remade: Any = compiled.remade if same else _maker(self.checks[rule.check], context)
            judge: Any = compiled.judge if same else remade(rule)
            yield replace(compiled, rule=rule, judge=judge, disabled=disabled_by(own), remade=remade)

    def _remembered(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Many units share one area: what was made for one serves all."""
        if key not in self._memory:
            self._memory[key] = make()
        made: _T = self._memory[key]
        return made


def rule_of(data: Data, category: str, scope: Scope, source: RuleSource) -> Rule:
    """The rule that a file states."""
    return Rule(
        id=data["id"],
        title=data["title"],
        category=category,
        basis=basis_of(data["basis"]),
        severity=severity_of(data["severity"]),
        levels=levels_of(data["severity"]),
        check=data["check"],
        params={key: value for key, value in data.items() if key not in COMMON_KEYS},
        message=data.get("message", ""),
        advice=data["advice"],
        scope=scope,
        cases=tuple(data["cases"]),
        source=source,
        note=data.get("note", ""),
        office=data.get("office", ""),
        points=data.get("points", {}),
        tags=tuple(data.get("tags", ())),
        problem=data.get("problem", ""),
    )


def override_of(written: WrittenOverride, pack: str, applies: Scope) -> Override:
    """The override that an overrides.yaml states."""
    change = written.change
    return Override(
        rule=written.rule,
        pack=pack,
        applies=applies,
        reason=change["reason"],
        enabled=change.get("enabled", True),
        severity=severity_of(change["severity"]) if "severity" in change else None,
        levels=levels_of(change.get("severity", "")),
        points=change.get("points", {}),
        params=change.get("set", {}),
        words=words_of(change),
        cases=tuple(change.get("cases", ())),
        place=written.place,
    )


def words_of(data: Data) -> Words:
    """What a layer of parameters, or an override, says in the place of a rule."""
    basis = data.get("basis")
    if isinstance(basis, str):
        basis = {"document": basis}
    return Words(basis_of(basis) if basis else None, data.get("message", ""), data.get("advice", ""))


def basis_of(data: Data) -> Basis:
    """The norm that a file states."""
    return Basis(data["document"], data.get("clause", ""))


def restated(rule: Rule, words: Words) -> Rule:
    """A rule that says this, where it says anything."""
    return replace(
        rule,
        basis=words.basis or rule.basis,
        message=words.message or rule.message,
        advice=words.advice or rule.advice,
    )


def overridden(rule: Rule, changes: Iterable[Override]) -> Rule:
    """A rule as it is after these changes, one after another; whether it is switched off does not show in it."""
    for change in changes:
        rule = replace(
            restated(rule, change.words),
            severity=change.severity or rule.severity,
            levels=change.levels if change.severity else rule.levels,
            points={**rule.points, **change.points},
            params={**rule.params, **change.params},
        )
    return rule


def disabled_by(changes: Iterable[Override]) -> str:
    """Why a rule is switched off, or nothing where it is not."""
    off = next((change for change in changes if not change.enabled), None)
    return f"规则包“{off.pack}”停用本规则：{off.reason}" if off else ""


def _speaking_to(unit: Unit | None, year: int | None, form: str | None, issued: Period | None) -> Speaks:
    """Whether what is for a scope is for a report."""
    return lambda scope: applicability(scope, year, form, unit, issued) is None


def _maker(check: AnyCheck, context: Context) -> Callable[[Rule], Judge | CorpusJudge]:
    return lambda rule: _judge_of(rule, check, context)


def _judge_of(rule: Rule, check: AnyCheck, context: Context) -> Judge | CorpusJudge:
    """The judge of a rule. Where changes of several packs do not fit together, judging raises what compiling did."""
    try:
        return check.compile(rule, context)
    except (KeyboardInterrupt, TimeIsUp):
        raise
    except BaseException as error:
        broken = error

    def judge(_: object, __: object) -> Outcome:
        raise broken.with_traceback(None)

    return judge


def compiled_by(check: AnyCheck, rule: Rule, context: Context) -> CompiledRule | CompiledCorpusRule:
    """A rule made ready by its check. Raises what compiling raises: ValueError for a mistake in the rule."""
    check_levels(rule.levels, check)
    remade: Any = _maker(check, context)
    if isinstance(check, CorpusCheck):
        return CompiledCorpusRule(rule, check.compile(rule, context), remade=remade)
    return CompiledRule(rule, check.compile(rule, context), about=tuple(_parts_named(check, rule)), remade=remade)


def _parts_named(check: AnyCheck, rule: Rule) -> Iterator[str]:
    for key, schema in check.properties.items():
        if key in rule.params and schema.get("format") == FORM_PARTS:
            names: str | list[str] = rule.params[key]
            yield from [names] if isinstance(names, str) else names
