"""The leaders' page of a campaign."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hegui.web import access, board
from hegui.web import overview as looking
from hegui.web.access import Signed, needs
from hegui.web.models import Campaign
from hegui.web.roles import Capability

_FIRST = 10
"""Units of each group, and faults, unless all are asked for."""


@needs(Capability.SEE)
def overview(request: Signed, number: int) -> HttpResponse:
    """How far a campaign is, the ranking by group (`?all` for every unit), the commonest faults and the years before.

    It speaks of all units of the campaign, and is for those whose all of them are.
    """
    campaign = get_object_or_404(access.campaigns_for(request.user, Capability.SEE), pk=number)
    run = looking.run_of(campaign)
    most = None if "all" in request.GET else _FIRST
    about = {
        "campaign": campaign,
        "now": timezone.localtime(),
        "counts": _counts(request, campaign),
        "whole": most is None,
        "most": _FIRST,
        "run": run,
    }
    if run:
        years, trends = looking.trends(campaign, run)
        groups = looking.groups_of(run, campaign.year)
        about |= {
            "groups": [(looking.name_of(one), one, one.units[:most], one.grades.items()) for one in groups],
            "faults": looking.faults(run, campaign.year)[:most],
            "years": years,
            "trends": trends if len(years) > 1 else [],
        }
    return render(request, "hegui/overview.html", about)


def _counts(request: Signed, campaign: Campaign) -> list[tuple[str, int]]:
    """In words how many units there are, and how many of them are in each state."""
    found = board.counts(board.of(campaign, access.units_of(request.user, Capability.SEE)))
    words = {"all": "应报", **board.STATES, **board.MORE}
    return [(title, found[key]) for key, title in words.items()]
