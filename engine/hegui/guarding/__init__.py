"""Running code that is not hegui's own: within a time limit, under its name, with a trail of what it was at."""

TRAIL, ENDED = "HEGUI_TRAIL", "HEGUI_ENDED"
"""Environment of a process that is looked after: the file of its trail, and what must not be run again."""
