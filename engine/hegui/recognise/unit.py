"""Which organ reports: its kind and level from the name's ending, its province from the divisions it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hegui.model.document import Place
from hegui.model.report import Level, Unit
from hegui.recognise.divisions import Region
from hegui.recognise.knowledge import Knowledge

_BELOW = re.compile(r"[㐀-鿿]{1,6}?(?:县|旗|(?<![新园社小矿林灌库景务发术济港税])区)(?![域划县])")
"""A county that the table does not know (new, or renamed) still shows by its name."""


def recognise_unit(name: str, place: Place, knowledge: Knowledge, context: str = "", full: str = "") -> Unit:
    """The unit of this name. `context` is text (prose, metadata) that may tell equally named districts apart; `full` is
    a fuller name of the same unit. Where neither tells the place, it is the one that the user named."""
    lexicon = knowledge.lexicons.get("units", {})
    bare = knowledge.unit_prefix.sub("", name)
    region = knowledge.gazetteer.locate(bare, context)
    if region is None and full and full != name:
        region = knowledge.gazetteer.locate(knowledge.unit_prefix.sub("", full), context)
    home = knowledge.home
    if region is None and home.province:
        region = knowledge.gazetteer.locate(bare, f"{home.city or ''}{home.province}")
    kind = _kind(bare, region, lexicon)
    below = _BELOW.match(bare[region.length if region else 0 :]) if not region or region.tier != "县" else None
    return Unit(
        name=name,
        level=Level(kind["level"]),
        kind=kind["kind"],
        tier=kind.get("tier") or ("县" if below else region.tier if region else None),
        province=region.province if region else home.province,
        city=region.city if region else home.city,
        county=region.county if region else None,
        place=place,
        assumed=region is None and home.province is not None,
    )


def _kind(name: str, region: Region | None, lexicon: Mapping[str, Any]) -> Mapping[str, Any]:
    if region is not None and region.length == len(name):
        return lexicon["division"]  # type: ignore[no-any-return]
    for kind in lexicon.get("kinds", ()):
        if _compiled(kind["pattern"]).search(name):
            return kind  # type: ignore[no-any-return]
    if name.endswith(("省", "市", "县", "区", "州", "旗")) and "division" in lexicon:
        return lexicon["division"]  # type: ignore[no-any-return]
    return lexicon.get("other", {"kind": "其他", "level": "department"})  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
