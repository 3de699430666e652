"""Grades in the formats that other programs read: pure functions from grades to text. Nothing in here runs anything.

What a student's program chose is neutralised twice: made visible (`grader.escaping`), then quoted as the format
quotes. `Verdict.UNKNOWN` is our fault and must not cost points, so a format that has no word for it leaves out the
score rather than giving a wrong one. Evidence, and with it the hidden inputs, is in no format but `json`.
"""

from grader.export.formats import FORMATS, Format, render
from grader.export.rows import Occasion, Row, is_undecided, rows_of

__all__ = ["FORMATS", "Format", "Occasion", "Row", "is_undecided", "render", "rows_of"]
