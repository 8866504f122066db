"""Who has to report: the roster of a supervising office, and which of its units a report is of."""


class RosterError(Exception):
    """A roster that cannot be used. Its words are for the user, one mistake a line."""
