"""What every renderer for people needs to say about a record: names, counts, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hegui.model.renderer import Record, known_as
from hegui.output.text import clean, shorten
from hegui.rules.schema import CATEGORIES

SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
RESULTS = {"pass": "符合", "fail": "不符合", "not_applicable": "不适用", "cannot_assess": "未能判定", "error": "出错"}
LEVELS = {"government": "人民政府", "department": "部门"}
TABLES = {"table2": "表二", "table3": "表三", "table4": "表四"}
DECISIONS = {"confirmed": "属实", "dismissed": "不成立", "mended": "已整改"}
"""What a reviewer may decide of a finding."""
MISSING, UNEXPECTED, LATE = "report-missing", "report-unexpected", "published-by-deadline"
"""The rules on the filing of reports, of which outputs have more to say."""
PROBLEMS = {"read": "无法读取", "not-a-report": "不是年度报告", "plugin": "插件", "rule": "规则"}
_SECTIONS = {key: f"第{key}部分" for key in "一二三四五六"}
_QUOTE = 80
_NAMED = 10

Failure = tuple[Record, Record]
"""A verdict and one of its findings."""

UnitYear = tuple[str | None, int | None]
"""A unit as findings on several reports name it, and the year of its report."""


def category_title(category: str) -> str:
    return CATEGORIES.get(category, category)


def verdicts(report: Record, result: str) -> list[Record]:
    """The verdicts of a report that came out like that."""
    return [verdict for verdict in report["verdicts"] if verdict["verdict"] == result]


def by_category(found: Iterable[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Verdicts under the titles of their categories, in their order."""
    groups: dict[str, list[Record]] = {}
    for verdict in found:
        groups.setdefault(verdict["category"], []).append(verdict)
    for category, members in groups.items():
        yield category_title(category), members


def failures(report: Record) -> dict[str, int]:
    """Number of rules that failed, by severity; not those all of whose findings are waived."""
    failed = [verdict["severity"] for verdict in verdicts(report, "fail") if stands(verdict)]
    return {severity: failed.count(severity) for severity in SEVERITIES}


def stands(failed: Record) -> bool:
    """Whether a rule that failed has a finding that is not waived."""
    return not all("waiver" in finding for finding in failed["findings"])


def waived(report: Record) -> int:
    """Number of findings that are waived."""
    return sum("waiver" in finding for verdict in report["verdicts"] for finding in verdict["findings"])


def waiver_in_words(finding: Record) -> str:
    """What the office has to say of a finding: a reviewer's decision, or why, by whom and until when it is waived.
    Empty where it has nothing to say."""
    if decision := finding.get("decision"):
        state = DECISIONS[decision["state"]]
        return clean(f"复核{state}：{decision['reason']}（{decision['by']} {decision['at'][:10]}）")
    if not (waiver := finding.get("waiver")):
        return ""
    until = f"，至 {waiver['expires']}" if waiver["expires"] else ""
    return clean(f"已豁免：{waiver['reason']}（{waiver['approver']} {waiver['date']} 批准{until}）")


def concerned(finding: Record) -> str:
    """What was found, after the units that a finding on several reports concerns and does not name itself."""
    unnamed = [unit for unit in finding.get("units", ()) if unit not in finding["message"]]
    return clean("：".join(part for part in ("、".join(unnamed), finding["message"]) if part))


def by_unit(record: Record) -> dict[UnitYear, list[Failure]]:
    """The findings on several reports by each unit that they name and their year."""
    found: dict[UnitYear, list[Failure]] = {}
    for verdict in record["corpus"]["verdicts"]:
        for finding in verdict["findings"]:
            for unit in finding["units"]:
                found.setdefault((unit, finding.get("year")), []).append((verdict, finding))
    return found


def unit_year(report: Record) -> UnitYear:
    """Under what findings on several reports name a report."""
    return known_as(report), report["year"]


def units_concerned(record: Record) -> set[UnitYear]:
    """The units that findings on several reports name, with the year; waived ones left aside."""
    return {unit for unit, found in by_unit(record).items() if any("waiver" not in finding for _, finding in found)}


def perhaps(one: Record) -> str:
    """Of which units a report may be whose unit could not be determined."""
    names = one["candidates"]
    more = f"等 {len(names)} 个单位之一" if len(names) > _NAMED else ""
    return f"可能是{'、'.join(names[:_NAMED])}{more}" if names else "没有认出单位"


