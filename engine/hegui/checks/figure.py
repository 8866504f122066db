"""Kind `figure`: a figure that the text states must agree with the tables, and with itself where it is stated again.

Recognition finds the figures by the lexicon `figures` and tells what each is of (its subject) and for whom it speaks
(全县, 我局). A rule says what must hold of them by one of four keys: they equal cells (`subjects`), they are said only
where a cell is nought (`zero`), they do not change within the text (`agree`), they are of a cell's magnitude (`scale`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, NamedTuple

from hegui.checks.evidence import cell_evidence, quote
from hegui.checks.names import CellSlot, Names, table_names
from hegui.checks.patterns import PATTERN, any_of
from hegui.model.report import Figure, Level, Number, Report, Unit
from hegui.model.rule import Evidence, Finding, Outcome, Result, Rule
from hegui.recognise.figure_lexicon import subject_names
from hegui.recognise.numerals import parse_number
from hegui.rules.check import Check, Context, Judge, Parameters, cannot_assess, fill, not_applicable, verdict_of
from hegui.rules.evaluation import value_text
from hegui.rules.grading import difference
from hegui.rules.mistake import suggest
from hegui.rules.schema import PARAMETER
from hegui.rules.trace import judged, listening, located

_TERM = re.compile(r"([+-]?)\s*([^\s+-]+)")
_NOT_SHOWN = re.compile(r"\b[a-z][a-z0-9]*\.|\.总计")
_MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
_AMOUNT = re.compile(r"\d(?:\.(?P<places>\d+))?(?P<unit>亿元|万元|元)$")


class _Sum(NamedTuple):
    """Cells of the tables with their signs, which the text may count under one subject."""

    text: str
    terms: tuple[tuple[int, CellSlot], ...]

    @property
    def label(self) -> str:
        return _label(self.text)

    @property
    def first(self) -> CellSlot:
        return self.terms[0][1]

    def value(self, report: Report) -> Number | None:
        total: Number = 0
        for sign, slot in self.terms:
            table = report.tables.get(slot.table)
            value = table.number(slot.path) if table else None
            if value is None:
                return None
            total += sign * value
        return total


class _Words(NamedTuple):
    """What the lexicon of figures says beside its patterns; it explains its keys."""

    own: re.Pattern[str]
    area: re.Pattern[str]
    organ: re.Pattern[str]
    is_self: re.Pattern[str]
    short: Mapping[str, str]
    names_office: str
    office: str
    stands_for: re.Pattern[str]
    names: re.Pattern[str]
    slip: int
    summed: re.Pattern[str]

    @classmethod
    def of(cls, context: Context) -> _Words:
        lexicon = context.lexicons["figures"]
        scopes = lexicon["scopes"]
        keys = ("own", "area", "organ", "self", "stands_for", "names")
        own, area, organ, is_self, stands_for, names = (re.compile(scopes[key]) for key in keys)
        summed = re.compile(lexicon["summed"])
        office = (scopes["short"], scopes["names_office"], scopes["office"])
        return cls(own, area, organ, is_self, *office, stands_for, names, lexicon["slip"], summed)

    def names_unit(self, scope: str, unit: Unit) -> bool:
        """Whether a scope word that names an organ means this unit."""
        name = unit.name
        for whole, short in self.short.items():
            name = name.replace(whole, short)
        return scope in name or (unit.kind == self.office and self.names_office in scope)


def _sums(texts: Iterable[str], names: Names) -> list[_Sum]:
    """The sums that the form has the cells for."""
    sums = []
    for text in texts:
        parts = [(-1 if sign == "-" else 1, names.term(name)) for sign, name in _TERM.findall(text)]
        terms = tuple((sign, slot) for sign, term in parts if term for slot in term.slots if isinstance(slot, CellSlot))
        if all(term for _, term in parts):
            sums.append(_Sum(text, terms))
    return sums


def _label(text: str) -> str:
    """A sum as a reader of the tables knows it: table3.本年新收.总计 is 本年新收."""
    return _NOT_SHOWN.sub("", text)


class _Sums:
    """The sums of each subject, form by form as reports come that bear one. Raises ValueError for a cell that no form
    has."""

    def __init__(self, cells: Mapping[str, str | Sequence[str]], context: Context) -> None:
        self._written = {subject: [texts] if isinstance(texts, str) else texts for subject, texts in cells.items()}
        self._names = {form_id: Names(table_names(form)) for form_id, form in context.forms.items()}
        self._of_form: dict[str, Mapping[str, list[_Sum]]] = {}
        for text in (text for texts in self._written.values() for text in texts):
            for _, name in _TERM.findall(text):
                if not any(known.term(name) for known in self._names.values()):
                    valid = (each for known in self._names.values() for each in known.names())
                    raise ValueError(f"没有“{name}”这个单元格，{suggest(name, valid)}；请改正。")

    def in_form(self, form: str | None) -> Mapping[str, list[_Sum]]:
        """Those of a form by its id; of none, no sums."""
        key = form if form in self._names else ""
        if key not in self._of_form:
            names = self._names.get(key)
            self._of_form[key] = {
                subject: _sums(texts, names) if names else [] for subject, texts in self._written.items()
            }
        return self._of_form[key]


def _cell(report: Report, slot: CellSlot, formula: str | None = None) -> Evidence:
    return cell_evidence(slot.table, slot.path, report.tables[slot.table].cells.get(slot.path), formula)


def _compile(rule: Rule, context: Context) -> Judge:
    written = [key for key in _CONDITIONS if key in rule.params]
    if len(written) != 1:
        raise ValueError(f"请在 {'、'.join(_CONDITIONS)} 中写一项，也只写一项。")
    known = subject_names(context.lexicons["figures"])
    for subject in rule.params[written[0]]:
        if subject not in known:
            raise ValueError(f"词表 figures 中没有“{subject}”这一事项，{suggest(subject, known)}；请改正。")
    return _CONDITIONS[written[0]](rule, context)


# -- figures that equal cells ----------------------------------------------------------------------------------------


def _equal(rule: Rule, context: Context) -> Judge:
    subjects: Mapping[str, Sequence[str]] = rule.params["subjects"]
    sums_of = _Sums(subjects, context)
    ways = {text: re.compile(pattern) for text, pattern in rule.params.get("where", {}).items()}
    counted = {text for texts in subjects.values() for text in texts}
    if unknown := [text for text in ways if text not in counted]:
        raise ValueError(f"where 中的“{unknown[0]}”不在 subjects 中，{suggest(unknown[0], counted)}；请改正。")
    words = _Words.of(context)
    unsaid = _unsaid(rule)

    def judge(report: Report, _: Parameters) -> Outcome:
        stated = [
            figure for figure in report.figures if figure.exact and not figure.partial and _is_of(figure, subjects)
        ]
        _note(report, subjects, stated)
        if not stated:
            return not_applicable(unsaid)
        of_form = sums_of.in_form(report.form)
        alike: dict[tuple[str, object], list[Figure]] = defaultdict(list)
        for figure in stated:
            alike[figure.subject, figure.readings].append(figure)
        findings: list[Finding] = []
        compared = unread = False
        apart: list[Figure] = []
        for (subject, _way), mentions in alike.items():
            sentences = [report.prose[slice(*mention.sentence)] for mention in mentions]
            closed = {text for text, said in ways.items() if not any(map(said.search, sentences))}
            readings = [_together(reading, of_form, closed) for reading in _readings(mentions[0])]
            sums = [total for reading in readings for total in reading]
            if report.form and not sums:
                continue
            values = [total.value(report) for total in sums]
            if not values or values[0] is None or any(_is_unread(reading, report) for reading in readings):
                unread = True
                continue
            wrong, others = _wrong(mentions, [value for value in values if value is not None], report, words)
            compared = compared or len(others) < len(mentions)
            if listening():
                for mention in mentions:
                    holds = None if mention in others else mention not in wrong
                    judged(subject, _comparison(mention, sums, values), holds)
            apart += others
            findings += _differences(rule, report, subject, wrong, sums[0], values[0])
        if findings:
            return verdict_of(findings)
        if apart:
            spoken = "、".join(dict.fromkeys(figure.scope for figure in apart if figure.scope)) or "不同口径"
            reason = f"正文有的数字（{spoken}）与表格口径不同，未作比对"
            return Outcome(Result.PASS, reason) if compared else not_applicable(reason)
        return cannot_assess("表中相应的格没有读到数字") if unread else verdict_of(findings)

    return judge


def _is_of(figure: Figure, subjects: Container[str]) -> bool:
    """Whether a rule on these subjects can tell what the figure must be, however it is read."""
    if not figure.readings:
        return figure.subject in subjects
    return all(subject in subjects for reading in figure.readings for subject in reading)


def _readings(figure: Figure) -> Sequence[Sequence[str]]:
    return figure.readings or ((figure.subject,),)


def _together(reading: Sequence[str], sums: Mapping[str, Sequence[_Sum]], closed: Container[str] = ()) -> list[_Sum]:
    """The sums that a figure of these subjects may be: of one, or of several that it counts together.

    Those in `closed` are ruled out by what its sentence says.
    """
    return [
        _Sum(" + ".join(one.text for one in chosen), tuple(term for one in chosen for term in one.terms))
        for chosen in product(*([one for one in sums[subject] if one.text not in closed] for subject in reading))
    ]


def _is_unread(sums: Sequence[_Sum], report: Report) -> bool:
    """Whether the tables might hold the figure in cells that were not read."""
    return bool(sums) and all(total.value(report) is None for total in sums)


def _note(report: Report, subjects: Iterable[str], figures: Sequence[Figure]) -> None:
    """For who listens: where the text speaks of these subjects."""
    if listening():
        for figure in figures:
            words = quote(report, figure.start, figure.end)
            located(figure.subject, f"“{words.quote}”", words)
        if not figures:
            located("、".join(subjects), "")


def _comparison(mention: Figure, sums: Sequence[_Sum], values: Sequence[Number | None]) -> str:
    """A figure of the text beside each of the cells (or sums) that it may be."""
    cells = (f"{total.label} {_shown(value)}" for total, value in zip(sums, values, strict=True))
    return f"正文 {value_text(mention.value or 0)}，表中 {'、'.join(cells)}"


def _shown(value: Number | None) -> str:
    return "缺" if value is None else value_text(value)


def _wrong(
    mentions: Sequence[Figure], values: Sequence[Number], report: Report, words: _Words
) -> tuple[list[Figure], list[Figure]]:
    """The mentions that contradict the tables, and those that speak of something else than the tables."""
    matched = [mention for mention in mentions if _fits(mention, values, report)]
    differing = [mention for mention in mentions if mention not in matched]
    others = [mention for mention in differing if _of_other_scope(mention, mentions, matched, report, words)]
    wrong = [mention for mention in differing if mention not in others]
    return [mention for mention in wrong if not _excused(mention, mentions, values, report, words)], others


def _fits(mention: Figure, values: Sequence[Number], report: Report) -> bool:
    """True where the figure is one of the values. Zero must be the first of them: 无行政诉讼 means of either kind.

    Where the words may mean one thing or another, zero may be any.
    """
    if not mention.value and not mention.readings:
        return values[0] == 0
    if mention.value in values:
        return True
    said = Decimal(mention.value or 0)
    return mention.unit == "万元" and any(abs(value - said) <= _rounding(mention, report) for value in values)


def _rounding(mention: Figure, report: Report) -> Decimal:
    """Half of the last place to which an amount is written, in 万元: 143.2万元 may stand for 143.2062."""
    amount = _AMOUNT.search(report.prose[mention.start : mention.end])
    if amount is None:
        return Decimal(0)
    return Decimal(5).scaleb(-len(amount["places"] or "") - 1) * _MONEY[amount["unit"]]


def _of_other_scope(
    mention: Figure, mentions: Sequence[Figure], matched: Sequence[Figure], report: Report, words: _Words
) -> bool:
    """True where the text speaks of another area or organ than the tables, which are those of the unit.

    全县 is natural to a county, 我局 to a department, but neither to the other, and 全市 not to a county. A mention
    without a scope word is of the unit, unless its sentence or paragraph tells organs apart: a government from its
    office, whose tables are of the whole area, or the whole area in the report of such an office. Where the figure of
    one of them is that of the table, the table is of that one.
    """
    if mention.area_wide is not None:
        told = {other.area_wide for other in matched if other.area_wide is not None}
        return not _is_natural(mention, report, words) or (bool(told) and mention.area_wide not in told)
    if report.unit is None:
        return False
    passage = report.passage_at(mention.start)
    before = passage.text[: mention.start - passage.start]
    if report.unit.level is Level.GOVERNMENT:
        beside = any(other.sentence == mention.sentence and other.area_wide is False for other in mentions)
        return beside or (any(other.area_wide for other in matched) and bool(words.own.search(before)))
    return report.unit.kind == words.office and bool(words.area.search(before))


def _is_natural(mention: Figure, report: Report, words: _Words) -> bool:
    """True where the scope word of a mention means what the unit's own tables count."""
    if mention.area_wide is False and words.is_self.search(mention.scope or ""):
        return report.unit is None or report.unit.level is Level.DEPARTMENT
    if report.unit is None:
        return words.is_self.search(mention.scope or "") is not None
    if mention.area_wide is False and words.organ.search(mention.scope or ""):
        return report.unit.level is Level.DEPARTMENT and words.names_unit(mention.scope or "", report.unit)
    division, area = words.stands_for.search(report.unit.name), words.names.match(mention.scope or "")
    if division and area:
        return area[1] == division[1]
    return mention.area_wide is (report.unit.level is Level.GOVERNMENT)


