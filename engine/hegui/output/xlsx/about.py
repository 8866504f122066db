"""规则说明 and 运行信息: by which rules the audit was made, and how."""

from __future__ import annotations

from collections import Counter

from hegui.model.renderer import Record
from hegui.output.view import PROBLEMS, SEVERITIES, category_title, idle_waivers
from hegui.output.xlsx.book import Book, Column

_RULES = [
    Column("类别", 10, "centre"),
    Column("规则", 28),
    Column("规则名称", 44),
    Column("严重程度", 9, "centre"),
    Column("规则包", 16, "centre"),
    Column("符合", 8, "centre"),
    Column("不符合", 8, "centre"),
    Column("未能判定", 8, "centre"),
    Column("不适用", 8, "centre"),
    Column("规则出错", 8, "centre"),
]
_RESULTS = ("pass", "fail", "cannot_assess", "not_applicable", "error")


class RulesSheet:
    """The rules in their order, and what each came to."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet("规则说明", "审查所用规则及判定情况", _RULES)
        self._rules: dict[str, Record] = {}
        self._counts: dict[str, Counter[str]] = {}

    def add(self, report: Record) -> None:
        for verdict in report["verdicts"]:
            self._count(verdict)

    def _count(self, verdict: Record) -> None:
        self._rules.setdefault(verdict["rule"], verdict)
        self._counts.setdefault(verdict["rule"], Counter())[verdict["verdict"]] += 1

    def finish(self, record: Record) -> None:
        for verdict in record["corpus"]["verdicts"]:
            self._count(verdict)
        for rule, verdict in self._rules.items():
            about = category_title(verdict["category"]), rule, verdict["title"], SEVERITIES[verdict["severity"]]
            counts = self._counts[rule]
            self._sheet.add([*about, verdict["pack"], *(counts[result] or None for result in _RESULTS)])
        self._sheet.close()


def add_about(book: Book, record: Record) -> None:
    """The sheet that says when, by what and how completely the audit was made."""
    sheet = book.sheet("运行信息", "审查的运行信息", [Column("项目", 22, "centre"), Column("内容", 110)])
    sheet.add(["审查程序", f"hegui {record['engine']}"])
    sheet.add(["审查时间", record.get("generated_at")])
    sheet.add(["是否完整", "完整" if record["complete"] else "不完整：有文件未能审查，或有规则、插件出错"])
    for pack in record["ruleset"]["packs"]:
        sheet.add(["规则包", f"{pack['title']}（{pack['name']}）{pack['version']}"])
    sheet.add(["规则摘要", record["ruleset"]["digest"]])
    for error in record["errors"]:
        where = f"{error['where']}：" if error["where"] else ""
        sheet.add([PROBLEMS.get(error["kind"], error["kind"]), where + error["message"]])
    for line in idle_waivers(record):
        sheet.add(["豁免", line])
    for path in record["skipped"]:
        sheet.add(["未审查的文件", path])
    sheet.close()
