"""The output formats that come with hegui."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from hegui.model.renderer import Options, OutputFile, Record, Renderer, text_renderer
from hegui.plugins import hookimpl


@hookimpl
def hegui_renderers() -> list[Renderer]:
    """All of them; the module of a format is imported when the format is asked for."""
    return [
        text_renderer("terminal", "终端阅读的文本", ".txt", _text("terminal")),
        text_renderer("json", "完整结果，供程序读取，也可据此另行输出其他格式", ".json", _text("json")),
        text_renderer("md", "Markdown 文档", ".md", _text("markdown")),
        text_renderer("csv", "问题清单，每处问题一行，可用表格软件打开", ".csv", _text("csv")),
        Renderer("xlsx", "工作簿：总表、问题清单、共性问题、未报送与逾期、表格数据", _files("xlsx")),
        Renderer("html", "网页：总览、单位一览、各单位的问题与报告原文，一个文件，可离线打开", _files("html")),
        Renderer("parquet", "Parquet 数据：报告、问题、表格各一张表，供 DuckDB 等查询统计", _files("parquet")),
        Renderer("docx", "整改通知书（每单位一份）和通报，可换用本单位的模板", _files("docx")),
        Renderer("marked", "带批注的报告副本：Word 批注、PDF 标注或网页", _files("marked")),
        text_renderer("sarif", "SARIF 2.1.0，供其他程序读取问题和位置", ".sarif", _text("sarif")),
        text_renderer("junit", "JUnit XML，供持续集成平台读取", ".xml", _text("junit")),
    ]


def _files(module: str) -> Callable[[Record, Options], Iterable[OutputFile]]:
    def render(record: Record, options: Options) -> Iterable[OutputFile]:
        files: Iterable[OutputFile] = import_module(f"hegui.output.{module}").files(record, options)
        return files

    return render


def _text(module: str) -> Callable[[Record], Iterable[str]]:
    def render(record: Record) -> Iterable[str]:
        text: str | Iterable[str] = import_module(f"hegui.output.{module}").render(record)
        return [text] if isinstance(text, str) else text

    return render
