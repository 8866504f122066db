"""`hegui rules diff`: what another state of the rules changes in the findings on reports."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hegui.cli import loading
from hegui.cli.parser import Each
from hegui.cli.rules.action import add_beside, add_home, prepare
from hegui.cli.status import CLEAN, FINDINGS, INCOMPLETE

if TYPE_CHECKING:
    from pathlib import Path

    from hegui.history.comparison import Told
    from hegui.history.difference import ChangedFinding, ChangedRule, Difference, RuleChanges
    from hegui.model.run import AuditRun
    from hegui.project.rules import Rules

_KINDS = {"new": "新出现", "gone": "不再报出", "changed": "说法改变"}
_COUNTS = ("规则", "编号", *_KINDS.values(), "单位")
_FINDINGS = ("规则", "变化", "单位", "年度", "位置", "原来", "现在", "说明")
_SCORES = ("单位", "年度", "原来得分", "现在得分", "原来等级", "现在等级")
_RULES = ("规则", "改动")
_KEYS = {
    "title": "名称",
    "problem": "问题的名称",
    "severity": "级别",
    "check": "种类",
    "applies": "适用",
    "basis": "依据",
    "message": "问题说明",
    "advice": "建议",
    "note": "背景",
    "points": "扣分",
    "pack": "规则包",
    "overrides": "对它的调整",
    "parameters": "参数",
    "category_title": "类别",
}
_LONGEST = 120


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "diff",
        help="规则改动前后，报告上的问题有何变化",
        description="用规则包的两个状态审查同样的报告，列出新出现、不再报出和说法改变的问题，得分的变化，"
        "以及规则本身的增删改。没有变化的以状态 0 退出，有变化的为 1。",
    )
    for name, words in (("old", "改动前"), ("new", "改动后")):
        parser.add_argument(
            name, metavar=name.upper(), help=f"{words}的规则包：文件夹、.zip 压缩包，或已有规则包的名称（照现状）"
        )
    parser.add_argument(
        "--on",
        metavar="PATH",
        action=Each,
        default=[],
        required=True,
        help="在哪些报告上比较：文件、文件夹或 .zip 压缩包，可多次给出",
    )
    parser.add_argument("--format", choices=("terminal", "json", "md", "csv"), default="terminal", help="输出格式")
    add_judging(parser)
    prepare(parser, run)


def add_judging(parser: argparse.ArgumentParser) -> None:
    """Let the user say how the reports are judged."""
    parser.add_argument("--scheme", metavar="NAME", default="default", help="评分方案，默认 default")
    add_home(parser)
    add_beside(parser)


def run(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from msgspec import to_builtins

    from hegui.cli import listing
    from hegui.cli.console import write
    from hegui.guarding.scratch import Scratch

    with Scratch() as scratch:
        old = _state(parsed.old, Path(scratch, "old"), parsed)
        new = _state(parsed.new, Path(scratch, "new"), parsed)
        made = found(old, new, parsed.on, parsed)
    if parsed.format == "json":
        listing.write_json(to_builtins(made))
    else:
        write("".join(_PRINTERS[parsed.format](made)))
    if not made.complete:
        return INCOMPLETE
    return FINDINGS if made.findings or made.scores else CLEAN


def _state(name: str, scratch: Path, parsed: argparse.Namespace) -> Rules:
    from hegui.project.states import load_state

    scratch.mkdir()
    return load_state(name, scratch, parsed.packs, parsed.plugins, loading.folders(parsed))


def found(old: Rules, new: Rules, reports: Sequence[str], parsed: argparse.Namespace) -> Difference:
    """What two states of the rules differ in on these reports. Raises UsageError for reports that there are not."""
    from pathlib import Path

    from hegui.cli.console import Progress
    from hegui.errors import UsageError
    from hegui.history.difference import difference
    from hegui.project.project import Project
    from hegui.project.remote import is_address

    for path in reports:
        if not is_address(path) and not Path(path).exists():
            raise UsageError(f"{path}：没有这个文件或文件夹，请检查路径。", "on")

    def audit(rules: Rules) -> AuditRun:
        project = Project(
            rules,
            roster=parsed.roster,
            previous=parsed.previous,
            scheme=parsed.scheme,
            province=parsed.province,
            city=parsed.city,
        )
        with Progress() as progress:
            return project.audit(reports, progress=progress, partial=not parsed.roster, timestamp=False)

    return difference(audit(old), audit(new), old, new)


def in_words(made: Difference) -> Iterator[str]:
    """For the terminal: counts first, then every finding, scores and rules."""
    from hegui.output.text import clean, in_cell, table

    def listed(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        if rows:
            broken = [[in_cell(cell, 36) for cell in row] for row in rows]
            yield from (f"\n{title}\n\n", "\n".join(table(header, broken, (*_KINDS.values(), "单位"))), "\n")

    yield _summary(made)
    yield from listed("各规则的变化", _COUNTS, _count_rows(made))
    for finding in made.findings:
        yield f"\n{clean(_about(finding))}\n"
        yield from (f"    {word}　{clean(_said(told))}\n" for word, told in _sides(finding) if told)
        if why := _why(finding):
            yield f"    {why}\n"
    yield from listed("得分的变化", _SCORES, _score_rows(made))
    yield from rules_in_words(made)


def rules_in_words(made: Difference | RuleChanges) -> Iterator[str]:
    """Which rules were added, removed or changed."""
    from hegui.output.text import clean

    for title, ids in (("新增的规则", made.added), ("删去的规则", made.removed)):
        if ids:
            yield f"\n{title}：{'、'.join(ids)}\n"
    for rule in made.rules:
        yield f"\n改动的规则：{rule.title}（{rule.rule}）\n"
        yield from (f"    {clean(change)}\n" for change in _key_changes(rule))


def _markdown(made: Difference) -> Iterator[str]:
    from hegui.output.md import table

    parts = [
        ("各规则的变化", _COUNTS, _count_rows(made)),
        ("逐处变化", _FINDINGS, [_finding_row(finding) for finding in made.findings]),
        ("得分的变化", _SCORES, _score_rows(made)),
        ("规则的改动", _RULES, _rule_rows(made)),
    ]
    yield f"# 规则改动前后的比较\n\n{_summary(made)}"
    for title, header, rows in parts:
        if rows:
            yield f"\n## {title}\n\n"
            yield from (f"{line}\n" for line in table(header, rows))


def _csv(made: Difference) -> Iterator[str]:
    from hegui.output.csv import as_csv

    header = (*_FINDINGS, "编号", "文件", "原来级别", "现在级别", "指纹")
    return as_csv(header, (dict(zip(header, (*_finding_row(one), *_more(one)), strict=True)) for one in made.findings))


_PRINTERS = {"terminal": in_words, "md": _markdown, "csv": _csv}


def _summary(made: Difference) -> str:
    counts = "，".join(f"{word} {sum(one.kind == kind for one in made.findings)} 处" for kind, word in _KINDS.items())
    rules = f"规则新增 {len(made.added)} 条，删去 {len(made.removed)} 条，改动 {len(made.rules)} 条"
    partly = "" if made.complete else "有的报告没有读取，或者有的规则出错，比较不完整。\n"
    return f"{made.reports} 份报告：问题{counts}；得分有变化的 {len(made.scores)} 份；{rules}。\n{partly}"


def _count_rows(made: Difference) -> list[list[str]]:
    return [
        [one.title, one.rule, *(str(count or "") for count in (one.new, one.gone, one.changed, one.units))]
        for one in made.counts
    ]


def _score_rows(made: Difference) -> list[list[str]]:
    from hegui.output.view import number

    return [
        [
            one.unit,
            str(one.year or ""),
            *(number(points) or "未能审查" for points in (one.before, one.after)),
            *(grade or "" for grade in (one.grade_before, one.grade_after)),
        ]
        for one in made.scores
    ]


def _rule_rows(made: Difference) -> list[list[str]]:
    rows = [[rule, "新增"] for rule in made.added] + [[rule, "删去"] for rule in made.removed]
    return rows + [[f"{rule.title}（{rule.rule}）", "；".join(_key_changes(rule))] for rule in made.rules]


def _key_changes(rule: ChangedRule) -> Iterator[str]:
    from hegui.output.text import shorten
    from hegui.proving.told import flow

    def said(value: Any) -> str:
        return "无" if value in (None, "", [], {}) else shorten(flow(value), _LONGEST)

    for key, (old, new) in rule.keys.items():
        for path, before, after in _parts(old, new):
            yield f"{' '.join((_KEYS.get(key, key), *path))}：{said(before)} → {said(after)}"


def _parts(old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """What differs within a value: where it stands in it, how it was and how it is."""
    from hegui.history.difference import keys_changed

    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key, values in keys_changed(old, new):
            yield from (((str(key), *path), before, after) for path, before, after in _parts(*values))
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        gone = [one for one in old if one not in new]
        come = [one for one in new if one not in old]
        of_packs = all(isinstance(one, Mapping) and "pack" in one for one in (*gone, *come))
        if len(gone) != len(come) or not of_packs:
            yield (), old, new
            return
        for one, other in zip(gone, come, strict=True):
            for path, before, after in _parts(one, other):
                yield (str(other["pack"]), *path), before, after
    else:
        yield (), old, new


def _about(finding: ChangedFinding) -> str:
    where = "，".join(filter(None, (f"{finding.year} 年度" if finding.year else "", finding.place)))
    return f"{_KINDS[finding.kind]}　{finding.unit or finding.path or ''}（{where}）{finding.title}（{finding.rule}）"


def _sides(finding: ChangedFinding) -> tuple[tuple[str, Told | None], ...]:
    return ("原来", finding.before), ("现在", finding.after)


def _said(told: Told) -> str:
    from hegui.output.view import SEVERITIES

    return f"[{SEVERITIES[told.severity]}] {told.message}"


def _why(finding: ChangedFinding) -> str:
    """Whether what is gone was judged again."""
    from hegui.model.verdict import Result
    from hegui.output.view import RESULTS

    if finding.kind != "gone" or finding.now is Result.FAIL:
        return ""
    return f"现在的结论：{RESULTS[finding.now]}" if finding.now else "现在没有这条规则"


def _finding_row(finding: ChangedFinding) -> list[str]:
    told = (_said(one) if one else "" for _, one in _sides(finding))
    unit, year = finding.unit or finding.path or "", str(finding.year or "")
    return [finding.title, _KINDS[finding.kind], unit, year, finding.place, *told, _why(finding)]


def _more(finding: ChangedFinding) -> list[str]:
    severities = (str(one.severity) if one else "" for one in (finding.before, finding.after))
    return [finding.rule, finding.path or "", *severities, finding.fingerprint]
