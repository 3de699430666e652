"""`grader batch`: find what a class handed in, have it graded, and say what came of it and how to go on."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.batch import worker
from grader.batch.cluster import cluster
from grader.batch.handins import Class, find_hand_ins
from grader.batch.planning import Plan, Settings, difference, exercises_handed_in, graded_files, plan, plan_again
from grader.batch.running import Crew, Progress, Run
from grader.batch.workers import WorkerProcesses
from grader.cli.batch_view import batch_view
from grader.cli.book_pages import students_of
from grader.cli.doors import Doors
from grader.cli.holding import demand_isolation
from grader.cli.stopping import Stopped, stopped_gently
from grader.cli.terminal import Line, Terminal
from grader.course import Course, find_course
from grader.escaping import shown
from grader.gradebook import Entry, Gradebook, Student
from grader.gradebook.roster import Roster, read_roster
from grader.gradebook.store import Move
from grader.model import Level
from grader.processes import usable_processors
from grader.report.files import write_class
from grader.sandbox.levels import strongest
from grader.sentences import count

DONE, OUR_FAULT, INTERRUPTED = 0, 3, 130
MOST_NAMES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One `grader batch`, as it was asked for."""

    submissions: Path
    gradebook: Path
    exercises: tuple[str, ...] = ()
    roster: Path | None = None
    jobs: int | None = None
    regrade: bool = False
    out: Path | None = None
    dask: str | None = None
    level: Level | None = None
    course: Path | None = None


def batch(request: Request, doors: Doors) -> int:
    """Carry out the request, and return the exit status."""
    course = find_course(request.course)
    chosen = tuple(course.exercise(name) for name in request.exercises)
    roster = None if request.roster is None else read_roster(request.roster)
    book_files = [request.gradebook.with_name(request.gradebook.name + end) for end in ("", "-wal", "-shm")]
    besides = [*book_files, *([request.roster] if request.roster else [])]
    handed_in = find_hand_ins(request.submissions, roster, besides=besides)
    settings = Settings(
        exercises=chosen or exercises_handed_in(handed_in.hand_ins, course.exercises),
        feedback=course.feedback,
        level=request.level,
    )
    with Gradebook(request.gradebook, create=True) as book:
        book.remember(_students(handed_in, roster))
        number = book.begin_round() if request.regrade else 0
        todo = _plan(handed_in, settings, book, number)
        Terminal(sys.stderr).show(_opening(handed_in, settings, todo, roster))
        progress = _carried_out(request, doors, settings, book, number, todo)
        if number and progress.done == progress.number:
            book.finish_round(number)
        Terminal(sys.stdout).show(_closing(request, book, progress, todo, number))
        if request.out and not progress.stopping:
            _write_reports(request.out, course, book, handed_in, settings)
    if progress.stopping:
        return INTERRUPTED
    return OUR_FAULT if progress.unknown else DONE


def _students(handed_in: Class, roster: Roster | None) -> list[Student]:
    known = roster.students if roster else ()
    names = {student.name for student in known}
    return [*known, *(Student(name=each.student) for each in handed_in.hand_ins if each.student not in names)]


def _plan(handed_in: Class, settings: Settings, book: Gradebook, number: int) -> Plan:
    if number:
        return plan_again(handed_in.hand_ins, settings, book.graded_in_round(number))
    return plan(handed_in.hand_ins, settings, book)


def _carried_out(
    request: Request, doors: Doors, settings: Settings, book: Gradebook, number: int, todo: Plan
) -> Progress:
    if not todo.jobs:
        return Progress(number=0)
    try:
        with _crew(request, doors) as crew, batch_view(sys.stderr) as show:
            run = Run(settings=settings, crew=crew, book=book, round=number, on_progress=show)
            with stopped_gently(run.stop):
                return run.carry_out(todo.jobs)
    except Stopped:
        Terminal(sys.stderr).show([_how_to_go_on(request)])
        raise


