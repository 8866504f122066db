"""Measures everything and prints it in tables: `python -m bench [COUNT]` (reports in the corpus, 2,000 by default)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tabulate import tabulate

from bench import disturbances, docx, duplicates, formats, identities, pdf, pipeline, startup
from bench.corpus import make_corpus
from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset

_COUNT = 2000
_WORD_DOCUMENTS = 200
_REPORTS = Path(__file__).parents[1] / "reports"


def main(count: int) -> None:
    ruleset = load_ruleset(Host.load())
    with tempfile.TemporaryDirectory() as folder:
        files = make_corpus(Path(folder), count)
        size = sum(file.stat().st_size for file in files) / len(files) / 1024
        timing = pipeline.measure(files, ruleset)
    rows = [
        ("lxml 只解析（基准）", timing.lxml, 1.0),
        ("读取", timing.reading, timing.reading / timing.lxml),
        ("识别", timing.recognition, timing.recognition / timing.lxml),
        ("规则与评分", timing.rules, timing.rules / timing.lxml),
        ("合计", timing.total, timing.total / timing.lxml),
        ("目标：基准的三倍加 2 毫秒", timing.aim, timing.aim / timing.lxml),
        ("已识别报告上只跑规则", timing.rules_again, timing.rules_again / timing.lxml),
    ]
    print(f"{count} 份网页，平均 {size:.0f} KB，单进程，{len(ruleset.rules)} 条规则；每份 CPU 毫秒")
    print(tabulate(rows, headers=("", "毫秒", "与基准之比"), floatfmt=".2f"))
    print(f"\n表三、表四 42 个勾稽等式：每秒 {identities.rate(ruleset):,.0f} 份（目标 {identities.TARGET:,}）")
    print(f"\n{docx.table(_WORD_DOCUMENTS)}")
    print(f"\n{pdf.table()}")
    print(f"\n各种格式的查出与误报（提示以上）\n{formats.table(ruleset)}")
    print(f"\n扰动之下的查出与误报（含提示）\n{disturbances.table(ruleset)}")
    print(f"\n雷同\n{duplicates.table()}")
    start = startup.measure(next(_REPORTS.glob("*.txt")))
    print(
        f"\n启动（秒，取最快一次）：空 Python {start.python:.3f}，hegui --version {start.version:.3f}"
        f"（多 {start.version - start.python:.3f}，目标 0.1），审查一份小文件 {start.audit:.3f}（目标 0.4）"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _COUNT)
