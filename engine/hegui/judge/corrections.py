"""Corrections: what an office has found on looking at the reports. They are made before judging and stay visible."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from hegui.errors import CorrectionsError
from hegui.judge.report import fingerprint, verdict_of
from hegui.judge.told import told_of_report
from hegui.model.audit import Summary, amount
from hegui.model.correction import (
    Corrected,
    Correction,
    Given,
    GivenVerdict,
    IdleCorrection,
    IdleCorrections,
    merged,
)
from hegui.model.form import CellPath
from hegui.model.report import Report
from hegui.model.verdict import ByHand, Evidence, Finding, Outcome, Result, Verdict
from hegui.rules.mistake import InvalidFileError, Mistake, suggest
from hegui.rules.ruleset import RuleSet

if TYPE_CHECKING:
    from hegui.rules.strict_yaml import YamlFile

_BY_HAND = "by-hand"
"""Logical place of a fault that a person has found."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of a list, to be found by file."""

    all: tuple[Correction, ...] = ()

    def of(self, path: str, digest: str | None) -> tuple[Correction, ...]:
        """Those that are made in a file of this path and SHA-256; where that is not known, in a file of this path."""
        return tuple(one for one in self.all if _is_named(one, path) and _is_same(one, digest))

    def idle(self, summaries: Iterable[Summary]) -> IdleCorrections:
        """Those of files that have changed since, and those that mean no file of a run."""
        files = [(one.source.path, one.source.sha256 or "") for one in summaries]
        idle = [one for one in self.all if not any(_is_named(one, path) and _is_same(one, sha) for path, sha in files)]
        changed = [one for one in idle if one.file and any(_is_named(one, path) for path, _ in files)]
        unused = [one for one in idle if one not in changed]
        return IdleCorrections(tuple(map(_listed, changed)), tuple(map(_listed, unused)))


def _is_named(correction: Correction, path: str) -> bool:
    if correction.file is None:
        return True
    wanted, parts = (PurePosixPath(name.replace("\\", "/")).parts for name in (correction.file, path))
    return parts[-len(wanted) :] == wanted


def _is_same(correction: Correction, digest: str | None) -> bool:
    return correction.digest is None or digest is None or digest.startswith(correction.digest)


def _listed(correction: Correction) -> IdleCorrection:
    return IdleCorrection(correction.file, correction.digest, correction.by, correction.line)


def corrected(
    corrections: Sequence[Correction], before: Report | None, after: Report, verdicts: Sequence[Verdict]
) -> tuple[Corrected, ...]:
    """What was corrected in a report, from what it was recognised as to what it is now; then the verdicts by hand."""
    places: dict[str, Corrected] = {}
    lost = dict(_lost(merged(corrections), after))
    for one in corrections:
        for place in _places(one.given):
            if place in lost:
                continue
            was, now = (_printed(report, place) if report else None for report in (before, after))
            if was != now:
                places[place] = Corrected(place, was, now, one.by, one.reason, one.date)
    hands = (
        Corrected(f"verdicts.{one.rule}", hand.before.value, one.result.value, hand.by, hand.reason, hand.date)
        for one in verdicts
        if (hand := one.by_hand)
    )
    return (*places.values(), *hands)


def _places(given: Given) -> Iterator[str]:
    yield from ("unit",) if given.unit else ()
    yield from ("year",) if given.year else ()
    yield from (f"dates.{name}" for name, _ in given.dates)
    yield from (f"sections.{key}" for key, _ in given.headings)
    yield from (".".join((table, *path)) for table, path, _ in given.cells)


def not_applied(given: Given, report: Report) -> tuple[str, ...]:
    """What is given of places that the report does not have, for the user."""
    return tuple(f"更正没有采用：{words}。" for _, words in _lost(given, report))


def _lost(given: Given, report: Report) -> Iterator[tuple[str, str]]:
    titles = {section.key: section.title for section in report.sections}
    for key, line in given.headings:
        if titles.get(key) != line:
            yield f"sections.{key}", f"文中没有找到“{line}”这一行，不能作为{report.template.section_name(key)}的标题"
    for table_id, path, _ in given.cells:
        table = report.tables.get(table_id)
        if table is None or path not in table.paths:
            words = f"{report.template.table_name(table_id)}没有“{'·'.join(path)}”这一格"
            yield ".".join((table_id, *path)), words


