from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hegui.rules import strict_yaml
from hegui.rules.mistake import InvalidFileError, Mistake
from hegui.rules.strict_yaml import parse_yaml, read_yaml

FILE = Path("某规则.yaml")


def mistake_in(text: str) -> Mistake:
    with pytest.raises(InvalidFileError) as caught:
        parse_yaml(text, FILE)
    (mistake,) = caught.value.mistakes
    return mistake


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser in C, and the one in Python that stands in where there is none, come to the same."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML 没有 C 解析器")
    monkeypatch.setattr(strict_yaml, "_Parser", getattr(yaml, request.param))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: true", True),
        ("a: false", False),
        ("a: null", None),
        ("a: ~", None),
        ("a:", None),
        ("a: 0", 0),
        ("a: -3", -3),
        ("a: 0.70", 0.7),
        ("a: 1e3", 1000.0),
        ("a: 2024-01-31", "2024-01-31"),
        ("a: 01-31", "01-31"),
        ("a: 2021-", "2021-"),
        ("a: '012'", "012"),
        ('a: "no"', "no"),
        ("a: No.1", "No.1"),
        ("a: 1.2.3", "1.2.3"),
        ("a: 430302199001011234567X", "430302199001011234567X"),
        ("a: 本年新收 + 上年结转", "本年新收 + 上年结转"),
        ("a: [1, 二, {三: 3}]", [1, "二", {"三": 3}]),
        ("a: |\n  一\n  二\n", "一\n二\n"),
    ],
)
def test_plain_values_have_one_reading(text: str, value: object) -> None:
    read = parse_yaml(text, FILE).data["a"]
    assert read == value
    assert type(read) is type(value)


def test_lines_of_a_folded_text_are_joined_as_chinese_is_written() -> None:
    text = "note: >-\n  另有规定的，\n  从其规定。见 deadlines\n  一项，共 3\n  件\n"
    assert parse_yaml(text, FILE).data == {"note": "另有规定的，从其规定。见 deadlines 一项，共 3 件"}
    assert parse_yaml("note: 甲 乙\nkept: |\n  甲 乙\n", FILE).data == {"note": "甲 乙", "kept": "甲 乙\n"}


