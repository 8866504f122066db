"""What the letters of an office have in common: sender, number, dates, templates, and files that never change by
themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.errors import OutputError
from hegui.model.encoding import read_whole
from hegui.model.renderer import NUMBERS, Numbers, Options, OutputFile
from hegui.read import own

if TYPE_CHECKING:
    from jinja2 import Environment

_COUNT = "{n}"
"""Where a number of documents has the count of each."""
_UNFILLED = "　　年　月　日"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every entry in a file, so that the same audit gives the same bytes."""


class Letters:
    """Fills templates with what the office set and what the audit says."""

    def __init__(self, made: str | None, options: Options) -> None:
        """`made` is when the run was made, in ISO 8601."""
        self._options = options
        day = options.get("date") or (made or "")[:10]
        self._common = {
            "发文机关": str(options.get("office", "")),
            "落款日期": _day(day, "date") or _UNFILLED,
            "整改期限": _day(options.get("due"), "due") or _UNFILLED,
            "联系方式": str(options.get("contact", "")),
        }
        self._series = _series(str(options.get("number", "")))
        self._first = _first_number(options.get("first_number", 1))
        self._numbers: Numbers = options.get(NUMBERS) or Numbers()
        self._templates: dict[str, bytes] = {}

    def check(self) -> None:
        """Raises OutputError where a template cannot be opened."""
        for name in ("notice", "bulletin"):
            self._template(name)

    def notice(self, name: str, content: Mapping[str, Any]) -> OutputFile:
        """A notice, made when it is written, under its number of the series."""
        number = self._numbers.of(name, self._series, self._first) if self._series else ""
        return OutputFile(name, self._made("notice", {"文号": number, **content}))

    def bulletin(self, name: str, content: Mapping[str, Any]) -> OutputFile:
        """The bulletin, made when it is written, under a number of its own."""
        return OutputFile(
            name, self._made("bulletin", {"文号": str(self._options.get("bulletin_number", "")), **content})
        )

    def _made(self, template: str, content: Mapping[str, Any]) -> Iterable[bytes]:
        from docxtpl import DocxTemplate
        from jinja2.exceptions import TemplateError

        document = DocxTemplate(io.BytesIO(self._template(template)))
        try:
            document.render({**self._common, **content}, self._environment, autoescape=True)
        except TemplateError as error:
            raise OutputError(f"模板{self._place(template)}有误（{error}），请对照自带模板改正") from None
        document.docx.core_properties.category = own.category()
        made = io.BytesIO()
        document.save(made)
        yield steady(made.getvalue())

    @cached_property
    def _environment(self) -> Environment:
        """Where templates are filled in. A text is compiled once: all notices are made of the same few."""
        from jinja2 import StrictUndefined, Template
        from jinja2.sandbox import SandboxedEnvironment

        class Compiled(SandboxedEnvironment):
            def from_string(self, source: Any, *more: Any, **options: Any) -> Template:
                key = str(source)
                if key not in known:
                    known[key] = super().from_string(source, *more, **options)
                return known[key]

        known: dict[str, Template] = {}
        return Compiled(undefined=StrictUndefined, autoescape=True)

    def _template(self, name: str) -> bytes:
        if name not in self._templates:
            own = self._options.get(f"{name}_template")
            try:
                place = Path(str(own)) if own else files(__package__).joinpath("templates", f"{name}.docx")
                content = read_whole(place) if isinstance(place, Path) else place.read_bytes()
                zipfile.ZipFile(io.BytesIO(content)).getinfo("word/document.xml")
            except (OSError, KeyError, zipfile.BadZipFile):
                raise OutputError(f"模板{self._place(name)}打不开，或不是 docx 文件，请检查路径") from None
            self._templates[name] = content
        return self._templates[name]

    def _place(self, name: str) -> str:
        return f" {self._options.get(f'{name}_template') or f'{name}.docx'} "


def _series(number: str) -> str:
    """Raises OutputError for a number that would stand on every notice: one document has one number."""
    if number and _COUNT not in number:
        raise OutputError(
            f"docx 格式的设置“number”写的是“{number}”，而一个文号只能给一份文件：整改通知书的序号处请写 {_COUNT}，"
            f"如 某函〔2025〕{_COUNT}号，第一份的序号写在 first_number；通报的文号写在 bulletin_number"
        )
    return number


def _first_number(given: object) -> int:
    """Raises OutputError for what is no number of a document."""
    if not str(given).isdecimal() or int(str(given)) < 1:
        raise OutputError(f"docx 格式的设置“first_number”应是不小于 1 的整数，而不是“{given}”")
    return int(str(given))


def _day(day: object, option: str) -> str:
    """A date as an office writes it. Raises OutputError for what is none."""
    if not day:
        return ""
    try:
        found = date.fromisoformat(str(day))
    except ValueError:
        raise OutputError(f"docx 格式的设置“{option}”应写成 2025-12-31 这样，而不是“{day}”") from None
    return f"{found.year}年{found.month}月{found.day}日"


def steady(package: bytes) -> bytes:
    """A package with the same parts and no trace of when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
