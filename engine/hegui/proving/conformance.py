"""The cases of rules as data: reports to read, and what an engine must say of them. Any other engine may be held to it.

index.json            what is expected of each case, see `Suite`
index.schema.json     its JSON Schema
README.md             how to use it
cases/<rule>/1.html   the report of the rule's first case; beside it those that are judged along with it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct

from hegui.about import __version__
from hegui.errors import UsageError
from hegui.judge.corpus import judge_corpus
from hegui.judge.report import judge
from hegui.model.corpus import Corpus
from hegui.model.rule import Rule
from hegui.model.run import PackUsed
from hegui.model.verdict import Finding, Result, Severity
from hegui.proving.cases import Case, CaseRunner, expected_of, layout_of, outcome_of, rules_with_runners
from hegui.proving.corpora import drafts_beside, roster_file
from hegui.proving.draft import Draft
from hegui.rules.ruleset import RuleSet

Schema = Literal["hegui/cases/1"]
SCHEMA: Schema = "hegui/cases/1"

INDEX, INDEX_SCHEMA, NOTES = "index.json", "index.schema.json", "README.md"

_README = """\
# 规则用例集

由 hegui {engine} 导出，共 {rules} 条规则的 {cases} 个用例。
每个用例是一份报告和应得的结论，任何审查程序都可以用它检验自己。

- `index.json`：全部用例，结构见 `index.schema.json`（JSON Schema）。
- `cases/规则编号/序号.html`（或 `.txt`）：用例的报告，UTF-8。

怎样用：逐个读 `cases` 中的各项，把 `report` 交给程序，连同一起审查的其他报告（`others`）、
上一年度的报告（`previous`）、单位名册（`roster`，YAML），只看 `rule` 这一条规则，与 `expected` 相比：

- `verdict`：`fail` 不符合、`pass` 符合、`not_applicable` 不适用、`cannot_assess` 未能判定。
  `of_many` 为 true 的是跨年、跨单位的规则，对全部报告一起判断；
  没有可比的，不判断也算 `not_applicable`。
- `findings`：`fail` 时应报出的问题，位置（部分、表、行、列）和原文、算式。
  `message` 是本程序的说法，别的程序可以另有说法。
- `quote`：有的话，问题说明、原文或算式中必须有它，证明报出的正是这一处。

`clean` 是合格的报告：任何规则对它们都不应得出 `fail`。
"""


class ExpectedEvidence(Struct, frozen=True, omit_defaults=True):
    """Where a fault stands and what stands there."""

    section: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    quote: str | None = None
    formula: str | None = None
    unit: str | None = None
    year: int | None = None


class ExpectedFinding(Struct, frozen=True, omit_defaults=True):
    message: str
    evidence: tuple[ExpectedEvidence, ...]
    units: tuple[str, ...] = ()
    severity: Severity | None = None
    """Where it is not that of the rule."""


class Expected(Struct, frozen=True, omit_defaults=True):
    """What the rule must come to."""

    verdict: Result
    findings: tuple[ExpectedFinding, ...] = ()


class ExportedCase(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A case; its files by their paths in the suite."""

    rule: str
    title: str
    basis: str
    severity: Severity
    name: str
    report: str
    expected: Expected
    quote: str | None = None
    of_many: bool = False
    """Whether the rule is on many reports, judged together."""
    others: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    roster: str | None = None


class Suite(Struct, frozen=True):
    """The index of a suite."""

    schema: Schema
    engine: str
    packs: tuple[PackUsed, ...]
    clean: tuple[str, ...]
    """Reports on which no rule may fail."""
    cases: tuple[ExportedCase, ...]


