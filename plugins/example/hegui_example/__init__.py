"""规则包样板：登记规则包和它自己的规则种类。"""

from pathlib import Path

from hegui.plugin import (
    AnyCheck,
    # 可选：renderer
    Renderer,
    # 可选完
    hookimpl,
)


@hookimpl
def hegui_packs() -> list[Path]:
    """本文件夹就是规则包。"""
    return [Path(__file__).parent]


@hookimpl
def hegui_checks() -> list[AnyCheck]:
    """自己的规则种类；规则都能用 YAML 写成的，删去本函数和 credit_code.py。"""
    from .credit_code import CREDIT_CODE

    # 可选：corpus-check
    from .share import SHARE

    # 可选完
    return [
        CREDIT_CODE,
        # 可选：corpus-check
        SHARE,
        # 可选完
    ]


# 可选：renderer


@hookimpl
def hegui_renderers() -> list[Renderer]:
    """自己的输出格式。"""
    from .notes import NOTES

    return [NOTES]


# 可选完
