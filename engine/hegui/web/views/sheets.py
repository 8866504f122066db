"""The form of a year, filled in by a unit in the page, or taken as a Word document to be filled in there."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

import hegui
from hegui.web import access, sheets
from hegui.web.access import Signed, needs
from hegui.web.downloads import as_file
from hegui.web.forms import SheetForm
from hegui.web.models import Sheet
from hegui.web.roles import Capability

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class _Cell(NamedTuple):
    """A cell as the page prints it: a label, or a field of a number."""

    text: str
    rowspan: int
    colspan: int
    field: str
    name: str


@needs(Capability.SUBMIT)
def sheet(request: Signed, number: int, unit: int) -> HttpResponse:
    """The form, to be filled in. Saved as far as it is, by hand or by the page itself; nobody but the unit sees it."""
    found = _found(request, number, unit)
    form, mistake = _form(found), ""
    in_place = "HX-Request" in request.headers
    asked = SheetForm(form, request.POST or None)
    if request.method == "POST":
        if asked.is_valid():
            try:
                sheets.save(found, asked.texts, asked.cells, asked.signed, request.user, asked.cleaned_data["seen"])
            except hegui.UsageError as error:
                mistake = str(error)
            else:
                request.told = f"{found.campaign}：{found.unit}保存填写的内容"
                if in_place:
                    found = _found(request, number, unit)
                    return render(request, "hegui/sheet_saved.html", {"sheet": found, "seen": found.number})
                return redirect("sheet", number, unit)
        else:
            mistake = "有的格填得不对，没有保存：" + "；".join(asked.faults)
        if in_place:  # by what it has seen before, the page saves over nothing until a person does so by hand
            about = {"mistake": mistake, "seen": asked.cleaned_data.get("seen") or 0}
            return render(request, "hegui/sheet_saved.html", about, status=409)
        form = asked.filled(form)
    about = {
        "sheet": found,
        "seen": found.number,
        "form": form,
        "parts": list(_parts(form)),
        "faults": _faults(found, form, tables_only=False) if found.number and not mistake else [],
        "saved": found.number and not mistake,
        "mistake": mistake,
    }
    return render(request, "hegui/sheet.html", about, status=409 if mistake else 200)


@needs(Capability.SUBMIT)
def sheet_check(request: Signed, number: int, unit: int) -> HttpResponse:
    """What does not balance in the tables as they are in the page, to be put beside them."""
    found = _found(request, number, unit)
    form = _form(found)
    asked = SheetForm(form, request.GET)
    asked.is_valid()
    faults = _faults(found, asked.filled(form), tables_only=True)
    return render(request, "hegui/sheet_faults.html", {"faults": faults, "checked": True})


@needs(Capability.SUBMIT)
def sheet_document(request: Signed, number: int, unit: int) -> HttpResponse:
    """The form as a Word document, as far as it is saved."""
    form = _form(_found(request, number, unit))
    return as_file(form.document(), f"{form.title}.docx", _WORD)


def _found(request: Signed, number: int, unit: int) -> Sheet:
    """The sheet of a unit that is the person's own."""
    campaign = get_object_or_404(access.campaigns_of(request.user, Capability.SUBMIT), pk=number)
    own = get_object_or_404(access.units_of(request.user, Capability.SUBMIT), pk=unit)
    if campaign.root and not own.path.startswith(campaign.root.path):
        raise Http404
    return sheets.saved(campaign, own)


def _form(found: Sheet) -> hegui.FilledForm:
    """The form as it is saved."""
    try:
        return sheets.form_of(found)
    except hegui.UsageError as error:
        raise Http404(str(error)) from None


def _parts(form: hegui.FilledForm) -> Any:
    """The parts as the page prints them: what is written in them, or their tables."""
    fields = {name: field for field, name in SheetForm.fields_of(form).items()}
    for part in form.parts:
        tables = [
            [
                [
                    _Cell(cell.text, cell.rowspan, cell.colspan, fields.get(name, ""), name)
                    for cell in row
                    for name in [".".join((table.id, *cell.path)) if cell.path else ""]
                ]
                for row in table.rows
            ]
            for table in part.tables
        ]
        yield {"part": part, "field": fields[part.key], "tables": tables}


def _faults(found: Sheet, form: hegui.FilledForm, *, tables_only: bool) -> list[tuple[sheets.Fault, list[str]]]:
    """The faults, each with the fields that it is about."""
    fields = {name: field for field, name in SheetForm.fields_of(form).items()}
    told = sheets.faults(found, form, tables_only=tables_only)
    return [(fault, [fields[name] for name in fault.cells if name in fields]) for fault in told]
