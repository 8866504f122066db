"""What the tests of the workbench share."""

from office_at_work import furnished, office, workbench

from databases import empty, place, postgresql, server, shared_place

__all__ = ["empty", "furnished", "office", "place", "postgresql", "server", "shared_place", "workbench"]
