"""Sessions in the database, each with its user."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

ADDRESS, PROGRAM, BEGUN, BY_SERVICE = "address", "program", "begun", "by_service"
"""What a session knows of itself: from where, by which browser and when it was begun, and whether by a service."""


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        return apps.get_model("hegui_web", "Session")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.address, row.program, row.begun_at = data.get(ADDRESS, ""), data.get(PROGRAM, ""), data.get(BEGUN)
        return row