def idle_waivers(record: Record) -> Iterator[str]:
    """A line for each waiver that had no effect, and why."""
    for kind, words in (("expired", "豁免已过期"), ("unused", "豁免没有用到")):
        for waiver in record.get("waivers", {}).get(kind, ()):
            about = "，".join(str(waiver[key]) for key in ("rule", "unit", "year", "fingerprint") if key in waiver)
            until = f"，至 {waiver['expires']}" if waiver["expires"] else ""
            yield clean(f"{words}：{about}（豁免清单第 {waiver['line']} 行，{waiver['approver']} 批准{until}）")


def points_lost(report: Record) -> dict[str, float]:
    """Points lost by rule."""
    lost: dict[str, float] = {}
    for deduction in report["score"]["deductions"] if audited(report) else ():
        lost[deduction["rule"]] = lost.get(deduction["rule"], 0) + deduction["points"]
    return lost


def audited(report: Record) -> bool:
    """False for a path that could not be read or holds no report: it has errors and no score."""
    return report["score"] is not None


def name(report: Record) -> str:
    """The unit, or the file where the unit is not known."""
    return clean(report["unit"]["name"] or report["source"]["path"])


def heading(report: Record) -> str:
    year = f" {report['year']} 年" if report["year"] else ""
    return f"{name(report)}{year}政府信息公开工作年度报告"


def unit_in_words(report: Record) -> str:
    unit = report["unit"]
    if not unit["name"]:
        return "未能认出"
    more = [LEVELS.get(unit["level"], ""), unit["province"] or ""]
    return clean(f"{unit['name']}（{'，'.join(word for word in more if word)}）")


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def percent(share: float) -> str:
    """Rounded down, so that only the whole is 100 %."""
    return f"{int(share * 100)}%"


def score_in_words(score: Record) -> str:
    grade = f"，{score['grade']}" if score["grade"] else ""
    before = f"，豁免前 {number(score['before_waivers']['total'])} 分" if "before_waivers" in score else ""
    return clean(f"{number(score['total'])} 分（{score['title']}，满分 {number(score['of'])} 分{before}）{grade}")


def coverage_in_words(report: Record) -> str:
    results = [verdict["verdict"] for verdict in report["verdicts"]]
    applicable = len(results) - results.count("not_applicable")
    unjudged = results.count("cannot_assess") + results.count("error")
    return f"{percent(report['score']['coverage'])}（适用规则 {applicable} 条，未能判定 {unjudged} 条）"


def counts_in_words(report: Record) -> str:
    counts = [f"{SEVERITIES[severity]} {count} 项" for severity, count in failures(report).items() if count]
    return "，".join(counts) or "未发现"


def place(evidence: Record) -> str:
    """Where a piece of evidence stands, as far as it is known."""
    words: list[str] = []
    if table := evidence.get("table"):
        cell = " · ".join(evidence[key] for key in ("row", "column") if key in evidence)
        words.append(f"{TABLES.get(table, table)} {cell}".rstrip())
    elif section := evidence.get("section"):
        words.append(str(_SECTIONS.get(section, section)))
    if page := evidence.get("page"):
        words.append(f"第 {page} 页")
    if line := evidence.get("line"):
        words.append(f"第 {line} 行")
    elif grid := evidence.get("grid"):
        words.append("第 {} 个表格第 {} 行第 {} 列".format(*grid))
    elif paragraph := evidence.get("paragraph"):
        words.append(f"第 {paragraph} 段")
    return clean("，".join(words))


def in_words(evidence: Record, message: str) -> str:
    """Place, quotation and formula of a piece of evidence; a formula that the message states already is left out."""
    words: list[str] = []
    if (quote := evidence.get("quote")) is not None:
        words.append(f"“{shorten(clean(quote), _QUOTE)}”" if quote.strip() else "（空白）")
    if (formula := evidence.get("formula")) and formula not in message:
        words.append(f"算式 {clean(formula)}")
    return "：".join(part for part in (place(evidence), "，".join(words)) if part)


def shared(findings: list[Record], key: str) -> str | None:
    """A value that all findings have in common."""
    values: set[Any] = {finding[key] for finding in findings}
    return values.pop() if len(values) == 1 else None
