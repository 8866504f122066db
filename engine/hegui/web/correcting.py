"""What a person reads in a report that the audit did not, or judges himself; it is judged again at once.

Every entry is one of a list of corrections, refused where the engine would refuse it, and holds for the very file that
was looked at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

import hegui
from hegui.history.models import Report
from hegui.web import jobs
from hegui.web.models import Campaign, Correction, Job, User
from hegui.web.setup import current

DATES = {"signed": "成文日期", "published": "发布日期", "period_start": "统计期第一天", "period_end": "统计期最后一天"}
BLANK = "空白"
"""What is typed for a cell that has been looked at and is blank."""
_LONGEST_HEADING = 60
_RESULTS = {"pass": "符合", "fail": "不符合"}


class Cell(NamedTuple):
    """A cell of a table that may be corrected."""

    name: str
    """As the engine calls it (`table3.本年新收.自然人`)."""
    label: str
    text: str
    """As it was read."""


class Block(NamedTuple):
    """A part of a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


class Table(NamedTuple):
    title: str
    blocks: tuple[Block, ...]
    unread: int
    """How many of its cells were not found."""


def campaign_of(row: Report) -> Campaign | None:
    """The campaign in which a report was audited; None for an audit that was made at the terminal."""
    job = Job.objects.filter(run=row.run_id).select_related("campaign__root").first()
    return job.campaign if job else None


def rules_of(campaign: Campaign) -> hegui.Rules:
    """The rules by which a campaign is judged."""
    return current.setup.with_packs(campaign.packs).loaded()


def given(campaign: Campaign, row: Report) -> list[Correction]:
    """What was corrected in a file of this path and not taken back, the first thing first."""
    found = campaign.corrections.filter(path=row.path, undoes=None, undone=None)
    return list(found.order_by("pk"))


def last(campaign: Campaign, row: Report) -> int:
    """The number of the last thing that was corrected in a file of this path, or taken back; 0: nothing was."""
    found = campaign.corrections.filter(path=row.path).order_by("-pk").first()
    return found.pk if found else 0


def correct(campaign: Campaign, row: Report, entry: Mapping[str, Any], user: User, *, reason: str, seen: int) -> Job:
    """Write down what was read in a report, and have it judged again.

    Args:
        entry: `unit`, `year`, `dates`, `sections`, `cells`, `verdicts` as in a list of corrections.
        seen: What `last` gave when the person looked.

    Raises:
        hegui.UsageError: The engine would refuse it, nothing is in it, or another has corrected something since.
    """
    if not entry:
        raise hegui.UsageError("没有填写要更正的内容。")
    words = {"file": row.path, "by": str(user), **({"reason": reason} if reason else {})}
    if wrong := rules_of(campaign).mistakes_in_corrections([{**words, **entry}]):
        raise hegui.UsageError("；".join(wrong))
    with transaction.atomic():
        _hold_to(campaign, row.path, seen)
        Correction.objects.create(
            campaign=campaign,
            path=row.path,
            digest=row.source or "",
            given=dict(entry),
            at=timezone.now(),
            by=str(user),
            reason=reason,
        )
        return jobs.enqueue(campaign, user)


def undo(entry: Correction, user: User, *, seen: int) -> Job:
    """Take back what was corrected, and have the report judged again. Raises hegui.UsageError, as `correct` does."""
    with transaction.atomic():
        _hold_to(entry.campaign, entry.path, seen)
        if entry.undoes or is_undone(entry):
            raise hegui.UsageError("这项更正已经撤回。")
        Correction.objects.create(
            campaign=entry.campaign,
            path=entry.path,
            digest=entry.digest,
            undoes=entry,
            at=timezone.now(),
            by=str(user),
        )
        return jobs.enqueue(entry.campaign, user)


def is_undone(entry: Correction) -> bool:
    try:
        return bool(entry.undone)
    except ObjectDoesNotExist:
        return False


def in_words(entry: Correction, audit: hegui.Audit, rules: hegui.Rules) -> list[str]:
    """What an entry on a report says, a line each."""
    form = _form(audit, rules)
    told: list[str] = []
    names = {"unit": "单位", "year": "年度"}
    told += [f"{names[key]}：{entry.given[key]}" for key in names if key in entry.given]
    told += [f"{DATES[name]}：{day}" for name, day in entry.given.get("dates", {}).items()]
    for key, line in entry.given.get("sections", {}).items():
        told.append(f"{form.section_name(key) if form else key}的标题：{line}")
    for cell, value in entry.given.get("cells", {}).items():
        told.append(f"{_cell_in_words(cell, form)}：{BLANK if value is None else value}")
    titles = {rule.id: rule.title for rule in rules.ruleset.all_rules}
    for rule, verdict in entry.given.get("verdicts", {}).items():
        told.append(f"{titles.get(rule, rule)}：{_RESULTS[verdict['verdict']]}，{verdict['reason']}")
    return told


def _cell_in_words(name: str, form: Any) -> str:
    """What people call a cell: 表三 本年新收 · 自然人."""
    table, _, path = name.partition(".")
    return f"{form.table_name(table) if form else table} {path.replace('.', ' · ')}"


