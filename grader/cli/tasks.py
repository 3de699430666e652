"""`grader list`, `grader show` and `grader hint`: what a student reads before writing."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.cli.terminal import Line, Terminal
from grader.course import find_course
from grader.errors import UsageError
from grader.model import Exercise

STEPS = ("a question", "a direction", "the line of thought")


def list_exercises(course: Path | None) -> None:
    """Print the exercises of the course, one line each."""
    found = find_course(course)
    terminal = Terminal(sys.stdout)
    terminal.show([Line(found.title, "bold"), Line()])
    room = max((len(exercise.title) for exercise in found.exercises), default=0)
    for exercise in found.exercises:
        head = f"{exercise.number}  {exercise.title:<{room}}  "
        terminal.show([Line(exercise.summary, "dim", head=head)])
    terminal.show([Line(), Line("grader show NUMBER prints the task.")])


def show_task(name: str, course: Path | None) -> None:
    """Print the task page: rendered in a terminal, as its Markdown everywhere else."""
    found = find_course(course)
    text = found.task(found.exercise(name))
    terminal = Terminal(sys.stdout)
    if not terminal.console.is_terminal:
        print(text, end="")
        return
    from rich.markdown import Markdown  # takes a while to load, and no other command needs it

    terminal.console.print(Markdown(text, hyperlinks=False))


def show_hint(name: str, step: int, course: Path | None) -> None:
    """Print one step of the hints and say how to see the next."""
    exercise = find_course(course).exercise(name)
    if not exercise.hints:
        raise UsageError(f"{exercise.name} has no hints")
    if not 1 <= step <= len(exercise.hints):
        raise UsageError(f"{exercise.name} has {len(exercise.hints)} hints", hint=f"--step 1 to {len(exercise.hints)}")
    terminal = Terminal(sys.stdout)
    terminal.show([Line(f"{exercise.number} · {exercise.title} · {_step(exercise, step)}", "bold"), Line()])
    terminal.show([Line(exercise.hints[step - 1])])
    if step < len(exercise.hints):
        more = f"grader hint {exercise.number} --step {step + 1} gives {STEPS[step]}."
        terminal.show([Line(), Line(more, "dim")])


def _step(exercise: Exercise, step: int) -> str:
    return f"hint {step} of {len(exercise.hints)}, {STEPS[step - 1]}"