def _excused(
    mention: Figure, mentions: Sequence[Figure], values: Sequence[Number], report: Report, words: _Words
) -> bool:
    """A slip of the unit, which is another rule's, or one of several parts that add up to the table's figure."""
    if _slipped(mention, values, words):
        return True
    sums = map(
        parse_number, (found["n"] for found in words.summed.finditer(report.prose, mention.end, mention.sentence[1]))
    )
    if any(whole in values and (mention.value or 0) < (whole or 0) for whole in sums):
        return True
    together = [other for other in mentions if other.sentence == mention.sentence]
    return len(together) > 1 and sum(other.value or 0 for other in together) in values


def _slipped(mention: Figure, values: Iterable[Number], words: _Words) -> bool:
    """元 and 万元 (or 万元 and 亿元) confused: amounts that are many times apart."""
    value = mention.value
    return mention.unit == "万元" and any(
        value and due and (value >= words.slip * due or due >= words.slip * value) for due in values
    )


def _differences(
    rule: Rule, report: Report, subject: str, wrong: Sequence[Figure], total: _Sum, due: Number
) -> Iterator[Finding]:
    for mention in wrong:
        scope = f"（口径：{mention.scope}）" if mention.scope else ""
        formula = f"正文 {value_text(mention.value or 0)} ≠ 表 {value_text(due)}"
        words = quote(report, mention.start, mention.end, formula)
        values = {"原文": words.quote, "口径": scope, "格": total.label, "表中": value_text(due)}
        in_table = _cell(report, total.first, total.text if len(total.terms) > 1 else None)
        section = report.passage_at(mention.start).section
        apart = difference(mention.value or 0, due)
        yield Finding(fill(rule.message, values), f"{subject}/{section}", (words, in_table), difference=apart)


