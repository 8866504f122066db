"""Strict YAML: what could be read in two ways is an error, and every value knows its line.

Only `true` and `false` are booleans, `null`, `~` and nothing are null, decimal numbers without leading zeros are
numbers; dates and everything else stay text. Keys are always text. Duplicate keys, anchors, tags, merge keys, several
documents and the readings of YAML 1.1 (yes/no, octal, sexagesimal …) are errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never

import yaml

from hegui.errors import reason
from hegui.model.encoding import read_whole
from hegui.rules.expression import HALF_WIDTH
from hegui.rules.mistake import InvalidFileError, Mistake

YamlPath = tuple[str | int, ...]
"""Keys and indexes from the top of a file to a value."""

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 50

_NULL = {"", "~", "null"}
_BOOLEAN = {"true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?(?:[eE][-+]?[0-9]{1,2})?")
_BOOLEAN_LIKE = "是布尔值、空值还是文字不明确：布尔值写 true 或 false，空值写 null，文字请加引号"
_AMBIGUOUS = (
    (re.compile(r"(?i:yes|no|on|off|true|false|null)"), _BOOLEAN_LIKE),
    (re.compile(r"[-+]?0[0-9_]+"), "以零开头，是数还是编号不明确：数请去掉前导零，编号请加引号"),
    (re.compile(r"[-+]?0[xob][0-9A-Fa-f_]+"), "不是十进制数：请改写成十进制，若是文字请加引号"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), "可能被当作六十进制数：时刻或比值请加引号"),
    (
        re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?"),
        "不是规范的数：请写成 1000 或 0.5 这样的数，若是文字请加引号",
    ),
    (re.compile(r"[-+]?\.(?i:inf|nan)"), "不是有限的数：请写成普通的数，若是文字请加引号"),
)
_FOLD = re.compile(r"(?<=[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e“”]) (?=[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e“”])")
"""Where YAML joins the lines of a folded text: with a blank, which Chinese does not have."""
_MAY_NEED_A_LOOK = frozenset("0123456789+-.~tTfFnNyYoO")
"""First characters of everything that is not plainly text."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file as read: plain data, and where each value (and each key of a mapping) stands."""

    path: Path
    data: Any
    lines: tuple[str, ...]
    values: Mapping[YamlPath, tuple[int, int]]
    keys: Mapping[YamlPath, tuple[int, int]]

    def mistake(self, message: str, path: YamlPath = (), *, at_key: bool = False) -> Mistake:
        """A mistake at a value or its key; a path that is not in the file stands for the nearest one around it."""
        places = self.keys if at_key else self.values
        while path and path not in places:
            path = path[:-1]
        line, column = places.get(path) or self.values.get(path) or (1, 1)
        return _mistake(self.path, self.lines, message, line, column)

    def mistake_quoting(self, message: str, path: YamlPath) -> Mistake:
        """A mistake at the words that its message quotes, in a value that checks read; else at a path."""
        return self.mistake_at_quote(message) or self.mistake(message, path)

    def mistake_at_quote(self, message: str) -> Mistake | None:
        """As `mistake_quoting`; None where the words are not in the file."""
        quoted = _QUOTED.search(message)
        if quoted and (place := self._place_of(quoted[1] or quoted[2], _position(message))):
            return _mistake(self.path, self.lines, message, *place)
        return None

    def _place_of(self, words: str, position: int) -> tuple[int, int] | None:
        """Line and column of words that are a value or a key, else that are in a value; `position` is where in it."""
        if whole := self._place_of_whole(words):
            return whole
        words = words.translate(HALF_WIDTH)
        begins = list(self._begins_of_texts_with(words))
        for line, begin in begins:
            if self._half_width(line).startswith(words, begin + position):
                return line, begin + position + 1
        for line, begin in begins:
            for number in range(line, len(self.lines) + 1):  # a folded text begins below its key
                found = self._half_width(number).find(words, begin if number == line else 0)
                if found >= 0:
                    return number, found + 1
        return None

    def _begins_of_texts_with(self, words: str) -> Iterator[tuple[int, int]]:
        """Line, and column counted from nought, at which values begin that have these words."""
        for path, (line, column) in self.values.items():
            value = _at(self.data, path)
            if path[:1] and path[0] in _ONLY_TOLD:
                continue
            if isinstance(value, str) and words in value.translate(HALF_WIDTH):
                quoted = self._half_width(line)[column - 1 : column] in ("'", '"')
                yield line, column - 1 + quoted

    def _half_width(self, line: int) -> str:
        return self.lines[line - 1].translate(HALF_WIDTH)

    def _place_of_whole(self, words: str) -> tuple[int, int] | None:
        read = [path for path in self.values if path and path[0] not in _ONLY_TOLD]
        at_value = (self.values[path] for path in read if _at(self.data, path) == words)
        at_key = (self.keys[path] for path in read if path in self.keys and path[-1] == words)
        return next(at_value, None) or next(at_key, None)

    def line(self, path: YamlPath) -> int:
        return self.mistake("", path, at_key=True).line


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file strictly. Raises `InvalidFileError` with one mistake: the first thing that cannot be read."""
    return parse_yaml(read_text(path), path)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises `InvalidFileError`."""
    try:
        return read_whole(path).decode("utf-8-sig")
    except OSError as error:
        raise InvalidFileError(Mistake(path, f"无法打开文件（{reason(error)}），请检查路径和权限。")) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InvalidFileError(Mistake(path, "文件不是 UTF-8 编码，请用编辑器另存为 UTF-8。", line)) from None


