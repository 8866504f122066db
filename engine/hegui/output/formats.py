"""The output formats that come with hegui, each a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from hegui.model.renderer import Options, Renderer, Setting, text_renderer
from hegui.rules.hooks import hookimpl


class _Known(NamedTuple):
    """A format: its name, which is that of the module, what it is for, the suffix of what is one text, other names in
    small letters, and what may be set.

    A text is made by the module's `render(run)`, other files by its `files(run, options)`. `checked`: its
    `check(options)` has more to say of the options than their names. `originals`: it reads the reports themselves.
    `numbered`: its documents have numbers.
    """

    name: str
    title: str
    suffix: str = ""
    names: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = MappingProxyType({})
    checked: bool = False
    originals: bool = False
    numbered: bool = False


_LETTERS = {
    "office": Setting("发文机关"),
    "number": Setting("整改通知书的文号，其中的 {n} 是各份的序号"),
    "first_number": Setting("整改通知书的第一个序号"),
    "bulletin_number": Setting("通报的文号"),
    "date": Setting("落款日期", "day"),
    "due": Setting("整改期限", "day"),
    "contact": Setting("联系人和电话"),
    "confirmed": Setting("通知书只列经复核属实的问题", "yes"),
    "notice_template": Setting("整改通知书模板", "file"),
    "bulletin_template": Setting("通报模板", "file"),
}
_FORMATS = (
    _Known("terminal", "终端阅读的文本", ".txt", ("终端", "屏幕")),
    _Known("json", "完整结果，供程序读取，也可据此另行输出其他格式", ".json"),
    _Known("md", "Markdown 文档", ".md", ("markdown",)),
    _Known("csv", "问题清单，每处问题一行，可用表格软件打开", ".csv", ("问题清单", "清单")),
    _Known("xlsx", "工作簿：总表、问题清单、共性问题、未报送与逾期、表格数据", "", ("工作簿", "excel", "表格")),
    _Known(
        "html",
        "网页：总览、单位一览、各单位的问题与报告原文，一个文件，可离线打开",
        "",
        ("网页",),
        {"title": Setting("标题"), "office": Setting("发布机关")},
    ),
    _Known("parquet", "Parquet 数据：报告、问题、表格各一张表，供 DuckDB 等查询统计"),
    _Known(
        "docx",
        "整改通知书（每单位一份）和通报，可换用本单位的模板",
        "",
        ("通知书", "整改通知书", "通报", "word"),
        _LETTERS,
        checked=True,
        numbered=True,
    ),
    _Known(
        "marked",
        "带批注的报告副本：Word 批注、PDF 标注或网页",
        "",
        ("批注", "批注副本"),
        {"page": Setting("一律用网页形式", "yes"), "changes": Setting("Word 副本中用修订标出可以照改的字", "yes")},
        originals=True,
    ),
    _Known("sarif", "SARIF 2.1.0，供其他程序读取问题和位置", ".sarif"),
    _Known("junit", "JUnit XML，供持续集成平台读取", ".xml"),
)


@hookimpl
def hegui_renderers() -> list[Renderer]:
    """All of them; the module of a format is imported when the format is asked for."""
    return [_renderer(each) for each in _FORMATS]


def _renderer(known: _Known) -> Renderer:
    module = f"hegui.output.{known.name}"
    made = (
        text_renderer(known.name, known.title, known.suffix, lambda run: import_module(module).render(run))
        if known.suffix
        else Renderer(known.name, known.title, lambda run, options: import_module(module).files(run, options))
    )
    check = partial(_check, module) if known.checked else None
    return replace(
        made,
        names=known.names,
        settings=known.settings,
        originals=known.originals,
        numbered=known.numbered,
        check=check,
    )


def _check(module: str, options: Options) -> None:
    import_module(module).check(options)
