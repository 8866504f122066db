"""What becomes of findings: by any sequence of audits and deeds, nothing is lost, nothing revived unsaid."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from handmade import _run, _verdict, audit_made_up
from hegui.errors import HistoryError, HistoryUsageError
from hegui.history.append_only import AppendOnlyError
from hegui.history.findings import OvertakenError, act, kind_of, replayed, state_of
from hegui.history.history import History
from hegui.history.models import Event, Finding
from hegui.history.state import DECISIONS, Deed, Detection, Review, State
from hegui.model.run import CorpusAudit, RosterEntry
from hegui.model.verdict import Decided, DecisionState

NOW = datetime(2025, 3, 2, 1, tzinfo=UTC)
A, B = "a" * 16, "b" * 16
DISMISSED = Decided(DecisionState.DISMISSED, "经核实无误", "李某", "2025-03-02T09:00:00+08:00")

events = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(Detection), st.none()), st.tuples(st.sampled_from(Deed), st.dates() | st.none())
    )
)


def _after(happened: list[tuple[Detection | Deed, date | None]]) -> State:
    state = State()
    for kind, until in happened:
        state = state.after(kind, by="王某", until=until)
    return state


@given(events, st.sampled_from(Detection))
def test_an_audit_changes_no_decision(happened: list[Any], seen: Detection) -> None:
    before, after = _after(happened), _after([*happened, (seen, None)])
    kept = ("review", "until", "decided", "proposed", "proposed_until", "claimed")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.detection is seen
    back = seen is Detection.BACK and before.review is not Review.OPEN
    assert after.revisit == (before.revisit or back), "what comes back after it was settled is told"


@given(events, st.sampled_from(Deed), st.dates())
def test_a_deed_changes_nothing_that_was_seen_and_the_unit_settles_nothing(
    happened: list[Any], deed: Deed, until: date
) -> None:
    before, after = _after(happened), _after([*happened, (deed, until)])
    assert (after.number, after.detection) == (before.number + 1, before.detection)
    if deed in DECISIONS:
        assert (after.decided, after.revisit, after.proposed) == (after.number, False, None)
    elif deed in (Deed.ANSWER, Deed.COMMENT, Deed.CLAIM, Deed.RELEASE, Deed.PROPOSE_DISMISSAL, Deed.REFUSE):
        open_again = deed is Deed.ANSWER and before.review is Review.AWAITING
        assert after.review is (Review.OPEN if open_again else before.review)


def test_an_acceptance_ends_with_its_day() -> None:
    state = _after([(Deed.ACCEPT, date(2025, 6, 30))])
    assert state.review_on(date(2025, 6, 30)) is Review.ACCEPTED
    assert state.review_on(date(2025, 7, 1)) is Review.OPEN


UNITS = ("甲局", "乙局")
RULES = ("a", "b")
RESULTS = ("found", "pass", "not_applicable", "cannot_assess", "error", "off")
AFTER = {  # what a finding is, by what it was and what the audit says
    "found": {"": "new", "gone": "back"},
    "off": {"": "", "gone": "gone"},
    "unassessable": {"": "", "gone": "gone"},
    "absent": {"": ""},
}
OTHERWISE = {"found": "still", "off": "rule_off", "unassessable": "unassessable", "absent": "gone"}
audits = st.dictionaries(
    st.sampled_from(UNITS),
    st.just("unread") | st.fixed_dictionaries({rule: st.sampled_from(RESULTS) for rule in RULES}),
)
deeds = st.tuples(st.sampled_from(UNITS), st.sampled_from(RULES), st.sampled_from(DecisionState))


def _key(unit: str, rule: str) -> str:
    return f"{UNITS.index(unit)}{rule}" * 8


def _audit(unit: str, told: Any) -> Any:
    if told == "unread":
        return replace(audit_made_up(None, path=f"{unit}.html"), year=None)
    verdicts = []
    for rule, result in told.items():
        if result != "off":
            verdict = _verdict(rule, "fail" if result == "found" else result, *("x" if result == "found" else ""))
            found = tuple(replace(one, fingerprint=_key(unit, rule)) for one in verdict.findings)
            verdicts.append(replace(verdict, findings=found))
    return audit_made_up(unit, *verdicts, total=80)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("empty") / "历史.db"
    with History(str(place)):
        pass
    return place


@settings(max_examples=40)
@given(steps=st.lists(audits | deeds, min_size=1, max_size=8))
def test_any_sequence_of_audits_and_decisions(
    steps: list[Any], empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("example") / "历史.db"
    shutil.copy(empty, place)
    detection = {_key(unit, rule): "" for unit in UNITS for rule in RULES}
    seen_once: set[str] = set()
    decided: dict[str, Decided] = {}
    told: dict[str, list[Any]] = {}
    with History(str(place)) as history:
        for step in steps:
            if isinstance(step, tuple):
                unit, rule, state = step
                until = "2025-12-31" if state is DecisionState.ACCEPTED else None
                decision = replace(DISMISSED, state=state, reason=f"第 {len(told)} 次", until=until)
                history.decide(_key(unit, rule), decision)
                decided[_key(unit, rule)] = decision
            else:
                history.save(_run(*(_audit(unit, said) for unit, said in step.items())))
                for unit, said in step.items():
                    for rule in RULES:
                        key = _key(unit, rule)
                        result = "cannot_assess" if said == "unread" else said[rule]
                        sight = {"cannot_assess": "unassessable", "error": "unassessable"}.get(
                            result, result if result in ("found", "off") else "absent"
                        )
                        detection[key] = AFTER[sight].get(detection[key], OTHERWISE[sight])
                        seen_once |= {key} if detection[key] else set()
            assert history.decisions() == decided, "no decision is lost, and none revived"
            for key in detection:
                now = history.events(key)
                assert now[: len(told.get(key, ()))] == told.get(key, []), "what is written stays as it is"
                told[key] = now
            for row in Finding.objects.using(history._alias):
                written = list(row.events.order_by("number"))
                assert state_of(row) == replayed(written)
                assert row.detection == detection[row.fingerprint]
                for number, event in enumerate(written):
                    before = replayed(written[:number])
                    assert (event.on_detection, event.on_review) == (before.detection, before.review)
                    assert kind_of(event) is not before.detection


def _steps(history: History) -> list[str]:
    return [one.what for one in history.events(A)]


def test_a_finding_among_several_units_is_gone_only_where_all_of_them_were_compared(history: History) -> None:
    found = _verdict("copy", "fail", "a", units=("甲局", "乙局"), year=2024)
    both = [audit_made_up(unit, _verdict("own"), total=80) for unit in ("甲局", "乙局")]
    silent = _verdict("copy", "pass")
    history.save(_run(*both, corpus=(found,)))
    history.save(_run(both[0], audit_made_up("丙局", total=80), corpus=(silent,)))
    assert _steps(history) == ["new"], "this run has but one of them"
    history.save(_run(both[0]))
    assert _steps(history) == ["new"], "this run compares nothing"
    entry = RosterEntry("乙局", None, None, None, None, None, 2024, None, None, None)
    corpus = CorpusAudit((replace(found, findings=(), reason="乙局没有报告"),), (entry,))
    history.save(replace(_run(both[0]), corpus=corpus))
    assert _steps(history) == ["new", "unassessable"]
    history.save(_run(*both, corpus=(silent,)))
    history.save(_run(*both, corpus=(found,)))
    history.save(_run(*both, corpus=(_verdict("other", "pass"),)))
    assert _steps(history) == ["new", "unassessable", "gone", "back", "rule_off"]


def test_what_the_same_collection_no_longer_shows_is_gone_however_its_units_are_named(history: History) -> None:
    copied = _verdict("copy", "fail", "a", units=("甲局", "乙局"), year=2024)
    own = _verdict("own", "fail", "b")
    first, others = audit_made_up("甲局", own, total=80, path="甲.zip/甲.html"), audit_made_up("乙局", total=80)
    before = history.save(_run(first, others, corpus=(copied,)))
    history.decide(A, DISMISSED)
    silent = _run(others, audit_made_up("丙局", total=80), corpus=(_verdict("copy", "pass"),))
    history.save(silent)
    assert _steps(history) == ["new", "dismissed"], "other reports tell nothing of it"
    unread = replace(audit_made_up(None, path="甲.zip"), year=None)
    history.save(_run(others, unread, corpus=(_verdict("copy", "cannot_assess"),)), supersedes=[before])
    assert _steps(history) == ["new", "dismissed", "unassessable"]
    assert history.events(B)[-1].what == "unassessable", "it may be in what could not be read"
    history.save(silent, supersedes=[before])
    assert _steps(history) == ["new", "dismissed", "unassessable", "gone"]
    assert history.events(B)[-1].what == "gone"
    assert set(history.decisions()) == {A}, "what was decided stays"


def test_what_is_written_down_cannot_be_changed(history: History) -> None:
    history.decide(A, DISMISSED)
    rows = Event.objects.using(history._alias)
    (event,) = rows
    event.reason = "改过的理由"
    refused: list[Callable[[], object]] = [
        event.save,
        event.delete,
        lambda: rows.update(reason=""),
        rows.delete,
        lambda: rows.bulk_update([event], ["reason"]),
        lambda: Finding.objects.using(history._alias).get().events.all().delete(),
    ]
    for deed in refused:
        with pytest.raises(AppendOnlyError):
            deed()
    for statement in ("UPDATE hegui_event SET reason = ''", "DELETE FROM hegui_event"):
        with (
            pytest.raises(Error, match="append only"),
            transaction.atomic(using=history._alias),
            connections[history._alias].cursor() as cursor,
        ):
            cursor.execute(statement)
    assert [one.reason for one in history.events(A)] == ["经核实无误"]


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(history: History) -> None:
    history.save(_run(audit_made_up("甲局", _verdict("a", "fail", "a"), total=80)))
    gate = threading.Barrier(2)
    outcomes: list[Any] = []

    def decide(name: str) -> None:
        gate.wait()
        try:
            outcomes.append(act(history._alias, A, Deed.CONFIRM, by=name, at=NOW, reason="属实", seen=1))
        except OvertakenError as error:
            outcomes.append(str(error))
        finally:
            connections[history._alias].close()

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("王某", "李某")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    told = [one for one in outcomes if isinstance(one, str)]
    assert (len(outcomes), len(told)) == (2, 1)
    winner = history.events(A)[-1].by
    assert winner in told[0]
    assert [one.by for one in history.events(A)] == ["", winner]


def test_a_decision_is_taken_back_and_stays_to_be_seen(history: History) -> None:
    history.decide(A, DISMISSED)
    history.reopen(A, by="王某", reason="再看一次")
    assert history.decisions() == {}
    assert [(one.what, one.by, one.on_review) for one in history.events(A)] == [
        ("dismissed", "李某", "open"),
        ("reopened", "王某", "dismissed"),
    ]
    with pytest.raises(HistoryUsageError, match="没有对"):
        history.reopen(A, by="王某", reason="再看一次")


@pytest.mark.parametrize(
    "decision",
    [
        Decided(DecisionState.ACCEPTED, "延期", "王某", DISMISSED.at),
        Decided(DecisionState.ACCEPTED, "延期", "王某", DISMISSED.at, "明年"),
        Decided(DecisionState.CONFIRMED, "属实", "王某", "昨天"),
    ],
)
def test_a_decision_without_its_days_is_refused(history: History, decision: Decided) -> None:
    with pytest.raises(HistoryError):
        history.decide(A, decision)
    assert history.events(A) == []


def test_an_acceptance_comes_back_with_its_day(history: History) -> None:
    accepted = Decided(DecisionState.ACCEPTED, "经批准延期", "王某", DISMISSED.at, "2025-12-31")
    history.decide(A, accepted)
    assert history.decisions() == {A: accepted}
