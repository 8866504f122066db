"""The workbench as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hegui.web"
    label = "hegui_web"
    verbose_name = "工作台"
