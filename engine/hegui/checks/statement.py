"""Kind `statement`: a sentence that must be in the report, made of a subject and what is said of it.

A rule asks for it to be there; with `parts`, for one that is there to be complete; with `conditions`, for all of them
to agree, with one another and with the tables. For that the lexicon says what they may claim (`claims`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from hegui.checks.claims import CONDITION, Claim, Condition, Fault
from hegui.checks.evidence import quote
from hegui.checks.formula import check_fields
from hegui.checks.passages import BODY, SECTION_KEY, section_of, sentence_span, texts_of
from hegui.checks.patterns import LEXICON, PATTERNS, AnyOf, Regex, any_of, lexicon_of, regex
from hegui.model.form import Form
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Result, Rule
from hegui.rules.check import (
    PASSED,
    Check,
    Context,
    Judge,
    Parameters,
    cannot_assess,
    failed,
    fill,
    not_applicable,
    verdict_of,
)
from hegui.rules.trace import judged, listening, located

_LABEL_LENGTH = 30
"""A paragraph no longer than this that says nothing itself is the label of the next: 收取信息处理费的情况 / 无。"""
_SCALES = {"万元": 10_000}


class Said(NamedTuple):
    """A sentence that says something of the subject. `text` lacks what the statement ignores."""

    text: str
    start: int
    end: int
    section: str


@dataclass(frozen=True)
class Statement:
    """What a sentence must be made of."""

    home: str | None
    cues: tuple[str, ...]
    """Words one of which is in every such sentence."""
    subject: AnyOf
    home_subject: AnyOf
    """What names the subject only within the home section."""
    says: AnyOf
    ignore: AnyOf

    @classmethod
    def of(cls, data: Mapping[str, Any], home: str | None, context: Context) -> Statement:
        """From the keys of a rule or lexicon. Raises ValueError where one is missing."""
        for key in ("cues", "subject", "says"):
            if not data.get(key):
                raise ValueError(f"缺少“{key}”（{_KEYS[key]['description']}），请写在规则或词表中。")
        optional = (any_of(data.get(key, ()), context) for key in ("home_subject", "ignore"))
        home_subject, ignore = optional
        subject, says = any_of(data["subject"], context), any_of(data["says"], context)
        return cls(home, tuple(data["cues"]), subject, home_subject, says, ignore)

    def find(self, report: Report) -> list[Said]:
        """Every sentence of the body that makes the statement, in reading order."""
        found: list[Said] = []
        for text in texts_of(report, (BODY,)):
            done = text.start
            for at in _occurrences(text.content, self.cues, text.start, text.end):
                if at >= done:
                    start, done = text.sentence(at)
                    said = self._said(report, start, done)
                    if said is not None:
                        found.append(said)
                        done = said.end
        return found

    def _said(self, report: Report, start: int, end: int) -> Said | None:
        """The sentence if it makes the statement; a label is read together with the sentence below it."""
        text = self.ignore.sub("", report.prose[start:end])
        passage = report.passage_at(start)
        section = passage.section
        if not self.subject.search(text) and not (section == self.home and self.home_subject.search(text)):
            return None
        if self.says.search(text):
            return Said(text, start, end, section)
        is_label = start == passage.start and end - start <= _LABEL_LENGTH and report.prose[end : end + 1] == "\n"
        if is_label and report.passage_at(end + 1).section == section:
            _, below = sentence_span(report.prose, end + 1)
            text = f"{text}：{self.ignore.sub('', report.prose[end + 1 : below])}"
            if self.says.search(text):
                return Said(text, start, below, section)
        return None


def _occurrences(text: str, words: Iterable[str], start: int, end: int) -> Iterator[int]:
    """Offsets of any of the words, in order."""
    places: set[int] = set()
    for word in words:
        at = text.find(word, start, end)
        while at >= 0:
            places.add(at)
            at = text.find(word, at + 1, end)
    return iter(sorted(places))


def _compile(rule: Rule, context: Context) -> Judge:
    params = rule.params
    lexicon = lexicon_of(context, params["lexicon"]) if "lexicon" in params else {}
    home = section_of(params["home"], context) if "home" in params else None
    statement = Statement.of({**lexicon, **params}, home, context)
    if "conditions" in params:
        return _agreeing(rule, statement, lexicon, context)
    if "parts" in params:
        return _complete(rule, statement, context)
    return _made(rule, statement, context)


def _find(statement: Statement, report: Report) -> list[Said]:
    said = statement.find(report)
    if listening():
        for item in said:
            located(f"{report.template.section_name(item.section)}的说明", f"“{item.text}”", evidence_of(report, item))
        if not said:
            located("说明", "")
    return said


def evidence_of(report: Report, said: Said) -> Evidence:
    """Evidence for a sentence, as far as it stands in one paragraph."""
    passage = report.passage_at(said.start)
    return quote(report, said.start, min(said.end, passage.start + len(passage.text)))


# -- that it is made -------------------------------------------------------------------------------------------------


def _made(rule: Rule, statement: Statement, context: Context) -> Judge:
    check_fields(rule.message, ())
    home, message = statement.home, rule.message
    around = {form.id: _neighbours(form, home) for form in context.forms.values()} if home else {}

    def judge(report: Report, _: Parameters) -> Outcome:
        said = _find(statement, report)
        if said and (home is None or any(item.section == home for item in said)):
            return PASSED
        if said:
            name = report.template.section_name
            where = "、".join(dict.fromkeys(name(item.section) for item in said))
            return Outcome(Result.PASS, f"见于{where}，宜在{name(home or '')}说明")
        return absent(report)

    def absent(report: Report) -> Outcome:
        """Nothing is said: a fault of the report, unless part of its text may be missing here."""
        if home is None:
            return failed(Finding(message, "缺", (Evidence(section=BODY),)))
        nearby = around.get(report.form or "") or {home}.union(*around.values())
        if why := report.unread(home):
            return cannot_assess(f"{why}，没有读到{report.template.section_name(home)}的全部文字")
        if home in report.pictures or not report.section_by_key.keys() & nearby:
            return cannot_assess(f"没有读到{report.template.section_name(home)}的文字，无从判断")
        texts = texts_of(report, (home,))
        return failed(Finding(message, "缺", (texts[0].opening() if texts else Evidence(section=home),)))

    return judge


def _neighbours(form: Form, section: str) -> set[str]:
    """A section and the one before it: where neither was read, the end of the report may be missing."""
    keys = [each.key for each in form.sections]
    if section not in keys:
        return set()
    at = keys.index(section)
    return set(keys[max(at - 1, 0) : at + 1])


# -- that it is complete ---------------------------------------------------------------------------------------------


def _complete(rule: Rule, statement: Statement, context: Context) -> Judge:
    parts = {name: any_of(patterns, context) for name, patterns in rule.params["parts"].items()}
    enough = any_of(rule.params.get("enough", ()), context)
    check_fields(rule.message, ("缺项",))

    def judge(report: Report, _: Parameters) -> Outcome:
        said = _find(statement, report)
        if not said:
            return not_applicable("报告中没有这项说明")
        text = "\n".join(item.text for item in said)
        found = {name: patterns.search(text) for name, patterns in parts.items()}
        for name, match in found.items():
            judged(name, f"“{match[0]}”" if match else "没有写明", bool(match))
        missing = [name for name, match in found.items() if not match]
        if not missing or enough.search(text):
            return PASSED
        if why := report.unread(said[-1].section):
            return cannot_assess(why)
        names = "、".join(missing)
        return failed(Finding(fill(rule.message, {"缺项": names}), names, (evidence_of(report, said[0]),)))

    return judge


# -- that all of it agrees -------------------------------------------------------------------------------------------


def _agreeing(rule: Rule, statement: Statement, lexicon: Mapping[str, Any], context: Context) -> Judge:
    other_year = any_of(lexicon.get("other_year", ()), context)
    claims = {name: regex(pattern, context) for name, pattern in lexicon.get("claims", {}).items()}
    unsaid = rule.params.get("unsaid")
    conditions = [Condition(data, frozenset(claims), unsaid, context) for data in rule.params["conditions"]]
    for condition in conditions:
        check_fields(condition.says, condition.fields)
        check_fields(rule.message, ("说明", *condition.fields))

    def judge(report: Report, _: Parameters) -> Outcome:
        if all(condition.settled(report) for condition in conditions):
            return PASSED
        said = [each for each in _find(statement, report) if not other_year.search(each.text)]
        made = {name: list(_claims(report, said, pattern)) for name, pattern in claims.items()}
        outcomes = [condition.outcome(report, made) for condition in conditions]
        wrong = [(condition, fault) for condition, (_, fault) in zip(conditions, outcomes, strict=True) if fault]
        if not any(judged for judged, _ in outcomes):
            return cannot_assess(rule.params.get("missing_reason", "没有读到表中相应的格"))
        return verdict_of([finding(condition, fault) for condition, fault in wrong])

    def finding(condition: Condition, fault: Fault) -> Finding:
        says = fill(condition.says, fault.fields)
        return Finding(fill(rule.message, {**fault.fields, "说明": says}), condition.name or says, fault.evidence)

    return judge


def _claims(report: Report, said: Iterable[Said], pattern: Regex) -> Iterator[Claim]:
    """What a pattern reads from the sentences: numbers in groups whose names begin with n, in the unit of the group
    `unit`; 1 where it has no such group.
    """
    for item in said:
        for match in pattern.finditer(item.text):
            groups = match.groupdict()
            numbers = [written for name, written in groups.items() if name.startswith("n")]
            written = next(filter(None, numbers), None) if numbers else "1"
            if written is not None:
                yield Claim(
                    Decimal(written) * _SCALES.get(groups.get("unit") or "", 1), partial(evidence_of, report, item)
                )


# -- keys ------------------------------------------------------------------------------------------------------------

_KEYS: dict[str, dict[str, Any]] = {
    "cues": {
        "type": "array",
        "minItems": 1,
        "description": "这样的句子里必有其一的字词",
        "items": {"type": "string", "minLength": 1, "description": "字词"},
    },
    "subject": {**PATTERNS, "description": "说的是什么"},
    "home_subject": {**PATTERNS, "description": "只在应在的部分里才表明说的是什么的文字"},
    "says": {**PATTERNS, "description": "说了什么：与 subject 在同一句中"},
    "ignore": {**PATTERNS, "description": "先去掉的文字，如文件名称"},
}

STATEMENT_CHECK = Check(
    name="statement",
    title="应有的说明，及其完整、一致",
    compile=_compile,
    properties={
        "home": {**SECTION_KEY, "description": "应在的部分；见于别处也算，另作提示"},
        "lexicon": {
            **LEXICON,
            "description": "词表名称：其中 cues、subject、home_subject、says、ignore 供本规则使用；"
            "claims 为各种说法，供 conditions 使用；合于 other_year 的句子说的是往年",
        },
        **_KEYS,
        "parts": {
            "type": "object",
            "minProperties": 1,
            "description": "说明应有的各项：名称和表明该项的文字。写了这一键，规则只审查已有的说明是否齐全",
            "additionalProperties": PATTERNS,
        },
        "enough": {**PATTERNS, "description": "有合此式的文字，即不必逐项说明"},
        "conditions": {
            "type": "array",
            "minItems": 1,
            "description": "各处说法应当成立的关系。写了这一键，规则只审查已有的说明是否一致",
            "items": CONDITION,
        },
        "unsaid": {"const": 0, "description": "0 为没有说到的按 0 计；不写则没有说到的不作判断"},
        "missing_reason": {"type": "string", "minLength": 1, "description": "没有读到所需的格时的理由"},
    },
    required=("message",),
)
