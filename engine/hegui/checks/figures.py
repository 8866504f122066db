"""Figures of the text against the tables, and against each other."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from hegui.checks.evidence import cell_evidence, quote
from hegui.checks.names import CellSlot, Names, TableNames
from hegui.model.report import Level
from hegui.model.rule import Finding, Outcome, Result
from hegui.recognise.numerals import parse_number
from hegui.rules.check import Check, cannot_assess, fill, not_applicable, verdict_of
from hegui.rules.expression import value_text
from hegui.rules.trace import judged, listening, located

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hegui.model.form import Form
    from hegui.model.report import Figure, Number, Report
    from hegui.model.rule import Rule
    from hegui.rules.check import Context, Judge, Parameters

_TERM = re.compile(r"([+-]?)\s*([^\s+-]+)")
_MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
_AMOUNT = re.compile(r"\d(?:\.(?P<places>\d+))?(?P<unit>亿元|万元|元)$")


class _Sum(NamedTuple):
    """Cells of the tables with their signs, which the text may count under one subject."""

    text: str
    terms: tuple[tuple[int, CellSlot], ...]

    @property
    def label(self) -> str:
        """The sum as a reader of the tables knows it: table3.本年新收.总计 is 本年新收."""
        return re.sub(r"table\d\.|\.总计", "", self.text)

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
    office: str
    stands_for: re.Pattern[str]
    names: re.Pattern[str]
    slip: int
    summed: re.Pattern[str]

    @classmethod
    def of(cls, context: Context) -> _Words:
        lexicon = context.lexicons["figures"]
        scopes = lexicon["scopes"]
        own, area, stands_for, names = (re.compile(scopes[key]) for key in ("own", "area", "stands_for", "names"))
        summed = re.compile(lexicon["summed"])
        return cls(own, area, scopes["office"], stands_for, names, lexicon["slip"], summed)


def _sums(texts: Iterable[str], names: Names) -> list[_Sum]:
    """The sums that the form has the cells for."""
    sums = []
    for text in texts:
        parts = [(-1 if sign == "-" else 1, names.term(name)) for sign, name in _TERM.findall(text)]
        terms = tuple((sign, slot) for sign, term in parts if term for slot in term.slots if isinstance(slot, CellSlot))
        if all(term for _, term in parts):
            sums.append(_Sum(text, terms))
    return sums


def _names(form: Form) -> Names:
    return Names({table.id: TableNames(table) for table in form.tables})


def _check_cells(rule: Rule, context: Context, texts: Iterable[str]) -> None:
    known = [_names(form) for form in context.forms.values()]
    for text in texts:
        for _, name in _TERM.findall(text):
            if not any(names.term(name) for names in known):
                raise ValueError(f"没有“{name}”这个单元格；写法如 table3.本年新收.总计")


def _compile_figure(rule: Rule, context: Context) -> Judge:
    subjects: Mapping[str, Sequence[str]] = rule.params["subjects"]
    _check_cells(rule, context, (text for texts in subjects.values() for text in texts))
    sums = {
        form_id: {subject: _sums(texts, _names(form)) for subject, texts in subjects.items()}
        for form_id, form in context.forms.items()
    }
    words = _Words.of(context)

    def judge(report: Report, _: Parameters) -> Outcome:
        stated = [
            figure for figure in report.figures if figure.subject in subjects and figure.exact and not figure.partial
        ]
        _note(report, subjects, stated)
        if not stated:
            return not_applicable("正文没有提到这一数字")
        allowed = sums.get(report.form or "", {})
        findings: list[Finding] = []
        compared = unread = False
        apart: list[Figure] = []
        for subject in dict.fromkeys(figure.subject for figure in stated):
            if report.form and not allowed.get(subject):
                continue
            values = [total.value(report) for total in allowed.get(subject, ())]
            if not values or values[0] is None:
                unread = True
                continue
            mentions = [figure for figure in stated if figure.subject == subject]
            wrong, others = _wrong(mentions, [value for value in values if value is not None], report, words)
            compared = compared or len(others) < len(mentions)
            if listening():
                for mention in mentions:
                    holds = None if mention in others else mention not in wrong
                    judged(subject, _comparison(mention, allowed[subject], values), holds)
            apart += others
            findings += _differences(rule, report, subject, wrong, allowed[subject][0], values[0])
        if findings:
            return verdict_of(findings)
        if apart:
            spoken = "、".join(dict.fromkeys(figure.scope for figure in apart if figure.scope)) or "不同口径"
            reason = f"正文有的数字（{spoken}）与表格口径不同，未作比对"
            return Outcome(Result.PASS, reason) if compared else not_applicable(reason)
        return cannot_assess("表中相应的格没有读到数字") if unread else verdict_of(findings)

    return judge


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
    """True where the figure is one of the values. Zero must be the first of them: 无行政诉讼 means of either kind."""
    if not mention.value:
        return values[0] == 0
    if mention.value in values:
        return True
    said = Decimal(mention.value)
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
    if report.unit is None:
        return False
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
        values = {"words": words.quote, "scope": scope, "cell": total.label, "due": value_text(due)}
        slot = total.terms[0][1]
        cell = report.tables[slot.table].cells.get(slot.path)
        in_table = cell_evidence(slot.table, slot.path, cell, total.text if len(total.terms) > 1 else None)
        section = report.passage_at(mention.start).section
        yield Finding(fill(rule.message, values), f"{subject}/{section}", (words, in_table))


def _compile_rate(rule: Rule, context: Context) -> Judge:
    subject: str = rule.params["subject"]
    _check_cells(rule, context, [rule.params["cell"]])
    cells = {form_id: _sums([rule.params["cell"]], _names(form)) for form_id, form in context.forms.items()}
    excuse = re.compile(rule.params.get("except", r"(?!)"))
    words = _Words.of(context)

    def judge(report: Report, _: Parameters) -> Outcome:
        claims = [
            figure
            for figure in report.figures
            if figure.subject == subject
            and not figure.partial
            and (figure.area_wide is None or _is_natural(figure, report, words))
            and not excuse.search(report.prose[slice(*figure.sentence)])
        ]
        _note(report, [subject], claims)
        if not claims:
            return not_applicable("正文没有全部办结的表述")
        sums = cells.get(report.form or "", [])
        value = sums[0].value(report) if sums else None
        judged(sums[0].label if sums else rule.params["cell"], f"表中 {_shown(value)}，应为 0", value == 0)
        if value is None:
            return cannot_assess("表中结转下年度一格没有读到数字")
        if value <= 0:
            return verdict_of([])
        slot = sums[0].terms[0][1]
        cell = report.tables[slot.table].cells.get(slot.path)
        claim = claims[0]
        said = quote(report, claim.start, claim.end)
        message = fill(rule.message, {"words": said.quote, "value": value_text(value)})
        evidence = (said, cell_evidence(slot.table, slot.path, cell, f"结转下年度 {value_text(value)} > 0"))
        return verdict_of([Finding(message, "rate", evidence)])

    return judge


def _compile_parts(rule: Rule, context: Context) -> Judge:
    lexicon = context.lexicons["parts"]
    units = "|".join(lexicon["units"])
    number = r"(?<![\d.])(?:\d{1,3}(?:，\d{3})+|\d+(?:\.\d+)?)"
    whole = re.compile(
        rf"(?<!{lexicon['roughly']})(?P<total>{number})(?P<unit>{units})(?:[^，。；：（）\n0-9]{{0,12}})[，：（。]?"
        rf"(?P<word>{lexicon['openers']})(?P<list>：[^。\n]+|[^。；\n]+)"
    )
    stop, aside = re.compile(lexicon["stop"]), re.compile(r"（[^（）]*）")
    item = {unit: re.compile(rf"({number}){unit}") for unit in lexicon["units"]}
    open_end, exhaustive = re.compile(lexicon["open_end"]), re.compile(lexicon["exhaustive"])
    tolerance = Decimal(str(lexicon["nearly"]))

    def judge(report: Report, _: Parameters) -> Outcome:
        findings = []
        for match in whole.finditer(report.prose):
            cut = stop.search(match["list"])
            listed = match["list"][: cut.start()] if cut else match["list"]
            items = item[match["unit"]].findall(aside.sub("", listed))
            if len(items) < 2 or open_end.search(listed):
                continue
            parts = [parse_number(part.replace("，", ",")) or 0 for part in items]
            total = parse_number(match["total"].replace("，", ",")) or 0
            meant_whole = exhaustive.search(match["word"] + listed) or _nearly(sum(parts), total, tolerance)
            if _adds_up(parts, total) or not meant_whole:
                continue
            sentence = report.prose[_sentence_start(report.prose, match.start()) : match.start()]
            before = [parse_number(found.replace("，", ",")) or 0 for found in item[match["unit"]].findall(sentence)]
            if _belong_to(before, parts, total):
                continue
            formula = f"{' + '.join(map(value_text, parts))} = {value_text(sum(parts))} ≠ {value_text(total)}"
            values = {"total": f"{match['total']}{match['unit']}", "formula": formula, "unit": match["unit"]}
            end = match.start("list") + len(listed)
            section = report.passage_at(match.start()).section
            key = f"{section}/{match['unit']}/{report.prose[max(match.start() - 8, 0) : match.start('total')]}"
            findings.append(Finding(fill(rule.message, values), key, (quote(report, match.start(), end, formula),)))
        return verdict_of(findings)

    return judge


def _adds_up(parts: Sequence[Number], total: Number) -> bool:
    """The parts, or the first few of them where further numbers follow, add up to the total."""
    running: Number = 0
    for part in parts:
        running += part
        if running == total:
            return True
    return False


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in "。；\n") + 1


def _belong_to(before: Sequence[Number], parts: Sequence[Number], total: Number) -> bool:
    """The parts are those of a number further before (新收101件，上年结转1件，其中自然人100件、法人1件), or of both."""
    whole = sum(parts)
    return whole in before or whole == sum(before) + total or bool(before and max(parts) > total)


def _nearly(parts: Number, total: Number, tolerance: Decimal) -> bool:
    """A list that is meant to be whole comes near its total; one that is far from it gives examples only."""
    return bool(total) and abs(Decimal(parts) - Decimal(total)) <= tolerance * Decimal(total)


def _compile_conflict(rule: Rule, context: Context) -> Judge:
    subjects = frozenset(rule.params["subjects"])

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
                    values = {"subject": subject, "first": evidence[0].quote, "second": evidence[1].quote}
                    findings.append(Finding(fill(rule.message, values), subject, evidence))
                    break
        return verdict_of(findings)

    return judge


def _compile_fee_unit(rule: Rule, context: Context) -> Judge:
    cell_name: str = rule.params["cell"]
    subject: str = rule.params["subject"]
    words = _Words.of(context)
    _check_cells(rule, context, [cell_name])
    cells = {form_id: _sums([cell_name], _names(form)) for form_id, form in context.forms.items()}

    def judge(report: Report, parameters: Parameters) -> Outcome:
        sums = cells.get(report.form or "", [])
        if report.form and not sums:
            return not_applicable("所用格式没有这一项")
        value = sums[0].value(report) if sums else None
        if value is None:
            return cannot_assess("表二行政事业性收费一格没有读到数字")
        slot = sums[0].terms[0][1]
        cell = report.tables[slot.table].cells.get(slot.path)
        in_table = cell_evidence(slot.table, slot.path, cell)
        for figure in report.figures:
            if figure.subject == subject and _slipped(figure, [value], words):
                why = f"正文为 {value_text(figure.value or 0)} 万元，二者相差 {words.slip} 倍以上"
                message = fill(rule.message, {"value": value_text(value), "why": why})
                return verdict_of([Finding(message, slot.path[0], (in_table, quote(report, figure.start, figure.end)))])
        limit = _limit(parameters.get(rule.params["limits"], {}), report)
        if limit is None or value <= limit:
            return verdict_of([])
        why = f"超过同级机关的常见上限 {value_text(limit)} 万元"
        return verdict_of(
            [Finding(fill(rule.message, {"value": value_text(value), "why": why}), slot.path[0], (in_table,))]
        )

    return judge


def _limit(limits: Mapping[str, Mapping[str, int]], report: Report) -> int | None:
    """The bound for the unit's level and tier; none where the tier is unknown."""
    if report.unit is None or report.unit.tier is None:
        return None
    return limits.get(report.unit.level.value, {}).get(report.unit.tier)


