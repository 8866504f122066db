"""Puts packs together to one ruleset; what does not fit is left out and told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from hegui.guarding.clock import OverdueError, TimeIsUp
from hegui.guarding.plugins import EndedProcess
from hegui.model.audit import Problem
from hegui.model.form import Form
from hegui.model.frozen import frozen
from hegui.model.rule import Rule, RuleSource, Scope
from hegui.rules.cache import recall, remember
from hegui.rules.check import AnyCheck, Context, CorpusCheck, parameters_of, unknown_fields
from hegui.rules.code import code_of
from hegui.rules.deadlines import deadline_names
from hegui.rules.forms import forms_of
from hegui.rules.layers import Layer, merged
from hegui.rules.lineage import Member, lineage
from hegui.rules.mistake import InvalidFileError, Mistake, suggest
from hegui.rules.overrides import FILE as _OVERRIDES
from hegui.rules.overrides import WrittenOverride, written_overrides
from hegui.rules.packs import MANIFEST, Files, PackContent, RuleEntry, load_packs
from hegui.rules.parameters import FILE as PARAMETERS
from hegui.rules.parameters import parameter_mistakes, written_layers
from hegui.rules.recognition import recognition_mistakes
from hegui.rules.ruleset import (
    CompiledCorpusRule,
    CompiledRule,
    FoundPack,
    Override,
    Registry,
    RuleSet,
    compiled_by,
    overridden,
    override_of,
    rule_of,
    words_of,
)
from hegui.rules.schema import CATEGORIES, RECOGNITION_LEXICONS, draft_names, own_keys_schema, sections_edited
from hegui.rules.schemes import KnownRules, charge_mistakes, scheme_mistakes
from hegui.rules.scope import KnownNames, is_local, narrowed, scope_of

_CATEGORY_ORDER = {category: index for index, category in enumerate(CATEGORIES)}
_OF_WORD_LISTS = ("正则表达式“", "误字“")
"""With which what is told of a pattern begins."""
_OUTSIDE = "的适用地区不在规则包的适用地区之内，永远用不上；请改正。"


def load_ruleset(host: Registry, extra: Sequence[Path] = (), *, only: Collection[str] = ()) -> RuleSet:
    """All packs of the host, and of the folders named by the user, as one ruleset.

    A folder of `extra` takes the place of a pack of the host that bears its name. Never raises for a faulty file: what
    could not be loaded is in `problems` (and, with its line, in `mistakes`). Every mistake shows, whoever loads: only
    what the cache knows to be sound is left to be compiled when first needed.

    `only` names the packs that count; empty means all. With them count those that they extend, those that the user
    named, and those for everybody that extend none.
    """

    def read(folder: Path, files: Files) -> tuple[PackContent | None, tuple[Mistake, ...]]:
        from hegui.rules.loader import PackReader  # with YAML and the schemas: only where the cache has nothing

        return PackReader(folder, host.checks).read(files)

    found = [*(FoundPack(folder, "--rules", named=True) for folder in extra), *host.packs]
    loaded = load_packs((pack.path for pack in found), host.checks, read)
    members, mistakes = lineage(zip(found, loaded, strict=True), only)
    left_out: tuple[Problem, ...] = ()
    if host.problems:  # a plugin broke: the rules of its kinds are not faulty, they are left out, and it is told
        left_out = tuple(mistake.problem() for mistake in mistakes if mistake.of_kind)
        mistakes = tuple(mistake for mistake in mistakes if not mistake.of_kind)
    unknown = {member.name: key for member, key in _soundness(members, host.checks) if recall(key) is None}
    ruleset = _Assembly(host, unknown.keys(), mistakes, left_out).assemble(members)
    if not ruleset.problems:
        for key in unknown.values():
            remember(key, True)
    return ruleset


def _soundness(members: Sequence[Member], checks: Mapping[str, AnyCheck]) -> Iterator[tuple[Member, str]]:
    """For each pack a key of everything by which its rules are compiled: under it is remembered that it is sound."""
    code = code_of(checks)
    for member in members:
        deciding = [each for each in members if each.name in member.ancestors or not is_local(each.pack.applies)]
        yield member, f"sound-{_digest([*deciding, member])[:32]}-{code}"


def _digest(members: Iterable[Member]) -> str:
    return sha256("".join(f"{member.name}\0{member.digest}\0" for member in members).encode()).hexdigest()


def load_rule_file(path: Path, ruleset: RuleSet) -> CompiledRule | CompiledCorpusRule:
    """The rule in a file that is in no pack, made ready to judge with a ruleset's forms and lexicons.

    Raises `InvalidFileError` with every mistake in it.
    """
    from hegui.rules.loader import PackReader

    file = PackReader(path.parent, ruleset.checks).rule(path)
    rule = rule_of(file.data, "", scope_of(file.data.get("applies", {})), RuleSource("", path.name, file.line(("id",))))
    try:
        return compiled_by(ruleset.checks[rule.check], rule, ruleset.context)
    except ValueError as error:
        raise InvalidFileError(file.mistake_quoting(str(error), ("check",))) from None


class _Made(NamedTuple):
    """What came of compiling a rule."""

    rule: CompiledRule | CompiledCorpusRule | None
    mistakes: tuple[Mistake, ...] = ()


class _Assembly:
    def __init__(
        self, host: Registry, unknown: Collection[str], mistakes: Iterable[Mistake], left_out: Iterable[Problem]
    ) -> None:
        self.host = host
        self.unknown = unknown
        """Packs of which it is not known whether they are sound: nothing of them is left to be compiled later."""
        self.mistakes = list(mistakes)
        self.left_out = tuple(left_out)
        self.members: Mapping[str, Member] = {}
        self.forms: Mapping[str, Form] = {}
        self.written_forms: dict[str, tuple[Member, Mapping[str, Any]]] = {}
        self.lexicons: Mapping[str, Any] = {}
        self.words: dict[str, Mapping[str, Any]] = {}
        """What each pack of an area adds to the lexicons."""
        self.schemes: dict[str, Mapping[str, Any]] = {}
        self.drafts: dict[str, Mapping[str, Any]] = {}
        self.parameters: list[Layer] = []
        self.rules: dict[str, Rule] = {}
        self.broken: set[str] = set()
        """Rules that could not be compiled."""
        self.changes: dict[str, list[Override]] = {}
        self.contexts: dict[str, Context] = {}
        """What the rules of each pack are compiled with."""
        self.owners: dict[tuple[str, str], str] = {}
        """Which pack gave a form, scheme or rule, by kind and name."""

    @cached_property
    def known(self) -> KnownNames:
        return KnownNames(self.forms, self.lexicons)

    def assemble(self, members: Sequence[Member]) -> RuleSet:
        self.members = {member.name: member for member in members}
        for member in members:
            self._add_data(member)
        self._build_forms()
        for member in members:
            self.mistakes.extend(self._scope_mistakes(member, MANIFEST, member.content.manifest, member.pack.applies))
            self._add_parameters(member)
        for member in members:
            self.mistakes.extend(self._unknown_drafts(member))
            for rule in member.content.rules:
                self._add_rule(member, rule)
        rules = tuple(self._compiled())
        overrides = [override for member in members for override in self._overrides(member)]
        if self.unknown:
            self._examine(members)
        return RuleSet(
            packs=tuple(member.pack for member in members),
            forms=self.forms,
            lexicons=self.lexicons,
            schemes=self.schemes,
            rules=tuple(one for one in rules if isinstance(one, CompiledRule)),
            corpus_rules=tuple(one for one in rules if isinstance(one, CompiledCorpusRule)),
            parameters=tuple(self.parameters),
            checks=self.host.checks,
            digest=f"sha256:{_digest(members)}",
            problems=(*self.host.problems, *self.left_out, *(mistake.problem() for mistake in self.mistakes)),
            overrides=tuple(overrides),
            local_lexicons=tuple(
                Layer(self.members[name].pack.applies, words, name) for name, words in self.words.items()
            ),
            mistakes=tuple(self.mistakes),
            drafts=self.drafts,
        )

    def _examine(self, members: Sequence[Member]) -> None:
        """What shows only when everything is there: names of rules and readers of parameters may be missing where
        something else is faulty.
        """
        for_everybody = [each for each in members if each.name in self.unknown and not is_local(each.pack.applies)]
        if for_everybody and not self.mistakes:
            self.mistakes.extend(recognition_mistakes(for_everybody, self.forms, self.lexicons))
        complete = not (self.mistakes or self.host.problems)
        for member in members:
            rules = self._known_rules(member) if complete else None
            for name, scheme in member.content.schemes.items():
                file = f"schemes/{name}.yaml"
                self.mistakes.extend(self._case_mistakes(member, file, scheme))
                for place, message, at_key in scheme_mistakes(scheme, rules, self.known):
                    self.mistakes.append(member.mistake(file, message, *place, at_key=at_key))
        if complete:
            for member in members:
                self.mistakes.extend(self._gate_mistakes(member))
                self.mistakes.extend(self._messages_that_do_not_fit(member))
            self.mistakes.extend(parameter_mistakes(members, tuple(self.rules.values()), self.host.checks, self.known))

    def _known_rules(self, member: Member) -> KnownRules:
        """What the schemes of a pack may speak of."""
        checks = {rule.id: self.host.checks[rule.check] for rule in self.rules.values()}
        changes = list(written_overrides(member.content.overrides))
        return KnownRules(
            {rule.id: rule.category for rule in self.rules.values()},
            of_many={name for name, check in checks.items() if isinstance(check, CorpusCheck)},
            switched_off={
                each.rule for each in changes if not each.change.get("enabled", True) and "applies" not in each.change
            },
            measured={name for name, check in checks.items() if check.measures},
            forms=self.forms,
        )

    def _gate_mistakes(self, member: Member) -> Iterator[Mistake]:
        """Rules that could not stop a report: there are none of that name, or one report alone does not show it."""
        for number, name in enumerate(member.pack.gate):
            words = ""
            if name not in self.rules:
                words = f"没有规则“{name}”，{suggest(name, self.rules)}；请改正。"
            elif isinstance(self.host.checks[self.rules[name].check], CorpusCheck):
                words = f"规则“{name}”比较多份报告，单位报送一份时不判断，拦不下来；请删去。"
            elif name in member.pack.gate[:number]:
                words = f"规则“{name}”已在前面，请删去一处。"
            if words:
                yield member.mistake(MANIFEST, words, "gate", number)

    def _messages_that_do_not_fit(self, member: Member) -> Iterator[Mistake]:
        """Messages and advice that layers of parameters give to rules which cannot say them."""
        for written in written_layers(member.content.parameters):
            for rule in self.rules.values() if written.layer.keys() & {"message", "advice"} else ():
                check, place = self.host.checks[rule.check], written.place[:-1]
                if written.values.keys().isdisjoint(parameters_of(rule, check)):
                    continue
                unknown = list(_unknown_fields(member, check, PARAMETERS, written.layer, *place))
                saying = replace(rule, message=written.layer.get("message", rule.message))
                yield from unknown or self._compile(member, saying, PARAMETERS, *place, "message").mistakes

    def _add_data(self, member: Member) -> None:
        content = member.content
        for data in content.forms:
            if not is_local(member.pack.applies) and self._claim(
                member, "格式", data["id"], f"forms/{data['id']}.yaml"
            ):
                self.written_forms[data["id"]] = member, data
        for name, scheme in content.schemes.items():
            if self._claim(member, "评分方案", name, f"schemes/{name}.yaml"):
                self.schemes[name] = scheme
        for name, draft in content.drafts.items():
            if self._claim(member, "样稿", name, f"drafts/{name}.yaml"):
                self.drafts[name] = draft
        if not is_local(member.pack.applies):
            self.lexicons = frozen(merged(self.lexicons, content.lexicons, append=True))
        elif content.lexicons:
            self.words[member.name] = frozen(content.lexicons)
        self.mistakes.extend(_not_for_an_area(member))

    def _build_forms(self) -> None:
        forms, mistakes = forms_of({name: data for name, (_, data) in self.written_forms.items()})
        self.forms = frozen(forms)
        for mistake in mistakes:
            member, _ = self.written_forms[mistake.form]
            file = f"forms/{mistake.form}.yaml"
            told = member.mistake_at_quote(file, mistake.message)
            self.mistakes.append(told or member.mistake(file, mistake.message, mistake.key))

    def _add_parameters(self, member: Member) -> None:
        for written in written_layers(member.content.parameters):
            place = written.place[:-1]
            scope = narrowed(scope_of(written.layer.get("applies", {})), member.pack.applies)
            if scope is None:
                message = "这一层参数的适用地区不在规则包的适用地区之内，请改正 applies。"
                self.mistakes.append(member.mistake(PARAMETERS, message, *place, "applies"))
                continue
            mistakes = list(self._scope_mistakes(member, PARAMETERS, written.layer, scope, *place)) if place else []
            self.mistakes.extend(mistakes)
            if not mistakes:
                cases = tuple(written.layer.get("cases", ()))
                values, words = frozen(written.values), words_of(written.layer)
                self.parameters.append(Layer(scope, values, member.name, words, cases, place))

    def _add_rule(self, member: Member, written: RuleEntry) -> None:
        scope = scope_of(written.data.get("applies", {}))
        narrower = narrowed(scope, member.pack.applies)
        mistakes = [
            *self._points_mistakes(member, written.path, written.data, written.data["id"], written.data["check"]),
            *self._case_mistakes(member, written.path, written.data),
        ]
        if narrower is None:
            mistakes.append(member.mistake(written.path, f"规则{_OUTSIDE}", "applies"))
        else:
            mistakes.extend(self._scope_mistakes(member, written.path, written.data, narrower))
        self.mistakes.extend(mistakes)
        if narrower is not None and not mistakes and self._claim(member, "规则", written.data["id"], written.path):
            source = RuleSource(member.name, written.path, written.line)
            self.rules[written.data["id"]] = rule_of(written.data, written.category, narrower, source)

    def _scope_mistakes(
        self, member: Member, file: str, data: Mapping[str, Any], scope: Scope, *place: str | int
    ) -> Iterator[Mistake]:
        """What can never come true of a scope, which `data` states and the pack's area narrows; what is the pack's own
        mistake is told at its pack.yaml only. A pack that is known to be sound has no such thing.
        """
        if member.name not in self.unknown:
            return
        of_pack = () if file == MANIFEST else tuple(self.known.contradictions(member.pack.applies))
        for keys, message in self.known.contradictions(scope):
            if (keys, message) not in of_pack:
                yield member.mistake(file, message, *place, "applies", *keys)
        for keys, message in self.known.idle_exceptions(scope_of(data.get("applies", {})), scope):
            yield member.mistake(file, message, *place, "applies", *keys, at_key=True)

    def _claim(self, member: Member, kind: str, name: str, file: str) -> bool:
        """Whether a name is still free; told where it is not."""
        if (kind, name) not in self.owners:
            self.owners[kind, name] = member.name
            return True
        owner = self.owners[kind, name]
        if owner == member.name:
            message = f"{kind}“{name}”在本规则包中有两个，请删去一个或改名。"
        elif kind == "规则":
            message = f"规则“{name}”已由规则包“{owner}”给出；要改动它请写在 overrides.yaml 中，要新增请换一个编号。"
        else:
            message = f"{kind}“{name}”已由规则包“{owner}”给出，请换一个名称。"
        self.mistakes.append(member.mistake(file, message, "id"))
        return False

    def _overrides(self, member: Member) -> Iterator[Override]:
        for written in written_overrides(member.content.overrides):
            rule_id, change = written.rule, written.change
            if rule_id in self.broken or any(mistake.path.stem == rule_id for mistake in self.mistakes):
                continue  # the rule itself is faulty, which has been told
            rule = self.rules.get(rule_id)
            if rule is None or rule.source.pack not in member.ancestors:
                others = [other.id for other in self.rules.values() if other.source.pack in member.ancestors]
                message = f"所依托的规则包中没有规则“{rule_id}”，{suggest(rule_id, others)}；请改正。"
                told = member.mistake(_OVERRIDES, message, rule_id, at_key=True)
                self.mistakes += [told] if told not in self.mistakes else []
                continue
            scope = narrowed(scope_of(change.get("applies", {})), member.pack.applies)
            mistakes = list(self._override_mistakes(member, rule, written, scope))
            self.mistakes.extend(mistakes)
            if scope is not None and not mistakes:
                override = override_of(written, member.name, scope)
                self.changes.setdefault(rule_id, []).append(override)
                yield override

    def _override_mistakes(
        self, member: Member, rule: Rule, written: WrittenOverride, scope: Scope | None
    ) -> Iterator[Mistake]:
        change, place = written.change, written.place
        if scope is None:
            yield member.mistake(_OVERRIDES, f"“{rule.id}”的调整{_OUTSIDE}", *place, "applies")
            return
        yield from self._scope_mistakes(member, _OVERRIDES, change, scope, *place)
        yield from self._points_mistakes(member, _OVERRIDES, change, rule.id, rule.check, *place)
        yield from self._case_mistakes(member, _OVERRIDES, change, *place)
        check = self.host.checks[rule.check]
        mistakes = [*_unknown_fields(member, check, _OVERRIDES, change, *place)]
        if "set" in change:
            mistakes += _own_key_mistakes(member.folder / _OVERRIDES, place, change["set"], check)
        yield from mistakes
        if mistakes or not (change.keys() & {"set", "message"} or isinstance(change.get("severity"), dict)):
            return
        earlier = [
            one
            for one in self.changes.get(rule.id, ())
            if one.pack in member.ancestors or (one.pack == member.name and narrowed(one.applies, scope) is not None)
        ]
        rule = overridden(rule, [*earlier, override_of(written, member.name, scope)])
        key = next(key for key in ("set", "message", "severity") if key in change)
        yield from self._compile(member, rule, _OVERRIDES, *place, key).mistakes

    def _points_mistakes(
        self, member: Member, file: str, data: Mapping[str, Any], rule: str, check: str, *place: str | int
    ) -> Iterator[Mistake]:
        for name in data.get("points", ()):
            if self.schemes and name not in self.schemes:
                message = f"没有评分方案“{name}”，{suggest(name, self.schemes)}；请改正。"
                yield member.mistake(file, message, *place, "points", name, at_key=True)
        known = KnownRules({rule: ""}, measured=[rule] if self.host.checks[check].measures else (), forms=self.forms)
        for name, charge in data.get("points", {}).items():
            for at, message, at_key in charge_mistakes(charge, rule, known, ("points", name)):
                yield member.mistake(file, message, *place, *at, at_key=at_key)

    def _unknown_drafts(self, member: Member) -> Iterator[Mistake]:
        for name in member.content.draft_changes:
            if self.drafts and name not in self.drafts:
                message = f"没有样稿“{name}”，{suggest(name, self.drafts)}；请改正。"
                yield member.mistake("drafts.yaml", message, name, at_key=True)

    def _case_mistakes(
        self, member: Member, file: str, data: Mapping[str, Any], *within: str | int
    ) -> Iterator[Mistake]:
        """Cases on a draft that no pack gives, and edits of sections that no form has."""
        for place, key in draft_names(data.get("cases", ())):
            if self.drafts and key not in self.drafts:
                message = f"没有样稿“{key}”，{suggest(key, self.drafts)}；请改正。"
                yield member.mistake(file, message, *within, "cases", *place)
        if member.name not in self.unknown:
            return
        sections = {key for form in self.forms.values() for key in form.section_by_key}
        for place, key in sections_edited(data.get("cases", ())):
            if sections and key not in sections:
                message = f"没有“{key}”这一部分，{suggest(key, sections)}；请改正。"
                yield member.mistake(file, message, *within, "cases", *place, at_key=True)

    def _compiled(self) -> Iterator[CompiledRule | CompiledCorpusRule]:
        order = {name: index for index, name in enumerate(self.members)}
        for rule in sorted(
            self.rules.values(),
            key=lambda rule: (order[rule.source.pack], _CATEGORY_ORDER[rule.category], rule.source.path),
        ):
            made = self._compile(self.members[rule.source.pack], rule, rule.source.path, "check")
            self.mistakes.extend(made.mistakes)
            if made.rule is not None:
                yield made.rule
            else:
                self.broken.add(rule.id)

    def _compile(self, member: Member, rule: Rule, file: str, *place: str | int) -> _Made:
        """A rule compiled with the words of a pack and of those that it extends."""
        try:
            return _Made(compiled_by(self.host.checks[rule.check], rule, self._context(member)))
        except ValueError as error:
            return _Made(None, (self._misread(member, str(error), file, *place),))
        except (KeyboardInterrupt, TimeIsUp):
            raise
        except (OverdueError, EndedProcess):  # nobody can say whether the rule is faulty; the host tells it
            return _Made(None)
        except BaseException as error:
            broken = f"{type(error).__name__}：{error}"
            message = f"规则种类“{rule.check}”处理规则“{rule.id}”时出错（{broken}），请联系其作者。"
            return _Made(None, (member.mistake(file, message, *place),))

    def _context(self, member: Member) -> Context:
        """What rules are compiled with that a pack gives or changes; asked for once all parameters are there."""
        if member.name not in self.contexts:
            lexicons = self.lexicons
            for name, more in self.words.items():
                if name == member.name or name in member.ancestors:
                    lexicons = merged(lexicons, more, append=True)
            near = [layer for layer in self.parameters if self._serves(layer.pack, member)]
            thorough = member.name in self.unknown
            self.contexts[member.name] = Context(self.forms, lexicons, thorough, deadline_names(near))
        return self.contexts[member.name]

    def _serves(self, pack: str, member: Member) -> bool:
        """Whether what a pack sets may be named by the rules of a member."""
        return pack == member.name or pack in member.ancestors or not is_local(self.members[pack].pack.applies)

    def _misread(self, member: Member, message: str, file: str, *place: str | int) -> Mistake:
        """A mistake that a check finds, at the words that it quotes: in the rule, or in a word list that it uses."""
        told = member.mistake_at_quote(file, message)
        if told is None and message.startswith(_OF_WORD_LISTS):
            for owner in (member, *(self.members[name] for name in member.ancestors)):
                for name in owner.content.lexicons:
                    told = told or owner.mistake_at_quote(f"lexicons/{name}.yaml", message)
        return told or member.mistake(file, message, *place)


def _not_for_an_area(member: Member) -> Iterator[Mistake]:
    """Reports are recognised before it is known where they are from: what does that is for everybody or for nobody."""
    if not is_local(member.pack.applies):
        return
    for kind, folder, names in (
        ("格式", "forms", [form["id"] for form in member.content.forms]),
        ("词表", "lexicons", [name for name in member.content.lexicons if name in RECOGNITION_LEXICONS]),
    ):
        for name in names:
            message = f"{kind}“{name}”用于识别所有报告，只能由不限适用地区的规则包给出；请移走。"
            yield Mistake(next((member.folder / folder).glob(f"{name}.*")), message)


def _unknown_fields(
    member: Member, check: AnyCheck, file: str, data: Mapping[str, Any], *place: str | int
) -> Iterator[Mistake]:
    """Names in braces that the message or advice of a change must not use, because nothing fills them."""
    for key, message in unknown_fields(data, check.fields):
        yield member.mistake(file, message, *place, key)


def _own_key_mistakes(
    path: Path, place: tuple[str | int, ...], keys: Mapping[str, Any], check: AnyCheck
) -> list[Mistake]:
    """Mistakes in the keys that an override sets, which only the check of the rule can tell.

    What was found sound is remembered: a start with everything in the cache does without jsonschema.
    """
    schema = own_keys_schema(check)
    seen = sha256(json.dumps([keys, schema], sort_keys=True, default=repr).encode()).hexdigest()
    if recall(seen) is not None:
        return []
    from hegui.rules.strict_yaml import read_yaml
    from hegui.rules.validate import schema_at, validate, validator

    mistakes = validate(read_yaml(path), validator(schema_at((*place, "set"), schema)))
    if not mistakes:
        remember(seen, True)
    return mistakes
