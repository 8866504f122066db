"""Files for people and programs, made of the last audit of a campaign in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

import hegui
from hegui.web import jobs, office
from hegui.web.forms import DAY, small_enough
from hegui.web.models import Campaign, Job, JobKind, User


class OutputForm(forms.Form):
    """What may be set for an output format."""

    def __init__(self, settings: Mapping[str, Any], *args: Any) -> None:
        super().__init__(*args)
        for key, setting in settings.items():
            self.fields[key] = _field(setting.title, setting.kind)

    def settings(self) -> tuple[dict[str, str], dict[str, str]]:
        """What was filled in, as on the command line, a file by its name; and the digests of the files."""
        given = {key: value for key, value in self.cleaned_data.items() if value}
        files = {key: value for key, value in given.items() if isinstance(value, UploadedFile)}
        words = {key: _word(value) for key, value in given.items()}
        return words, {key: office.keep(_content(file)).sha256 for key, file in files.items()}


def make(campaign: Campaign, user: User, name: str, form: OutputForm) -> Job:
    """Have the last audit rendered. Raises hegui.UsageError where there is none."""
    run = jobs.newest_run(campaign)
    if run is None:
        raise hegui.UsageError("这个批次还没有审查过，请先上传报告。")
    settings, files = form.settings()
    return jobs.enqueue(campaign, user, JobKind.OUTPUT, run=run.number, format=name, settings=settings, files=files)


def _content(file: UploadedFile[Any]) -> bytes:
    small_enough(file)
    content: bytes = file.read()
    return content


def _word(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case UploadedFile():
            return office.safe_name(value.name or "")
    return str(value)


def _field(title: str, kind: str) -> forms.Field:
    match kind:
        case "day":
            widget = forms.DateInput({"type": "date"})
            return forms.DateField(label=title, required=False, widget=widget, error_messages=DAY)
        case "file":
            return forms.FileField(label=title, required=False, help_text="不传的用自带的模板")
        case "yes":
            return forms.BooleanField(label=title, required=False)
    return forms.CharField(label=title, required=False, max_length=200)
