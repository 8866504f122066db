"""From a finding to its end: claimed, confirmed, asked and answered, proposed by one and signed by another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from office_at_work import FOREIGN, OWN, SHARED, Office, make_notice

from handmade import _run, _verdict, audit_made_up
from hegui.history.history import History
from hegui.history.models import Finding
from hegui.history.state import Deed, Review
from hegui.model.verdict import DecisionState
from hegui.web.models import Operation, Standing, StandingState
from hegui.web.roles import Role


def _do(office: Office, account: str, deed: Deed, reason: str = "理由", seen: int | None = None, **more: Any) -> Any:
    finding = Finding.objects.get(pk=OWN)
    data = {"deed": deed, "reason": reason, "seen": finding.number if seen is None else seen, **more}
    return office.client(account).post(reverse("act", args=[OWN]), data)


def _review() -> str:
    return Finding.objects.get(pk=OWN).review


def test_a_dismissal_takes_two(office: Office, workbench: str) -> None:
    office.user("both", Role.REVIEWER, "甲县").appointments.create(role=Role.APPROVER, unit=office.units["甲县"])
    assert _do(office, "approver", Deed.DISMISS).status_code == 409, "nobody has proposed it"
    assert _do(office, "both", Deed.PROPOSE_DISMISSAL, "网站记录显示按期发布").status_code == 302
    assert _review() == Review.OPEN
    own = _do(office, "both", Deed.DISMISS)
    assert (own.status_code, "须由另一人审批" in own.content.decode()) == (409, True)
    assert _do(office, "approver", Deed.ACCEPT).status_code == 409, "that is not what was proposed"
    assert _do(office, "approver", Deed.DISMISS, "").status_code == 302
    assert _review() == Review.DISMISSED
    decided = History(workbench).decisions()[OWN]
    assert (decided.state, decided.reason) == (DecisionState.DISMISSED, "网站记录显示按期发布")
    assert decided.by == "approver某（approver）"


def test_what_is_refused_is_open_again(office: Office) -> None:
    _do(office, "reviewer", Deed.PROPOSE_DISMISSAL)
    assert _do(office, "approver", Deed.REFUSE, "").status_code == 409, "a reason is needed"
    assert _do(office, "approver", Deed.REFUSE, "原件无误").status_code == 302
    assert (_review(), Finding.objects.get(pk=OWN).proposed) == (Review.OPEN, "")


def test_an_acceptance_has_its_day(office: Office) -> None:
    today = timezone.localdate()
    for until in ("", "明天", str(today - timedelta(days=1))):
        assert _do(office, "reviewer", Deed.PROPOSE_ACCEPTANCE, until=until).status_code == 409
    assert _do(office, "reviewer", Deed.PROPOSE_ACCEPTANCE, until=str(today)).status_code == 302
    assert _do(office, "approver", Deed.ACCEPT, until="2999-01-01").status_code == 302
    finding = Finding.objects.get(pk=OWN)
    assert (finding.review, finding.until) == (Review.ACCEPTED, today)


def test_a_unit_is_asked_and_answers(office: Office) -> None:
    assert _do(office, "unit", Deed.ANSWER).status_code == 404, "it has not been asked"
    assert _do(office, "reviewer", Deed.ASK, "请说明").status_code == 302
    page = office.client("unit").get(reverse("finding", args=[OWN])).content.decode()
    assert "请说明" in page
    assert _do(office, "unit", Deed.CONFIRM).status_code == 403
    assert _do(office, "unit", Deed.ANSWER, "系统导出有误，已更正").status_code == 302
    assert _review() == Review.OPEN
    page = office.client("unit").get(reverse("finding", args=[OWN])).content.decode()
    assert "系统导出有误，已更正" in page
    assert "正在复核" in page
    _do(office, "reviewer", Deed.PROPOSE_DISMISSAL, "内部意见")
    page = office.client("unit").get(reverse("finding", args=[OWN])).content.decode()
    assert "提请" not in page and "内部意见" not in page
    page = office.client("reviewer").get(reverse("finding", args=[OWN])).content.decode()
    assert "系统导出有误，已更正" in page
    assert "unit某（unit）" in page


def test_an_answer_comes_with_its_evidence(office: Office) -> None:
    _do(office, "reviewer", Deed.ASK, "请说明")
    seen = Finding.objects.get(pk=OWN).number
    file = SimpleUploadedFile("登记簿/第3页.pdf", b"%PDF-1.7 evidence")
    given = {"deed": Deed.ANSWER, "reason": "见登记簿", "seen": seen, "file": file}
    assert office.client("unit").post(reverse("act", args=[OWN]), given).status_code == 302
    (kept,) = Finding.objects.get(pk=OWN).attachments.all()
    address = reverse("attachment", args=[OWN, kept.pk])
    for account in ("unit", "reviewer"):
        assert address in office.client(account).get(reverse("finding", args=[OWN])).content.decode()
        answer = office.client(account).get(address)
        assert answer.content == b"%PDF-1.7 evidence"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert office.client("nobody").get(address).status_code in (403, 404)
    given = {"deed": Deed.COMMENT, "reason": "看过", "seen": seen + 1, "file": SimpleUploadedFile("a.txt", b"a")}
    office.client("reviewer").post(reverse("act", args=[OWN]), given)
    assert Finding.objects.get(pk=OWN).attachments.count() == 1, "it goes with answers"


def test_who_has_not_seen_the_last_is_told(office: Office) -> None:
    assert _do(office, "reviewer", Deed.CLAIM, "", seen=1).status_code == 302
    office.user("second", Role.REVIEWER, "甲县")
    late = _do(office, "second", Deed.CONFIRM, seen=1)
    assert late.status_code == 409
    assert "reviewer某（reviewer）" in late.content.decode()
    assert _review() == Review.OPEN
    assert _do(office, "second", Deed.RELEASE).status_code == 409, "another has claimed it"


def test_every_deed_but_claiming_takes_a_reason(office: Office) -> None:
    for deed in (Deed.CONFIRM, Deed.ASK, Deed.COMMENT, Deed.PROPOSE_DISMISSAL):
        assert "请写明理由" in _do(office, "reviewer", deed, "  ").content.decode()
    assert Finding.objects.get(pk=OWN).events.count() == 1


@pytest.mark.parametrize("fault", ["a" * 17, "not-a-print", "0" * 16])
def test_a_finding_that_there_is_not(office: Office, fault: str) -> None:
    assert office.client("city").get(reverse("finding", args=[fault])).status_code == 404


def test_the_queue_holds_what_is_asked_for(office: Office, workbench: str) -> None:
    address = reverse("queue", args=[office.campaign.pk])

    def shown(account: str = "reviewer", **asked: str) -> bool:
        return f"/findings/{OWN}/" in office.client(account).get(address, asked).content.decode()

    assert shown() and shown(review="open", severity="error", rule="balance", unit="财政", claimed="nobody")
    assert not any((shown(review="confirmed"), shown(severity="info"), shown(rule="copy"), shown(unit="教育")))
    assert not shown(claimed="mine") and not shown(wants="sign")
    _do(office, "reviewer", Deed.CLAIM, "")
    _do(office, "reviewer", Deed.PROPOSE_DISMISSAL)
    assert shown(claimed="mine") and shown(wants="sign") and not shown("approver", claimed="mine")
    _do(office, "approver", Deed.DISMISS, "同意")
    clean = audit_made_up("甲县财政局", _verdict("balance", "pass"), total=100)
    faulty = audit_made_up("甲县财政局", _verdict("balance", "fail", "a"), total=80)
    History(workbench).save(_run(clean))
    assert not shown() and shown(detection="gone")
    History(workbench).save(_run(faulty))
    assert shown(wants="revisit") and shown(review="dismissed"), "the decision holds, and is to be looked at again"


def _do_many(office: Office, account: str, deed: Deed, *chosen: str, reason: str = "理由") -> str:
    data = {"deed": deed, "reason": reason, "chosen": chosen}
    page = office.client(account).post(reverse("act-on-many", args=[office.campaign.pk]), data)
    assert page.status_code == 200
    return str(page.content.decode())


def test_many_are_decided_at_once_and_each_that_is_not_is_told(office: Office) -> None:
    for field in ("请写明理由", "未能登记 2 处"):
        assert field in _do_many(office, "reviewer", Deed.CONFIRM, f"{OWN}:1", f"{SHARED}:1", reason="")
    page = _do_many(office, "reviewer", Deed.CONFIRM, f"{OWN}:1", f"{SHARED}:0", f"{FOREIGN}:1", "x:1", OWN)
    assert _review() == Review.OPEN, "the last of two entries for one finding counts, and it says not what was seen"
    page = _do_many(office, "reviewer", Deed.CONFIRM, f"{OWN}:1", f"{SHARED}:0", f"{FOREIGN}:1", "x:1")
    assert "已登记 1 处" in page
    assert "未能登记 3 处" in page
    assert (_review(), Finding.objects.get(pk=FOREIGN).review) == (Review.CONFIRMED, Review.OPEN)
    office.user("second", Role.APPROVER, "甲县")
    page = _do_many(office, "second", Deed.DISMISS, f"{SHARED}:1")
    assert "未能登记 1 处" in page


def test_what_another_has_proposed_is_set_aside_only_where_it_is_seen(office: Office) -> None:
    office.user("second", Role.REVIEWER, "甲县")
    _do(office, "reviewer", Deed.PROPOSE_DISMISSAL, "网站记录显示按期发布")
    number = Finding.objects.get(pk=OWN).number
    page = _do_many(office, "second", Deed.CONFIRM, f"{OWN}:{number}", f"{SHARED}:1", reason="原件如此")
    assert "reviewer某（reviewer）已提请认定不成立，待审批" in page
    assert 'value="原件如此"' in page and f'value="{OWN}:{number}"' in page and f'value="{SHARED}:' not in page
    assert (_review(), Finding.objects.get(pk=OWN).proposed) == (Review.OPEN, Deed.PROPOSE_DISMISSAL)
    told = Operation.objects.latest("pk").told
    assert "认定属实 1 处" in told and SHARED in told and OWN not in told
    _do_many(office, "reviewer", Deed.CONFIRM, f"{OWN}:{number}")
    assert _review() == Review.CONFIRMED, "one's own may be set aside"


def test_nothing_is_said_to_be_done_where_nothing_was_chosen(office: Office) -> None:
    data = {"deed": Deed.CONFIRM, "reason": "写了很久的理由"}
    answer = office.client("reviewer").post(reverse("act-on-many", args=[office.campaign.pk]), data)
    page = answer.content.decode()
    assert (answer.status_code, "请先选中" in page, "写了很久的理由" in page) == (409, True, True)


def test_a_reason_that_was_typed_comes_back_with_every_refusal(office: Office) -> None:
    typed = "写了很久的理由"
    assert f">{typed}</textarea>" in _do(office, "reviewer", Deed.PROPOSE_ACCEPTANCE, typed).content.decode()
    late = _do(office, "reviewer", Deed.CONFIRM, typed, seen=0, back="/")
    assert f">{typed}</textarea>" in late.content.decode()
    data = {"deed": Deed.PROPOSE_ACCEPTANCE, "reason": typed, "seen": 1, "back": "/", "until": "2001-01-01"}
    part = office.client("reviewer").post(reverse("act", args=[OWN]), data, headers={"HX-Request": "true"})
    assert f'value="{typed}"' in part.content.decode() and 'value="2001-01-01"' in part.content.decode()
    unit = office.units["甲县财政局"]
    Standing.objects.create(campaign=office.campaign, unit=unit, state=StandingState.FILED)
    place = reverse("standing-act", args=[office.campaign.pk, unit.pk])
    standing = office.client("reviewer").post(place, {"to": "", "reason": typed, "seen": "0"})
    assert (standing.status_code, f">{typed}</textarea>" in standing.content.decode()) == (409, True)
    notice = make_notice(office, unit.name)
    answer = office.client("unit").post(
        reverse("notice-act", args=[notice.pk]), {"to": "completed", "reason": typed, "seen": "99"}
    )
    assert (answer.status_code, f">{typed}</textarea>" in answer.content.decode()) == (409, True)


def test_what_is_not_the_persons_to_do_is_done_to_none(office: Office) -> None:
    data = {"deed": Deed.DISMISS, "reason": "理由", "chosen": [f"{OWN}:1"]}
    client = office.client("reviewer")
    assert client.post(reverse("act-on-many", args=[office.campaign.pk]), data).status_code == 403
    assert Finding.objects.get(pk=OWN).events.count() == 1


def test_a_campaign_holds_the_findings_of_its_units(office: Office) -> None:
    page = office.client("city").get(reverse("queue", args=[office.campaign.pk])).content.decode()
    assert OWN in page
    assert FOREIGN not in page, "乙县 is another campaign's"
    office.campaign.root = None
    office.campaign.save()
    assert FOREIGN in office.client("city").get(reverse("queue", args=[office.campaign.pk])).content.decode()
