"""Data of rules in the words of an office, for the generated pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hegui.model.form import Form
from hegui.rules.ruleset import RuleSet

_PARTS = {
    "preamble": "导语",
    "period": "统计期限",
    "signature": "落款",
    "signature.organ": "署名",
    "signature.date": "成文日期",
}
_LONG = 120
_SPECIAL = frozenset(r"\`*_{}[]<>#|")
_FOR_EDITORS = "# yaml-language-server:"


class CaseWords:
    """What cases change in their drafts, in the words of an office."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._drafts = ruleset.drafts
        self._forms = ruleset.forms

    def draft(self, case: Mapping[str, Any]) -> str:
        """The clean draft that a case starts from."""
        return f"{self._of(case)['of']}的合格样稿"

    def form(self, case: Mapping[str, Any]) -> Form:
        """The form of that draft."""
        return self._forms[self._of(case)["form"]]

    def changes(self, case: Mapping[str, Any], expected: str) -> list[str]:
        """What a case changes in the draft, and what stands beside it, a line each."""
        return [*self._edits(case[expected], self.form(case)), *self._beside(case)]

    def _of(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._drafts[case.get("on") or next(iter(self._drafts))]

    def _edits(self, edits: Mapping[str, Any] | None, form: Form) -> list[str]:
        return [line for key, value in (edits or {}).items() for line in self._edit(key, value, form)]

    def _edit(self, key: str, value: Any, form: Form) -> Iterator[str]:
        name = form.section_name
        match key:
            case "unit":
                yield f"单位改为“{value}”"
            case "year":
                yield f"报告年度改为 {value} 年"
            case "title":
                yield f"标题改为“{value}”"
            case "set":
                for cell, raw in value.items():
                    yield f"{place(cell, form)}：{'留空' if raw is None else f'改为 {code(raw)}'}"
            case "label":
                for label, text in value.items():
                    yield f"{place(label, form)} 的表头改为“{text}”"
            case "drop":
                yield from (f"删去{part(dropped, form)}" for dropped in value)
            case "preamble":
                yield f"导语改为：{quote(value)}"
            case "heading":
                yield from (f"{name(section)}的标题改为“{text}”" for section, text in value.items())
            case "section":
                yield from (f"{name(section)}的文字改为：{quote(text)}" for section, text in value.items())
            case "append":
                yield from (f"{name(section)}末尾加上：{quote(text)}" for section, text in value.items())
            case "replace":
                yield from (
                    f"删去“{old}”" if not new else f"把“{short(old)}”改为{quote(new)}" for old, new in value.items()
                )
            case "order":
                yield f"各部分的次序改为 {'、'.join(value)}"
            case "signed":
                yield "不写成文日期" if value is None else f"成文日期改为 {value}"
            case "organ":
                yield "不署名" if value is None else f"署名改为“{value}”"
            case "published":
                yield "不写发布日期" if value is None else f"发布日期改为 {value}"
            case "picture":
                yield from (f"{form.table_name(table_id)}换成图片" for table_id in value)
            case "tail":
                yield f"落款之后加上：{quote(value)}"
            case "repeat":
                again = [] if value is True else self._edits(value, form)
                yield "全文重复一遍" + (f"，第二遍{'；'.join(again)}" if again else "")

    def _beside(self, case: Mapping[str, Any]) -> Iterator[str]:
        """What a case of a rule on many reports has beside its report."""
        if "previous" in case:
            changed = "；".join(self._edits(case["previous"], self.form(case)))
            yield f"上一年度的报告：{changed or '同一份样稿，不作改动'}"
        for other in case.get("others", ()):
            changed = "；".join(self._edits(other.get("edits"), self.form(other))) or "不作改动"
            yield f"另有一份报告（{self.draft(other)}）：{changed}"
        if "roster" in case:
            yield f"名册上的单位：{'、'.join(str(unit['name']) for unit in case['roster'])}"


def place(name: str, form: Form) -> str:
    """`table3.自然人.本年新收` as 表三“自然人 · 本年新收”."""
    table_id, _, rest = name.partition(".")
    keys = [key for key in rest.split(".") if key not in ("row", "column", "group")]
    return f"{form.table_name(table_id)}“{' · '.join(keys)}”"


def part(name: str, form: Form) -> str:
    """What a name under `drop` stands for."""
    if name in _PARTS:
        return _PARTS[name]
    first, _, rest = name.partition(".")
    if first == "section":
        section, _, heading = rest.partition(".")
        return f"{form.section_name(section)}{'的标题' if heading else ''}"
    if not rest:
        return form.table_name(first)
    return f"{place(name, form)}{'一列' if rest.startswith('column.') else '一行'}"


def quote(text: str) -> str:
    return f"“{text_of(short(' '.join(str(text).split())))}”"


def short(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= _LONG else f"{text[:_LONG]}……"


def value_in_words(value: Any) -> str:
    """A parameter or a key of a rule as code: `department: 01-31`, one a line."""
    if isinstance(value, Mapping):
        return "<br>".join(code(f"{name}: {inner}") for name, inner in value.items())
    return code(value)


def code(value: object) -> str:
    """As code; unlike between backticks a bar may stand in it, also within a table."""
    text = "".join(f"&#{ord(char)};" if char in _SPECIAL else char for char in str(value))
    return f"<code>{text}</code>"


def text_of(text: object) -> str:
    """Text that Markdown shows as it is."""
    plain = "".join(f"\\{char}" if char in _SPECIAL else char for char in str(text))
    return plain.replace("\n", " ")


def file_block(path: Path, title: str) -> str:
    """A file of a pack as it is written, without the line for editors."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(_FOR_EDITORS)]
    return "\n".join([f'````yaml title="{title}"', *lines, "````"])


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table of Markdown; cells are Markdown already."""
    head = list(headings)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace(chr(10), ' ') for cell in line)} |" for line in lines)
