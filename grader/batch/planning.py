"""What is to be graded, and why: the class as it lies there, compared with what the gradebook has."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import grader
from grader.batch.handins import HandIn, submission_for
from grader.batch.tasks import Task, digest_of_suite, files_of_suite, seed_of
from grader.errors import SubmissionError, UsageError
from grader.gradebook import Entry, Gradebook, Key
from grader.grading import records_of
from grader.model import Exercise, Grade, Level

NEW = "not graded yet"
SUBMISSION = "submission changed"
SUITE = "suite changed"
GRADER = "grader changed"
UNDECIDED = "could not be judged before"
AGAIN = "graded again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a class is to be graded."""

    exercises: tuple[Exercise, ...]
    feedback: str = "full"
    level: Level | None = None
    recorded: Callable[[str, str], Grade | None] = lambda _student, _exercise: None
    """For a student and an exercise, a grade whose evidence is judged again, in place of running anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One hand-in that is to be graded, for one exercise."""

    hand_in: HandIn
    exercise: Exercise
    reason: str = NEW

    @property
    def name(self) -> str:
        """The job as people read it."""
        return f"{self.hand_in.student} · {self.exercise.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to do."""

    jobs: tuple[Job, ...]
    up_to_date: int = 0
    """How many grades are in the gradebook already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What a hand-in comes to for one exercise: files, or why there are none."""

    files: Mapping[str, bytes]
    problem: str
    digest: str


def exercises_handed_in(hand_ins: Sequence[HandIn], exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """The exercises that anybody has handed in something for. Raises UsageError if there is none."""
    seen = {name.rpartition("/")[2] for hand_in in hand_ins for name in _read(hand_in)[0]}
    found = tuple(exercise for exercise in exercises if f"{exercise.slug}.py" in seen)
    if not found:
        raise UsageError(
            "nobody has handed in a file that is called as one of an exercise",
            hint="name the exercise, such as --exercise 05: then a single file may be called anything",
        )
    return found


def plan(hand_ins: Sequence[HandIn], settings: Settings, book: Gradebook) -> Plan:
    """Compare what was handed in with the gradebook: what is as it was is not graded again."""
    suites = {exercise.name: digest_of_suite(exercise, settings.feedback) for exercise in settings.exercises}
    jobs, up_to_date = [], 0
    for hand_in in hand_ins:
        files, problem = _read(hand_in)
        for exercise in settings.exercises:
            content = _content(files, problem, exercise, settings)
            before = book.in_force(hand_in.student, exercise.name)
            if reason := reason_to_grade(before, _key(exercise, content.digest, suites[exercise.name])):
                jobs.append(Job(hand_in=hand_in, exercise=exercise, reason=reason))
                continue
            up_to_date += 1
            if before and before.late != hand_in.late:
                book.mark_late(hand_in.student, exercise.name, hand_in.late)
    return Plan(jobs=tuple(jobs), up_to_date=up_to_date)


def plan_again(hand_ins: Sequence[HandIn], settings: Settings, done: set[tuple[str, str]]) -> Plan:
    """Grade everything again, but for the students and exercises that were `done` before this round was interrupted."""
    every = [Job(hand_in=each, exercise=exercise, reason=AGAIN) for each in hand_ins for exercise in settings.exercises]
    jobs = tuple(job for job in every if (job.hand_in.student, job.exercise.name) not in done)
    return Plan(jobs=jobs, up_to_date=len(every) - len(jobs))


def reason_to_grade(before: Entry | None, key: Key) -> str:
    """Say why the grade in force does not do; empty if it does."""
    if before is None:
        return NEW
    if reason := difference(before.key, key):
        return reason
    return UNDECIDED if before.undecided else ""


def difference(before: Key, after: Key) -> str:
    """Say what has changed between two keys of the same student and exercise."""
    changes = {
        SUBMISSION: before.submission != after.submission,
        SUITE: before.suite != after.suite,
        GRADER: before.version != after.version,
    }
    return ", ".join(reason for reason, changed in changes.items() if changed)


def prepared(job: Job, settings: Settings, *, with_suite: bool) -> tuple[Key, Task]:
    """Read a hand-in as it is now: its task, and what the grade will be filed under."""
    exercise = job.exercise
    content = _content(*_read(job.hand_in), exercise, settings)
    recorded = settings.recorded(job.hand_in.student, exercise.name)
    task = Task(
        exercise=exercise,
        files={name: b64encode(data).decode() for name, data in content.files.items()},
        problem=content.problem,
        seed=recorded.seed if recorded else seed_of(exercise, content.digest),
        level=settings.level,
        feedback=settings.feedback,
        suite=files_of_suite(exercise) if with_suite else None,
        replay=records_of(recorded) if recorded else None,
    )
    return _key(exercise, content.digest, digest_of_suite(exercise, settings.feedback)), task


def graded_files(hand_in: HandIn, exercise: Exercise, settings: Settings, key: Key) -> Mapping[str, bytes]:
    """The files that a grade is for; none if they are not there any more as they were."""
    content = _content(*_read(hand_in), exercise, settings)
    return content.files if content.digest == key.submission else {}


def _read(hand_in: HandIn) -> tuple[dict[str, bytes], str]:
    """The files of a hand-in, or why it cannot be read."""
    try:
        return hand_in.files(), ""
    except SubmissionError as error:
        return {}, error.message


def _content(files: Mapping[str, bytes], problem: str, exercise: Exercise, settings: Settings) -> _Content:
    """What is for one exercise among the files of a hand-in."""
    if not problem:
        try:
            submission = submission_for(exercise, files, alone=len(settings.exercises) == 1)
            return _Content(files=submission.files, problem="", digest=submission.digest)
        except SubmissionError as error:
            problem = error.message
    return _Content(files={}, problem=problem, digest=hashlib.sha256(f"problem: {problem}".encode()).hexdigest())


def _key(exercise: Exercise, submission: str, suite: str) -> Key:
    return Key(exercise=exercise.name, submission=submission, suite=suite, version=grader.__version__)
