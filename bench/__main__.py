"""Measures everything and prints it in tables: `python -m bench [COUNT]` (reports in the corpus, 2,000 by default).

The first table holds each figure against its baseline in the same run and its aim; `python -m bench.speed` prints it
alone.
"""

from __future__ import annotations

import sys

from bench import aims, disturbances, duplicates, formats, identities, scans, speed
from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset


def main(count: int) -> None:
    ruleset = load_ruleset(Host.load())
    print(speed.tables(count, ruleset))
    print(f"\n表三、表四 42 个勾稽等式：每秒 {identities.rate(ruleset):,.0f} 份（目标 {identities.TARGET:,}）")
    print(f"\n各种格式的查出与误报（提示以上）\n{formats.table(ruleset)}")
    print(f"\n扫描件，每种状况两页表格，样稿合格（误报为提示以上）\n{scans.table(ruleset)}")
    print(f"\n扰动之下的查出与误报（含提示）\n{disturbances.table(ruleset)}")
    print(f"\n雷同\n{duplicates.table()}")
    print(f"\n{aims.machine()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else speed.COUNT)
