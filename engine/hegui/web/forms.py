"""What is typed into pages, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

import hegui
from hegui.history.state import Deed
from hegui.web.actions import ACTIONS
from hegui.web.models import Unit, User
from hegui.web.roles import Role
from hegui.web.services import Directory, Provider, identity, number_of
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


class AccountForm(forms.Form):
    account = forms.RegexField(
        r"^[a-z0-9._-]{2,50}$",
        label="账号",
        error_messages={"invalid": "账号用小写字母、数字和 . _ - ，至少两个字符。"},
    )
    name = _TEXT(label="姓名", max_length=50)
    password = _TEXT(label="初始密码", strip=False, help_text="至少 10 个字符；本人第一次登录后须更改")
    email = forms.EmailField(label="邮箱", required=False, help_text="催报的邮件发到这里；可不写")

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


class EmailForm(forms.Form):
    email = forms.EmailField(label="邮箱", required=False, help_text="催报的邮件发到这里；不写即不发")


class IdentityForm(forms.Form):
    """Who a person is to one of the office's sign-in services."""

    service = forms.ChoiceField(label="登录服务")
    number = _TEXT(label="在其中的编号", required=False, max_length=150, help_text="不写为不用它登录")

    def __init__(self, known: Mapping[str, Provider | Directory], user: User, *args: Any) -> None:
        service, number = number_of(user)
        super().__init__(*args)
        self.initial = {"service": service, "number": number}
        self._known, self._user = known, user
        self.fields["service"].choices = [(name, one.title) for name, one in known.items()]  # type: ignore[attr-defined]

    def identity(self) -> str | None:
        """As it stands in the account."""
        number = self.cleaned_data["number"].strip()
        return identity(self._known[self.cleaned_data["service"]], number) if number else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        found = None if self.errors else self.identity()
        if found and User.objects.filter(identity=found).exclude(pk=self._user.pk).exists():
            self.add_error("number", "这个编号已是别的账号的。")
        return given


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

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("role") == Role.UNIT and "unit" in given and given["unit"] is None:
            self.add_error("unit", "报告单位请写明是哪个单位：它只办自己的，不办下级的。")
        return given


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


class PlaceForm(forms.Form):
    """A unit or a place, and a year of reports."""

    unit = _TEXT(label="单位或地方", max_length=100, help_text="写全称，如 湖南省怀化市鹤城区财政局、湖南省怀化市")
    year = forms.IntegerField(label="报告年度", min_value=2008, max_value=2100)


class RuleForm(forms.Form):
    """A rule that is being written, and what it is tried on."""

    category = forms.ChoiceField(label="类别")
    content = _TEXT(
        label="规则文件（YAML）",
        strip=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false", "class": "code"}),
    )
    sample = forms.ChoiceField(label="在样稿上试用", required=False)
    report = forms.FileField(label="或者上传一份报告", required=False)
    reason = _TEXT(label="理由", required=False, max_length=2000, help_text="提请写入规则包的，写明为什么")

    def __init__(self, categories: list[tuple[str, str]], samples: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["category"].choices = categories  # type: ignore[attr-defined]
        self.fields["sample"].choices = [("", "不试用"), *((name, name) for name in samples)]  # type: ignore[attr-defined]

    def clean_content(self) -> str:
        return str(self.cleaned_data["content"]).replace("\r\n", "\n")

    def clean_report(self) -> UploadedFile[Any] | None:
        return small_enough(self.cleaned_data["report"])


class LogForm(forms.Form):
    """Which operations of the log are meant."""

    account = _TEXT(label="账号", required=False)
    action = forms.ChoiceField(label="操作", required=False, choices=[("", "全部"), *ACTIONS.items()])
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
    file = forms.FileField(required=False, allow_empty_file=True)
    seen = forms.IntegerField(min_value=0)

    def clean_file(self) -> UploadedFile[Any] | None:
        return small_enough(self.cleaned_data["file"])


class SheetForm(forms.Form):
    """What is filled in: the texts of the sections and the cells of the tables, by short names that fit an address."""

    day = forms.DateField(required=False, error_messages=DAY)
    seen = forms.IntegerField(min_value=0, required=False)

    def __init__(self, form: hegui.FilledForm, *args: Any) -> None:
        super().__init__(*args)
        self._names = self.fields_of(form)
        for field in self._names:
            self.fields[field] = _TEXT(required=False, max_length=20 if field.startswith("c") else 20000)

    @staticmethod
    def fields_of(form: hegui.FilledForm) -> dict[str, str]:
        """The names of cells and sections by those of their fields: `c0`, `c1` …, `t0` …"""
        cells = {f"c{number}": name for number, name in enumerate(form.names)}
        return cells | {f"t{number}": part.key for number, part in enumerate(form.form.sections)}

    @property
    def cells(self) -> dict[str, str]:
        return self._given("c")

    @property
    def texts(self) -> dict[str, str]:
        return self._given("t")

    @property
    def signed(self) -> date | None:
        day: date | None = self.cleaned_data.get("day")
        return day

    def filled(self, form: hegui.FilledForm) -> hegui.FilledForm:
        """The form as it stands in the page."""
        return replace(form, texts=self.texts, cells=self.cells, signed=self.signed)

    @property
    def faults(self) -> list[str]:
        """Which fields are filled in wrong, and why."""
        titles = {"day": "成文日期", "seen": "页面"}
        return [f"{titles.get(name) or self._names[name]}：{told[0]}" for name, told in self.errors.items()]

    def _given(self, kind: str) -> dict[str, str]:
        fields = ((field, name) for field, name in self._names.items() if field.startswith(kind))
        return {name: self.cleaned_data.get(field) or "" for field, name in fields}


def number_in(text: str) -> int:
    """A number that was typed or chosen; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def small_enough(file: UploadedFile[Any] | None) -> UploadedFile[Any] | None:
    """The file. Raises ValidationError where it is too large."""
    if file is not None and (file.size or 0) > LARGEST:
        raise ValidationError(f"“{file.name}”超过 {LARGEST >> 20} MB，请拆开再传。")
    return file
