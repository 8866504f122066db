"""The workbench to try: something of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from hegui.history import database
from hegui.history.models import Finding
from hegui.web.models import Campaign, Job, JobKind, JobState, Proposal, ProposalState, User
from hegui.web.roles import Role
from tools.workbench import fill

pytestmark = pytest.mark.long


def test_it_has_findings_in_many_states_and_a_person_of_each_role(tmp_path: Path) -> None:
    fill(str(tmp_path / "演示.db"), units=24)
    states = set(Finding.objects.values_list("detection", flat=True))
    assert states >= {"new", "still", "gone", "back", "unassessable"}
    assert {"claimed", "confirmed"} <= set(Finding.objects.values_list("events__kind", flat=True))
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert Campaign.objects.count() == 3
    roles = set(User.objects.values_list("appointments__role", flat=True))
    assert roles >= set(Role) - {Role.UNIT}
    assert Proposal.objects.filter(state=ProposalState.PROPOSED).exists()
    assert Job.objects.filter(kind=JobKind.OUTPUT).exclude(result=None).exists()
    database.close("default")
