"""What is downloaded, under which name, and what the register says of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from misbehaving_site import PAGE, WORD, Site

from hegui.cli import main
from hegui.fetch import downloads
from hegui.fetch.client import Client, Limits
from hegui.fetch.downloads import REGISTER, Download, Fetcher, ReportAddress

QUICK = Limits(interval=0.0, tries=1)


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client(QUICK, allow_private=True)
    yield made
    made.close()


@pytest.fixture
def fetch(client: Client, tmp_path: Path) -> Callable[..., list[Download]]:
    def run(*wanted: ReportAddress) -> list[Download]:
        return list(Fetcher(tmp_path, client, lambda content, _: content in (PAGE, WORD)).fetch(wanted))

    return run


def register(folder: Path) -> list[dict[str, str]]:
    with (folder / REGISTER).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_report_is_kept_with_its_source(fetch: Callable[..., list[Download]], site: Site, tmp_path: Path) -> None:
    (got,) = fetch(ReportAddress("甲县教育局", f"{site.url}/moved"))
    assert (tmp_path / "报告" / "甲县教育局.html").read_bytes() == PAGE
    (row,) = register(tmp_path)
    assert row["单位"] == "甲县教育局"
    assert (row["网址"], row["实际网址"]) == (f"{site.url}/moved", f"{site.url}/report.html")
    assert row["SHA-256"] == sha256(PAGE).hexdigest() == got.sha256
    assert row["下载时间"][:2] == "20"


def test_where_the_page_only_leads_on_the_attachment_is_the_report(
    fetch: Callable[..., list[Download]], site: Site, tmp_path: Path
) -> None:
    fetch(ReportAddress("甲县教育局", f"{site.url}/leads-on.html"))
    assert {row["文件"]: row["种类"] for row in register(tmp_path)} == {
        "网页/甲县教育局.html": "网页",
        "报告/甲县教育局.docx": "报告",
        "附件/甲县教育局.docx": "附件",
    }
    assert (tmp_path / "报告" / "甲县教育局.docx").read_bytes() == WORD


def test_what_could_not_be_had_has_its_row(fetch: Callable[..., list[Download]], site: Site, tmp_path: Path) -> None:
    fetch(
        ReportAddress("甲局", f"{site.url}/missing"),
        ReportAddress("乙局", f"{site.url}/nothing.html"),
        ReportAddress("丙局", f"{site.url}/report.html"),
    )
    said = {row["单位"]: row["说明"] for row in register(tmp_path) if row["说明"]}
    assert said == {"甲局": "网站回应 404，网页不存在", "乙局": "网页上没有找到年度报告正文或附件，请人工核对网址"}
    assert (tmp_path / "报告" / "丙局.html").is_file()


def test_a_dry_run_lists_the_addresses_and_asks_nobody(site: Site, tmp_path: Path, capsys: Any) -> None:
    roster, out = tmp_path / "名册.csv", tmp_path / "下载"
    roster.write_text(f"单位名称,网址\n甲局,{site.url}/report.html\n丙局,\n", "utf-8")
    assert main(["fetch", str(roster), "--out", str(out), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert f"甲局\t{site.url}/report.html" in told
    assert "将从 1 个网站下载 1 个网址" in told
    assert not site.asked
    assert not out.exists()
    main(["fetch", str(roster), "--out", str(out), "--interval", "0", "--allow-private"])
    capsys.readouterr()
    main(["fetch", str(roster), "--out", str(out), "--dry-run"])
    assert "另有 1 个已下载" in capsys.readouterr().out


def test_a_second_run_asks_only_for_what_is_lacking(
    fetch: Callable[..., list[Download]], site: Site, tmp_path: Path
) -> None:
    wanted = ReportAddress("甲局", f"{site.url}/report.html"), ReportAddress("乙局", f"{site.url}/busy-once")
    assert [got.error for got in fetch(*wanted)] == ["", "网站回应 503（试了 1 次）"]
    (again,) = fetch(*wanted)
    assert (again.unit, again.error) == ("乙局", "")
    assert site.asked["/report.html"] == 1
    assert [row["说明"] for row in register(tmp_path)] == ["", ""]


def test_a_damaged_file_is_had_again(fetch: Callable[..., list[Download]], site: Site, tmp_path: Path) -> None:
    wanted = ReportAddress("甲局", f"{site.url}/report.html")
    fetch(wanted)
    (tmp_path / "报告" / "甲局.html").write_bytes(PAGE[:100])
    fetch(wanted)
    assert (tmp_path / "报告" / "甲局.html").read_bytes() == PAGE


def test_units_of_one_name_do_not_overwrite_each_other(
    fetch: Callable[..., list[Download]], site: Site, tmp_path: Path
) -> None:
    fetch(ReportAddress("../..\\甲局?", f"{site.url}/report.html"), ReportAddress("甲局", f"{site.url}/moved"))
    names = sorted(path.name for path in (tmp_path / "报告").iterdir())
    assert names == ["甲局-2.html", "甲局.html"]


def test_nothing_in_the_register_runs_as_a_formula(
    fetch: Callable[..., list[Download]], site: Site, tmp_path: Path
) -> None:
    fetch(ReportAddress("=cmd|'/C calc'!A1", f"{site.url}/report.html"))
    assert register(tmp_path)[0]["单位"].startswith("'=")


def test_the_command(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = tmp_path / "名册.csv"
    roster.write_text(
        f"单位名称,网址\n临澧县教育局,{site.url}/leads-on.html\n临澧县民政局,{site.url}/missing\n", "utf-8-sig"
    )
    out = tmp_path / "下载"
    arguments = ["fetch", str(roster), "--out", str(out), "--interval", "0", "--allow-private"]
    assert main(arguments) == 3
    said = capsys.readouterr()
    assert "临澧县民政局：网站回应 404" in said.err
    assert "2 个网址" in said.out
    assert main(["audit", str(out / "报告"), "--format", "json"]) in (0, 1)
    assert len(json.loads(capsys.readouterr().out)["reports"]) == 1


def test_two_units_may_share_an_address(fetch: Callable[..., list[Download]], site: Site) -> None:
    first, second = (ReportAddress(name, f"{site.url}/report.html") for name in ("甲局", "乙局"))
    fetch(first)
    assert [got.unit for got in fetch(first, second)] == ["乙局"]


def test_what_came_in_is_told_at_once_and_the_rest_can_be_left(client: Client, site: Site, tmp_path: Path) -> None:
    wanted = [ReportAddress(f"{number}局", f"{site.url}/report.html") for number in range(300)]
    coming = Fetcher(tmp_path, client, lambda *_: True).fetch(wanted)
    assert next(coming).unit == "0局"
    coming.close()
    assert site.asked["/report.html"] < 300
    assert register(tmp_path)[0]["单位"] == "0局"


@pytest.mark.parametrize("interval", ["-1", "nan", "一秒"])
def test_an_interval_is_a_time(interval: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fetch", "名册.csv", "--out", "下载", f"--interval={interval}"])
    assert ended.value.code == 2
    assert "应为不小于 0 的秒数" in capsys.readouterr().err


def test_a_list_of_addresses_may_be_of_any_encoding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "网址.txt").write_bytes("# 南县各单位年度报告的网址\nhttp://localhost:1/甲局\n".encode("gb18030"))
    assert main(["fetch", str(tmp_path / "网址.txt"), "--out", str(tmp_path / "下载")]) == 3
    assert "在内部网络，没有访问" in capsys.readouterr().err


def test_a_large_page_is_looked_through_apart(
    fetch: Callable[..., list[Download]], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ReportAddress("甲局", f"{site.url}/leads-on.html")
    monkeypatch.setattr(downloads, "_LARGE", 0)
    assert [one.kind for one in fetch(wanted) if not one.error] == ["网页", "报告", "附件"]
