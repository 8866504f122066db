"""The official form of a year as a unit fills it in: shown in a page, printed as a Word document."""
