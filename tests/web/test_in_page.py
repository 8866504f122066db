"""What pages do in the browser itself: keys that cannot be obeyed, all chosen at once, a form that saves itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from office_at_work import OWN, Office

from hegui import web
from hegui.history.models import Finding
from hegui.history.state import Review
from hegui.web.models import Sheet

_STATIC = Path(web.__file__).parent


@pytest.fixture
def page(browser: Any) -> Any:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _open(page: Any, office: Office, account: str, address: str) -> None:
    client = office.client(account)

    def serve(route: Any) -> None:
        asked = route.request
        parts = urlsplit(asked.url)
        if parts.path.startswith("/static/"):
            route.fulfill(path=_STATIC / parts.path.removeprefix("/"))
            return
        sent = {"data": asked.post_data or "", "content_type": asked.headers.get("content-type", "")}
        more = sent if asked.method == "POST" else {}
        address = asked.url.removeprefix("http://testserver")
        answer = client.generic(asked.method, address, headers=asked.headers, **more)
        if 300 <= answer.status_code < 400:
            answer = client.get(answer.headers["Location"])
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    page.route("**/*", serve)
    page.goto(f"http://testserver{address}")


def test_after_a_key_that_cannot_be_obeyed_what_is_typed_does_nothing(page: Any, office: Office) -> None:
    _open(page, office, "reviewer", reverse("report", args=[office.report("甲县财政局").pk]))
    page.keyboard.press("j")
    page.keyboard.press("s")
    assert "现在不能按 s" in page.inner_text("#told")
    for key in "cyj":
        page.keyboard.press(key)
    assert (Finding.objects.get(pk=OWN).claimed, page.evaluate("document.activeElement.tagName")) == ("", "ARTICLE")
    page.keyboard.press("Escape")
    assert page.inner_text("#told") == ""
    page.keyboard.press("y")
    assert page.evaluate("document.activeElement.name") == "reason"


def test_all_of_a_page_are_chosen_at_once_and_enter_alone_does_nothing(page: Any, office: Office) -> None:
    _open(page, office, "reviewer", reverse("queue", args=[office.campaign.pk]))
    page.get_by_role("button", name="认定属实").click()
    assert page.is_visible("#none-chosen")
    page.get_by_label("全选").focus()
    page.keyboard.press("Space")
    assert page.is_hidden("#none-chosen")
    page.get_by_label("对选中的，理由").fill("原件如此")
    page.keyboard.press("Enter")
    assert not Finding.objects.exclude(claimed="").exists()
    page.get_by_role("button", name="认定属实").click()
    page.get_by_text("已登记 2 处").wait_for()
    assert Finding.objects.get(pk=OWN).review == Review.CONFIRMED


def test_the_form_of_a_year_saves_itself(page: Any, office: Office) -> None:
    page.clock.install()
    _open(page, office, "unit", reverse("sheet", args=[office.campaign.pk, office.units["甲县财政局"].pk]))
    for number, text in enumerate(("写了一半", "写完了"), 1):
        page.locator(".sheet textarea").first.fill(text)
        page.clock.run_for(11_000)
        page.locator(f"#saved input[value='{number}']").wait_for(state="attached")
        assert text in Sheet.objects.get().content["texts"].values()
    assert "由unit某" in page.inner_text("#saved")
