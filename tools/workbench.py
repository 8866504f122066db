"""A workbench to try: `python -m tools.workbench FILE` fills a database with a made-up city and tells its accounts.

Accounts of each role, two years, and findings in every state. `make demo-web` does it and starts the server.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.utils import timezone

from hegui.history import database
from hegui.history.models import Finding, Report
from hegui.history.state import Deed, Detection, Review
from hegui.proving import edit
from hegui.web import jobs, office, outputs, reminders, standings, worker
from hegui.web.accounts import make_first_administrator
from hegui.web.correcting import correct
from hegui.web.decide import decide
from hegui.web.models import Appointment, Campaign, NoticeState, Proposal, StandingState, Unit, User
from hegui.web.office import file_report, make_campaign
from hegui.web.outputs import OutputForm
from hegui.web.rectification import FOUND, Letterhead, issue, move, wanting
from hegui.web.roles import Role
from hegui.web.setup import Setup
from tools.county import YEAR, Filing, make_county

UNITS = 60
_EVERY = 5
"""One report in so many has a fault."""
PASSWORD = "demo-hegui-2025"
ACCOUNTS = (
    ("reviewer", "复核人甲", Role.REVIEWER),
    ("approver", "审批人乙", Role.APPROVER),
    ("auditor", "监督员丙", Role.AUDITOR),
)
_UNREADABLE = b"\x00 no report"
_RULE = Path(__file__).with_name("merged-hotlines.yaml")
"""A rule that an office might write for itself."""


def fill(place: str, units: int = UNITS) -> None:
    """Fill an empty database. Raises hegui.HeguiError."""
    database.connect(place, default=True)
    admin = make_first_administrator("admin", "管理员", PASSWORD)
    people = {account: _person(account, name, role, None) for account, name, role in ACCOUNTS}
    User.objects.update(must_change=False)
    county = make_county(units, layouts=("html",), faults=False)
    roster = ("名册.csv", county.roster().encode("utf-8-sig"))
    filings = list(county.filings())
    for year in (YEAR - 1, YEAR):
        campaign = make_campaign(f"{year} 年度审查", year, "default", admin, roster, Setup())
        reports = {Path(one.path).name: one for one in filings if one.path.startswith(f"{year}/")}
        for number, (name, filing) in enumerate(reports.items()):
            file_report(campaign, name, _faulty(filing) if number % _EVERY == 1 else filing.render(), admin)
        _audit(campaign, admin)
    back = _round(campaign, reports, admin)
    _decide(campaign.year, people["reviewer"], people["approver"])
    _audit(campaign, admin)  # what was dismissed counts no longer
    _rectify(campaign, reports, people["reviewer"], people["approver"])
    _correct(campaign, people["reviewer"])
    file_report(campaign, back, _faulty(reports[back]), admin)  # after the last audit, or it would be found still
    _audit(campaign, admin)
    _propose(people["reviewer"])
    _await(roster, list(reports.values()), admin, people["reviewer"])
    _render(campaign, people["reviewer"])


def _faulty(filing: Filing) -> bytes:
    """A report whose table 3 does not balance."""
    draft = edit(filing.draft, {"set": {"table3.自然人.本年新收": 999}})
    return filing._replace(draft=draft).render()


def _person(account: str, name: str, role: Role, unit: Unit | None) -> User:
    user = User.objects.create(account, name, PASSWORD, must_change=False)
    Appointment.objects.create(user=user, role=role, unit=unit)
    return user


def _audit(campaign: Campaign, user: User) -> None:
    jobs.enqueue(campaign, user)
    _work()


def _work() -> None:
    while job := jobs.take("demo"):
        worker.do(job, Setup())


def _render(campaign: Campaign, user: User) -> None:
    """A workbook of the last audit."""
    form = OutputForm({}, {})
    if form.is_valid():
        outputs.make(campaign, user, "xlsx", form)
    _work()


def _propose(user: User) -> None:
    """A rule that waits for a second person."""
    text, now = _RULE.read_text("utf-8"), timezone.now()
    Proposal.objects.create(file=f"rules/wording/{_RULE.name}", content=text, by=str(user), at=now, reason="县里统一")


def _round(campaign: Campaign, reports: Mapping[str, Filing], user: User) -> str:
    """One more round: two reports are mended, a third can no longer be read. Gives the one that will break again."""
    back, gone, unread = islice((name for number, name in enumerate(reports) if number % _EVERY == 1), 3)
    for name in (back, gone):
        file_report(campaign, name, reports[name].render(), user)
    file_report(campaign, unread, _UNREADABLE, user)
    _audit(campaign, user)
    return back


def _decide(year: int, reviewer: User, approver: User) -> None:
    """Something is decided of findings, each in another way."""
    findings = Finding.objects.filter(year=year, units=[], detection__in=(Detection.STILL, Detection.BACK))
    told = iter(findings.order_by("unit", "rule"))
    until = timezone.localdate() + timedelta(days=90)
    ways: Sequence[Sequence[tuple[User, Deed]]] = (
        ((reviewer, Deed.CLAIM),),
        ((reviewer, Deed.CONFIRM),),
        ((reviewer, Deed.CONFIRM), (reviewer, Deed.MEND)),
        ((reviewer, Deed.ASK),),
        ((reviewer, Deed.PROPOSE_DISMISSAL),),
        ((reviewer, Deed.PROPOSE_DISMISSAL), (approver, Deed.DISMISS)),
        ((reviewer, Deed.PROPOSE_ACCEPTANCE), (approver, Deed.ACCEPT)),
        ((reviewer, Deed.PROPOSE_DISMISSAL), (approver, Deed.REFUSE)),
    )
    for finding, way in zip(told, ways, strict=False):
        for user, deed in way:
            _act(finding, user, deed, until)
    asked = Finding.objects.filter(review=Review.AWAITING).first()
    if asked and (unit := Unit.objects.filter(name__in=asked.concerns.values("unit")).first()):
        _person("unit", "报告单位丁", Role.UNIT, unit)


def _rectify(campaign: Campaign, reports: Mapping[str, Filing], reviewer: User, approver: User) -> None:
    """Notices in every state, one of them overdue, two in their second round; corrected versions with them."""
    left = Finding.objects.filter(year=campaign.year, units=[], review=Review.OPEN, detection__in=FOUND)
    for finding in left.filter(claimed="", proposed="").order_by("unit", "rule"):
        _act(finding, reviewer, Deed.CONFIRM, timezone.localdate())
    today = timezone.localdate()
    due = {True: today - timedelta(days=3), False: today + timedelta(days=30)}
    done, seen, back = NoticeState.COMPLETED, NoticeState.VERIFIED, NoticeState.RETURNED
    ways = ((), (done,), (done, back), (done, back, done, seen), (NoticeState.WITHDRAWN,))
    units = list(wanting(campaign, approver))
    for number, (unit, way) in enumerate(zip(units, ways, strict=False)):
        late = number == 0
        head = Letterhead("某政公开改〔2025〕{n}号", "某市政务公开办公室", "", today - timedelta(days=20), due[late])
        notice = issue(campaign, unit, head, approver)
        for to in way:
            by = approver if to is NoticeState.WITHDRAWN else reviewer
            mended = next(one for name, one in reports.items() if name.endswith(f"-{unit.name}.html"))
            file = ("改正后的报告.html", mended.render()) if to is done else None
            move(notice, to, by, reason="演示", seen=notice.number, due=due[False], file=file)
            if file:
                _audit(campaign, reviewer)


def _await(roster: tuple[str, bytes], reports: Sequence[Filing], admin: User, reviewer: User) -> None:
    """A campaign of the year to come, to which units file: in every state, some late, some reminded."""
    today = timezone.localdate()
    deadlines = {"department": (today - timedelta(days=2)).isoformat(), "": (today + timedelta(days=10)).isoformat()}
    title, opens = f"{YEAR + 1} 年度报送", today - timedelta(days=20)
    campaign = make_campaign(title, YEAR + 1, "default", admin, roster, Setup(), opens=opens, deadlines=deadlines)
    units = {unit.name: unit for unit in campaign.units.all()}
    own = [(units[one.draft.unit], one) for one in reports if one.draft.unit in units][:8]
    for number, (unit, one) in enumerate(own):
        if number == 0:
            standings.begin(campaign, unit, admin)
            continue
        faulty = {"set": {"table3.自然人.本年新收": 999}} if number == 1 else {}
        content = one._replace(draft=edit(one.draft, {"year": YEAR + 1, **faulty})).render()
        office.file_own(campaign, unit, "年报.html", content, admin, "系统已锁定，另附说明" if faulty else "")
        to = {2: StandingState.PASSED, 3: StandingState.RETURNED}.get(number)
        if to:
            standings.decide(standings.of(campaign, unit), to, reviewer, "表三有误，请核对", seen=1)
    _audit(campaign, admin)
    left = [unit for name, unit in units.items() if name not in {unit.name for unit, _ in own}]
    reminders.remind(campaign, left[: len(left) // 2], reminders.words_for(campaign), reviewer, "")


def _correct(campaign: Campaign, user: User) -> None:
    """A report whose tables are pictures; a person has read one cell of them."""
    pictures = next(Path("reports").glob("12-*.html"))
    file_report(campaign, pictures.name, pictures.read_bytes(), user)
    _audit(campaign, user)
    row = Report.objects.filter(path__endswith=pictures.name).latest("run")
    given = {"cells": {"table3.本年新收.自然人": 0}}
    correct(campaign, row, given, user, reason="对照图片", seen=0)


def _act(finding: Finding, user: User, deed: Deed, until: date) -> None:
    finding.refresh_from_db()
    decide(user, finding, deed, reason="演示", until=until, seen=finding.number)


def main(arguments: Sequence[str]) -> int:
    place = Path(*arguments)
    if not place.exists():
        begun = place.with_suffix(".new")  # one that was cut short is no database to try
        begun.unlink(missing_ok=True)
        fill(str(begun))
        begun.rename(place)
    print(f"账号 admin、{'、'.join(account for account, *_ in ACCOUNTS)}、unit，密码都是 {PASSWORD}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
