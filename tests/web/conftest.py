"""What the tests of the workbench share."""

from office_at_work import empty, furnished, office, workbench

from databases import place, postgresql

__all__ = ["empty", "furnished", "office", "place", "postgresql", "workbench"]
