"""Two audits held against each other, unit by unit and finding by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hegui.audit.rows import briefs
from hegui.model.renderer import Record, known_as

SCHEMA = "hegui/comparison/1"
KINDS = ("mended", "still", "new", "unjudged")
"""What may become of a finding: mended, still there, new, or no longer judged."""

_JUDGED = ("pass", "fail", "not_applicable")

UnitYear = tuple[str, int | None]
_Key = tuple[str | None, int | None]
"""The same where the unit may be unknown."""


@dataclass(slots=True)
class _Side:
    """What one audit says of a unit's report of a year."""

    path: str | None = None
    score: Record | None = None
    verdicts: dict[str, str] = field(default_factory=dict)
    findings: dict[str, Record] = field(default_factory=dict)
    """By fingerprint; each with its rule, title, category and severity."""


def compare(before: Record, after: Record) -> Record:
    """What became of every finding between two audits, for each unit and in sum.

    A finding that is gone is `mended` only where its rule was judged again; where it could not be, it is `unjudged`.
    """
    doubled = _doubled(before) | _doubled(after)
    olds, news = _sides(before, doubled), _sides(after, doubled)
    units = [_unit(key, olds.get(key), news.get(key)) for key in dict.fromkeys((*olds, *news))]
    return {
        "schema": SCHEMA,
        "before": _about(before),
        "after": _about(after),
        "same_rules": before["ruleset"]["digest"] == after["ruleset"]["digest"],
        "units": units,
        "sum": {
            "units": len(units),
            **{kind: sum(len(unit[kind]) for unit in units) for kind in KINDS},
            "better": sum(change > 0 for change in _changes(units)),
            "worse": sum(change < 0 for change in _changes(units)),
            "unchanged": sum(change == 0 for change in _changes(units)),
        },
    }


def _about(record: Record) -> Record:
    keys = ("generated_at", "engine", "label", "number")
    return {**{key: record[key] for key in keys if key in record}, "ruleset": record["ruleset"]["digest"]}


def _doubled(record: Record) -> set[_Key]:
    """The units that have more than one report of a year."""
    counts = Counter(map(_key, briefs(record["reports"])))
    return {key for key, count in counts.items() if count > 1}


def _key(row: Record) -> _Key:
    unit = row["unit"]
    return unit.get("roster") or unit["name"], row["year"]


def _sides(record: Record, doubled: Collection[_Key]) -> dict[UnitYear, _Side]:
    """By unit and year, in the order of the audit. The reports of a unit that has several go by their paths."""
    sides: dict[UnitYear, _Side] = {}
    called: dict[_Key, UnitYear] = {}  # by how findings on several reports name them
    for report in record["reports"]:
        path, (name, year) = report["source"]["path"], _key(report)
        key = (path, year) if not name or (name, year) in doubled else (name, year)
        side = sides[key] = _Side(path, report["score"])
        called.setdefault((known_as(report), year), key)
        for verdict in report["verdicts"]:
            _note(side, verdict, verdict["findings"])
    usual = next((year for year, _ in Counter(year for _, year in sides).most_common(1)), None)
    for verdict in record["corpus"]["verdicts"]:
        by_unit: dict[UnitYear, list[Record]] = {}
        for finding in verdict["findings"]:
            for unit in finding["units"]:
                by_unit.setdefault((unit, finding.get("year", usual)), []).append(finding)
        for unit_year, findings in by_unit.items():
            key = called.setdefault(unit_year, unit_year)
            _note(sides.setdefault(key, _Side()), verdict, findings)
        for (name, _), key in called.items():
            sides[key].verdicts.setdefault(verdict["rule"], _without_finding(verdict, name))
    return sides


def _without_finding(verdict: Record, name: str | None) -> str:
    """What a rule on several reports came to for a unit that it found nothing on. Where it had nothing to compare, it
    has not judged again."""
    if verdict["verdict"] == "fail":
        return "cannot_assess" if name and name in verdict["reason"] else "pass"
    return "cannot_assess" if verdict["verdict"] == "not_applicable" else verdict["verdict"]


def _note(side: _Side, verdict: Record, findings: Iterable[Record]) -> None:
    side.verdicts[verdict["rule"]] = verdict["verdict"]
    about = {key: verdict[key] for key in ("rule", "title", "category", "severity")}
    for finding in findings:
        side.findings[finding["fingerprint"]] = {**about, **finding}


def _unit(key: UnitYear, old: _Side | None, new: _Side | None) -> Record:
    before, after = old or _Side(), new or _Side()
    kinds: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for fingerprint, finding in before.findings.items():
        if fingerprint in after.findings:
            kinds["still"].append(after.findings[fingerprint])
        else:
            judged = after.verdicts.get(finding["rule"]) in _JUDGED
            kinds["mended" if judged else "unjudged"].append(finding)
    kinds["new"] = [finding for fingerprint, finding in after.findings.items() if fingerprint not in before.findings]
    return {
        "name": key[0],
        "year": key[1],
        "before": _points(old),
        "after": _points(new),
        **kinds,
    }


def _points(side: _Side | None) -> Record | None:
    """Score and file; None where the audit has no report of the unit."""
    if side is None or side.path is None:
        return None
    score: Mapping[str, Any] = side.score or {}
    return {"path": side.path, "total": score.get("total"), "grade": score.get("grade")}


def _changes(units: Iterable[Record]) -> Iterator[float]:
    for unit in units:
        old, new = unit["before"], unit["after"]
        if old and new and None not in (old["total"], new["total"]):
            yield new["total"] - old["total"]
