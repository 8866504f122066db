"""The whole story in a browser, by the keyboard alone: from a new campaign to the ranking.

Every page that is come by is looked at as wide as on a desk and as narrow as on a phone: by axe, for words that are not
Chinese, for anything wider than the window.
Where HEGUI_PICTURES names a folder, pictures of the wide pages are put there, for the documentation.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from hegui.proving import edit
from hegui.proving.draft import load_draft
from hegui.proving.layouts import html_page
from tools.serving import served

pytestmark = pytest.mark.slow

_DESK, _PHONE = 1280, 390
"""Widths of windows."""
FIRST, PASSWORD = "chu-shi-mi-ma-01", "xin-de-mi-ma-2025"
UNIT = "甲县财政局"
UNREAD = "table4.行政复议.结果维持"
"""The cell that is not read: one of its digits was lost."""
ROSTER = f"单位名称,上级,层级\n甲县,某市,县级\n{UNIT},甲县,县直部门\n甲县教育局,甲县,县直部门\n"
_KEYS = """Object.fromEntries([...document.querySelectorAll("#keys dt")].map(
    key => [key.nextElementSibling.textContent, key.textContent.trim()]))"""
"""The key of each decision, as the page tells it."""
_WORDS = """() => {
    const shown = document.body.cloneNode(true);
    for (const technical of shown.querySelectorAll(".rule, code, pre, kbd, script")) technical.remove();
    return shown.innerText;
}"""
"""What a page says, but for what only technical colleagues look at."""
_LATIN = re.compile(r"[A-Za-z]{4,}")
_NAMES = re.compile(
    r"（[\w-]+）|[a-z0-9]+(?:[-_.][a-z0-9]+)+|Word|Excel|JSON|YAML|OFD|HTML|https?\S*|[\w-]+\.(?:html|csv|docx|zip|xlsx)\S*|Chrome|Linux|Markdown|Parquet|DuckDB|SARIF|JUnit|admin|reviewer|approver|caizheng|default|national|hegui"
)
"""Latin words that an office knows: programs, files, accounts, names of schemes."""


def _window(width: int) -> dict[str, int]:
    return {"width": width, "height": 900}


def _report(tmp_path: Path, name: str, **changes: Any) -> Path:
    """A report of the unit with these changes."""
    draft = edit(load_draft("bureau"), {"unit": UNIT, **changes})
    path = tmp_path / name
    path.write_bytes(html_page(draft))
    return path


class Person:
    """Somebody at the keyboard."""

    def __init__(self, browser: Any, address: str, account: str) -> None:
        self._context = browser.new_context(
            base_url=address, viewport=_window(_DESK), locale="zh-CN", accept_downloads=True
        )
        self.page = self._context.new_page()
        self.page.set_default_timeout(30_000)
        self._seen: set[str] = set()
        self.faults: list[str] = []
        """Of the pages that were looked at."""
        self.account = account
        self._pictures = os.environ.get("HEGUI_PICTURES")

    def sign_in(self, password: str = FIRST) -> None:
        """For the first time, which takes a new password."""
        self.go("/login")
        self.write("账号", self.account)
        self.write("密码", password)
        self.press("登录")
        self.write("现在的密码", password)
        self.write("新密码", PASSWORD)
        self.write("再输入一次", PASSWORD)
        self.press("更改")

    def go(self, place: str) -> None:
        self.page.goto(place)
        self.look()

    def write(self, label: str, text: str) -> None:
        self._reach(self.page.get_by_label(label, exact=True).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        """In a list, by its arrows."""
        field = self.page.get_by_label(label, exact=True).first
        self._reach(field)
        self.page.keyboard.press("Home")
        for _ in range(40):
            if field.evaluate("one => one.selectedOptions[0].text") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(option)

    def give(self, label: str, file: Path) -> None:
        self.page.get_by_label(label, exact=True).first.set_input_files(str(file))

    def press(self, name: str) -> None:
        """A button that leads to a page."""
        self._enter(self.page.get_by_role("button", name=name, exact=True).first)

    def press_here(self, name: str) -> None:
        """A button that changes something in the page."""
        self._reach(self.page.get_by_role("button", name=name, exact=True).first)
        self.page.keyboard.press("Enter")

    def follow(self, name: str) -> None:
        """A link."""
        self._enter(self.page.get_by_role("link", name=name).first)

    def sees(self, words: str) -> bool:
        return words in self.page.inner_text("main")

    def wait_for(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()
        self.look()

    def tick(self, label: str) -> None:
        self._reach(self.page.get_by_label(label, exact=True).first)
        self.page.keyboard.press("Space")

    def _enter(self, one: Any) -> None:
        self._reach(one)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def _reach(self, one: Any) -> None:
        """By the keyboard: it must take the focus, and be where Tab comes."""
        try:
            one.wait_for()
        except Error:
            raise AssertionError(f"{one} is not on {self.page.url}: {self.page.inner_text('main')}") from None
        one.focus()
        assert one.evaluate("one => one === document.activeElement && one.tabIndex >= 0")

    def look(self) -> None:
        """What holds for every page."""
        self.page.wait_for_load_state("load")
        kind = re.sub(r"\d+|[0-9a-f]{16}", "N", self.page.url.partition("?")[0])
        if kind in self._seen:
            return
        self._seen.add(kind)
        for width in (_PHONE, _DESK):
            self.page.set_viewport_size(_window(width))
            self._examine()

    def _examine(self) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        told = [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in grave]
        words = "" if "/rules/" in self.page.url else self.page.evaluate(_WORDS)  # rules are YAML
        latin = _LATIN.findall(_NAMES.sub("", words))
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if told or latin or wide > 0:
            self.faults.append(f"{self.page.url}: {told} {latin} {wide} px too wide")

    def picture(self, name: str) -> None:
        if self._pictures:
            self.page.screenshot(path=f"{self._pictures}/{name}.png", full_page=True)

    def leave(self) -> None:
        self._context.close()


def test_from_a_new_campaign_to_the_ranking(shared_place: str, browser: Any, tmp_path: Path) -> None:
    sound = _report(tmp_path, "甲县财政局年报-改正.html")
    faulty = _report(tmp_path, "甲县财政局年报.html", set={"table3.自然人.本年新收": 999, UNREAD: "1\ufffd"})
    with served(shared_place, tmp_path, HEGUI_ADMIN="admin", HEGUI_ADMIN_PASSWORD=FIRST) as address:
        people = {name: Person(browser, address, name) for name in ("admin", "caizheng", "reviewer", "approver")}
        admin, unit, reviewer, approver = people.values()
        admin.sign_in()
        _make_campaign(admin, tmp_path)
        _make_accounts(admin)
        for one in (unit, reviewer, approver):
            one.sign_in()
        _file(unit, faulty)
        _settle_what_was_not_read(reviewer)
        _review(reviewer)
        _sign(approver)
        _issue_notice(approver)
        _mend(unit, sound)
        _verify(reviewer)
        _rank(approver)
        _others(admin, reviewer, unit)
        for one in people.values():
            one.leave()
        faults = [fault for one in people.values() for fault in one.faults]
        assert not faults, "\n".join(faults)


def _make_campaign(admin: Person, tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text(ROSTER, encoding="utf-8-sig")
    admin.go("/campaigns/")
    admin.follow("新建批次")
    admin.write("名称", "2024 年度报告审查")
    admin.write("报告年度", "2024")
    admin.give("单位名册", roster)
    admin.press("新建")
    assert admin.sees("还没有报送") or admin.sees("未报送")


def _make_accounts(admin: Person) -> None:
    people = (
        ("caizheng", "单位经办", "报告单位", UNIT),
        ("reviewer", "复核甲", "复核人", "某市"),
        ("approver", "审批乙", "审批人", "某市"),
    )
    for account, name, role, unit in people:
        admin.go("/accounts/")
        admin.write("账号", account)
        admin.write("姓名", name)
        admin.write("初始密码", FIRST)
        admin.press("新建")
        admin.choose("角色", role)
        admin.write("单位", unit)
        admin.press("给予角色")
        assert admin.sees(f"{role}：{unit}")


def _file(unit: Person, report: Path) -> None:
    """A draft is checked in private; handed in, it is stopped by the gate, and filed all the same, with a reason."""
    unit.go("/check")
    unit.give("报告文件", report)
    unit.press("检查")
    assert unit.sees("报送时会被拦下")
    unit.go("/own/")
    unit.follow(UNIT)
    unit.give("报告文件", report)
    unit.press_here("报送")
    unit.wait_for("没有报送")
    unit.picture("gate")
    unit.write("确实不能改的，仍要报送，因为", "系统导出如此，正在核对")
    unit.press("报送")
    assert unit.sees("已报送")


def _wait_for_audit(person: Person) -> None:
    """Until the page, which asks by itself how far the audit is, has its result."""
    going = person.page.locator(".job").filter(has_text=re.compile("等待|正在"))
    going.wait_for(state="detached", timeout=120_000)
    person.page.wait_for_load_state("networkidle")


def _settle_what_was_not_read(reviewer: Person) -> None:
    """First what could not be judged: the digit is typed, and the report judged again."""
    reviewer.go("/campaigns/1/")
    _wait_for_audit(reviewer)
    reviewer.picture("board")
    reviewer.go("/campaigns/1/unjudged")
    reviewer.follow(UNIT)
    reviewer.picture("review")
    field = reviewer.page.locator(f'[name="cell-{UNREAD}"]')
    field.evaluate(
        "one => { for (let at = one; at; at = at.parentElement) if (at.tagName == 'DETAILS') at.open = true }"
    )
    reviewer._reach(field)
    reviewer.page.keyboard.press("Control+A")
    reviewer.page.keyboard.insert_text("0")
    reviewer.press("记下更正，重新判断")
    _wait_for_audit(reviewer)
    reviewer.go("/campaigns/1/unjudged")
    assert reviewer.sees("没有未能判断的")


def _item(person: Person, words: str) -> Any:
    return person.page.locator("[data-item]").filter(has_text=words).first


def _decide(person: Person, words: str, key: str, reason: str, state: str) -> None:
    """A finding by the keys of the review page: to it, the decision, the reason, Enter."""
    for _ in range(20):
        person.page.keyboard.press("j")
        if words in person.page.evaluate("document.activeElement.innerText"):
            break
    else:
        raise AssertionError(person.page.inner_text("main"))
    person.page.keyboard.press(key)
    person.page.keyboard.insert_text(reason)
    person.page.keyboard.press("Enter")
    _item(person, words).locator("small").first.filter(has_text=state).wait_for()


def _review(reviewer: Person) -> None:
    reviewer.go("/campaigns/1/findings")
    reviewer.picture("queue")
    reviewer.go("/campaigns/1/")
    reviewer.page.get_by_role("link", name=re.compile(r"^\d+(\.\d)?$")).first.focus()
    with reviewer.page.expect_navigation():
        reviewer.page.keyboard.press("Enter")
    reviewer.look()
    of = reviewer.page.evaluate(_KEYS)
    _decide(reviewer, "自然人列", of["认定属实"], "与原件核对，确实不平", "属实")
    _decide(reviewer, "自然人申请24件", of["提请认定不成立"], "正文所称是对的，表中填错", "提请")
    reviewer.picture("decided")


def _sign(approver: Person) -> None:
    approver.go("/campaigns/1/findings?wants=sign")
    approver.follow("正文称")
    approver.write("理由", "同意")
    approver.press("认定不成立")
    assert approver.sees("不成立")


def _issue_notice(approver: Person) -> None:
    """A dismissal has changed the score: it is audited again before a notice goes out."""
    _fill_in_notice(approver)
    assert approver.sees("未能签发")
    approver.go("/campaigns/1/")
    _wait_for_audit(approver)
    _fill_in_notice(approver)
    assert approver.sees("某政公开改〔2025〕1号")


def _fill_in_notice(approver: Person) -> None:
    approver.go("/campaigns/1/notices/")
    approver.follow("签发通知")
    approver.write("文号", "某政公开改〔2025〕{n}号")
    approver.write("发文机关", "某市人民政府办公室")
    approver.page.get_by_label("整改期限", exact=True).fill("2099-01-31")
    approver.tick(f"选择：{UNIT}")
    approver.press("签发")


def _mend(unit: Person, report: Path) -> None:
    unit.go("/findings/")
    unit.follow("某政公开改〔2025〕1号")
    unit.write("整改情况或者理由", "已按原件改正表三")
    unit.give("改正后的报告（不用改报告的可不传）", report)
    unit.press("整改完成")
    assert unit.sees("待核实")


def _verify(reviewer: Person) -> None:
    reviewer.go("/campaigns/1/notices/")
    reviewer.follow("某政公开改〔2025〕1号")
    _wait_for_audit(reviewer)
    reviewer.follow("第 1 次与第 2 次对照")
    assert reviewer.sees("999")
    reviewer.picture("beside")
    reviewer.page.go_back()
    reviewer.write("整改情况或者理由", "对照无误")
    reviewer.press("核实通过")
    assert reviewer.sees("已核实")
    reviewer.picture("notice")


def _rank(approver: Person) -> None:
    approver.go("/campaigns/1/overview")
    assert approver.sees(UNIT)
    row = approver.page.get_by_role("row").filter(has_text=UNIT).first.inner_text().split()
    assert row[0] == "1"
    approver.picture("overview")
    approver.page.emulate_media(media="print")
    assert not approver.page.locator("header").is_visible(), "the menu is not printed"
    approver.page.emulate_media(media="screen")


def _others(admin: Person, reviewer: Person, unit: Person) -> None:
    """The pages that the story does not come by."""
    for place in (
        "/log/",
        "/hooks/",
        "/sessions",
        "/rules/",
        "/campaigns/1/edit",
        "/campaigns/1/outputs",
        "/campaigns/1/files",
    ):
        admin.go(place)
    reviewer.go("/rules/table3-column-balance/")
    reviewer.go("/rules/write")
    reviewer.go("/campaigns/1/remind")
    unit.go("/own/")
    unit.follow(UNIT)
