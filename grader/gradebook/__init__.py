"""The gradebook: all grades of a class in one SQLite file, with the evidence they rest on.

`store` keeps them, `schema` says how the file is laid out and brings older files up to date, `entries` has the nouns,
`roster` reads who is in the class, and `tables` writes what spreadsheets and course platforms read.
"""

from __future__ import annotations

from grader.gradebook.entries import Entry, Key, Packed, Student, packed, unpacked, verdict_of
from grader.gradebook.store import Gradebook

__all__ = ["Entry", "Gradebook", "Key", "Packed", "Student", "packed", "unpacked", "verdict_of"]
