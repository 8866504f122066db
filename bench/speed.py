"""Speed, each figure beside its baseline in the same run and its aim: `python -m bench.speed [COUNT]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import aims, docx, outputs, pdf, pipeline, scale, startup
from bench.corpus import make_corpus
from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

COUNT = 2000
_WORD_DOCUMENTS = 200
_REPORTS = Path(__file__).parents[1] / "reports"


def tables(count: int, ruleset: RuleSet) -> str:
    """All rows on one page, then what stands behind those of documents and outputs."""
    begun = aims.machine()
    made = outputs.outputs(count)  # first: its processes begin with what this one holds
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        files = make_corpus(Path(folder), count)
        size = sum(file.stat().st_size for file in files) / len(files) / 1024
        timing = pipeline.measure(files, ruleset)
        spread = scale.spread(Path(folder), count)
    start = startup.measure(next(_REPORTS.glob("*.txt")))
    pages = pdf.measured()
    body, words = docx.measured(_WORD_DOCUMENTS)
    rows = [
        *timing.rows(),
        *start.rows(),
        *pdf.rows(pages),
        *words.rows(),
        *spread.rows(),
        outputs.row(count, made),
    ]
    return "\n\n".join(
        (
            f"{begun}（开始时）\n{count:,} 份网页，平均 {size:.0f} KB，{len(ruleset.rules)} 条规则；"
            f"审查与读取为单进程 CPU 时间，启动与每秒份数按钟表，均取中位数\n{aims.table(rows)}",
            f"已识别报告上再跑一遍规则 {timing.rules_again:.2f} 毫秒",
            docx.table(_WORD_DOCUMENTS, body, words),
            pdf.table(pages),
            outputs.table(made),
        )
    )


if __name__ == "__main__":
    print(tables(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT, load_ruleset(Host.load())))
