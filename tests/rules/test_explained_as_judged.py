"""`rules explain` says what the audit does, however the scopes of layers and overrides lie over one another."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import WORD, FakeHost, rule_text

from hegui.model.report import Level, Unit
from hegui.rules.assembly import load_ruleset
from hegui.rules.describe import explain_rule
from hegui.rules.ruleset import FoundPack, RuleSet
from hegui.rules.scope import applicability, covers, narrowed, scope_in_words, scope_of

KEYS: dict[str, st.SearchStrategy[Any]] = {
    "years": st.sampled_from(["2020-", "2021-2023", "2023-", "2022-2022"]),
    "levels": st.sampled_from([["department"], ["government"]]),
    "tiers": st.sampled_from([["县"], ["县", "市"], ["乡"]]),
    "provinces": st.sampled_from([["湖南省"], ["湖南省", "河南省"]]),
    "counties": st.sampled_from([["某县"], ["某县", "别县"]]),
    "units": st.sampled_from([["某县某局"], ["某县某局", "某乡人民政府"]]),
}
EXCEPTIONS = st.fixed_dictionaries({}, optional=KEYS).filter(lambda keys: len(keys) in (1, 2))


def _is_useful(scope: dict[str, Any]) -> bool:
    """Whether an exception leaves something out, and not everything."""
    if "except" not in scope:
        return True
    within = scope_of({key: value for key, value in scope.items() if key != "except"})
    exception = scope_of(scope["except"])
    return narrowed(within, exception) is not None and not covers(exception, within)


SCOPES = st.fixed_dictionaries({}, optional={**KEYS, "except": EXCEPTIONS}).filter(_is_useful)
DAYS = st.sampled_from(["01-05", "01-15", "01-25"])
LAYERS = st.lists(st.tuples(SCOPES.filter(bool), DAYS), min_size=1, max_size=4)
OVERRIDES = st.lists(st.tuples(SCOPES, st.sampled_from(["info", "warning"])), max_size=3)
UNITS = [
    Unit("某县某局", Level.DEPARTMENT, "部门", "县", "湖南省", "某市", "某县"),
    Unit("别县某局", Level.DEPARTMENT, "部门", "县", "湖南省", "某市", "别县"),
    Unit("某市某局", Level.DEPARTMENT, "部门", "市", "河南省", "别市"),
    Unit("某乡人民政府", Level.GOVERNMENT, "乡镇人民政府", "乡", "湖南省", "某市", "某县"),
]
NATIONAL = 'name: national\ntitle: 全国\nversion: "1"\n'
LOCAL = 'name: local\ntitle: 本地\nversion: "1"\nextends: [national]\n'


def _load(folder: Path, layers: Any, overrides: Any) -> RuleSet:
    local: dict[str, Any] = {
        "parameters.yaml": {
            "layers": [
                {"applies": scope, "basis": f"通知{number}", "parameters": {"deadlines": {"department": day}}}
                for number, (scope, day) in enumerate(layers)
            ]
        }
    }
    changes = [{"applies": scope, "severity": severity, "reason": "某理由"} for scope, severity in overrides]
    if changes:
        local["overrides.yaml"] = {"a-rule": changes if len(changes) > 1 else changes[0]}
    files = {
        "national/pack.yaml": NATIONAL,
        "national/parameters.yaml": 'deadlines: {department: "01-31"}\n',
        "national/rules/wording/a-rule.yaml": rule_text("a-rule"),
        "local/pack.yaml": LOCAL,
        **{f"local/{name}": json.dumps(data, ensure_ascii=False) for name, data in local.items()},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    host = FakeHost([FoundPack(folder / name, "test") for name in ("national", "local")])
    host.checks = {"word": replace(WORD, parameters=("deadlines",))}
    return load_ruleset(host)


@settings(max_examples=25, deadline=None)
@given(LAYERS, OVERRIDES, st.sampled_from(UNITS), st.integers(2019, 2025))
def test_the_last_line_that_speaks_of_a_report_is_what_it_is_judged_by(
    layers: Any, overrides: Any, unit: Unit, year: int
) -> None:
    with TemporaryDirectory() as folder:
        ruleset = _load(Path(folder), layers, overrides)
    assert ruleset.mistakes == ()
    explained = explain_rule(ruleset, "a-rule")
    assert explained is not None
    lines = {line["applies"]: line for line in explained["finally"]}
    scopes = _closed([scope_of(scope) for scope, _ in [*layers, *overrides]])
    spoken = [applies for applies in lines if any(_is(scope, applies, unit, year) for scope in scopes)]
    judged_by = ruleset.parameters_for(unit, year)["deadlines"]["department"]
    (rule,) = (compiled.rule for compiled in ruleset.rules_for(unit, year))
    if not spoken:
        assert (judged_by, str(rule.severity)) == ("01-31", "error")
        return
    line = lines[spoken[-1]]
    assert line["parameters"]["deadlines"]["department"] == judged_by
    assert line["severity"] == str(rule.severity)


def _closed(scopes: list[Any]) -> list[Any]:
    found = list(scopes)
    for scope in scopes:
        found += [both for other in list(found) if (both := narrowed(other, scope)) is not None]
    return found


def _is(scope: Any, applies: str, unit: Unit, year: int) -> bool:
    return scope_in_words(scope) == applies and applicability(scope, year, None, unit) is None