def parse_yaml(text: str, path: Path) -> YamlFile:
    """Parse YAML text strictly; `path` is for messages. Raises `InvalidFileError`."""
    return _Builder(text, path).build()


def _joined(event: Any) -> str:
    """The text of a scalar; one that is folded over lines has no blank between Chinese characters."""
    text: str = event.value
    return _FOLD.sub("", text) if event.style == ">" else text


class _Builder:
    """Builds plain data from parser events, noting places on the way."""

    def __init__(self, text: str, path: Path) -> None:
        self.path = path
        self.lines = tuple(text.splitlines())
        self.values: dict[YamlPath, tuple[int, int]] = {}
        self.keys: dict[YamlPath, tuple[int, int]] = {}
        self.events = self._events(text)

    def build(self) -> YamlFile:
        data = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    self._fail("不支持以“%”开头的指令行，请删去。", event)
                if documents > 1:
                    self._fail("一个文件只能有一份内容，请去掉分隔行“---”或分成两个文件。", event)
                data = self._value(next(self.events), ())
        return YamlFile(self.path, data, self.lines, self.values, self.keys)

    def _events(self, text: str) -> Iterator[Any]:
        try:
            parser = _Parser(text)
        except yaml.reader.ReaderError:  # the parser in Python looks through the text first
            self._fail_reading(text)
        try:
            while (event := parser.get_event()) is not None:
                yield event
        except yaml.reader.ReaderError:
            self._fail_reading(text)
        except yaml.MarkedYAMLError as error:
            self._fail_syntax(error)
        finally:
            parser.dispose()

    def _value(self, event: Any, path: YamlPath) -> Any:
        if isinstance(event, yaml.AliasEvent):
            self._fail(f"不支持引用“*{event.anchor}”，请把内容写全。", event)
        if event.anchor is not None:
            self._fail(f"不支持锚点“&{event.anchor}”，请删去，并在用到它的地方把内容写全。", event)
        if event.tag is not None:
            self._fail(f"不支持标签“{event.tag}”，请删去；若要保留为文字，请加引号。", event)
        if len(path) > _DEEPEST:
            self._fail(f"嵌套超过 {_DEEPEST} 层，请简化结构。", event)
        self.values[path] = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._plain(event) if event.implicit[0] else _joined(event)
        return self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(path)

    def _mapping(self, path: YamlPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._fail("键必须是一个词，不能是列表、映射或引用。", event)
            key: str = event.value
            place = (*path, key)
            if event.anchor is not None or event.tag is not None:
                self._fail("键上不能有锚点或标签，请删去。", event)
            if key == "<<" and event.implicit[0]:
                self._fail("不支持合并键“<<”，请把内容写全。", event)
            if key in mapping:
                self._fail(f"键“{key}”重复，第 {self.keys[place][0]} 行已有；请合并或删去一个。", event)
            self.keys[place] = _place(event)
            mapping[key] = self._value(next(self.events), place)
        return mapping

    def _sequence(self, path: YamlPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _plain(self, event: Any) -> str | int | float | bool | None:
        text: str = event.value
        if text and text[0] not in _MAY_NEED_A_LOOK:
            return text
        if text in _NULL:
            return None
        if text in _BOOLEAN:
            return _BOOLEAN[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        for pattern, advice in _AMBIGUOUS:
            if pattern.fullmatch(text):
                self._fail(f"“{text}”{advice}。", event)
        return text

    def _fail(self, message: str, event: Any) -> Never:
        raise InvalidFileError(_mistake(self.path, self.lines, message, *_place(event)))

    def _fail_reading(self, text: str) -> Never:
        position = next((at for at, character in enumerate(text) if _is_control(character)), 0)
        line = text.count("\n", 0, position)
        column = position - (text.rfind("\n", 0, position) + 1)
        message = "有不可见的控制字符，请删去后重新输入这一处。"
        raise InvalidFileError(_mistake(self.path, tuple(text.split("\n")), message, line + 1, column + 1)) from None

    def _fail_syntax(self, error: yaml.MarkedYAMLError) -> Never:
        """Say what is wrong in the words of somebody who writes rules, at the line where it is wrong."""
        message, mark = _explain(error, self.lines)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InvalidFileError(_mistake(self.path, self.lines, message, line, column)) from None


def _explain(error: yaml.MarkedYAMLError, lines: tuple[str, ...]) -> tuple[str, Any]:
    problem = error.problem or ""
    mark: Any = error.problem_mark
    begun: Any = error.context_mark

    def line_of(place: Any) -> str:
        return lines[place.line] if place and place.line < len(lines) else ""

    if "tab" in problem or line_of(mark)[: len(line_of(mark)) - len(line_of(mark).lstrip())].count("\t"):
        return "缩进只能用空格，不能用制表符（Tab），请改成空格。", mark
    for place in (begun, mark):
        if _FULL_WIDTH_COLON.match(line_of(place)):
            return "冒号是全角的“：”，请改成半角冒号加一个空格“: ”。", _Mark(place.line, line_of(place).index("："))
    if "cannot start any token" in problem:
        return f"文字不能以“{line_of(mark)[mark.column : mark.column + 1]}”开头，请给整段文字加引号。", mark
    if "sequence entries" in problem:
        return "“-”单独出现时是列表的记号：若是文字请加引号，若是列表请另起一行。", mark
    if "unknown escape" in problem:
        return "双引号里的反斜杠会被当作转义，请改用单引号。", begun
    if "quoted scalar" in (error.context or ""):
        return "引号没有成对，请补上另一半。", begun
    if "flow" in (error.context or ""):
        return "括号没有成对，或括号里少了逗号，请补全。", begun
    if "mapping values are not allowed" in problem:
        before = mark.line - 1
        if 0 <= before < len(lines) and _NO_BLANK.match(lines[before]):
            return "冒号后面要空一格。", _Mark(before, lines[before].index(":"))
        return "此处的冒号不合语法：文字里有冒号时请给整段文字加引号，否则请检查缩进。", mark
    if "could not find expected ':'" in problem:
        if begun and (no_blank := _NO_BLANK.match(line_of(begun))):
            return "冒号后面要空一格。", _Mark(begun.line, no_blank[0].index(":"))
        return "这一行少了冒号：应为“键: 值”。", begun or mark
    bracket = _AFTER_BRACKETS.match(line_of(mark)[: mark.column]) if mark else None
    if bracket:
        return f"文字不能以“{bracket[1]}”开头，会被当作映射或列表：请给整段文字加引号。", mark
    if any(words in problem for words in ("expected key", "'-' indicator", "expected <block end>")):
        return "缩进与上文不一致，请与同级的各行对齐。", mark
    return f"不合 YAML 语法（{problem}），请检查缩进、引号和冒号。", mark or begun


_FULL_WIDTH_COLON = re.compile(r"[\s-]*[^\s:'\"#：]+：")
_AFTER_BRACKETS = re.compile(r"[\s-]*[\w.-]+:\s+([{[]).*[}\]]\s*$")
_NO_BLANK = re.compile(r"[\s-]*[\w.-]+:[^\s]")


@dataclass(frozen=True, slots=True)
class _Mark:
    line: int
    column: int


def _mistake(path: Path, lines: tuple[str, ...], message: str, line: int, column: int) -> Mistake:
    if line > len(lines) and lines:  # a mistake at the end of the file is shown at its last line
        line, column = len(lines), len(lines[-1]) + 1
    excerpt = lines[line - 1].rstrip() if line <= len(lines) else ""
    return Mistake(path, message, line, column, excerpt)


_ONLY_TOLD = ("id", "title", "basis", "advice", "office", "note", "cases")
"""Keys of a rule that no check reads."""
_QUOTED = re.compile(r"“?(\{[^”{}]+\})”?|“([^”]+?)…?”")
"""What a message quotes: a name in braces, which stands so in the file, or words."""
_POSITION = re.compile(r"算式第 (\d+) 字")


def _position(message: str) -> int:
    """How many characters of an expression stand before what is wrong with it."""
    found = _POSITION.search(message)
    return int(found[1]) - 1 if found else 0


def _at(data: Any, path: YamlPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _is_control(character: str) -> bool:
    code = ord(character)
    return (
        (code < 0x20 and character not in "\t\n\r")
        or (0x7F <= code < 0xA0 and code != 0x85)
        or code in (0xFFFE, 0xFFFF)
    )
