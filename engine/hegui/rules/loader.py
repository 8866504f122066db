"""The files of a pack → validated data. Runs only for packs that the cache does not hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from hegui.rules import schema, schema_packs
from hegui.rules.check import AnyCheck, unknown_fields
from hegui.rules.mistake import InvalidFileError, Mistake, nearest, regex_mistake, shown, suggest
from hegui.rules.overrides import written_overrides
from hegui.rules.packs import MANIFEST, Files, PackContent, RuleEntry
from hegui.rules.schema import Schema
from hegui.rules.scope import years_of
from hegui.rules.strict_yaml import YamlFile, YamlPath, read_text, read_yaml
from hegui.rules.validate import validate, validator

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_PLACES = (
    "pack.yaml、parameters.yaml、overrides.yaml、drafts.yaml、rules/类别/规则编号.yaml、"
    "forms/格式编号.yaml、drafts/样稿.yaml、lexicons/词表.yaml（或 .csv、.txt）、schemes/方案.yaml"
)

FindMistakes = Callable[[YamlFile], Iterator[Mistake]]
"""Finds what a schema cannot say is wrong with a file that its schema accepts."""


class PackReader:
    """Reads the files of one pack, collecting every mistake on the way."""

    def __init__(self, folder: Path, checks: Mapping[str, AnyCheck]) -> None:
        self._folder = folder
        self._checks = checks
        self._validators: dict[str, Draft202012Validator] = {}

    def read(self, files: Files) -> tuple[PackContent | None, tuple[Mistake, ...]]:
        """The content of the pack without its invalid files, none where pack.yaml is invalid; and all mistakes."""
        content = PackContent(manifest={})
        mistakes: list[Mistake] = []
        within = tuple(f"{name.removesuffix(MANIFEST)}" for name in files if name.endswith(f"/{MANIFEST}"))
        for name, path in files.items():
            if name.startswith(within) and not name.endswith(f"/{MANIFEST}"):
                continue  # of a pack within the pack, which is told once
            try:
                self._read_file(PurePosixPath(name), path, content)
            except InvalidFileError as error:
                mistakes.extend(error.mistakes)
        return (content if content.manifest else None), tuple(mistakes)

    def rule(self, path: Path) -> YamlFile:
        """A rule file without any mistake. Raises `InvalidFileError`."""
        file = _filled(path)
        check = self._check_of(file)
        try:
            return self._hold(
                file, f"rule {check.name}", schema.schema_of(check), lambda _: _rule_mistakes(file, check)
            )
        except InvalidFileError:
            raise
        except Exception as error:  # the schema of a plugin's check may be wrong in any way
            message = f"规则种类“{check.name}”自带的键定义有误（{type(error).__name__}：{error}），请联系其作者。"
            raise InvalidFileError(file.mistake(" ".join(message.split()), ("check",))) from None

    def _read_file(self, name: PurePosixPath, path: Path, content: PackContent) -> None:
        match name.parts:
            case _ if name.suffix == ".yml":
                raise InvalidFileError(Mistake(path, "文件名应以 .yaml 结尾，请改名。"))
            case ("pack.yaml",):
                content.manifest = self._data(path, "pack", schema_packs.PACK)
            case ("parameters.yaml",):
                content.parameters = self._data(path, "parameters", schema_packs.PARAMETERS, _parameter_mistakes)
            case ("overrides.yaml",):
                content.overrides = self._data(path, "overrides", schema_packs.OVERRIDES, _override_mistakes)
            case ("drafts.yaml",):
                content.draft_changes = self._data(path, "drafts", schema.DRAFT_CHANGES)
            case ("drafts", _) if name.suffix == ".yaml":
                content.drafts[name.stem] = self._data(path, "draft", schema.DRAFT)
            case ("rules", category, _) if name.suffix == ".yaml":
                _hold_category(path, category)
                file = self.rule(path)
                content.rules.append(RuleEntry(str(name), file.line(("id",)), category, file.data))
            case ("forms", _) if name.suffix == ".yaml":
                content.forms.append(self._data(path, "form", schema_packs.FORM, _form_mistakes))
            case ("schemes", _) if name.suffix == ".yaml":
                content.schemes[name.stem] = self._data(path, "scheme", schema_packs.SCHEME, _scheme_mistakes)
            case ("lexicons", _):
                if name.stem in content.lexicons:
                    raise InvalidFileError(Mistake(path, f"词表“{name.stem}”有两个文件，请合成一个。"))
                content.lexicons[name.stem] = self._lexicon(path)
            case (*_, "pack.yaml"):
                message = "规则包里面不能再有规则包：请把这个文件夹移出去，用 extends 写明它依托哪个规则包。"
                raise InvalidFileError(Mistake(path, message))
            case _:
                raise InvalidFileError(Mistake(path, f"文件不在规定的位置（{_PLACES}），不会被读取，请移动或删去。"))

    def _lexicon(self, path: Path) -> Any:
        if path.suffix in (".csv", ".txt"):
            return read_csv(path) if path.suffix == ".csv" else read_words(path)
        return self._hold(_filled(path), "lexicon", schema_packs.LEXICON).data

    def _data(self, path: Path, kind: str, of: Schema, more: FindMistakes | None = None) -> dict[str, Any]:
        return dict(self._hold(_filled(path), kind, of, more).data)

    def _hold(self, file: YamlFile, kind: str, of: Schema, more: FindMistakes | None = None) -> YamlFile:
        """The file, if its schema, and then `more`, find no mistake with it."""
        if kind not in self._validators:
            self._validators[kind] = validator(of)
        if mistakes := validate(file, self._validators[kind]) or tuple(more(file) if more else ()):
            raise InvalidFileError(*mistakes)
        return file

    def _check_of(self, file: YamlFile) -> AnyCheck:
        """The kind of a rule, on which its keys depend: so a mistake in it is told before any other."""
        if not isinstance(file.data, dict):
            raise InvalidFileError(file.mistake("规则应写成“键: 值”，每行一项。"))
        if "check" not in file.data:
            misspelt = nearest("check", file.data.keys() - schema.COMMON_KEYS)
            if misspelt:
                message = f"不认识的键“{misspelt}”，最接近的是“check”；请改正。"
                raise InvalidFileError(file.mistake(message, (misspelt,), at_key=True))
            raise InvalidFileError(file.mistake("缺少“check”（规则种类），请补上。"))
        name = str(file.data["check"])
        if name not in self._checks:
            near = suggest(name, self._checks)
            advice = f"{near}；请改正。"
            if (self._folder / "__init__.py").is_file():
                plugin = f"若是这个规则包自带的，请加上 --plugin {shown(self._folder)}。"
                advice = f"{near}；{plugin}" if near.startswith("最接近") else plugin
            unknown = file.mistake(f"不认识的规则种类“{name}”，{advice}", ("check",))
            raise InvalidFileError(replace(unknown, of_kind=True))
        return self._checks[name]


def read_words(path: Path) -> list[dict[str, str]]:
    """A word list of a word a line as rows of one column; lines that begin with # are notes.

    Raises `InvalidFileError`.
    """
    first: dict[str, int] = {}
    mistakes = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        word = line.strip()
        if not word or word.startswith("#"):
            continue
        if word in first:
            mistakes.append(Mistake(path, f"“{word}”与第 {first[word]} 行重复，请删去一行。", number, 1, line))
        first.setdefault(word, number)
    if mistakes or not first:
        raise InvalidFileError(*mistakes or [Mistake(path, "词表是空的，请一行写一个词，或删去文件。")])
    return [{"word": word} for word in first]


def read_csv(path: Path) -> list[dict[str, str]]:
    """A word list as rows by the names in its first line; lines that begin with # are notes.

    Raises `InvalidFileError`.
    """
    lines = [
        (number, line)
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise InvalidFileError(Mistake(path, "词表是空的，请写上表头和内容，或删去文件。"))
    names, *rows = csv.reader(line for _, line in lines)
    if len(set(names)) < len(names) or not all(names):
        raise InvalidFileError(Mistake(path, "表头有空白或重复的列名，请改正。", lines[0][0], 1, lines[0][1]))
    mistakes = [
        Mistake(path, f"这一行有 {len(row)} 列，表头有 {len(names)} 列，请补上或删去逗号。", number, 1, line)
        for row, (number, line) in zip(rows, lines[1:], strict=False)
        if len(row) != len(names)
    ]
    if mistakes:
        raise InvalidFileError(*mistakes)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _filled(path: Path) -> YamlFile:
    file = read_yaml(path)
    if file.data is None:
        raise InvalidFileError(Mistake(path, "文件是空的，请写上内容，或删去文件。"))
    return file


def _hold_category(path: Path, category: str) -> None:
    if category not in schema.CATEGORIES:
        advice = suggest(category, schema.CATEGORIES)
        raise InvalidFileError(Mistake(path, f"不认识的规则类别“{category}”（文件夹名），{advice}；请改名。"))


def _rule_mistakes(file: YamlFile, check: AnyCheck) -> Iterator[Mistake]:
    rule = file.data
    yield from _not_as_the_file(file, "规则编号", "id")
    if rule.get("problem") == rule["title"]:
        message = "“problem”与“title”相同：title 说应当怎样，problem 说没有做到的叫什么问题，请改写。"
        yield file.mistake(message, ("problem",))
    yield from _scope_mistakes(file, rule)
    for key, message in unknown_fields(rule, check.fields):
        at = file.mistake_quoting if key == "message" else file.mistake
        yield at(message, (key,))
    yield from _case_mistakes(file, rule)
    proven = {result for case in rule["cases"] for result in schema.RESULTS if result in case}
    for result, meaning in (("fail", "应报出问题"), ("pass", "不应报出问题")):
        if result not in proven:
            yield file.mistake(f"缺少一个 {result} 用例（{meaning}），请补上。", ("cases",), at_key=True)


def _case_mistakes(file: YamlFile, data: Mapping[str, Any], path: YamlPath = ()) -> Iterator[Mistake]:
    """Cases that expect nothing, or several things."""
    for index, case in enumerate(data.get("cases", ())):
        if len([result for result in schema.RESULTS if result in case]) != 1:
            message = f"用例要写、也只能写 {'、'.join(schema.RESULTS)} 中的一个，请改正。"
            yield file.mistake(message, (*path, "cases", index))


def _override_mistakes(file: YamlFile) -> Iterator[Mistake]:
    for rule, change, place in written_overrides(file.data):
        if change.keys() <= {"reason", "applies", "cases"}:
            message = f"对“{rule}”没有作任何调整，请写 enabled: false、severity、points 或 set。"
            yield file.mistake(message, place, at_key=len(place) == 1)
        yield from _scope_mistakes(file, change, place)
        yield from _case_mistakes(file, change, place)


def _parameter_mistakes(file: YamlFile) -> Iterator[Mistake]:
    yield from _case_mistakes(file, file.data)
    for number, layer in enumerate(file.data.get("layers", ())):
        yield from _scope_mistakes(file, layer, ("layers", number))
        yield from _case_mistakes(file, layer, ("layers", number))


def _scope_mistakes(file: YamlFile, data: Mapping[str, Any], path: YamlPath = ()) -> Iterator[Mistake]:
    """Days that there are not, and ranges that end before they begin."""
    yield from _range_mistakes(file, data.get("applies", {}), (*path, "applies"))


def _range_mistakes(file: YamlFile, scope: Mapping[str, Any], path: YamlPath) -> Iterator[Mistake]:
    if "except" in scope:
        yield from _range_mistakes(file, scope["except"], (*path, "except"))
    first, last = years_of(scope["years"]) if "years" in scope else (None, None)
    if first is not None and last is not None and first > last:
        yield file.mistake("起始年度晚于截止年度，请改正。", (*path, "years"))
    days = {}
    for key, text in scope.get("effective", {}).items():
        try:
            days[key] = date.fromisoformat(text)
        except ValueError:
            yield file.mistake(f"“{text}”这一天不存在，请改正。", (*path, "effective", key))
    if len(days) == 2 and days["from"] > days["until"]:
        yield file.mistake("施行日期的 from 晚于 until，请改正。", (*path, "effective"))


def _scheme_mistakes(file: YamlFile) -> Iterator[Mistake]:
    yield from _not_as_the_file(file, "评分方案名称", "name")


def _not_as_the_file(file: YamlFile, what: str, key: str) -> Iterator[Mistake]:
    name = file.data[key]
    if name != file.path.stem:
        yield file.mistake(f"{what}“{name}”与文件名“{file.path.name}”不一致，请改成一样的。", (key,))


def _form_mistakes(file: YamlFile) -> Iterator[Mistake]:
    form = file.data
    yield from _not_as_the_file(file, "格式编号", "id")
    yield from _left_out(file, form, ("heading", "section_name", "sections"), "sections" in form or "like" not in form)
    yield from _repeated(file, form.get("sections", ()), ("sections",))
    yield from _repeated(file, form["tables"], ("tables",), "id")
    for key in form.get("period", ()):
        yield from _pattern_mistakes(file, form["period"], ("period", key))
    sections = {section["key"] for section in form.get("sections", ())}
    for index, section in enumerate(form.get("sections", ())):
        yield from _pattern_mistakes(file, section, ("sections", index, "cues"))
    for number, table in enumerate(form["tables"]):
        if isinstance(table, str):
            continue
        place: YamlPath = ("tables", number)
        yield from _left_out(file, table, ("name", "title", "section"), "like" not in form, place)
        if sections and table.get("section", "") not in {"", *sections}:
            message = f"没有“{table['section']}”这一部分，{suggest(table['section'], sections)}；请改正。"
            yield file.mistake(message, (*place, "section"))
        for index, block in enumerate(table["blocks"]):
            for axis in ("rows", "columns"):
                yield from _repeated(file, block[axis], (*place, "blocks", index, axis))


def _left_out(
    file: YamlFile, data: Mapping[str, Any], keys: Iterable[str], needed: bool, place: YamlPath = ()
) -> Iterator[Mistake]:
    """The keys that a form which is not like another one has to write."""
    for key in keys if needed else ():
        if key not in data:
            yield file.mistake(f"缺少“{key}”，请补上。", place)


def _pattern_mistakes(file: YamlFile, data: Mapping[str, Any], place: YamlPath) -> Iterator[Mistake]:
    try:
        re.compile(data.get(str(place[-1]), ""))
    except re.error as error:
        yield file.mistake(f"正则表达式有误：{regex_mistake(error)}，请改正。", place)


def _repeated(file: YamlFile, items: Iterable[Any], place: YamlPath, key: str = "key") -> Iterator[Mistake]:
    """Names that come twice in a list, or in a group within it."""
    seen = set()
    for name, path in _names(items, place, key):
        if name in seen:
            yield file.mistake(f"“{name}”在同一列表中出现了两次，请删去一个或改名。", path)
        seen.add(name)


def _names(items: Iterable[Any], place: YamlPath, key: str) -> Iterator[tuple[str, YamlPath]]:
    for index, item in enumerate(items):
        yield (item if isinstance(item, str) else str(item[key])), (*place, index)
        if isinstance(item, Mapping):
            yield from _names(item.get("parts", ()), (*place, index, "parts"), key)
