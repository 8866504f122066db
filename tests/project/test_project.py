"""A project: from paths to a run, by its rules, its roster, its waivers and the years before."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from hegui.errors import Interrupted, RosterError, RulesError, SchemeError, StoredError, UsageError, WaiversError
from hegui.model.audit import Audit
from hegui.model.run import AuditRun
from hegui.model.verdict import Decided, DecisionState, Result, Severity, Waived
from hegui.project.host import Host
from hegui.project.project import Project, audit
from hegui.project.rules import Rules, load
from hegui.proving import edit, load_draft
from hegui.rules.ruleset import RuleSet
from tools.layouts import document_of

UNBALANCED = {"table3.自然人.本年新收": 99}
LATE = {"published": "2025-02-18"}


@pytest.fixture(scope="module")
def rules(ruleset: RuleSet) -> Rules:
    return Rules(Host.load(), ruleset)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a draft, edited as in a rule's case, to a file."""

    def write(name: str, draft: str = "bureau", **edits: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document_of(edit(load_draft(draft), edits), "html"))
        return path

    return write


def failed(run: AuditRun, number: int = 0) -> set[str]:
    return {verdict.rule for verdict in run.reports[number].verdicts if verdict.stands}


@pytest.mark.parametrize(
    ("edits", "stops"),
    [
        ({}, set()),
        ({"set": UNBALANCED}, {"table3-column-balance", "table3-row-total"}),
        ({"published": "2025-02-18"}, set()),  # a fault, yet not of those that the pack has chosen
    ],
)
def test_what_a_pack_has_chosen_stops_a_report(rules: Rules, write: Any, edits: Any, stops: set[str]) -> None:
    project = Project(rules, cache=False)
    report = project.audit(write("1.html", **edits)).reports[0]
    assert {verdict.rule for verdict in project.stopping(report)} == stops
    assert stops <= {verdict.rule for verdict in report.verdicts if verdict.stands}


def test_what_is_lighter_than_its_rule_or_waived_stops_nothing(rules: Rules, write: Any) -> None:
    project = Project(rules, cache=False)
    report = project.audit(write("1.html", set=UNBALANCED)).reports[0]
    stopping = project.stopping(report)

    def changed(**to: Any) -> Audit:
        verdicts = [
            replace(
                one,
                **{key: value for key, value in to.items() if key != "waiver"},
                findings=tuple(replace(each, waiver=to.get("waiver")) for each in one.findings),
            )
            if one in stopping
            else one
            for one in report.verdicts
        ]
        return replace(report, verdicts=tuple(verdicts))

    assert project.stopping(changed(severity=Severity.WARNING, rule_severity=Severity.ERROR)) == ()
    assert project.stopping(changed(waiver=Waived("已核实", "李四", "2025-01-01", None))) == ()


def test_a_pack_of_a_place_stops_its_own_units_alone(tmp_path: Path, write: Any) -> None:
    (tmp_path / "pack.yaml").write_text(
        'name: strict\ntitle: 某省\nversion: "1"\nextends: [national]\n'
        "applies: {provinces: [湖南省]}\ngate: [published-by-deadline]\n",
        "utf-8",
    )
    for province, stops in (("湖南省", ["published-by-deadline"]), ("河南省", [])):
        project = Project(load(rules=[tmp_path]), province=province, cache=False)
        report = project.audit(write("1.html", unit="某县财政局", **LATE)).reports[0]
        assert [verdict.rule for verdict in project.stopping(report)] == stops


