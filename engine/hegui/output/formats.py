"""The output formats that come with hegui."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from hegui.model.renderer import Record, Renderer, text_renderer
from hegui.plugins import hookimpl


@hookimpl
def hegui_renderers() -> list[Renderer]:
    """All of them; the module of a format is imported when the format is asked for."""
    return [
        text_renderer("terminal", "终端阅读的文本", ".txt", _text("terminal")),
        text_renderer("json", "完整结果，供程序读取，也可据此另行输出其他格式", ".json", _text("json")),
        text_renderer("md", "Markdown 文档", ".md", _text("markdown")),
        text_renderer("csv", "问题清单，每处问题一行，可用表格软件打开", ".csv", _text("csv")),
    ]


def _text(module: str) -> Callable[[Record], Iterable[str]]:
    def render(record: Record) -> Iterable[str]:
        text: str | Iterable[str] = import_module(f"hegui.output.{module}").render(record)
        return [text] if isinstance(text, str) else text

    return render
