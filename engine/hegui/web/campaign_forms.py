"""What is typed into the pages of campaigns, checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from hegui.web.forms import DAY, small_enough
from hegui.web.models import Campaign
from hegui.web.roster import LEVELS
from hegui.web.setup import current

DUE_LEVELS = {**LEVELS, "": "其余单位"}
"""Levels of units with a last day of their own, in words; an empty one is for all others."""


class _Day(forms.DateInput):
    input_type = "date"

    def format_value(self, value: Any) -> str:
        return str(value or "")


class CampaignForm(forms.Form):
    """What a campaign is judged by, and when its reports are due. (Levels of units are fields of their own.)"""

    title = forms.CharField(label="名称", max_length=100, widget=forms.TextInput({"placeholder": "2024 年度报告审查"}))
    year = forms.IntegerField(label="报告年度", min_value=2008, max_value=2100)
    packs = forms.MultipleChoiceField(
        label="规则包",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不选，就用服务器现有的全部",
    )
    scheme = forms.ChoiceField(label="评分方案")
    opens = forms.DateField(label="开始报送", required=False, widget=_Day(), error_messages=DAY, help_text="不写即随时")
    roster = forms.FileField(label="单位名册", required=False, help_text="CSV、Excel 或 YAML")
    like = forms.TypedChoiceField(label="或沿用名册", required=False, coerce=int, empty_value=None)

    def __init__(self, campaign: Campaign | None, *args: Any) -> None:
        """`campaign` is the one to change, of which year and roster stay; None: a new one."""
        super().__init__(*args)
        packs, schemes = _packs_and_schemes()
        self.fields["packs"].choices = packs  # type: ignore[attr-defined]
        self.fields["scheme"].choices = schemes  # type: ignore[attr-defined]
        for name in ("title", "packs", "scheme", "opens") if campaign else ():
            self.fields[name].initial = getattr(campaign, name)
        for level, words in DUE_LEVELS.items():
            field = forms.DateField(label=f"{words}截止日期", required=False, widget=_Day(), error_messages=DAY)
            field.initial = (campaign.deadlines if campaign else {}).get(level)
            self.fields[f"due_{level}"] = field
        if campaign:
            for name in ("year", "roster", "like"):
                del self.fields[name]
            return
        rosters = Campaign.objects.exclude(roster=None).order_by("-year", "-pk")
        self.fields["like"].choices = [("", "不沿用"), *((one.pk, one.title) for one in rosters)]  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name not in ("roster", "like")])

    def clean_roster(self) -> UploadedFile[Any] | None:
        return small_enough(self.cleaned_data["roster"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        opens = given.get("opens")
        for level in DUE_LEVELS:
            if opens and (due := given.get(f"due_{level}")) and due < opens:
                self.add_error(f"due_{level}", "截止日期早于开始报送的日期。")
        if (scheme := given.get("scheme")) and "packs" in given:
            rules = current.setup.with_packs(given["packs"]).loaded()
            if scheme not in rules.ruleset.schemes:
                self.add_error("scheme", "所选的规则包没有这个评分方案，请加上它所在的规则包，或者另选。")
        return given

    @property
    def deadlines(self) -> dict[str, str]:
        """As `Campaign.deadlines` has them."""
        given = {level: self.cleaned_data.get(f"due_{level}") for level in DUE_LEVELS}
        return {level: day.isoformat() for level, day in given.items() if day}


class RosterForm(forms.Form):
    roster = forms.FileField(label="单位名册", help_text="CSV、Excel 或 YAML")

    def clean_roster(self) -> UploadedFile[Any] | None:
        return small_enough(self.cleaned_data["roster"])


class ReportForm(forms.Form):
    """A report to be checked."""

    file = forms.FileField(label="报告文件", help_text="网页、Word、WPS、PDF、OFD 等")
    campaign = forms.TypedChoiceField(
        label="按哪个批次检查", required=False, coerce=int, empty_value=None, help_text="决定规则包和评分方案"
    )

    def __init__(self, campaigns: Iterable[Campaign], *args: Any) -> None:
        super().__init__(*args)
        self.fields["campaign"].choices = [*((one.pk, one.title) for one in campaigns), ("", "不按批次")]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[Any] | None:
        return small_enough(self.cleaned_data["file"])


def _packs_and_schemes() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What there is to choose from, with its titles."""
    ruleset = current.setup.loaded().ruleset
    packs = [(pack.name, pack.title) for pack in ruleset.packs]
    return packs, [(name, f"{scheme['title']}（{name}）") for name, scheme in ruleset.schemes.items()]