@contextmanager
def _crew(request: Request, doors: Doors) -> Iterator[Crew]:
    """Give those who do the work, if they hold what they run as strongly as it takes."""
    if request.dask:
        with cluster(request.dask) as crew:
            _demand_isolation(request, crew)
            yield crew
        return
    number = request.jobs or usable_processors()
    with WorkerProcesses(number) as executor:
        crew = Crew(
            executor=executor,
            carry_out=worker.carry_out,
            width=lambda: 2 * number,
            held_at=lambda: strongest(doors.probe_levels()),
        )
        _demand_isolation(request, crew)
        yield crew


def _demand_isolation(request: Request, crew: Crew) -> None:
    level = crew.held_at() if request.level is None else request.level
    demand_isolation(level, allowed=request.level is not None, option="--level 0", many=True)


def _write_reports(out: Path, course: Course, book: Gradebook, handed_in: Class, settings: Settings) -> None:
    """Write a page for each student and the overview, from what the gradebook has now."""
    hand_ins = {hand_in.student: hand_in for hand_in in handed_in.hand_ins}
    exercises = {exercise.name: exercise for exercise in settings.exercises}

    def files(entry: Entry) -> Mapping[str, bytes]:
        if entry.student not in hand_ins or entry.key.exercise not in exercises:
            return {}
        return graded_files(hand_ins[entry.student], exercises[entry.key.exercise], settings, entry.key)

    overview = write_class(students_of(book, files), out, title=course.title)
    Terminal(sys.stdout).show([Line(shown(str(overview)), head="reports: ")])


# ------------------------------------------------------------------------------------------- what is said


def _opening(handed_in: Class, settings: Settings, todo: Plan, roster: Roster | None) -> Iterator[Line]:
    exercises = ", ".join(exercise.number for exercise in settings.exercises)
    number = len(handed_in.hand_ins)
    known = f", {todo.up_to_date} are graded already" if todo.up_to_date else ""
    yield Line(f"{count(number, 'student')}, exercise {exercises}: {len(todo.jobs)} to grade{known}")
    if handed_in.passed_over:
        yield Line(_some(handed_in.passed_over), head="passed over, as it is nobody's: ")
    if handed_in.strangers:
        yield Line(_some(handed_in.strangers), head="not in the roster: ")
    if roster:
        here = {hand_in.student for hand_in in handed_in.hand_ins}
        absent = [student.name for student in roster.students if student.name not in here]
        if absent:
            yield Line(_some(absent), head="handed in nothing: ")


def _some(names: Sequence[str]) -> str:
    few = [shown(name, limit=60) for name in names[:MOST_NAMES]]
    return ", ".join(few) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")


def _closing(request: Request, book: Gradebook, progress: Progress, todo: Plan, number: int) -> Iterator[Line]:
    tally = {"passed": progress.passed, "failed": progress.failed, "could not be judged": progress.unknown}
    parts = ", ".join(f"{amount} {word}" for word, amount in tally.items() if amount)
    graded = f"{progress.done} graded" + (f": {parts}" if parts else "")
    yield Line(f"{graded}; {todo.up_to_date} as before" if todo.up_to_date else graded)
    if number:
        yield from moved(list(book.moves(number)))
    if progress.stopping:
        yield _how_to_go_on(request)
    elif progress.unknown:
        yield Line("What could not be judged is our fault, and costs no points: run it again.")
    yield Line(f"grader grades --gradebook {shlex.quote(str(request.gradebook))}", head="next: ")


def moved(moves: Sequence[Move]) -> Iterator[Line]:
    """List the grades that a round has changed, and why."""
    moved = [move for move in moves if _standing(move.before) != _standing(move.after)]
    yield Line(f"{count(len(moved), 'grade has', 'grades have')} moved, of {len(moves)} that there were before")
    for move in moved:
        why = difference(move.before.key, move.after.key) or "unstable result: nothing has changed"
        text = f"{_standing(move.before)} -> {_standing(move.after)}: {why}"
        yield Line(text, head=f"{shown(move.after.student, limit=60)} · {move.after.key.exercise}: ", indent=2)


def _standing(entry: Entry) -> str:
    return f"{entry.earned:g}/{entry.possible:g} {entry.verdict}"


def _how_to_go_on(request: Request) -> Line:
    kept = f"what was graded is in {shlex.quote(str(request.gradebook))}"
    return Line(f"{kept}; to go on, give the same command again")
