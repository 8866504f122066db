"""Kinds `table` and `cell`: the statistical tables as the official form prescribes them.

`table` looks at the frame (the table is there, with its rows, columns and labels, in the form of its year), `cell` at
what stands in it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from hegui.checks.evidence import cell_evidence, table_located
from hegui.model.report import CellKind, MatchedBy
from hegui.model.rule import Evidence, Finding
from hegui.read.characters import is_legible
from hegui.recognise.text import label_key, unnumbered
from hegui.rules.check import PASSED, Check, cannot_assess, failed, fill, verdict_of
from hegui.rules.mistake import suggest
from hegui.rules.schema import FORM_PARTS
from hegui.rules.trace import listening

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from hegui.model.document import Place
    from hegui.model.form import CellPath, Form, TableForm
    from hegui.model.report import Cell, LabelSeen, PartOfOther, Report, Table
    from hegui.model.rule import Outcome, Rule
    from hegui.rules.check import Context, Judge, Parameters

    Forms = Mapping[str, Form]

_MOST_EVIDENCE = 8
_MOST_LABELS = 4
_AXES = (("row", "行"), ("column", "列"))
_UNREAD = "表格的文字没有逐格对齐，读不出各格的内容，请人工核对，或提供网页、Word 文件"
_SHORTEST = 3
"""So many characters are the beginning of a label."""
_NO_TABLES = "没有读到统计表"

_TABLE: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "format": FORM_PARTS,
    "description": "哪一张表，如 table3；不写则为各表",
}


def _table_forms(rule: Rule, context: Context) -> list[TableForm]:
    """The tables that the rule is about, in each form that has them. Raises ValueError for one that no form has."""
    every = [table for form in context.forms.values() for table in form.tables]
    wanted = rule.params.get("table")
    found = [table for table in every if wanted in (None, table.id)]
    if not found:
        hint = suggest(str(wanted), [table.id for table in every])
        raise ValueError(f"各年度格式中都没有“{wanted}”这张表，{hint}；请改正。")
    return found


# -- the frame -------------------------------------------------------------------------------------------------------


def _compile_table(rule: Rule, context: Context) -> Judge:
    tables = _table_forms(rule, context)
    expected: str = rule.params["expect"]
    if expected in ("present", "form") and "table" not in rule.params:
        raise ValueError(f"expect: {expected} 要写明是哪一张表（table）。")
    match expected:
        case "present":
            return _present(rule, tables, context.forms)
        case "form":
            return _form(rule, context.forms)
        case "rows":
            return _rows(rule, {table.id: table.section for table in tables})
    return _labels(rule, {table.id for table in tables})


def _present(rule: Rule, tables: Sequence[TableForm], forms: Forms) -> Judge:
    table_id, section = tables[0].id, tables[0].section
    sections = {table.section for form in forms.values() for table in form.tables}

    def judge(report: Report, _: Parameters) -> Outcome:
        if listening():
            table_located(report, table_id)
        if table_id in report.tables:
            return PASSED
        where = report.template.section_name(section)
        if table_id in report.unread_tables:
            return cannot_assess(_UNREAD)
        if section in report.pictures:
            return cannot_assess(f"{where}以图片代替表格，无法读取其中的数字，请人工核对")
        if why := report.unread(section):
            return cannot_assess(f"{why}，不能判断表格是否存在")
        if not report.tables and report.source.format == "text" and not any(map(report.text_of, sections)):
            return cannot_assess("纯文本中各张统计表都没有留下，可能原为图片或在转换时丢失，请提供网页或原文件")
        found = report.section_by_key.get(section)
        seen = Evidence(
            section=section,
            table=table_id,
            quote=report.template.heading(found.number, found.title) if found else f"没有{where}",
            line=found.place.line if found else None,
            paragraph=found.place.paragraph if found else None,
        )
        return failed(Finding(fill(rule.message, {"表": report.template.table_name(table_id)}), table_id, (seen,)))

    return judge


def _rows(rule: Rule, sections: Mapping[str, str]) -> Judge:
    tables = sections.keys()

    def judge(report: Report, _: Parameters) -> Outcome:
        read = _read(report, tables)
        if not read:
            return cannot_assess("；".join(_not_aligned(report, tables)) or _NO_TABLES)
        unread = _not_aligned(report, tables)
        findings: list[Finding] = []
        for table in read:
            lacking = list(lost(report, table))
            short = [seen.nearest for seen in table.labels if _is_short(seen)]
            unread += [f"{report.template.table_name(table.id)}：标签“{label}”不全" for label in dict.fromkeys(short)]
            if lacking and (why := report.unread(sections[table.id])):
                unread.append(f"{why}，不能判断缺少的行列是否存在")
            else:
                findings += lacking
        if findings:
            return failed(*findings)
        unread += [f"{report.template.table_name(table.id)}：{table.unplaced[0]}" for table in read if table.unplaced]
        return cannot_assess("；".join(unread)) if unread else PASSED

    def lost(report: Report, table: Table) -> Iterator[Finding]:
        for axis, word in _AXES:
            labels = [seen for seen in table.labels if seen.text is None and seen.axis == axis and not _is_short(seen)]
            if labels:
                more = f"等 {len(labels)} 个" if len(labels) > _MOST_LABELS else ""
                listed = "、".join(f"“{seen.form_text}”" for seen in labels[:_MOST_LABELS]) + more
                values = {"表": report.template.table_name(table.id), "行列": word, "标签": listed}
                evidence = tuple(_label_evidence(table, seen) for seen in labels[:_MOST_EVIDENCE])
                yield Finding(fill(rule.message, values), f"{table.id}/{axis}", evidence)

    return judge


def _is_short(seen: LabelSeen) -> bool:
    """Whether a label was not found, but the beginning of one: a converter may have lost its second line."""
    begun = seen.nearest or ""
    return (
        seen.text is None and len(begun) >= _SHORTEST and begun != seen.form_text and seen.form_text.startswith(begun)
    )


def _labels(rule: Rule, tables: Collection[str]) -> Judge:
    def judge(report: Report, _: Parameters) -> Outcome:
        read = _read(report, tables)
        unread = _not_aligned(report, tables)
        findings = [finding for table in read for finding in altered(report, table)]
        if findings or (read and not unread):
            return verdict_of(findings)
        return cannot_assess("；".join(unread) or _NO_TABLES)

    def altered(report: Report, table: Table) -> Iterator[Finding]:
        for seen in table.labels:
            if seen.text is None or seen.how not in (MatchedBy.ALIAS, MatchedBy.SIMILAR) or not is_legible(seen.text):
                continue
            if not _lacks_number(seen):
                words = " ".join(seen.text.split())
                values = {"表": report.template.table_name(table.id), "标签": words, "应为": seen.form_text}
                key = f"{table.id}/{seen.axis}/{seen.key}"
                evidence = replace(_label_evidence(table, seen), instead=seen.form_text)
                yield Finding(fill(rule.message, values), key, (evidence,))

    return judge


def _form(rule: Rule, forms: Forms) -> Judge:
    table_id: str = rule.params["table"]

    def judge(report: Report, _: Parameters) -> Outcome:
        table = report.tables.get(table_id)
        if table is None:
            return cannot_assess(f"没有读到{report.template.table_name(table_id)}，不能判断所用格式")
        used = forms[table.form]
        if report.year is None:
            return cannot_assess("没有认出报告年度")
        due = next((form for form in forms.values() if report.year in form.years), None)
        if due is None:
            return PASSED
        parts = [part for part in table.others if part.form != due.id] if due is used else []
        if due is used and not parts:
            return PASSED
        where = ""
        if parts:
            used = forms[parts[0].form]
            headings = "、".join(dict.fromkeys(f"“{part.heading}”" for part in parts))
            where = f"的{headings}部分"
        other = next((seen for seen in table.labels if seen.text and seen.axis == "column"), table.labels[0])
        values = {
            "年度": report.year,
            "所用格式": f"{used.title}（{used.document}）{where}",
            "应用格式": f"{due.title}（{due.document}）",
        }
        seen = tuple(_part_evidence(table, part) for part in parts[:_MOST_EVIDENCE])
        return failed(Finding(fill(rule.message, values), "form", seen or (_label_evidence(table, other),)))

    return judge


def _part_evidence(table: Table, part: PartOfOther) -> Evidence:
    at = part.place
    grid = (at.table, at.row, at.column or 1) if at.table and at.row else None
    return Evidence(table=table.id, quote=part.heading, line=at.line, page=at.page, paragraph=at.paragraph, grid=grid)


def _label_evidence(table: Table, seen: LabelSeen) -> Evidence:
    """A label where it stands; one that is lost, beside the label before it."""
    place = seen.place or _neighbour(table, seen) or table.place
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


def _neighbour(table: Table, lost: LabelSeen) -> Place | None:
    """Where the label before a lost one stands, else the one behind it."""
    beside = [seen for seen in table.labels if seen.axis == lost.axis and (seen.place or seen is lost)]
    at = next(index for index, seen in enumerate(beside) if seen is lost)
    return next((seen.place for seen in (*reversed(beside[:at]), *beside[at + 1 :]) if seen.place), None)


def _lacks_number(seen: LabelSeen) -> bool:
    """Only the number before it is gone, as happens to numbers that the word processor sets by itself."""
    return label_key(seen.text or "") == unnumbered(label_key(seen.form_text))


def _read(report: Report, tables: Collection[str]) -> list[Table]:
    """Those of the tables that were read."""
    found = [table for table in report.tables.values() if table.id in tables]
    if listening():
        for key in [table.id for table in found] or ["统计表"]:
            table_located(report, key)
    return found


def _not_aligned(report: Report, tables: Iterable[str]) -> list[str]:
    """Those of the tables that are there and could not be read, with the reason."""
    return [
        f"{report.template.table_name(key)}：{_UNREAD}" for key in sorted(report.unread_tables.intersection(tables))
    ]


# -- what stands in the cells ----------------------------------------------------------------------------------------

_STATES = ("空白", "符号", "文字", "负数", "小数")


def _compile_cell(rule: Rule, context: Context) -> Judge:
    tables = {table.id for table in _table_forms(rule, context)}
    forbidden = frozenset(rule.params["forbid"])
    by_row: bool = rule.params.get("by_row", False)
    forms = context.forms

    def judge(report: Report, _: Parameters) -> Outcome:
        read = _read(report, tables)
        findings: list[Finding] = []
        unread = _not_aligned(report, tables)
        for table in read:
            if _is_whole(table):
                continue
            form = forms[table.form].table(table.id)
            faulty = [(path, cell) for path, cell in table.cells.items() if _state(cell, path, form) in forbidden]
            findings += (
                rows(table, faulty, form) if by_row else (single(table, path, cell, form) for path, cell in faulty)
            )
            lost = sum(path not in table.cells for path in form.paths)
            if lost and not _merged(table, form, lost):
                unread.append(f"{form.name}有 {lost} 格未能定位")
        if findings or (read and not unread):
            return verdict_of(findings)
        return cannot_assess("；".join(unread) or _NO_TABLES)

    def rows(table: Table, faulty: Iterable[tuple[CellPath, Cell]], form: TableForm) -> Iterator[Finding]:
        for row, cells in groupby(faulty, key=lambda item: item[0][0]):
            listed = list(cells)
            columns = "、".join(path[1] for path, _ in listed if len(path) > 1)
            words = sorted({cell.raw.strip() for _, cell in listed} - {""})
            values = {
                "表": form.name,
                "格": f"{row}（{columns}）" if columns else row,
                "内容": "、".join(words),
                "问题": f"填“{'、'.join(words)}”" if words else "空白",
            }
            evidence = tuple(cell_evidence(table.id, path, cell) for path, cell in listed[:_MOST_EVIDENCE])
            yield Finding(fill(rule.message, values), f"{table.id}/{row}", evidence)

    def single(table: Table, path: CellPath, cell: Cell, form: TableForm) -> Finding:
        values = {
            "表": form.name,
            "格": "·".join(path),
            "内容": cell.raw.strip(),
            "问题": _FAULTS[_state(cell, path, form)],
        }
        return Finding(
            fill(rule.message, values), f"{table.id}/{'/'.join(path)}", (cell_evidence(table.id, path, cell),)
        )

    return judge


_FAULTS = {
    "空白": "没有填写",
    "符号": "不是数字",
    "文字": "不是数字",
    "负数": "是负数",
    "小数": "是小数，而该格应填件数",
}


def _state(cell: Cell, path: CellPath, form: TableForm) -> str:
    """What may be wrong with a cell; empty where nothing is."""
    match cell.kind:
        case CellKind.BLANK:
            return "空白"
        case CellKind.MARK:
            return "符号"
        case CellKind.TEXT:
            return "文字"
    if cell.value is None or form.admits(path, cell.value):
        return ""
    return "负数" if cell.value < 0 else "小数"


def _is_whole(table: Table) -> bool:
    """True where every cell holds a whole number that may stand in any of them: nothing to look at one by one."""
    return bool(table.integers) and min(table.integers or (0,)) >= 0


def _merged(table: Table, form: TableForm, lost: int) -> bool:
    """True where the cells not found are those of rows that the report prints merged."""
    merged = [
        row
        for block in form.blocks
        for row in block.rows
        if row.merges and any(block.path(row, column) in table.cells for column in block.columns)
    ]
    return lost == sum(len(row.merges) for row in merged) * len(form.blocks[0].columns)


TABLE_CHECK = Check(
    name="table",
    title="表格的有无、行列、标签和格式",
    compile=_compile_table,
    properties={
        "expect": {
            "enum": ["present", "rows", "labels", "form"],
            "description": "present 有这张表；rows 行列齐全；labels 标签用词与格式一致；form 用的是报告年度的格式",
        },
        "table": _TABLE,
    },
    required=("expect", "message"),
    fields=("表", "行列", "标签", "应为", "年度", "所用格式", "应用格式"),
)
CELL_CHECK = Check(
    name="cell",
    title="单元格所填的内容",
    compile=_compile_cell,
    properties={
        "forbid": {
            "type": "array",
            "minItems": 1,
            "description": "不应有的内容：空白；符号（/、—、无）；文字（不是数字）；负数、小数（格式允许的格除外）",
            "items": {"enum": list(_STATES), "description": "不应有的内容"},
        },
        "by_row": {"type": "boolean", "default": False, "description": "true 为一行的各格合为一处问题；不写则逐格指出"},
        "table": _TABLE,
    },
    required=("forbid", "message"),
    fields=("表", "格", "内容", "问题"),
)
