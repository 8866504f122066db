"""What is typed into pages, checked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from hegui.history.state import Deed
from hegui.web.models import Unit, User
from hegui.web.roles import Role
from hegui.web.tokens import LONGEST, Scope

LARGEST = 100 << 20
"""Bytes of a file that is uploaded."""
_TEXT = forms.CharField
DAY = {"invalid": "日期应如 2025-12-31。"}


class LoginForm(forms.Form):
    account = _TEXT(
        label="账号", max_length=50, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = _TEXT(label="密码", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"}))


class PasswordForm(forms.Form):
    old = _TEXT(label="现在的密码", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"}))
    new = _TEXT(label="新密码", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))
    again = _TEXT(label="再输入一次", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self._user = user

    def clean_old(self) -> str:
        if not self._user.check_password(self.cleaned_data["old"]):
            raise ValidationError("现在的密码不对。")
        return str(self.cleaned_data["old"])

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new, self._user)
        if self._user.check_password(new):
            raise ValidationError("新密码应与现在的不同。")
        return new

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("new", self.cleaned_data["again"]):
            raise ValidationError("两次输入的不一样。")
        return str(self.cleaned_data["again"])


class CampaignForm(forms.Form):
    title = _TEXT(label="名称", max_length=100, widget=forms.TextInput({"placeholder": "2024 年度报告审查"}))
    year = forms.IntegerField(label="报告年度", min_value=2008, max_value=2100)
    scheme = forms.ChoiceField(label="评分方案")
    roster = forms.FileField(label="单位名册", required=False, help_text="CSV、Excel 或 YAML；没有的可不传")

    def __init__(self, schemes: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["scheme"].choices = schemes  # type: ignore[attr-defined]

    def clean_roster(self) -> UploadedFile[Any] | None:
        return small_enough(self.cleaned_data["roster"])


class AccountForm(forms.Form):
    account = forms.RegexField(
        r"^[a-z0-9._-]{2,50}$",
        label="账号",
        error_messages={"invalid": "账号用小写字母、数字和 . _ - ，至少两个字符。"},
    )
    name = _TEXT(label="姓名", max_length=50)
    password = _TEXT(label="初始密码", strip=False, help_text="至少 10 个字符；本人第一次登录后须更改")

    def clean_account(self) -> str:
        account = str(self.cleaned_data["account"])
        if User.objects.filter(account=account).exists():
            raise ValidationError("这个账号已有人使用。")
        return account

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        user = User(account=self.cleaned_data.get("account", ""), name=self.cleaned_data.get("name", ""))
        validate_password(password, user)
        return password


class ResetForm(forms.Form):
    password = _TEXT(label="新的初始密码", strip=False)

    def clean_password(self) -> str:
        validate_password(str(self.cleaned_data["password"]))
        return str(self.cleaned_data["password"])


class UnitForm(forms.Form):
    """Something for a unit and all below it."""

    unit = _TEXT(label="单位", required=False, help_text="名册上的名称；不写为全部单位", max_length=200)

    def clean_unit(self) -> Unit | None:
        name = self.cleaned_data["unit"].strip()
        if not name:
            return None
        unit = Unit.objects.filter(name=name).first()
        if unit is None:
            raise ValidationError("名册上没有这个单位，请核对名称。")
        return unit


class AppointmentForm(UnitForm):
    """A role for a unit, of those that may be given."""

    role = forms.ChoiceField(label="角色", choices=[(role.value, role.label) for role in Role])
    field_order = ("role", "unit")


class HookForm(UnitForm):
    """An address that is told what happens."""

    address = _TEXT(label="网址", max_length=500, help_text="以 https:// 开头")
    field_order = ("address", "unit")


class TokenForm(forms.Form):
    """A token of an account."""

    title = _TEXT(label="用在哪里", max_length=100)
    scopes = forms.MultipleChoiceField(
        label="用途", choices=[(scope.value, scope.label) for scope in Scope], widget=forms.CheckboxSelectMultiple
    )
    expires = forms.DateField(
        label="用到哪一天",
        widget=forms.DateInput({"type": "date"}),
        error_messages=DAY,
    )

    def clean_expires(self) -> date:
        day: date = self.cleaned_data["expires"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise ValidationError("应在今天以后的一年以内。")
        return day


class LogForm(forms.Form):
    """Which operations of the log are meant."""

    account = _TEXT(label="账号", required=False)
    action = _TEXT(label="操作", required=False)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput({"type": "date"}), error_messages=DAY)
    until = forms.DateField(label="到", required=False, widget=forms.DateInput({"type": "date"}), error_messages=DAY)
    result = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), ("done", "成功"), ("refused", "未成功")]
    )

    def conditions(self) -> dict[str, Any]:
        """As the rows of the log are asked for them."""
        given = self.cleaned_data
        asked = {
            "account": given["account"],
            "action": given["action"],
            "at__date__gte": given["since"],
            "at__date__lte": given["until"],
        }
        results = {"done": {"status__lt": 400}, "refused": {"status__gte": 400}}
        return {name: value for name, value in asked.items() if value} | results.get(given["result"], {})


class DeedForm(forms.Form):
    """What is done to a finding."""

    deed = forms.TypedChoiceField(choices=[(deed.value, deed.value) for deed in Deed], coerce=Deed)
    reason = _TEXT(required=False, max_length=2000)
    until = forms.DateField(required=False, error_messages=DAY)
    seen = forms.IntegerField(min_value=0)


def small_enough(file: UploadedFile[Any] | None) -> UploadedFile[Any] | None:
    """The file. Raises ValidationError where it is too large."""
    if file is not None and (file.size or 0) > LARGEST:
        raise ValidationError(f"“{file.name}”超过 {LARGEST >> 20} MB，请拆开再传。")
    return file