def test_keys_are_always_text() -> None:
    assert parse_yaml("{2021: a, no: b, 012: c}", FILE).data == {"2021": "a", "no": "b", "012": "c"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: 2\na: 3", 3, 1, "键“a”重复，第 1 行已有；请合并或删去一个。"),
        ("a: no", 1, 4, "“no”是布尔值、空值还是文字不明确"),
        ("a: Yes", 1, 4, "“Yes”是布尔值、空值还是文字不明确"),
        ("a: [off]", 1, 5, "“off”是布尔值、空值还是文字不明确"),
        ("a: TRUE", 1, 4, "“TRUE”是布尔值、空值还是文字不明确"),
        ("a: 012", 1, 4, "“012”以零开头，是数还是编号不明确"),
        ("a: 0x1F", 1, 4, "“0x1F”不是十进制数"),
        ("a: 1:30", 1, 4, "“1:30”可能被当作六十进制数"),
        ("a: 1_000", 1, 4, "“1_000”不是规范的数"),
        ("a: .5", 1, 4, "“.5”不是规范的数"),
        ("a: 12345678901234567890", 1, 4, "不是规范的数"),
        ("a: .inf", 1, 4, "“.inf”不是有限的数"),
        ("a: &x 1", 1, 4, "不支持锚点“&x”"),
        ("a: *x", 1, 4, "“*x”"),
        ("a: &x {b: 1}\n<<: *x", 1, 4, "不支持锚点“&x”"),
        ("<<: {b: 1}", 1, 1, "不支持合并键“<<”"),
        ("a: !!python/name:os.system x", 1, 4, "不支持标签"),
        ("!x {a: 1}", 1, 1, "不支持标签“!x”"),
        ("? [a]\n: b", 1, 3, "键必须是一个词"),
        ("a: 1\n---\nb: 2", 2, 1, "一个文件只能有一份内容"),
        ("%YAML 1.1\n---\na: 1", 1, 1, "不支持以“%”开头的指令行"),
        ("id: x\ntitle：某规则\nseverity: error", 2, 6, "冒号是全角的“：”，请改成半角冒号加一个空格“: ”。"),
        ("id:x\nb: 2", 1, 3, "冒号后面要空一格。"),
        ("id: x\n\ttitle: y", 2, 1, "缩进只能用空格，不能用制表符（Tab），请改成空格。"),
        ("a: 'x\nb: 1\n", 1, 4, "引号没有成对，请补上另一半。"),
        ("a: [1, 2\nb: 1\n", 1, 4, "括号没有成对"),
        ("a: {b: 1\n", 1, 4, "括号没有成对"),
        ("a: b: c", 1, 5, "此处的冒号不合语法"),
        ('a: "\\d+"', 1, 4, "双引号里的反斜杠会被当作转义，请改用单引号。"),
        ("a: @x", 1, 4, "文字不能以“@”开头，请给整段文字加引号。"),
        ("a: -", 1, 4, "“-”单独出现时是列表的记号"),
        ("- a\nb: 1", 2, 1, "缩进与上文不一致，请与同级的各行对齐。"),
        ("a: \x07", 1, 4, "有不可见的控制字符"),
        ("a: " + "[" * 60 + "]" * 60, 1, 54, "嵌套超过 50 层，请简化结构。"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str, line: int, column: int, message: str) -> None:
    mistake = mistake_in(text)
    assert message in mistake.message
    assert (mistake.line, mistake.column) == (line, column)
    assert mistake.message.endswith("。")


def test_a_mistake_shows_its_line_with_a_caret_under_the_place() -> None:
    mistake = mistake_in("id: x\n标题: {甲: no}\n")
    assert str(mistake).split("\n") == [
        "某规则.yaml:2:9：“no”是布尔值、空值还是文字不明确：布尔值写 true 或 false，空值写 null，文字请加引号。",
        "    标题: {甲: no}",
        "    \u3000\u3000   \u3000  ^",
    ]


def test_every_value_and_key_knows_its_place() -> None:
    file = parse_yaml("a: 1\nb:\n  - c: x\n    d: [y,\n        z]\n", FILE)
    assert file.line(("b", 0, "d")) == 4
    assert file.mistake("", ("b", 0, "d", 1)).line == 5
    assert file.mistake("", ("b", 0, "nowhere", 3)).line == 3


@pytest.mark.parametrize("text", ["", "# 只有注释\n"])
def test_an_empty_file_is_null(text: str) -> None:
    assert parse_yaml(text, FILE).data is None


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("id: x\ntitle: 标题\n".encode("gb18030"))
    with pytest.raises(InvalidFileError, match="文件不是 UTF-8 编码") as caught:
        read_yaml(file)
    assert caught.value.mistakes[0].line == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("id: x\n".encode("utf-8-sig"))
    assert read_yaml(file).data == {"id": "x"}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError, match="无法打开文件"):
        read_yaml(tmp_path / "x.yaml")


_text = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"))
"""Without the line breaks of YAML 1.1, which PyYAML itself does not read back as it wrote them."""
_scalars = (
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _text | st.decimals(-9999, 9999, places=3).map(float)
)
_data = st.recursive(_scalars, lambda data: st.lists(data) | st.dictionaries(_text, data), max_leaves=10)


@given(_data)
def test_what_a_yaml_writer_writes_is_read_back_or_refused_but_never_misread(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    try:
        assert parse_yaml(text, FILE).data == data
    except InvalidFileError as error:
        assert len(error.mistakes) == 1


@given(st.text(alphabet="ab:：-[]{}'\"\\#&*!|>%@`, \t\n\r0123456789.甲\u0085\u2028\x07", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse_yaml(text, FILE)
    except InvalidFileError as error:
        (mistake,) = error.mistakes
        assert mistake.message.endswith("。")
        assert mistake.line >= 1
        assert str(mistake)
