"""Reports on disk: a page for each student, and beside them the overview that leads to them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path

from grader.errors import UsageError
from grader.escaping import shown
from grader.report.book import Student
from grader.report.overview import Overview, render_overview
from grader.report.student import render_student

OVERVIEW = "index.html"
_LONGEST_STEM = 60


def write_class(students: Iterable[Student], folder: Path, *, title: str) -> Path:
    """Write the reports of a class into a folder, which is made, and give the path of the overview.

    Students are taken one by one and not kept. Files of the same names are replaced, others are left alone.
    Raises UsageError where something cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {shown(str(folder))}: {error.strerror}") from None
    overview = Overview()
    taken = {OVERVIEW}
    for student in students:
        page = page_name(student.name, taken)
        taken.add(page)
        write_page(folder / page, render_student(student, title=title, home=OVERVIEW))
        overview.take(student, page)
    made = datetime.now(timezone.utc).astimezone()
    write_page(folder / OVERVIEW, render_overview(overview, title=title, made=made))
    return folder / OVERVIEW


def page_name(name: str, taken: Iterable[str] = ()) -> str:
    """Give a file name for a student's page: plain ASCII in lower case whatever the name is, and not yet taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST_STEM].strip("-") or "student"
    number = 1
    page = f"{stem}.html"
    while page in taken:
        number += 1
        page = f"{stem}-{number}.html"
    return page


def write_page(path: Path, text: str) -> None:
    """Write one page; nobody ever sees half of it. Raises UsageError where that is impossible."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {shown(str(path))}: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
