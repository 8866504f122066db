"""Kinds `words` (wrong forms of words, from a lexicon) and `interrupted` (characters that split a word)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from hegui.checks.passages import SCOPE, scope_of, texts_of
from hegui.checks.patterns import LEXICON, PATTERN, Patterns, Regex, lexicon_of, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of

_QUOTES = 5


def _compile_words(rule: Rule, context: Context) -> Judge:
    entries = lexicon_of(context, rule.params["lexicon"]).get("words", ())
    wrong: list[Regex] = []
    for entry in entries:
        if not isinstance(entry, dict) or entry.keys() != {"wrong", "right"}:
            raise ValueError(f"词表“{rule.params['lexicon']}”中的“{entry}”应写成 {{wrong: 误, right: 正}}，请改正。")
        wrong.append(regex(str(entry["wrong"]), context))
    patterns, rights = Patterns(wrong), [str(entry["right"]) for entry in entries]
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            for number, match in patterns.matches(text.content, text.start, text.end):
                places[match[0], rights[number]].append(text.evidence(*match.span()))
        return verdict_of(
            [
                Finding(fill(rule.message, {"误": word, "正": right}), word, tuple(evidence[:_QUOTES]))
                for (word, right), evidence in places.items()
            ]
        )

    return judge


def _compile_interrupted(rule: Rule, context: Context) -> Judge:
    intruder = regex(rule.params["by"], context)
    splits = _splits(lexicon_of(context, rule.params["lexicon"]).get("words", ()))
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        places: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
        for text in texts_of(report, scope):
            content = text.content
            for match in intruder.finditer(content, text.start, text.end):
                start, end = match.span()
                for word, before, after in splits.get(content[start - 1 : start] + content[end : end + 1], ()):
                    if content.endswith(before, 0, start) and content.startswith(after, end):
                        places[word, match[0]].append(text.evidence(start - len(before), end + len(after)))
                        break
        return verdict_of(
            [
                Finding(fill(rule.message, {"词": word, "夹字": extra}), word, tuple(evidence[:_QUOTES]))
                for (word, extra), evidence in places.items()
            ]
        )

    return judge


def _splits(words: list[str]) -> Mapping[str, list[tuple[str, str, str]]]:
    """Every way to split a word, by the two characters at the split; longer words first, so that they are named."""
    splits: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        for at in range(1, len(word)):
            splits[word[at - 1 : at + 1]].append((word, word[:at], word[at:]))
    return splits


WORDS_CHECK = Check(
    name="words",
    title="错别字词",
    compile=_compile_words,
    properties={
        "scope": SCOPE,
        "lexicon": {**LEXICON, "description": "词表名称：其中 words 为 {wrong: 误（正则表达式）, right: 正}"},
    },
    required=("lexicon", "message"),
    fields=("误", "正"),
)

INTERRUPTED_CHECK = Check(
    name="interrupted",
    title="词中夹字",
    compile=_compile_interrupted,
    properties={
        "scope": SCOPE,
        "lexicon": {**LEXICON, "description": "词表名称：其中 words 为不应被隔开的词"},
        "by": {**PATTERN, "description": "夹在词中的文字"},
    },
    required=("lexicon", "by", "message"),
    fields=("词", "夹字"),
)
