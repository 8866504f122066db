"""The settings file: `hegui.toml`, or `[tool.hegui]` of a pyproject.toml, in the working folder or one above it.

Its values are the defaults of the options that bear their names; what the command line says wins. Nothing is loaded
that it does not name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from hegui.errors import UsageError
from hegui.model.rule import Severity

_OWN = "hegui.toml"
_SHARED = "pyproject.toml"
_TABLE = "tool.hegui"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings file says; None where it says nothing. Paths are seen from the working folder."""

    rules: list[str] | None = None
    """Folders of packs."""
    plugins: list[str] | None = None
    """Files or folders with plugins."""
    packs: list[str] | None = None
    """Names of the packs that count."""
    province: str | None = None
    city: str | None = None
    scheme: str | None = None
    fail_on: str | None = None
    reports: list[str] | None = None
    previous: list[str] | None = None
    roster: str | None = None
    waivers: str | None = None
    corrections: str | None = None
    cache: str | None = None
    history: str | None = None
    """A file, or the address of a database."""
    out: str | None = None
    formats: list[str] | None = None
    options: list[tuple[str, str, str]] | None = None
    """Settings of output formats: format, key, value."""
    processes: int | None = None
    folder: Path | None = None
    """Where the file lies: the folder of the project. No setting itself."""

    def given(self) -> dict[str, Any]:
        """What the file says, by the names of options."""
        values = {name: getattr(self, name) for name in KEYS}
        return {name: value for name, value in values.items() if value is not None}


KEYS = frozenset(field.name for field in fields(Settings)) - {"folder"}

_PATHS = ("rules", "plugins", "reports", "previous")
_NAMES = ("packs", "formats")
_PATH = ("roster", "waivers", "corrections", "cache", "history", "out")
_TEXT = ("province", "city", "scheme", "fail_on")

_SYNTAX = "不合 TOML 语法，请检查引号、括号和等号。"
_BACKSLASH = '双引号中的“\\”另有用途，路径请改用“/”，如 "D:/报告/2024"。'


def find_settings(start: Path) -> Settings | None:
    """The settings of the nearest file at or above a folder. Raises UsageError where that file is faulty."""
    for folder in (start, *start.parents):
        if (file := folder / _OWN).is_file():
            return _Reader(file, "").settings()
        if (file := folder / _SHARED).is_file() and f"[{_TABLE}" in file.read_text("utf-8", "replace"):
            return _Reader(file, _TABLE).settings()
    return None


class _Reader:
    """Reads one file; `table` is where in it the settings stand."""

    def __init__(self, file: Path, table: str) -> None:
        self._file = file
        self._table = table
        try:
            self._lines = file.read_text("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise UsageError(
                f"{file}：不是 UTF-8 编码，其中的汉字无法识别。请在记事本中打开，另存为，编码选“UTF-8”。"
            ) from None

    def settings(self) -> Settings:
        data = self._data()
        mistakes = [mistake for key, value in data.items() for mistake in self._mistakes(key, value)]
        if mistakes:
            raise UsageError("\n".join(mistakes))
        given = {key: self._value(key, value) for key, value in data.items()}
        return Settings(**given, folder=self._file.parent)

    def _data(self) -> Mapping[str, Any]:
        import tomllib

        try:
            data: Any = tomllib.loads("\n".join(self._lines))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else len(self._lines)
            has_backslash = "\\" in "".join(self._lines[line - 1 : line])
            raise UsageError(self._mistake(_BACKSLASH if has_backslash else _SYNTAX, line)) from None
        for name in self._table.split(".") if self._table else ():
            data = data.get(name, {})
        return data if isinstance(data, dict) else {}

    def _mistakes(self, key: str, value: object) -> Iterator[str]:
        from hegui.rules.mistake import suggest

        if key not in KEYS:
            yield self._mistake(f"不认识的设置“{key}”，{suggest(key, KEYS)}；请改正或删去。", self._line(key))
        elif key in (*_PATHS, *_NAMES) and not (_is_texts(value) and value):
            yield self._mistake(f'“{key}”应为文字的列表，如 {key} = ["…"]；请改正。', self._line(key))
        elif key in (*_PATH, *_TEXT) and not (isinstance(value, str) and value):
            yield self._mistake(f'“{key}”应为文字，如 {key} = "…"；请改正。', self._line(key))
        elif key in (*_PATHS, *_PATH) and not _is_printable(value):
            yield self._mistake(_BACKSLASH, self._line(key))
        elif key == "fail_on" and value not in tuple(Severity):
            yield self._mistake(f"“fail_on”不能是“{value}”，{suggest(str(value), Severity)}；请改正。", self._line(key))
        elif key == "processes" and (type(value) is not int or value < 1):
            yield self._mistake("“processes”应为不小于 1 的整数；请改正。", self._line(key))
        elif key == "options" and not (isinstance(value, dict) and all(map(_is_plain, value.values()))):
            advice = '应按输出格式分写，如在 [options.docx] 下写 office = "…"'
            yield self._mistake(f"“options”{advice}；请改正。", self._line(key))

    def _value(self, key: str, value: Any) -> Any:
        if key in _PATHS:
            return [self._path(path) for path in value]
        if key in _PATH:
            return self._path(value)
        if key == "options":
            return [(name, one, _text(text)) for name, table in value.items() for one, text in table.items()]
        return value

    def _path(self, written: str) -> str:
        """A path relative to the file, as seen from the working folder; the address of a database stays as it is."""
        if "://" in written or Path(written).is_absolute():
            return written
        if os.sep == "/" and "\\" in written and not (self._file.parent / written).exists():
            written = written.replace("\\", "/")  # as it is written on Windows
        return os.path.relpath(self._file.parent / written)

    def _line(self, key: str) -> int:
        """Where a key stands: as `key = …` or as a table; 0 where it cannot be told."""
        table = re.escape(f"{self._table}." if self._table else "")
        name = re.escape(key)
        place = re.compile(rf"\s*(?:[\"']?{name}[\"']?\s*[=.]|\[{table}[\"']?{name}[\"']?[\].])")
        return next((number for number, line in enumerate(self._lines, 1) if place.match(line)), 0)

    def _mistake(self, message: str, line: int) -> str:
        from hegui.rules.mistake import Mistake

        excerpt = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        column = len(excerpt) - len(excerpt.lstrip()) + 1 if excerpt else 0
        return str(Mistake(self._file, message, line, column, excerpt))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _is_printable(value: object) -> bool:
    """Whether nothing in a path, or in a list of them, came of an escape like that in "报告\\new"."""
    return all(str(path).isprintable() for path in (value if isinstance(value, list) else [value]))


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_plain(value: object) -> bool:
    """A table of words, numbers and the like."""
    return isinstance(value, dict) and all(isinstance(item, str | int | float) for item in value.values())