def export_cases(ruleset: RuleSet, ids: Sequence[str], folder: Path) -> Suite:
    """Write the cases of these rules into a folder. Raises UsageError where a case does not hold: what is not so cannot
    be asked of others."""
    writer = _Writer(folder)
    packs: dict[str, PackUsed] = {}
    clean: dict[str, None] = {}
    cases: list[ExportedCase] = []
    for rule, runner in rules_with_runners(ruleset, ids):
        if rule.source.pack not in packs:
            packs |= {each.name: PackUsed(each.name, each.version, each.title) for each in runner.ruleset.packs}
            clean |= dict.fromkeys(writer.clean(rule.source.pack, runner))
        cases += writer.cases(rule, runner)
    suite = Suite(SCHEMA, __version__, tuple(packs.values()), tuple(clean), tuple(cases))
    writer.write(INDEX, msgspec.json.format(msgspec.json.encode(suite), indent=1) + b"\n")
    writer.write(INDEX_SCHEMA, msgspec.json.format(msgspec.json.encode(_schema()), indent=1) + b"\n")
    rules = len({case.rule for case in cases})
    writer.write(NOTES, _README.format(engine=__version__, rules=rules, cases=len(cases)).encode())
    return suite


def _schema() -> Mapping[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Suite)}


class _Writer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, content: bytes) -> str:
        file = self._folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return name

    def clean(self, pack: str, runner: CaseRunner) -> Iterator[str]:
        for name in runner.ruleset.drafts:
            yield self.write(f"clean/{pack}-{name}.html", layout_of({}).render(runner.draft(name)))

    def cases(self, rule: Rule, runner: CaseRunner) -> Iterator[ExportedCase]:
        single = runner.with_only(rule)
        written = zip(rule.cases, runner.cases_of(rule), strict=True)
        for number, (data, case) in enumerate(written, 1):
            outcome = outcome_of(case, single)
            if not outcome.ok:
                raise UsageError(f"用例没有通过，没有导出，请先改正（hegui rules test）。\n{outcome}")
            yield self._case(f"cases/{rule.id}/{number}", rule, data, runner, _findings(case, single))

    def _case(
        self, stem: str, rule: Rule, data: Mapping[str, Any], runner: CaseRunner, judged: _Judged
    ) -> ExportedCase:
        layout = layout_of(data)
        draft = runner.draft_of_case(data)
        beside = drafts_beside(data, draft, runner.clean_draft)

        def write(name: str, one: Draft) -> str:
            return self.write(f"{stem}{name}{layout.suffix}", layout.render(one))

        report = write("", draft)
        others = tuple(write(f"-other-{number}", one) for number, one in enumerate(beside.others, 1))
        names = dict(zip(judged.paths, (report, *others), strict=False))
        return ExportedCase(
            rule=rule.id,
            title=rule.title,
            basis=str(rule.basis),
            severity=rule.severity,
            name=str(data.get("name", "")),
            report=report,
            expected=Expected(expected_of(data), tuple(_expected(finding, names) for finding in judged.findings)),
            quote=data.get("quote"),
            of_many=runner.is_of_many(rule),
            others=others,
            previous=tuple(write("-previous", one) for one in beside.previous),
            roster=self.write(f"{stem}-roster.yaml", roster_file(data["roster"]).encode())
            if "roster" in data
            else None,
        )


class _Judged(NamedTuple):
    """What a rule found in a case, and the files in which the reports lay that were judged together."""

    findings: tuple[Finding, ...]
    paths: tuple[str, ...] = ()


def _findings(case: Case, single: RuleSet) -> _Judged:
    if isinstance(case.report, Corpus):
        verdicts = judge_corpus(case.report, single)
        paths = tuple(filed.path for filed in case.report.reports)
        return _Judged(tuple(finding for verdict in verdicts for finding in verdict.findings), paths)
    verdicts = judge(case.report, single) if case.report else ()
    return _Judged(tuple(finding for verdict in verdicts for finding in verdict.findings))


def _expected(finding: Finding, names: Mapping[str, str]) -> ExpectedFinding:
    """Without lines and offsets, which every reader counts in its own way; files go by their names in the suite."""

    def named(text: str) -> str:
        for path, name in names.items():
            text = text.replace(path, name)
        return text

    evidence = tuple(
        ExpectedEvidence(
            one.section,
            one.table,
            one.row,
            one.column,
            None if one.quote is None else named(one.quote),
            one.formula,
            one.unit,
            one.year,
        )
        for one in finding.evidence
    )
    return ExpectedFinding(named(finding.message), evidence, finding.units, finding.severity)
