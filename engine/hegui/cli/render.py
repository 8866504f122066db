"""`hegui render`: make any output again from a stored audit, without auditing again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import delivery, loading
from hegui.cli.status import Stop

if TYPE_CHECKING:
    from hegui.model.renderer import Record


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "render",
        help="由已保存的结果输出其他格式",
        description="由 hegui audit --format json 保存的结果输出其他格式，不重新审查。",
    )
    parser.add_argument("audit", metavar="AUDIT.json", help="已保存的结果")
    delivery.add_options(parser, default="md")
    loading.add_options(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    target = delivery.Delivery(parsed, loading.load_host(parsed).renderers)
    return target.deliver(read_record(parsed.audit))


def read_record(path: str) -> Record:
    """A stored audit that bears the published schema. Raises Stop for anything else."""
    import json
    from pathlib import Path

    from hegui.output.schemas import fault_in

    try:
        record = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError:
        raise Stop(f"{path}：打不开这个文件，请检查路径和权限。") from None
    except (ValueError, RecursionError):
        raise Stop(f"{path}：不是完整的 JSON 文件，请重新用 hegui audit --format json 生成。") from None
    if fault := fault_in(record):
        raise Stop(f"{path}：不是 hegui/audit/1 格式的审查结果（{fault}），请重新用 hegui audit --format json 生成。")
    return dict(record)