def _printed(report: Report, place: str) -> str | None:
    """What a report has at a place, in words."""
    kind, *path = place.split(".")
    match kind:
        case "unit":
            return report.unit.name if report.unit else None
        case "year":
            return str(report.year) if report.year else None
        case "dates":
            dated = getattr(report.dates, path[0])
            return dated.value.isoformat() if dated and dated.value else None
        case "sections":
            return next((section.title for section in report.sections if section.key == path[0]), None)
    table = report.tables.get(kind)
    cell = table.cells.get(tuple(path)) if table else None
    return cell.raw or None if cell else None


def given_by_hand(
    verdicts: Iterable[Verdict], corrections: Iterable[Correction], report: Report, ruleset: RuleSet
) -> tuple[Verdict, ...]:
    """The verdicts, those that a person has given in place of the rules' own, with a mark on what rests on cells that a
    person has given."""
    corrections = tuple(corrections)
    cells = {(table, *path) for table, path, _ in merged(corrections).cells}
    verdicts = [_marked(verdict, cells) for verdict in verdicts] if cells else verdicts
    given = {hand.rule: (one, hand) for one in corrections for hand in one.verdicts}
    return tuple(
        _by_hand(verdict, *given[verdict.rule], report, ruleset) if verdict.rule in given else verdict
        for verdict in verdicts
    )


def _marked(verdict: Verdict, cells: Set[tuple[str, ...]]) -> Verdict:
    def mark(evidence: Evidence) -> Evidence:
        place = tuple(part for part in (evidence.table, evidence.row, evidence.column) if part is not None)
        return replace(evidence, corrected=True) if place in cells else evidence

    return replace(
        verdict,
        findings=tuple(replace(one, evidence=tuple(map(mark, one.evidence))) for one in verdict.findings),
    )


def _by_hand(verdict: Verdict, correction: Correction, hand: GivenVerdict, report: Report, ruleset: RuleSet) -> Verdict:
    mark = ByHand(verdict.result, hand.reason, correction.by, correction.date)
    if hand.result is verdict.result:
        return replace(verdict, by_hand=mark)
    if hand.result is Result.PASS:
        return replace(verdict, result=Result.PASS, reason="", findings=(), by_hand=mark)
    rule = next(rule for rule in ruleset.all_rules if rule.id == verdict.rule)
    unit = report.unit.name if report.unit else ""
    outcome = Outcome(Result.FAIL, "", (Finding(hand.reason, _BY_HAND, ()),))
    found = verdict_of(
        rule,
        outcome,
        lambda finding: fingerprint(rule, unit, report.year, finding.key),
        lambda _: told_of_report(report),
    )
    return replace(verdict, result=Result.FAIL, reason="", findings=found.findings, by_hand=mark)


def read_corrections(path: Path, ruleset: RuleSet) -> Corrections:
    """The corrections of a file. Raises CorrectionsError with every mistake in it."""
    from hegui.rules.strict_yaml import read_yaml

    try:
        made, mistakes = _read(read_yaml(path), ruleset)
    except InvalidFileError as error:
        made, mistakes = Corrections(), list(error.mistakes)
    if mistakes:
        raise CorrectionsError("\n".join(["更正清单有误，请改正：", *map(str, mistakes)]))
    return made


def mistakes_in(entries: Sequence[Mapping[str, Any]], ruleset: RuleSet) -> list[str]:
    """What is wrong in corrections that are no file yet, as a file of them would be refused for it."""
    from hegui.rules.strict_yaml import parse_yaml

    try:
        file = parse_yaml(json.dumps(list(entries), ensure_ascii=False), Path("更正.yaml"))
        return [mistake.message for mistake in _read(file, ruleset)[1]]
    except InvalidFileError as error:
        return [mistake.message for mistake in error.mistakes]


