"""What only this repository's tests, benches and samples need: reports in all the ways in which offices publish them.

`layouts` print a draft as pages, Word documents and PDF, `faults` spoil one, `compose` and `strategies` make them up at
random, `county` makes up a whole jurisdiction, `samples` and `templates` write files that are kept in the repository.
"""
