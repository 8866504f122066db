"""Kind `unit-name`: whether the report names and speaks as one organ, in its signature and throughout its text.

A kind of its own: whether two names can be of one organ is told by how names of organs are built (place, matter, kind),
which no pattern and no formula can compare. The words for that are those of a lexicon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hegui.checks.evidence import quote
from hegui.checks.passages import BODY, FIRST_PARAGRAPH, PREAMBLE, SIGNATURE, Text, texts_of
from hegui.checks.patterns import LEXICON, AnyOf, Regex, any_of, lexicon_of, regex
from hegui.model.report import Report, Unit
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.recognise.text import squeeze
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, verdict_of

_QUOTES = 5
_QUOTED = re.compile(r"“[^”\n]{0,80}”|《[^》\n]{0,80}》")


class _Voice(NamedTuple):
    words: str
    pattern: Regex
    foreign: Regex
    """Matches “kind name” of the organs that do not speak like this."""


class _Names:
    """Which names can be of one and the same organ. In doubt they are."""

    def __init__(self, data: Mapping[str, Any], peoples: Iterable[str], context: Context) -> None:
        self._autonomous = regex(f"(?:{'|'.join(peoples)}){{1,5}}自治(?=[州县旗])", context)
        self._government = regex(data["government"], context)
        self._office = regex(data["office"], context)
        self._kind = regex(data["kind"], context)
        self._region = regex(data["region"], context)
        self._zone = regex(data["zone"], context)
        self._common = frozenset(data["common"])
        self._serving = regex(data["serving"], context)
        self._party = regex(data["party"], context)
        self._internal = regex(data["internal"], context)
        self._levels: Mapping[str, int] = data["levels"]
        self._innermost = frozenset(data["innermost"])
        self._counties, self._above_counties = frozenset(data["counties"]), frozenset(data["above_counties"])
        self._plates = [regex(pattern, context) for pattern in data["plates"]]

    def differ(self, name: str, unit: Unit) -> bool:
        """True where `name` is certainly another organ than the unit."""
        one, other = (self._autonomous.sub("", squeeze(full)) for full in (name, unit.name))
        one = self._party.sub("", one)
        if one in other or other in one or self._internal.search(one):
            return False
        if self._government.search(other):
            return self._differ_from_government(one, other)
        if self._government.search(one) or not self._kind.search(one) or not self._kind.search(other):
            return False
        return self._differ_in_region(one, other, unit) or self._differ_in_matter(one, other)

    def differ_in_place(self, name: str, unit: Unit) -> bool:
        """True where both are of one kind and their places are certainly others."""
        one, other = (self._office.sub("", self._autonomous.sub("", squeeze(full))) for full in (name, unit.name))
        if one[-1:] != other[-1:] or unit.tier not in self._innermost:
            return False
        return self._differ_in_region(one, other, unit) if self._kind.search(other) else self.differ(name, unit)

    def lacks_government(self, level: str, unit: Unit) -> bool:
        """True where the unit belongs to no government of this level: it stands above it, or in another kind of it."""
        places = [*filter(None, (unit.province, unit.city, unit.county)), *self._regions(squeeze(unit.name))]
        if not places or any(place.endswith(level) or self._zone.search(place) for place in places):
            return False
        return any(place[-1] in self._counties for place in places) or places[-1][-1] in self._above_counties

    def is_elsewhere(self, place: str, unit: Unit) -> bool:
        """True where the unit lies in another division of this kind: 白鹭县 for a bureau of 栗园县."""
        one = self._autonomous.sub("", squeeze(place))
        names = (unit.province, unit.city, unit.county, *self._regions(squeeze(unit.name)))
        homes = [self._autonomous.sub("", name) for name in names if name and name[-1] == one[-1]]
        return bool(homes) and not any(home.endswith(one) or one.endswith(home) for home in homes)

    def serves(self, level: str, unit: Unit) -> bool:
        """True where a request to the government of this level may be the unit's own to answer, or one below it."""
        place = self._office.sub("", squeeze(unit.name))
        if place.endswith(level) or self._levels[level] > self._levels.get(unit.tier or place[-1:], 0):
            return True
        return level in place and self._serving.search(place) is not None

    def _differ_from_government(self, one: str, other: str) -> bool:
        """A government is named by its place, whichever of its offices signs."""
        if self._zone.search(one) and self._zone.search(other):
            return False
        if not self._government.search(one):
            return bool(self._kind.search(one)) and not self._serving.search(one)
        place, home = self._office.sub("", one), self._office.sub("", other)
        return not (place.endswith(home) or home.endswith(place) or self._same_place(place, home))

    def _same_place(self, place: str, home: str) -> bool:
        """The innermost division is of one name: 安远县版石镇, 赣州市版石镇."""
        last, own = self._regions(place)[-1:], self._regions(home)[-1:]
        return not last or not own or last[0].endswith(own[0]) or own[0].endswith(last[0])

    def _differ_in_region(self, one: str, other: str, unit: Unit) -> bool:
        places, homes = set(self._regions(one)), set(self._regions(other))
        places -= {unit.province, unit.city, unit.county}
        if any(map(self._zone.search, places | homes)):
            return False
        return bool(places and homes) and not any(a.endswith(b) or b.endswith(a) for a in places for b in homes)

    def _differ_in_matter(self, one: str, other: str) -> bool:
        matter, own = self._matter(one), self._matter(other)
        if not matter or not own or matter & own:
            return False
        return not any(plate.search(one) and plate.search(other) for plate in self._plates)

    def _regions(self, name: str) -> list[str]:
        return [match[0] for match in self._region.finditer(name)]

    def _matter(self, name: str) -> set[str]:
        return set(self._kind.sub("", self._region.sub("", name))) - self._common