def _read(file: YamlFile, ruleset: RuleSet) -> tuple[Corrections, list[Mistake]]:
    """The corrections of a file, and every mistake in it; without any, where its shape is wrong."""
    from hegui.rules.schema_packs import CORRECTIONS
    from hegui.rules.validate import validate, validator

    if mistakes := validate(file, validator(CORRECTIONS)):
        return Corrections(), list(mistakes)
    reader = _Reader(file, ruleset)
    made = Corrections(tuple(reader.correction(number, item) for number, item in enumerate(file.data)))
    return made, reader.mistakes


class _Reader:
    """Makes corrections of the entries of a list, and notes what in them is of no report."""

    def __init__(self, file: YamlFile, ruleset: RuleSet) -> None:
        self.mistakes: list[Mistake] = []
        self._file = file
        forms = ruleset.forms.values()
        self._paths = {
            ".".join((table.id, *path)): (table.id, path)
            for form in forms
            for table in form.tables
            for path in table.paths
        }
        self._sections = list(dict.fromkeys(section.key for form in forms for section in form.sections))
        self._rules = {compiled.rule.id for compiled in ruleset.rules}
        self._beside = {rule.id for rule in ruleset.all_rules} - self._rules

    def correction(self, number: int, item: Mapping[str, Any]) -> Correction:
        if "file" not in item and "digest" not in item:
            self._mistake("更正要写明 file（文件名）或 digest（文件的 SHA-256），请补上。", number)
        if not item.keys() & {"unit", "year", "dates", "sections", "cells", "verdicts"}:
            self._mistake("没有写明更正什么，请写 unit、year、dates、sections、cells 或 verdicts。", number)
        return Correction(
            by=item["by"],
            date=item.get("date"),
            reason=item.get("reason", ""),
            file=item.get("file"),
            digest=item.get("digest"),
            given=Given(
                unit=item.get("unit"),
                year=item.get("year"),
                dates=tuple(self._dates(number, item.get("dates", {}))),
                cells=tuple(self._cells(number, item.get("cells", {}))),
                headings=tuple(self._headings(number, item.get("sections", {}))),
            ),
            verdicts=tuple(self._verdicts(number, item.get("verdicts", {}))),
            line=self._file.mistake("", (number,)).line,
        )

    def _mistake(self, words: str, *path: str | int) -> None:
        self.mistakes.append(self._file.mistake(words, path))

    def _dates(self, number: int, dates: Mapping[str, str]) -> Iterator[tuple[str, date]]:
        for name, text in dates.items():
            try:
                yield name, date.fromisoformat(text)
            except ValueError:
                self._mistake(f"“{text}”不是存在的日期，请写成 2025-01-20 这样。", number, "dates", name)

    def _headings(self, number: int, sections: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for key, line in sections.items():
            if key in self._sections:
                yield key, line
            else:
                self._mistake(f"没有“{key}”这个部分，{suggest(key, self._sections)}。", number, "sections", key)

    def _cells(self, number: int, cells: Mapping[str, Any]) -> Iterator[tuple[str, CellPath, int | Decimal | None]]:
        for place, value in cells.items():
            if place in self._paths:
                yield *self._paths[place], None if value is None else _number(value)
            else:
                self._mistake(f"没有“{place}”这一格，{suggest(place, self._paths)}。", number, "cells", place)

    def _verdicts(self, number: int, verdicts: Mapping[str, Mapping[str, str]]) -> Iterator[GivenVerdict]:
        for rule, verdict in verdicts.items():
            if rule in self._rules:
                yield GivenVerdict(rule, Result(verdict["verdict"]), verdict["reason"])
            elif rule in self._beside:
                words = f"规则“{rule}”对几份报告一起判断，不能在一份文件上认定，请用豁免或复核意见。"
                self._mistake(words, number, "verdicts", rule)
            else:
                self._mistake(f"没有规则“{rule}”，{suggest(rule, self._rules)}。", number, "verdicts", rule)


def _number(value: float) -> int | Decimal:
    whole = amount(value)
    return whole if isinstance(whole, int) else Decimal(repr(value))