def test_every_path_is_a_row_and_a_broken_one_stops_no_other(rules: Rules, write: Any, tmp_path: Path) -> None:
    write("报告/1.html")
    write("报告/3.html", "county")
    (tmp_path / "报告" / "2.txt").write_text("通知", "utf-8")
    seen: list[tuple[int, int, str]] = []
    run = Project(rules, cache=False).audit(
        [tmp_path / "报告", tmp_path / "没有"], progress=lambda *told: seen.append(told)
    )
    assert [Path(report.source.path).name for report in run.reports] == ["1.html", "2.txt", "3.html", "没有"]
    assert [[problem.kind for problem in report.errors] for report in run.reports] == [
        [],
        ["not-a-report"],
        [],
        ["read"],
    ]
    assert [report.score and report.score.total for report in run.reports] == [100, None, 100, None]
    assert not run.complete
    assert [told[:2] for told in seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_entries_of_an_archive_are_audited_where_they_are(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "各乡镇.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("1.txt", "不是报告")
        archive.writestr("2.zip", b"PK\3\4 nested")
        archive.writestr("内部/3.html", document_of(load_draft("town")))
    first, nested, report = Project(rules, cache=False).audit(path).reports
    assert [first.source.path, nested.source.path] == [f"{path}/1.txt", f"{path}/2.zip"]
    assert [one.errors[0].kind for one in (first, nested)] == ["not-a-report", "read"]
    assert "压缩包中的压缩包" in nested.errors[0].message
    assert (report.source.path, report.source.format) == (f"{path}/内部/3.html", "html")


def test_one_report_with_nothing_beside_it_is_compared_with_none(rules: Rules, write: Any) -> None:
    path = write("今年.html")
    last = write("去年.html", year=2023)
    assert not Project(rules).audit(path).corpus.verdicts
    assert Project(rules, previous=[last], cache=False).audit(path).corpus.verdicts


def test_last_year_may_be_a_stored_run(rules: Rules, write: Any, tmp_path: Path) -> None:
    last = write("去年.html", year=2023, set={"table3.自然人.结转下年度": 7, "table3.总计.结转下年度": 8})
    now = write("今年.html")
    project = Project(rules, cache=False)
    project.audit(last).save(tmp_path / "去年.json")
    by_report, by_run = (
        Project(rules, previous=[path], cache=False).audit(now) for path in (last, tmp_path / "去年.json")
    )
    assert by_report.corpus == by_run.corpus
    assert any(verdict.result is Result.FAIL for verdict in by_run.corpus.verdicts)
    assert by_report.reports[0] == by_run.reports[0]


def test_that_the_years_before_are_of_no_use_is_remarked(rules: Rules, write: Any) -> None:
    remarks: list[str] = []
    path = write("今年.html")
    Project(rules, previous=[write("也是今年.html")], cache=False).audit(path, remark=remarks.append)
    assert ["没有早于本次审查年度的" in remark for remark in remarks] == [True]


def test_the_roster_tells_whose_report_is_missing_unless_only_some_are_audited(
    rules: Rules, write: Any, tmp_path: Path
) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text("单位名称\n临澧县公共事业监督管理局\n临澧县水利局\n", "utf-8")
    project = Project(rules, roster=roster, cache=False)
    path = write("报告.html")
    run = project.audit(path)
    (missing,) = (verdict for verdict in run.corpus.verdicts if verdict.rule == "report-missing")
    assert [finding.units for finding in missing.findings] == [("临澧县水利局",)]
    assert [entry.report for entry in run.corpus.units or ()] == [str(path), None]
    assert run.reports[0].unit.roster == "临澧县公共事业监督管理局"
    assert project.audit(path, partial=True).corpus.units is None


def test_waivers_and_decisions_come_before_the_score(rules: Rules, write: Any, tmp_path: Path) -> None:
    path = write("报告.html", **LATE, set=UNBALANCED)
    plain = Project(rules, cache=False).audit(path)
    late = next(verdict for verdict in plain.reports[0].verdicts if verdict.rule == "published-by-deadline")
    waivers = tmp_path / "豁免.yaml"
    waivers.write_text(
        f"- {{fingerprint: '{late.findings[0].fingerprint}', reason: 延期, approver: 王某, date: 2025-01-20}}\n",
        "utf-8",
    )
    waived = Project(rules, waivers=waivers, cache=False).audit(path)
    assert failed(plain) - failed(waived) == {"published-by-deadline"}
    before, after = plain.reports[0].score, waived.reports[0].score
    assert before is not None
    assert after is not None
    assert after.before_waivers is not None
    assert (after.total > before.total, after.before_waivers.total) == (True, before.total)
    assert waived.waivers is not None
    assert plain.waivers is None
    dismissed = Decided(DecisionState.DISMISSED, "不成立", "李某", "2025-02-01T08:00:00+08:00")
    decided = Project(rules, decisions={late.findings[0].fingerprint: dismissed}, cache=False).audit(path)
    assert failed(decided) == failed(waived)


def test_another_scheme_judges_nothing_again(
    rules: Rules, write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("甲.html", "乙.html"):
        write(f"报告/{name}")
    cache = tmp_path / "cache"
    assert Project(rules, cache=cache).audit(tmp_path / "报告").complete

    def broken(*_: object) -> None:
        raise AssertionError("audited again")

    monkeypatch.setattr("hegui.project.auditor.Auditor.audit", broken)
    run = Project(rules, scheme="ten-point", cache=cache).audit(tmp_path / "报告")
    assert [report.score and (report.score.scheme, report.score.total) for report in run.reports] == [
        ("ten-point", 10)
    ] * 2


def test_the_result_is_the_same_in_several_processes(rules: Rules, write: Any, tmp_path: Path) -> None:
    for number in range(4):
        write(f"报告/{number}.html", set=UNBALANCED if number % 2 else {})
    alone, two = (
        Project(rules, cache=False).audit(tmp_path / "报告", workers=count, timestamp=False) for count in (0, 2)
    )
    alone.save(tmp_path / "alone.json")
    two.save(tmp_path / "two.json")
    assert (tmp_path / "alone.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_threads_may_share_a_project(rules: Rules, write: Any) -> None:
    project = Project(rules, cache=False)
    paths = [write(f"{number}.html", set=UNBALANCED if number % 2 else {}) for number in range(8)]
    expected = [project.audit(path, timestamp=False).reports[0] for path in paths]
    with ThreadPoolExecutor(4) as threads:
        runs = threads.map(lambda path: project.audit(path, timestamp=False), paths * 2)
        assert [run.reports[0] for run in runs] == expected * 2


def test_the_garbage_collector_of_the_caller_is_left_alone(rules: Rules, write: Any, tmp_path: Path) -> None:
    for name in ("甲.html", "乙.html"):
        write(f"报告/{name}")
    before = gc.get_threshold(), gc.get_freeze_count()
    Project(rules, cache=False).audit(tmp_path / "报告")
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_ctrl_c_tells_how_much_was_kept(rules: Rules, write: Any, tmp_path: Path) -> None:
    for name in ("甲", "乙", "丙"):
        write(f"报告/{name}.html", unit=f"临澧县{name}局")

    def stop(number: int, *_: object) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        Project(rules, cache=tmp_path / "cache").audit(tmp_path / "报告", progress=stop)
    assert caught.value.kept == 2


def test_one_line_for_one_report(write: Any, tmp_path: Path) -> None:
    found = audit(write("报告.html", set=UNBALANCED))
    assert "table3-column-balance" in {verdict.rule for verdict in found.verdicts if verdict.stands}
    assert found.score is not None
    assert found.score.total < 100
    assert audit(tmp_path / "没有.html").errors[0].kind == "read"


@pytest.mark.parametrize(
    ("settings", "error", "option", "words"),
    [
        ({"scheme": "defualt"}, SchemeError, "", "没有评分方案“defualt”，最接近的是“default”"),
        ({"roster": "没有.csv"}, RosterError, "", "没有.csv"),
        ({"waivers": "没有.yaml"}, WaiversError, "", "没有.yaml"),
        ({"province": "湖北"}, None, "", ""),
        ({"province": "湖男省"}, UsageError, "province", "湖男省：没有这个省"),
        ({"city": "怀化市", "province": "河南省"}, UsageError, "city", "怀化市属于湖南省，不属于河南省"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_audited(
    rules: Rules, settings: dict[str, Any], error: Any, option: str, words: str
) -> None:
    if error is None:
        assert Project(rules, **settings).scheme.name == "default"
        return
    with pytest.raises(error, match=words) as caught:
        Project(rules, **settings)
    assert isinstance(caught.value, UsageError)
    assert caught.value.option == option


def test_what_is_to_be_compared_with_must_be_there(rules: Rules, write: Any, tmp_path: Path) -> None:
    path = write("报告.html")
    with pytest.raises(UsageError, match="没有这个文件或文件夹") as caught:
        Project(rules, previous=[tmp_path / "没有"]).audit(path)
    assert caught.value.option == "previous"
    (tmp_path / "x.json").write_text("{}", "utf-8")
    with pytest.raises(StoredError, match="不是 hegui/audit/1 格式"):
        Project(rules, previous=[tmp_path / "x.json"]).audit(path)


def test_a_cache_that_is_named_must_be_usable(rules: Rules, write: Any, tmp_path: Path) -> None:
    for name in ("甲.html", "乙.html"):
        write(f"报告/{name}")
    with pytest.raises(UsageError, match="不能用作缓存文件夹") as caught:
        Project(rules, cache=write("占用.html")).audit(tmp_path / "报告")
    assert caught.value.option == "cache"


@pytest.mark.parametrize(
    ("named", "option", "words"),
    [
        ({"packs": ["hunna"]}, "packs", "没有这个规则包，最接近的是“hunan”"),
        ({"rules": ["没有"]}, "rules", "不是规则包"),
        ({"plugins": ["没有.py"]}, "plugins", "没有这个插件"),
    ],
)
def test_packs_and_plugins_that_are_named_must_be_there(named: dict[str, Any], option: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        load(**named)
    assert caught.value.option == option


def test_faulty_rule_files_are_told_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text("name: local\ntitle: 某省规则\nversion: '1'\n", "utf-8")
    (tmp_path / "rules" / "bad.yaml").write_text("id: bad\n", "utf-8")
    with pytest.raises(RulesError) as caught:
        load(rules=[tmp_path])
    assert caught.value.mistakes
    assert all("bad.yaml" in fault for fault in caught.value.mistakes)
