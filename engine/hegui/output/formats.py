"""The output formats that come with hegui, each a module of its own."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from hegui.model.renderer import Options, OutputFile, Renderer, Setting, text_renderer
from hegui.model.run import AuditRun
from hegui.rules.hooks import hookimpl

_FORMATS = (
    ("terminal", "终端阅读的文本", ".txt"),
    ("json", "完整结果，供程序读取，也可据此另行输出其他格式", ".json"),
    ("md", "Markdown 文档", ".md"),
    ("csv", "问题清单，每处问题一行，可用表格软件打开", ".csv"),
    ("xlsx", "工作簿：总表、问题清单、共性问题、未报送与逾期、表格数据", ""),
    ("html", "网页：总览、单位一览、各单位的问题与报告原文，一个文件，可离线打开", ""),
    ("parquet", "Parquet 数据：报告、问题、表格各一张表，供 DuckDB 等查询统计", ""),
    ("docx", "整改通知书（每单位一份）和通报，可换用本单位的模板", ""),
    ("marked", "带批注的报告副本：Word 批注、PDF 标注或网页", ""),
    ("sarif", "SARIF 2.1.0，供其他程序读取问题和位置", ".sarif"),
    ("junit", "JUnit XML，供持续集成平台读取", ".xml"),
)
"""Name, which is that of the module, what it is for, and the suffix of what is one text. A text is made by the module's
`render(run)`, other files by its `files(run, options)`."""
_SETTINGS = {
    "docx": {
        "office": Setting("发文机关"),
        "number": Setting("文号"),
        "date": Setting("落款日期", "day"),
        "due": Setting("整改期限", "day"),
        "contact": Setting("联系人和电话"),
        "confirmed": Setting("通知书只列经复核属实的问题", "yes"),
        "notice_template": Setting("整改通知书模板", "file"),
        "bulletin_template": Setting("通报模板", "file"),
    },
    "html": {"title": Setting("标题"), "office": Setting("发布机关")},
    "marked": {"page": Setting("一律用网页形式", "yes")},
}
_ORIGINALS = frozenset({"marked"})
"""Those that read the reports themselves."""


@hookimpl
def hegui_renderers() -> list[Renderer]:
    """All of them; the module of a format is imported when the format is asked for."""
    return [_text(*one) if one[2] else _files(*one[:2]) for one in _FORMATS]


def _text(name: str, title: str, suffix: str) -> Renderer:
    return text_renderer(name, title, suffix, lambda run: import_module(f"hegui.output.{name}").render(run))


def _files(name: str, title: str) -> Renderer:
    def files(run: AuditRun, options: Options) -> Iterable[OutputFile]:
        made: Iterable[OutputFile] = import_module(f"hegui.output.{name}").files(run, options)
        return made

    return Renderer(name, title, files, settings=_SETTINGS.get(name, {}), originals=name in _ORIGINALS)
