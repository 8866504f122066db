"""Figures in prose: subject, value, whether exact, whether a part, and the scope they speak of."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hegui.model.report import Figure
from hegui.recognise.figures import FigureReader
from hegui.recognise.text import squeeze
from hegui.rules.ruleset import RuleSet
from tools.numerals import STYLES

YEAR = 2024


@pytest.fixture(scope="module")
def reader(ruleset: RuleSet) -> FigureReader:
    return FigureReader(ruleset.lexicons["figures"])


def shown(figure: Figure) -> str:
    """A figure in one line: subject, value, ~ where not exact, （部分） where a part."""
    return f"{figure.subject}={figure.value}{'' if figure.exact else '~'}{'（部分）' if figure.partial else ''}"


# 说法 -> 读出的数
SENTENCES = """
政府信息公开申请予以公开及部分公开17件。 -> 予以公开、部分公开=17
政府信息公开申请因不掌握等无法提供5件。 -> 无法提供=5
政府信息公开申请因不掌握和没有现成信息不予提供5件。 ->
政府信息公开申请属信访、重复申请不予处理3件。 -> 不予处理=3
政府信息公开申请因不掌握等告知申请人5件。 ->
政府信息公开申请同意公开答复9件，部分予以公开1件。 -> 部分公开=1
政府信息公开申请涉及征地的8件，其中予以公开5件。 ->
收到政府信息公开申请26件，县政府办转办5件，办结5件。 -> 收到=26 办结=5（部分）
办结政府信息公开申请25件，县政府办转办5件，答复5件。 -> 办结=25 答复=5（部分）
政府信息公开申请不作答复25件，其他答复6件。 ->
收到政府信息公开申请26件，其中自然人24件。 -> 收到=26 收到自然人=24
收到政府信息公开申请26件，连同上年结转共27件。 -> 收到=26 新收和上年结转=27
代县政府答复政府信息公开申请6件。 -> 答复=6（部分）
去年收到政府信息公开申请9件，办结8件。 -> 收到=9（部分） 办结=8（部分）
现行有效规章3件、规范性文件5件。 -> 现行有效规章=3 现行有效文件=5
行政处罚、行政强制共41件。 -> 行政处罚、行政强制=41
全年新收政府信息公开申请26件。 -> 新收=26
全年共收到政府信息公开申请26件。 -> 收到=26
共收到26件政府信息公开申请。 -> 收到=26
政府信息公开申请26件。 -> 收到=26
公民、法人或者其他组织申请公开政府信息26件。 -> 收到=26
收到政府信息公开申请26，答复25。 -> 收到=26 答复=25
收到政府信息公开申请1,286件。 -> 收到=1286
收到政府信息公开申请１２８６件。 -> 收到=1286
收到政府信息公开申请二十六件。 -> 收到=26
收到政府信息公开申请1.2万件。 -> 收到=12000~
收到政府信息公开申请20余件。 -> 收到=20~
收到政府信息公开申请约20件。 ->
收到政府信息公开申请20件以上。 -> 收到=20~
收到政府信息公开申请20-30件。 ->
收到政府信息公开申请26件，不含上年结转1件。 -> 收到=26~ 上年结转=1~
收到政府信息公开申请数十件。 ->
自收到政府信息公开申请20个工作日内答复。 ->
受理申请一次性告知。 ->
对每一件政府信息公开申请均依法答复。 ->
收到政府信息公开申请2024年居多。 ->
收到政府信息公开申请后12abc。 ->
办结政府信息公开申请25件。 -> 办结=25
收到并办结政府信息公开申请25件。 -> 办理=25
受理、办理、答复政府信息公开申请26件。 -> 办理=26
收到、办结政府信息公开申请分别为26件、25件。 -> 办结=25 收到=26
收到申请26件。 ->
（二）依申请公开。收到申请26件。 -> 收到=26
做好依申请公开工作。收到申请26件。 -> 收到=26
（二）依申请公开。受理热线工单300件，办结298件。 ->
办理人大建议4件，收到政府信息公开申请26件，办结25件。 -> 收到=26 办结=25
收到政府信息公开申请26件，办理人大建议4件，办结4件。 -> 收到=26
收到政府信息公开申请26件，其中网上申请20件、信函申请6件。 -> 收到=26
网上收到政府信息公开申请20件。 -> 收到=20（部分）
通过网络、信函等方式收到政府信息公开申请26件。 -> 收到=26
上半年收到政府信息公开申请11件。 -> 收到=11（部分）
截至11月底，收到政府信息公开申请22件。 -> 收到=22（部分）
截至2024年12月31日，收到政府信息公开申请26件。 -> 收到=26
2023年收到政府信息公开申请20件。 -> 收到=20（部分）
近三年收到政府信息公开申请78件。 -> 收到=78（部分）
收到政府信息公开申请较上年增加6件。 ->
收到政府信息公开申请26件，其中县公安局收到政府信息公开申请6件。 -> 收到=26 收到=6（部分）
制发公文120件，其中制发行政规范性文件2件。 -> 制发文件=2
未收到政府信息公开申请。 -> 收到=0
未收到网上提出的政府信息公开申请。 -> 收到=0（部分）
未收到自然人提出的政府信息公开申请。 -> 收到=0（部分）
未收到上级转办的政府信息公开申请。 -> 收到=0（部分）
未收到公民、法人或者其他组织提出的政府信息公开申请。 -> 收到=0
未收到任何单位和个人提出的政府信息公开申请。 -> 收到=0
未收到通过网络、信函、当面等渠道提出的政府信息公开申请。 -> 收到=0
市政府转来政府信息公开申请3件，我局直接收到政府信息公开申请23件。 -> 收到=3（部分） 收到=23（部分）
无依申请公开事项。 -> 收到=0
没有逾期未答复的政府信息公开申请。 ->
未收取政府信息公开申请处理费。 ->
上年结转1件，结转下年度2件。 -> 上年结转=1 结转下年度=2
2023年结转1件，结转2025年办理2件。 -> 上年结转=1 结转下年度=2
2件结转下年度继续办理。 -> 结转下年度=2
2024年结转下年度2件。 -> 结转下年度=2
无上年结转，无结转下年度的申请。 -> 上年结转=0 结转下年度=0
政府信息公开申请办结率100%。 -> 办结率=100
政府信息公开申请已全部办结。 -> 全部办结=100
政府信息公开申请按时办结率100%。 ->
政府信息公开申请办结率99%。 ->
政府信息公开申请予以公开15件、部分公开2件。 -> 予以公开=15 部分公开=2
政府信息公开申请予以公开、部分公开共17件。 -> 予以公开、部分公开=17
因重复申请不予处理1件，政府信息公开申请均已答复。 -> 不予处理=1 全部办结=100
政府信息公开引发行政复议2件、行政诉讼1件。 -> 行政复议=2 行政诉讼=1
政府信息公开引发行政复议、行政诉讼各1件。 -> 行政复议=1 行政诉讼=1
政府信息公开引发行政复议和行政诉讼共3件。 -> 复议诉讼合计=3
政府信息公开工作未引发行政复议、行政诉讼。 -> 行政复议=0 行政诉讼=0
政府信息公开工作零复议、零诉讼。 -> 行政复议=0 行政诉讼=0
政府信息公开工作无行政复议被纠错、行政诉讼败诉情形。 ->
办理行政复议案件35件，政府信息公开工作规范。 ->
未经复议直接起诉0件，复议后起诉1件，均因政府信息公开引发。 -> 直接起诉=0 复议后起诉=1
制发行政规范性文件2件，废止1件，现行有效14件。 -> 制发文件=2 废止文件=1 现行有效文件=14
公开行政规范性文件35件，备案审查规范性文件9件。 ->
开展规范性文件清理，废止5件，现行有效30件。 ->
行政许可1286件，行政处罚37件，行政强制4件。 -> 行政许可=1286 行政处罚=37 行政强制=4
公示行政许可1300件、行政处罚40件。 ->
行政事业性收费3.2万元。 -> 行政事业性收费=3.2
行政事业性收费32000元。 -> 行政事业性收费=3.2
行政事业性收费0.5亿元。 -> 行政事业性收费=5000
无行政事业性收费。 -> 行政事业性收费=0
""".strip().splitlines()


@pytest.mark.parametrize("row", SENTENCES)
def test_what_a_sentence_states(reader: FigureReader, row: str) -> None:
    text, _, expected = row.partition(" ->")
    assert " ".join(map(shown, reader.read(squeeze(text), YEAR))) == expected.strip()


@pytest.mark.parametrize(
    ("text", "scope", "area_wide"),
    [
        ("全县共收到政府信息公开申请26件。", "全县", True),
        ("各级行政机关收到政府信息公开申请26件。", "各级行政机关", True),
        ("我局收到政府信息公开申请26件。", "我局", False),
        ("县政府办公室收到政府信息公开申请26件。", "县政府办", False),
        ("全县收到政府信息公开申请169件，我局26件，县政府办公室办结政府信息公开申请25件。", "县政府办", False),
        ("按照全县统一部署，收到政府信息公开申请26件。", None, None),
        ("收到政府信息公开申请26件。", None, None),
    ],
)
def test_the_scope_is_the_nearest_word_that_speaks_of_it(
    reader: FigureReader, text: str, scope: str | None, area_wide: bool | None
) -> None:
    figure = reader.read(text, YEAR)[-1]
    assert (figure.scope, figure.area_wide) == (scope, area_wide)


def test_a_figure_knows_its_words_and_its_sentence(reader: FigureReader) -> None:
    prose = "一、总体情况。\n（二）依申请公开。全年新收政府信息公开申请26件，上年结转1件。六、无。"
    new, carried = reader.read(prose, YEAR)
    assert prose[new.start : new.end] == "新收政府信息公开申请26件"
    assert prose[carried.start : carried.end] == "上年结转1件"
    assert prose[slice(*new.sentence)] == prose[slice(*carried.sentence)] == "全年新收政府信息公开申请26件，上年结转1件"


def test_the_title_of_a_section_tells_what_its_sentences_speak_of(reader: FigureReader) -> None:
    prose = "全年收到26件，办结25件。\n全年发生行政复议2件、行政诉讼1件，收到3件。"
    titles = {0: "收到和处理政府信息公开申请情况", 14: "政府信息公开行政复议、行政诉讼情况"}
    assert list(map(shown, reader.read(prose, YEAR, titles))) == ["收到=26", "办结=25", "行政复议=2", "行政诉讼=1"]
    assert reader.read(prose, YEAR) == ()


def test_a_row_of_a_table_left_in_the_text_is_no_statement(reader: FigureReader) -> None:
    assert reader.read("一、本年新收政府信息公开申请数量24 2 0 0 0 0 26", YEAR) == ()


@given(st.integers(0, 99_999_999), st.sampled_from(sorted(STYLES)))
@settings(max_examples=100)
def test_every_number_is_read_however_it_is_printed(ruleset: RuleSet, number: int, style: str) -> None:
    reader = _reader(ruleset)
    assume(style != "chinese" or not number or number % 10_000)  # 三万件 may be a round number
    (figure,) = reader.read(squeeze(f"全年共收到政府信息公开申请{STYLES[style](number)}件。"), YEAR)
    assert (figure.subject, figure.value, figure.exact, figure.partial) == ("收到", number, True, False)


@given(st.text("收到办结政府信息公开申请件其中，。；、（）0123456789一二十上年转下无未", max_size=200))
@settings(max_examples=200)
def test_any_text_can_be_read(ruleset: RuleSet, text: str) -> None:
    for figure in _reader(ruleset).read(text, YEAR):
        assert 0 <= figure.sentence[0] <= figure.start < figure.end <= figure.sentence[1] <= len(text)


_READERS: dict[int, FigureReader] = {}


def _reader(ruleset: RuleSet) -> FigureReader:
    return _READERS.setdefault(id(ruleset), FigureReader(ruleset.lexicons["figures"]))


def test_a_number_that_a_line_end_may_part_is_none(reader: FigureReader) -> None:
    assert reader.read("收到政府信息公开申请1\n26件予以公开，予以公开1\n5件", YEAR) == ()
