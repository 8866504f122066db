"""Renderers: each makes a text of an audit record (schema `hegui/audit/1`), and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

Record = dict[str, Any]
Renderer = Callable[[Record], str]


class Format(NamedTuple):
    """An output format: the suffix of its files, and the module whose `render` makes it."""

    suffix: str
    module: str
    title: str


FORMATS = {
    "terminal": Format(".txt", "hegui.output.terminal", "终端阅读的文本"),
    "json": Format(".json", "hegui.output.json", "完整结果，供程序读取，也可据此另行输出其他格式"),
    "md": Format(".md", "hegui.output.markdown", "Markdown 文档"),
    "csv": Format(".csv", "hegui.output.csv", "问题清单，每处问题一行，可用表格软件打开"),
}


def renderer(name: str) -> Renderer:
    """The renderer of a format, imported only now."""
    render: Renderer = import_module(FORMATS[name].module).render
    return render
