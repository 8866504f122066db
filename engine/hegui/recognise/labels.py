"""Labels as they stand in a report, held against those of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from hegui.model.document import Place
from hegui.model.form import Label
from hegui.model.report import How, LabelSeen
from hegui.recognise.knowledge import LabelHit, TableKnowledge
from hegui.recognise.text import label_key

_ALIKE = 0.72
_RANK = {How.EXACT: 0, How.POSITION: 1, How.ALIAS: 2, How.SIMILAR: 3}


def similar(text: str, index: Mapping[str, LabelHit], keys: Sequence[str]) -> LabelHit | None:
    """The label that a text resembles most, above the threshold and clearly before the second."""
    key = label_key(text)
    if len(key) < 3 or len(key) > 80:
        return None
    scored: list[tuple[float, str]] = []
    for known in keys:
        if key.startswith(known) and len(known) >= 2:
            scored.append((0.95, known))
        elif abs(len(known) - len(key)) <= max(4, len(key) // 2):
            matcher = SequenceMatcher(None, known, key, autojunk=False)
            if matcher.quick_ratio() >= _ALIKE:
                scored.append((matcher.ratio(), known))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < _ALIKE:
        return None
    first = index[scored[0][1]].label
    rivals = [score for score, known in scored[1:] if index[known].label is not first]
    if rivals and rivals[0] > scored[0][0] - 0.05:
        return None
    return LabelHit(first, How.SIMILAR)


class LabelBook:
    """Keeps, for each label of the form, the text that stands for it. A deviating text is kept before an exact one."""

    def __init__(self, table: TableKnowledge) -> None:
        self._table = table
        self._seen: dict[tuple[str, str], LabelSeen] = {}

    def see(self, label: Label, axis: str, text: str, how: How, place: Place | None) -> None:
        name = axis, label.key or label.text
        known = self._seen.get(name)
        if known is None or (known.how is not how and known.how is not None and _RANK[how] > _RANK[known.how]):
            self._seen[name] = LabelSeen(label.key, label.text, text, how, place, axis)

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._seen

    def seen(self, texts: Iterable[str] = ()) -> tuple[LabelSeen, ...]:
        """All labels in the form's order, merged rows only where seen; one not found with the nearest of `texts`."""
        labels: list[LabelSeen] = []
        unread: list[str] | None = None
        for name, label in self._table.labels.items():
            known = self._seen.get(name)
            if known is None:
                if label.merges:
                    continue
                if unread is None:
                    unread = [text for text in texts if not text.isdigit()]
                known = LabelSeen(label.key, label.text, None, None, None, name[0], _nearest(label, unread))
            labels.append(known)
        return tuple(labels)


def _nearest(label: Label, texts: Iterable[str]) -> str | None:
    key = label_key(label.text)
    best = max(((SequenceMatcher(None, key, label_key(text)).ratio(), text) for text in texts), default=(0.0, None))
    return best[1] if best[0] > 0.4 else None
