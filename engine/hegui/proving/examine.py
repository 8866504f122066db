"""A rule file that is being written, in a pack: its mistakes, what its cases prove, what it does with reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from hegui.errors import UsageError
from hegui.project.rules import Paths, Rules, home_in, load_unchecked
from hegui.proving.cases import CaseRunner, rules_with_runners
from hegui.proving.layouts import HTML
from hegui.proving.told import together_in_words, trial_in_words
from hegui.proving.trial import try_on_many, try_rule
from hegui.rules.mistake import Mistake
from hegui.rules.ruleset import CompiledCorpusRule, RuleSet


class WrittenMistake(Struct, frozen=True):
    """A mistake in a file; line and column count from 1 and are 0 where the mistake is of the whole file."""

    file: str
    """Its name in the pack."""
    line: int
    column: int
    message: str
    excerpt: str
    """The line of the file, and below it what points at the place; empty where there is none."""


class CaseTold(Struct, frozen=True):
    """What came of a case, in words."""

    words: str
    ok: bool


class Examined(Struct, frozen=True):
    """What there is to say of a rule. Cases and trials are only there where it has no mistakes."""

    mistakes: tuple[WrittenMistake, ...] = ()
    cases: tuple[CaseTold, ...] = ()
    trials: tuple[tuple[tuple[str, str], ...], ...] = ()
    """For each report a heading and a text a line, as `hegui rules try` shows it."""

    @property
    def sound(self) -> bool:
        """Whether it has no mistakes, and all its cases hold."""
        return bool(self.cases) and not self.mistakes and all(case.ok for case in self.cases)


def examine_rule(
    pack: str | Path,
    file: str,
    reports: Sequence[str] = (),
    *,
    packs: Sequence[str] = (),
    plugins: Paths = (),
    rules: Paths = (),
    province: str | None = None,
    city: str | None = None,
) -> Examined:
    """Examine a rule file in the folder of a pack.

    Args:
        pack: The folder of the pack.
        file: The file in it, such as `rules/wording/a-rule.yaml`.
        reports: Files and folders of reports to try it on.
        packs: As for `hegui.load`, as are `plugins` and `rules`.
        province: Where units are that do not tell it, as is `city`.

    Raises:
        UsageError: Something that is named is not there.
    """
    folder = Path(pack)
    ruleset = load_unchecked(packs, plugins, (*rules, folder)).ruleset
    if mistakes := [one for one in ruleset.mistakes if one.path.resolve().is_relative_to(folder.resolve())]:
        return Examined(tuple(_told(one, folder) for one in mistakes))
    rule_id = Path(file).stem
    results = [
        result
        for rule, runner in rules_with_runners(ruleset, [rule_id])
        for result in (*runner.run(rule), *runner.silent(rule))
    ]
    cases = tuple(CaseTold(str(result), result.ok) for result in results)
    return Examined((), cases, tuple(_trials(ruleset, rule_id, reports, province, city)) if reports else ())


def sample_report(rules: Rules, name: str) -> bytes:
    """A clean report as a web page, by the name of one of the drafts that the packs have. Raises UsageError."""
    try:
        return HTML.render(CaseRunner(rules.ruleset).draft(name))
    except ValueError as error:
        raise UsageError(str(error), "name") from None


def _trials(
    ruleset: RuleSet, rule_id: str, reports: Sequence[str], province: str | None, city: str | None
) -> list[tuple[tuple[str, str], ...]]:
    compiled = next((one for one in ruleset.compiled if one.rule.id == rule_id), None)
    home = home_in(ruleset, province, city)
    if compiled is None:
        return []
    if isinstance(compiled, CompiledCorpusRule):
        return [tuple(together_in_words(try_on_many(compiled, ruleset, reports, home)))]
    return [tuple(trial_in_words(trial)) for trial in try_rule(compiled, ruleset, reports, home)]


def _told(mistake: Mistake, pack: Path) -> WrittenMistake:
    file = mistake.path.resolve().relative_to(pack.resolve()).as_posix()
    excerpt = f"{mistake.excerpt}\n{mistake.pointer}" if mistake.column else ""
    return WrittenMistake(file, mistake.line, mistake.column, mistake.message, excerpt)
