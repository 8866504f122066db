"""规则包样板：登记规则包和它自己的规则种类。"""

from pathlib import Path

from hegui.plugins import hookimpl
from hegui.rules.check import Check


@hookimpl
def hegui_packs() -> list[Path]:
    """本文件夹就是规则包。"""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[Check]:
    """自己的规则种类；规则都能用 YAML 写成的，删去本函数和 attendance.py。"""
    from .attendance import ATTENDANCE

    return [ATTENDANCE]