def _compile(rule: Rule, context: Context) -> Judge:
    lexicon = lexicon_of(context, rule.params["lexicon"])
    names = _Names(lexicon["names"], lexicon_of(context, "units")["peoples"], context)
    voices = [
        _Voice(entry["words"], regex(entry["pattern"], context), regex(entry["foreign"], context))
        for entry in lexicon["voices"]
    ]
    openings = (PREAMBLE, FIRST_PARAGRAPH)
    named = [(any_of(lexicon[key], context), scope) for key, scope in (("named", openings), ("of_itself", (BODY,)))]
    named_anywhere = any_of(lexicon["named_anywhere"], context)
    superiors = any_of(lexicon["superiors"], context)
    own_government, autonomous = regex(lexicon["own_government"], context), regex(lexicon["autonomous"], context)
    requested, forwarded = any_of(lexicon["requested"], context), regex(lexicon["forwarded"], context)
    delegating = frozenset(lexicon["delegating"])
    message = rule.message

    def judge(report: Report, _: Parameters) -> Outcome:
        unit = report.unit
        if unit is None:
            return cannot_assess("没有读到编制单位的名称")
        findings = [
            *_signed(report, unit),
            *_named(report, unit),
            *_named_anywhere(report, unit),
            *_voices(report, unit),
            *_requests(report, unit),
        ]
        return verdict_of([Finding(fill(message, {"说明": says}), key, evidence) for says, key, evidence in findings])

    def _signed(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        organ, place = report.signature.organ, report.signature.place
        if organ and names.differ(organ, unit):
            line, page = (place.line, place.page) if place else (None, None)
            evidence = Evidence(section=SIGNATURE, quote=organ, line=line, page=page)
            yield f"标题为“{unit.name}”，落款为“{organ}”", SIGNATURE, (evidence,)

    def _named(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        if unit.kind in delegating:
            return
        places: dict[int, Evidence] = {}
        for patterns, scope in named:
            for text in texts_of(report, scope):
                for match in _matches(patterns, text):
                    if names.differ(match["organ"], unit):
                        places[match.start("organ")] = text.evidence(*match.span("organ"))
        for evidence in places.values():
            yield f"标题为“{unit.name}”，文中称“{evidence.quote}”", evidence.section or "", (evidence,)

    def _named_anywhere(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        places: dict[str, list[Evidence]] = defaultdict(list)
        for text in texts_of(report, (BODY,)):
            other = [match for match in _matches(named_anywhere, text) if names.differ_in_place(match["organ"], unit)]
            other += [match for match in _matches(superiors, text) if names.is_elsewhere(match["organ"], unit)]
            for match in other:
                if not _is_quoted(report, match.start("organ")):
                    places[match["organ"]].append(text.evidence(*match.span("organ")))
        for organ, evidence in places.items():
            yield f"标题为“{unit.name}”，文中写的却是“{organ}”", organ, tuple(evidence[:_QUOTES])

    def _requests(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        for text in texts_of(report, (BODY,)):
            for match in _matches(requested, text):
                if forwarded.search(text.content, *text.sentence(match.start())):
                    continue
                if not names.serves(match["level"], unit):
                    says = f"报告单位为“{unit.name}”，写的却是向“{match['organ']}”提出的申请"
                    yield says, f"申请 {match['organ']}", (text.evidence(*match.span()),)

    def _voices(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        places: dict[str, list[Evidence]] = defaultdict(list)
        who = f"{unit.kind} {unit.name}"
        for text in texts_of(report, (BODY,)):
            for voice in voices:
                for match in voice.pattern.finditer(text.content, text.start, text.end):
                    if voice.foreign.search(who) and not _is_quoted(report, match.start()):
                        places[voice.words].append(quote(report, *match.span()))
            for match in own_government.finditer(text.content, text.start, text.end):
                at_home = match["level"] in (unit.province or "") and autonomous.search(unit.province or "")
                if (
                    not at_home
                    and names.lacks_government(match["level"], unit)
                    and not _is_quoted(report, match.start())
                ):
                    places[match[0]].append(quote(report, *match.span()))
        for words, evidence in places.items():
            yield f"报告单位为“{unit.name}”，文中却自称“{words}”", words, tuple(evidence[:_QUOTES])

    return judge


def _matches(patterns: AnyOf, text: Text) -> Iterator[re.Match[str]]:
    return (match for pattern in patterns for match in pattern.finditer(text.content, text.start, text.end))


def _is_quoted(report: Report, offset: int) -> bool:
    """Within quotation marks or a title, where somebody else speaks."""
    passage = report.passage_at(offset)
    at = offset - passage.start
    return any(match.start() < at < match.end() for match in _QUOTED.finditer(passage.text))


UNIT_NAME_CHECK = Check(
    name="unit-name",
    title="单位名称前后一致",
    compile=_compile,
    properties={"lexicon": {**LEXICON, "description": "词表名称：机关的自称和名称的构成"}},
    required=("lexicon", "message"),
    fields=("说明",),
)