# -- what is said only where a cell is nought ------------------------------------------------------------------------


def _nought(rule: Rule, context: Context) -> Judge:
    cells: Mapping[str, str] = rule.params["zero"]
    sums_of = _Sums(cells, context)
    excuse = any_of(rule.params.get("excuse", ()), context)
    words = _Words.of(context)
    unsaid = _unsaid(rule)

    def judge(report: Report, _: Parameters) -> Outcome:
        claims = [
            figure
            for figure in report.figures
            if figure.subject in cells
            and not figure.partial
            and (figure.area_wide is None or _is_natural(figure, report, words))
            and not excuse.search(report.prose[slice(*figure.sentence)])
        ]
        _note(report, cells, claims)
        if not claims:
            return not_applicable(unsaid)
        findings = []
        unread = []
        for subject in dict.fromkeys(claim.subject for claim in claims):
            sums = sums_of.in_form(report.form)[subject]
            value = sums[0].value(report) if sums else None
            label = _label(cells[subject])
            judged(label, f"表中 {_shown(value)}，应为 0", value == 0)
            if value is None:
                unread.append(f"表中{label}一格没有读到数字")
            elif value > 0:
                claim = next(claim for claim in claims if claim.subject == subject)
                said = quote(report, claim.start, claim.end)
                fields = {"原文": said.quote, "格": label, "表中": value_text(value)}
                evidence = (said, _cell(report, sums[0].first, f"{label} {value_text(value)} > 0"))
                apart = difference(0, value)
                findings.append(Finding(fill(rule.message, fields), subject, evidence, difference=apart))
        return cannot_assess("；".join(unread)) if unread and not findings else verdict_of(findings)

    return judge


