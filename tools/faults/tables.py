"""Faults in the three tables."""

from __future__ import annotations

from random import Random

from hegui.proving.draft import Draft
from tools.faults.fault import Planted, Register
from tools.faults.structure import is_government

register = Register()

_REVIEW_FIRST_SINCE = 2024
_LABELS = (
    ("table3.column.总计", "合计"),
    ("table4.column.结果维持", "结果维护"),
    ("table3.row.部分公开", "（二）部分公开（区分处理的，只记这一情形，不记其他情形）"),
    ("table3.row.结转下年度", "四、结转下年继续办理"),
)


def _applicant(random: Random) -> str:
    return random.choice(("自然人", "商业企业", "法律服务机构", "其他"))


def _outcome(draft: Draft, random: Random) -> str:
    rows = list(dict.fromkeys(path[0] for path in draft.form.table("table3").paths))
    return random.choice(rows[2:-2])


def _raised(draft: Draft, by: int, *cells: tuple[str, str]) -> dict[str, int]:
    """Cells of table 3 (row, column) with their count raised."""
    return {f"table3.{row}.{column}": draft.number("table3", (row, column)) + by for row, column in cells}


@register.fault("table2-present")
def table2_missing(draft: Draft, random: Random) -> Planted:
    return Planted({"drop": ["table2"]})


@register.fault("table3-present")
def table3_missing(draft: Draft, random: Random) -> Planted:
    return Planted({"drop": ["table3"]})


@register.fault("table4-present")
def table4_missing(draft: Draft, random: Random) -> Planted:
    return Planted({"drop": ["table4"]})


@register.fault("table-rows", needs=("rows",))
def row_missing(draft: Draft, random: Random) -> Planted:
    row = random.choice(("国家秘密", "行政执法案卷", "没有现成信息", "重复申请", "部分公开", "结转下年度"))
    return Planted({"drop": [f"table3.row.{row}"]}, table="table3", row=row)


@register.fault("table-labels")
def label_altered(draft: Draft, random: Random) -> Planted:
    name, text = random.choice(_LABELS)
    return Planted({"label": {name: text}}, quote=text)


@register.fault("table-blank-cells", needs=("blanks",))
def cell_blank(draft: Draft, random: Random) -> Planted:
    row, column = _outcome(draft, random), _applicant(random)
    return Planted({"set": {f"table3.{row}.{column}": None}}, "table3", row, column)


@register.fault("table-blank-cells")
def mark_in_cell(draft: Draft, random: Random) -> Planted:
    row, column = _outcome(draft, random), _applicant(random)
    return Planted({"set": {f"table3.{row}.{column}": random.choice(("/", "—", "无"))}}, "table3", row, column)


@register.fault("table-number-format")
def value_not_a_count(draft: Draft, random: Random) -> Planted:
    row, column = _outcome(draft, random), _applicant(random)
    return Planted({"set": {f"table3.{row}.{column}": random.choice(("3.5", "-2"))}}, "table3", row, column)


@register.fault("table-number-format", needs=("grid",))
def words_in_cell(draft: Draft, random: Random) -> Planted:
    row, column = _outcome(draft, random), _applicant(random)
    return Planted({"set": {f"table3.{row}.{column}": random.choice(("12abc", "见附件"))}}, "table3", row, column)


@register.fault("table2-stock-flow", "figure-normative-documents")
def more_issued_than_in_force(draft: Draft, random: Random) -> Planted | None:
    if draft.form.id != "2021":
        return None
    kept = draft.number("table2", ("行政规范性文件", "现行有效")) + draft.number("table2", ("行政规范性文件", "废止"))
    issued = kept + random.randint(1, 5)
    return Planted({"set": {"table2.行政规范性文件.制发": issued}}, "table2", "行政规范性文件")


@register.fault("table2-rules-power")
def rules_without_power(draft: Draft, random: Random) -> Planted | None:
    if draft.form.id != "2021" or (is_government(draft) and not draft.unit.endswith(("镇人民政府", "乡人民政府"))):
        return None
    return Planted({"set": {"table2.规章.制发": 1, "table2.规章.现行有效": 2}}, "table2", "规章")


