"""The commands about a machine, and about any program on it, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.model import Limits


def doctor(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, and nothing else.")] = False,
) -> None:
    """Say how strongly this machine can hold a program.

    For each level: whether it works here, what it gives, why not, and what would help.
    """
    from grader.cli.doctor import examine

    raise typer.Exit(examine(context.obj, as_json=json))


def hunt(
    context: typer.Context,
    script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="A Python script; files beside it come along.")],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[ARGS]...", help="Its arguments: all that follows it, options too.")
    ] = None,
    expect: Annotated[str | None, typer.Option(metavar="TEXT", help="It must print this, and end with 0.")] = None,
    same: Annotated[
        bool, typer.Option("--expect-same", help="It must always do what it does in the natural order (the default).")
    ] = False,
    command: Annotated[
        str | None, typer.Option(metavar="LINE", help="A shell line that must accept the file {out} it printed into.")
    ] = None,
    schedules: Annotated[int, typer.Option(metavar="N", min=1, help="Try N schedules.")] = 200,
    replay: Annotated[int | None, typer.Option(metavar="S", min=0, help="Show only schedule S.")] = None,
) -> None:
    """Hunt for races and deadlocks in any Python script.

    Does what it prints, its status or its ending depend on the order in which its processes run?

    Exit status: 0 nothing was found, 1 a schedule under which it goes wrong, 2 wrong use, 3 our fault.
    """
    from grader.cli.hunt import Request
    from grader.cli.hunt import hunt as carry_out

    request = Request(
        script=script, arguments=tuple(arguments or ()), expect=expect, same=same, command=command,
        schedules=schedules, replay=replay,
    )  # fmt: skip
    raise typer.Exit(carry_out(request, context.obj))


def trace(
    context: typer.Context,
    command: Annotated[
        list[str], typer.Argument(metavar="COMMAND...", help="The program and its arguments, after --.")
    ],
    json: Annotated[
        bool, typer.Option("--json", help="The report is JSON on stdout; the program's own stdout goes to stderr.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write the report to a file; all streams stay the program's."
        ),
    ] = None,
    wall: Annotated[float, typer.Option(metavar="SECONDS", help="Most time on the clock.")] = 600.0,
    cpu: Annotated[float, typer.Option(metavar="SECONDS", help="Most processor time, all processes together.")] = 600.0,
    memory: Annotated[int, typer.Option(metavar="MIB", help="Most memory, all processes together.")] = 4096,
    processes: Annotated[int, typer.Option(metavar="N", help="Most processes and threads at once.")] = 1024,
) -> None:
    """Run any program and tell what its processes did.

    Exit status: the program's own; 128 + n if signal n ended it, 124 if a limit did, 127 if there is no such program.
    """
    from grader.cli.trace import trace as carry_out

    limits = Limits(wall_seconds=wall, cpu_seconds=cpu, memory_mib=memory, processes=processes)
    raise typer.Exit(carry_out(command, limits=limits, json=json, report=report, doors=context.obj))


def add_to(app: typer.Typer) -> None:
    """Give the commands their places."""
    app.command()(doctor)
    app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(hunt)
    app.command()(trace)