# -- the same figure twice -------------------------------------------------------------------------------------------


def _agreeing(rule: Rule, context: Context) -> Judge:
    subjects = frozenset(rule.params["agree"])

    def judge(report: Report, _: Parameters) -> Outcome:
        groups: dict[tuple[str, str, bool | None], list[Figure]] = defaultdict(list)
        for figure in report.figures:
            if figure.subject in subjects and figure.exact and not figure.partial:
                groups[figure.subject, figure.unit, figure.area_wide].append(figure)
        findings = []
        for (subject, _unit, _area), figures in groups.items():
            for first, second in pairwise(figures):
                if first.value != second.value and first.sentence != second.sentence:
                    evidence = (quote(report, first.start, first.end), quote(report, second.start, second.end))
                    values = {"事项": subject, "原文": evidence[0].quote, "另一处": evidence[1].quote}
                    apart = difference(first.value or 0, second.value or 0)
                    findings.append(Finding(fill(rule.message, values), subject, evidence, difference=apart))
                    break
        return verdict_of(findings)

    return judge


# -- the magnitude of a cell -----------------------------------------------------------------------------------------


def _scaled(rule: Rule, context: Context) -> Judge:
    if len(rule.params["scale"]) != 1:
        raise ValueError("scale 只写一个事项和它的单元格。")
    ((subject, name),) = rule.params["scale"].items()
    words = _Words.of(context)
    sums_of = _Sums(rule.params["scale"], context)

    def judge(report: Report, parameters: Parameters) -> Outcome:
        sums = sums_of.in_form(report.form)[subject]
        if report.form and not sums:
            return not_applicable("所用格式没有这一项")
        value = sums[0].value(report) if sums else None
        if value is None:
            table = report.template.table_name(name.partition(".")[0])
            return cannot_assess(f"{table}{_label(name)}一格没有读到数字")
        slot = sums[0].first
        in_table = _cell(report, slot)
        fields = {"格": sums[0].label, "表中": value_text(value)}
        for figure in report.figures:
            if figure.subject == subject and _slipped(figure, [value], words):
                fields["说明"] = f"正文为 {value_text(figure.value or 0)} 万元，二者相差 {words.slip} 倍以上"
                evidence = (in_table, quote(report, figure.start, figure.end))
                return verdict_of([Finding(fill(rule.message, fields), slot.path[0], evidence)])
        limit = _limit(parameters.get(rule.params.get("limits", ""), {}), report)
        if limit is None or value <= limit:
            return verdict_of([])
        fields["说明"] = f"超过同级机关的常见上限 {value_text(limit)} 万元"
        return verdict_of([Finding(fill(rule.message, fields), slot.path[0], (in_table,))])

    return judge


