"""By whose norm a finding is told: that of the pack which set the values that it was judged by.

A city that asks for reports five days before the law does accuses by its own notice, not by the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from hegui.model.rule import Finding, Outcome, Result, Rule, Words
from hegui.rules.ruleset import restated

Again = Callable[[Rule], Outcome]
"""What the same judgement comes to in other words."""


def told_by(rule: Rule, outcome: Outcome, words_of: Callable[[Finding], Iterable[Words]], again: Again) -> Outcome:
    """An outcome whose findings cite the norms, and speak in the words, of whoever set what they were judged by.

    `words_of` gives for a finding those of each layer of parameters whose values it rests on.
    """
    if outcome.result is not Result.FAIL:
        return outcome
    return replace(outcome, findings=tuple(_told(rule, outcome, words_of, again)))


def _told(
    rule: Rule, outcome: Outcome, words_of: Callable[[Finding], Iterable[Words]], again: Again
) -> Iterator[Finding]:
    other_words: dict[str, tuple[Finding, ...]] = {}
    for place, finding in enumerate(outcome.findings):
        words = list(words_of(finding))
        message = next((one.message for one in reversed(words) if one.message), "")
        if message and message not in other_words:
            other_words[message] = again(restated(rule, Words(message=message))).findings
        said = other_words.get(message, ())
        alike = said[place] if place < len(said) and said[place].key == finding.key else finding
        yield replace(
            finding,
            message=alike.message,
            advice=finding.advice or next((one.advice for one in reversed(words) if one.advice), ""),
            basis=finding.basis or _basis(rule, words),
        )


def _basis(rule: Rule, words: Iterable[Words]) -> str:
    """The norms of all values, that of the rule for those that go by it; empty where that is all."""
    norms = dict.fromkeys(str(one.basis or rule.basis) for one in words)
    return "" if norms.keys() <= {str(rule.basis)} else "；".join(norms)