def tables(audit: hegui.Audit, rules: hegui.Rules, typed: Mapping[str, str]) -> list[Table]:
    """The tables of the report's form, with what was read in them, or typed; those first in which the most was not."""
    form = _form(audit, rules)
    if form is None:
        return []
    read = dict(cells(audit))
    made = []
    for table in form.tables:
        blocks = tuple(
            Block(
                tuple(column.text or column.key for column in block.columns),
                tuple(
                    (
                        row.text or row.key,
                        tuple(
                            Cell(name, "·".join(path), typed.get(f"cell-{name}", read.get(name, "")))
                            for column in block.columns
                            for path in [block.path(row, column)]
                            for name in [".".join((table.id, *path))]
                        ),
                    )
                    for row in block.rows
                    if not row.merges
                ),
            )
            for block in table.blocks
        )
        unread = sum(".".join((table.id, *path)) not in read for path in table.paths)
        made.append(Table(f"{table.name} {table.title}", blocks, unread))
    return sorted(made, key=lambda one: -one.unread)


def cells(audit: hegui.Audit) -> Iterator[tuple[str, str]]:
    """The cells that were read, by their names, with what stands in them."""
    raw = {(cell.table, cell.row, cell.column): cell.raw for cell in audit.cells}
    for table, rows in audit.tables.items():
        for row, value in rows.items():
            for column, number in value.items() if isinstance(value, dict) else ((None, value),):
                text = raw.get((table, row, column), "") if number is None else str(number)
                yield ".".join(filter(None, (table, row, column))), text


def sections(audit: hegui.Audit, rules: hegui.Rules) -> list[tuple[str, str, bool]]:
    """The parts of the report's form: key, heading, and whether it was found."""
    form = _form(audit, rules)
    found = {one.key for one in audit.sections}
    return [(one.key, one.heading, one.key in found) for one in form.sections] if form else []


def lines(audit: hegui.Audit) -> list[str]:
    """The lines of a report that may be headings."""
    texts = (passage.text.strip() for passage in audit.passages)
    return list(dict.fromkeys(text for text in texts if 0 < len(text) <= _LONGEST_HEADING))


def entry_of(typed: Mapping[str, str], audit: hegui.Audit, rules: hegui.Rules) -> dict[str, Any]:
    """What was typed into the page as an entry of a list of corrections: only what differs from what was read.

    Raises hegui.UsageError for what is no number.
    """
    entry: dict[str, Any] = {}
    text = {name: unicodedata.normalize("NFKC", value).strip() for name, value in typed.items()}
    if (unit := typed.get("unit", "").strip()) and unit != (audit.unit.name or ""):
        entry["unit"] = unit
    if (year := text.get("year", "")) and year != str(audit.year or ""):
        entry["year"] = _number(year, "年度")
    dates = {name: text[f"date-{name}"] for name in DATES if text.get(f"date-{name}")}
    read = {name: day.isoformat() for name in DATES if (day := getattr(audit.dates, name))}
    if changed := {name: day for name, day in dates.items() if day != read.get(name)}:
        entry["dates"] = changed
    if typed.get("section") and (line := typed.get("line", "").strip()):
        entry["sections"] = {typed["section"]: line}
    if given_cells := dict(_cells_typed(text, dict(cells(audit)), _form(audit, rules))):
        entry["cells"] = given_cells
    if verdicts := dict(_verdicts_typed(typed)):
        entry["verdicts"] = verdicts
    return entry


def _cells_typed(
    text: Mapping[str, str], read: Mapping[str, str], form: Any
) -> Iterator[tuple[str, int | float | None]]:
    """Those cells in which something else stands than was read; one that was emptied is blank."""
    for field, value in text.items():
        name = field.removeprefix("cell-")
        if name != field and _plain(value) != _plain(read.get(name, "")):
            yield name, None if value in ("", BLANK) else _number(value, _cell_in_words(name, form))


def _verdicts_typed(typed: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for field, result in typed.items():
        rule = field.removeprefix("verdict-")
        if rule != field and result:
            yield rule, {"verdict": result, "reason": typed.get(f"why-{rule}", "").strip()}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _number(text: str, place: str) -> int | float:
    plain = text.replace(",", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        number = float(plain)
    except ValueError:
        number = float("nan")
    if number - number != 0:  # neither is infinity a number that a report has
        raise hegui.UsageError(f"{place}：“{text}”不是数，请写成 1000 或 0.5 这样；看清是空白的，写“{BLANK}”。")
    return number


def _form(audit: hegui.Audit, rules: hegui.Rules) -> Any:
    """The form by which a report was read, else that of its year, else the newest."""
    forms = rules.ruleset.forms
    of_year = (form for form in forms.values() if audit.year in form.years)
    return forms.get(audit.template or "") or next(of_year, None) or next(reversed(list(forms.values())), None)


def _hold_to(campaign: Campaign, path: str, seen: int) -> None:
    """Raises hegui.UsageError where something was corrected since a person looked; holds all others up."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    newest = campaign.corrections.filter(path=path).order_by("-pk").first()
    if newest and newest.pk != seen:
        raise hegui.UsageError(f"{newest.by}刚刚更正过这份报告，请看过后再填。")
