"""What the tests of the workbench share."""

from office_at_work import empty, office, workbench

from databases import place, postgresql

__all__ = ["empty", "office", "place", "postgresql", "workbench"]