FIGURE = Check(
    name="figure",
    title="正文数字与表格一致",
    compile=_compile_figure,
    properties={
        "subjects": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "description": "正文所讲的事项（词库 figures）→ 可与之相等的单元格或其和，任一相等即可；首个用于消息",
        }
    },
    required=("subjects",),
    fields=("words", "scope", "cell", "due"),
)
RATE = Check(
    name="rate",
    title="办结率与结转数一致",
    compile=_compile_rate,
    properties={
        "subject": {"type": "string", "description": "词库 figures 中表示全部办结的事项"},
        "cell": {"type": "string", "description": "应为 0 的单元格"},
        "except": {"type": "string", "description": "句中有此模式时不判"},
    },
    required=("subject", "cell"),
    fields=("words", "value"),
)
PARTS = Check(
    name="parts",
    title="分项之和等于总数",
    compile=_compile_parts,
    properties={},
    fields=("total", "formula", "unit"),
)
CONFLICT = Check(
    name="conflict",
    title="同一事项前后数字一致",
    compile=_compile_conflict,
    properties={
        "subjects": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "description": "词库 figures 中的事项",
        }
    },
    required=("subjects",),
    fields=("subject", "first", "second"),
)
FEE_UNIT = Check(
    name="fee-unit",
    title="收费金额的单位",
    compile=_compile_fee_unit,
    properties={
        "cell": {"type": "string", "description": "收费金额的单元格（万元）"},
        "subject": {"type": "string", "description": "词库 figures 中的同一事项"},
        "limits": {"type": "string", "description": "参数名：各级机关的常见上限（万元）"},
    },
    required=("cell", "subject", "limits"),
    fields=("value", "why"),
    parameters=("{limits}",),
)
