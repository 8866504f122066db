"""The kinds of rules that hegui brings, registered through the same hook as everybody else's."""
