"""Where a report ends and where it breaks off."""

from __future__ import annotations

import pytest
from printed import TITLE, UNIT, Recognise, body, found, keys

from hegui.recognise import NotAReport

TEXT = f"{TITLE}\n{body(signed=True)}"


def _until(words: str) -> str:
    return TEXT[: TEXT.index(words) + len(words)]


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("本年处理", "二"),
        ("一、本年新收政府信息公开申请数量\n", "三"),
        ("6.属于四类", "三"),
        ("四、政府信息公开行", "三"),
        ("行政复议\n行政诉讼", "四"),
        ("五、存在的主要问题", "四"),
    ],
)
def test_a_text_that_breaks_off_tells_where(words: str, section: str, recognised: Recognise) -> None:
    assert words in TEXT
    report = recognised(_until(words))
    assert report.broken is not None
    assert report.broken.section == section
    assert words.strip().endswith(report.broken.words[-2:])
    assert len([note for note in report.notes if "中断" in note]) == 1
    assert report.unread(section)
    assert report.unread()
    assert not report.unread("导语")


@pytest.mark.parametrize("end", ["", "无", "无其他需要报告的事项", UNIT, "附件：1.公开指南", "（此件公开发布）"])
def test_what_may_stand_last_is_an_end(end: str, recognised: Recognise) -> None:
    before, heading = TEXT[: TEXT.index("六、")], "六、其他需要报告的事项\n"
    for text in (before + heading + end, TEXT + end) if end else (TEXT,):
        assert recognised(text).broken is None
    assert keys(recognised(TEXT)) == "一二三四五六"


def test_what_is_half_there_is_not_read(recognised: Recognise) -> None:
    text = _until("6.属于四类")
    report = recognised(text)
    labels = {seen.key: seen.text for seen in report.tables["table3"].labels}
    assert labels["过程性信息"] is None
    assert labels["内部事务信息"]
    assert found(report)[0] == found(recognised(TEXT))[0]


def test_a_text_that_ends_and_lacks_a_part_is_whole(recognised: Recognise) -> None:
    text = TEXT[: TEXT.index("五、存在")] + TEXT[TEXT.index(f"\n{UNIT}") + 1 :]
    report = recognised(text)
    assert (keys(report), report.broken) == ("一二三四", None)


OPENING = "一、总体情况\n2024年，我局按照要求推进{}。全年公开各类信息120条，主要是政策文件和工作动态，并及时作了解"


@pytest.mark.parametrize(
    "before", [TITLE, "本报告所列数据的统计期限为2024年1月1日至2024年12月31日。", "现公布我局年度报告。"]
)
@pytest.mark.parametrize("matter", ["政务公开", "《中华人民共和国政府信息公开条例》的落实"])
def test_the_beginning_of_a_report_is_a_report(before: str, matter: str, recognised: Recognise) -> None:
    """Told by its title, by its period, or by what it speaks of."""
    text = f"{before}\n{OPENING.format(matter)}"
    if before.startswith("现公布") and matter == "政务公开":
        with pytest.raises(NotAReport):
            recognised(text)
    else:
        report = recognised(text)
        assert (keys(report), report.tables, report.broken is None) == ("一", {}, False)


@pytest.mark.parametrize("end", ["六、其他", None])
def test_a_page_out_of_the_middle_tells_nothing_of_what_stood_around_it(end: str | None, recognised: Recognise) -> None:
    row = TEXT.index("四、结转下年度")
    report = recognised(f"第 9 页\n{TEXT[row : TEXT.index(end) if end else None]}")
    assert keys(report) == ("四五" if end else "四五六")
    assert report.begins is not None
    assert report.begins.section == "四"
    assert all(report.unread(key) for key in ("标题", "导语", "一", "三", "全文"))
    assert not report.unread("四")
    assert (report.broken is not None) is bool(report.unread("六")) is bool(end)


def test_a_heading_that_is_missing_is_no_lost_beginning(recognised: Recognise) -> None:
    report = recognised(TEXT[TEXT.index("二、主动公开") :])
    assert (keys(report), report.begins) == ("二三四五六", None)


def test_half_a_label_is_no_name_that_signs(recognised: Recognise) -> None:
    report = recognised(_until("一、本年新收政府").partition("\n")[2])
    assert report.title is None
    assert report.broken is not None
    assert report.broken.words == "一、本年新收政府"
    assert report.signature.organ is None


@pytest.mark.parametrize(("words", "section"), [("6.属于四类", "三"), ("信息内容\n本年处理", "二")])
def test_a_page_that_is_whole_may_hold_a_text_that_breaks_off(words: str, section: str, recognised: Recognise) -> None:
    lines = "".join(f"<p>{line}</p>" for line in _until(words).splitlines())
    report = recognised(f"<html><body>{lines}</body></html>", ".html")
    assert report.broken is not None
    assert report.broken.section == section


def test_a_number_of_the_page_at_the_end_is_no_break(recognised: Recognise) -> None:
    assert recognised(f"{TEXT}\n- 5 -\n").broken is None
    assert recognised(f"{TEXT}\n5\n").broken is None
