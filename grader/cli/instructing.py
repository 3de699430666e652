"""The commands of an instructor and their options, as typer reads them: `app` gives them their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import Course, HeldAt
from grader.model import Level

BOOK = Path("gradebook.db")
Book = Annotated[Path, typer.Option("--gradebook", metavar="FILE", help="The gradebook.", show_default="gradebook.db")]
Exercises = Annotated[
    list[str] | None, typer.Option("--exercise", metavar="EXERCISE", help="A number or a name; may be given again.")
]


def batch(
    context: typer.Context,
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="A folder with a folder, an archive or files of each student.")
    ],
    exercise: Exercises = None,
    roster: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A CSV of the class: its first column is what students are called."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", metavar="N", min=1, help="Workers; otherwise one for each core.")
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade everything again, and list which grades moved, and why.")
    ] = False,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Grade on a Dask cluster, such as tcp://10.0.0.1:8786.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a page for each student, and an overview of the class.")
    ] = None,
    gradebook: Book = BOOK,
    level: HeldAt = None,
    course: Course = None,
) -> None:
    """Grade a class: what is new or has changed since the last time.

    Names as Canvas and Moodle write them are understood. Each grade is stored as soon as it is there. Ctrl-C finishes
    what runs, a second one drops it; the same command goes on where it was.

    Exit status: 0 all graded, 2 wrong use, 3 something could not be judged, 130 interrupted.
    """
    from grader.cli.batch import Request  # loads what only this command needs
    from grader.cli.batch import batch as carry_out

    request = Request(
        submissions=submissions, gradebook=gradebook, exercises=tuple(exercise or ()), roster=roster, jobs=jobs,
        regrade=regrade, dask=dask, out=out, level=None if level is None else Level(level), course=course,
    )  # fmt: skip
    raise typer.Exit(carry_out(request, context.obj))


def grades(
    exercise: Exercises = None,
    csv: Annotated[bool, typer.Option("--csv", help="A table: a row for each student and exercise.")] = False,
    canvas: Annotated[bool, typer.Option("--canvas", help="A table that Canvas's gradebook imports.")] = False,
    moodle: Annotated[
        Path | None,
        typer.Option("--moodle-template", metavar="FILE", help="Fill a grading worksheet downloaded from Moodle."),
    ] = None,
    column: Annotated[
        str, typer.Option(metavar="HEADER", help="The worksheet's column for grades, if it is not recognised.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the table to a file.")
    ] = None,
    gradebook: Book = BOOK,
) -> None:
    """Show the grades of a class, or write them as a table.

    What could not be judged has no score in a table: a platform leaves an empty cell as it was.
    """
    from grader.cli.grades import Request, show_grades

    show_grades(
        Request(
            gradebook=gradebook, exercises=tuple(exercise or ()), csv=csv, canvas=canvas, moodle=moodle,
            column=column, output=output,
        )
    )  # fmt: skip
