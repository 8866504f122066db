"""The page as a person uses it, in a browser."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]
Look = Callable[..., Any]
County = Callable[..., Json]
Listed = Callable[..., Json]

IN_VIEW = """element => {
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return element === top || element.contains(top);
}"""
"""Whether the middle of an element is what the reader sees there."""


ROWS_SHOWN = """() => new Promise(done => {
    const seen = block => {
        const box = block.getBoundingClientRect();
        return box.top >= innerHeight || box.bottom <= 0 || block.childElementCount > 0;
    };
    const look = () =>
        [...document.querySelectorAll("#league .block")].every(seen) ? done() : requestAnimationFrame(look);
    look();
})"""
"""Wait until no part of the list in the window is without its rows."""


def names(page: Any) -> list[str]:
    return list(page.locator("#league .block .name").all_inner_texts())


def test_the_overview_shows_its_charts_with_words_beside_them(look: Look, county: County) -> None:
    page = look(county(30))
    charts = page.locator("#overview svg[role=img]")
    assert charts.count() == 3
    for label in charts.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"):
        assert label.startswith(("得分分布。", "各组平均扣分。", "被扣分的 22 家单位。"))
    page.get_by_text("以表格查看").first.click()
    assert page.locator("figure table").first.is_visible()


def test_text_is_never_taken_for_markup_whoever_tries(
    browser: Any, save: Callable[[Json], Path], county: County
) -> None:
    page = browser.new_page()
    page.goto(save(county(2)).as_uri())
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
    page.close()


def test_filters_narrow_the_list_together(look: Look, county: County) -> None:
    page = look(county(30), "#/units")
    assert len(names(page)) == 30
    page.locator("#filter").get_by_label("组别").select_option(label="乡镇人民政府")
    assert len(names(page)) == 10
    page.locator("#filter").get_by_label("程度").select_option(label="有提示")
    assert names(page) and all("镇人民政府" in name for name in names(page))
    assert page.locator("#shown").inner_text() == f"共 30 家，列出 {len(names(page))} 家"
    page.get_by_role("button", name="清除").click()
    page.get_by_label("单位或文件").fill("第17")
    assert names(page) == ["清河县第17局"]
    page.locator("#filter").get_by_label("等级").select_option(label="未能审查")
    assert page.get_by_text("没有符合条件的单位。").is_visible()


def test_a_common_fault_leads_to_the_units_that_have_it(look: Look, county: County) -> None:
    page = look(county(16))
    page.get_by_role("link", name="规则balance").click()
    page.wait_for_selector("#league .block .row")
    assert sorted(names(page)) == sorted(
        f"清河县第{number}{'镇人民政府' if number % 3 == 0 else '局'}" for number in range(1, 16, 4)
    )


def test_a_heading_sorts_and_sorts_back(look: Look, county: County) -> None:
    page = look(county(20), "#/units")
    heading = page.get_by_role("columnheader", name="得分")

    def scores() -> list[float]:
        return [float(text) for text in page.locator("#league .block .total").all_inner_texts()]

    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert scores() == sorted(scores(), reverse=True)
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert scores() == sorted(scores())


def test_what_has_no_score_comes_last(look: Look, county: County, several: Json, listed: Listed) -> None:
    record = county(5)
    record["reports"].insert(0, next(report for report in several["reports"] if report["score"] is None))
    record["corpus"]["units"] = [listed("清河县档案局")]
    page = look(record, "#/units")
    for _ in range(2):
        page.get_by_role("columnheader", name="得分").get_by_role("button").click()
        assert names(page)[-2:] == ["报告/扫描件.pdf", "清河县档案局"]
    page.get_by_role("link", name="报告/扫描件.pdf").click()
    assert page.get_by_text("这是 PDF 文件").last.is_visible()
    page.goto(page.url.replace("#/units/0", "#/units/6"))
    assert page.get_by_text("没有见到它的报告").is_visible()


def test_a_click_on_a_finding_shows_its_cell_and_back(look: Look, county: County) -> None:
    page = look(county(4), "#/units/1")
    cell = page.locator(".paper td .mark", has_text="7")
    assert not cell.evaluate(IN_VIEW)
    page.locator(".finding", has_text="总计列不平衡").click()
    assert cell.evaluate(IN_VIEW)
    assert cell.evaluate("cell => cell.matches('.chosen.error') && document.activeElement === cell")
    assert cell.evaluate("cell => cell.closest('tr').firstChild.textContent") == "结转下年度"
    page.locator(".paper mark", has_text="196件").click()
    finding = page.locator(".finding", has_text="正文与表三")
    assert finding.evaluate("finding => finding.matches('.chosen')")
    assert not cell.evaluate("cell => cell.matches('.chosen')")


def test_places_are_found_by_keyboard(look: Look, county: County) -> None:
    page = look(county(4), "#/units/1")
    page.locator(".finding", has_text="正文与表三").get_by_role("button").focus()
    page.keyboard.press("Enter")
    marked = page.locator(".paper mark.chosen", has_text="196件")
    assert marked.inner_text() == "新收政府信息公开申请196件"
    assert marked.evaluate("mark => document.activeElement === mark")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.finding') !== null")
    page.keyboard.press("Enter")
    assert page.locator(".paper td .mark.chosen").last.evaluate(IN_VIEW)


def test_what_could_not_be_judged_stands_apart(look: Look, county: County) -> None:
    page = look(county(1), "#/units/0")
    assert page.locator(".findings").get_by_text("没有发现问题。").is_visible()
    assert page.locator(".open").get_by_text("表四未能识别").is_visible()
    assert page.locator(".findings").get_by_text("表四未能识别").count() == 0


def test_a_waived_finding_costs_nothing_and_says_why(look: Look, county: County) -> None:
    record = county(2)
    report = record["reports"][1]
    waiver = {"reason": "上级另有规定", "approver": "张某", "date": "2025-03-01", "expires": None}
    report["verdicts"][0]["findings"][0]["waiver"] = waiver
    report["score"]["before_waivers"] = {"total": 81.5, "grade": "合格"}
    page = look(record, "#/units/1")
    finding = page.locator(".finding.waived")
    assert finding.get_by_text("上级另有规定（张某 2025-03-01 批准），不扣分").is_visible()
    assert "扣 3 分" not in finding.inner_text()
    assert page.get_by_text("81.5 分，合格").is_visible()
    page.get_by_role("link", name="返回单位一览").click()
    assert page.locator("#league .block .row", has_text="第1局").locator(".count.error").inner_text() == ""


def test_what_comparison_found_stands_with_each_unit_concerned(look: Look, county: County) -> None:
    record = county(3)
    text = "总体情况良好。"
    evidence = [
        {"section": "一", "quote": text, "paragraph": 2, "start": 0, "end": len(text), "unit": unit, "year": 2024}
        for unit in ("清河县第1局", "清河县第二局")
    ]
    near = _corpus_verdict("near-duplicate", ["清河县第1局", "清河县第二局"], "两份报告雷同", evidence)
    record["corpus"]["verdicts"] = [near]
    record["reports"][2]["unit"]["roster"] = "清河县第二局"
    page = look(record, "#/units/2")
    assert page.locator("#unit h1").inner_text() == "清河县第二局"
    finding = page.locator(".finding", has_text="两份报告雷同")
    assert finding.get_by_text("清河县第1局2024 年度：第一部分，第 2 段").is_visible()
    finding.get_by_role("button", name="在原文中查看").click()
    assert page.locator(".paper mark.chosen").all_inner_texts() == [text]
    page.goto(page.url.replace("#/units/2", "#/units/0"))
    page.locator("#unit h1", has_text="第0镇").wait_for()
    assert page.locator("#unit").get_by_text("两份报告雷同").count() == 0


def _corpus_verdict(rule: str, units: list[str], message: str, evidence: list[Json]) -> Json:
    finding = {
        "message": message,
        "advice": "核对后改正。",
        "basis": "国办公开办函〔2021〕30号",
        "key": "处",
        "fingerprint": "0123456789abcdef",
        "units": units,
        "year": 2024,
        "evidence": evidence,
    }
    about = {"rule": rule, "title": f"规则{rule}", "pack": "national", "category": "corpus", "severity": "warning"}
    return {**about, "verdict": "fail", "reason": "", "findings": [finding]}


HOSTILE = "</script><script>document.title='x'</script><img src=x onerror=alert(1)>\u202e\x07 javascript:alert(1)"


def test_hostile_text_is_shown_and_does_nothing(look: Look, county: County) -> None:
    record = county(2)
    report = record["reports"][1]
    report["unit"]["name"] = report["source"]["path"] = HOSTILE
    report["passages"][1]["text"] = HOSTILE
    report["cells"] = [
        {"table": "table3", "row": "上年结转", "column": "其他", "raw": HOSTILE * 1000, "kind": "text", "how": "exact"}
    ]
    report["tables"]["table3"]["上年结转"]["其他"] = None
    report["tables"]["table3"][HOSTILE] = {HOSTILE: 1}
    report["verdicts"][0]["findings"][0] |= {"message": HOSTILE, "advice": HOSTILE, "basis": HOSTILE}
    report["verdicts"][0]["findings"][0]["evidence"][0]["quote"] = HOSTILE
    page = look(record, "#/units/1")
    shown = page.locator("#unit").inner_text()
    assert "<script>document.title='x'</script>" in shown
    assert "\u202e" not in shown and "\x07" not in shown
    assert page.locator("#unit img, #unit script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.get_by_role("link", name="返回单位一览").click()
    assert page.locator("#league img").count() == 0
    for link in page.locator("a").all():
        assert (link.get_attribute("href") or "").startswith("#/")


def test_three_thousand_units_open_and_scroll(look: Look, county: County) -> None:
    page = look(county(3000), "#/units")
    rows = "document.querySelectorAll('#league .block .row').length"
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height > 3000 * 30
    most = 0
    for step in range(math.ceil(height / 9000) + 1):
        page.evaluate(f"scrollTo(0, {step * 9000})")
        page.evaluate(ROWS_SHOWN)
        most = max(most, page.evaluate(rows))
    assert most <= 200
    assert page.locator("#league .block .row").last.get_attribute("aria-rowindex") == "3001"
    page.goto(page.url.replace("#/units", "#/units/2999"))
    page.locator("#unit h1", has_text="第2999局").wait_for()


@pytest.mark.parametrize("address", ["#/", "#/units", "#/units/1"])
def test_a_phone_shows_all_of_it(address: str, look: Look, county: County) -> None:
    page = look(county(12), address, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_paper_gets_all_rows_and_no_controls(look: Look, county: County) -> None:
    page = look(county(300), "#/units")
    assert page.locator("#league .block .row").count() < 300
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert page.locator("#league .block .row").count() == 300
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible()
    assert not page.locator(".masthead nav").is_visible()
    page.goto(page.url.replace("#/units", "#/units/1"))
    text = page.locator(".text")
    assert text.evaluate("text => text.scrollHeight <= text.clientHeight + 1")
