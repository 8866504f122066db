"""What a job is: what its child process is to do, laid out in a folder, and what is kept of the result."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import msgspec
from django.utils.timezone import localdate

import hegui
from hegui.history.models import Report, Source
from hegui.web import board, child, jobs, office, standings
from hegui.web import roster as rosters
from hegui.web.models import Campaign, Job, JobKind
from hegui.web.setup import Setup, current

_CORRECTIONS = "更正.json"
PRIVATE = "HEGUI_FETCH_PRIVATE"
"""A variable of the environment: `1` where reports may be fetched from addresses inside the network."""
_REGISTER = ("单位", "网址", "实际网址", "下载时间", "种类", "文件", "SHA-256", "字节数", "说明")
_LIMITS = {"seconds": 3600, "memory": 8 << 30}
"""Of a child that works by templates that were uploaded."""


class Kind(NamedTuple):
    lay_out: Callable[[Job, Setup, Path], None]
    """Puts what the child needs into a folder."""
    keep: Callable[[Job, Path], None]
    """Writes down what the child left there, within the transaction that ends the job."""


def _lay_out_audit(job: Job, setup: Setup, folder: Path) -> None:
    """The files of a campaign, its roster, and what people have corrected and decided."""
    campaign = job.campaign
    reports = folder / child.FOLDER
    reports.mkdir()
    for filing in campaign.filings.filter(current=True).select_related("source").iterator(50):
        (reports / filing.name).write_bytes(filing.source.file)
    roster = corrections = None
    if campaign.roster:
        roster = f"名册{Path(campaign.roster_name).suffix}"
        (folder / roster).write_bytes(campaign.roster.file)
    if given := corrections_of(campaign, setup.with_packs(campaign.packs).loaded()):
        corrections = _CORRECTIONS
        (folder / corrections).write_text(json.dumps(given, ensure_ascii=False), "utf-8")
    child.write_task(
        folder,
        child.AUDIT,
        **asdict(setup.with_packs(campaign.packs)),
        roster=roster,
        corrections=corrections,
        scheme=campaign.scheme,
        decisions=msgspec.to_builtins(jobs.history().decisions()),
    )


def corrections_of(campaign: Campaign, rules: hegui.Rules) -> list[dict[str, Any]]:
    """What people have corrected in a campaign and not taken back: a list as `docs/corrections.md` has it.

    What these rules no longer know, as a rule that was judged by hand, is left out.
    """
    entries: list[dict[str, Any]] = []
    for filing in campaign.filings.filter(current=True).exclude(unit=None).select_related("unit"):
        by = str(filing.by)
        entries.append({"file": f"{child.FOLDER}/{filing.name}", "by": by, "unit": filing.unit and filing.unit.name})
    for one in campaign.corrections.filter(undoes=None, undone=None).order_by("pk"):
        about = {"file": one.path, "by": one.by, "date": localdate(one.at).isoformat(), "reason": one.reason}
        about["digest"] = one.digest
        entry = {name: value for name, value in about.items() if value} | one.given
        if not rules.mistakes_in_corrections([entry]):
            entries.append(entry)
    return entries


def _keep_run(job: Job, folder: Path) -> None:
    run = hegui.read_run(folder / child.RESULT)
    before = job.campaign.jobs.exclude(run=None).values_list("run", flat=True)
    job.run_id = jobs.history().save(run, job.campaign.title, supersedes=list(before))
    standings.note_found(job)


def _lay_out_output(job: Job, setup: Setup, folder: Path) -> None:
    """The run that is to be rendered, the files that were given for it, and the reports where it is made of them."""
    number, name, settings = job.options["run"], job.options["format"], dict(job.options["settings"])
    jobs.history().run(number).save(folder / child.RESULT)
    for key, digest in job.options.get("files", {}).items():
        settings[key] = f"{key}-{settings[key]}"
        (folder / settings[key]).write_bytes(Source.objects.get(pk=digest).file)
    if setup.loaded().formats[name].originals:
        _lay_out_originals(job, number, folder / child.FOLDER)
    child.write_task(folder, child.OUTPUT, **asdict(setup), format=name, options=settings, limits=_LIMITS)


def _lay_out_originals(job: Job, run: int, folder: Path) -> None:
    """The files of a campaign as that audit has read them."""
    folder.mkdir()
    read = dict(Report.objects.filter(run=run).values_list("path", "source"))
    for filing in job.campaign.filings.only("name", "source_id"):
        if read.get(f"{child.FOLDER}/{filing.name}") == filing.source_id:
            (folder / filing.name).write_bytes(filing.source.file)


def _keep_files(job: Job, folder: Path) -> None:
    """The one file that was made, or all of them packed."""
    there = (folder / child.MADE).rglob("*")
    made = sorted(path for path in there if path.is_file() and path.name[0] != ".")  # the folder's own listing
    if not made:
        job.message = "没有要生成的内容。"
        return
    if len(made) > 1:
        packed = folder / f"{job.options['format']}.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in made:
                archive.write(path, path.relative_to(folder / child.MADE))
        made = [packed]
    job.result = office.keep(made[0].read_bytes())
    job.result_name = made[0].name


def addresses_of(campaign: Campaign, *, everybody: bool) -> tuple[list[hegui.ReportAddress], list[str]]:
    """From where the reports of a campaign would be fetched, and units of whose address the roster says nothing; of
    those alone that have not filed yet, or of everybody.

    Raises hegui.UsageError where there is no roster, or it can no longer be read.
    """
    if campaign.roster is None:
        raise hegui.UsageError("这个批次没有名册。请传一份有“网址”一列的名册。")
    setup = current.setup.with_packs(campaign.packs)
    units = rosters.read(setup, campaign.roster_name, campaign.roster.file).units
    filed = set(campaign.standings.exclude(board.awaited()).values_list("unit__name", flat=True))
    asked = [unit for unit in units if everybody or unit.name not in filed]
    return hegui.addresses_of(asked), [unit.name for unit in asked if not unit.url]


def _lay_out_fetch(job: Job, setup: Setup, folder: Path) -> None:
    """The addresses of the roster."""
    wanted, _ = addresses_of(job.campaign, everybody=job.options["all"])
    private = os.environ.get(PRIVATE) == "1"
    given = asdict(setup.with_packs(job.campaign.packs))
    child.write_task(folder, child.FETCH, **given, wanted=wanted, allow_private=private)


def _keep_fetched(job: Job, folder: Path) -> None:
    """The reports are filed, what is news of them, and audited; where each came from is the job's file."""
    came = msgspec.json.decode((folder / child.RESULT).read_bytes(), type=list[hegui.Download])
    reports = [got for got in came if got.file.startswith(f"{child.FOLDER}/")]
    known = dict(job.campaign.filings.filter(current=True).values_list("name", "source"))
    news = 0
    for got in reports:
        name = office.safe_name(PurePosixPath(got.file).name)
        if known.get(name) != got.sha256:
            office.file_report(job.campaign, name, (folder / child.FOLDER / got.file).read_bytes(), job.by)
            news += 1
    failed = sum(1 for got in came if got.error)
    job.message = f"下载 {len(reports)} 份报告，其中新的 {news} 份；{failed} 处没有取到。"
    if came:
        register = "".join(hegui.as_csv(_REGISTER, (dict(zip(_REGISTER, got, strict=True)) for got in came)))
        job.result, job.result_name = office.keep(register.encode()), "下载登记.csv"
    if news:
        jobs.enqueue(job.campaign, job.by)


KINDS: Mapping[JobKind, Kind] = {
    JobKind.FETCH: Kind(_lay_out_fetch, _keep_fetched),
    JobKind.AUDIT: Kind(_lay_out_audit, _keep_run),
    JobKind.OUTPUT: Kind(_lay_out_output, _keep_files),
}