@register.fault("table2-fee-unit")
def fee_in_yuan(draft: Draft, random: Random) -> Planted | None:
    if draft.form.id != "2021":
        return None
    amount = random.randint(20_000_000, 90_000_000)
    return Planted({"set": {"table2.行政事业性收费": amount}}, "table2", "行政事业性收费")


@register.fault("table3-column-balance", "figure-new-requests")
def column_out_of_balance(draft: Draft, random: Random) -> Planted:
    column = _applicant(random)
    cells = _raised(draft, random.randint(1, 9), ("本年新收", column), ("本年新收", "总计"))
    return Planted({"set": cells}, "table3", column=column)


@register.fault("table3-column-balance")
def request_in_the_wrong_column(draft: Draft, random: Random) -> Planted | None:
    row = next((row for row in ("予以公开", "不掌握") if draft.number("table3", (row, "自然人"))), None)
    if row is None:
        return None
    cells = _raised(draft, 1, (row, "商业企业"), ("总计", "商业企业")) | _raised(
        draft, -1, (row, "自然人"), ("总计", "自然人")
    )
    return Planted({"set": cells}, "table3", column=random.choice(("自然人", "商业企业")))


@register.fault("table3-outcome-total", "figure-outcomes", "fee-statement-consistent")
def outcomes_not_the_total(draft: Draft, random: Random) -> Planted:
    row, column = _outcome(draft, random), _applicant(random)
    return Planted({"set": _raised(draft, random.randint(1, 9), (row, column), (row, "总计"))}, "table3", column=column)


@register.fault(
    "table3-row-total", "table3-outcome-total", "table3-column-balance", "figure-outcomes", "fee-statement-consistent"
)
def row_not_its_total(draft: Draft, random: Random) -> Planted:
    row = _outcome(draft, random)
    return Planted({"set": _raised(draft, random.randint(1, 9), (row, "总计"))}, "table3", row)


@register.fault(
    "table3-fee-dropped", "fee-statement-consistent", "figure-closed", "figure-new-requests", "figure-outcomes"
)
def closed_for_unpaid_fee(draft: Draft, random: Random) -> Planted | None:
    if draft.form.id != "2021" or "总金额0元" not in draft.sections["六"]:
        return None
    cells = _raised(
        draft, 1, *((row, column) for row in ("逾期不缴费", "总计", "本年新收") for column in ("自然人", "总计"))
    )
    return Planted({"set": cells}, "table3", "逾期不缴费")


@register.fault("table4-totals", "figure-reviews", "figure-lawsuits")
def reviews_not_their_total(draft: Draft, random: Random) -> Planted:
    kind = random.choice(("行政复议", "复议后起诉"))
    number = draft.number("table4", (kind, "总计")) + random.randint(1, 9)
    return Planted({"set": {f"table4.{kind}.总计": number}}, "table4", kind)


@register.fault("table4-review-first", "figure-lawsuits", "figure-outcomes", "table3-fee-dropped")
def lawsuit_without_review(draft: Draft, random: Random) -> Planted | None:
    """All that was decided is not to disclose, yet somebody went to court at once."""
    if draft.year < _REVIEW_FIRST_SINCE or not draft.number("table3", ("总计", "总计")):
        return None
    cells = {"table4.未经复议直接起诉.结果维持": 1, "table4.未经复议直接起诉.总计": 1}
    paths = draft.form.table("table3").paths
    rows = list(dict.fromkeys(path[0] for path in paths))[2:-2]
    refused = random.choice(("国家秘密", "第三方合法权益", "过程性信息", "行政执法案卷"))
    for row, column in paths:
        if row in rows:
            cells[f"table3.{row}.{column}"] = draft.number("table3", ("总计", column)) if row == refused else 0
    return Planted({"set": cells}, "table4", "未经复议直接起诉")
