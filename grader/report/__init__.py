"""Pictures and pages of what was recorded: pure functions from grades to text. Nothing in here runs or prints anything.

A page is one self-contained file: no script in a student's report, a small one in the overview, nothing from the
network. It is made from stored grades alone, and everything in it that a student may have chosen is escaped twice,
visibly and for HTML (`page`).
"""

from __future__ import annotations

from grader.report.book import Entry, Student

__all__ = ["Entry", "Student"]
