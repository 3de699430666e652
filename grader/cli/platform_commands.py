"""The commands for CI and for teaching platforms, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import Course, HeldAt, Seed, Workers
from grader.model import Level

Weak = Annotated[
    bool, typer.Option("--allow-weak-isolation", help="Grade even where programs can only be watched, not held.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(ci)
    app.command()(export)


def ci(
    context: typer.Context,
    exercises: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXERCISE...", help="Numbers or names; otherwise all that have checks here."),
    ] = None,
    platform: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Where this runs, if that cannot be found out: gradescope, prairielearn, classroom50, github, "
            "autolab, junit.",
        ),
    ] = None,
    submission: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="What was handed in; otherwise where the platform puts it, or here."),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option("--at", metavar="FOLDER", help="The platform's own folder, if it is not /autograder or /grade."),
    ] = None,
    weak: Weak = False,
    seed: Seed = None,
    workers: Workers = None,
    level: HeldAt = None,
    course: Course = None,
) -> None:
    """Grade in CI, and write what the platform reads.

    Exit status: as the platform expects it. On GitHub and elsewhere 0 all passed, 1 some failed, 2 wrong use, 3 our
    fault; where the verdict is in a file that is read whatever happens, 0 if there is one.
    """
    from grader.cli.ci import Request
    from grader.cli.ci import ci as carry_out

    request = Request(
        exercises=tuple(exercises or ()), platform=platform, submission=submission, home=home, weak=weak, seed=seed,
        workers=workers, level=None if level is None else Level(level), course=course,
    )  # fmt: skip
    raise typer.Exit(carry_out(request, context.obj))


def export(
    what: Annotated[
        str,
        typer.Argument(metavar="WHAT", help="gradescope: the zip of an autograder; github: a workflow for a course."),
    ],
    exercises: Annotated[
        list[str] | None, typer.Argument(metavar="EXERCISE...", help="Numbers or names; otherwise all of the course.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write it; otherwise autograder.zip, or stdout."),
    ] = None,
    sudo: Annotated[
        bool, typer.Option("--sudo", help="github: run the grader as root, which holds programs most strongly.")
    ] = False,
    weak: Weak = False,
    course: Course = None,
) -> None:
    """Write what a platform wants to be given, to grade exercises of the course there."""
    from grader.cli.exporting import export_for

    export_for(what, tuple(exercises or ()), output, sudo=sudo, weak=weak, course=course)