def _limit(limits: Mapping[str, Mapping[str, int]], report: Report) -> int | None:
    """The bound for the unit's level and tier; none where the tier is unknown."""
    if report.unit is None or report.unit.tier is None:
        return None
    return limits.get(report.unit.level.value, {}).get(report.unit.tier)


def _unsaid(rule: Rule) -> str:
    return str(rule.params.get("missing_reason", "正文没有提到这一数字"))


_CONDITIONS = {"subjects": _equal, "zero": _nought, "agree": _agreeing, "scale": _scaled}

_CELL: dict[str, Any] = {"type": "string", "minLength": 1, "description": "单元格或其和，如 table3.本年新收.总计"}
_CELL_OF_SUBJECT: dict[str, Any] = {"type": "object", "minProperties": 1, "additionalProperties": _CELL}

FIGURE_CHECK = Check(
    name="figure",
    title="正文数字与表格一致、前后一致",
    compile=_compile,
    properties={
        "subjects": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "type": "array",
                "items": {"type": "string", "description": _CELL["description"]},
                "minItems": 1,
            },
            "description": "正文所讲的事项（词表 figures）→ 可与之相等的单元格或其和，任一相等即可；首个用于问题说明",
        },
        "where": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": PATTERN,
            "description": "subjects 中的单元格或其和 → 句中须有的文字（正则表达式），没有的不这样算；只用于 subjects",
        },
        "zero": {**_CELL_OF_SUBJECT, "description": "正文这样说时应为 0 的单元格：词表 figures 中的事项 → 单元格"},
        "excuse": {
            "type": "array",
            "description": "同一句中有此文字时不算，只用于 zero",
            "items": PATTERN,
        },
        "agree": {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "description": "词表 figures 中的事项"},
            "minItems": 1,
            "description": "前后各处的数字应当相同的事项",
        },
        "scale": {
            **_CELL_OF_SUBJECT,
            "description": "金额的量级：事项 → 单元格；与正文相差过多倍，或超过 limits 的，疑为单位有误",
        },
        "limits": {
            "type": "string",
            "minLength": 1,
            "format": PARAMETER,
            "description": "参数名：各级机关的常见上限（万元），如 {department: {县: 200000}}；只用于 scale",
        },
        "missing_reason": {"type": "string", "minLength": 1, "description": "正文没有说到时的理由"},
    },
    required=("message",),
    fields=("原文", "口径", "格", "表中", "事项", "另一处", "说明"),
    measures=True,
    parameters=("{limits}",),
    reads=lambda rule: [rule.params["limits"]] if "limits" in rule.params else [],
)
