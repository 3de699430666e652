"""The commands and their options, as typer reads them. Each does nothing but call the module that knows how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader import __version__
from grader.cli import instructing, machine_commands, platform_commands, tasks
from grader.cli.doors import Doors
from grader.cli.options import Course, HeldAt, Name, Schedules, Seed, Workers, workers_of
from grader.model import Level

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)  # fmt: skip


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"grader {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Grade programs of more than one process by watching them from outside."""
    context.obj = context.obj or Doors()


@app.command("list")
def list_(course: Course = None) -> None:
    """List the exercises of the course."""
    tasks.list_exercises(course)


@app.command()
def show(exercise: Name, course: Course = None) -> None:
    """Show the task of an exercise."""
    tasks.show_task(exercise, course)


@app.command()
def hint(
    exercise: Name,
    step: Annotated[int, typer.Option(metavar="N", help="1 a question, 2 a direction, 3 the line of thought.")] = 1,
    course: Course = None,
) -> None:
    """Give a hint for an exercise, in three steps."""
    tasks.show_hint(exercise, step, course)


@app.command()
def check(
    context: typer.Context,
    exercise: Annotated[
        str | None, typer.Argument(metavar="EXERCISE", help="Its number, such as 05, or its name.")
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILES...",
            help="Your file, a folder, a zip or a tar; otherwise the exercise's file here or in the course.",
        ),
    ] = None,
    solution: Annotated[bool, typer.Option("--solution", help="Check the course's own solution.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Check every exercise of the course.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the grade as one line of JSON, and nothing else: --format json.")
    ] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="Print the grade as a platform reads it, and nothing else: json, github, markdown, classroom, "
            "classroom50, gradescope, prairielearn, autolab, junit.",
        ),
    ] = "",
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the grade as a page with pictures, to look at.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Show expected and got, and a timeline of every run.")
    ] = False,
    seed: Seed = None,
    workers: Workers = None,
    level: HeldAt = None,
    schedules: Schedules = None,
    thorough: Annotated[bool, typer.Option("--thorough", help="Try 20 times as many schedules.")] = False,
    replay: Annotated[
        int | None, typer.Option(metavar="S", min=0, help="Run only schedule S; with the --seed of that grade.")
    ] = None,
    course: Course = None,
) -> None:
    """Check a solution: which promises hold, and what was seen.

    Exit status: 0 all passed, 1 some failed, 2 wrong use or unreadable input, 3 our fault.
    """
    from grader.cli.check import Request  # loads what only this command needs
    from grader.cli.check import check as carry_out

    request = Request(
        exercise=exercise, files=tuple(files or ()), solution=solution, every=every, form="json" if json else form,
        html=html, verbose=verbose, seed=seed, workers=workers, level=None if level is None else Level(level),
        course=course, schedules=schedules, thorough=thorough, replay=replay,
    )  # fmt: skip
    raise typer.Exit(carry_out(request, context.obj))


@app.command()
def watch(
    context: typer.Context,
    exercise: Name,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILES...", help="Your file or folder; otherwise the exercise's file, as for check."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Show expected and got, and a timeline of every run.")
    ] = False,
    seed: Seed = None,
    workers: Workers = None,
    level: HeldAt = None,
    course: Course = None,
) -> None:
    """Check a solution again each time it is saved, until Ctrl-C."""
    from grader.cli.check import Request
    from grader.cli.watch import watch as carry_out

    request = Request(
        exercise=exercise, files=tuple(files or ()), verbose=verbose, seed=seed, workers=workers,
        level=None if level is None else Level(level), course=course,
    )  # fmt: skip
    raise typer.Exit(carry_out(request, context.obj))


@app.command()
def report(
    grades: Annotated[
        list[Path],
        typer.Argument(
            metavar="GRADES...",
            help="Gradebooks; or files that check --json wrote, one a student; or folders of such.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="DIR", help="Where to write index.html and a page for each student."),
    ] = Path("report"),
    title: Annotated[str, typer.Option(metavar="TEXT", help="The title of the pages.")] = "Reports",
) -> None:
    """Write stored grades as pages: one for each student, and an overview of the class.

    Exit status: 0 all written, 2 some grade could not be read; the rest is written all the same.
    """
    from grader.cli.report import report as carry_out

    raise typer.Exit(carry_out(grades, folder=output, title=title))


@app.command()
def verify(
    context: typer.Context,
    exercises: Annotated[
        list[str] | None, typer.Argument(metavar="EXERCISE...", help="Numbers or names; otherwise all of the course.")
    ] = None,
    repeat: Annotated[int, typer.Option(metavar="N", min=1, help="Grade each reference solution N times.")] = 1,
    load: Annotated[
        bool, typer.Option("--load", help="Do that beside busy processes, twice as many as there are cores.")
    ] = False,
    workers: Annotated[
        str, typer.Option("-n", metavar="N", parser=workers_of, help="Grade N programs side by side, or auto.")
    ] = "1",
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Look at right solutions under 20 times as many schedules.")
    ] = False,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Instead, find out how many schedules each exercise should try.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, and nothing else.")] = False,
    course: Course = None,
) -> None:
    """Prove a course: right solutions pass, each mistake is caught.

    Also: the files are complete, and students see nothing hidden. What is not kept, and what to do next, is listed.

    Exit status: 0 all promises kept, 1 some not, 2 wrong use or unreadable course, 3 our fault.
    """
    from grader.cli.verify import Request, verify_course

    request = Request(
        exercises=tuple(exercises or ()), repeat=repeat, load=load, thorough=thorough, workers=workers, json=json,
        course=course,
    )  # fmt: skip
    if calibrate:
        from grader.cli.calibrate import calibrate_course

        raise typer.Exit(calibrate_course(request, context.obj))
    raise typer.Exit(verify_course(request, context.obj))


app.command()(instructing.batch)
app.command()(instructing.grades)


@app.command()
def new(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A number that is free, such as 15.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in words, such as rate_limiter.")],
    course: Course = None,
) -> None:
    """Begin a new exercise; grader verify then says what is still to be written."""
    from grader.cli.authoring import new_exercise

    new_exercise(number, name, course)


@app.command()
def kit(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new, or empty.")],
    course: Course = None,
) -> None:
    """Write the students' copy of the course, with nothing hidden in it."""
    from grader.cli.authoring import student_kit

    student_kit(folder, course)


machine_commands.add_to(app)
platform_commands.add_to(app)
