"""Numbers in prose: every mention with its subject, value, sentence, scope, and whether it counts a part only.

Patterns come from the lexicon `figures`; here they are only compiled and their matches read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from hegui.model.report import Figure, Number
from hegui.recognise.numerals import parse_number

_NUMBER = r"(?:\d{1,3}(?:，\d{3})+(?![\d])|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
_BETWEEN = "[^，。；：、（）0-9]"
_SENTENCE = re.compile(r"[^。！？\n]+")
_PARAGRAPH = re.compile(r"[^\n]+")
_STATES = re.compile(r"[\d零〇一二两三四五六七八九十百无未没全]")
"""What every sentence with a figure has: a digit, a numeral, or a word for none or all."""
_SUBHEADING = re.compile(r"（[一二三四五六七]）|[一二三四五六七]是|[1-7][.、]")
_OPENING = 25
_YEAR = re.compile(r"(20\d{2})年")
_RANGE_BEFORE = re.compile(r"[\d件][-—~～至到]+$")
_RANGE_AFTER = re.compile(r"^[件宗起]?[-—~～至到]+\d")
_MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}


class _Subject:
    """One subject of the lexicon, compiled."""

    def __init__(self, name: str, entry: Mapping[str, Any], units: str) -> None:
        own_units = "|".join(entry.get("units", ())) or units
        number = rf"(?P<n>{_NUMBER})(?P<scale>万|亿)?(?P<more>余|多|来)?(?P<unit>{own_units})?"
        money = rf"(?P<n>{_NUMBER})(?P<unit>亿元|万元|元)"
        self.name = name
        self.word: str = entry["word"]
        self.context = re.compile(entry["context"])
        self.exclude = re.compile(entry["exclude"]) if "exclude" in entry else None
        self.weak = re.compile(entry["weak"]) if "weak" in entry else None
        self.totals = bool(entry.get("totals"))
        self.amount = bool(entry.get("amount"))
        self.needs_unit = "units" in entry
        self.unit = entry.get("unit", "")
        self.patterns = [
            re.compile(pattern.replace("{q}", _BETWEEN).replace("{amount}", money).replace("{n}", number))
            for pattern in entry["patterns"]
        ]
        self.zeros = [re.compile(pattern.replace("{q}", _BETWEEN)) for pattern in entry.get("zeros", ())]


class FigureReader:
    """Finds the figures in a report's prose."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._lexicon = lexicon

    @cached_property
    def _subjects(self) -> list[_Subject]:
        units = "|".join(self._lexicon.get("units", ["件"]))
        return [_Subject(name, entry, units) for name, entry in self._lexicon.get("subjects", {}).items()]

    def _pattern(self, name: str) -> re.Pattern[str]:
        return self._patterns[name]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        names = (
            "approximate_before",
            "approximate_after",
            "part_openers",
            "part_words",
            "total_words",
            "comparison",
            "aspect",
        )
        compiled = {name: re.compile(self._lexicon.get(name, r"(?!)")) for name in names}
        scopes = self._lexicon.get("scopes", {})
        compiled["own"] = re.compile(scopes.get("own", r"(?!)"))
        compiled["area"] = re.compile(scopes.get("area", r"(?!)"))
        compiled["any"] = re.compile("|".join(subject.context.pattern for subject in self._subjects) or r"(?!)")
        return compiled

    def read(self, prose: str, year: int | None) -> tuple[Figure, ...]:
        """All figures in `prose`, in its order; several patterns that match the same words give one figure."""
        found: dict[tuple[str, int], Figure] = {}
        interesting = self._pattern("any")
        for start, text, context in self._sentences(prose):
            if not interesting.search(context) or not _STATES.search(text):
                continue
            for subject in self._subjects:
                if (
                    subject.word in text
                    and subject.context.search(context)
                    and not (subject.exclude and subject.exclude.search(text))
                ):
                    for figure in self._figures(subject, text, start, year):
                        found.setdefault((subject.name, figure.end), figure)
        return tuple(sorted(found.values(), key=lambda figure: (figure.start, figure.subject)))

    def _sentences(self, prose: str) -> Iterator[tuple[int, str, str]]:
        """Each sentence, after its offset, with the words that tell what it speaks of: its own and those before it.

        Under a sub-heading on applications the heading speaks for all sentences of its paragraphs.
        """
        heading = ""
        for paragraph in _PARAGRAPH.finditer(prose):
            opening = paragraph[0][:_OPENING]
            aspect = opening if self._pattern("aspect").search(opening) else ""
            if _SUBHEADING.match(opening):
                heading = aspect
            before = ""
            for sentence in _SENTENCE.finditer(prose, paragraph.start(), paragraph.end()):
                yield sentence.start(), sentence[0], f"{aspect or heading}{before}{sentence[0]}"
                before = sentence[0]

    def _figures(self, subject: _Subject, text: str, offset: int, year: int | None) -> Iterator[Figure]:
        taken: list[tuple[int, int]] = []
        for pattern in subject.patterns:
            for match in pattern.finditer(text):
                if any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                figure = self._figure(subject, match, text, offset, year)
                if figure is not None:
                    taken.append(match.span())
                    yield figure
        for pattern in subject.zeros:
            for match in pattern.finditer(text):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    partial = self._is_partial(subject, text, match.start(), match.end(), year)
                    yield self._made(subject, 0, True, "", match.span(), text, offset, partial)

    def _figure(
        self, subject: _Subject, match: re.Match[str], text: str, offset: int, year: int | None
    ) -> Figure | None:
        groups = match.groupdict()
        if groups.get("all"):
            return self._made(subject, 100, True, subject.unit, match.span(), text, offset, False)
        written, unit = groups["n"], groups.get("unit") or ""
        if subject.needs_unit and not unit:
            return None
        if not unit and (not written.isdigit() or text[match.end("n") : match.end("n") + 1] in "年月日.%"):
            return None
        if not unit and int(written) == year:
            return None
        value = parse_number(written.replace("，", ",") + (groups.get("scale") or ""))
        if value is None:
            return None
        if subject.amount:
            value = _exact(Decimal(value) * _MONEY[unit])
            unit = "万元"
        before, after = text[: match.start("n")], text[match.end() :]
        exact = not (
            groups.get("more")
            or groups.get("scale")
            or self._pattern("approximate_before").search(before)
            or self._pattern("approximate_after").search(after)
            or _RANGE_BEFORE.search(before[-3:])
            or _RANGE_AFTER.search(after[:3])
        )
        partial = self._is_partial(subject, text, match.start(), match.start("n"), year)
        return self._made(subject, value, exact, unit or subject.unit, match.span(), text, offset, partial)

    def _is_partial(self, subject: _Subject, text: str, start: int, at: int, year: int | None) -> bool:
        """True where the number is not the year's total of its subject."""
        sentence = text[text.rfind("；", 0, start) + 1 : at]
        clause = text[max(text.rfind(mark, 0, start) for mark in "，；") + 1 : at]
        if self._pattern("comparison").search(sentence[-16:]):
            return True
        years = {int(found) for found in _YEAR.findall(clause)}
        if year is not None and years and year not in years and not (subject.name.startswith(("上年", "结转"))):
            return True
        if subject.weak and subject.weak.search(clause):
            return True
        if not subject.totals:
            return False
        if self._pattern("part_openers").search(sentence):
            return True
        return bool(self._pattern("part_words").search(clause)) and not self._pattern("total_words").search(clause)

    def _made(
        self,
        subject: _Subject,
        value: Number,
        exact: bool,
        unit: str,
        span: tuple[int, int],
        text: str,
        offset: int,
        partial: bool,
    ) -> Figure:
        start, end = span
        own = self._last(self._pattern("own"), text[:start])
        area = self._last(self._pattern("area"), text[: start + 12])
        scope = area if area and (own is None or area.start() > own.start()) else own
        return Figure(
            subject.name,
            value,
            exact,
            unit,
            offset + start,
            offset + end,
            (offset, offset + len(text)),
            scope[0] if scope else None,
            None if scope is None else scope is area,
            partial,
        )

    @staticmethod
    def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
        last = None
        for last in pattern.finditer(text):  # noqa: B007
            pass
        return last


def _exact(value: Decimal) -> Number:
    whole = int(value)
    return whole if whole == value else value.normalize()
