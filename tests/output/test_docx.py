"""The letters that an office sends out: whole, by its own template, and with nothing in them that is not the unit's."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msgspec import convert

from hegui.errors import OutputError
from hegui.model.run import AuditRun
from hegui.output.docx import files
from hegui.project.rendering import render
from programs import needs_libreoffice, printed, words_on
from tools.templates import TEMPLATES

Json = dict[str, Any]

OFFICE = {"office": "清河县政务公开工作领导小组办公室", "due": "2025-04-15", "number": "清政公开办函〔2025〕{n}号"}


def made(record: Json, **options: str) -> dict[str, bytes]:
    return {name: b"".join(parts) for name, parts in files(convert(record, AuditRun), {**OFFICE, **options})}


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


NOTICE = "整改通知书/清河县财政局2024.docx"
BULLETIN = "通报.docx"


def test_a_notice_to_whom_has_something_to_mend(several: Json) -> None:
    assert list(made(several)) == [NOTICE, BULLETIN]


def test_the_notice_says_what_where_why_how_and_by_when(one: Json) -> None:
    text = text_of(made(one)[NOTICE])
    for words in (
        "清河县财政局：",
        "93.5分（满分100分）",
        "问题有3项",
        "2025年4月15日前",
        "一、必须改正的问题",
        "1．自然人列不平衡",
        "第 120 行：“9”",
        "9 + 0 ≠ 8 + 0",
        "依据：国办公开办函〔2021〕30号 附表",
        "整改建议：核对后改正。",
        "二、应当改正或者说明的问题",
        "3．“合计”应为“总计”",
        "清河县政务公开工作领导小组办公室",
        "2025年3月1日",
        "清政公开办函〔2025〕1号",
    ):
        assert words in text


def test_one_number_belongs_to_one_document(one: Json) -> None:
    one["reports"].append(deepcopy(one["reports"][0]))
    one["reports"][1]["unit"]["name"] = "清河县民政局"
    letters = made(one, first_number="9", bulletin_number="清政公开办〔2025〕3号")
    numbers = [line for text in map(text_of, letters.values()) for line in text.splitlines() if "〔2025〕" in line]
    assert numbers == ["清政公开办函〔2025〕9号", "清政公开办函〔2025〕10号", "清政公开办〔2025〕3号"]


def test_a_number_is_never_given_to_another_document(one: Json, tmp_path: Path) -> None:
    """Run after run into one folder: who is told again keeps the number, who is new gets the next."""

    def numbers(*units: str, **options: str) -> dict[str, str]:
        reports = [deepcopy(one["reports"][0]) for _ in units]
        for report, unit in zip(reports, units, strict=True):
            report["unit"]["name"] = unit
        run = convert({**one, "reports": reports}, AuditRun)
        places = render(run, "docx", tmp_path, **{**OFFICE, **options})[:-1]
        texts = {place.stem.removesuffix("2024"): text_of(place.read_bytes()) for place in places}
        return {unit: re.search("函〔202[0-9]〕([0-9]+)号", text)[1] for unit, text in texts.items()}  # type: ignore[index]

    assert numbers("甲局", "乙局") == {"甲局": "1", "乙局": "2"}
    assert numbers("丙局", "乙局") == {"丙局": "3", "乙局": "2"}
    assert numbers("丁局", "丙局", "甲局") == {"丁局": "4", "丙局": "3", "甲局": "1"}
    assert numbers("甲局", "戊局", number="清政函〔2026〕{n}号") == {"甲局": "1", "戊局": "2"}
    assert numbers("甲局", "丁局", first_number="4") == {"甲局": "5", "丁局": "4"}
    assert numbers("甲局", "乙局") == {"甲局": "5", "乙局": "2"}


def test_the_notice_holds_no_fault_of_ours(one: Json) -> None:
    text = text_of(made(one)[NOTICE])
    for words in ("表四未能识别", "ZeroDivisionError", "编码已按", "{{", "{%"):
        assert words not in text


def test_waived_findings_are_not_held_against_the_unit(one: Json) -> None:
    waiver = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}
    for verdict in one["reports"][0]["verdicts"]:
        for finding in verdict["findings"]:
            finding["waiver"] = waiver
    letters = made(one)
    assert list(letters) == [BULLETIN]
    assert "没有发现需要改正的共性问题" in text_of(letters[BULLETIN])


def test_hints_alone_are_worth_no_letter(one: Json) -> None:
    for verdict in one["reports"][0]["verdicts"]:
        verdict["severity"] = "info"
    assert list(made(one)) == [BULLETIN]


def test_who_reported_nothing_gets_a_notice_too(one: Json, listed: Callable[..., Json]) -> None:
    finding = {**one["reports"][0]["verdicts"][0]["findings"][0], "units": ["清河县民政局"], "evidence": []}
    finding["office"] = "把报告放入审查的文件夹。"
    verdict = {**one["reports"][0]["verdicts"][0], "rule": "report-missing", "title": "应报尽报", "findings": [finding]}
    one["corpus"] = {"verdicts": [verdict], "units": [listed("甲"), listed("乙")]}
    letters = made(one)
    notice = text_of(letters["整改通知书/清河县民政局.docx"])
    for words in ("清河县民政局：", "没有收到、也没有查到你单位的这份报告", "核对后改正。", "依据：国办公开办函"):
        assert words in notice
    for words in ("进行了审查", "整改建议", "自然人列不平衡", "放入审查的文件夹"):
        assert words not in notice
    assert "未报送年度报告的单位1个：清河县民政局。" in text_of(letters[BULLETIN])
    assert "应当报送年度报告的单位2个，有报告0个，未报送1个，是否报送尚待核实1个。" in text_of(letters[BULLETIN])
    assert "尚未报送的，请尽快补报" in text_of(letters[BULLETIN])


def test_nobody_is_asked_for_reports_where_all_have_filed(one: Json, listed: Callable[..., Json]) -> None:
    one["corpus"] = {"verdicts": [], "units": [listed("甲", report="甲.html")]}
    bulletin = text_of(made(one)[BULLETIN])
    assert "应当报送年度报告的单位1个，有报告1个。审查年度报告" in bulletin
    assert "补报" not in bulletin


def test_what_no_reviewer_has_confirmed_may_be_left_out(one: Json) -> None:
    assert NOTICE not in made(one, confirmed="true")
    finding = one["reports"][0]["verdicts"][0]["findings"][0]
    finding["decision"] = {"state": "confirmed", "reason": "属实", "by": "某", "at": "2025-03-01T09:00:00+08:00"}
    told = text_of(made(one, confirmed="true")[NOTICE])
    assert finding["message"] in told and told.count("整改建议") == 1
    finding["decision"]["state"] = "mended"
    assert NOTICE not in made(one, confirmed="true")


def test_the_bulletin(several: Json) -> None:
    text = text_of(made(several)[BULLETIN])
    for words in (
        "审查年度报告2份",
        "另有1份文件未能读取",
        "最高93.5分，最低93.5分",
        "优秀1份",
        "不评等级1份",
    ):
        assert words in text
    assert "（1）不符合“规则balance”这一要求的单位1个：清河县财政局。" in text
    assert "名次\n单位\n得分\n等级\n1\n清河县财政局\n93.5\n优秀\n—\n清河县财政局\n100\n未评级" in text


def test_the_bulletin_calls_problems_by_their_names(one: Json, problem: None) -> None:
    text = text_of(made(one)[BULLETIN])
    assert "（1）表三收支不平衡的单位1个：清河县财政局。" in text
    assert "（2）不符合“规则labels”这一要求的单位1个：清河县财政局。" in text


def test_the_bulletin_names_the_units_where_they_are_few(one: Json, problem: None) -> None:
    """Those that only a comparison tells of, too; without a report that was not read."""

    def told(count: int) -> str:
        reports = [deepcopy(one["reports"][0]) for _ in range(count)]
        for number, report in enumerate(reports):
            report["unit"]["name"], report["source"]["path"] = f"{number}局", f"{number}.docx"
        finding = {**reports[0]["verdicts"][0]["findings"][0], "units": ["清河县民政局"], "evidence": []}
        verdicts = [{**reports[0]["verdicts"][0], "findings": [finding]}]
        text = text_of(made({**one, "reports": reports, "corpus": {"verdicts": verdicts}})[BULLETIN])
        return next(line for line in text.splitlines() if line.startswith("（1）"))

    assert told(2) == "（1）表三收支不平衡的单位3个：0局、1局、清河县民政局。"
    assert told(9).endswith("的单位10个：0局、1局、2局、3局、4局、5局、6局、7局、8局、清河县民政局。")
    assert told(10) == "（1）表三收支不平衡的单位11个。"


def test_equal_scores_share_a_rank(one: Json) -> None:
    others = [deepcopy(one["reports"][0]) for _ in range(3)]
    for report, name, total in zip(others, "甲乙丙", (99, 93.5, 60), strict=True):
        report["unit"]["name"], report["score"]["total"] = f"{name}局", total
    one["reports"] += others
    table = Document(io.BytesIO(made(one)[BULLETIN])).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["名次", "1", "2", "2", "4"]


def test_names_that_no_system_takes(one: Json) -> None:
    one["reports"][0]["unit"]["name"] = '../..\\甲局:?"\x00'
    one["reports"].append(deepcopy(one["reports"][0]))
    assert list(made(one)) == ["整改通知书/甲局2024.docx", "整改通知书/甲局2024-2.docx", BULLETIN]


HOSTILE = "{{ 7*7 }}{% for x in y %}<w:p>&\x1b]0;\x07\u202e" + "字" * 2000


def test_hostile_text_stays_text(one: Json) -> None:
    for finding in one["reports"][0]["verdicts"][0]["findings"]:
        finding["message"] = finding["advice"] = HOSTILE
    text = text_of(made(one)[NOTICE])
    assert "{{ 7*7 }}{% for x in y %}<w:p>&" in text
    assert not set("\x1b\x07\u202e") & set(text)


def test_the_office_uses_its_own_template(one: Json, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("致{{ 单位 }}：共{{ 问题数 }}项。")
    own.save(str(tmp_path / "own.docx"))
    letters = made(one, notice_template=str(tmp_path / "own.docx"))
    assert text_of(letters[NOTICE]) == "致清河县财政局：共3项。"


@pytest.mark.parametrize("text", ["{{ 单位名 }}", "{% for %}", "{{ 单位 "])
def test_a_faulty_template_is_told(one: Json, tmp_path: Path, text: str) -> None:
    own = Document()
    own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(OutputError, match=r"模板 .*own\.docx 有误"):
        made(one, notice_template=str(tmp_path / "own.docx"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"due": "4月15日"}, "应写成 2025-12-31 这样"),
        ({"number": "清政公开办函〔2025〕3号"}, "一个文号只能给一份文件"),
        ({"first_number": "零"}, "应是不小于 1 的整数"),
        ({"notice_template": "没有.docx"}, "打不开"),
        ({"notice_template": __file__}, "不是 docx 文件"),
    ],
)
def test_faulty_options_are_told(one: Json, options: dict[str, str], message: str) -> None:
    with pytest.raises(OutputError, match=message):
        made(one, **options)


def test_what_is_not_set_is_left_to_be_filled_in(one: Json) -> None:
    del one["generated_at"]
    letters = {name: b"".join(parts) for name, parts in files(convert(one, AuditRun), {})}
    assert text_of(letters[NOTICE]).count("　　年　月　日") == 2


def test_two_renders_are_byte_identical(several: Json) -> None:
    assert made(several) == made(several)


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            yield name, package.read(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_templates_are_what_the_program_writes(name: str) -> None:
    stored = resources("hegui.output.docx").joinpath("templates", name).read_bytes()
    assert dict(_parts(stored)) == dict(_parts(TEMPLATES[name]()))


@needs_libreoffice
def test_libreoffice_opens_them(several: Json, tmp_path: Path) -> None:
    for number, content in enumerate(made(several).values()):
        (tmp_path / f"{number}.docx").write_bytes(content)
    shown = printed(sorted(tmp_path.glob("*.docx")), tmp_path)
    assert "整改通知书" in words_on(shown["0"])
    assert "得分情况" in words_on(shown["1"])


def test_what_several_reports_show_is_in_the_notice_of_its_unit_and_year(one: Json) -> None:
    report = one["reports"][0]
    finding = {**report["verdicts"][0]["findings"][0], "units": ["河北省清河县财政局"], "evidence": []}
    report["unit"]["roster"] = "河北省清河县财政局"
    last = {**deepcopy(report), "year": 2023}
    one["reports"].append(last)
    verdicts = [
        {
            **report["verdicts"][0],
            "rule": "jump",
            "findings": [{**finding, "year": year, "message": f"{year}年大起大落"}],
        }
        for year in (2023, 2024)
    ]
    one["corpus"] = {"verdicts": verdicts}
    letters = made(one)
    assert list(letters) == [NOTICE, NOTICE.replace("2024", "2023"), BULLETIN]
    for year, other in ((2023, 2024), (2024, 2023)):
        text = text_of(letters[NOTICE.replace("2024", str(year))])
        assert f"{year}年大起大落" in text
        assert f"{other}年大起大落" not in text


def test_a_passage_that_two_reports_share_is_quoted_once_and_said_whose_it_is(one: Json) -> None:
    report = one["reports"][0]
    mine, theirs = "全年受理“一网通办”申请12件，均按期办结", "全年受理“一网通办”申请98件，均按期办结"
    evidence = [
        {"section": "一", "quote": mine, "paragraph": 3, "unit": "清河县财政局", "year": 2024},
        {"section": "一", "quote": theirs, "paragraph": 5, "unit": "清河县民政局", "year": 2024},
    ]
    finding = {**report["verdicts"][0]["findings"][0], "message": "雷同", "evidence": evidence}
    finding |= {"units": ["清河县财政局", "清河县民政局"], "year": 2024}
    one["corpus"] = {"verdicts": [{**report["verdicts"][0], "rule": "near-duplicate", "findings": [finding]}]}
    text = text_of(made(one)[NOTICE])
    assert (
        f"第一部分，第 3 段；清河县民政局报告，第一部分，第 5 段：“{theirs.replace('“', '‘').replace('”', '’')}”"
        in text
    )
    assert mine not in text


def test_the_letters_look_like_an_office_s() -> None:
    for name in TEMPLATES:
        document = Document(io.BytesIO(resources("hegui.output.docx").joinpath("templates", name).read_bytes()))
        assert str(document.paragraphs[0].runs[0].font.color.rgb) == "FF0000"
        section = document.sections[0]
        for footer in (section.footer, section.even_page_footer):
            assert "PAGE" in footer._element.xml
            assert footer.paragraphs[0].text.startswith("— ")
        for table in document.tables:
            assert all(row._tr.trPr is not None and "cantSplit" in row._tr.trPr.xml for row in table.rows)
            assert "tblHeader" in table.rows[0]._tr.trPr.xml
