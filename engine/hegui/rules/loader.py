"""The files of a pack → validated data. Runs only for packs that the cache does not hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from hegui.rules import schema, schema_packs
from hegui.rules.build import years_of
from hegui.rules.check import AnyCheck, fields_of
from hegui.rules.content import PackContent, RuleEntry
from hegui.rules.fault import Fault, FaultyFile, nearest, regex_fault, shown, suggest
from hegui.rules.schema_parts import Schema
from hegui.rules.strict_yaml import YamlFile, YamlPath, read_text, read_yaml
from hegui.rules.validate import validate, validator

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_PLACES = (
    "pack.yaml、parameters.yaml、overrides.yaml、drafts.yaml、rules/类别/规则编号.yaml、"
    "forms/格式编号.yaml、lexicons/词表.yaml（或 .csv）、schemes/方案.yaml"
)

FindFaults = Callable[[YamlFile], Iterator[Fault]]
"""Finds what a schema cannot say is wrong with a file that its schema accepts."""


class PackReader:
    """Reads the files of one pack, collecting every fault on the way."""

    def __init__(self, folder: Path, checks: Mapping[str, AnyCheck]) -> None:
        self._folder = folder
        self._checks = checks
        self._validators: dict[str, Draft202012Validator] = {}

    def read(self, files: Mapping[str, Path]) -> tuple[PackContent | None, tuple[Fault, ...]]:
        """Content of the pack without its faulty files, and the faults. No content where pack.yaml is faulty."""
        content = PackContent(manifest={})
        faults: list[Fault] = []
        for name, path in files.items():
            try:
                self._read_file(PurePosixPath(name), path, content)
            except FaultyFile as error:
                faults.extend(error.faults)
        return (content if content.manifest else None), tuple(faults)

    def rule(self, path: Path) -> YamlFile:
        """A rule file without any fault. Raises `FaultyFile`."""
        file = _filled(path)
        check = self._check_of(file)
        try:
            return self._hold(file, f"rule {check.name}", schema.schema_of(check), lambda _: _rule_faults(file, check))
        except FaultyFile:
            raise
        except Exception as error:  # the schema of a plugin's check may be wrong in any way
            message = f"规则种类“{check.name}”自带的键定义有误（{type(error).__name__}：{error}），请联系其作者。"
            raise FaultyFile([file.fault(" ".join(message.split()), ("check",))]) from None

    def _read_file(self, name: PurePosixPath, path: Path, content: PackContent) -> None:
        match name.parts:
            case _ if name.suffix == ".yml":
                raise FaultyFile([Fault(path, "文件名应以 .yaml 结尾，请改名。")])
            case ("pack.yaml",):
                content.manifest = self._data(path, "pack", schema_packs.PACK)
            case ("parameters.yaml",):
                content.parameters = self._data(path, "parameters", schema_packs.PARAMETERS, _parameter_faults)
            case ("overrides.yaml",):
                content.overrides = self._data(path, "overrides", schema_packs.OVERRIDES, _override_faults)
            case ("drafts.yaml",):
                content.drafts = self._data(path, "drafts", schema.PACK_DRAFTS)
            case ("rules", category, _) if name.suffix == ".yaml":
                _hold_category(path, category)
                file = self.rule(path)
                content.rules.append(RuleEntry(str(name), file.line(("id",)), category, file.data))
            case ("forms", _) if name.suffix == ".yaml":
                content.forms.append(self._data(path, "form", schema_packs.FORM, _form_faults))
            case ("schemes", _) if name.suffix == ".yaml":
                content.schemes[name.stem] = self._data(path, "scheme", schema_packs.SCHEME, _scheme_faults)
            case ("lexicons", _):
                if name.stem in content.lexicons:
                    raise FaultyFile([Fault(path, f"词表“{name.stem}”有两个文件，请合成一个。")])
                content.lexicons[name.stem] = read_csv(path) if name.suffix == ".csv" else _filled(path).data
            case _:
                raise FaultyFile([Fault(path, f"文件不在规定的位置（{_PLACES}），不会被读取，请移动或删去。")])

    def _data(self, path: Path, kind: str, of: Schema, more: FindFaults | None = None) -> dict[str, Any]:
        return dict(self._hold(_filled(path), kind, of, more).data)

    def _hold(self, file: YamlFile, kind: str, of: Schema, more: FindFaults | None = None) -> YamlFile:
        """The file, if its schema, and then `more`, find no fault with it."""
        if kind not in self._validators:
            self._validators[kind] = validator(of)
        if faults := validate(file, self._validators[kind]) or tuple(more(file) if more else ()):
            raise FaultyFile(faults)
        return file

    def _check_of(self, file: YamlFile) -> AnyCheck:
        """The kind of a rule, on which its keys depend: so a fault in it is told before any other."""
        if not isinstance(file.data, dict):
            raise FaultyFile([file.fault("规则应写成“键: 值”，每行一项。")])
        if "check" not in file.data:
            misspelt = nearest("check", file.data.keys() - schema.COMMON_KEYS)
            if misspelt:
                message = f"不认识的键“{misspelt}”，最接近的是“check”；请改正。"
                raise FaultyFile([file.fault(message, (misspelt,), at_key=True)])
            raise FaultyFile([file.fault("缺少“check”（规则种类），请补上。")])
        name = str(file.data["check"])
        if name not in self._checks:
            near = suggest(name, self._checks)
            advice = f"{near}；请改正。"
            if (self._folder / "__init__.py").is_file():
                plugin = f"若是这个规则包自带的，请加上 --plugin {shown(self._folder)}。"
                advice = f"{near}；{plugin}" if near.startswith("最接近") else plugin
            raise FaultyFile([file.fault(f"不认识的规则种类“{name}”，{advice}", ("check",))])
        return self._checks[name]


def read_csv(path: Path) -> list[dict[str, str]]:
    """A word list as rows by the names in its first line; lines that begin with # are notes. Raises `FaultyFile`."""
    lines = [
        (number, line)
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise FaultyFile([Fault(path, "词表是空的，请写上表头和内容，或删去文件。")])
    names, *rows = csv.reader(line for _, line in lines)
    if len(set(names)) < len(names) or not all(names):
        raise FaultyFile([Fault(path, "表头有空白或重复的列名，请改正。", lines[0][0], 1, lines[0][1])])
    faults = [
        Fault(path, f"这一行有 {len(row)} 列，表头有 {len(names)} 列，请补上或删去逗号。", number, 1, line)
        for row, (number, line) in zip(rows, lines[1:], strict=False)
        if len(row) != len(names)
    ]
    if faults:
        raise FaultyFile(faults)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _filled(path: Path) -> YamlFile:
    file = read_yaml(path)
    if file.data is None:
        raise FaultyFile([Fault(path, "文件是空的，请写上内容，或删去文件。")])
    return file


def _hold_category(path: Path, category: str) -> None:
    if category not in schema.CATEGORIES:
        advice = suggest(category, schema.CATEGORIES)
        raise FaultyFile([Fault(path, f"不认识的规则类别“{category}”（文件夹名），{advice}；请改名。")])


def _rule_faults(file: YamlFile, check: AnyCheck) -> Iterator[Fault]:
    rule = file.data
    yield from _not_as_the_file(file, "规则编号", "id")
    yield from _scope_faults(file, rule)
    for name in fields_of(rule.get("message", "")):
        if check.fields and name not in check.fields:
            message = f"问题说明中的“{{{name}}}”不能用，{suggest(name, check.fields)}；请改正。"
            yield file.fault_quoting(message, ("message",))
    proven = set()
    for index, case in enumerate(rule["cases"]):
        expected = [result for result in schema.RESULTS if result in case]
        if len(expected) != 1:
            message = f"用例要写、也只能写 {'、'.join(schema.RESULTS)} 中的一个，请改正。"
            yield file.fault(message, ("cases", index))
        proven.update(expected)
    for result, meaning in (("fail", "应报出问题"), ("pass", "不应报出问题")):
        if result not in proven:
            yield file.fault(f"缺少一个 {result} 用例（{meaning}），请补上。", ("cases",), at_key=True)


def _override_faults(file: YamlFile) -> Iterator[Fault]:
    for rule, change in file.data.items():
        if change.keys() <= {"reason", "applies"}:
            message = f"对“{rule}”没有作任何调整，请写 enabled: false、severity、points 或 set。"
            yield file.fault(message, (rule,), at_key=True)
        yield from _scope_faults(file, change, (rule,))


def _parameter_faults(file: YamlFile) -> Iterator[Fault]:
    for number, layer in enumerate(file.data.get("layers", ())):
        yield from _scope_faults(file, layer, ("layers", number))


def _scope_faults(file: YamlFile, data: Mapping[str, Any], path: YamlPath = ()) -> Iterator[Fault]:
    """Days that there are not, and ranges that end before they begin."""
    scope = data.get("applies", {})
    first, last = years_of(scope["years"]) if "years" in scope else (None, None)
    if first is not None and last is not None and first > last:
        yield file.fault("起始年度晚于截止年度，请改正。", (*path, "applies", "years"))
    days = {}
    for key, text in scope.get("effective", {}).items():
        try:
            days[key] = date.fromisoformat(text)
        except ValueError:
            yield file.fault(f"“{text}”这一天不存在，请改正。", (*path, "applies", "effective", key))
    if len(days) == 2 and days["from"] > days["until"]:
        yield file.fault("施行日期的 from 晚于 until，请改正。", (*path, "applies", "effective"))


def _scheme_faults(file: YamlFile) -> Iterator[Fault]:
    yield from _not_as_the_file(file, "评分方案名称", "name")


def _not_as_the_file(file: YamlFile, what: str, key: str) -> Iterator[Fault]:
    name = file.data[key]
    if name != file.path.stem:
        yield file.fault(f"{what}“{name}”与文件名“{file.path.name}”不一致，请改成一样的。", (key,))


def _form_faults(file: YamlFile) -> Iterator[Fault]:
    form = file.data
    yield from _not_as_the_file(file, "格式编号", "id")
    yield from _repeated(file, ("sections",))
    yield from _repeated(file, ("tables",), "id")
    for index, section in enumerate(form["sections"]):
        try:
            re.compile(section.get("cues", ""))
        except re.error as error:
            yield file.fault(f"正则表达式有误：{regex_fault(error)}，请改正。", ("sections", index, "cues"))
    for number, table in enumerate(form["tables"]):
        for index, block in enumerate(table["blocks"]):
            place: YamlPath = ("tables", number, "blocks", index)
            yield from _repeated(file, (*place, "rows"))
            yield from _repeated(file, (*place, "columns"))
            keys = {_key_of(row) for row in block["rows"]}
            for row_index, row in enumerate(block["rows"]):
                for merged in row.get("merges", ()) if isinstance(row, dict) else ():
                    if merged not in keys:
                        message = f"“merges”中的“{merged}”不是本块的行，{suggest(merged, keys)}；请改正。"
                        yield file.fault(message, (*place, "rows", row_index, "merges"))


def _repeated(file: YamlFile, path: YamlPath, key: str = "key") -> Iterator[Fault]:
    items: Any = file.data
    for step in path:
        items = items[step]
    seen = set()
    for index, item in enumerate(items):
        name = _key_of(item, key)
        if name in seen:
            yield file.fault(f"“{name}”在同一列表中出现了两次，请删去一个或改名。", (*path, index))
        seen.add(name)


def _key_of(item: str | dict[str, Any], key: str = "key") -> str:
    return item if isinstance(item, str) else str(item[key])
