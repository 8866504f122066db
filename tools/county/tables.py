"""Tables that follow from other tables: those of the next year, and those of a whole area."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from random import Random

from hegui.proving.draft import Cells, count_in, national_form
from tools.random_tables import APPLICANTS, outcomes

Tables = Mapping[str, Cells]
"""The three tables of a report by their ids."""


@cache
def _results() -> tuple[str, ...]:
    return tuple(row for rows in outcomes(national_form("2021")).values() for row in rows)


def following(random: Random, before: Tables, carried: bool = True) -> Tables:
    """Tables of the year after: what was carried over and what was in force go on, every count grows, none appears.

    What is carried over into the year after is drawn anew unless `carried` is False: then it is nothing.
    """
    table2 = _each(before["table2"], lambda raw: _grown(random, raw))
    stock = ("行政规范性文件", "现行有效")
    issued, repealed = (count_in(table2, ("行政规范性文件", column)) for column in ("制发", "废止"))
    in_force = count_in(before["table2"], stock) + issued
    repealed = min(repealed, in_force)
    table2 |= {("行政规范性文件", "废止"): str(repealed), stock: str(in_force - repealed)}
    results = {
        (row, column): int(_grown(random, before["table3"][row, column])) for row in _results() for column in APPLICANTS
    }
    carried_in = {column: count_in(before["table3"], ("结转下年度", column)) for column in APPLICANTS}
    carried_out = {}
    for column in APPLICANTS:
        closed = sum(results[row, column] for row in _results())
        least = max(carried_in[column] - closed, 0)
        carried_out[column] = max(random.randint(0, 3), least) if carried and closed else least
    table4 = {path: _grown(random, raw) for path, raw in before["table4"].items() if path[1] != "总计"}
    for kind in {path[0] for path in table4}:
        table4[kind, "总计"] = str(sum(int(raw) for path, raw in table4.items() if path[0] == kind))
    return {"table2": table2, "table3": _table3(results, carried_in, carried_out), "table4": table4}


def settled(tables: Tables) -> Tables:
    """The tables with nothing carried over from the year before or into the year after."""
    nothing = dict.fromkeys(APPLICANTS, 0)
    results = {(row, column): count_in(tables["table3"], (row, column)) for row in _results() for column in APPLICANTS}
    return {**tables, "table3": _table3(results, nothing, nothing)}


def doubled(tables: Tables) -> Tables:
    """Every number twice: all that holds in tables still does."""
    return summed((tables, tables))


def summed(parts: Iterable[Tables]) -> Tables:
    """Every cell added up over all parts, of which there is at least one."""
    first, *others = parts
    sums = {table_id: {path: Decimal(raw) for path, raw in cells.items()} for table_id, cells in first.items()}
    for part in others:
        for table_id, cells in part.items():
            for path, raw in cells.items():
                sums[table_id][path] += Decimal(raw)
    return {table_id: {path: _printed(number) for path, number in cells.items()} for table_id, cells in sums.items()}


def added(tables: Tables, table_id: str, changes: Mapping[tuple[str, ...], int]) -> Tables:
    """The tables with so much added to some cells of one."""
    cells = tables[table_id]
    return {**tables, table_id: {**cells, **{path: str(int(cells[path]) + more) for path, more in changes.items()}}}


def _table3(
    results: Mapping[tuple[str, str], int], carried_in: Mapping[str, int], carried_out: Mapping[str, int]
) -> Cells:
    """Table 3 from its outcomes and what is carried over: what is new is what balances them."""
    closed = {column: sum(results[row, column] for row in _results()) for column in APPLICANTS}
    rows: dict[str, Mapping[str, int]] = {
        "本年新收": {column: closed[column] + carried_out[column] - carried_in[column] for column in APPLICANTS},
        "上年结转": carried_in,
        **{row: {column: results[row, column] for column in APPLICANTS} for row in _results()},
        "总计": closed,
        "结转下年度": carried_out,
    }
    return {
        (row, column): str(number)
        for row, numbers in rows.items()
        for column, number in (*numbers.items(), ("总计", sum(numbers.values())))
    }


def _each(cells: Cells, change: Callable[[str], str]) -> dict[tuple[str, ...], str]:
    return {path: change(raw) for path, raw in cells.items()}


def _grown(random: Random, raw: str) -> str:
    """A number that is somewhat larger, unless it is nought."""
    number = Decimal(raw)
    if not number:
        return raw
    return _printed(number + random.randint(1, max(int(number) // 4, 1)))


def _printed(number: Decimal) -> str:
    return f"{number.normalize():f}"
