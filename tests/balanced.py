"""What holds the numbers of a draft together."""

from hegui.proving.draft import Draft
from tools.random_tables import APPLICANTS, outcomes


def assert_balanced(draft: Draft) -> None:
    """Every identity of the three tables holds, every cell of the form is there."""
    for table in draft.form.tables:
        assert set(draft.tables[table.id]) == set(table.paths)
    count = draft.number
    for column in (*APPLICANTS, "总计"):
        rows = [row for group in outcomes(draft.form).values() for row in group]
        assert sum(count("table3", (row, column)) for row in rows) == count("table3", ("总计", column))
        received = count("table3", ("本年新收", column)) + count("table3", ("上年结转", column))
        assert received == count("table3", ("总计", column)) + count("table3", ("结转下年度", column))
    for row in dict.fromkeys(path[0] for path in draft.form.table("table3").paths):
        assert sum(count("table3", (row, column)) for column in APPLICANTS) == count("table3", (row, "总计"))
    for kind in ("行政复议", "未经复议直接起诉", "复议后起诉"):
        results = ("结果维持", "结果纠正", "其他结果", "尚未审结")
        assert sum(count("table4", (kind, result)) for result in results) == count("table4", (kind, "总计"))
    if draft.form.id == "2021":
        document = "行政规范性文件"
        issued, repealed, in_force = (count("table2", (document, column)) for column in ("制发", "废止", "现行有效"))
        assert in_force - issued + repealed >= 0
