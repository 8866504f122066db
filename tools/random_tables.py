"""Random tables that balance, of a size that fits the kind of unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hegui.model.form import Form
from hegui.proving.draft import Cells, filled

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")

_USUAL = ("予以公开", "部分公开", "第三方合法权益", "不掌握", "没有现成信息", "重复申请")
_ON_NOTICE = "逾期不缴费"
"""The outcome that wants a fee notice in the prose; always nought."""
_MOST_REQUESTS = {"bureau": 40, "county": 400, "town": 4, "trial": 20}
_MOST_DECISIONS = {"bureau": 2000, "county": 60000, "town": 60, "trial": 500}
_QUIET = {"bureau": 0.15, "county": 0.05, "town": 0.5, "trial": 0.15}
"""The share of units without any request."""
_REVIEW_FIRST_SINCE = 2024
"""行政复议法 of 2023: since then a lawsuit without prior 复议 wants explaining."""


def random_tables(random: Random, kind: str, form: Form, year: int) -> Mapping[str, Cells]:
    """The three tables of a unit of this kind (see `compose.KINDS`); every identity of the form holds."""
    return {
        "table2": _table2(random, kind, form),
        "table3": _table3(random, kind, form),
        "table4": _table4(random, form, year),
    }


def outcomes(form: Form) -> Mapping[str, Sequence[str]]:
    """The rows of table 3 that make up each group of outcomes, （一）予以公开 … （六）其他处理."""
    results = next(label for label in form.table("table3").blocks[0].row_headers if label.key == "办理结果")
    return {part.key: [leaf.key for leaf in part.leaves] for part in results.parts if not part.total}


def _table2(random: Random, kind: str, form: Form) -> Cells:
    most = _MOST_DECISIONS[kind]
    licences, penalties, measures = (random.choice((0, random.randint(0, most))) for _ in range(3))
    issued, repealed = random.randint(0, 9), random.randint(0, 5)
    in_force = max(issued - repealed, 0) + random.randint(0, 60)
    rows: Mapping[str, object]
    if form.id == "2021":
        rows = {
            "行政规范性文件": f"{issued} {repealed} {in_force}",
            "行政许可": licences,
            "行政处罚": penalties,
            "行政强制": measures,
            "行政事业性收费": random.choice((0, random.randint(1, most * 10) / 100)),
        }
    else:
        rows = {
            "规范性文件": f"{issued} {issued} {issued + in_force}",
            "行政许可": f"{random.randint(0, 40)} {random.randint(-5, 5)} {licences}",
            "行政处罚": f"{random.randint(0, 90)} {random.randint(-5, 5)} {penalties}",
            "行政强制": f"{random.randint(0, 9)} 0 {measures}",
            "政府集中采购": f"{random.randint(0, 20)} {random.randint(0, 90000) / 100}",
        }
    return filled(form.table("table2"), rows)


def _table3(random: Random, kind: str, form: Form) -> Cells:
    """Column by column: outcomes make the total; what is carried out and in leaves the number of new requests."""
    rows = [row for group in outcomes(form).values() for row in group]
    columns = {column: dict.fromkeys(("本年新收", "上年结转", *rows, "总计", "结转下年度"), 0) for column in APPLICANTS}
    for column in _busy_applicants(random, kind):
        cells = columns[column]
        most = _MOST_REQUESTS[kind] if column == "自然人" else 5
        for row in [random.choice(_USUAL), *random.sample(rows, random.randint(0, 4))]:
            cells[row] = 0 if row == _ON_NOTICE else random.randint(0, most)
        cells["总计"] = sum(cells[row] for row in rows)
        cells["结转下年度"] = random.randint(0, 3)
        cells["上年结转"] = random.randint(0, min(3, cells["总计"] + cells["结转下年度"]))
        cells["本年新收"] = cells["总计"] + cells["结转下年度"] - cells["上年结转"]
    counts = {row: [columns[column][row] for column in APPLICANTS] for row in columns[APPLICANTS[0]]}
    return filled(form.table("table3"), {row: _joined(*values, sum(values)) for row, values in counts.items()})


def _busy_applicants(random: Random, kind: str) -> list[str]:
    if random.random() < _QUIET[kind]:
        return []
    return ["自然人", *(column for column in APPLICANTS[1:] if random.random() < 0.3)]


def _table4(random: Random, form: Form, year: int) -> Cells:
    kinds = ["行政复议", "复议后起诉"]
    if year < _REVIEW_FIRST_SINCE:
        kinds.append("未经复议直接起诉")
    busy = [kind for kind in kinds if random.random() < 0.4]
    results = {kind: [random.randint(0, 5) for _ in range(4)] for kind in busy}
    return filled(form.table("table4"), {kind: _joined(*counts, sum(counts)) for kind, counts in results.items()})


def _joined(*counts: int) -> str:
    return " ".join(map(str, counts))
