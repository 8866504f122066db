"""The statistical tables as such: there, complete, with their labels, every cell holding a number of the right kind."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hegui.checks.evidence import cell_evidence, table_in_words, table_name
from hegui.model.report import CellKind, How
from hegui.model.rule import Evidence, Finding
from hegui.recognise.text import label_key, unnumbered
from hegui.rules.check import PASSED, Check, cannot_assess, failed, fill, verdict_of
from hegui.rules.trace import listening, located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hegui.model.form import CellPath, Form, TableForm
    from hegui.model.report import Cell, LabelSeen, Report, Table
    from hegui.model.rule import Outcome, Rule
    from hegui.rules.check import Context, Judge, Parameters

_MOST_EVIDENCE = 8
_UNREAD = "表格的文字没有逐格对齐，读不出各格的内容，请人工核对，或提供网页、Word 文件"


def _compile_present(rule: Rule, context: Context) -> Judge:
    table_id: str = rule.params["table"]
    section = next(table.section for form in context.forms.values() for table in form.tables if table.id == table_id)

    def judge(report: Report, _: Parameters) -> Outcome:
        if listening():
            located(table_name(table_id), table_in_words(report, table_id))
        if table_id in report.tables:
            return PASSED
        if table_id in report.unread_tables:
            return cannot_assess(_UNREAD)
        if section in report.pictures:
            return cannot_assess(f"第{section}部分以图片代替表格，无法读取其中的数字，请人工核对")
        if report.truncated:
            return cannot_assess("文件没有读全，不能判断表格是否存在")
        if not report.tables and report.source.format == "text" and not any(report.text_of(key) for key in "二三四"):
            return cannot_assess("纯文本中三张表都没有留下，可能原为图片或在转换时丢失，请提供网页或原文件")
        found = report.section_by_key.get(section)
        seen = Evidence(
            section=section,
            table=table_id,
            quote=f"{found.number}、{found.title}" if found else f"没有第{section}部分",
            line=found.place.line if found else None,
            paragraph=found.place.paragraph if found else None,
        )
        return failed(Finding(fill(rule.message, {"table": table_name(table_id)}), table_id, (seen,)))

    return judge


def _label_evidence(table: Table, seen: LabelSeen) -> Evidence:
    place = seen.place or table.place
    located = place.table is not None and place.row is not None and place.column is not None
    return Evidence(
        table=table.id,
        row=seen.key if seen.axis == "row" else seen.form_text if seen.axis == "group" else None,
        column=(seen.key or seen.form_text) if seen.axis == "column" else None,
        quote=seen.text if seen.text is not None else (seen.nearest or f"未找到“{seen.form_text}”"),
        line=place.line,
        page=place.page,
        paragraph=place.paragraph if not located else None,
        grid=(place.table or 0, place.row or 0, place.column or 0) if located else None,
    )


def _labels_lost(table: Table) -> Iterator[LabelSeen]:
    return (seen for seen in table.labels if seen.text is None and seen.axis in ("row", "column"))


def _rows(table: Table, _: TableForm, rule: Rule) -> Iterator[Finding]:
    lost = list(_labels_lost(table))
    for axis, word in (("row", "行"), ("column", "列")):
        names = [seen.form_text for seen in lost if seen.axis == axis]
        if names:
            listed = "、".join(f"“{name}”" for name in names[:4]) + (f"等 {len(names)} 个" if len(names) > 4 else "")
            evidence = [_label_evidence(table, seen) for seen in lost if seen.axis == axis][:_MOST_EVIDENCE]
            message = fill(rule.message, {"table": table_name(table.id), "axis": word, "labels": listed})
            yield Finding(message, f"{table.id}/{axis}", tuple(evidence))


def _lacks_number(seen: LabelSeen) -> bool:
    """Only the number before it is gone, as happens to numbers that the word processor sets by itself."""
    return label_key(seen.text or "") == unnumbered(label_key(seen.form_text))


def _labels(table: Table, _: TableForm, rule: Rule) -> Iterator[Finding]:
    for seen in table.labels:
        if seen.text is not None and seen.how in (How.ALIAS, How.SIMILAR) and not _lacks_number(seen):
            values = {"table": table_name(table.id), "label": " ".join(seen.text.split()), "form": seen.form_text}
            yield Finding(
                fill(rule.message, values), f"{table.id}/{seen.axis}/{seen.key}", (_label_evidence(table, seen),)
            )


def _filled(table: Table, _: TableForm, rule: Rule) -> Iterator[Finding]:
    empty = [(path, cell) for path, cell in table.cells.items() if cell.kind in (CellKind.BLANK, CellKind.MARK)]
    for row, cells in groupby(empty, key=lambda item: item[0][0]):
        listed = list(cells)
        columns = "、".join(path[1] for path, _ in listed if len(path) > 1)
        marks = sorted({cell.raw.strip() for _, cell in listed if cell.kind is CellKind.MARK})
        what = f"填“{'、'.join(marks)}”" if marks else "空白"
        where = f"{row}（{columns}）" if columns else row
        message = fill(rule.message, {"table": table_name(table.id), "where": where, "what": what})
        evidence = tuple(cell_evidence(table.id, path, cell) for path, cell in listed[:_MOST_EVIDENCE])
        yield Finding(message, f"{table.id}/{row}", evidence)


def _numbers(table: Table, form: TableForm, rule: Rule) -> Iterator[Finding]:
    for path, cell in table.cells.items():
        fault = _number_fault(cell, path, form)
        if fault:
            values = {"table": table_name(table.id), "cell": "·".join(path), "raw": cell.raw.strip(), "fault": fault}
            evidence = (cell_evidence(table.id, path, cell),)
            yield Finding(fill(rule.message, values), f"{table.id}/{'/'.join(path)}", evidence)


def _number_fault(cell: Cell, path: CellPath, form: TableForm) -> str | None:
    if cell.kind is CellKind.TEXT:
        return "不是数字"
    if cell.value is None or form.admits(path, cell.value):
        return None
    return "是负数" if cell.value < 0 else "是小数，而该格应填件数"


_EXPECTATIONS: Mapping[str, Callable[[Table, TableForm, Rule], Iterator[Finding]]] = {
    "rows": _rows,
    "labels": _labels,
    "filled": _filled,
    "numbers": _numbers,
}
_NEEDS_CELLS = ("filled", "numbers")


def _compile_cells(rule: Rule, context: Context) -> Judge:
    expect: str = rule.params["expect"]
    find = _EXPECTATIONS[expect]
    of_cells = expect in _NEEDS_CELLS
    forms: Mapping[str, Form] = context.forms

    def judge(report: Report, _: Parameters) -> Outcome:
        if listening():
            for key in report.tables or ("统计表",):
                located(table_name(key), table_in_words(report, key))
        findings: list[Finding] = []
        unread = [f"{table_name(key)}：{_UNREAD}" for key in sorted(report.unread_tables)]
        if not report.tables:
            return cannot_assess("；".join(unread) or "没有读到统计表")
        for table in report.tables.values():
            if of_cells and _is_whole(table):
                continue
            form = forms[table.form].table(table.id)
            findings += find(table, form, rule)
            lost = sum(path not in table.cells for path in form.paths) if of_cells else 0
            if lost and not _merged(table, form, lost):
                unread.append(f"{table_name(table.id)}有 {lost} 格未能定位")
            elif expect == "rows" and table.unplaced:
                unread.append(f"{table_name(table.id)}：{table.unplaced[0]}")
        if findings and report.truncated and expect == "rows":
            return cannot_assess("文件没有读全，不能判断缺少的行列是否存在")
        if findings or not unread:
            return verdict_of(findings)
        return cannot_assess("；".join(unread))

    return judge


def _is_whole(table: Table) -> bool:
    """True where every cell holds a whole number that may stand in any of them: nothing to look at one by one."""
    return bool(table.integers) and min(table.integers or (0,)) >= 0


def _merged(table: Table, form: TableForm, lost: int) -> bool:
    """True where the cells not found are those of rows that the report prints merged."""
    merged = [row for block in form.blocks for row in block.rows if row.merges and (row.key, "总计") in table.cells]
    return lost == sum(len(row.merges) for row in merged) * len(form.blocks[0].columns)


def _compile_form(rule: Rule, context: Context) -> Judge:
    def judge(report: Report, _: Parameters) -> Outcome:
        table = report.tables.get("table2")
        if table is None:
            return cannot_assess("没有读到表二，不能判断所用格式")
        used = context.forms[table.form]
        if report.year is None:
            return cannot_assess("没有认出报告年度")
        due = next((form for form in context.forms.values() if report.year in form.years), None)
        if due is None or due is used:
            return PASSED
        other = next((seen for seen in table.labels if seen.text and seen.axis == "column"), table.labels[0])
        values = {
            "year": report.year,
            "used": f"{used.title}（{used.document}）",
            "due": f"{due.title}（{due.document}）",
        }
        return failed(Finding(fill(rule.message, values), "form", (_label_evidence(table, other),)))

    return judge


TABLE_PRESENT = Check(
    name="table",
    title="统计表是否存在",
    compile=_compile_present,
    properties={"table": {"enum": ["table2", "table3", "table4"], "description": "哪一张表"}},
    required=("table",),
    fields=("table",),
)
CELLS = Check(
    name="cells",
    title="表格的行列、标签与单元格",
    compile=_compile_cells,
    properties={
        "expect": {
            "enum": list(_EXPECTATIONS),
            "description": "rows 行列齐全；labels 标签用词；filled 无空格与符号；numbers 数值格式",
        }
    },
    required=("expect",),
    fields=("table", "axis", "labels", "label", "form", "where", "what", "cell", "raw", "fault"),
)
FORM = Check(
    name="form",
    title="所用格式与报告年度相符",
    compile=_compile_form,
    properties={},
    fields=("year", "used", "due"),
)
