"""A unit fills in its form: what goes on from last year, what does not balance, and that nobody else sees it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from office_at_work import PASSWORD, Office

import hegui
from hegui.web import sheets
from hegui.web.forms import SheetForm
from hegui.web.models import Sheet, Standing, StandingState
from hegui.web.roles import Role


def _place(office: Office, name: str = "sheet", unit: str = "甲县财政局") -> str:
    return reverse(name, args=[office.campaign.pk, office.units[unit].pk])


def _fields(office: Office) -> dict[str, str]:
    """The fields of cells and sections by their names."""
    form = hegui.FilledForm.of("甲县财政局", office.campaign.year)
    return {name: field for field, name in SheetForm.fields_of(form).items()}


def _save(client: Client, office: Office, seen: int = 0, headers: Any = None, **given: str) -> Any:
    fields = _fields(office)
    data = {fields.get(name, name): text for name, text in given.items()}
    return client.post(_place(office), {"seen": seen, **data}, headers=headers)


def test_what_is_saved_is_in_the_page_and_in_the_document(office: Office) -> None:
    client = office.client("unit")
    given = {"一": "本年主动公开信息30条。\n公开平台1个。", "table3.本年新收.自然人": "5", "day": "2025-01-10"}
    assert _save(client, office, **given).status_code == 302
    page = client.get(_place(office)).content.decode()
    assert "本年主动公开信息30条。" in page
    assert f'name="{_fields(office)["table3.本年新收.自然人"]}" value="5"' in page
    answer = client.get(_place(office, "sheet-document"))
    assert "attachment" in answer.headers["Content-Disposition"]
    texts = [one.text for one in Document(io.BytesIO(answer.content)).paragraphs]
    assert texts[0] == "甲县财政局2024年政府信息公开工作年度报告"
    assert "公开平台1个。" in texts
    assert texts[-1] == "2025年1月10日"
    assert Standing.objects.get().state == StandingState.DRAFT


def test_what_does_not_balance_is_told_while_it_is_typed(office: Office) -> None:
    fields, client = _fields(office), office.client("unit")
    typed = {field: "0" for name, field in fields.items() if "." in name}
    assert "没有查出问题" in client.get(_place(office, "sheet-check"), typed).content.decode()
    typed[fields["table3.本年新收.自然人"]] = "5"
    told = client.get(_place(office, "sheet-check"), typed).content.decode()
    assert "自然人" in told
    assert f'href="#{fields["table3.本年新收.自然人"]}"' in told
    assert not Sheet.objects.exists(), "nothing is kept of it"


def test_of_two_who_save_the_second_is_told_and_loses_nothing(office: Office) -> None:
    first, second = office.client("unit"), office.client("unit")
    assert _save(first, office, 六="第一个人写的").status_code == 302
    answer = _save(second, office, 六="第二个人写的")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "刚刚保存过" in page
    assert "第二个人写的" in page
    assert Sheet.objects.get().content["texts"]["六"] == "第一个人写的"
    assert _save(second, office, seen=1, 六="两人商量过的").status_code == 302


def test_the_page_saves_by_itself_and_over_nobody(office: Office) -> None:
    client, itself = office.client("unit"), {"HX-Request": "true"}
    assert 'hx-trigger="input ' in client.get(_place(office)).content.decode()
    saved = _save(client, office, headers=itself, 六="写了一半")
    assert (saved.status_code, 'name="seen" value="1"' in saved.content.decode()) == (200, True)
    assert "<form" not in saved.content.decode()
    assert _save(client, office, seen=1, headers=itself, 六="写了一半，接着写").status_code == 200
    other = _save(office.client("unit"), office, seen=1, headers=itself, 六="另一页写的")
    page = other.content.decode()
    assert (other.status_code, "刚刚保存过" in page, 'value="1"' in page) == (409, True, True)
    assert Sheet.objects.get().content["texts"]["六"] == "写了一半，接着写"
    late = _save(office.client("unit"), office, seen=1, 六="另一页写的").content.decode()
    assert "另一页写的" in late
    assert 'hx-trigger="input ' not in late, "over another's a person saves by hand"


def test_what_is_saved_after_the_session_leads_back_to_the_form(office: Office) -> None:
    client, place = Client(), _place(office)
    login = _save(client, office, headers={"Referer": f"http://testserver{place}"}, 六="晚了").headers["Location"]
    assert "没有登记" in client.get(login).content.decode()
    assert client.post(login, {"account": "unit", "password": PASSWORD}).headers["Location"] == place


@pytest.mark.parametrize(("name", "text"), [("table3.本年新收.自然人", "1" * 21), ("day", "去年")])
def test_what_is_typed_wrong_is_told_and_kept_in_the_page(office: Office, name: str, text: str) -> None:
    answer = _save(office.client("unit"), office, **{name: text})
    assert answer.status_code == 409
    assert "没有保存" in answer.content.decode()
    assert not Sheet.objects.exists()


def test_only_the_unit_sees_its_form(office: Office) -> None:
    office.user("foreign", Role.UNIT, "乙县财政局")
    _save(office.client("unit"), office, 六="内部的话")
    for account in ("foreign", "reviewer", "admin", "city", "auditor"):
        for name in ("sheet", "sheet-check", "sheet-document"):
            assert office.client(account).get(_place(office, name)).status_code in (403, 404), (account, name)


def test_last_years_figures_go_on(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    form = hegui.FilledForm.of("甲县财政局", 2023, cells={"table3.结转下年度.自然人": "3"})
    (tmp_path / "上年.html").write_bytes(form.page())
    run = hegui.Project(cache=False).audit(tmp_path / "上年.html")
    from hegui.web import jobs

    jobs.history().save(run)
    sheet = sheets.saved(office.campaign, office.units["甲县财政局"])
    assert sheets.form_of(sheet).cells["table3.上年结转.自然人"] == "3"


def test_a_year_without_a_form_is_told(office: Office) -> None:
    office.campaign.year = 2012
    office.campaign.save()
    assert office.client("unit").get(_place(office)).status_code == 404
