"""Rules in the browser: looked at, written, tried, and taken into the office's own pack by two people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from office_at_work import Office

import hegui
from environments import ROOT
from hegui.history.models import Finding
from hegui.proving import HTML, edit, load_draft
from hegui.web import jobs, own_pack, worker
from hegui.web.models import Proposal, ProposalState
from hegui.web.office import file_report
from hegui.web.roles import Role
from hegui.web.setup import Setup, current

pytestmark = pytest.mark.slow

RULE = """\
id: merged-hotlines
title: 不再提及已归并的热线
basis: {document: 国办发〔2020〕53号}
severity: info
check: pattern
scope: 正文
forbid: ['1231[258](?=热线)']
message: 报告提到已归并的热线“{词}”
advice: 改写为 12345 热线。
cases:
  - fail: {append: {一: 全年受理12315热线来电120件。}}
    quote: "12315"
  - pass: {append: {一: 全年受理12345热线来电120件。}}
"""
PAGE = "rules/wording/merged-hotlines.yaml"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "本单位"
    own_pack.make(folder)
    before = current.setup
    current.setup = Setup(rules=(str(folder),), own=str(folder))
    yield folder
    current.setup = before


@pytest.fixture
def signing(office: Office) -> Office:
    office.user("chief", Role.ADMINISTRATOR)
    return office


def _post(office: Office, do: str, text: str = RULE, account: str = "reviewer", **more: Any) -> Any:
    data = {"do": do, "category": "wording", "content": text, "sample": "", **more}
    return office.client(account).post(reverse("rule-write"), data)


def _sign(office: Office, account: str, do: str = "agree", reason: str = "") -> Any:
    number = Proposal.objects.latest("pk").pk
    return office.client(account).post(reverse("proposal-sign", args=[number]), {"do": do, "reason": reason})


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_rules_are_found_by_pack_category_severity_and_words(office: Office) -> None:
    client = office.client("unit")
    every = hegui.list_rules(current.setup.loaded())
    page = _text(client.get(reverse("rules")))
    assert all(rule["id"] in page for rule in every)
    page = _text(client.get(reverse("rules"), {"category": "tables", "severity": "error", "q": "平衡"}))
    shown = [rule for rule in every if f">{rule['id']}<" in page]
    assert shown
    assert all(rule["category"] == "tables" and rule["severity"] == "error" for rule in shown)
    assert "没有这样的规则" in _text(client.get(reverse("rules"), {"pack": "nonsense"}))


def test_a_rule_is_explained_as_on_the_command_line(office: Office) -> None:
    lines = hegui.explain_rule(current.setup.loaded(), "table3-column-balance")
    page = _text(office.client("reviewer").get(reverse("rule", args=["table3-column-balance"])))
    assert lines
    assert all(text in unescape(page) for _, text in lines)
    answer = office.client("reviewer").get(reverse("rule", args=["table3-column-balance"]), {"province": "湖男省"})
    assert (answer.status_code, "湖南" in _text(answer)) == (400, True)
    assert office.client("reviewer").get(reverse("rule", args=["no-such-rule"])).status_code == 404


def test_what_holds_in_a_place(office: Office) -> None:
    client = office.client("unit")
    page = _text(client.get(reverse("rules-at"), {"unit": "湖南省怀化市鹤城区财政局", "year": 2024}))
    assert "湖南省怀化市鹤城区" in page
    assert "hunan-notice-year" in page
    assert "次年1月31日" in page
    answer = client.get(reverse("rules-at"), {"unit": "某局", "year": 2024})
    assert (answer.status_code, "看不出在哪个省" in _text(answer)) == (400, True)


def test_a_rule_is_checked_its_cases_run_and_tried(office: Office) -> None:
    page = _text(_post(office, "check", sample="county"))
    assert "用例全部通过" in page
    assert "结论</dt><dd>符合" in page
    report = SimpleUploadedFile("报告.html", next((ROOT / "reports").glob("05-*")).read_bytes())
    page = _text(_post(office, "check", RULE.replace("1231[258](?=热线)", "政府信息"), report=report))
    assert "结论</dt><dd>不符合" in page
    assert "应为符合，实为不符合" in page, "its cases tell that the rule is not what it says"


def test_what_one_begins_with_is_sound(office: Office) -> None:
    page = _text(office.client("reviewer").get(reverse("rule-write")))
    given = re.search(r"<textarea[^>]*name=\"content\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert given
    answer = _text(_post(office, "check", unescape(given[1]).lstrip()))
    assert "用例全部通过" in answer, answer


def test_a_mistake_is_told_with_its_line_and_the_nearest_word(office: Office) -> None:
    page = _text(_post(office, "check", RULE.replace("forbid:", "forbidd:")))
    assert "第 7 行第 1 字：不认识的键“forbidd”，最接近的是“forbid”" in page
    assert "没有错误" not in page


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch {made}']\n",
        "id: a\ntitle: !!python/object/apply:os.system ['touch {made}']\n",
        "id: &a merged-hotlines\ntitle: *a\n",
        RULE.replace("forbid: ['1231[258](?=热线)']", "forbid: ['(a+)+$']"),
        RULE.replace("{词}", "{词.__class__.__mro__}"),
        "\x00\x01",
        "[" * 20000,
    ],
)
def test_what_is_written_never_runs(office: Office, tmp_path: Path, text: str) -> None:
    made = tmp_path / "ran"
    answer = _post(office, "check", text.replace("{made}", str(made)))
    assert answer.status_code in (200, 400, 409)
    assert not made.exists()


def test_a_rule_file_is_downloaded_as_it_was_written(office: Office) -> None:
    answer = _post(office, "download", RULE.replace("\n", "\r\n"))
    assert answer.content.decode() == RULE
    assert "merged-hotlines.yaml" in answer.headers["Content-Disposition"]


def test_two_people_bring_a_rule_into_the_pack(signing: Office, own: Path) -> None:
    assert _post(signing, "propose", reason="县里统一用 12345").status_code == 302
    assert _sign(signing, "admin").status_code == 403, "the pack is for all units, he is for one county"
    assert _sign(signing, "chief").status_code == 302
    assert (own / PAGE).read_text("utf-8") == RULE
    assert current.setup.loaded().ruleset.rule("merged-hotlines"), "it holds at once"
    assert "merged-hotlines" in _text(signing.client("unit").get(reverse("rules")))
    assert Proposal.objects.get().state == ProposalState.TAKEN
    assert _sign(signing, "city").status_code == 409, "settled"


def test_the_next_audit_judges_by_what_was_taken(signing: Office, own: Path) -> None:
    _post(signing, "propose", reason="县里统一用 12345")
    _sign(signing, "chief")
    draft = edit(load_draft("bureau"), {"append": {"一": "全年受理12315热线来电120件。"}})
    file_report(signing.campaign, "报告.html", HTML.render(draft), signing.users["city"])
    jobs.enqueue(signing.campaign, signing.users["city"])
    while job := jobs.take("甲"):
        worker.do(job, current.setup)
    assert Finding.objects.filter(rule="merged-hotlines").count() == 1


def test_nobody_signs_what_he_has_written(signing: Office, own: Path) -> None:
    assert _post(signing, "propose", account="chief", reason="要").status_code == 302
    answer = _sign(signing, "chief")
    assert (answer.status_code, "须由另一人审批" in _text(answer)) == (409, True)
    assert not (own / PAGE).exists()
    assert _sign(signing, "chief", do="refuse", reason="写错了").status_code == 302, "taken back"
    assert Proposal.objects.get().state == ProposalState.REFUSED


def test_what_is_not_sound_is_not_proposed(signing: Office, own: Path) -> None:
    for text, words in (
        (RULE.replace("severity: info", "severity: grave"), "第 4 行"),
        (RULE.replace("12345热线来电", "12315热线来电"), "用例没有通过"),
    ):
        answer = _post(signing, "propose", text, reason="试")
        assert (answer.status_code, words in _text(answer)) == (409, True)
    assert "请写明理由" in _text(_post(signing, "propose"))
    assert not Proposal.objects.exists()


def test_nothing_is_written_over_what_nobody_has_seen(signing: Office, own: Path) -> None:
    _post(signing, "propose", reason="县里统一用 12345")
    (own / PAGE).parent.mkdir(parents=True)
    changed = RULE.replace("info", "warning")
    (own / PAGE).write_text(changed, "utf-8")
    answer = _sign(signing, "chief")
    assert (answer.status_code, "有了改动" in _text(answer)) == (409, True)
    assert (own / PAGE).read_text("utf-8") == changed
    assert Proposal.objects.get().state == ProposalState.PROPOSED


def test_a_pack_that_breaks_leaves_the_rules_before_it(own: Path) -> None:
    before = current.setup.loaded()
    (own / "rules/wording").mkdir(parents=True)
    (own / "rules/wording/broken.yaml").write_text("id: broken\n", "utf-8")
    assert current.setup.loaded() is before
    with pytest.raises(hegui.RulesError):
        replace(current.setup, province="湖南省").loaded()


def test_without_a_pack_nothing_is_proposed(office: Office) -> None:
    assert "--own-rules" in _text(_post(office, "propose", reason="要"))
