"""Kind `statement`: a sentence that must be in the report, made of a subject and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hegui.checks.evidence import quote
from hegui.checks.passages import BODY, SECTIONS, section_name, sentence_span, texts_of
from hegui.checks.patterns import LEXICON, PATTERNS, AnyOf, any_of, lexicon_of
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Result, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill, not_applicable
from hegui.rules.trace import judged, listening, located

_LABEL_LENGTH = 30
"""A paragraph no longer than this that says nothing itself is the label of the next: 收取信息处理费的情况 / 无。"""


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
                    start, done = sentence_span(text.content, at, text.start, text.end)
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
    data = {**(lexicon_of(context, params["lexicon"]) if "lexicon" in params else {}), **params}
    statement = Statement.of(data, params.get("home"), context)
    parts = {name: any_of(patterns, context) for name, patterns in params.get("parts", {}).items()}
    enough = any_of(params.get("enough", ()), context)
    message = rule.message

    def judge(report: Report, _: Parameters) -> Outcome:
        said = statement.find(report)
        if listening():
            for item in said:
                located(f"{section_name(item.section)}的说明", f"“{item.text}”", evidence_of(report, item))
            if not said:
                located("说明", "")
        if parts:
            return _complete(report, said)
        if not said:
            return _absent(report, statement.home, fill(message, {}))
        if statement.home and all(item.section != statement.home for item in said):
            where = "、".join(dict.fromkeys(section_name(item.section) for item in said))
            return Outcome(Result.PASS, f"见于{where}，宜在{section_name(statement.home)}说明")
        return PASSED

    def _complete(report: Report, said: Sequence[Said]) -> Outcome:
        if not said:
            return not_applicable("报告中没有这项说明")
        text = "\n".join(item.text for item in said)
        found = {name: patterns.search(text) for name, patterns in parts.items()}
        for name, match in found.items():
            judged(name, f"“{match[0]}”" if match else "没有写明", bool(match))
        missing = [name for name, match in found.items() if not match]
        if not missing or enough.search(text):
            return PASSED
        names = "、".join(missing)
        return failed(Finding(fill(message, {"缺项": names}), names, (evidence_of(report, said[0]),)))

    return judge


def _absent(report: Report, home: str | None, message: str) -> Outcome:
    """Nothing is said: a fault of the report, unless part of its text may be missing here."""
    if home is None:
        return failed(Finding(message, "缺", (Evidence(section=BODY),)))
    before = SECTIONS[SECTIONS.index(home) - 1]
    if report.truncated or home in report.pictures or not report.section_by_key.keys() & {home, before}:
        return cannot_assess(f"没有读到{section_name(home)}的文字，无从判断")
    texts = texts_of(report, (home,))
    evidence = texts[0].opening() if texts else Evidence(section=home)
    return failed(Finding(message, "缺", (evidence,)))


def evidence_of(report: Report, said: Said) -> Evidence:
    """Evidence for a sentence, as far as it stands in one paragraph."""
    passage = report.passage_at(said.start)
    return quote(report, said.start, min(said.end, passage.start + len(passage.text)))


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
    title="应有的说明",
    compile=_compile,
    properties={
        "home": {"enum": list(SECTIONS), "description": "应在的部分；见于别处也算，另作提示"},
        "lexicon": {**LEXICON, "description": "词表名称：其中 cues、subject、home_subject、says、ignore 供本规则使用"},
        **_KEYS,
        "parts": {
            "type": "object",
            "minProperties": 1,
            "description": "说明应有的各项：名称和表明该项的文字。写了这一键，规则只审查已有的说明是否齐全",
            "additionalProperties": PATTERNS,
        },
        "enough": {**PATTERNS, "description": "有合此式的文字，即不必逐项说明"},
    },
    required=("message",),
    fields=("缺项",),
)
