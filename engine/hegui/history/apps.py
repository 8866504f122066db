"""The tables of audits kept over the years, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "hegui.history"
    label = "hegui"
    verbose_name = "审查历史"
