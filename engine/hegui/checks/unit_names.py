"""Kind `unit_names`: whether the report names and speaks as one organ, in its signature and throughout its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hegui.checks.evidence import quote
from hegui.checks.passages import BODY, PREAMBLE, Text, texts_of
from hegui.checks.patterns import LEXICON, Regex, any_of, lexicon_of, regex
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
        self._internal = regex(data["internal"], context)
        self._plates = [regex(pattern, context) for pattern in data["plates"]]

    def differ(self, name: str, unit: Unit) -> bool:
        """True where `name` is certainly another organ than the unit."""
        one, other = (self._autonomous.sub("", squeeze(full)) for full in (name, unit.name))
        if one in other or other in one or self._internal.search(one):
            return False
        if self._government.search(other):
            return self._differ_from_government(one, other)
        if self._government.search(one) or not self._kind.search(one) or not self._kind.search(other):
            return False
        return self._differ_in_region(one, other, unit) or self._differ_in_matter(one, other)

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
    named = any_of(lexicon["named"], context)
    delegating = frozenset(lexicon["delegating"])
    message = rule.message

    def judge(report: Report, _: Parameters) -> Outcome:
        unit = report.unit
        if unit is None:
            return cannot_assess("没有读到编制单位的名称")
        findings = [*_signed(report, unit), *_named(report, unit), *_voices(report, unit)]
        return verdict_of([Finding(fill(message, {"说明": says}), key, evidence) for says, key, evidence in findings])

    def _signed(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        organ, place = report.signature.organ, report.signature.place
        if organ and names.differ(organ, unit):
            line, page = (place.line, place.page) if place else (None, None)
            evidence = Evidence(section="落款", quote=organ, line=line, page=page)
            yield f"标题为“{unit.name}”，落款为“{organ}”", "落款", (evidence,)

    def _named(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        if unit.kind in delegating:
            return
        for text in (*texts_of(report, (PREAMBLE,)), *map(_first_paragraph, texts_of(report, ("一",)))):
            for match in (found for pattern in named for found in pattern.finditer(text.content, text.start, text.end)):
                organ = match["organ"]
                if names.differ(organ, unit):
                    evidence = text.evidence(*match.span("organ"))
                    yield f"标题为“{unit.name}”，文中称“{organ}”", text.part, (evidence,)

    def _voices(report: Report, unit: Unit) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        places: dict[str, list[Evidence]] = defaultdict(list)
        who = f"{unit.kind} {unit.name}"
        for text in texts_of(report, (BODY,)):
            for voice in voices:
                for match in voice.pattern.finditer(text.content, text.start, text.end):
                    if voice.foreign.search(who) and not _is_quoted(report, match.start()):
                        places[voice.words].append(quote(report, *match.span()))
        for words, evidence in places.items():
            yield f"报告单位为“{unit.name}”，文中却自称“{words}”", words, tuple(evidence[:_QUOTES])

    return judge


def _first_paragraph(text: Text) -> Text:
    stop = text.content.find("\n", text.start, text.end)
    return text if stop < 0 else text._replace(end=stop)


def _is_quoted(report: Report, offset: int) -> bool:
    """Within quotation marks or a title, where somebody else speaks."""
    passage = report.passage_at(offset)
    at = offset - passage.start
    return any(match.start() < at < match.end() for match in _QUOTED.finditer(passage.text))


UNIT_NAMES_CHECK = Check(
    name="unit_names",
    title="单位名称前后一致",
    compile=_compile,
    properties={"lexicon": {**LEXICON, "description": "词表名称：机关的自称和名称的构成"}},
    required=("lexicon", "message"),
    fields=("说明",),
)
