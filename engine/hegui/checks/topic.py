"""Kind `topic`: matters that a part of the report must speak of, each known by its words, whatever the headings.

A rule may be content with so many of them (`at_least`), and may ask for a count in a unit beside the words that name a
matter (`counted`), not only for words.

No list of words is complete: a matter may be told in words that nobody thought of. A rule that names what else a part
may speak of (`unrelated`) therefore accuses only where every sentence is known to speak of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from hegui.checks.outline import item, subheading
from hegui.checks.passages import SCOPE, Text, missing_parts, scope_of, sentence_span, texts_of
from hegui.checks.patterns import LEXICON, PATTERN, PATTERNS, AnyOf, Regex, any_of, lexicon_of, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill
from hegui.rules.mistake import suggest
from hegui.rules.trace import judged

_HEADING = 30
"""A heading names its aspect within so many characters."""
_SENTENCE_ENDS = re.compile("[。；！？]")
_COUNT = r"(?<![第\d])(?:\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)[多余]?[万亿]?[多余]?"
"""A number before its unit; 第3次 counts nothing, and 一次性 is none."""
_STATEMENT, _LEAST = 8, 4
"""What is shorter than this states nothing; under the heading of a topic less is enough."""


class _Topic(NamedTuple):
    """What shows that a matter is reported."""

    stated: AnyOf
    about: Regex | None = None
    """What names the matter: in such a sentence it is enough to say that there is none."""
    counted: Regex | None = None
    """A number in the units that the sentence which names the matter must state."""

    @classmethod
    def of(cls, data: Sequence[str] | Mapping[str, Any], context: Context) -> _Topic:
        if not isinstance(data, Mapping):
            return cls(any_of(data, context))
        if data.keys().isdisjoint(("stated", "counted")):
            raise ValueError("写成 about 的事项，还要写 stated（表明已经报告的文字）或 counted（计数的单位），请补上。")
        stated = any_of([data["stated"]] if "stated" in data else (), context)
        units = "|".join(map(re.escape, data["counted"])) if "counted" in data else ""
        counted = regex(f"{_COUNT}(?:{units})(?!性)", context) if units else None
        return cls(stated, regex(data["about"], context), counted)

    def found(self, said: str, none: Regex | None) -> str | None:
        """The words that report it."""
        if match := self.stated.search(said):
            return match[0]
        wanted = AnyOf(filter(None, (self.counted, none)))
        if self.about is None or not wanted:
            return None
        sentences = (sentence_span(said, match.start()) for match in self.about.finditer(said))
        return next((said[start:end] for start, end in sentences if wanted.search(said, start, end)), None)

    def evidence(self, texts: Sequence[Text], home: Regex | None) -> Evidence:
        """The sentence that names the matter and leaves out what it should state, else how the paragraph begins where
        it belongs, else how the text begins."""
        for text in texts:
            if self.about is not None and (match := self.about.search(text.content, text.start, text.end)):
                return text.evidence(*text.sentence(match.start()))
        for text in texts:
            if home is not None and (match := home.search(text.content, text.start, text.end)):
                start = max(text.content.rfind("\n", text.start, match.start()) + 1, text.start)
                return text._replace(start=start).opening()
        return texts[0].opening()


def _compile(rule: Rule, context: Context) -> Judge:
    scope = scope_of(rule.params["scope"], context)
    lexicon = lexicon_of(context, rule.params["lexicon"]) if "lexicon" in rule.params else {}
    topics = {name: _Topic.of(data, context) for name, data in _topics(rule, lexicon).items()}
    ignored = any_of(rule.params.get("ignore", ()), context)
    opening = regex(rule.params["body_from"], context) if "body_from" in rule.params else None
    under = regex(rule.params["under"], context) if "under" in rule.params else None
    heading = item(context) if under else None
    home = regex(rule.params["home"], context) if "home" in rule.params else None
    without = rule.params.get("none", lexicon.get("none"))
    none = regex(without, context) if without else None
    least: int = rule.params.get("at_least", len(topics))
    if least > len(topics):
        raise ValueError(f"at_least 为 {least}，而事项只有 {len(topics)} 项，请改正。")
    unrelated = any_of(rule.params.get("unrelated", ()), context)
    known = AnyOf((*(pattern for topic in topics.values() for pattern in topic.stated), *unrelated))
    headings = _headings(rule, topics, context)
    sentences = _Sentences(headings, ignored, known, context) if headings or unrelated else None
    message = rule.message or "没有报告{事项}"

    def judge(report: Report, _: Parameters) -> Outcome:
        texts = texts_of(report, scope)
        if under and heading:
            texts = [part for text in texts for part in _under(text, under, heading)] or texts
        introduction, body = _divided(texts, opening)
        said = ignored.sub("", "\n".join(body))
        found = {name: topic.found(said, none) for name, topic in topics.items()}
        told = list(sentences.of(texts)) if sentences and not all(found.values()) else []
        for sentence in told:
            if sentence.topic and len(sentence.words) >= _LEAST and not unrelated.search(sentence.words):
                found[sentence.topic] = found[sentence.topic] or sentence.words
        for name, words in found.items():
            judged(name, f"“{words}”" if words else "没有提到", bool(words))
        missing = [name for name, words in found.items() if not words]
        if len(topics) - len(missing) >= least:
            return PASSED
        unread = [part for part in missing_parts(report, scope) if part in scope[:1]] or _unread(report, scope)
        if unread:
            parts = "、".join(map(report.template.section_name, unread))
            return cannot_assess(f"没有读到{parts}的文字，无从判断是否报告了{'、'.join(missing)}")
        unplaced = (words for words, _, placed in told if not placed and len(words) >= _STATEMENT)
        if unrelated and (unknown := next((words for words in unplaced if not known.search(words)), "")):
            return cannot_assess(f"没有认出{'、'.join(missing)}，而“{unknown}”一句说的可能就是，请人工核对")
        before = ignored.sub("", "\n".join(introduction))
        certain = [name for name in missing if not topics[name].found(before, none)]
        if len(topics) - len(certain) >= least:
            doubtful = [name for name in missing if name not in certain]
            return cannot_assess(f"{'、'.join(doubtful)}只在引言里提到，请人工核对")
        if "at_least" in rule.params:
            return failed(_too_few(message, [name for name in topics if name not in missing], missing, least, texts))
        return failed(
            *(Finding(fill(message, {"事项": name}), name, (topics[name].evidence(texts, home),)) for name in certain)
        )

    return judge


def _too_few(
    message: str, reported: Sequence[str], missing: Sequence[str], least: int, texts: Sequence[Text]
) -> Finding:
    """That fewer matters are reported than are wanted: which are, and which are not."""
    told = "、".join(reported) or "（无）"
    values = {"事项": "、".join(missing), "已报告": told, "项数": len(reported), "至少": least}
    formula = f"{len(reported)} < {least}：已报告{told}；没有报告{'、'.join(missing)}"
    return Finding(fill(message, values), "topics", (replace(texts[0].opening(), formula=formula),))


class _Sentence(NamedTuple):
    """A sentence without what is ignored."""

    words: str
    topic: str | None
    """The topic whose heading it stands under."""
    placed: bool
    """Whether a heading tells what it speaks of."""


class _Sentences:
    """The sentences of a part, each by the heading above it: of a topic, of something else, or none that is known."""

    def __init__(self, headings: Mapping[str, Regex], ignored: AnyOf, known: AnyOf, context: Context) -> None:
        self._headings = headings
        self._divided = subheading(context)
        self._ignored = ignored
        self._known = known

    def of(self, texts: Iterable[Text]) -> Iterator[_Sentence]:
        for text in texts:
            topic, placed = None, False
            for passage in text.report.passages:
                if not text.start <= passage.start < text.end:
                    continue
                words = passage.text
                if (headed := self._headed(words)) is not None:
                    (topic, end), placed = headed, True
                    words = words[end:]
                elif self._divided.compiled.match(words):
                    topic, placed = None, self._known.search(words[:_HEADING]) is not None
                for sentence in _SENTENCE_ENDS.split(self._ignored.sub("", words)):
                    yield _Sentence(sentence, topic, placed)

    def _headed(self, paragraph: str) -> tuple[str, int] | None:
        """The topic whose heading opens a paragraph, and where the heading ends."""
        for name, heading in self._headings.items():
            if match := heading.compiled.match(paragraph):
                return name, match.end()
        return None


def _topics(rule: Rule, lexicon: Mapping[str, Any]) -> Mapping[str, Any]:
    """The topics as the rule writes them, or those of the lexicon that it names."""
    written = rule.params["topics"]
    if isinstance(written, Mapping):
        return written
    known = lexicon.get("topics", {})
    for name in written:
        if name not in known:
            raise ValueError(f"词表的 topics 中没有“{name}”，{suggest(name, known)}；请补上或改正名称。")
    return {name: known[name] for name in written}


def _headings(rule: Rule, topics: Mapping[str, Any], context: Context) -> Mapping[str, Regex]:
    """The headings of topics. Raises ValueError for one of a topic that the rule does not have."""
    headings = rule.params.get("headings", {})
    for name in headings:
        if name not in topics:
            raise ValueError(f"headings 中的“{name}”不是本规则的事项，{suggest(name, topics)}；请改正。")
    return {name: regex(pattern, context) for name, pattern in headings.items()}


def _divided(texts: Sequence[Text], opening: Regex | None) -> tuple[list[str], list[str]]:
    """The texts up to their first sub-heading, which only set the tone, and from there on."""
    before, said = [], []
    for text in texts:
        first = opening.search(text.content, text.start, text.end) if opening else None
        start = first.start() if first else text.start
        before.append(text.content[text.start : start])
        said.append(text.content[start : text.end])
    return before, said


def _under(text: Text, wanted: Regex, heading: Regex) -> Iterator[Text]:
    """The paragraphs that stand under a wanted heading, up to the next one."""
    within = False
    for passage in text.report.passages:
        if not text.start <= passage.start < text.end:
            continue
        if heading.compiled.match(passage.text):
            within = wanted.search(passage.text[:_HEADING]) is not None
        if within:
            yield text._replace(start=passage.start, end=passage.start + len(passage.text))


def _unread(report: Report, scope: tuple[str, ...]) -> list[str]:
    """Parts that may say more than was read: where a picture stands, or where a text breaks off or may have done so."""
    there = [part for part in scope if part in report.section_by_key]
    return [part for part in there if part in report.pictures or report.unread(part) or _ends_with(report, part)]


def _ends_with(report: Report, part: str) -> bool:
    """True where nothing at all stands behind a part though the form has more than one section there: a text that was
    cut at the end of a sentence looks the same."""
    keys = [section.key for section in report.template.sections]
    behind = len(keys) - 1 - keys.index(part) if part in keys else 0
    return behind > 1 and report.sections[-1].key == part


_TOPIC: dict[str, Any] = {
    "type": ["array", "object"],
    "minItems": 1,
    "items": PATTERN,
    "description": "表明已经报告的文字：合其一即可；或写 about 和 stated、counted",
    "properties": {
        "about": {**PATTERN, "description": "说到这一事项的文字：同一句中表明没有的（none），也算报告"},
        "stated": {**PATTERN, "description": "表明已经报告的文字"},
        "counted": {
            "type": "array",
            "minItems": 1,
            "description": "计数的单位：说到这一事项的句子里写明了几次、几人次的，才算报告，如 [次, 期]",
            "items": {"type": "string", "minLength": 1, "description": "单位，如 人次"},
        },
    },
    "required": ["about"],
    "additionalProperties": False,
}

TOPIC_CHECK = Check(
    name="topic",
    title="应当报告的事项",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "topics": {
            "type": ["object", "array"],
            "minProperties": 1,
            "minItems": 1,
            "description": "应当报告的事项：名称和表明已经报告的文字；或词表中的名称",
            "items": {"type": "string", "minLength": 1, "description": "词表 topics 中的名称"},
            "additionalProperties": _TOPIC,
        },
        "lexicon": {
            **LEXICON,
            "description": "词表名称：topics 为各事项的写法（about、stated），none 为表明没有的文字",
        },
        "none": {**PATTERN, "description": "表明没有的文字：与 about 在同一句中的，也算报告；不写则用词表的 none"},
        "at_least": {"type": "integer", "minimum": 1, "description": "至少报告其中几项；不写即各项都要报告"},
        "under": {**PATTERN, "description": "小标题：有此小标题的，只看它下面的文字；没有的，看整个部分"},
        "home": {**PATTERN, "description": "应当写在哪里：没有写的，引用有此文字的段落；不写则引用这一部分的开头"},
        "unrelated": {
            **PATTERNS,
            "description": "说的是别的事情的文字（套话、其他工作）。写了这一键的，每一句说的是什么都认得出来，"
            "才断定没有报告；有认不出来的句子，不作判断",
        },
        "headings": {
            "type": "object",
            "minProperties": 1,
            "description": "各事项的小标题，从段首起与之相合：其下有话说（合于 unrelated 的不算），也是报告",
            "additionalProperties": PATTERN,
        },
        "body_from": {**PATTERN, "description": "小标题：有此小标题的，看它以后的文字；只在引言里提到的，不作判断"},
        "ignore": {**PATTERNS, "description": "查找之前先去掉的文字，如小标题"},
    },
    required=("scope", "topics"),
    fields=("事项", "已报告", "项数", "至少"),
)
