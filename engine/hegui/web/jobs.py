"""Work in the background: a job is a row, and a worker's for as long as it gives signs of life.

A worker that dies loses nothing: its lease runs out, and another takes the job. The result and the end of the job are
written together, and only by the worker that still holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

import hegui
from hegui.history import database
from hegui.history.models import Report, Run
from hegui.web import hooks
from hegui.web.models import Campaign, Job, JobKind, JobState, User

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


def enqueue(campaign: Campaign, user: User, kind: JobKind = JobKind.AUDIT, **options: Any) -> Job:
    """A job for a campaign; the one that waits already to do the same, where there is one."""
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        waiting = campaign.jobs.filter(state=JobState.QUEUED, kind=kind, options=options).first()
        return waiting or Job.objects.create(campaign=campaign, kind=kind, options=options, by=user, at=timezone.now())


def take(worker: str) -> Job | None:
    """The oldest job that nobody holds, now this worker's. One that was given up too often fails."""
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease__lt=now)
    with transaction.atomic():
        rows = Job.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        while job := rows.filter(free).order_by("pk").first():
            if job.attempts < MOST_ATTEMPTS:
                job.state, job.worker, job.lease = JobState.RUNNING, worker, now + LEASE
                job.attempts += 1
                job.done = job.total = 0
                job.save()
                return job
            job.state = JobState.FAILED
            job.message = f"审查程序 {MOST_ATTEMPTS} 次中途停止，请检查所传文件，或请技术人员查看。"
            job.save()
            hooks.job_ended(job)
    return None


def beat(job: Job, done: int, total: int) -> bool:
    """A sign of life. False: the job is no longer this worker's, or was cancelled."""
    return bool(_held(job).update(lease=timezone.now() + LEASE, done=done, total=total))


def finish(job: Job, keep: Callable[[Job], None]) -> bool:
    """Keep the result and end the job, both or neither. False: it is no longer this worker's.

    `keep` writes into the job what has come of it.
    """
    with transaction.atomic():
        held = _held(job).select_for_update().first()
        if held is None:
            return False
        held.state, held.message = JobState.DONE, ""
        keep(held)
        held.save()
        hooks.job_ended(held)
    return True


def fail(job: Job, message: str) -> bool:
    with transaction.atomic():
        held = _held(job).select_for_update().first()
        if held is None:
            return False
        held.state, held.message = JobState.FAILED, message
        held.save()
        hooks.job_ended(held)
    return True


def release(job: Job) -> bool:
    """Give a job back, to be taken by another."""
    return bool(_held(job).update(state=JobState.QUEUED, lease=None, attempts=job.attempts - 1))


def cancel(job: Job) -> bool:
    """False: it has ended before."""
    going = Job.objects.filter(pk=job.pk, state__in=(JobState.QUEUED, JobState.RUNNING))
    return bool(going.update(state=JobState.CANCELLED))


def newest_run(campaign: Campaign) -> Run | None:
    """The last audit of a campaign."""
    job = campaign.jobs.exclude(run=None).select_related("run").order_by("-run").first()
    return job.run if job else None


def audit_of(report: Report) -> hegui.Audit:
    """What an audit says of a report."""
    return history().run(report.run_id).reports[report.position]


def history() -> hegui.History:
    """The history in the database of this process."""
    return hegui.History(database.default_place())


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts, state=JobState.RUNNING)
